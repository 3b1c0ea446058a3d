/*
 * Keys and seconds of new records keyed one after the other, for the clerk's own eyes: off until
 * she switches it on, gone when the form is left or it is switched off, written nowhere.
 */
#include "tui/form_int.h"

#include "base/width.h"
#include "db/phrase.h"

#include <stdlib.h>

void
form_counter_begin(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->counter.on = !s->record->id && !s->step && !s->rows &&
	    phrase_counts(screen->seat->db, &screen->seat->actor);
}

/* A key was typed into a record: with the first one its time begins. */
void
form_counter_typed(struct screen *screen)
{
	struct form_counter *c = &((struct form_screen *)screen->data)->counter;

	if (c->running)
		return;
	c->running = true;
	c->since = screen_now(screen);
	c->from = screen_keys(screen) - 1;
}

void
form_counter_saved(struct screen *screen)
{
	struct form_counter *c = &((struct form_screen *)screen->data)->counter;

	if (!c->running)
		return;
	c->running = false;
	c->keys = screen_keys(screen) - c->from;
	c->ms = screen_now(screen) - c->since;
	c->all_keys += c->keys;
	c->all_ms += c->ms;
	c->count++;
}

static char *
sentence(const struct screen *screen, const struct form_counter *c, enum text words)
{
	char number[5][24];

	if (!c->count)
		return xstrdup(screen_text(screen, T_COUNTER_BEGIN));
	snprintf(number[0], sizeof number[0], "%d", c->count);
	snprintf(number[1], sizeof number[1], "%ld", c->keys);
	snprintf(number[2], sizeof number[2], "%lld", (long long)(c->ms + 500) / 1000);
	snprintf(number[3], sizeof number[3], "%ld", (c->all_keys + c->count / 2) / c->count);
	snprintf(number[4], sizeof number[4], "%lld",
	    (long long)(c->all_ms / c->count + 500) / 1000);
	return text_format(screen->seat->lang, words, number[0], number[1], number[2],
	    number[3], number[4], NULL);
}

void
form_counter_paint(const struct screen *screen, int row, int from)
{
	const struct form_screen *s = screen->data;
	char *text;

	if (!s->counter.on)
		return;
	text = sentence(screen, &s->counter, T_COUNTER);
	if (from + width_of_text(text) > COLS - GRID_RIGHT) {
		free(text);
		text = sentence(screen, &s->counter, T_COUNTER_SHORT);
	}
	if (from + width_of_text(text) <= COLS - GRID_RIGHT)
		paint_right(stdscr, row, COLS - GRID_RIGHT, text);
	free(text);
}

bool
form_counter_is_off(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	return !s->record->id && !s->step && !s->readonly && !procedure_of(s->form) &&
	    !s->counter.on;
}

bool
form_counter_is_on(const struct screen *screen)
{
	return ((const struct form_screen *)screen->data)->counter.on;
}

/* What was counted goes either way. */
struct reaction
form_counter_switch(struct screen *screen)
{
	struct form_screen *s = screen->data;
	bool on = !s->counter.on;

	s->counter = (struct form_counter){.on = on};
	phrase_set_counts(screen->seat->db, &screen->seat->actor, on);
	screen_say(screen, on ? T_COUNTER_ON_SAID : T_COUNTER_OFF_SAID, NULL);
	return screen_done();
}
