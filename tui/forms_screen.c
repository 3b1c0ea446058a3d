#include "tui/forms_screen.h"

#include "tui/list.h"
#include "tui/page_screen.h"

#include "forms/form.h"

#include <stdlib.h>

#define ROW_TABS 1
#define ROW_HEADINGS 3
#define ROW_LIST 4

enum tab { KINDS, CODES, TABS };
enum { COLS_LABEL = 28, COLS_COUNT = 6, COLS_CODE = 8, COLS_DAY = 10 };

struct forms_screen {
	enum tab tab;
	struct list *list;
	char *text; /* being shown */
	struct page page;
};

static int
count(const struct forms *forms, enum tab tab)
{
	int codes = 0;

	while (forms_codes_at(forms, codes))
		codes++;
	return tab == KINDS ? forms_count(forms) : codes;
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct forms_screen *s = screen->data;
	const struct forms *forms = screen->seat->forms;
	enum lang lang = screen->seat->lang;
	bool kind = s->tab == KINDS;
	const struct form *form = kind ? forms_at(forms, i) : NULL;
	const struct codes *codes = kind ? NULL : forms_codes_at(forms, i);
	char number[16];

	snprintf(number, sizeof number, "%d", kind ? form->field_count : codes->code_count);
	screen_column(&out->text, kind ? form->label[lang] : codes->label[lang], COLS_LABEL);
	screen_column(&out->text, number, COLS_COUNT);
	buf_puts(&out->text, kind ? form->kind : codes->source ? codes->source : "");
}

static int
start(struct screen *screen, const void *arg)
{
	struct forms_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct list_owner owner = {line, NULL, screen};

	(void)arg;
	s->list = list_new(screen->cdk, &owner);
	list_set_count(s->list, count(screen->seat->forms, s->tab));
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct forms_screen *s = screen->data;

	free(s->text);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct forms_screen *s = screen->data;

	widget_place(list_widget(s->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_FORMS_TITLE));
}

static void
paint(struct screen *screen)
{
	static const enum text name[TABS] = {T_FORMS_KINDS, T_FORMS_CODES};
	const struct forms_screen *s = screen->data;
	struct buf text = BUF_EMPTY;

	for (enum tab tab = 0; tab < TABS; tab++)
		buf_printf(&text, tab == s->tab ? "[%s %d] " : " %s %d  ",
		    screen_text(screen, name[tab]), count(screen->seat->forms, tab));
	screen_write(ROW_TABS, GRID_TEXT, buf_text(&text));
	buf_clear(&text);
	screen_column(&text, screen_text(screen, name[s->tab]), COLS_LABEL);
	screen_column(&text, screen_text(screen, T_FORMS_COUNT), COLS_COUNT);
	buf_puts(&text, screen_text(screen, s->tab == KINDS ? T_FORMS_NAME : T_FORMS_SOURCE));
	screen_write(ROW_HEADINGS, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}

static char *
hint(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_FORMS_HINT));
}

/* --- one of them --- */

static void
add_day(struct buf *out, const struct screen *screen, day_t day, enum text open)
{
	char text[11];

	if (day != DAY_NONE)
		day_format(day, text);
	screen_column(out, day == DAY_NONE ? screen_text(screen, open) : text, COLS_DAY);
}

/* Each code with its days of validity. A new string. */
static char *
codes_text(const struct screen *screen, const struct codes *codes)
{
	enum lang lang = screen->seat->lang;
	struct buf out = BUF_EMPTY;

	if (codes->source && *codes->source)
		buf_printf(&out, "%s\n\n", codes->source);
	for (int i = 0; i < codes->code_count; i++) {
		const struct code *code = &codes->code[i];

		screen_column(&out, code->code, COLS_CODE);
		add_day(&out, screen, code->since, T_FORMS_ALWAYS);
		add_day(&out, screen, code->until, T_FORMS_STILL);
		buf_printf(&out, "%s%s%s\n", code->name[lang],
		    code->note[lang] && *code->note[lang] ? "  " : "",
		    code->note[lang] ? code->note[lang] : "");
	}
	return buf_take(&out);
}

static struct reaction
show(struct screen *screen, int i)
{
	struct forms_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	struct buf out = BUF_EMPTY;

	free(s->text);
	if (s->tab == KINDS) {
		form_describe(forms_at(seat->forms, i), seat->forms, seat->lang, &out);
		s->text = buf_take(&out);
		s->page = (struct page){forms_at(seat->forms, i)->label[seat->lang], s->text};
	} else {
		s->text = codes_text(screen, forms_codes_at(seat->forms, i));
		s->page = (struct page){
			forms_codes_at(seat->forms, i)->label[seat->lang], s->text};
	}
	return screen_open(&screen_page, &s->page);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct forms_screen *s = screen->data;
	int i = list_current(s->list);

	switch (act) {
	case ACT_NEXT:
		return i >= 0 ? show(screen, i) : screen_done();
	case ACT_FORWARD:
	case ACT_BACKWARD:
		s->tab = s->tab == KINDS ? CODES : KINDS;
		list_set_count(s->list, count(screen->seat->forms, s->tab));
		list_go(s->list, 0);
		return screen_done();
	case ACT_DOWN:
	case ACT_UP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_OPEN},
	{ACT_HELP, TEXT_NONE},
	{ACT_FORWARD, T_LIST_TAB},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_forms = {
	.name = "forms",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
