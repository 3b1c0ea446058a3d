/* Large where there is room: blanks between characters, rows between choices. */
#include "tui/kiosk_int.h"

#include "tui/longtext.h"

#include "base/utf8.h"
#include "base/width.h"
#include "share/qr.h"

#include <stdlib.h>
#include <string.h>

#define LARGE_COLS 80
#define LARGE_ROWS 24
#define MOST_COLS 60

struct room {
	int left, cols; /* of the text */
	int row;        /* the next free one */
	int end;        /* behind the last one; below it stands the message */
	bool wide, high;
};

static struct room
room_of(void)
{
	struct room r = {.wide = COLS >= LARGE_COLS, .high = LINES >= LARGE_ROWS};

	r.left = r.wide ? COLS / 5 + 1 : 3;
	r.cols = COLS - r.left - 2;
	r.cols = r.cols > MOST_COLS ? MOST_COLS : r.cols;
	r.row = r.high ? 2 : 1;
	r.end = screen_bottom() - (r.high ? 1 : 0);
	return r;
}

/* A blank behind each character, where it is wide enough for that. */
static char *
large(const struct room *r, const char *text)
{
	struct buf out = BUF_EMPTY;

	if (!r->wide || 2 * width_of_text(text) > r->cols)
		return xstrdup(text);
	for (size_t at = 0, next; text[at]; at = next) {
		next = width_next(text, at);
		buf_add(&out, text + at, next - at);
		if (next - at > 1)
			buf_putc(&out, ' ');
	}
	return buf_take(&out);
}

static void
title(struct room *r, const char *text)
{
	char *words = large(r, text);

	paint_text(stdscr, r->row, r->left, r->cols, words);
	r->row += 2;
	free(words);
}

static int
count_lines(const char *text, int cols)
{
	int lines = 0;

	for (size_t at = 0; text[at]; at = longtext_break(text, at, cols))
		lines++;
	return lines;
}

/* Lines of a text from the `skip`th on, at most so many; returns how many there were. */
static int
lines(const struct room *r, int row, int skip, int most, const char *text)
{
	int line = 0, painted = 0;

	for (size_t at = 0, next; text[at] && painted < most; at = next, line++) {
		next = longtext_break(text, at, r->cols);
		if (line < skip)
			continue;
		char *part = xstrndup(text + at, next - at);

		part[strcspn(part, "\n")] = '\0';
		paint_text(stdscr, row + painted++, r->left, r->cols, part);
		free(part);
	}
	return painted;
}

/* --- choices --- */

static void
item(const struct room *r, int row, char key, const char *label, bool of_list)
{
	char head[] = {key, '\0'};
	char *words = of_list ? xstrdup(label) : large(r, label);

	paint_text(stdscr, row, r->left, 1, head);
	paint_text(stdscr, row, r->left + 4, r->cols - 4, words);
	free(words);
}

static void
items(const struct kiosk_screen *s, struct room *r, bool apart)
{
	int step = apart ? 2 : 1;

	for (int i = 0; i < s->view.items; i++) {
		if (s->view.item[i].key == '0' && (s->leaves_on || s->leaf)) {
			item(r, r->row, KIOSK_MORE, kiosk_text(s, s->leaves_on ? T_SELF_MORE
			    : T_SELF_AGAIN), s->view.lists);
			r->row += step;
		}
		if (!*s->view.item[i].label)
			continue; /* who needs it knows of it */
		item(r, r->row, s->view.item[i].key, s->view.item[i].label, s->view.lists);
		r->row += step;
	}
}

/* --- what is typed --- */

/* In fours, or as stars. */
static void
spell(const struct kiosk_screen *s, struct buf *out)
{
	const char *text = edit_text(&s->edit);
	bool secret = kiosk_pages[s->page].typing == KIOSK_SECRET;
	int n = 0;

	for (size_t at = 0, next; text[at]; at = next, n++) {
		next = width_next(text, at);
		if (s->page == PAGE_CODE && n && n % 4 == 0)
			buf_putc(out, ' ');
		if (secret)
			buf_putc(out, '*');
		else
			buf_add(out, text + at, next - at);
	}
	buf_putc(out, '_');
}

/* The end of it, if it is long. */
static void
entry(const struct kiosk_screen *s, struct room *r, int rows)
{
	struct buf text = BUF_EMPTY;
	struct room inner = *r;
	int all;

	spell(s, &text);
	inner.left += 2;
	inner.cols -= 2;
	all = count_lines(buf_text(&text), inner.cols);
	paint_text(stdscr, r->row, r->left, 1, ">");
	lines(&inner, r->row, all > rows ? all - rows : 0, rows, buf_text(&text));
	explicit_bzero(text.data, text.len);
	buf_release(&text);
}

/* --- the whole --- */

/* The code to be photographed, if there is room for it. */
static void
picture(const struct kiosk_screen *s, const struct room *r)
{
	struct qr qr = {0};
	struct buf line = BUF_EMPTY;

	if (!*s->receipt.code || width_is_ambiguous_wide() || !qr_make(s->receipt.code, &qr))
		return;
	if (r->row + qr_lines(&qr) <= r->end + 1 && r->left + qr_columns(&qr) <= COLS)
		for (int i = 0; i < qr_lines(&qr); i++) {
			buf_clear(&line);
			qr_line(&qr, i, true, &line);
			paint_text(stdscr, r->row + i, r->left, qr_columns(&qr), buf_text(&line));
		}
	buf_release(&line);
	qr_release(&qr);
}

static void
foot(const struct kiosk_screen *s, struct room *r)
{
	const char *text = s->said ? s->said : buf_text(&s->view.foot);
	int height = count_lines(text, r->cols);

	r->end -= height + (height > 0);
	lines(r, r->end + 1, 0, height, text);
}

/* Its lines go to the top, for the picture is large. */
static void
receipt(const struct kiosk_screen *s, struct room *r)
{
	r->row = 0;
	if (r->high)
		title(r, buf_text(&s->view.title));
	r->row += lines(r, r->row, 0, 2, buf_text(&s->view.body));
	picture(s, r);
}

/* As much of the body as has room above what is `below`; `leaf` tells which part. */
static void
body(struct kiosk_screen *s, struct room *r, int below, int step)
{
	const char *text = buf_text(&s->view.body);
	int all = count_lines(text, r->cols), rows = r->end - r->row - below - 1;

	if (all > rows) {
		rows -= step; /* for one more choice */
		rows = rows < 1 ? 1 : rows;
		while (s->leaf && s->leaf * rows >= all)
			s->leaf--;
		s->leaves_on = (s->leaf + 1) * rows < all;
	} else if (!s->view.lists) {
		s->leaf = s->leaves_on = 0;
	}
	all = lines(r, r->row, s->view.lists ? 0 : s->leaf * rows, rows, text);
	r->row += all + (all > 0);
}

void
kiosk_paint(struct screen *screen)
{
	struct kiosk_screen *s = screen->data;
	struct room r = room_of();
	enum kiosk_typing typing = kiosk_pages[s->page].typing;
	int text = typing == KIOSK_TEXT ? 6 : typing != KIOSK_CHOOSES;

	kiosk_show(s);
	foot(s, &r);
	if (s->page == PAGE_RECEIPT) {
		receipt(s, &r);
		return;
	}
	title(&r, buf_text(&s->view.title));
	int tall = r.row + count_lines(buf_text(&s->view.body), r.cols) + 1 + text;
	bool apart = r.high && !s->view.lists && tall + 2 * s->view.items <= r.end;

	body(s, &r, s->view.items * (apart ? 2 : 1) + text, apart ? 2 : 1);
	items(s, &r, apart);
	if (text)
		entry(s, &r, text);
}
