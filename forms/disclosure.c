#include "forms/disclosure.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MOST 4 /* characters of a name that is looked for; those with dots are longer */
#define DOT 0xB7

bool
disclosure_is(const struct record *record)
{
	const char *kind = record_get(record, "doc_kind");

	return form_field(record->form, "posted_from") >= 0 && kind &&
	    (strcmp(kind, "21") == 0 || strcmp(kind, "28") == 0);
}

bool
disclosure_is_fine(const struct disclosure *d)
{
	return d->idnos + d->mobiles + d->cards == 0;
}

/* --- numbers --- */

/* A run of figures, in which blanks and hyphens may stand, and a last X. */
static const char *
take_number(const char *p, struct disclosure *out)
{
	int figures = 0;
	char first = *p, second = '\0';

	for (; (*p >= '0' && *p <= '9') || ((*p == ' ' || *p == '-') && p[1] >= '0' && p[1] <= '9');
	    p++)
		if (*p >= '0' && *p <= '9' && ++figures == 2)
			second = *p;
	bool ends_x = figures == 17 && (*p == 'X' || *p == 'x');

	p += ends_x;
	if (ends_x || figures == 18 || figures == 15)
		out->idnos++;
	else if (figures == 11 && first == '1' && second >= '3')
		out->mobiles++;
	else if (figures == 16 || figures == 17 || figures == 19)
		out->cards++;
	return p;
}

/* --- names --- */

static bool
is_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp < 0xA000) || (cp >= 0xF900 && cp < 0xFB00) || cp >= 0x20000;
}

static bool
is_known(const struct disclosure *out, const char *name)
{
	for (int i = 0; i < out->names; i++)
		if (strcmp(out->name[i], name) == 0)
			return true;
	return false;
}

static void
add_name(struct disclosure *out, char *name)
{
	if (is_known(out, name)) {
		free(name);
		return;
	}
	out->name = xrealloc(out->name, (size_t)(out->names + 1) * sizeof *out->name);
	out->name[out->names++] = name;
}

/*
 * The longest name that begins at p: what follows it, or p. A name goes on over a dot, and is as
 * long as it likes then.
 */
static const char *
take_name(const char *p, bool (*is_name)(void *arg, const char *name), void *arg,
    struct disclosure *out)
{
	const char *end = p, *found = p;
	bool dotted = false;

	for (int count = 0; *end && (count < NAME_MOST || dotted) && end - p < 120; count++) {
		const char *next = end;
		uint32_t cp = utf8_read(&next);

		if (!is_han(cp) && !(cp == DOT && count))
			break;
		dotted = dotted || cp == DOT;
		end = next;
		if (!count || cp == DOT)
			continue;
		char *name = xstrndup(p, (size_t)(end - p));

		if (is_name(arg, name))
			found = end;
		free(name);
	}
	if (found > p)
		add_name(out, xstrndup(p, (size_t)(found - p)));
	return found;
}

void
disclosure_check(const char *text, bool (*is_name)(void *arg, const char *name), void *arg,
    struct disclosure *out)
{
	for (const char *p = text ? text : ""; *p;) {
		const char *next = p;
		uint32_t cp = utf8_read(&next);

		if (cp >= '0' && cp <= '9') {
			p = take_number(p, out);
			continue;
		}
		const char *behind = is_name && is_han(cp) ? take_name(p, is_name, arg, out) : p;

		p = behind > p ? behind : next;
	}
}

void
disclosure_release(struct disclosure *disclosure)
{
	for (int i = 0; i < disclosure->names; i++)
		free(disclosure->name[i]);
	free(disclosure->name);
	*disclosure = (struct disclosure){0};
}
