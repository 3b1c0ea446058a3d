/*
 * Stands in for a machine that lacks converters, in the programs that the played tests run: those
 * whose names stand in $TEST_NO_CHARSET, divided by blanks, cannot be opened.
 */
#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

static int
is_missing(const char *name)
{
	const char *missing = getenv("TEST_NO_CHARSET");
	const char *at = missing ? strstr(missing, name) : NULL;
	size_t len = strlen(name);

	return at && (at == missing || at[-1] == ' ') && (at[len] == ' ' || !at[len]);
}

iconv_t
iconv_open(const char *to, const char *from)
{
	iconv_t (*real)(const char *, const char *);
	void *found = dlsym(RTLD_NEXT, "iconv_open");

	if (!found || is_missing(to) || is_missing(from)) {
		errno = EINVAL;
		return (iconv_t)-1;
	}
	memcpy(&real, &found, sizeof real);
	return real(to, from);
}
