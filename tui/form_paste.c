/*
 * Lines of a sheet pasted into a form (one) or a table of records (all): cells fill what is shown,
 * in its order, from the field with the cursor on; if the first line has headings, they decide.
 * Every cell is judged as if it had been typed; cells of fields that nobody types are passed over.
 */
#include "tui/form_int.h"

#include "base/norm.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* --- as it was --- */

static void
release_states(struct form_state *state, int count)
{
	for (int i = 0; state && i < count; i++) {
		free(state[i].typed);
		say_release(&state[i].note);
	}
	free(state);
}

static struct form_state *
copy_states(const struct form_state *state, int count)
{
	struct form_state *copy = xcalloc((size_t)count, sizeof *copy);

	for (int i = 0; i < count; i++) {
		const struct say *note = &state[i].note;

		copy[i] = (struct form_state){.typed = xstrdup(state[i].typed),
		    .changed = state[i].changed, .carried = state[i].carried,
		    .pasted = state[i].pasted};
		if (note->id != TEXT_NONE)
			say_set(&copy[i].note, note->id, note->arg[0], note->arg[1], note->arg[2],
			    note->arg[3], (char *)NULL);
	}
	return copy;
}

static void
forget_line(struct form_paste *p)
{
	while (p->line_count)
		free(p->line[--p->line_count]);
	free(p->line);
	p->line = NULL;
}

void
form_paste_release(struct form_screen *s)
{
	struct form_paste *p = &s->paste;

	forget_line(p);
	free(p->map);
	buf_release(&p->sunk);
	record_free(p->record);
	release_states(p->state, s->form ? s->form->field_count : 0);
	*p = (struct form_paste){.on = false};
}

static void
begin(struct form_screen *s)
{
	form_paste_release(s);
	s->paste = (struct form_paste){.on = true, .first = true, .start = grid_current(s->grid),
	    .record = record_dup(s->record), .touched = s->touched,
	    .state = copy_states(s->state, s->form->field_count)};
	if (s->rows) {
		s->paste.row = form_rows_at(s);
		s->paste.rows = form_rows_count(s);
	}
}

/* The row as it was before; may be done again. */
static void
restore(struct form_screen *s)
{
	struct form_paste *p = &s->paste;

	record_free(s->record);
	release_states(s->state, s->form->field_count);
	s->record = record_dup(p->record);
	s->state = copy_states(p->state, s->form->field_count);
	s->touched = p->touched;
	s->drafted = false;
}

/* --- which field --- */

static bool
is_shown(struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	struct grid_field field = {.value = BUF_EMPTY, .meaning = BUF_EMPTY};
	bool shown;

	if (s->rows)
		return form_rows_cols(s, i) > 0;
	form_tell(screen, i, &field);
	shown = !field.hidden;
	buf_release(&field.value);
	buf_release(&field.meaning);
	return shown;
}

/* That the current cell is for, or -1. */
static int
field_of_cell(struct screen *screen)
{
	const struct form_screen *s = screen->data;
	const struct form_paste *p = &s->paste;
	int cell = p->cell;

	if (p->map)
		return cell < p->map_count ? p->map[cell] : -1;
	for (int i = p->start; i >= 0 && i < s->form->field_count; i++)
		if (is_shown(screen, i) && cell-- == 0)
			return i;
	return -1;
}

static void
go_to_cell(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int to = field_of_cell(screen);

	s->paste.begun = s->paste.quoted = s->paste.half = false;
	buf_clear(&s->paste.sunk);
	s->paste.sink = to < 0 || form_is_fixed(screen, to) ||
	    (s->rows && !form_rows_cols(s, to));
	if (!s->paste.sink && to != grid_current(s->grid))
		grid_go(s->grid, to);
	s->paste.sink |= to != grid_current(s->grid);
}

/* --- headings --- */

static bool
is_called(const char *name, const char *key)
{
	char *other = norm_key(name);
	bool same = *key && strcmp(other, key) == 0;

	free(other);
	return same;
}

static int
field_called(const struct form *form, const char *heading)
{
	char *key = norm_key(heading);
	int found = -1;

	for (int i = 0; found < 0 && i < form->field_count; i++) {
		const struct field *f = &form->field[i];

		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (is_called(f->label[lang], key) || is_called(f->head[lang], key))
				found = i;
		for (const char *const *h = f->headings; h && *h; h++)
			if (is_called(*h, key))
				found = i;
	}
	free(key);
	return found;
}

/* Two headings and nothing but headings, numbers of rows apart: what stands in the columns. */
static bool
read_headings(struct form_screen *s)
{
	struct form_paste *p = &s->paste;
	int *map = xcalloc((size_t)p->line_count + 1, sizeof *map), known = 0;

	for (int i = 0; i < p->line_count; i++) {
		map[i] = field_called(s->form, p->line[i]);
		known += map[i] >= 0;
	}
	if (known < 2 || known * 2 < p->line_count) {
		free(map);
		return false;
	}
	p->map = map;
	p->map_count = p->line_count;
	return true;
}

/* --- cells and lines --- */

static void
end_cell(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct form_paste *p = &s->paste;

	if (p->first) {
		p->line = xrealloc(p->line, (size_t)(p->line_count + 1) * sizeof *p->line);
		p->line[p->line_count++] = xstrdup(p->sink ? buf_text(&p->sunk)
		    : grid_typed(s->grid));
	}
	if (!p->sink) {
		grid_settle(s->grid);
		return;
	}
	/* A field of the form that is no column of the table takes it all the same. */
	int to = p->map ? field_of_cell(screen) : -1;

	if (to >= 0 && p->sunk.len && !form_is_fixed(screen, to) && !form_rows_cols(s, to))
		form_take(screen, to, buf_text(&p->sunk));
}

static bool
next_cell(struct screen *screen)
{
	struct form_screen *s = screen->data;

	end_cell(screen);
	s->paste.cells = true;
	s->paste.cell++;
	go_to_cell(screen);
	return true;
}

/* A line of headings was no record. */
static bool
take_headings(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (!s->paste.first || !s->paste.cells || !read_headings(s))
		return false;
	restore(s);
	return true;
}

static bool
next_line(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct form_paste *p = &s->paste;

	if (!p->cells && !s->rows)
		return false; /* prose */
	end_cell(screen);
	if (!take_headings(screen)) {
		p->refused = !s->rows;
		if (s->rows)
			form_rows_move(screen, form_rows_at(s) + 1);
	}
	p->first = false;
	p->cell = 0;
	grid_reload(s->grid);
	go_to_cell(screen);
	grid_reload(s->grid);
	return true;
}

/*
 * Sheets put a cell that has tabs, line ends or quotation marks in it between such marks, and write
 * those in it twice. True: the key is no part of the value.
 */
static bool
is_quoting(struct form_paste *p, int key)
{
	bool first = !p->begun, was_half = p->half;

	p->begun = true;
	p->half = false;
	if (first && key == '"')
		p->quoted = true;
	else if (p->quoted && key == '"' && !was_half)
		p->half = true;
	else if (p->quoted && was_half && key != '"')
		p->quoted = false;
	else
		return p->quoted && (key == INPUT_CELL || key == INPUT_NEWLINE);
	return key == '"';
}

bool
form_paste_key(void *arg, int key)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	struct form_paste *p = &s->paste;

	if (!screen_is_pasted(screen) || grid_current(s->grid) < 0) {
		p->on = false;
		return false;
	}
	if (!p->on)
		begin(s);
	if (p->refused) {
		p->more |= input_is_char(key);
		if (p->more)
			screen_say(screen, T_PASTE_ONE, NULL);
		return true;
	}
	if (is_quoting(p, key))
		return true;
	if (key == INPUT_CELL)
		return next_cell(screen);
	if (key == INPUT_NEWLINE)
		return next_line(screen);
	if (p->sink && input_is_char(key))
		utf8_add(&p->sunk, (uint32_t)key);
	return p->sink;
}

/* --- undone --- */

struct reaction
form_undo(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct form_paste *p = &s->paste;
	int start = p->start, saved = 0;
	char number[16];

	if (!p->record) {
		screen_say(screen, T_PASTE_NOTHING, NULL);
		return screen_done();
	}
	if (s->rows) {
		form_rows_move(screen, p->row);
		form_rows_drop(screen, p->row + 1);
		saved = form_rows_count(s) - p->row - 1 + (s->record->id && !p->record->id);
	}
	if (!s->record->id || p->record->id)
		restore(s);
	if (s->touched)
		form_touch(screen);
	else
		form_drop_draft(screen);
	grid_reload(s->grid);
	grid_go(s->grid, start);
	form_paste_release(s);
	snprintf(number, sizeof number, "%d", saved);
	screen_say(screen, saved ? T_PASTE_PART_SAVED : T_PASTE_UNDONE, number, NULL);
	return screen_done();
}
