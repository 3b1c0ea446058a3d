#include "forms/procedure.h"

#include "base/err.h"
#include "forms/check.h"
#include "forms/disclosure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct procedure *
procedure_of(const struct form *form)
{
	return form->procedure;
}

const struct procedure_step *
procedure_step(const struct procedure *procedure, const char *id)
{
	for (int i = 0; i < procedure->count; i++)
		if (strcmp(procedure->step[i].id, id) == 0)
			return &procedure->step[i];
	return NULL;
}

const struct procedure_step *
procedure_beginning(const struct procedure *procedure, enum role role)
{
	for (int i = 0; i < procedure->count; i++)
		if (procedure->step[i].begins && procedure->step[i].roles & ROLE_BIT(role))
			return &procedure->step[i];
	return NULL;
}

bool
procedure_begins(const struct procedure_step *step, const char *field)
{
	for (const char *const *name = step->begins; name && *name; name++)
		if (strcmp(*name, field) == 0)
			return true;
	return false;
}

int
procedure_part(const struct procedure_step *step, const char *field)
{
	for (int i = 0; i < step->part_count; i++)
		if (strcmp(step->part[i].field, field) == 0)
			return i;
	return -1;
}

const char *
procedure_state_name(const struct procedure *procedure, int state, enum lang lang)
{
	char number[12];

	snprintf(number, sizeof number, "%d", state);
	const struct code *code = codes_find(procedure->states, number, DAY_NONE);

	return code ? code->name[lang] : "";
}

static bool
is_state_in(unsigned states, int state)
{
	return state > 0 && state < 32 && states & 1u << state;
}

bool
procedure_is_open(const struct procedure *procedure, int state)
{
	return is_state_in(procedure->open, state);
}

int
procedure_standing(const struct procedure *procedure, const struct record *record, int state,
    day_t today)
{
	for (int i = 0; i < procedure->stand_count; i++) {
		const struct procedure_stand *stand = &procedure->stand[i];

		if (stand->from == state && check_is_true(stand->when, record, today))
			state = stand->state;
	}
	return state;
}

bool
procedure_is_fixed(const struct procedure *procedure, const struct record *record, int state,
    day_t today)
{
	return is_state_in(procedure->fixed, procedure_standing(procedure, record, state, today));
}

const char *
procedure_field(const struct procedure_event *event, const char *name)
{
	for (const char *const *f = event->field; f && f[0] && f[1]; f += 2)
		if (strcmp(f[0], name) == 0)
			return f[1];
	return NULL;
}

static bool
is_blank(const char *value)
{
	return !value || value[strspn(value, " \t\r\n")] == '\0';
}

/* --- what events amount to --- */

/* The step, if it was possible; its state is then the next. NULL: the event changes nothing. */
static const struct procedure_step *
take(const struct procedure *procedure, int *state, const struct procedure_event *event)
{
	const struct procedure_step *step = procedure_step(procedure, event->step);

	if (!step || !is_state_in(step->from, *state))
		return NULL;
	if (step->to)
		*state = step->to;
	return step;
}

int
procedure_state(const struct procedure *procedure, const struct procedure_event *event, int count)
{
	int state = procedure->start;

	for (int i = 0; i < count; i++)
		take(procedure, &state, &event[i]);
	return state;
}

int
procedure_next(const struct procedure *procedure, const struct record *record, int state,
    enum role role, day_t today, const struct procedure_step *out[], int room)
{
	int n = 0;

	for (int i = 0; i < procedure->count && n < room; i++) {
		const struct procedure_step *step = &procedure->step[i];

		if (!step->follows && is_state_in(step->from, state) &&
		    step->roles & ROLE_BIT(role) &&
		    check_is_true(step->relevant, record, today))
			out[n++] = step;
	}
	return n;
}

/* --- what they write into the record --- */

static void
set(struct record *record, const char *name, const char *value)
{
	int field = form_field(record->form, name);

	if (field >= 0)
		record_set(record, field, value);
}

static void
set_part(struct record *record, const struct procedure_part *part, const char *value)
{
	const char *before = record->value[part->index];

	if (part->adds && before) {
		char *both = xprintf("%s\n%s", before, value);

		record_set(record, part->index, both);
		free(both);
	} else {
		record_set(record, part->index, value);
	}
}

static void
set_all(struct record *record, const char *const *names, const char *value)
{
	for (; names && *names; names++)
		set(record, *names, value);
}

/* The step was taken for the nth time. */
static void
write_step(const struct procedure_step *step, const struct procedure_event *event, int nth,
    struct record *record)
{
	char day[11], number[12];

	day_format(day_of(event->at), day);
	snprintf(number, sizeof number, "%d", nth);
	set_all(record, step->clears, NULL);
	for (int i = 0; i < step->part_count; i++) {
		const char *value = procedure_field(event, step->part[i].field);

		if (!is_blank(value))
			set_part(record, &step->part[i], value);
	}
	if (step->addresses[1])
		set(record, step->addresses[1], procedure_field(event, step->addresses[1]));
	set_all(record, step->dates, day);
	set_all(record, step->signs, event->who);
	set_all(record, step->counts, number);
}

void
procedure_write(const struct procedure *procedure, const struct procedure_event *event, int count,
    struct record *record)
{
	int *taken = xcalloc((size_t)procedure->count, sizeof *taken), state = procedure->start;
	char number[12];

	/* What is added to line by line, and what is counted, begins from nothing each time. */
	for (int i = 0; i < procedure->sum_count; i++)
		record_set(record, procedure->sum[i], NULL);
	for (int i = 0; i < count; i++) {
		const struct procedure_step *step = take(procedure, &state, &event[i]);

		if (step)
			write_step(step, &event[i], ++taken[step - procedure->step], record);
	}
	free(taken);
	snprintf(number, sizeof number, "%d", state);
	set(record, "state", number);
}

/* --- clocks --- */

/* The day that a step which puts off a clock says. */
static day_t
until_of(const struct procedure *procedure, const struct procedure_step *step,
    const struct procedure_event *event)
{
	for (int i = 0; i < step->part_count; i++) {
		const struct procedure_part *part = &step->part[i];
		const char *value = procedure_field(event, part->field);

		if (value && procedure->form->field[part->index].type == type_find("full_date"))
			return day_parse(value);
	}
	return DAY_NONE;
}

/* Facts for the clocks, of the steps that were possible; the caller's to free. */
static struct deadline_fact *
facts_of(const struct procedure *procedure, int64_t made, const struct procedure_event *event,
    int count, int *facts)
{
	struct deadline_fact *fact = xcalloc((size_t)count + 1, sizeof *fact);
	int state = procedure->start, n = 0;

	fact[n++] = (struct deadline_fact){DEADLINE_MADE, made, DAY_NONE};
	for (int i = 0; i < count; i++) {
		const struct procedure_step *step = take(procedure, &state, &event[i]);

		if (step)
			fact[n++] = (struct deadline_fact){
				step->id, event[i].at, until_of(procedure, step, &event[i])};
	}
	*facts = n;
	return fact;
}

void
procedure_deadlines(const struct procedure *procedure, const struct deadline_rule *clock,
    const struct calendar *calendar, const struct record *record, int64_t made,
    const struct procedure_event *event, int count, int64_t now, struct deadlines *out)
{
	int facts;
	struct deadline_fact *fact = facts_of(procedure, made, event, count, &facts);

	deadline_compute(calendar, clock ? clock : procedure->clock, procedure->clock_count, record,
	    fact, facts, now, out);
	free(fact);
}

/* --- guards --- */

static int
refuse(struct say *why, int err, enum text what)
{
	say_set(why, what, NULL);
	return err;
}

static int
refuse_field(const struct procedure *procedure, const struct procedure_part *part, enum text what,
    struct say *why)
{
	const struct field *field = &procedure->form->field[part->index];
	const char *zh = part->label[LANG_ZH] ? part->label[LANG_ZH] : field->label[LANG_ZH];
	const char *en = part->label[LANG_EN] ? part->label[LANG_EN] : field->label[LANG_EN];

	say_set(why, what, zh, en, NULL);
	return ERR_INPUT;
}

/* Nothing that is not the step's, everything that it needs, each value of its field's type. */
static int
check_parts(const struct procedure *procedure, const struct procedure_step *step,
    const struct record *after, const struct procedure_event *event, struct say *why)
{
	struct checks checks = {0};
	int err = 0;

	for (const char *const *f = event->field; f && f[0] && f[1]; f += 2)
		if (procedure_part(step, f[0]) < 0)
			return refuse(why, ERR_USAGE, T_ERR_USAGE);
	for (int i = 0; !err && i < step->part_count; i++) {
		const struct procedure_part *part = &step->part[i];
		const char *value = procedure_field(event, part->field);

		if (is_blank(value)) {
			if (part->needed)
				err = refuse_field(procedure, part, T_PROCEDURE_NEEDED, why);
			continue;
		}
		check_one(procedure->forms, after, part->index, day_of(event->at), &checks);
		for (int k = 0; !err && k < checks.count; k++)
			if (checks.check[k].finding == FINDING_WRONG) {
				say_take(why, &checks.check[k].say);
				err = ERR_INPUT;
			}
		checks_release(&checks);
	}
	return err;
}

/* Later than the limit, and by no more than the rule allows (信访工作条例 art. 34). */
static int
check_put_off(const struct procedure *procedure, const struct procedure_step *step,
    const struct procedure_event *past, int count, const struct procedure_event *event,
    struct say *why)
{
	for (int i = 0; i < procedure->clock_count; i++) {
		const struct deadline_rule *rule = &procedure->clock[i];
		char first[11], last[11];
		int facts;

		if (!rule->put_off || strcmp(rule->put_off, step->id) != 0)
			continue;
		struct deadline_fact *fact = facts_of(procedure, 0, past, count, &facts);
		day_t limit = day_of(deadline_started(rule, fact, facts)) + rule->length;
		day_t until = until_of(procedure, step, event);

		free(fact);
		if (until > limit && until <= limit + rule->put_off_days)
			continue;
		day_format(limit + 1, first);
		day_format(limit + rule->put_off_days, last);
		say_set(why, T_PROCEDURE_EXTENSION, first, last, NULL);
		return ERR_INPUT;
	}
	return 0;
}

/* Some steps are for a second pair of eyes. */
static int
check_person(const struct procedure *procedure, const struct procedure_step *step,
    const struct procedure_event *past, int count, const struct procedure_event *event,
    struct say *why)
{
	const struct procedure_event *last = NULL;
	int state = procedure->start;

	for (int i = 0; i < count; i++) {
		bool taken = take(procedure, &state, &past[i]) != NULL;

		for (const char *const *id = step->other_than; taken && id && *id; id++)
			if (strcmp(*id, past[i].step) == 0)
				last = &past[i];
	}
	if (!last || !last->account || !event->account ||
	    strcmp(last->account, event->account) != 0)
		return 0;
	return refuse(why, ERR_DENIED, T_PROCEDURE_OTHER);
}

static int
check_guard(const struct procedure_step *step, const struct record *after, day_t today,
    struct say *why)
{
	if (check_is_true(step->guard, after, today))
		return 0;
	say_set(why, T_CHECK_OWN_WORDS, step->guard_message[LANG_ZH], step->guard_message[LANG_EN],
	    NULL);
	return ERR_INPUT;
}

/* Numbers of persons do not go on a wall (disclosure.h). */
static int
check_posting(const struct record *record, struct say *why)
{
	static const char *const texts[] = {"title", "body", "attachments"};
	struct disclosure d = {0};

	for (size_t i = 0; disclosure_is(record) && i < sizeof texts / sizeof *texts; i++)
		disclosure_check(record_get(record, texts[i]), NULL, NULL, &d);
	bool fine = disclosure_is_fine(&d);

	disclosure_release(&d);
	return fine ? 0 : refuse(why, ERR_INPUT, T_PROCEDURE_NUMBERS);
}

/* Nothing is lacking and nothing wrong in what others are to see. */
static int
check_fit(const struct procedure *procedure, const struct record *record, day_t today,
    struct say *why)
{
	struct checks checks = {0};
	int err = 0;

	check_record(procedure->forms, record, today, &checks);
	for (int i = 0; !err && i < checks.count; i++) {
		const struct field *field = &record->form->field[checks.check[i].field];

		if (checks.check[i].finding == FINDING_NOTE)
			continue;
		say_set(why, T_PROCEDURE_LACKS, field->label[LANG_ZH], field->label[LANG_EN],
		    NULL);
		err = ERR_INPUT;
	}
	checks_release(&checks);
	return err ? err : check_posting(record, why);
}

/* The record as the event's words leave it, before the step writes its own. */
static struct record *
record_after(const struct record *record, const struct procedure_step *step,
    const struct procedure_event *event)
{
	struct record *after = record_dup(record);

	for (int i = 0; i < step->part_count; i++) {
		const char *value = procedure_field(event, step->part[i].field);

		if (!is_blank(value))
			record_set(after, step->part[i].index, value);
	}
	return after;
}

int
procedure_check(const struct procedure *procedure, const struct record *record,
    const struct procedure_event *past, int count, enum role role,
    const struct procedure_event *event, struct say *why)
{
	const struct procedure_step *step = procedure_step(procedure, event->step);

	if (!step)
		return refuse(why, ERR_USAGE, T_ERR_USAGE);
	if (!(step->roles & ROLE_BIT(role)))
		return refuse(why, ERR_DENIED, T_PROCEDURE_ROLE);
	if (!is_state_in(step->from, procedure_state(procedure, past, count)) ||
	    !check_is_true(step->relevant, record, day_of(event->at)))
		return refuse(why, ERR_DENIED, T_PROCEDURE_STATE);
	struct record *after = record_after(record, step, event);
	int err = check_parts(procedure, step, after, event, why);

	if (!err)
		err = check_person(procedure, step, past, count, event, why);
	if (!err)
		err = check_put_off(procedure, step, past, count, event, why);
	if (!err)
		err = check_guard(step, after, day_of(event->at), why);
	if (!err && step->publishes)
		err = check_fit(procedure, after, day_of(event->at), why);
	record_free(after);
	return err;
}

/* --- for people --- */

static void
describe_states(const struct procedure *procedure, unsigned states, enum lang lang,
    struct buf *out)
{
	const char *between = "";

	for (int s = 1; s < 32; s++) {
		if (!is_state_in(states, s))
			continue;
		buf_printf(out, "%s%s", between, procedure_state_name(procedure, s, lang));
		between = " ";
	}
}

static void
describe_step(const struct procedure *procedure, const struct procedure_step *step,
    enum lang lang, struct buf *out)
{
	buf_printf(out, "  %-14s %s  (", step->id, step->label[lang]);
	describe_states(procedure, step->from, lang, out);
	if (step->to)
		buf_printf(out, " → %s", procedure_state_name(procedure, step->to, lang));
	buf_puts(out, ")");
	for (int role = 0; role <= ROLE_DESK; role++)
		if (step->roles & ROLE_BIT(role))
			buf_printf(out, " %s", role_name((enum role)role, lang));
	for (int i = 0; i < step->part_count; i++)
		buf_printf(out, "%s %s%s", i ? "," : "; ", step->part[i].field,
		    step->part[i].needed ? "*" : "");
	buf_putc(out, '\n');
}

static void
describe_clock(const struct deadline_rule *rule, enum lang lang, struct buf *out)
{
	static const enum text units[] = {
		[DEADLINE_DAYS] = T_DEADLINE_UNIT_DAYS,
		[DEADLINE_WORKING_DAYS] = T_DEADLINE_UNIT_WORKING_DAYS,
		[DEADLINE_HOURS] = T_DEADLINE_UNIT_HOURS,
	};

	buf_printf(out, "  %-14s %s  %d %s", rule->id, rule->label[lang], rule->length,
	    text_get(lang, units[rule->unit]));
	if (rule->article)
		buf_printf(out, "  §%d", rule->article);
	buf_putc(out, '\n');
}

void
procedure_describe(const struct procedure *procedure, enum lang lang, struct buf *out)
{
	buf_printf(out, "\n%s\n", text_get(lang, T_PROCEDURE_STEPS));
	for (int i = 0; i < procedure->count; i++)
		describe_step(procedure, &procedure->step[i], lang, out);
	buf_printf(out, "\n%s\n", text_get(lang, T_PROCEDURE_CLOCKS));
	for (int i = 0; i < procedure->clock_count; i++)
		describe_clock(&procedure->clock[i], lang, out);
}
