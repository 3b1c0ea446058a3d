/*
 * A matter that is like others: while it is typed the likest stand under the fields; a key reads
 * one of them and says that this is the same again (重复件).
 */
#include "tui/form_int.h"
#include "tui/matter_screen.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MOST 3
#define EXCERPT 110 /* characters of the account that are read before deciding */

bool
form_may_be_alike(const struct form_screen *s)
{
	return !s->record->id && !s->readonly && procedure_of(s->form) &&
	    form_field(s->form, "repeated") >= 0 && form_field(s->form, "first") >= 0;
}

int
form_alike_rows(const struct form_screen *s)
{
	int count = s->alikes.count < LINES_MOST ? s->alikes.count : LINES_MOST;

	return count ? count + 1 : 0;
}

static bool
is_watched(const struct form_screen *s, int i)
{
	return i >= 0 && s->form->field[i].find == FIND_TEXT;
}

void
form_alike_typed(struct form_screen *s)
{
	s->alike_stale = form_may_be_alike(s) && is_watched(s, grid_current(s->grid));
}

void
form_alike_look(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int here = grid_current(s->grid), rows = form_alike_rows(s);

	if (!s->alike_stale)
		return;
	s->alike_stale = false;
	struct record *typed = record_dup(s->record);

	if (is_watched(s, here))
		record_set(typed, here, grid_typed(s->grid));
	alikes_release(&s->alikes);
	store_alike(screen->seat->db, &screen->seat->actor, typed, &s->alikes);
	record_free(typed);
	if (form_alike_rows(s) != rows)
		form_layout(screen);
}

/* --- under the fields --- */

static void
add_alike(const struct screen *screen, const struct alike *a, struct buf *out)
{
	const struct form_screen *s = screen->data;
	const struct procedure *procedure = procedure_of(s->form);
	const char *state = record_get(a->record, "state");
	char number[8];

	buf_printf(out, "%3d%%  ", a->likeness);
	screen_column(out, matter_number(a->record, number), 7);
	screen_column(out, procedure_state_name(procedure, state ? atoi(state) : 0,
	    screen->seat->lang), 8);
	screen_column(out, a->same_person ? screen_text(screen, T_ALIKE_SAME_PERSON)
	    : record_get(a->record, "name"), 6);
	buf_puts(out, a->record->value[s->form->title] ? a->record->value[s->form->title] : "");
}

void
form_alike_paint(struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int rows = form_alike_rows(s), row = screen_bottom() - rows;

	for (int i = 0; i < rows - 1; i++) {
		struct buf line = BUF_EMPTY;

		add_alike(screen, &s->alikes.alike[i], &line);
		screen_write(row + 1 + i, GRID_TEXT, buf_text(&line));
		buf_release(&line);
	}
	if (rows)
		screen_write(row, GRID_TEXT, screen_text(screen, T_ALIKE_THESE));
}

/* --- one of them --- */

static struct reaction
decided(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	const struct record *same = s->alikes.alike[s->alike].record;
	int repeated = form_field(s->form, "repeated"), first = form_field(s->form, "first");
	char number[8];

	if (which == 1) {
		s->arg = (struct form_screen_arg){.kind = s->form->kind, .record = same->id};
		return screen_open(&screen_matter, &s->arg);
	}
	grid_settle(s->grid);
	record_set(s->record, repeated, "1");
	record_set(s->record, first, same->id);
	s->state[repeated].changed = s->state[first].changed = true;
	form_touch(screen);
	grid_reload(s->grid);
	screen_say(screen, T_ALIKE_LINKED, matter_number(same, number), NULL);
	return screen_done();
}

/* What it says, in full for who may see that: the reading is written down. */
static char *
about(const struct screen *screen, const struct record *masked)
{
	const struct form_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	struct record *full = NULL;
	struct buf out = BUF_EMPTY;
	char number[8];
	const char *text;

	if (store_get(seat->db, &seat->actor, masked->id, STORE_FULL, NULL, &full) != 0)
		full = record_dup(masked);
	text = record_get(full, "content");
	buf_printf(&out, "%s %s：", matter_number(full, number),
	    full->value[s->form->title] ? full->value[s->form->title] : "");
	if (text)
		buf_add(&out, text, utf8_cut(text, EXCERPT));
	record_free(full);
	return buf_take(&out);
}

static struct reaction
chose(struct screen *screen, int which)
{
	static const enum text answers[] = {T_ALIKE_LINK, T_ALIKE_OPEN, TEXT_NONE};
	struct form_screen *s = screen->data;

	s->alike = which;
	free(s->about);
	s->about = about(screen, s->alikes.alike[which].record);
	s->ask = (struct ask){T_ALIKE_ASK, s->about, answers, decided};
	return screen_open(&screen_ask, &s->ask);
}

static int
list_alike(void *arg, const char *typed)
{
	struct form_screen *s = ((struct screen *)arg)->data;

	(void)typed;
	return s->alikes.count;
}

static void
item(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct alike *a = &s->alikes.alike[i];
	char number[8];

	buf_printf(out, "%3d%% ", a->likeness);
	screen_column(out, matter_number(a->record, number), 7);
	buf_puts(out, a->record->value[s->form->title] ? a->record->value[s->form->title] : "");
}

struct reaction
form_alike_choose(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->alike_stale = s->alike_stale || form_may_be_alike(s);
	form_alike_look(screen);
	if (!s->alikes.count) {
		screen_say(screen, T_ALIKE_NONE, NULL);
		return screen_done();
	}
	s->picker = (struct picker){.title = screen_text(screen, T_ALIKE_TITLE),
	    .filter = list_alike, .item = item, .arg = screen, .then = chose};
	return screen_open(&screen_picker, &s->picker);
}
