#include "forms/scope.h"

#include <stddef.h>
#include <string.h>

/*
 * Members, officers and organisations are the roster: all of it above, to each station its own. An
 * appeal is the matter of the unit that handles it and of the one that took it in (信访工作条例
 * art. 22: by level, by who is responsible), and so are public opinion, moods, what was done.
 * What a station thinks of its own hot spots stays there: above go counts, and what it reports.
 * Notices go down; what is said to them, and how they were passed on, comes up.
 */
static const struct {
	const char *kind;
	enum scope up, down;
} table[] = {
	{"member", SCOPE_ALL, SCOPE_THEIRS},
	{"officer", SCOPE_ALL, SCOPE_THEIRS},
	{"org", SCOPE_ALL, SCOPE_THEIRS},
	{"appeal", SCOPE_THEIRS, SCOPE_THEIRS},
	{"notice", SCOPE_THEIRS, SCOPE_ALL},
	{"conveyance", SCOPE_ALL, SCOPE_THEIRS},
	{"opinion", SCOPE_THEIRS, SCOPE_THEIRS},
	{"mood", SCOPE_THEIRS, SCOPE_THEIRS},
	{"deed", SCOPE_THEIRS, SCOPE_THEIRS},
	{"hotspot", SCOPE_NONE, SCOPE_NONE},
	{"attachment", SCOPE_THEIRS, SCOPE_THEIRS},
	{"sheet", SCOPE_NONE, SCOPE_NONE},
	{"setting", SCOPE_NONE, SCOPE_NONE},
	{"", SCOPE_ALL, SCOPE_ALL}, /* of no record: epochs, clocks */
	{NULL, SCOPE_ALL, SCOPE_THEIRS},
};

enum scope
scope_of(const char *kind, bool upwards)
{
	size_t i = 0;

	while (table[i].kind && strcmp(table[i].kind, kind) != 0)
		i++;
	return upwards ? table[i].up : table[i].down;
}
