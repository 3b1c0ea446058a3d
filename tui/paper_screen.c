#include "tui/paper_screen.h"

#include "tui/context.h"

#include "db/names.h"
#include "db/store.h"
#include "forms/breaking.h"
#include "forms/check.h"
#include "forms/disclosure.h"
#include "forms/layout.h"
#include "forms/official.h"

#include <stdlib.h>
#include <string.h>

#define STRIP_COLS 20 /* beside the page */
#define ROW_TOP 1
#define PAGE_COLUMNS ruling_columns(RULING_OFFICIAL)
#define PAGE_LINES ruling_lines(RULING_OFFICIAL)

struct paper_screen {
	const struct record *record;
	struct reaction (*save)(struct screen *below, int which);
	struct document document;
	struct layout layout; /* of it */
	int page, top; /* shown: page, first line */
	char **lack;   /* labels of what is missing */
	int lacks;
	char *wrong[3]; /* what must not be in a posting, in words */
	int wrongs;
	char *names; /* of persons in it, or NULL */
};

static void
lay_out(struct screen *screen)
{
	struct paper_screen *p = screen->data;

	struct type_context context = context_of(screen, &p->record->form->field[0]);
	struct db *db = screen->seat->db;
	char *issuer = p->record->id ? store_issuer(db, p->record->id) : xstrdup(db_unit(db)->name);

	official_write_record(p->record, issuer, context.ref_title, context.arg, &p->document);
	free(issuer);
	layout_make(&p->document, &p->layout);
}

static void
note_lacks(struct screen *screen)
{
	struct paper_screen *p = screen->data;
	struct checks checks = {0};

	check_record(screen->seat->forms, p->record, screen_today(screen), &checks);
	p->lack = xcalloc((size_t)checks.count + 1, sizeof *p->lack);
	for (int i = 0; i < checks.count; i++) {
		const struct field *f = &p->record->form->field[checks.check[i].field];

		if (checks.check[i].finding == FINDING_MISSING)
			p->lack[p->lacks++] = xstrdup(f->label[screen->seat->lang]);
	}
	checks_release(&checks);
}

static void
note(struct screen *screen, enum text text, int count)
{
	struct paper_screen *p = screen->data;
	char number[12];

	snprintf(number, sizeof number, "%d", count);
	if (count)
		p->wrong[p->wrongs++] = text_format(screen->seat->lang, text, number, NULL);
}

static bool
is_name(void *arg, const char *name)
{
	return names_has(arg, name);
}

/* What everybody is to see has no numbers of persons in it; names are pointed at. */
static void
note_persons(struct screen *screen)
{
	static const char *const texts[] = {"title", "body", "attachments"};
	struct paper_screen *p = screen->data;
	const struct form *member = forms_find(screen->seat->forms, "member");
	struct disclosure d = {0};
	struct names *names = NULL;
	struct buf called = BUF_EMPTY;

	if (!disclosure_is(p->record))
		return;
	if (member)
		names_new(screen->seat->db, &screen->seat->actor, member, &names);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		disclosure_check(record_get(p->record, texts[i]), names ? is_name : NULL, names,
		    &d);
	note(screen, T_PAPER_IDNOS, d.idnos);
	note(screen, T_PAPER_MOBILES, d.mobiles);
	note(screen, T_PAPER_CARDS, d.cards);
	for (int i = 0; i < d.names; i++)
		buf_printf(&called, "%s%s", i ? "、" : "", d.name[i]);
	p->names = buf_take(&called);
	disclosure_release(&d);
	names_free(names);
}

static int
start(struct screen *screen, const void *arg)
{
	const struct paper_screen_arg *want = arg;
	struct paper_screen *p = screen->data = xcalloc(1, sizeof *p);

	p->record = want->record;
	p->save = want->save;
	lay_out(screen);
	note_lacks(screen);
	note_persons(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct paper_screen *p = screen->data;

	layout_release(&p->layout);
	document_release(&p->document);
	for (int i = 0; i < p->lacks; i++)
		free(p->lack[i]);
	free(p->lack);
	for (int i = 0; i < p->wrongs; i++)
		free(p->wrong[i]);
	free(p->names);
	free(p);
}

/* --- painting --- */

static void
title(const struct screen *screen, struct buf *out)
{
	const struct paper_screen *p = screen->data;

	buf_printf(out, "%s  %s", p->record->form->label[screen->seat->lang],
	    screen_text(screen, T_PAPER_TITLE));
}

static int
rows_shown(void)
{
	return screen_bottom() - ROW_TOP;
}

static void
paint_page(struct screen *screen)
{
	struct paper_screen *p = screen->data;
	const struct layout_page *page = &p->layout.page[p->page];
	int left = COLS - PAGE_COLUMNS;
	struct buf number = BUF_EMPTY;

	layout_number(&p->layout, p->page + 1, &number);
	for (int row = 0; row < rows_shown(); row++) {
		int line = p->top + row;

		paint_char(stdscr, ROW_TOP + row, left - 2, '|');
		if (line < page->count)
			paint_text(stdscr, ROW_TOP + row, left, PAGE_COLUMNS, page->line[line]);
		else if (line == PAGE_LINES)
			paint_text(stdscr, ROW_TOP + row, left, PAGE_COLUMNS, buf_text(&number));
	}
	buf_release(&number);
}

/* Numbers first, then the names, as far as there is room. */
static void
paint_persons(struct screen *screen, int row)
{
	struct paper_screen *p = screen->data;

	for (int i = 0; i < p->wrongs && row < screen_bottom(); i++) {
		paint_char(stdscr, row, 0, '!');
		paint_text(stdscr, row++, 1, STRIP_COLS, p->wrong[i]);
	}
	if (!p->names || !*p->names)
		return;
	paint_text(stdscr, row++, 1, STRIP_COLS, screen_text(screen, T_PAPER_NAMES));
	for (const char *s = p->names; *s && row < screen_bottom(); row++) {
		size_t len = breaking_first(s, STRIP_COLS);
		char *line = xstrndup(s, len);

		paint_text(stdscr, row, 1, STRIP_COLS, line);
		free(line);
		s += len;
	}
}

static void
paint(struct screen *screen)
{
	struct paper_screen *p = screen->data;
	char page[12], count[12];
	int row = ROW_TOP + 1;

	snprintf(page, sizeof page, "%d", p->page + 1);
	snprintf(count, sizeof count, "%d", p->layout.count);
	char *pages = text_format(screen->seat->lang, T_PAPER_PAGE, page, count, NULL);

	paint_text(stdscr, row++, 1, STRIP_COLS, pages);
	paint_text(stdscr, row++, 1, STRIP_COLS, screen_text(screen, T_PAPER_SIZE));
	free(pages);
	row++;
	for (int i = 0; i < p->lacks && row < screen_bottom(); i++) {
		char *text = text_format(screen->seat->lang, T_PAPER_LACKS, p->lack[i], NULL);

		paint_char(stdscr, row, 0, '!');
		paint_text(stdscr, row++, 1, STRIP_COLS, text);
		free(text);
	}
	paint_persons(screen, row);
	paint_page(screen);
}

static char *
hint(const struct screen *screen)
{
	const struct paper_screen *p = screen->data;

	if (!p->save)
		return NULL;
	return xstrdup(screen_text(screen, p->lacks ? T_PAPER_NOT_YET
	    : p->wrongs ? T_PAPER_PERSONS : T_PAPER_READY));
}

/* --- keys --- */

/* Lines of the page, its number included, that do not fit are scrolled to; then the page turns. */
static void
move_down(struct paper_screen *p)
{
	if (p->top + rows_shown() <= PAGE_LINES) {
		p->top++;
	} else if (p->page + 1 < p->layout.count) {
		p->page++;
		p->top = 0;
	}
}

static void
move_up(struct paper_screen *p)
{
	if (p->top > 0)
		p->top--;
	else if (p->page > 0)
		p->page--;
}

static void
turn(struct paper_screen *p, int step)
{
	if (p->page + step >= 0 && p->page + step < p->layout.count) {
		p->page += step;
		p->top = 0;
	}
}

static struct reaction
save(struct screen *screen)
{
	struct paper_screen *p = screen->data;

	if (p->save)
		return screen_chosen(p->save, 0);
	screen_say(screen, T_PAPER_DONE, NULL);
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_SAVE:
		return save(screen);
	case ACT_DOWN:
		move_down(screen->data);
		return screen_done();
	case ACT_UP:
		move_up(screen->data);
		return screen_done();
	case ACT_PAGE_DOWN:
		turn(screen->data, 1);
		return screen_done();
	case ACT_PAGE_UP:
		turn(screen->data, -1);
		return screen_done();
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_SAVE, TEXT_NONE},
	{ACT_HELP, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_paper = {
	.name = "paper",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.paint = paint,
	.act = act,
	.hint = hint,
};
