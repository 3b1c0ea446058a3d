/*
 * One record: the stored values of a kind's fields. A value is text in the field type's stored
 * form (type.h), UTF-8; NULL is "nothing answered". Heap type; strings in it are owned by it.
 */
#ifndef FORMS_RECORD_H
#define FORMS_RECORD_H

#include "forms/form.h"

struct record {
	const struct form *form; /* borrowed */
	char *id;                /* NULL until the store gave one */
	char *seen;              /* operation last applied when it was read; NULL if new */
	char **value;            /* form->field_count of them, each may be NULL */
	/*
	 * What somebody noted at a field, beside its value or in its place: a mark and a text. Of
	 * form->field_count, each may be NULL.
	 */
	char **note;
	/* How far a field that is keyed twice has come (RECORD_WAITS …), or NULL; likewise. */
	char **twice;
	char *extra;             /* JSON object of fields this version does not know, or NULL */
};

struct record *record_new(const struct form *form);
struct record *record_dup(const struct record *record);
void record_free(struct record *record);
/* Borrowed; NULL if empty or if the form has no such field. */
const char *record_get(const struct record *record, const char *field);
/* DAY_NONE likewise, or if it is no day. */
day_t record_day(const struct record *record, const char *field);
bool record_has(const struct record *record, const char *field, const char *value);
/* Copies; "" and NULL both empty the field. The index must be the form's. */
void record_set(struct record *record, int field, const char *value);
/* The same by the field's name. */
void record_put(struct record *record, const char *field, const char *value);
/*
 * A stored value may be sealed (db/seal.h): it stands for one that only the unit's key opens. No
 * type checks it, people see that it is there.
 */
#define RECORD_SEALED "seal1:"
bool record_is_sealed(const char *value); /* NULL is not */
bool record_is_empty(const struct record *record);

/* Marks of notes: 看不清, somebody is to be asked; or merely a remark. */
#define RECORD_ASK '?'
#define RECORD_REMARK '='
#define RECORD_NOTE_MOST 200 /* characters of its text */
/* text NULL or "" and mark RECORD_REMARK: nothing is noted any more. */
void record_note(struct record *record, int field, char mark, const char *text);
bool record_asks(const struct record *record, int field);
/* Borrowed; "" if there is nothing. */
const char *record_note_text(const struct record *record, int field);
/*
 * Of a field that is keyed twice (复录): what was keyed waits to be keyed again, blind; or somebody
 * has, and it is what both of them say. A value that came otherwise has neither.
 */
#define RECORD_WAITS "1"
#define RECORD_AGREED "2"

/*
 * In what is stored such things stand among the fields, each by a name of its own: what is noted at
 * a field, how far it is with being keyed twice.
 */
enum record_beside { RECORD_NOTE, RECORD_TWICE, RECORD_BESIDES };
/* As it is kept; borrowed, NULL if there is nothing. */
const char *record_beside(const struct record *record, enum record_beside which, int field);
/* NULL and "" take it away. */
void record_set_beside(struct record *record, enum record_beside which, int field,
    const char *text);
/* A new string; and back, -1 if the name is none of these of a field of the form. */
char *record_beside_name(const struct form *form, enum record_beside which, int field);
int record_beside_field(const struct form *form, const char *name, enum record_beside *which);

#endif
