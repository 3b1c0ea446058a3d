#include "tui/history_screen.h"

#include "tui/context.h"
#include "tui/note.h"
#include "tui/reading.h"

#include "base/day.h"
#include "base/utf8.h"
#include "base/width.h"
#include "db/link.h"
#include "db/store.h"

#include <stdlib.h>

#define ROW_HOPS 1
#define ROW_LIST 2

struct history_screen {
	struct reading reading;
	const struct form *form;
	struct changes changes; /* newest last; shown the other way round */
	char *hops; /* how far the record is on its way to the units above and below */
};

static char *
value_text(struct screen *screen, int field, const char *value)
{
	struct history_screen *s = screen->data;
	struct type_context context = context_of(screen, &s->form->field[field]);

	if (!value)
		return xstrdup("____");
	if (!context.field->type->multiline)
		return type_show(&context, value);
	/* The text itself stands in the record; here a row has room for its length. */
	char *count = xprintf("%zu", utf8_count(value));
	char *words = text_format(screen->seat->lang, T_HISTORY_CHARS, count, NULL);

	free(count);
	return words;
}

/* A step of a newer version keeps its own word. */
static const char *
step_name(const struct screen *screen, const char *id)
{
	const struct history_screen *s = screen->data;
	const struct procedure *procedure = procedure_of(s->form);
	const struct procedure_step *step =
	    procedure && id ? procedure_step(procedure, id) : NULL;

	return step ? step->label[screen->seat->lang] : id ? id : "";
}

static char *
note_words(const struct screen *screen, const char *note)
{
	struct buf words = BUF_EMPTY;

	if (!note)
		return xstrdup("____");
	note_add(screen->seat->lang, note, &words);
	return buf_take(&words);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct history_screen *s = screen->data;
	const struct change *c = &s->changes.change[s->changes.count - 1 - i];
	char when[20];

	day_time_format(c->when, when);
	when[16] = '\0';
	screen_column(&out->text, when, 16);
	screen_column(&out->text, c->who, 10);
	if (c->field < 0) {
		buf_puts(&out->text, step_name(screen, c->step));
		return;
	}
	if (c->agreed) {
		screen_column(&out->text, s->form->field[c->field].label[screen->seat->lang], 14);
		buf_puts(&out->text, screen_text(screen, T_TWICE_AGREED));
		return;
	}
	char *before = c->note ? note_words(screen, c->before)
	    : value_text(screen, c->field, c->before);
	char *after = c->note ? note_words(screen, c->after)
	    : value_text(screen, c->field, c->after);
	const char *label = s->form->field[c->field].label[screen->seat->lang];
	char *of = text_format(screen->seat->lang, T_NOTE_OF, label, NULL);

	screen_column(&out->text, c->note ? of : label, 14);
	free(of);
	buf_printf(&out->text, "%s → %s", before, after);
	free(before);
	free(after);
}

/* A new string; nothing is said to have arrived before its receipt is here. */
static char *
hops_text(const struct screen *screen, const char *record)
{
	static const enum text words[] = {
		[LINK_WAITS] = T_HOP_WAITS, [LINK_PACKED] = T_HOP_PACKED,
		[LINK_THERE] = T_HOP_THERE};
	struct buf out = BUF_EMPTY;
	struct link_hops hops;

	if (link_hops(screen->seat->db, record, &hops) != 0)
		return buf_take(&out);
	for (int i = 0; i < hops.count; i++) {
		const struct link_hop *hop = &hops.hop[i];
		char as_of[20] = "";

		if (hop->as_of)
			day_time_format(hop->as_of, as_of);
		as_of[10] = '\0';
		char *words_of = text_format(screen->seat->lang, hop->reach == LINK_PACKED &&
		    !hop->as_of ? T_HOP_NEVER : words[hop->reach], hop->name, as_of, NULL);

		buf_printf(&out, "%s%s", i ? "  " : "", words_of);
		free(words_of);
	}
	link_hops_release(&hops);
	return buf_take(&out);
}

static int
start(struct screen *screen, const void *arg)
{
	const struct history_screen_arg *want = arg;
	struct history_screen *s = screen->data = xcalloc(1, sizeof *s);
	int err = store_history(screen->seat->db, &screen->seat->actor, want->record, STORE_MASKED,
	    &s->changes);

	if (err) {
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	s->form = forms_find(screen->seat->forms, want->kind);
	s->hops = hops_text(screen, want->record);
	reading_begin(screen, s, ROW_LIST, line);
	list_set_count(s->reading.list, s->changes.count);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct history_screen *s = screen->data;

	changes_release(&s->changes);
	free(s->hops);
	reading_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_HISTORY_TITLE));
}

static void
paint(struct screen *screen)
{
	const struct history_screen *s = screen->data;

	screen_write(ROW_HOPS, GRID_TEXT, s->hops);
}

const struct screen_ops screen_history = {
	.name = "history",
	.acts = reading_acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
};
