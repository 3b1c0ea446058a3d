/*
 * Expressions of definitions, XLSForm's spelling. Understood: ${field} . numbers 'text' + - * div
 * mod = != < <= > >= and or not() if() coalesce() selected() count-selected() regex() (POSIX
 * extended) string-length() substr() concat() number() int() round() today() now() date()
 * format-date() sum() count() true() false(), and the project's own id-birth() id-sex() age().
 * pulldata() position() indexed-repeat() jr: are named as not supported.
 */
#ifndef FORMS_EXPR_H
#define FORMS_EXPR_H

#include "base/day.h"
#include "base/text.h"

struct expr;

/* What an expression may look at; the values it returns are borrowed, "" when empty. */
struct expr_context {
	const char *(*value)(void *arg, int field);
	void *arg;
	const char *self; /* the value of `.` */
	day_t today;
	int64_t now; /* ms UTC */
};

/*
 * Parses text; `field` tells the index of ${name} or -1. ERR_INPUT with *why on a mistake.
 */
int expr_parse(const char *text, int (*field)(void *arg, const char *name), void *arg,
    struct expr **out, struct say *why);
void expr_free(struct expr *expr);
bool expr_is_true(const struct expr *expr, const struct expr_context *context);
/* The value as text; a new string, "" when empty. */
char *expr_text(const struct expr *expr, const struct expr_context *context);

#endif
