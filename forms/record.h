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
	char *extra;             /* JSON object of fields this version does not know, or NULL */
};

struct record *record_new(const struct form *form);
struct record *record_dup(const struct record *record);
void record_free(struct record *record);
/* Borrowed; NULL if empty or if the form has no such field. */
const char *record_get(const struct record *record, const char *field);
/* Copies; "" and NULL both empty the field. The index must be the form's. */
void record_set(struct record *record, int field, const char *value);
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
/* The whole of it, as it is kept: mark and text; NULL takes it away. */
void record_set_note(struct record *record, int field, const char *note);
bool record_asks(const struct record *record, int field);
/* Borrowed; "" if there is nothing. */
const char *record_note_text(const struct record *record, int field);
/*
 * In what is stored a note stands among the fields, as one of this name: a new string; and back, -1
 * if the name is no note's of a field of the form.
 */
char *record_note_name(const struct form *form, int field);
int record_note_field(const struct form *form, const char *name);

#endif
