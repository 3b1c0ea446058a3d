#include "forms/spell.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/norm.h"

char *
spell_number(const char *typed)
{
	char *s = norm_digits(typed), *to = s;

	for (const char *from = s; *from; from++)
		if (*from != ' ' && *from != '-')
			*to++ = (char)toupper((unsigned char)*from);
	*to = '\0';
	return s;
}

/* Bytes of the blank at s, 0 if there is none. */
static size_t
blank_at(const char *s, bool multiline)
{
	static const char *const wide = "　";

	if (*s == '\n' || (!multiline && *s == ' '))
		return 1;
	/* A paragraph keeps its indent of two full-width blanks. */
	return !multiline && !strncmp(s, wide, strlen(wide)) ? strlen(wide) : 0;
}

char *
spell_text(const char *typed, bool multiline)
{
	char *s = norm_text(typed), *text;
	const char *from = s;
	size_t len;

	for (char *p = s; *p; p++)
		if (*p == '\t' || (*p == '\n' && !multiline))
			*p = ' ';
	while ((len = blank_at(from, multiline)))
		from += len;
	len = strlen(from);
	while (len && strchr(" \n", from[len - 1]))
		len--;
	text = xstrndup(from, len);
	free(s);
	return text;
}

bool
spell_is_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}
