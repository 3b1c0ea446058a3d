#include "tui/summary.h"

#include "tui/context.h"

#include "base/width.h"
#include "forms/check.h"

#include <stdlib.h>

#define SECOND 40 /* the second column stands so far to the right */

static char *
shown(const struct screen *screen, const struct record *record, int f)
{
	struct type_context context = context_of(screen, &record->form->field[f]);

	return record->value[f] ? type_show(&context, record->value[f]) : xstrdup("");
}

static void
paint_field(const struct screen *screen, const struct record *record, int f, int row, int col,
    int cols)
{
	char *value = shown(screen, record, f);

	paint_right(stdscr, row, col + GRID_LABEL + 1,
	    record->form->field[f].label[screen->seat->lang]);
	paint_text(stdscr, row, col + GRID_VALUE, cols, value);
	free(value);
}

/* "a、b、c 等 12 项": as many of the names as have room. */
static void
join_names(const struct screen *screen, const struct form *form, const struct checks *checks,
    int cols, struct buf *out)
{
	enum lang lang = screen->seat->lang;
	char number[16];
	char *rest;
	bool full = false;

	snprintf(number, sizeof number, "%d", checks_count(checks, FINDING_MISSING));
	rest = text_format(lang, T_LIST_LACKS_MORE, number, NULL);
	for (int i = 0; i < checks->count && !full; i++) {
		const char *label = form->field[checks->check[i].field].label[lang];

		if (checks->check[i].finding != FINDING_MISSING)
			continue;
		full = width_of_text(buf_text(out)) + 2 + width_of_text(label) +
		    width_of_text(rest) > cols;
		if (full)
			buf_puts(out, rest);
		else
			buf_printf(out, "%s%s", !out->len ? "" : lang == LANG_ZH ? "、" : ", ",
			    label);
	}
	free(rest);
}

/* What an incomplete record lacks, by the labels of its fields. */
static void
paint_lacking(const struct screen *screen, const struct store_row *row, int at, int col, int cols)
{
	struct checks checks = {0};
	struct buf names = BUF_EMPTY;

	check_record(screen->seat->forms, row->record, screen_today(screen), &checks);
	join_names(screen, row->record->form, &checks, cols, &names);
	paint_right(stdscr, at, col + GRID_LABEL + 1, screen_text(screen, T_LIST_LACKING));
	paint_char(stdscr, at, col + GRID_MARK, '!');
	paint_text(stdscr, at, col + GRID_VALUE, cols, buf_text(&names));
	checks_release(&checks);
	buf_release(&names);
}

int
summary_rows(const struct form *form)
{
	return form->detail_count ? (form->detail_count + 1) / 2 + 2 : 0;
}

void
summary_paint_below(const struct screen *screen, const struct store_row *row, int top)
{
	const struct form *form = row->record->form;
	int last = top + (form->detail_count + 1) / 2;

	for (int i = 0; i < form->detail_count; i += 2) {
		int second = i + 1 < form->detail_count ? form->detail[i + 1] : -1;
		int cols = COLS - GRID_RIGHT - GRID_VALUE;

		if (second >= 0) {
			cols = SECOND + GRID_LABEL - GRID_VALUE -
			    width_of_text(form->field[second].label[screen->seat->lang]);
			paint_field(screen, row->record, second, top + i / 2, SECOND,
			    COLS - GRID_RIGHT - SECOND - GRID_VALUE);
		}
		paint_field(screen, row->record, form->detail[i], top + i / 2, 0, cols);
	}
	if (row->incomplete)
		paint_lacking(screen, row, last, 0, COLS - GRID_VALUE - GRID_RIGHT);
}

void
summary_paint_beside(const struct screen *screen, const struct store_row *row, int top, int rows)
{
	const struct record *record = row->record;
	int col = COLS - SUMMARY_COLS, cols = SUMMARY_COLS - GRID_VALUE - GRID_RIGHT;
	int at = top, page = 0;

	if (row->incomplete)
		paint_lacking(screen, row, at++, col, cols);
	for (int f = 0; f < record->form->field_count && at < top + rows; f++) {
		if (!record->value[f])
			continue;
		if (record->form->field[f].page != page && at > top)
			at++; /* between pages */
		page = record->form->field[f].page;
		if (at < top + rows)
			paint_field(screen, record, f, at++, col, cols);
	}
}
