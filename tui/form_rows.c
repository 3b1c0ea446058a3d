/*
 * A table of new records: what is the form's one record there, is here the row with the cursor.
 *
 * States of a row: empty → not saved (typed or pasted) → saved, or saved as 待补; changed again it
 * is not saved.  A typed row is saved when the cursor leaves it; what is wrong in it keeps it from
 * that, and then it is a draft, as any record in a form.  Pasted rows wait for F2.
 * Invariant: the current row's members in struct form_rows are stale, struct form_screen has them.
 */
#include "tui/form_int.h"

#include "base/width.h"
#include "db/draft.h"

#include <stdlib.h>
#include <string.h>

#define COLS_LEAST 4
#define COLS_MOST 20

enum row_state { ROW_NEW, ROW_SAVED, ROW_LACKS, ROW_WRONG };

struct form_row {
	struct record *record;
	struct form_state *state;
	char *draft;
	bool touched, drafted;
	int64_t dirty;
	enum row_state is;
};
struct form_rows {
	struct form_row *row;
	int count, at;
};

/* --- the current row and the others --- */

static void
put_back(struct form_screen *s)
{
	struct form_row *r = &s->rows->row[s->rows->at];

	*r = (struct form_row){s->record, s->state, s->draft, s->touched, s->drafted, s->dirty,
	    r->is};
}

static void
take_out(struct form_screen *s, int row)
{
	const struct form_row *r = &s->rows->row[row];

	s->rows->at = row;
	s->record = r->record;
	s->state = r->state;
	s->draft = r->draft;
	s->touched = r->touched;
	s->drafted = r->drafted;
	s->dirty = r->dirty;
	s->missing_is_fine = false;
}

static void
add_row(struct form_screen *s)
{
	struct form_rows *rows = s->rows;

	rows->row = xrealloc(rows->row, (size_t)(rows->count + 1) * sizeof *rows->row);
	rows->row[rows->count++] = (struct form_row){.record = record_new(s->form),
	    .state = xcalloc((size_t)s->form->field_count, sizeof *s->state)};
}

void
form_rows_begin(struct form_screen *s)
{
	s->rows = xcalloc(1, sizeof *s->rows);
	s->rows->row = xcalloc(1, sizeof *s->rows->row);
	s->rows->count = 1;
}

/* The screen keeps the current one, which it frees itself. */
static void
release_row(struct form_screen *s, int row)
{
	struct form_row *r = &s->rows->row[row];

	for (int i = 0; i < s->form->field_count; i++) {
		free(r->state[i].typed);
		say_release(&r->state[i].note);
	}
	record_free(r->record);
	free(r->state);
	free(r->draft);
}

void
form_rows_free(struct form_screen *s)
{
	if (!s->rows)
		return;
	for (int i = 0; i < s->rows->count; i++)
		if (i != s->rows->at)
			release_row(s, i);
	free(s->rows->row);
	free(s->rows);
	s->rows = NULL;
}

int
form_rows_count(const struct form_screen *s)
{
	return s->rows->count;
}

int
form_rows_at(const struct form_screen *s)
{
	return s->rows->at;
}

/* Not saved, and there is something to be saved. */
static bool
is_waiting(const struct form_screen *s, int row)
{
	return row == s->rows->at ? s->touched : s->rows->row[row].touched;
}

bool
form_rows_move(struct screen *screen, int row)
{
	struct form_screen *s = screen->data;
	bool is_new = row == s->rows->count;

	if (row == s->rows->at || (is_new && !s->touched && !s->record->id))
		return false;
	put_back(s);
	if (is_new)
		add_row(s);
	take_out(s, row);
	if (is_new)
		form_begin_new(screen);
	return true;
}

void
form_rows_drop(struct screen *screen, int from)
{
	struct form_screen *s = screen->data;
	struct form_rows *rows = s->rows;
	int kept = from, at = rows->at;

	put_back(s);
	for (int i = from; i < rows->count; i++) {
		if (rows->row[i].record->id) {
			rows->row[kept++] = rows->row[i];
			continue;
		}
		if (rows->row[i].draft)
			draft_drop(screen->seat->db, &screen->seat->actor, rows->row[i].draft);
		release_row(s, i);
	}
	rows->count = kept;
	if (!rows->count)
		add_row(s);
	take_out(s, at < rows->count ? at : rows->count - 1);
}

/* --- for the grid --- */

int
form_rows_cols(const struct form_screen *s, int i)
{
	const struct field *f = &s->form->field[i];
	bool wide = !f->list_columns || (f->type->is_whole && !f->choices);
	int cols = wide ? f->type->columns : f->list_columns;
	int label = width_of_text(f->label[s->lang]);

	if (f->type->multiline || f->ref || f->from_ref >= 0 || (f->readonly && !f->calculation) ||
	    (!f->list_columns && !f->required && i != s->form->title))
		return 0;
	cols = label > cols ? label : cols;
	return cols < COLS_LEAST ? COLS_LEAST : cols > COLS_MOST ? COLS_MOST : cols;
}

static int
rows_of(void *arg)
{
	return form_rows_count(((const struct screen *)arg)->data);
}

static int
row_now(void *arg)
{
	return form_rows_at(((const struct screen *)arg)->data);
}

/* What a code means, a document's last figures: there is not much room. */
static void
show_brief(const struct screen *screen, int i, struct grid_field *out)
{
	const struct form_screen *s = screen->data;
	struct type_context context = form_context(screen, i);
	char *brief;

	if (form_is_wrong(s, i) || !s->record->value[i] ||
	    (!s->form->field[i].choices && width_of_text(buf_text(&out->value)) <= out->cols))
		return;
	brief = type_brief(&context, s->record->value[i]);
	buf_clear(&out->value);
	buf_puts(&out->value, brief);
	free(brief);
}

static void
cell(void *arg, int row, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	int at = s->rows->at;

	if (row != at) {
		put_back(s);
		take_out(s, row);
	}
	form_tell(screen, i, out);
	out->cols = form_rows_cols(s, i);
	show_brief(screen, i, out);
	if (row != at)
		take_out(s, at);
}

/* Something in it is to be mended before it can be saved. */
static bool
is_wrong(const struct form_screen *s, int row)
{
	const struct form_state *state = row == s->rows->at ? s->state : s->rows->row[row].state;

	if (!is_waiting(s, row))
		return false;
	for (int i = 0; i < s->form->field_count; i++)
		if (state[i].typed)
			return true;
	return s->rows->row[row].is == ROW_WRONG;
}

static char
mark(void *arg, int row)
{
	const struct form_screen *s = ((const struct screen *)arg)->data;

	if (is_wrong(s, row) || s->rows->row[row].is == ROW_LACKS)
		return '!';
	return is_waiting(s, row) ? '*' : 0;
}

/* --- saving --- */

/* The first field that is wrong, with what is wrong, or -1. */
static int
find_wrong(struct screen *screen, struct say *why, int *missing)
{
	struct form_screen *s = screen->data;
	struct checks checks = {0};
	int wrong = -1;

	for (int i = 0; wrong < 0 && i < s->form->field_count; i++)
		if (form_is_wrong(s, i)) {
			wrong = i;
			say_set(why, s->state[i].note.id, s->state[i].note.arg[0],
			    s->state[i].note.arg[1], s->state[i].note.arg[2],
			    s->state[i].note.arg[3], (char *)NULL);
		}
	if (wrong < 0 && !s->record->value[s->form->title]) {
		wrong = s->form->title;
		say_set(why, T_FORM_SCREEN_NAMELESS, (char *)NULL);
	}
	check_record(screen->seat->forms, s->record, screen_today(screen), &checks);
	*missing = checks_count(&checks, FINDING_MISSING);
	for (int i = 0; wrong < 0 && i < checks.count; i++)
		if (checks.check[i].finding == FINDING_WRONG) {
			wrong = checks.check[i].field;
			say_take(why, &checks.check[i].say);
		}
	checks_release(&checks);
	s->rows->row[s->rows->at].is = wrong >= 0 ? ROW_WRONG : ROW_NEW;
	return wrong;
}

/* After the commit. */
static void
settle_saved(struct screen *screen, int missing, bool was_new)
{
	struct form_screen *s = screen->data;

	free(s->draft);
	s->draft = NULL;
	form_forget(s);
	s->rows->row[s->rows->at].is = missing ? ROW_LACKS : ROW_SAVED;
	if (was_new)
		screen_add_before(screen, record_dup(s->record));
}

/* The current row, which is right. */
static int
write_row(struct screen *screen, int missing, struct say *why)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	bool was_new = !s->record->id;

	form_mark_keyed(screen);
	int err = store_save(seat->db, &seat->actor, s->record, s->draft, NULL, why);

	if (!err)
		settle_saved(screen, missing, was_new);
	return err;
}

/* Leaving it. What cannot be saved is a draft. */
static bool
go(void *arg, int row)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	struct say why = {0};
	int missing = 0, err = 0;

	if (s->touched) {
		char *name = form_shown(screen, s->form->title), number[16];

		if (find_wrong(screen, &why, &missing) < 0 &&
		    (err = write_row(screen, missing, &why)) == 0) {
			snprintf(number, sizeof number, "%d", missing);
			screen_say(screen, missing ? T_FORM_SCREEN_SAVED_INCOMPLETE
			    : T_FORM_SCREEN_SAVED, name, number, NULL);
		} else {
			form_keep(screen);
			screen_say_error(screen, err, &why);
			screen_stop(screen);
		}
		free(name);
		say_release(&why);
	}
	return form_rows_move(screen, row);
}

const struct grid_table form_rows_table = {rows_of, row_now, cell, mark, go};

/* Rows that wait and are right, all in one commit. */
struct saving {
	struct record **record;
	int *row, *missing;
	int count;
	int wrong, field; /* the first row that is not right, or -1; where */
	struct say why;
};

static void
look_at_row(struct screen *screen, int row, struct saving *out)
{
	struct form_screen *s = screen->data;
	struct say why = {0};
	int missing = 0, wrong;

	if (!is_waiting(s, row))
		return;
	form_rows_move(screen, row);
	wrong = find_wrong(screen, &why, &missing);
	if (wrong < 0) {
		form_mark_keyed(screen);
		out->record[out->count] = s->record;
		out->row[out->count] = row;
		out->missing[out->count++] = missing;
	} else if (out->wrong < 0) {
		out->wrong = row;
		out->field = wrong;
		say_take(&out->why, &why);
	}
	say_release(&why);
}

static int
write_rows(struct screen *screen, struct saving *saving)
{
	struct seat *seat = screen->seat;
	bool *was_new = xcalloc((size_t)saving->count + 1, sizeof *was_new);
	int err;

	for (int i = 0; i < saving->count; i++)
		was_new[i] = !saving->record[i]->id;
	err = store_save_all(seat->db, &seat->actor, saving->record, saving->count, &saving->why);
	for (int i = 0; !err && i < saving->count; i++) {
		form_rows_move(screen, saving->row[i]);
		form_drop_draft(screen);
		settle_saved(screen, saving->missing[i], was_new[i]);
	}
	free(was_new);
	return err;
}

/* The cursor where something is to be mended, else behind the last row. */
static void
say_what_was_saved(struct screen *screen, struct saving *saving)
{
	struct form_screen *s = screen->data;
	char count[16], row[16];

	snprintf(count, sizeof count, "%d", saving->count);
	if (saving->wrong < 0) {
		form_rows_move(screen, s->rows->count - 1);
		form_rows_move(screen, s->rows->count);
		grid_reload(s->grid);
		grid_go(s->grid, 0);
		screen_say(screen, saving->count ? T_ROWS_SAVED : T_ROWS_NOTHING, count, NULL);
		return;
	}
	form_rows_move(screen, saving->wrong);
	grid_reload(s->grid);
	grid_go(s->grid, saving->field);
	snprintf(row, sizeof row, "%d", saving->wrong + 1);
	char *why = say_text(&saving->why, screen->seat->lang);

	screen_say(screen, T_ROWS_STOPPED, count, row, why, NULL);
	screen_stop(screen);
	free(why);
}

struct reaction
form_rows_save(struct screen *screen)
{
	struct form_screen *s = screen->data;
	size_t room = (size_t)s->rows->count;
	struct saving saving = {.wrong = -1, .record = xcalloc(room, sizeof *saving.record),
	    .row = xcalloc(room, sizeof *saving.row),
	    .missing = xcalloc(room, sizeof *saving.missing)};
	int err = 0, at;

	grid_settle(s->grid);
	at = s->rows->at;
	for (int i = 0; i < s->rows->count; i++)
		look_at_row(screen, i, &saving);
	if (saving.count)
		err = write_rows(screen, &saving);
	form_rows_move(screen, at);
	if (err) {
		grid_reload(s->grid);
		screen_say_error(screen, err, &saving.why);
		screen_stop(screen);
	} else {
		say_what_was_saved(screen, &saving);
	}
	say_release(&saving.why);
	free(saving.record);
	free(saving.row);
	free(saving.missing);
	return screen_done();
}

/* --- leaving --- */

void
form_rows_keep(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int at = s->rows->at;

	for (int i = 0; i < s->rows->count; i++)
		if (is_waiting(s, i)) {
			form_rows_move(screen, i);
			s->aside = i != at;
			form_keep(screen);
		}
	form_rows_move(screen, at);
	s->aside = false;
}

static struct reaction
chose(struct screen *screen, int which)
{
	switch (which) {
	case 0:
		return form_rows_save(screen);
	case 1:
		form_rows_keep(screen);
		screen_say(screen, T_FORM_SCREEN_KEPT, NULL);
		return screen_back();
	case 2:
		form_rows_drop(screen, 0);
		((struct form_screen *)screen->data)->touched = false;
		return screen_back();
	default:
		return screen_done();
	}
}

struct reaction
form_rows_leave(struct screen *screen)
{
	static const enum text answers[] = {T_ROWS_LEAVE_SAVE, T_ROWS_LEAVE_KEEP,
	    T_ROWS_LEAVE_DROP, T_ROWS_LEAVE_STAY, TEXT_NONE};
	struct form_screen *s = screen->data;
	int waiting = 0;

	for (int i = 0; i < s->rows->count; i++)
		waiting += is_waiting(s, i);
	if (!waiting)
		return screen_back();
	if (waiting == 1 && s->touched)
		return chose(screen, 1);
	free(s->about);
	s->about = xprintf("%d", waiting);
	s->ask = (struct ask){T_ROWS_LEAVE, s->about, answers, chose};
	return screen_open(&screen_ask, &s->ask);
}

/* --- painting --- */

void
form_rows_paint(const struct screen *screen, int row)
{
	const struct form_screen *s = screen->data;
	int count[5] = {s->rows->count};
	char number[5][16];
	char *text;

	for (int i = 0; i < s->rows->count; i++) {
		enum row_state is = s->rows->row[i].is;

		count[1] += is == ROW_SAVED || is == ROW_LACKS;
		count[2] += is == ROW_LACKS;
		count[3] += is_waiting(s, i);
		count[4] += is_wrong(s, i);
	}
	for (int i = 0; i < 5; i++)
		snprintf(number[i], sizeof number[i], "%d", count[i]);
	text = text_format(screen->seat->lang, T_ROWS_COUNT, number[0], number[1], number[2],
	    number[3], number[4], NULL);
	screen_write(row, GRID_TEXT, text);
	free(text);
}

char *
form_rows_hint(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	struct checks checks = {0};
	struct buf names = BUF_EMPTY;
	char *text = NULL;

	if (s->paste.on && s->paste.map) {
		char number[16];

		snprintf(number, sizeof number, "%d", s->paste.map_count);
		return text_format(screen->seat->lang, T_PASTE_HEADINGS, number, NULL);
	}
	if (s->rows->row[s->rows->at].is != ROW_LACKS)
		return NULL;
	check_record(screen->seat->forms, s->record, screen_today(screen), &checks);
	for (int i = 0; i < checks.count; i++)
		if (checks.check[i].finding == FINDING_MISSING)
			buf_printf(&names, "%s%s", names.len ? " " : "",
			    s->form->field[checks.check[i].field].label[screen->seat->lang]);
	if (names.len)
		text = text_format(screen->seat->lang, T_ROWS_LACKS, buf_text(&names), NULL);
	buf_release(&names);
	checks_release(&checks);
	return text;
}
