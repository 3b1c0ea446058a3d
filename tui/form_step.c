/*
 * A step of a procedure being taken: the form with nothing but the fields that the step asks for.
 * F2 takes the step; the draft goes with the same commit.
 */
#include "tui/form_int.h"
#include "tui/matter_screen.h"

#include "base/pinyin.h"

#include <stdlib.h>
#include <string.h>

const struct procedure_part *
form_part(const struct form_screen *s, int i)
{
	int part = s->step ? procedure_part(s->step, s->form->field[i].name) : -1;

	return part < 0 ? NULL : &s->step->part[part];
}

bool
form_asks(const struct form_screen *s, int i)
{
	return form_part(s, i) ||
	    (!s->record->id && s->step && procedure_begins(s->step, s->form->field[i].name));
}

static void
empty(struct record *record, const char *name)
{
	int field = form_field(record->form, name);

	if (field >= 0)
		record_set(record, field, NULL);
}

void
form_step_begin(struct form_screen *s)
{
	for (int i = 0; i < s->step->part_count; i++)
		if (s->step->part[i].adds)
			empty(s->record, s->step->part[i].field);
	for (const char *const *name = s->step->clears; name && *name; name++)
		empty(s->record, *name);
}

/* --- who may handle it, or is accused in it --- */

static bool
is_accusing(const struct form_screen *s)
{
	return grid_current(s->grid) == s->form->recuses;
}

static int
filter_persons(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	s->match_count = 0;
	for (int i = 0; i < s->handlers.count; i++) {
		const struct account *account = &s->handlers.account[i];

		if (!account->locked && (is_accusing(s) || account->role == ROLE_HANDLER) &&
		    (!*typed || strstr(account->name, typed) || pinyin_match(account->name, typed)))
			s->match[s->match_count++] = i;
	}
	return s->match_count;
}

static void
write_person(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	buf_puts(out, s->handlers.account[s->match[i]].name);
}

static struct reaction
chose_person(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	const char *name = s->handlers.account[s->match[which]].name;
	const char *there = is_accusing(s) ? s->record->value[s->form->recuses] : NULL;
	char *names = there ? xprintf("%s、%s", there, name) : xstrdup(name);
	struct reaction reaction = form_type(screen, names);

	free(names);
	return reaction;
}

struct reaction
form_step_persons(struct screen *screen)
{
	struct form_screen *s = screen->data;

	accounts_release(&s->handlers);
	keep_list(screen->seat->keep, &screen->seat->actor, &s->handlers);
	s->match = xrealloc(s->match, (size_t)(s->handlers.count + 1) * sizeof *s->match);
	s->picker = (struct picker){
	    .title = screen_text(screen, is_accusing(s) ? T_STEP_ACCUSED : T_STEP_PERSONS),
	    .filter = filter_persons, .item = write_person, .arg = screen, .then = chose_person};
	return screen_open(&screen_picker, &s->picker);
}

/* --- taking it --- */

bool
form_wants(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	const struct procedure_part *part = form_part(s, i);

	return part ? part->needed
	    : !s->readonly && check_is_required(s->record, i, screen_today(screen));
}

/* The first field that is typed wrong or still wanted, or -1. */
static int
unready(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	for (int i = 0; i < s->form->field_count; i++)
		if (form_asks(s, i) && (form_is_wrong(s, i) ||
		    (form_wants(screen, i) && !s->record->value[i])))
			return i;
	return -1;
}

/* Name, value, …, NULL: borrowed from the record. */
static const char **
said(const struct form_screen *s)
{
	const char **fields = xcalloc((size_t)s->step->part_count * 2 + 1, sizeof *fields);
	int n = 0;

	for (int i = 0; i < s->form->field_count; i++)
		if (form_part(s, i) && s->record->value[i]) {
			fields[n++] = s->form->field[i].name;
			fields[n++] = s->record->value[i];
		}
	return fields;
}

static struct reaction
wait_for(struct screen *screen, int i)
{
	struct form_screen *s = screen->data;
	const struct procedure_part *part = form_part(s, i);
	const struct field *f = &s->form->field[i];

	grid_go(s->grid, i);
	if (form_is_wrong(s, i))
		screen_say_this(screen, &s->state[i].note);
	else
		screen_say(screen, T_PROCEDURE_NEEDED,
		    part && part->label[LANG_ZH] ? part->label[LANG_ZH] : f->label[LANG_ZH],
		    part && part->label[LANG_EN] ? part->label[LANG_EN] : f->label[LANG_EN], NULL);
	screen_stop(screen);
	return screen_done();
}

/* What the step says is its event's; the rest makes the record. */
static struct record *
without_parts(const struct form_screen *s)
{
	struct record *record = record_dup(s->record);

	for (int i = 0; i < s->form->field_count; i++)
		if (form_part(s, i))
			record_set(record, i, NULL);
	return record;
}

/* Record and step in one commit; its page takes the place of this screen. */
static struct reaction
take_in(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;

	form_mark_keyed(screen);
	struct record *record = without_parts(s);
	const char **fields = said(s);
	struct say why = {0};

	form_mark(screen, record);
	int err = store_take_in(seat->db, &seat->actor, record, s->step->id, fields, s->draft,
	    &why);

	free(fields);
	if (err) {
		record_free(record);
		screen_say_error(screen, err, &why);
		screen_stop(screen);
		return screen_done();
	}
	s->touched = false;
	screen_say(screen, T_STEP_TAKEN_IN, record_get(record, "number"),
	    s->step->label[seat->lang], NULL);
	screen_add_before(screen, record);
	s->arg = (struct form_screen_arg){.kind = s->form->kind, .record = record->id};
	return screen_replace(&screen_matter, &s->arg);
}

struct reaction
form_step_take(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct say why = {0};

	grid_settle(s->grid);
	int wrong = unready(screen);

	if (wrong >= 0)
		return wait_for(screen, wrong);
	if (!s->record->id)
		return take_in(screen);
	const char **fields = said(s);
	int err = store_event(seat->db, &seat->actor, s->record->id, s->step->id, fields, s->draft,
	    &why);

	free(fields);
	if (err) {
		screen_say_error(screen, err, &why);
		screen_stop(screen);
		return screen_done();
	}
	s->touched = false;
	screen_say(screen, T_STEP_SAVED, s->step->label[seat->lang], NULL);
	return screen_back();
}
