/* F4 in a field with names of units: those below this one. */
#include "tui/form_int.h"

#include "base/pinyin.h"

#include <stdlib.h>
#include <string.h>

static int
filter_units(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	struct db *db = screen->seat->db;
	const char *own = db_unit(db)->id;

	s->match_count = 0;
	for (int i = 0; i < s->units.count; i++) {
		const struct card *card = &s->units.card[i];

		if (!card->gone && strcmp(card->unit, own) != 0 &&
		    card_is_within(db, card->unit, own) &&
		    (!*typed || strstr(card->name, typed) || pinyin_match(card->name, typed)))
			s->match[s->match_count++] = i;
	}
	return s->match_count;
}

static void
write_name(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	buf_puts(out, s->units.card[s->match[i]].name);
}

/* Behind those that stand there. */
static struct reaction
chose(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	const char *there = s->record->value[grid_current(s->grid)];
	const char *name = s->units.card[s->match[which]].name;
	char *names = there ? xprintf("%s、%s", there, name) : xstrdup(name);
	struct reaction reaction = form_type(screen, names);

	free(names);
	return reaction;
}

struct reaction
form_units(struct screen *screen)
{
	struct form_screen *s = screen->data;

	cards_release(&s->units);
	if (card_list(screen->seat->db, &s->units) != 0)
		return screen_done();
	s->match = xrealloc(s->match, (size_t)(s->units.count + 1) * sizeof *s->match);
	s->picker = (struct picker){.title = screen_text(screen, T_FORM_UNITS),
	    .filter = filter_units, .item = write_name, .arg = screen, .then = chose};
	return screen_open(&screen_picker, &s->picker);
}
