/* What can be chosen for a field: codes, records, the fields themselves. */
#include "tui/form_int.h"

#include "base/norm.h"
#include "base/pinyin.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define NAME_COLS 10 /* of most codes' names */

static bool
has_part(const char *name, const char *typed)
{
	char *key = norm_key(name), *part = norm_key(typed);
	bool has = strstr(key, part) != NULL;

	free(key);
	free(part);
	return has;
}

/* In either language, whatever the case; or by the reading. */
static bool
is_like(const char *const name[], const char *typed)
{
	for (int i = 0; i < LANG_COUNT; i++)
		if (name[i] && has_part(name[i], typed))
			return true;
	return pinyin_match(name[LANG_ZH], typed);
}

static void
add_match(struct form_screen *s, int i)
{
	s->match = xrealloc(s->match, (size_t)(s->match_count + 1) * sizeof *s->match);
	s->match[s->match_count++] = i;
}

static const struct codes *
codes_here(struct screen *screen)
{
	struct form_screen *s = screen->data;

	return forms_codes(screen->seat->forms, s->form->field[grid_current(s->grid)].choices);
}

static int
filter_codes(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct codes *codes = codes_here(screen);
	day_t today = screen_today(screen);

	s->match_count = 0;
	for (int i = 0; i < codes->code_count; i++) {
		const struct code *code = &codes->code[i];

		if (codes_find(codes, code->code, today) == code &&
		    (strncmp(code->code, typed, strlen(typed)) == 0 ||
		    is_like(code->name, typed)))
			add_match(s, i);
	}
	return s->match_count;
}

static void
write_code(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct code *code = &codes_here(screen)->code[s->match[i]];

	screen_column(out, code->code, 4);
	if (screen->seat->lang != LANG_ZH) {
		buf_puts(out, code->name[screen->seat->lang]);
		return;
	}
	/* The reading stands beside it: what may be typed the next time. */
	char *letters = pinyin_full(code->name[LANG_ZH]);

	screen_column(out, code->name[LANG_ZH], width_of_text(code->name[LANG_ZH]) > NAME_COLS
	    ? width_of_text(code->name[LANG_ZH]) : NAME_COLS);
	buf_puts(out, letters);
	free(letters);
}

struct reaction
form_type(struct screen *screen, const char *text)
{
	struct form_screen *s = screen->data;

	grid_type(s->grid, text);
	grid_settle(s->grid);
	grid_go(s->grid, grid_current(s->grid) + 1);
	return screen_done();
}

static struct reaction
chose_code(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	return form_type(screen, codes_here(screen)->code[s->match[which]].code);
}

/* The reference that is chosen for: the current field, or the one it is taken from. */
static int
ref_here(const struct form_screen *s)
{
	int i = grid_current(s->grid);

	return s->form->field[i].ref ? i : s->form->field[i].from_ref;
}

static int
filter_records(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const char *kind = s->form->field[ref_here(s)].ref;
	struct store_query query = {
		.form = forms_find(screen->seat->forms, kind), .find = typed, .limit = 100};

	store_page_release(&s->page);
	store_list(screen->seat->db, &screen->seat->actor, &query, &s->page);
	return s->page.count;
}

/* The naming field and what tells people of the same name apart. */
static void
write_record(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct record *record = s->page.row[i].record;

	screen_column(out, record->value[record->form->title], 14);
	for (int f = 0; f < record->form->field_count; f++)
		if (record->form->field[f].find == FIND_LAST4 && record->value[f]) {
			size_t len = strlen(record->value[f]);

			buf_printf(out, "%s ", record->value[f] + (len > 4 ? len - 4 : 0));
		}
}

static struct reaction
chose_record(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	const struct record *record = s->page.row[which].record;
	int i = grid_current(s->grid), ref = ref_here(s);

	if (ref == i)
		return form_type(screen, record->id);
	record_set(s->record, ref, record->id);
	s->state[ref].changed = true;
	form_fill_from(screen, ref, i);
	form_touch(screen);
	grid_reload(s->grid);
	grid_go(s->grid, i + 1);
	return screen_done();
}

static struct reaction
open_picker(struct screen *screen, const char *title_text, const char *typed,
    int (*filter)(void *, const char *), void (*item)(void *, int, struct buf *),
    struct reaction (*then)(struct screen *, int))
{
	struct form_screen *s = screen->data;

	s->picker = (struct picker){.title = title_text, .typed = typed, .filter = filter,
	    .item = item, .arg = screen, .then = then};
	return screen_open(&screen_picker, &s->picker);
}

static struct reaction
choose_record(struct screen *screen, const struct field *f, const char *typed)
{
	struct form_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	struct store_query all = {
		.form = forms_find(seat->forms, s->form->field[ref_here(s)].ref)};
	struct reaction reaction = open_picker(screen, f->label[seat->lang], typed, filter_records,
	    write_record, chose_record);
	int64_t count = 0;

	if (store_count(seat->db, &seat->actor, &all, &count) == 0)
		s->picker.total = (int)count;
	return reaction;
}

/* What stands in the field and is no value yet: the list begins with what fits it. */
static const char *
being_typed(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	char *value = s->state[i].typed ? xstrdup("") : form_shown(screen, i);
	bool same = strcmp(value, grid_typed(s->grid)) == 0;

	free(value);
	return same ? NULL : grid_typed(s->grid);
}

/* A reference, or what names the record of one. */
static bool
is_named(const struct screen *screen, const struct field *f)
{
	const struct form_screen *s = screen->data;
	const char *kind = s->form->field[ref_here(s)].ref;
	const struct form *form = forms_find(screen->seat->forms, kind);

	return form && (f->ref || form_field(form, f->from) == form->title);
}

struct reaction
form_choices(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	const struct field *f = i < 0 ? NULL : &s->form->field[i];
	const char *typed;

	if (!f || form_is_fixed(screen, i))
		return screen_done();
	typed = being_typed(screen, i);
	/* A name that stands there is looked for; a reference there is to be another. */
	if (ref_here(s) >= 0 && is_named(screen, f))
		return choose_record(screen, f, f->ref ? typed : grid_typed(s->grid));
	if (f->choices)
		return open_picker(screen, f->label[screen->seat->lang], typed, filter_codes,
		    write_code, chose_code);
	if (f->units)
		return form_units(screen);
	if ((s->step && f->type == type_find("person_name")) || i == s->form->recuses)
		return form_step_persons(screen);
	screen_say(screen, T_FORM_SCREEN_FREE, NULL);
	return screen_done();
}

static int
filter_fields(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	s->match_count = 0;
	for (int i = 0; i < s->form->field_count; i++)
		if (!form_is_fixed(screen, i) && is_like(s->form->field[i].label, typed))
			add_match(s, i);
	return s->match_count;
}

static void
write_field(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	buf_puts(out, s->form->field[s->match[i]].label[screen->seat->lang]);
}

static struct reaction
chose_field(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	grid_go(s->grid, s->match[which]);
	return screen_done();
}

struct reaction
form_goto(struct screen *screen)
{
	return open_picker(screen, screen_text(screen, T_ACT_GOTO), NULL, filter_fields,
	    write_field, chose_field);
}
