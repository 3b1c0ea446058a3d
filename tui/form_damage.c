/*
 * What is pasted may be damaged: the reading behind each character that a converter changed, as in
 * 數(shù)字. It is said, and F9 shows what would be mended; it is mended only on yes.
 */
#include "tui/form_int.h"

#include "base/damage.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define BEFORE 6  /* characters shown in front of the first damage */
#define BEHIND 14 /* and from there on */

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), of = strlen(end);

	return len >= of && strcmp(text + len - of, end) == 0;
}

static bool
is_damaged(const char *text)
{
	char *mended = damage_mend(text);
	bool damaged = mended != NULL;

	free(mended);
	return damaged;
}

void
form_damage_look(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	const char *typed = grid_typed(s->grid);
	bool ends = ends_with(typed, ")") || ends_with(typed, "）");

	if (s->damaged == i + 1 && !is_damaged(typed))
		s->damaged = 0;
	else if (screen_is_pasted(screen) && ends && is_damaged(typed))
		s->damaged = i + 1;
}

bool
form_damage_is_here(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int i = grid_current(s->grid);

	return i >= 0 && s->damaged == i + 1;
}

/* The characters around a byte of the text. */
static char *
around(const char *text, size_t at)
{
	size_t from = at;

	for (int i = 0; i < BEFORE && from; i++)
		while (--from && ((unsigned char)text[from] & 0xc0) == 0x80)
			;
	size_t len = at - from + utf8_cut(text + at, BEHIND);

	return xprintf("%s%.*s%s", from ? "…" : "", (int)len, text + from,
	    text[from + len] ? "…" : "");
}

static struct reaction
mend(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	char *mended = which == 0 ? damage_mend(grid_typed(s->grid)) : NULL;

	if (!mended)
		return screen_done();
	grid_type(s->grid, mended);
	grid_settle(s->grid);
	s->damaged = 0;
	screen_say(screen, T_DAMAGE_MENDED, NULL);
	free(mended);
	return screen_done();
}

struct reaction
form_damage_ask(struct screen *screen)
{
	struct form_screen *s = screen->data;
	const char *typed = grid_typed(s->grid);
	char *mended = damage_mend(typed);
	size_t at = 0;

	if (!mended)
		return screen_done();
	while (typed[at] && typed[at] == mended[at])
		at++;
	while (at && ((unsigned char)typed[at] & 0xc0) == 0x80)
		at--;
	char *now = around(typed, at), *then = around(mended, at); /* alike up to there */

	free(s->about);
	s->about = xprintf("%s → %s", now, then);
	free(now);
	free(then);
	free(mended);
	s->ask = (struct ask){T_DAMAGE_ASK, s->about, ask_yes_no, mend};
	return screen_open(&screen_ask, &s->ask);
}
