/*
 * Checks of a whole record: what is derived, what is missing, what is wrong. Wrong input is data:
 * a list of findings, each at its field.
 */
#ifndef FORMS_CHECK_H
#define FORMS_CHECK_H

#include "forms/record.h"
#include "forms/type.h"

enum finding {
	FINDING_NOTE,    /* worth a look; may be saved */
	FINDING_MISSING, /* required and empty; may be saved, the record is then 待补 */
	FINDING_WRONG,   /* may not be saved */
};

struct check {
	int field;
	enum finding finding;
	struct say say;
};
struct checks {
	struct check *check;
	int count;
};

/*
 * Sets calculated fields (birth date and sex from an ID number …) and, in a new record, defaults of
 * empty fields. Returns how many values changed.
 */
int check_derive(const struct forms *forms, struct record *record, day_t today);
/* What a new record has in the field before anybody types: a new string, NULL if nothing. */
char *check_initial(const struct record *record, int field, day_t today);
/* Replaces *out with the findings in field order. Irrelevant fields are not asked for. */
void check_record(const struct forms *forms, const struct record *record, day_t today,
    struct checks *out);
/*
 * The same for a record of whose values some were just read by their types (type_parse, today): no
 * need to read those again, unless they were calculated since.
 */
void check_parsed(const struct forms *forms, const struct record *record, day_t today,
    const bool parsed[], struct checks *out);
/* The findings of one field, added to *out. */
void check_one(const struct forms *forms, const struct record *record, int field, day_t today,
    struct checks *out);
/* An expression on a record; NULL is true. */
bool check_is_true(const struct expr *expr, const struct record *record, day_t today);
/* Would check_record find anything missing? */
bool check_is_incomplete(const struct forms *forms, const struct record *record, day_t today);
bool check_is_relevant(const struct forms *forms, const struct record *record, int field,
    day_t today);
bool check_is_required(const struct record *record, int field, day_t today);
bool check_is_readonly(const struct forms *forms, const struct record *record, int field,
    day_t today);
int checks_count(const struct checks *checks, enum finding finding);
void checks_release(struct checks *checks);

#endif
