/* The rows of the type table; one file per group of types. Only type.c and the types include it. */
#ifndef FORMS_TYPE_INT_H
#define FORMS_TYPE_INT_H

#include "forms/type.h"

extern const struct type type_address, type_birth, type_code, type_codes, type_count, type_date;
extern const struct type type_docno, type_email, type_full_date, type_idno, type_longtext;
extern const struct type type_money, type_number, type_person_name, type_phone, type_ref;
extern const struct type type_text, type_time, type_uscc, type_year_month;

/* A new string: the first `head` and the last `tail` characters, one * for each between. */
char *type_stars(const char *stored, size_t head, size_t tail);
/* The brief form of numbers that people tell by their end: ****0045. */
char *type_last_four(const struct type_context *context, const char *stored);
/* Exactly so many figures, the last perhaps an X, and nothing else. */
bool type_has_figures(const char *typed, size_t count);
/* The Chinese name of what the field's choices hold under a spelling; borrowed, NULL if nothing. */
const char *type_offered(const struct type_context *context, const char *typed);
/* Says what is wrong in figures, and is ERR_INPUT; the list of strings ends with NULL. */
#define type_wrong(note, ...) (say_set(note, __VA_ARGS__, (char *)NULL), ERR_INPUT)
/* Says that there are too few or too many figures: now `have`, `want` would be right. */
int type_wrong_length(struct say *note, size_t have, size_t want);

#endif
