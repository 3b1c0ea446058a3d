/* What surrounds every screen: where I am and who, the message, the keys; panels of overlays. */
#include "tui/face_int.h"
#include "tui/presence.h"

#include "tui/term.h"

#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define SLOW_COLS 45 /* of candidates, on a slow line */

static void
badge(struct buf *out, enum lang lang, enum text label, int count)
{
	char number[16];

	if (count <= 0)
		return;
	snprintf(number, sizeof number, "%d", count);
	buf_printf(out, " %s%s", text_get(lang, label), number);
}

/* Where the whole has no room: what stands behind the company, for that tells stations apart. */
static const char *
short_name(const char *unit, int cols)
{
	const char *last = NULL;

	for (const char *at = unit; (at = strstr(at, "公司")); at += strlen("公司"))
		last = at + strlen("公司");
	return width_of_text(unit) > cols && last && *last ? last : unit;
}

/* Station, clerk, badges; the station's name gives way. */
static void
right_part(const struct seat *seat, int cols, struct buf *out)
{
	struct buf tail = BUF_EMPTY;
	const char *unit = seat->db ? db_unit(seat->db)->name : "";
	int left;

	if (seat->actor.account)
		buf_printf(&tail, " %s ", seat->actor.name);
	if (seat->db && db_is_readonly(seat->db))
		buf_printf(&tail, " %s", text_get(seat->lang, T_BADGE_READONLY));
	badge(&tail, seat->lang, T_BADGE_NOTICES, seat->badge.notices);
	badge(&tail, seat->lang, T_BADGE_APPEALS, seat->badge.appeals);
	left = cols - width_of_text(buf_text(&tail));
	unit = short_name(unit, left);
	buf_add(out, unit, width_cut(unit, left > 0 ? left : 0, NULL));
	buf_puts(out, buf_text(&tail));
	buf_release(&tail);
}

static void
line_one(const struct face *face, const struct screen *screen)
{
	struct buf left = BUF_EMPTY, right = BUF_EMPTY;
	int used;

	if (screen->ops->title)
		screen->ops->title(screen, &left);
	if (face->others)
		buf_printf(&left, "  %s", face->others);
	used = paint_text(stdscr, 0, GRID_TEXT, COLS - GRID_TEXT - GRID_RIGHT, buf_text(&left));
	right_part(screen->seat, COLS - GRID_TEXT - used - 2 - GRID_RIGHT, &right);
	if (GRID_TEXT + used + 2 + width_of_text(buf_text(&right)) <= COLS - GRID_RIGHT)
		paint_right(stdscr, 0, COLS - GRID_RIGHT, buf_text(&right));
	buf_release(&left);
	buf_release(&right);
}

/* "F2保存" or "F2 Save". */
static void
key_words(struct buf *out, enum lang lang, const struct screen_act *act)
{
	const struct act_row *row = act_row(act->act);

	buf_puts(out, row->name[lang]);
	buf_puts(out, lang == LANG_ZH ? "" : " ");
	buf_puts(out, text_get(lang, act->label ? act->label : row->label));
}

/* While a word is being composed Esc drops it. */
static struct screen_act
act_now(const struct face *face, const struct screen_act *act)
{
	if (act->act == ACT_BACK && ime_is_composing(face->ime))
		return (struct screen_act){ACT_BACK, T_DO_NO_PINYIN};
	return *act;
}

/* Room for the way back, which comes after `act` in the footer. */
static int
back_cols(const struct face *face, const struct screen_act *act)
{
	struct buf name = BUF_EMPTY;
	int cols = 0;

	if (act->act == ACT_BACK)
		return 0;
	while (act->act != ACT_BACK && act->act != ACT_COUNT)
		act++;
	if (act->act == ACT_BACK) {
		struct screen_act back = act_now(face, act);

		key_words(&name, face->seat->lang, &back);
		cols = width_of_text(buf_text(&name)) + 2;
	}
	buf_release(&name);
	return cols;
}

/* One key of the footer, if it fits before the way back that comes after `act`. */
static void
footer_key(const struct face *face, const struct screen_act *key, const struct screen_act *act,
    int *col)
{
	struct buf name = BUF_EMPTY;

	key_words(&name, face->seat->lang, key);
	if (*col + width_of_text(buf_text(&name)) + back_cols(face, act) <= COLS - GRID_RIGHT)
		*col += paint_text(stdscr, LINES - 1, *col, COLS - *col, buf_text(&name)) + 2;
	buf_release(&name);
}

/* Chinese input stands first while it is on, else behind what the screen itself does. */
static void
footer(const struct face *face, const struct screen *screen)
{
	static const struct screen_act off = {ACT_PINYIN, T_DO_PINYIN_OFF};
	static const struct screen_act on = {ACT_PINYIN, TEXT_NONE};
	const struct widget *focus = widget_focused(screen->cdk);
	bool is_on = ime_is_on(face->ime, screen);
	bool offered = is_on || !focus || focus->typing == TYPING_NOTHING;
	int col = GRID_TEXT;

	if (input_is_prefix(face->input)) {
		screen_write(LINES - 1, col, screen_text(screen, T_ESC_PREFIX));
		return;
	}
	if (is_on)
		footer_key(face, &off, screen->ops->acts, &col);
	for (const struct screen_act *act = screen->ops->acts; act->act != ACT_COUNT; act++) {
		struct screen_act now = act_now(face, act);

		if (!offered && (act->act == ACT_DO || act->act == ACT_SWAP ||
		    act->act == ACT_BACK)) {
			footer_key(face, &on, act, &col);
			offered = true;
		}
		if (screen_can(screen, act->act))
			footer_key(face, &now, act, &col);
	}
}

static void
message(const struct face *face, const struct screen *screen)
{
	struct buf line = BUF_EMPTY;
	char *hint = NULL;
	const char *text = presence_told(face) ? presence_told(face) : face->message;

	if (!face->warned &&
	    ime_line(face->ime, face->seat->profile.slow ? SLOW_COLS : COLS - 1, &line)) {
		paint_text(stdscr, LINES - 2, 0, COLS, buf_text(&line));
		buf_release(&line);
		return;
	}
	if (!text && screen->ops->hint)
		text = hint = screen->ops->hint(screen);
	if (text)
		paint_sentence(stdscr, LINES - 2, GRID_TEXT, COLS - GRID_TEXT - 1, text);
	free(hint);
}

static void
clear_panel(const struct screen *screen)
{
	for (int row = screen->panel.row; row < screen->panel.row + screen->panel.rows; row++) {
		int left = screen->panel.col - 2;

		mvhline(row, left, ' ', COLS - left);
		mvaddch(row, left, '|');
	}
}

static void
paint_screen(struct screen *screen)
{
	if (screen->ops->overlay)
		clear_panel(screen);
	if (screen->ops->paint)
		screen->ops->paint(screen);
	widget_screen_draw(screen->cdk);
}

static void
too_small(const struct face *face)
{
	const char *text = text_get(face->seat->lang,
	    face->seat->kiosk ? T_SELF_TOO_SMALL : T_TOO_SMALL);

	/* As many rows as it takes; there may be very few columns. */
	for (int row = 0; row < LINES && *text; row++) {
		size_t len = width_cut(text, COLS, NULL);

		paint_text(stdscr, row, 0, COLS, text);
		if (!len)
			break;
		text += len;
	}
	term_flush(0, 0, face->whole);
}

void
chrome_paint(struct face *face)
{
	struct screen *top = face->stack[face->count - 1];
	struct widget *focus;
	int base = face_seen(face), row = LINES - 1, col = 0;

	werase(stdscr);
	if (!screen_has_room(top)) {
		too_small(face);
		return;
	}
	for (int i = base; i < face->count; i++)
		paint_screen(face->stack[i]);
	if (!face->stack[base]->ops->bare)
		line_one(face, face->stack[base]);
	message(face, top);
	footer(face, top);
	focus = widget_focused(top->cdk);
	if (focus && focus->win) {
		row = getbegy(focus->win) + focus->cursor_row;
		col = getbegx(focus->win) + focus->cursor_col;
	}
	term_flush(row, col, face->whole);
}
