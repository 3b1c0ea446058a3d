#include "tui/screen.h"

#include "tui/face_int.h"

#include "base/width.h"
#include "forms/record.h"

#include <stdlib.h>
#include <string.h>

#define BEFORE_KEPT 8 /* of each kind: exceptions come and go in a pile of paper */

struct reaction
screen_done(void)
{
	return (struct reaction){.what = REACT_DONE};
}

struct reaction
screen_pass(void)
{
	return (struct reaction){.what = REACT_PASS};
}

struct reaction
screen_back(void)
{
	return (struct reaction){.what = REACT_BACK};
}

struct reaction
screen_open(const struct screen_ops *ops, const void *arg)
{
	return (struct reaction){.what = REACT_OPEN, .ops = ops, .arg = arg};
}

struct reaction
screen_replace(const struct screen_ops *ops, const void *arg)
{
	return (struct reaction){.what = REACT_REPLACE, .ops = ops, .arg = arg};
}

struct reaction
screen_chosen(struct reaction (*then)(struct screen *, int), int which)
{
	return (struct reaction){.what = REACT_CHOSEN, .then = then, .which = which};
}

struct reaction
screen_quit(void)
{
	return (struct reaction){.what = REACT_QUIT};
}

struct reaction
screen_sign_out(void)
{
	return (struct reaction){.what = REACT_SIGN_OUT};
}

bool
screen_has_room(const struct screen *screen)
{
	const struct screen_ops *ops = screen->ops;

	return LINES >= (ops->rows ? ops->rows : GRID_ROWS) &&
	    COLS >= (ops->cols ? ops->cols : GRID_COLS);
}

bool
screen_can(const struct screen *screen, enum act act)
{
	return !screen->ops->can || screen->ops->can(screen, act);
}

static void
say_string(struct screen *screen, char *message)
{
	struct face *face = screen->seat->face;

	free(face->message);
	face->message = message;
}

void
screen_say(struct screen *screen, enum text id, ...)
{
	struct say say = {.id = id};
	va_list list;

	va_start(list, id);
	for (int i = 0; i < SAY_ARGS; i++) {
		const char *arg = va_arg(list, const char *);

		if (!arg)
			break;
		say.arg[i] = xstrdup(arg);
	}
	va_end(list);
	screen_say_this(screen, &say);
	say_release(&say);
}

void
screen_say_this(struct screen *screen, const struct say *say)
{
	say_string(screen, say_text(say, screen->seat->lang));
	if (text_number(say->id))
		log_note(screen->seat->log, screen_now(screen), text_number(say->id),
		    screen->ops->name);
}

void
screen_say_error(struct screen *screen, int err, struct say *why)
{
	if (why->id == TEXT_NONE)
		say_set(why, err_text(err), (char *)NULL);
	screen_say_this(screen, why);
	say_release(why);
}

void
screen_stop(struct screen *screen)
{
	struct face *face = screen->seat->face;

	face->stopped |= !face->pasted;
}

const char *
screen_text(const struct screen *screen, enum text id)
{
	return text_get(screen->seat->lang, id);
}

void
screen_label(const struct screen *screen, int row, enum text label, char mark)
{
	paint_right(stdscr, row, GRID_LABEL + 1, screen_text(screen, label));
	paint_char(stdscr, row, GRID_MARK, mark);
}

void
screen_write(int row, int col, const char *text)
{
	paint_text(stdscr, row, col, COLS - col, text);
}

/* Where the n-th last of a kind stands, or -1. */
static int
find_before(const struct face *face, const struct form *form, int n)
{
	for (int i = face->before_count - 1; i >= 0; i--)
		if (face->before[i]->form == form && n-- == 0)
			return i;
	return -1;
}

const struct record *
screen_before(const struct screen *screen, const struct form *form, int n)
{
	const struct face *face = screen->seat->face;
	int i = find_before(face, form, n);

	return i < 0 ? NULL : face->before[i];
}

void
screen_add_before(struct screen *screen, struct record *record)
{
	struct face *face = screen->seat->face;
	int oldest = find_before(face, record->form, BEFORE_KEPT - 1);

	if (oldest >= 0) {
		record_free(face->before[oldest]);
		memmove(&face->before[oldest], &face->before[oldest + 1],
		    (size_t)(--face->before_count - oldest) * sizeof(struct record *));
	}
	face->before = xrealloc(face->before,
	    (size_t)(face->before_count + 1) * sizeof(struct record *));
	face->before[face->before_count++] = record;
}

void
screen_forget_before(struct seat *seat)
{
	struct face *face = seat->face;

	for (int i = 0; i < face->before_count; i++)
		record_free(face->before[i]);
	free(face->before);
	face->before = NULL;
	face->before_count = 0;
}

bool
screen_is_pasted(const struct screen *screen)
{
	return screen->seat->face->pasted;
}

long
screen_keys(const struct screen *screen)
{
	return screen->seat->face->typed;
}

int64_t
screen_now(const struct screen *screen)
{
	return clock_now(screen->seat->clock);
}

day_t
screen_today(const struct screen *screen)
{
	return day_of(screen_now(screen));
}

int
screen_bottom(void)
{
	return LINES - 2;
}

void
screen_column(struct buf *line, const char *text, int cols)
{
	width_fit(line, text ? text : "", cols);
	buf_puts(line, "  ");
}
