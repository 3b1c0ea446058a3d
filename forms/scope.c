#include "forms/scope.h"

#include <stddef.h>
#include <string.h>

/*
 * Members, officers and organisations are the roster: all of it above, to each station its own. An
 * appeal is the matter of the unit that handles it and of the one that took it in (信访工作条例
 * art. 22: by level, by who is responsible), and so are public opinion, moods, what was done.
 * What a station thinks of its own hot spots stays there: above go counts, and what it reports.
 * Notices go down to those whom they are for once they are issued, and so does what urges; what is
 * said to them, and how they were passed on, comes up. Files go with what they are of.
 */
static const struct {
	const char *kind;
	enum scope up, down;
	const char *ids, *issued; /* fields; of SCOPE_ADDRESSED, SCOPE_FOLLOWS */
} table[] = {
	{"member", SCOPE_ALL, SCOPE_THEIRS, NULL, NULL},
	{"officer", SCOPE_ALL, SCOPE_THEIRS, NULL, NULL},
	{"org", SCOPE_ALL, SCOPE_THEIRS, NULL, NULL},
	{"appeal", SCOPE_THEIRS, SCOPE_THEIRS, NULL, NULL},
	{"notice", SCOPE_THEIRS, SCOPE_ADDRESSED, "addressees", "published_on"},
	{"conveyance", SCOPE_ALL, SCOPE_THEIRS, NULL, NULL},
	{"receipt", SCOPE_ALL, SCOPE_THEIRS, NULL, NULL},
	{"urging", SCOPE_THEIRS, SCOPE_ADDRESSED, "addressees", NULL},
	{"opinion", SCOPE_THEIRS, SCOPE_THEIRS, NULL, NULL},
	{"mood", SCOPE_THEIRS, SCOPE_THEIRS, NULL, NULL},
	{"deed", SCOPE_THEIRS, SCOPE_THEIRS, NULL, NULL},
	{"hotspot", SCOPE_NONE, SCOPE_NONE, NULL, NULL},
	{"attachment", SCOPE_FOLLOWS, SCOPE_FOLLOWS, "of", NULL},
	{"sheet", SCOPE_NONE, SCOPE_NONE, NULL, NULL},
	{"setting", SCOPE_NONE, SCOPE_NONE, NULL, NULL},
	{"", SCOPE_ALL, SCOPE_ALL, NULL, NULL}, /* of no record: epochs, clocks */
	{NULL, SCOPE_ALL, SCOPE_THEIRS, NULL, NULL},
};

static size_t
row_of(const char *kind)
{
	size_t i = 0;

	while (table[i].kind && strcmp(table[i].kind, kind) != 0)
		i++;
	return i;
}

enum scope
scope_of(const char *kind, bool upwards)
{
	size_t i = row_of(kind);

	return upwards ? table[i].up : table[i].down;
}

void
scope_address(const char *kind, const char **ids, const char **issued)
{
	size_t i = row_of(kind);

	*ids = table[i].ids;
	*issued = table[i].issued;
}
