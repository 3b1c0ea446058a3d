/*
 * Field types: one table. A type says how a value is typed, stored, shown, explained, masked.
 * Stored forms are canonical text: dates YYYY-MM-DD (or YYYY-MM, YYYY where the day is not known),
 * numbers and fen as decimal integers, codes as the code, several codes separated by one blank,
 * references as the record id, yes/no as "1"/"2".
 */
#ifndef FORMS_TYPE_H
#define FORMS_TYPE_H

#include "forms/form.h"

enum storage { STORE_TEXT, STORE_INTEGER };

/* What parsing and showing may look at. Borrowed for the call. */
struct type_context {
	const struct forms *forms;
	const struct field *field;
	enum lang lang;
	day_t today;
	/* Names the record a reference points to (a new string), or NULL. Given by floors above. */
	char *(*ref_title)(void *arg, const char *kind, const char *id);
	/* How many records what was typed may mean; of one alone its id, a new string. */
	int (*ref_find)(void *arg, const char *kind, const char *typed, char **id);
	void *arg;
};

struct type {
	const char *name; /* as in definitions */
	const char *help[LANG_COUNT];
	enum storage storage;
	int columns;   /* terminal columns that show most values */
	int max_chars; /* most characters stored */
	bool multiline;
	/*
	 * From what was typed (any spelling, UTF-8) to the stored form, a new string or NULL.
	 * 0: *stored set; *note may carry a warning (unknown area code). ERR_INPUT: *note says what
	 * is wrong and what would be right; *stored untouched.
	 */
	int (*parse)(const struct type_context *context, const char *typed, char **stored,
	    struct say *note);
	/* The form a person reads and edits; a new string. NULL: the stored form. */
	char *(*show)(const struct type_context *context, const char *stored);
	/* What the value means, beside the field (the code's name, 38 岁); a new string or NULL. */
	char *(*meaning)(const struct type_context *context, const char *stored);
	/*
	 * In lists, where room is short and values may be masked: a code's name, the last four
	 * figures, the year of birth; a new string. NULL: as show.
	 */
	char *(*brief)(const struct type_context *context, const char *stored);
	/*
	 * Is what was typed as long as it can be? Then it can be judged at once, and the clerk need
	 * not say that it is all. NULL: one never knows.
	 */
	bool (*is_whole)(const struct type_context *context, const char *typed);
	/* Personal values for eyes without the right; a new string. NULL: all characters as *. */
	char *(*mask)(const char *stored);
};

const struct type *type_find(const char *name); /* may be NULL */
const struct type *type_at(int i);              /* NULL at the end */

int type_parse(const struct type_context *context, const char *typed, char **stored,
    struct say *note);
char *type_show(const struct type_context *context, const char *stored);
char *type_brief(const struct type_context *context, const char *stored);
char *type_meaning(const struct type_context *context, const char *stored);
bool type_is_whole(const struct type_context *context, const char *typed);
char *type_mask(const struct type *type, const char *stored);

#endif
