/* What can be chosen for a field: codes, records, the fields themselves. */
#include "tui/form_int.h"

#include "base/pinyin.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

static bool
is_like(const char *name, const char *typed)
{
	return !*typed || strstr(name, typed) || pinyin_match(name, typed);
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
		    is_like(code->name[LANG_ZH], typed)))
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
	buf_puts(out, code->name[screen->seat->lang]);
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

static int
filter_records(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const char *kind = s->form->field[grid_current(s->grid)].ref;
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

	return form_type(screen, s->page.row[which].record->id);
}

static struct reaction
open_picker(struct screen *screen, const char *title_text,
    int (*filter)(void *, const char *), void (*item)(void *, int, struct buf *),
    struct reaction (*then)(struct screen *, int))
{
	struct form_screen *s = screen->data;

	s->picker = (struct picker){.title = title_text, .filter = filter, .item = item,
	    .arg = screen, .then = then};
	return screen_open(&screen_picker, &s->picker);
}

struct reaction
form_choices(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	const struct field *f = i < 0 ? NULL : &s->form->field[i];

	if (!f || form_is_fixed(screen, i))
		return screen_done();
	if (f->ref && forms_find(screen->seat->forms, f->ref))
		return open_picker(screen, f->label[screen->seat->lang], filter_records,
		    write_record, chose_record);
	if (f->choices)
		return open_picker(screen, f->label[screen->seat->lang], filter_codes, write_code,
		    chose_code);
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
		if (!form_is_fixed(screen, i) && is_like(s->form->field[i].label[LANG_ZH], typed))
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
	return open_picker(screen, screen_text(screen, T_ACT_GOTO), filter_fields, write_field,
	    chose_field);
}
