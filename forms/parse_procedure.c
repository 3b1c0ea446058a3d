/*
 * Reads procedures (their syntax is in form.h).  As in parse.c the lines fill a draft; then, when
 * all is read, names become fields, states and steps of what they name, and the whole is looked
 * through for what would leave a record stuck: states that nothing reaches or that nobody leaves.
 */
#include "forms/parse_int.h"

#include "base/digest.h"
#include "forms/procedure.h"
#include "forms/type.h"

#include <stdlib.h>
#include <string.h>

#define STATES 32 /* 1 to 31 */
#define STANDS 8

struct draft_clock {
	struct deadline_rule rule;
	const char *relevant, *lasts, *puts_off;
	int line, relevant_line;
};

struct draft_step {
	struct procedure_step step;
	struct procedure_part *part;
	const char *const *from, *const *roles;
	const char *guard, *relevant;
	const char *const *passes;
	int line, to_line, guard_line, relevant_line;
};

struct draft_stand {
	const char *const *states; /* as it stands, as it is */
	const char *when;
	int line;
};

struct draft_procedure {
	struct procedure procedure;
	const char *kind, *states;
	const char *const *open, *const *ends, *const *fixed;
	struct draft_stand stand[STANDS];
	int stand_count;
	struct draft_step *step;
	int step_count;
	struct draft_clock *clock;
	int clock_count;
	int line;
	const char *first, *end; /* its text, for the digest */
};

static struct draft_procedure *
last_procedure(struct parse *p)
{
	return &p->procedure[p->procedure_count - 1];
}

static struct draft_step *
last_step(struct parse *p)
{
	return &last_procedure(p)->step[last_procedure(p)->step_count - 1];
}

static struct draft_clock *
last_clock(struct parse *p)
{
	return &last_procedure(p)->clock[last_procedure(p)->clock_count - 1];
}

static const char *const *
words(struct parse *p, const char *text)
{
	return parse_split(p, text, " \t");
}

/* --- openers --- */

void
parse_procedure_open(struct parse *p, const char *kind)
{
	p->procedure = xrealloc(p->procedure,
	    (size_t)(p->procedure_count + 1) * sizeof *p->procedure);
	p->procedure[p->procedure_count++] =
	    (struct draft_procedure){.kind = kind, .line = p->line};
}

void
parse_clock_open(struct parse *p, const char *id)
{
	struct draft_procedure *d = last_procedure(p);

	for (int i = 0; i < d->clock_count; i++)
		if (strcmp(d->clock[i].rule.id, id) == 0)
			parse_complain(p, p->line, T_FORM_TWICE, id, NULL);
	if (d->clock_count == DEADLINE_MOST)
		parse_complain(p, p->line, T_FORM_TOO_BIG, NULL, NULL);
	d->clock = xrealloc(d->clock, (size_t)(d->clock_count + 1) * sizeof *d->clock);
	d->clock[d->clock_count++] =
	    (struct draft_clock){.rule = {.id = id, .label = {"", ""}}, .line = p->line};
}

void
parse_step_open(struct parse *p, const char *id)
{
	struct draft_procedure *d = last_procedure(p);

	for (int i = 0; i < d->step_count; i++)
		if (strcmp(d->step[i].step.id, id) == 0)
			parse_complain(p, p->line, T_FORM_TWICE, id, NULL);
	if (strcmp(id, DEADLINE_MADE) == 0)
		parse_complain(p, p->line, T_FORM_TWICE, id, NULL);
	d->step = xrealloc(d->step, (size_t)(d->step_count + 1) * sizeof *d->step);
	d->step[d->step_count++] = (struct draft_step){
	    .step = {.id = id, .label = {"", ""}, .hint = {"", ""}, .guard_message = {"", ""}},
	    .line = p->line};
}

void
parse_procedure_extent(struct parse *p, const char *line, const char *end)
{
	struct draft_procedure *d = p->procedure_count ? last_procedure(p) : NULL;

	if (!d)
		return;
	if (!d->first)
		d->first = line;
	d->end = end;
}

/* --- properties --- */

static void
set_start(struct parse *p, const char *text)
{
	parse_number(p, text, &last_procedure(p)->procedure.start);
}

static void
set_states(struct parse *p, const char *text)
{
	last_procedure(p)->states = text;
}

static void
set_open(struct parse *p, const char *text)
{
	last_procedure(p)->open = words(p, text);
}

static void
set_ends(struct parse *p, const char *text)
{
	last_procedure(p)->ends = words(p, text);
}

static void
set_fixed(struct parse *p, const char *text)
{
	last_procedure(p)->fixed = words(p, text);
}

static void
set_own(struct parse *p, const char *text)
{
	parse_yes(p, text, &last_procedure(p)->procedure.own);
}

/* "8 4 EXPR": as what it stands, in which state it is, and when. */
static void
set_stands(struct parse *p, const char *text)
{
	struct draft_procedure *d = last_procedure(p);
	size_t one = strcspn(text, " \t"), blank = strspn(text + one, " \t");
	size_t two = strcspn(text + one + blank, " \t"), all = one + blank + two;

	if (d->stand_count == STANDS) {
		parse_complain(p, p->line, T_FORM_TOO_BIG, NULL, NULL);
		return;
	}
	d->stand[d->stand_count++] = (struct draft_stand){
	    .states = words(p, parse_keep(p, text, text + all)),
	    .when = text + all + strspn(text + all, " \t"), .line = p->line};
}

static void
set_clock_label(struct parse *p, const char *text)
{
	parse_two(p, text, last_clock(p)->rule.label);
}

static void
set_article(struct parse *p, const char *text)
{
	parse_number(p, text, &last_clock(p)->rule.article);
}

/* "15 days", "5 workdays", "2 hours" */
static void
set_lasts(struct parse *p, const char *text)
{
	static const char *const units[] = {"days", "workdays", "hours", NULL};
	const char *const *word = words(p, text);
	int unit = word[0] && word[1] && !word[2] ? parse_word(word[1], units) : -1;

	if (unit < 0) {
		parse_complain(p, p->line, T_FORM_ONE_OF, text, "15 days, 5 workdays, 2 hours");
		return;
	}
	last_clock(p)->rule.unit = (enum deadline_unit)unit;
	parse_number(p, word[0], &last_clock(p)->rule.length);
}

static void
set_clock_relevant(struct parse *p, const char *text)
{
	last_clock(p)->relevant = text;
	last_clock(p)->relevant_line = p->line;
}

static void
set_starts(struct parse *p, const char *text)
{
	last_clock(p)->rule.starts = words(p, text);
}

static void
set_stops(struct parse *p, const char *text)
{
	last_clock(p)->rule.stops = words(p, text);
}

static void
set_pauses(struct parse *p, const char *text)
{
	last_clock(p)->rule.pauses = words(p, text);
}

static void
set_resumes(struct parse *p, const char *text)
{
	last_clock(p)->rule.resumes = words(p, text);
}

/* "extend 30": the step, and by how many days at most */
static void
set_puts_off(struct parse *p, const char *text)
{
	const char *const *word = words(p, text);

	last_clock(p)->rule.put_off = word[0];
	parse_number(p, word[1] ? word[1] : "", &last_clock(p)->rule.put_off_days);
}

static void
set_step_label(struct parse *p, const char *text)
{
	parse_two(p, text, last_step(p)->step.label);
}

static void
set_hint(struct parse *p, const char *text)
{
	parse_two(p, text, last_step(p)->step.hint);
}

static void
set_from(struct parse *p, const char *text)
{
	last_step(p)->from = words(p, text);
}

static void
set_to(struct parse *p, const char *text)
{
	last_step(p)->to_line = p->line;
	parse_number(p, text, &last_step(p)->step.to);
}

static void
set_step_relevant(struct parse *p, const char *text)
{
	last_step(p)->relevant = text;
	last_step(p)->relevant_line = p->line;
}

static void
set_roles(struct parse *p, const char *text)
{
	last_step(p)->roles = words(p, text);
}

/* FIELD, or FIELD+ for a line that is added. */
static void
add_part(struct parse *p, const char *word, bool needed)
{
	struct draft_step *d = last_step(p);
	size_t len = strlen(word);
	bool adds = len > 1 && word[len - 1] == '+';
	const char *field = parse_keep(p, word, word + len - adds);

	d->part = xrealloc(d->part, (size_t)(d->step.part_count + 1) * sizeof *d->part);
	d->part[d->step.part_count++] =
	    (struct procedure_part){.field = field, .needed = needed, .adds = adds};
}

static void
set_needs(struct parse *p, const char *text)
{
	for (const char *const *word = words(p, text); *word; word++)
		add_part(p, *word, true);
}

static void
set_takes(struct parse *p, const char *text)
{
	for (const char *const *word = words(p, text); *word; word++)
		add_part(p, *word, false);
}

static void
set_begins(struct parse *p, const char *text)
{
	last_step(p)->step.begins = words(p, text);
}

/* "FIELD 中文 | English": what the field is called in this step. */
static void
set_caption(struct parse *p, const char *text)
{
	struct draft_step *d = last_step(p);
	size_t len = strcspn(text, " \t");

	for (int i = 0; i < d->step.part_count; i++)
		if (strlen(d->part[i].field) == len && strncmp(d->part[i].field, text, len) == 0) {
			parse_two(p, text + len, d->part[i].label);
			return;
		}
	parse_complain(p, p->line, T_FORM_NO_FIELD, text, NULL);
}

static void
set_dates(struct parse *p, const char *text)
{
	last_step(p)->step.dates = words(p, text);
}

static void
set_signs(struct parse *p, const char *text)
{
	last_step(p)->step.signs = words(p, text);
}

static void
set_counts(struct parse *p, const char *text)
{
	last_step(p)->step.counts = words(p, text);
}

static void
set_clears(struct parse *p, const char *text)
{
	last_step(p)->step.clears = words(p, text);
}

static void
set_other_than(struct parse *p, const char *text)
{
	last_step(p)->step.other_than = words(p, text);
}

static void
set_numbers(struct parse *p, const char *text)
{
	last_step(p)->step.number = text;
}

static void
set_publishes(struct parse *p, const char *text)
{
	parse_yes(p, text, &last_step(p)->step.publishes);
}

static void
set_follows(struct parse *p, const char *text)
{
	parse_yes(p, text, &last_step(p)->step.follows);
}

/* "REF STEP FIELD" */
static void
set_passes(struct parse *p, const char *text)
{
	const char *const *word = last_step(p)->passes = words(p, text);

	for (int i = 0; i < 3 && word[i]; i++)
		last_step(p)->step.passes[i] = word[i];
	if (!last_step(p)->step.passes[2])
		parse_complain(p, p->line, T_FORM_LACKS, last_step(p)->step.id, "passes");
}

/* "UNITS IDS" */
static void
set_addresses(struct parse *p, const char *text)
{
	const char *const *word = words(p, text);

	for (int i = 0; i < 2 && word[i]; i++)
		last_step(p)->step.addresses[i] = word[i];
	if (!last_step(p)->step.addresses[1])
		parse_complain(p, p->line, T_FORM_LACKS, last_step(p)->step.id, "addresses");
}

static void
set_guard(struct parse *p, const char *text)
{
	last_step(p)->guard = text;
	last_step(p)->guard_line = p->line;
}

static void
set_message(struct parse *p, const char *text)
{
	parse_two(p, text, last_step(p)->step.guard_message);
}

static const struct {
	enum block block;
	const char *word;
	void (*set)(struct parse *p, const char *text);
} properties[] = {
	{BLOCK_PROCEDURE, "states", set_states},
	{BLOCK_PROCEDURE, "start", set_start},
	{BLOCK_PROCEDURE, "open", set_open},
	{BLOCK_PROCEDURE, "ends", set_ends},
	{BLOCK_PROCEDURE, "fixed", set_fixed},
	{BLOCK_PROCEDURE, "own", set_own},
	{BLOCK_PROCEDURE, "stands", set_stands},
	{BLOCK_CLOCK, "label", set_clock_label},
	{BLOCK_CLOCK, "article", set_article},
	{BLOCK_CLOCK, "lasts", set_lasts},
	{BLOCK_CLOCK, "relevant", set_clock_relevant},
	{BLOCK_CLOCK, "starts", set_starts},
	{BLOCK_CLOCK, "stops", set_stops},
	{BLOCK_CLOCK, "pauses", set_pauses},
	{BLOCK_CLOCK, "resumes", set_resumes},
	{BLOCK_CLOCK, "puts_off", set_puts_off},
	{BLOCK_STEP, "label", set_step_label},
	{BLOCK_STEP, "hint", set_hint},
	{BLOCK_STEP, "from", set_from},
	{BLOCK_STEP, "to", set_to},
	{BLOCK_STEP, "roles", set_roles},
	{BLOCK_STEP, "relevant", set_step_relevant},
	{BLOCK_STEP, "needs", set_needs},
	{BLOCK_STEP, "takes", set_takes},
	{BLOCK_STEP, "begins", set_begins},
	{BLOCK_STEP, "caption", set_caption},
	{BLOCK_STEP, "dates", set_dates},
	{BLOCK_STEP, "signs", set_signs},
	{BLOCK_STEP, "counts", set_counts},
	{BLOCK_STEP, "clears", set_clears},
	{BLOCK_STEP, "other_than", set_other_than},
	{BLOCK_STEP, "numbers", set_numbers},
	{BLOCK_STEP, "publishes", set_publishes},
	{BLOCK_STEP, "follows", set_follows},
	{BLOCK_STEP, "passes", set_passes},
	{BLOCK_STEP, "addresses", set_addresses},
	{BLOCK_STEP, "guard", set_guard},
	{BLOCK_STEP, "message", set_message},
};
#define PROPERTIES (sizeof properties / sizeof properties[0])

void
parse_procedure_property(struct parse *p, const char *word, const char *text)
{
	struct buf all = BUF_EMPTY;

	for (size_t i = 0; i < PROPERTIES; i++)
		if (properties[i].block == p->block && strcmp(properties[i].word, word) == 0) {
			properties[i].set(p, text);
			return;
		}
	for (size_t i = 0; i < PROPERTIES; i++)
		if (properties[i].block == p->block)
			buf_printf(&all, "%s%s", all.len ? " " : "", properties[i].word);
	parse_complain(p, p->line, T_FORM_PROPERTY, word, buf_text(&all));
	buf_release(&all);
}

/* --- finishing: names become what they name --- */

static int
field_of(void *arg, const char *name)
{
	return form_field(arg, name);
}

static bool
is_state(const struct draft_procedure *d, int state)
{
	return state > 0 && state < STATES && d->procedure.states &&
	    *procedure_state_name(&d->procedure, state, LANG_ZH);
}

static unsigned
states_of(struct parse *p, const struct draft_procedure *d, int line, const char *const *list)
{
	unsigned states = 0;

	for (; list && *list; list++) {
		int state = 0;

		parse_number(p, *list, &state);
		if (is_state(d, state))
			states |= 1u << state;
		else
			parse_complain(p, line, T_FORM_NO_STATE, *list, NULL);
	}
	return states;
}

/* Only what nobody else writes may belong to a step. */
static void
check_field(struct parse *p, const struct draft_procedure *d, int line, const char *name)
{
	int field = form_field(d->procedure.form, name);

	if (field < 0)
		parse_complain(p, line, T_FORM_NO_FIELD, name, NULL);
	else if (!d->procedure.form->field[field].readonly)
		parse_complain(p, line, T_FORM_NOT_READONLY, name, NULL);
}

static void
check_fields(struct parse *p, const struct draft_procedure *d, int line, const char *const *list)
{
	for (; list && *list; list++)
		check_field(p, d, line, *list);
}

/* What the step makes a record from is typed, and the step leads from where records begin. */
static void
check_begins(struct parse *p, const struct draft_procedure *d, const struct draft_step *s)
{
	for (const char *const *name = s->step.begins; name && *name; name++) {
		int field = form_field(d->procedure.form, *name);

		if (field < 0 || d->procedure.form->field[field].readonly)
			parse_complain(p, s->line, T_FORM_NO_FIELD, *name, NULL);
	}
	if (s->step.begins && !(s->step.from & 1u << d->procedure.start))
		parse_complain(p, s->line, T_FORM_LACKS, s->step.id, "from");
}

static bool
is_step(const struct draft_procedure *d, const char *id)
{
	for (int i = 0; i < d->step_count; i++)
		if (strcmp(d->step[i].step.id, id) == 0)
			return true;
	return false;
}

static void
check_steps(struct parse *p, const struct draft_procedure *d, int line, const char *const *list)
{
	for (; list && *list; list++)
		if (strcmp(*list, DEADLINE_MADE) != 0 && !is_step(d, *list))
			parse_complain(p, line, T_FORM_NO_STEP, *list, NULL);
}

static bool
is_part(const struct draft_step *s, const char *field)
{
	for (int i = 0; i < s->step.part_count; i++)
		if (strcmp(s->part[i].field, field) == 0)
			return true;
	return false;
}

/* What the program adds to the step's words, and what it passes on to: a record, a step of it. */
static void
check_effects(struct parse *p, const struct draft_procedure *d, const struct draft_step *s)
{
	int ref = s->step.passes[2] ? form_field(d->procedure.form, s->step.passes[0]) : -1;

	if (s->step.number && !is_part(s, s->step.number))
		parse_complain(p, s->line, T_FORM_NO_FIELD, s->step.number, NULL);
	if (s->step.addresses[1] && form_field(d->procedure.form, s->step.addresses[0]) < 0)
		parse_complain(p, s->line, T_FORM_NO_FIELD, s->step.addresses[0], NULL);
	if (s->step.addresses[1])
		check_field(p, d, s->line, s->step.addresses[1]);
	if (!s->step.passes[2])
		return;
	if (ref < 0 || !d->procedure.form->field[ref].ref ||
	    strcmp(d->procedure.form->field[ref].ref, d->procedure.form->kind) != 0)
		parse_complain(p, s->line, T_FORM_NO_FIELD, s->step.passes[0], NULL);
	check_steps(p, d, s->line, (const char *const[]){s->step.passes[1], NULL});
	check_field(p, d, s->line, s->step.passes[2]);
}

static unsigned
roles_of(struct parse *p, int line, const char *const *list)
{
	unsigned roles = 0;

	for (; list && *list; list++) {
		enum role role = strcmp(*list, role_id(ROLE_DESK)) == 0 ? ROLE_DESK
		    : role_find(*list);

		if (role == ROLE_COUNT)
			parse_complain(p, line, T_FORM_NO_ROLE, *list, NULL);
		else
			roles |= ROLE_BIT(role);
	}
	return roles;
}

static void
need_label(struct parse *p, int line, const char *const label[LANG_COUNT], const char *id)
{
	if (!*label[LANG_ZH])
		parse_complain(p, line, T_FORM_LABEL, id, NULL);
}

static void
finish_step(struct parse *p, struct draft_procedure *d, struct draft_step *s)
{
	need_label(p, s->line, s->step.label, s->step.id);
	s->step.from = states_of(p, d, s->line, s->from);
	s->step.roles = roles_of(p, s->line, s->roles);
	if (!s->step.from)
		parse_complain(p, s->line, T_FORM_LACKS, s->step.id, "from");
	if (!s->step.roles)
		parse_complain(p, s->line, T_FORM_LACKS, s->step.id, "roles");
	if (s->step.to && !is_state(d, s->step.to))
		parse_complain(p, s->to_line, T_FORM_NO_STATE, "to", NULL);
	for (int i = 0; i < s->step.part_count; i++) {
		check_field(p, d, s->line, s->part[i].field);
		s->part[i].index = form_field(d->procedure.form, s->part[i].field);
	}
	check_begins(p, d, s);
	check_fields(p, d, s->line, s->step.dates);
	check_fields(p, d, s->line, s->step.signs);
	check_fields(p, d, s->line, s->step.counts);
	check_fields(p, d, s->line, s->step.clears);
	check_steps(p, d, s->line, s->step.other_than);
	check_effects(p, d, s);
	if (s->relevant)
		s->step.relevant = parse_expr(p, s->relevant_line, s->relevant, field_of,
		    (void *)d->procedure.form);
	if (s->guard) {
		s->step.guard = parse_expr(p, s->guard_line, s->guard, field_of,
		    (void *)d->procedure.form);
		if (!*s->step.guard_message[LANG_ZH])
			parse_complain(p, s->guard_line, T_FORM_LACKS, s->step.id, "message");
	}
}

/* What the record stands as is read from its states. */
static void
finish_stands(struct parse *p, struct draft_procedure *d)
{
	struct procedure_stand *stand =
	    forms_room(p->forms, (size_t)(d->stand_count + 1) * sizeof *stand);

	for (int i = 0; i < d->stand_count; i++) {
		const struct draft_stand *s = &d->stand[i];
		int *const state[] = {&stand[i].state, &stand[i].from};

		for (int k = 0; k < 2; k++) {
			parse_number(p, s->states[0] && s->states[k] ? s->states[k] : "", state[k]);
			if (!is_state(d, *state[k]))
				parse_complain(p, s->line, T_FORM_NO_STATE, "stands", NULL);
		}
		stand[i].when =
		    parse_expr(p, s->line, s->when, field_of, (void *)d->procedure.form);
	}
	d->procedure.stand = stand;
	d->procedure.stand_count = d->stand_count;
}

static void
finish_clock(struct parse *p, const struct draft_procedure *d, struct draft_clock *c)
{
	need_label(p, c->line, c->rule.label, c->rule.id);
	if (!c->rule.length)
		parse_complain(p, c->line, T_FORM_LACKS, c->rule.id, "lasts");
	if (!c->rule.starts)
		parse_complain(p, c->line, T_FORM_LACKS, c->rule.id, "starts");
	if (!c->rule.stops)
		parse_complain(p, c->line, T_FORM_LACKS, c->rule.id, "stops");
	check_steps(p, d, c->line, c->rule.starts);
	check_steps(p, d, c->line, c->rule.stops);
	check_steps(p, d, c->line, c->rule.pauses);
	check_steps(p, d, c->line, c->rule.resumes);
	if (c->rule.put_off && !is_step(d, c->rule.put_off))
		parse_complain(p, c->line, T_FORM_NO_STEP, c->rule.put_off, NULL);
	if (c->relevant)
		c->rule.relevant = parse_expr(p, c->relevant_line, c->relevant, field_of,
		    (void *)d->procedure.form);
}

/* --- what would leave a record stuck --- */

static unsigned
reached(const struct draft_procedure *d, unsigned states)
{
	unsigned before;

	do {
		before = states;
		for (int i = 0; i < d->step_count; i++)
			if (d->step[i].step.from & states && d->step[i].step.to)
				states |= 1u << d->step[i].step.to;
		for (int i = 0; i < d->procedure.stand_count; i++)
			if (states & 1u << d->procedure.stand[i].from)
				states |= 1u << d->procedure.stand[i].state;
	} while (states != before);
	return states;
}

static unsigned
ways_out(const struct draft_procedure *d, int state)
{
	unsigned to = 0;

	for (int i = 0; i < d->step_count; i++)
		if (d->step[i].step.from & 1u << state && d->step[i].step.to != state)
			to |= d->step[i].step.to ? 1u << d->step[i].step.to : 0;
	return to;
}

static void
check_graph(struct parse *p, const struct draft_procedure *d)
{
	unsigned all = reached(d, 1u << d->procedure.start);

	for (int s = 1; s < STATES; s++) {
		const char *name = is_state(d, s) ? procedure_state_name(&d->procedure, s, LANG_ZH)
		    : NULL;

		if (!name)
			continue;
		if (!(all & 1u << s))
			parse_complain(p, d->line, T_FORM_UNREACHED, name, NULL);
		else if (!(d->procedure.ends & 1u << s) && !ways_out(d, s))
			parse_complain(p, d->line, T_FORM_DEAD_END, name, NULL);
		else if (d->procedure.open & 1u << s &&
		    !(reached(d, 1u << s) & ~d->procedure.open))
			parse_complain(p, d->line, T_FORM_DEAD_END, name, NULL);
	}
}

static void
finish(struct parse *p, struct draft_procedure *d)
{
	int wrong = p->wrong;

	d->procedure.forms = p->forms;
	d->procedure.form = forms_find(p->forms, d->kind);
	d->procedure.states = d->states ? forms_codes(p->forms, d->states) : NULL;
	if (!d->procedure.form) {
		parse_complain(p, d->line, T_FORM_NO_KIND, d->kind, NULL);
		return;
	}
	if (!d->procedure.states) {
		parse_complain(p, d->line, T_FORM_CHOICES, d->states ? d->states : "", NULL);
		return;
	}
	if (!is_state(d, d->procedure.start))
		parse_complain(p, d->line, T_FORM_LACKS, d->kind, "start");
	d->procedure.open = states_of(p, d, d->line, d->open);
	d->procedure.ends = states_of(p, d, d->line, d->ends);
	d->procedure.fixed = states_of(p, d, d->line, d->fixed);
	finish_stands(p, d);
	for (int i = 0; i < d->step_count; i++)
		finish_step(p, d, &d->step[i]);
	for (int i = 0; i < d->clock_count; i++)
		finish_clock(p, d, &d->clock[i]);
	if (p->wrong == wrong)
		check_graph(p, d);
}

void
parse_procedures_finish(struct parse *p)
{
	for (int i = 0; i < p->procedure_count; i++)
		finish(p, &p->procedure[i]);
}

/* --- in force --- */

static void
add_sum(struct procedure *procedure, int *sum, int field)
{
	for (int i = 0; i < procedure->sum_count; i++)
		if (sum[i] == field)
			return;
	sum[procedure->sum_count++] = field;
}

static void
collect_sums(struct parse *p, struct procedure *procedure)
{
	int *sum = forms_room(p->forms, (size_t)procedure->form->field_count * sizeof *sum);

	for (int i = 0; i < procedure->count; i++) {
		const struct procedure_step *step = &procedure->step[i];

		for (int k = 0; k < step->part_count; k++)
			if (step->part[k].adds)
				add_sum(procedure, sum, step->part[k].index);
		for (const char *const *name = step->counts; name && *name; name++)
			add_sum(procedure, sum, form_field(procedure->form, *name));
	}
	procedure->sum = sum;
}

static void
publish(struct parse *p, const struct draft_procedure *d)
{
	struct procedure *procedure = forms_room(p->forms, sizeof *procedure);
	struct procedure_step *step =
	    forms_room(p->forms, (size_t)(d->step_count + 1) * sizeof *step);
	struct deadline_rule *clock =
	    forms_room(p->forms, (size_t)(d->clock_count + 1) * sizeof *clock);

	*procedure = d->procedure;
	for (int i = 0; i < d->step_count; i++) {
		size_t size = (size_t)d->step[i].step.part_count * sizeof(struct procedure_part);
		struct procedure_part *part = forms_room(p->forms, size + 1);

		if (size)
			memcpy(part, d->step[i].part, size);
		step[i] = d->step[i].step;
		step[i].part = part;
	}
	for (int i = 0; i < d->clock_count; i++)
		clock[i] = d->clock[i].rule;
	procedure->step = step;
	procedure->count = d->step_count;
	procedure->clock = clock;
	procedure->clock_count = d->clock_count;
	collect_sums(p, procedure);
	digest(d->first, (size_t)(d->end - d->first), procedure->digest);
	forms_put_procedure(p->forms, procedure);
}

void
parse_procedures_publish(struct parse *p)
{
	for (int i = 0; i < p->procedure_count; i++)
		publish(p, &p->procedure[i]);
}

void
parse_procedures_release(struct parse *p)
{
	for (int i = 0; i < p->procedure_count; i++) {
		struct draft_procedure *d = &p->procedure[i];

		for (int s = 0; s < d->step_count; s++)
			free(d->step[s].part);
		free(d->step);
		free(d->clock);
	}
	free(p->procedure);
}
