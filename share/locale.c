#include "share/locale.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
#define NAMES (sizeof names / sizeof *names)

void
locale_note(struct locale *locale, const char *name, const char *value)
{
	size_t len = strlen(value);

	for (size_t i = 0; i < NAMES && len < LOCALE_MOST; i++)
		if (strcmp(names[i], name) == 0)
			memcpy(locale->value[i], value, len + 1);
}

const char *
locale_name(const struct locale *locale)
{
	for (size_t i = 0; i < NAMES; i++)
		if (*locale->value[i])
			return locale->value[i];
	return NULL;
}
