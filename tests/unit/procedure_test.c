#include "unit.h"

#include "base/err.h"
#include "forms/procedure.h"
#include "forms/type.h"

#include <stdio.h>

static const struct procedure *appeal, *notice;
static struct forms *forms;

static int
set_up(void **state)
{
	(void)state;
	forms = forms_new();
	if (forms_add_shipped(forms, NULL) != 0)
		return -1;
	appeal = procedure_of(forms_find(forms, "appeal"));
	notice = procedure_of(forms_find(forms, "notice"));
	return appeal && notice ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	forms_free(forms);
	return 0;
}

enum { REGISTERED = 1, ACCEPTED, HANDLED, ANSWERED, CLOSED, DECLINED, WITHDRAWN };

static const char *const said[] = {"handling", "已到现场了解", NULL};
static const char *const assigned[] = {"handler", "孙海燕", NULL};
static const char *const answered[] = {
	"outcome", "1", "reply", "已补发", "basis", "本站公示的办法", NULL};
static const char *const handed[] = {"reply_means", "1", NULL};
static const char *const content[] = {"satisfied_result", "2", NULL};

static int64_t
at(const char *date)
{
	return day_parse(date) * DAY_MS + 3600000;
}

static void
set(struct record *record, const char *field, const char *value)
{
	record_set(record, form_field(record->form, field), value);
}

/* A petition for redress by somebody with a name, with what `past` wrote. */
static struct record *
record_of(const struct procedure_event *past, int count)
{
	struct record *record = record_new(appeal->form);

	set(record, "naming", "1");
	set(record, "nature", "5");
	set(record, "channel", "1");
	procedure_write(appeal, past, count, record);
	return record;
}

static int
check_by(const char *account, const struct procedure_event *past, int count, enum role role,
    const char *step, const char *const *field, enum text what)
{
	struct procedure_event event = {step, at("2026-11-23"), field, NULL, account};
	struct record *record = record_of(past, count);
	struct say why = {0};
	int err = procedure_check(appeal, record, past, count, role, &event, &why);

	assert_int_equal(why.id, what);
	say_release(&why);
	record_free(record);
	return err;
}

static int
check(const struct procedure_event *past, int count, enum role role, const char *step,
    const char *const *field, enum text what)
{
	return check_by("zql", past, count, role, step, field, what);
}

/* --- the definition --- */

static unsigned
reachable(unsigned from)
{
	unsigned all = from, before;

	do {
		before = all;
		for (int i = 0; i < appeal->count; i++)
			if (appeal->step[i].from & all && appeal->step[i].to)
				all |= 1u << appeal->step[i].to;
	} while (all != before);
	return all;
}

static void
no_state_is_a_dead_end(void **state)
{
	unsigned all = reachable(1u << appeal->start);
	int states = 0;

	(void)state;
	for (int s = 1; s < 32; s++) {
		const struct procedure_step *next[40];
		struct record *record = record_of(NULL, 0);

		if (!(all & 1u << s)) {
			record_free(record);
			continue;
		}
		states++;
		assert_string_not_equal(procedure_state_name(appeal, s, LANG_ZH), "");
		/* work can end from everywhere, and what ended can be taken up again */
		assert_true(reachable(1u << s) & 1u << CLOSED);
		assert_true(reachable(1u << s) & 1u << HANDLED);
		/* somebody above a clerk has a step to take */
		assert_true(procedure_next(appeal, record, s, ROLE_CHAIR, 0, next, 40) > 0);
		assert_int_equal(procedure_next(appeal, record, s, ROLE_AUDITOR, 0, next, 40), 0);
		record_free(record);
	}
	assert_int_equal(states, 13);
	assert_string_equal(procedure_state_name(appeal, 77, LANG_ZH), "");
	assert_null(procedure_of(forms_find(forms, "member")));
	assert_null(procedure_step(appeal, "burn"));
}

/* Each row: lines behind a right beginning, and the one complaint with its line. */
static void
a_wrong_definition_is_named_by_its_line(void **state)
{
	static const char head[] = "procedure appeal\n states appeal_state\n start 1\n ends 2\n"
	    "step a\n label 甲\n from 1\n to 2\n roles chair\n";
	static const struct {
		const char *tail;
		int line;
		enum text what;
	} rows[] = {
		{"step a\n label 乙\n from 1\n roles chair\n", 10, T_FORM_TWICE},
		{"step b\n label 乙\n from 1\n roles king\n", 10, T_FORM_NO_ROLE},
		{"step b\n label 乙\n from 1\n", 10, T_FORM_LACKS},
		{"step b\n label 乙\n from 30\n roles chair\n", 10, T_FORM_NO_STATE},
		{"step b\n label 乙\n from 1\n to 99\n roles chair\n", 13, T_FORM_NO_STATE},
		{" needs nothing_such\n", 5, T_FORM_NO_FIELD},
		{" needs phone\n", 5, T_FORM_NOT_READONLY},
		{" caption reply 答\n", 10, T_FORM_NO_FIELD},
		{" begins nothing_such\n", 5, T_FORM_NO_FIELD},
		{" begins reply\n", 5, T_FORM_NO_FIELD},
		{"step b\n label 乙\n from 2\n to 1\n roles chair\n begins name\n", 10,
		    T_FORM_LACKS},
		{" other_than b\n", 5, T_FORM_NO_STEP},
		{" guard ${nature\n message 不行\n", 10, T_FORM_EXPR},
		{" guard ${nature} = '1'\n", 10, T_FORM_LACKS},
		{" colour red\n", 10, T_FORM_PROPERTY},
		{" numbers number\n", 5, T_FORM_NO_FIELD},
		{" publishes perhaps\n", 10, T_FORM_YES_NO},
		{" passes first\n", 10, T_FORM_LACKS},
		{" passes person a reply\n", 5, T_FORM_NO_FIELD},
		{" passes first b reply\n", 5, T_FORM_NO_STEP},
		{"clock c\n label 丙\n lasts 3 weeks\n starts made\n stops a\n", 12, T_FORM_ONE_OF},
		{"clock c\n label 丙\n lasts 3 days\n starts b\n stops a\n", 10, T_FORM_NO_STEP},
		{"step b\n label 乙\n from 1\n to 3\n roles chair\n", 1, T_FORM_DEAD_END},
		{"", 1, T_FORM_UNREACHED},
	};
	static const char codes[] = "codes appeal_state\ncode 1 一\ncode 2 二\n";
	static const char more[] = "codes appeal_state\ncode 1 一\ncode 2 二\ncode 3 三\n";

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct forms *own = forms_new();
		struct form_diags diags = {0};
		char *text = xprintf("%s%s", head, rows[i].tail);
		bool three = rows[i].what == T_FORM_DEAD_END || rows[i].what == T_FORM_UNREACHED;
		const char *table = three ? more : codes;

		assert_int_equal(forms_add_shipped(own, NULL), 0);
		assert_int_equal(forms_add(own, "codes", table, strlen(table), &diags), 0);
		assert_int_equal(forms_add(own, "wrong", text, strlen(text), &diags), ERR_INPUT);
		assert_true(diags.count > 0);
		assert_int_equal(diags.diag[0].say.id, rows[i].what);
		if (diags.diag[0].line != rows[i].line)
			fail_msg("row %zu: line %d", i, diags.diag[0].line);
		form_diags_release(&diags);
		free(text);
		forms_free(own);
	}
}

/* --- steps --- */

static const struct way {
	const char *step;
	const char *const *field;
	enum role role;
	const char *account;
	int state; /* afterwards */
} way[] = {
	{"screen", (const char *const[]){"screening", "归本会", NULL}, ROLE_CLERK, "wxl", 1},
	{"tell", NULL, ROLE_CLERK, "wxl", 1},
	{"accept", NULL, ROLE_CHAIR, "zql", 2},
	{"assign", assigned, ROLE_CHAIR, "zql", 3},
	{"handle", said, ROLE_HANDLER, "shy", 3},
	{"propose", answered, ROLE_HANDLER, "shy", 10},
	{"revise", said, ROLE_CHAIR, "zql", 3},
	{"propose", answered, ROLE_HANDLER, "shy", 10},
	{"approve", NULL, ROLE_CHAIR, "zql", 4},
	{"deliver", handed, ROLE_HANDLER, "shy", 4},
	{"not_satisfied", said, ROLE_CLERK, "wxl", 3},
	{"answer", answered, ROLE_CHAIR, "zql", 4},
	{"deliver", handed, ROLE_CLERK, "wxl", 4},
	{"call_back", content, ROLE_CLERK, "wxl", 4},
	{"close", NULL, ROLE_CHAIR, "zql", 5},
	{"ask_review", said, ROLE_CLERK, "wxl", 12},
	{"give_review", (const char *const[]){"review", "维持", NULL}, ROLE_CHAIR, "zql", 5},
	{"ask_recheck", said, ROLE_CLERK, "wxl", 13},
	{"give_recheck", (const char *const[]){"recheck", "维持", NULL}, ROLE_CHAIR, "zql", 5},
	{"archive", NULL, ROLE_CLERK, "wxl", 8},
};
#define WAY (int)(sizeof way / sizeof *way)

static void
walk_the_way(struct procedure_event past[WAY])
{
	for (int i = 0; i < WAY; i++)
		past[i] = (struct procedure_event){way[i].step, at("2026-11-23"), way[i].field,
			way[i].account, way[i].account};
}

static void
an_appeal_goes_its_way(void **state)
{
	struct procedure_event past[WAY];

	(void)state;
	walk_the_way(past);
	assert_int_equal(procedure_state(appeal, NULL, 0), REGISTERED);
	for (int i = 0; i < WAY; i++) {
		assert_int_equal(check_by(way[i].account, past, i, way[i].role, way[i].step,
		    way[i].field, TEXT_NONE), 0);
		assert_int_equal(procedure_state(appeal, past, i + 1), way[i].state);
	}
	/* After a recheck the same facts are not taken up again. */
	assert_int_equal(check(past, WAY, ROLE_CHAIR, "reopen", said, T_PROCEDURE_STATE),
	    ERR_DENIED);
	assert_int_equal(check(past, 15, ROLE_CHAIR, "reopen", said, TEXT_NONE), 0);
}

/* Lists and sheets have what the steps said; a second look gives the same. */
static void
steps_write_the_record(void **state)
{
	static const char *const fields[][2] = {
		{"state", "4"}, {"handler", "孙海燕"}, {"accepted_on", "2026-11-23"},
		{"told_on", "2026-11-23"}, {"reply", "已补发"}, {"dissatisfied", "1"},
		{"handling", "已到现场了解\n已到现场了解\n已到现场了解"},
	};
	static const char *const empty[] = {"reply_means", "replied_on", "satisfied_result"};
	struct procedure_event past[WAY];
	struct record *record = record_new(appeal->form);

	(void)state;
	walk_the_way(past);
	past[7].step = "close"; /* what was not possible changes nothing */
	past[7].field = answered;
	past[8].step = "answer";
	past[8].field = answered;
	for (int round = 0; round < 2; round++) {
		procedure_write(appeal, past, 12, record);
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
			assert_string_equal(record_get(record, fields[i][0]), fields[i][1]);
		for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
			assert_null(record_get(record, empty[i]));
	}
	record_free(record);
}

static void
what_is_not_possible_is_refused(void **state)
{
	static const char *const blank[] = {"acceptance", " \n", NULL};
	static const char *const foreign[] = {"acceptance", "x", "handler", "孙海燕", NULL};
	static const char *const no_code[] = {"outcome", "9", "reply", "x", "basis", "y", NULL};
	static const char *const no_basis[] = {"outcome", "1", "reply", "x", NULL};
	static const char *const angry[] = {"satisfied_result", "4", NULL};
	static const char *const settled[] = {"reply", "x", "satisfied_result", "1", NULL};
	struct procedure_event past[WAY];

	(void)state;
	walk_the_way(past);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "close", NULL, T_PROCEDURE_STATE), ERR_DENIED);
	assert_int_equal(check(past, 0, ROLE_CLERK, "accept", NULL, T_PROCEDURE_ROLE), ERR_DENIED);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "decline", NULL, T_PROCEDURE_NEEDED),
	    ERR_INPUT);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "decline", blank, T_PROCEDURE_NEEDED),
	    ERR_INPUT);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "burn", NULL, T_ERR_USAGE), ERR_USAGE);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "accept", foreign, T_ERR_USAGE), ERR_USAGE);
	/* redress is not settled across the desk */
	assert_int_equal(check(past, 0, ROLE_CLERK, "settle", settled, T_PROCEDURE_STATE),
	    ERR_DENIED);
	assert_int_equal(check(past, 3, ROLE_CHAIR, "assign", said, T_PROCEDURE_NEEDED), ERR_INPUT);
	assert_int_equal(check(past, 5, ROLE_CHAIR, "answer", no_basis, T_CHECK_OWN_WORDS),
	    ERR_INPUT);
	assert_int_equal(check(past, 5, ROLE_CHAIR, "answer", no_code, T_CODE_UNKNOWN), ERR_INPUT);
	/* another person, and the answer in his hands first */
	assert_int_equal(check_by("shy", past, 8, ROLE_CHAIR, "approve", NULL, T_PROCEDURE_OTHER),
	    ERR_DENIED);
	assert_int_equal(check_by("wxl", past, 9, ROLE_CLERK, "call_back", content,
	    T_PROCEDURE_STATE), ERR_DENIED);
	assert_int_equal(check_by("shy", past, 10, ROLE_CLERK, "call_back", content,
	    T_PROCEDURE_OTHER), ERR_DENIED);
	assert_int_equal(check_by("wxl", past, 10, ROLE_CLERK, "call_back", angry,
	    T_CHECK_OWN_WORDS), ERR_INPUT);
	assert_int_equal(check(past, 10, ROLE_CHAIR, "close", NULL, T_PROCEDURE_STATE), ERR_DENIED);
	/* whoever was not satisfied is called back anew */
	assert_int_equal(check(past, 12, ROLE_CHAIR, "close", NULL, T_PROCEDURE_STATE), ERR_DENIED);
}

static void
an_extension_keeps_to_the_law(void **state)
{
	static const struct {
		const char *due;
		enum text what;
	} rows[] = {
		{"2027-01-08", T_PROCEDURE_EXTENSION}, {"2027-01-09", TEXT_NONE},
		{"2027-02-07", TEXT_NONE}, {"2027-02-08", T_PROCEDURE_EXTENSION},
		{"", T_PROCEDURE_NEEDED},
	};
	struct procedure_event past[] = {{"accept", at("2026-11-09"), NULL, NULL, NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *const field[] = {
			"extended_to", rows[i].due, "extension_reason", "等管理区批复", NULL};

		check(past, 1, ROLE_CHAIR, "extend", field, rows[i].what);
	}
	assert_int_equal(check(past, 1, ROLE_INFOADMIN, "extend", NULL, T_PROCEDURE_ROLE),
	    ERR_DENIED);
}

/* Two machines' events together: what was no longer possible changes nothing. */
static void
late_events_change_nothing(void **state)
{
	struct procedure_event past[] = {
		{"accept", 1, NULL, NULL, NULL}, {"answer", 2, answered, NULL, NULL},
		{"close", 3, NULL, NULL, NULL}, {"handle", 4, said, NULL, NULL},
		{"accept", 5, NULL, NULL, NULL}, {"from_a_newer_version", 6, said, NULL, NULL},
		{"", 7, NULL, NULL, NULL},
	};

	(void)state;
	assert_int_equal(procedure_state(appeal, past, 7), CLOSED);
}

static void
clocks_follow_the_steps(void **state)
{
	struct calendar *calendar = calendar_new();
	struct procedure_event past[] = {
		/* not possible yet: stops nothing */
		{"answer", at("2026-11-06"), answered, NULL, NULL},
		{"accept", at("2026-11-09"), NULL, NULL, NULL},
		{"tell", at("2026-11-10"), NULL, NULL, NULL},
	};
	struct record *record = record_of(past, 3);
	struct deadlines out;

	(void)state;
	set(record, "channel", "12");
	procedure_deadlines(appeal, NULL, calendar,
	    record, at("2026-11-06"), past, 3, at("2026-11-11"), &out);
	assert_int_equal(out.count, 4);
	assert_int_equal(out.deadline[0].state, DEADLINE_MET); /* told */
	assert_int_equal(out.deadline[1].state, DEADLINE_MET); /* not handed back */
	assert_int_equal(out.deadline[2].left, 58);
	assert_int_equal(out.deadline[3].ended, 0);
	set(record, "naming", "2");
	procedure_deadlines(appeal, NULL, calendar,
	    record, at("2026-11-06"), past, 3, at("2026-11-11"), &out);
	assert_int_equal(out.count, 2); /* nameless: neither telling nor answering is owed */
	calendar_free(calendar);
	record_free(record);
}

/* --- 10,000 random walks --- */

static unsigned dice;

static unsigned
roll(unsigned sides)
{
	dice = dice * 1664525u + 1013904223u;
	return (dice >> 8) % sides;
}

/* A value that may or may not do for the field. */
static const char *
any_value(const char *name, int64_t now)
{
	static char day[8][11];
	static int next;
	const struct field *field = &appeal->form->field[form_field(appeal->form, name)];

	if (roll(8) == 0)
		return " ";
	if (field->type == type_find("full_date")) {
		next = (next + 1) % 8;
		day_format(day_of(now) + (day_t)roll(120), day[next]);
		return day[next];
	}
	if (field->type == type_find("code"))
		return (const char *const[]){"1", "2", "3", "4", "9"}[roll(5)];
	return field->type == type_find("ref") ? "abcdefgh.abcdef.1" : "孙海燕";
}

struct walk {
	struct procedure_event past[40];
	const char *fields[40][12];
	int count;
	int64_t now, made;
	struct record *record;
	bool is_answered, is_delivered, is_called; /* since it was last open */
	const char *answerer;
};

static bool
is(const char *step, const char *id)
{
	return strcmp(step, id) == 0;
}

/* What must hold whatever was let through, told anew here by hand. */
static void
assert_guards(struct walk *w, const struct procedure_step *step, enum role role, int before)
{
	const struct procedure_event *event = &w->past[w->count - 1];
	int after = procedure_state(appeal, w->past, w->count);
	const char *nature = record_get(w->record, "nature");
	bool named = !is(record_get(w->record, "naming"), "2");

	assert_true(step->roles & 1u << role);
	assert_int_equal(after, step->to ? step->to : before);
	for (int i = 0; i < step->part_count; i++)
		if (step->part[i].needed) {
			const char *value = procedure_field(event, step->part[i].field);

			assert_true(value && !is(value, " "));
		}
	if (is(step->id, "answer") || is(step->id, "propose")) {
		w->is_answered = true;
		w->answerer = event->account;
		if (is(nature, "5") && is(procedure_field(event, "basis"), " "))
			assert_non_null(record_get(w->record, "basis")); /* that of before */
	} else if (is(step->id, "approve")) {
		assert_string_not_equal(event->account, w->answerer);
	} else if (is(step->id, "deliver")) {
		w->is_delivered = true;
	} else if (is(step->id, "call_back")) {
		assert_true(w->is_delivered);
		assert_string_not_equal(event->account, w->answerer);
		assert_string_not_equal(procedure_field(event, "satisfied_result"), "4");
		w->is_called = true;
	} else if (is(step->id, "settle")) {
		assert_true(before == REGISTERED && !is(nature, "4") && !is(nature, "5"));
		w->is_answered = w->is_delivered = w->is_called = true;
	} else if (is(step->id, "not_satisfied") || is(step->id, "reopen")) {
		w->is_answered = w->is_delivered = w->is_called = false;
		assert_null(record_get(w->record, "recheck"));
	}
	if (is(step->id, "close"))
		assert_true(w->is_answered && (!named || (w->is_delivered && w->is_called)));
}

static enum deadline_state
state_of(const struct deadlines *deadlines, const struct deadline_rule *rule)
{
	int i = 0;

	while (i < deadlines->count && deadlines->deadline[i].rule != rule)
		i++;
	assert_true(i < deadlines->count);
	return deadlines->deadline[i].state;
}

/* No step hides that something is late, unless it is the very thing that was owed. */
static void
assert_nothing_hidden(const struct walk *w, const struct calendar *calendar)
{
	const struct procedure_event *event = &w->past[w->count - 1];
	struct deadlines before, after;

	procedure_deadlines(appeal, NULL, calendar,
	    w->record, w->made, w->past, w->count - 1, w->now, &before);
	procedure_deadlines(appeal, NULL, calendar,
	    w->record, w->made, w->past, w->count, w->now, &after);
	for (int i = 0; i < before.count; i++) {
		const struct deadline *d = &before.deadline[i];
		bool stops = false;

		for (const char *const *id = d->rule->stops; *id; id++)
			stops = stops || is(*id, event->step);
		if (d->state != DEADLINE_LATE)
			continue;
		if (stops)
			assert_int_equal(state_of(&after, d->rule), DEADLINE_MISSED);
		else if (!d->rule->put_off || !is(d->rule->put_off, event->step))
			assert_int_equal(state_of(&after, d->rule), DEADLINE_LATE);
	}
}

/* One that state and role allow, mostly. */
static const struct procedure_step *
any_step(const struct walk *w, int state, enum role role)
{
	const struct procedure_step *next[40];
	int count = procedure_next(appeal, w->record, state, role, day_of(w->now),
	    next, 40);

	return roll(8) && count ? next[roll((unsigned)count)]
	    : &appeal->step[roll((unsigned)appeal->count)];
}

static void
try_step(struct walk *w, const struct calendar *calendar, int *taken)
{
	static const char *const accounts[] = {"wxl", "lgd", "zql", "shy"};
	static const enum role working[] = {ROLE_CLERK, ROLE_INFOADMIN, ROLE_CHAIR, ROLE_HANDLER};
	enum role role = roll(8) ? working[roll(4)] : roll(ROLE_COUNT);
	const char **field = w->fields[w->count];
	int n = 0, before = procedure_state(appeal, w->past, w->count);
	const struct procedure_step *step = any_step(w, before, role);

	w->now += roll(4) * DAY_MS;
	for (int i = 0; i < step->part_count; i++) {
		field[n++] = step->part[i].field;
		field[n++] = any_value(step->part[i].field, w->now);
	}
	field[n] = NULL;
	struct procedure_event event = {step->id, w->now, field, "某人", accounts[roll(4)]};

	if (procedure_check(appeal, w->record, w->past, w->count, role, &event, NULL) != 0)
		return;
	w->past[w->count++] = event;
	taken[step - appeal->step]++;
	assert_guards(w, step, role, before);
	if (roll(4) == 0)
		assert_nothing_hidden(w, calendar);
	procedure_write(appeal, w->past, w->count, w->record);
}

/* Mutants seen caught: guards, roles, persons, needs ignored; nothing cleared; late ones paused. */
static void
random_walks_keep_the_guards(void **state)
{
	struct calendar *calendar = calendar_new();
	int *taken = xcalloc((size_t)appeal->count, sizeof *taken);

	(void)state;
	dice = 20261123;
	for (int i = 0; i < 10000; i++) {
		struct walk w = {.now = at("2025-03-03"), .made = at("2025-03-03")};

		if (i % 4 == 0) { /* from what is closed: what lies behind is far away */
			walk_the_way(w.past);
			w.count = 15;
			w.now = at("2026-11-23");
			w.is_answered = w.is_delivered = w.is_called = true;
			w.answerer = "zql";
		}
		w.record = record_of(w.past, w.count);
		if (!w.count) {
			set(w.record, "naming", roll(6) ? "1" : "2");
			set(w.record, "nature", roll(2) ? "1" : "5");
			set(w.record, "channel", roll(3) ? "1" : "12");
		}
		for (int try = 0; try < 24 && w.count < 40; try++)
			try_step(&w, calendar, taken);
		record_free(w.record);
	}
	for (int i = 0; i < appeal->count; i++)
		if (taken[i] < 5) /* the walks come everywhere */
			fail_msg("%s was taken %d times", appeal->step[i].id, taken[i]);
	free(taken);
	calendar_free(calendar);
}

/* --- documents --- */

/* A document with nothing lacking, with what `past` wrote. */
static struct record *
document_of(const struct procedure_event *past, int count)
{
	static const char *const values[][2] = {{"doc_kind", "08"}, {"title", "关于摸底的通知"},
		{"to", "各小组"}, {"body", "请各小组摸底。"}, {"signature", "第三作业站工会"},
		{"dated", "2026-11-23"}, {"secrecy", "1"}, {"scope", "2"}, {"want_receipt", "2"}};
	struct record *record = record_new(notice->form);

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		set(record, values[i][0], values[i][1]);
	procedure_write(notice, past, count, record);
	return record;
}

static void
check_document(const struct procedure_event *past, int count, enum role role, const char *step,
    const char *const change[2], enum text what)
{
	struct procedure_event event = {step, at("2026-11-23"), NULL, "某人", "wxl"};
	struct record *record = document_of(past, count);
	struct say why = {0};

	if (change)
		set(record, change[0], change[1]);
	int err = procedure_check(notice, record, past, count, role, &event, &why);

	assert_int_equal(why.id, what);
	assert_int_equal(err == 0, what == TEXT_NONE);
	say_release(&why);
	record_free(record);
}

static void
a_document_is_signed_before_it_is_issued(void **state)
{
	static const char *const number[] = {"number", "三站工发〔2026〕1号", NULL};
	struct procedure_event past[] = {
		{"submit", at("2026-11-23"), NULL, "王秀兰", "wxl"},
		{"sign", at("2026-11-23"), NULL, "赵庆林", "zql"},
		{"issue", at("2026-11-24"), number, "王秀兰", "wxl"},
	};

	(void)state;
	check_document(past, 0, ROLE_CLERK, "issue", NULL, T_PROCEDURE_STATE);
	check_document(past, 0, ROLE_CLERK, "sign", NULL, T_PROCEDURE_ROLE);
	check_document(past, 1, ROLE_INFOADMIN, "sign", NULL, T_PROCEDURE_ROLE);
	check_document(past, 1, ROLE_CLERK, "sign_above", NULL, T_PROCEDURE_NEEDED);
	check_document(past, 1, ROLE_CHAIR, "sign", NULL, TEXT_NONE);
	check_document(past, 2, ROLE_CLERK, "issue", NULL, TEXT_NONE);
	check_document(past, 2, ROLE_CHAIR, "submit", NULL, T_PROCEDURE_ROLE);
	check_document(past, 3, ROLE_CLERK, "discard", NULL, T_PROCEDURE_STATE);
	check_document(past, 3, ROLE_CLERK, "object", NULL, T_PROCEDURE_STATE); /* no posting */
	struct record *record = document_of(past, 3);

	assert_string_equal(record_get(record, "signer"), "赵庆林");
	assert_string_equal(record_get(record, "published_on"), "2026-11-24");
	assert_string_equal(record_get(record, "number"), "三站工发〔2026〕1号");
	record_free(record);
}

/* At each of the three steps: it may have changed between them on another machine. */
static void
what_is_not_fit_goes_to_nobody(void **state)
{
	static const char *const lacks[] = {"signature", NULL}, *const kind[] = {"doc_kind", "05"},
		*const secret[] = {"title", "秘密★1年 关于摸底的通知"};
	struct procedure_event past[] = {
		{"submit", at("2026-11-23"), NULL, "王秀兰", "wxl"},
		{"sign", at("2026-11-23"), NULL, "赵庆林", "zql"},
	};
	static const struct {
		const char *step;
		enum role role;
		int count;
	} rows[] = {{"submit", ROLE_CLERK, 0}, {"sign", ROLE_CHAIR, 1}, {"issue", ROLE_CLERK, 2}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		check_document(past, rows[i].count, rows[i].role, rows[i].step, lacks,
		    T_PROCEDURE_LACKS);
		check_document(past, rows[i].count, rows[i].role, rows[i].step, kind,
		    T_PROCEDURE_LACKS);
		check_document(past, rows[i].count, rows[i].role, rows[i].step, secret,
		    T_PROCEDURE_LACKS);
	}
	static const char *const named[] = {"body", "请找 13904551234。"};
	static const char *const posting[][2] = {{"doc_kind", "28"}, {"disclosure_class", "5"},
		{"ground", "职代会决议"}, {"posted_from", "2026-11-24"},
		{"posted_to", "2026-12-09"}, {"objections_to", "职代会小组"}};
	struct record *record = document_of(NULL, 0);
	struct procedure_event event = {"submit", at("2026-11-23"), NULL, "王秀兰", "wxl"};
	struct say why = {0};

	set(record, named[0], named[1]); /* in a notice it may stand */
	assert_int_equal(procedure_check(notice, record, NULL, 0, ROLE_CLERK, &event, &why), 0);
	for (size_t i = 0; i < sizeof posting / sizeof *posting; i++)
		set(record, posting[i][0], posting[i][1]);
	assert_int_equal(procedure_check(notice, record, NULL, 0, ROLE_CLERK, &event, &why),
	    ERR_INPUT);
	assert_int_equal(why.id, T_PROCEDURE_NUMBERS);
	say_release(&why);
	record_free(record);
}

/* No event ends it: the day does, on each machine that looks. */
static void
validity_ends_by_itself(void **state)
{
	enum { DRAFT = 1, SIGNED = 3, ISSUED, REPLACED = 7, LAPSED };
	struct record *record = document_of(NULL, 0);
	day_t last = day_parse("2026-12-31");

	(void)state;
	assert_int_equal(procedure_standing(notice, record, DRAFT, last), DRAFT);
	assert_int_equal(procedure_standing(notice, record, ISSUED, last), ISSUED);
	set(record, "valid_until", "2026-12-31");
	assert_int_equal(procedure_standing(notice, record, ISSUED, last), ISSUED);
	assert_int_equal(procedure_standing(notice, record, ISSUED, last + 1), LAPSED);
	assert_int_equal(procedure_standing(notice, record, SIGNED, last + 1), SIGNED);
	assert_int_equal(procedure_standing(notice, record, REPLACED, last + 1), REPLACED);
	set(record, "published_on", "2026-10-01"); /* from a sheet, without steps */
	assert_int_equal(procedure_standing(notice, record, DRAFT, last), ISSUED);
	assert_int_equal(procedure_standing(notice, record, DRAFT, last + 1), LAPSED);
	assert_true(procedure_is_fixed(notice, record, DRAFT, last));
	set(record, "published_on", NULL);
	assert_false(procedure_is_fixed(notice, record, DRAFT, last));
	assert_true(procedure_is_fixed(notice, record, SIGNED, last));
	record_free(record);
}

/* What must hold of a document whatever was let through, told anew here by hand. */
struct document_walk {
	struct procedure_event past[40];
	const char *fields[40][8];
	int count, objected, answered;
	bool is_signed, is_issued, is_ended;
	struct record *record;
};

static void
assert_document(struct document_walk *w, const struct procedure_step *step, enum role role)
{
	assert_true(step->roles & ROLE_BIT(role));
	assert_false(w->is_ended); /* nothing behind the end */
	if (is(step->id, "sign") || is(step->id, "sign_above")) {
		assert_false(w->is_signed);
		assert_true(is(step->id, "sign_above") || role == ROLE_CHAIR);
		assert_non_null(record_get(w->record, "signer"));
		w->is_signed = true;
	} else if (is(step->id, "send_back") || is(step->id, "take_up")) {
		assert_false(w->is_issued);
		w->is_signed = false; /* what is written anew is signed anew */
	} else if (is(step->id, "issue")) {
		assert_true(w->is_signed && !w->is_issued);
		w->is_issued = true;
	} else if (is(step->id, "object")) {
		assert_true(w->is_issued);
		w->objected++;
	} else if (is(step->id, "answer_objection")) {
		assert_true(++w->answered <= w->objected);
	} else if (is(step->id, "withdraw") || is(step->id, "repeal") || is(step->id, "replaced")) {
		assert_true(w->is_issued);
		w->is_ended = true;
	} else {
		assert_true((is(step->id, "submit") || is(step->id, "discard")) && !w->is_issued);
	}
	assert_int_equal(record_get(w->record, "published_on") != NULL, w->is_issued);
	assert_int_equal(record_get(w->record, "signed_on") != NULL, w->is_signed);
}

static void
try_document(struct document_walk *w, int *taken)
{
	enum role role = roll(ROLE_COUNT);
	const struct procedure_step *step = &notice->step[roll((unsigned)notice->count)];
	const char **field = w->fields[w->count];
	int n = 0;

	for (int i = 0; i < step->part_count; i++) {
		if (roll(6) == 0)
			continue;
		field[n++] = step->part[i].field;
		field[n++] = notice->form->field[step->part[i].index].type == type_find("ref")
		    ? "abcdefgh.abcdef.1" : "赵庆林";
	}
	field[n] = NULL;
	struct procedure_event event = {step->id, at("2026-11-23"), field, "某人", "wxl"};

	if (procedure_check(notice, w->record, w->past, w->count, role, &event, NULL) != 0)
		return;
	w->past[w->count++] = event;
	taken[step - notice->step]++;
	procedure_write(notice, w->past, w->count, w->record);
	assert_document(w, step, role);
}

/*
 * Mutants seen caught: roles ignored; what a step clears stays; relevant ignored; sign from signed.
 */
static void
random_walks_keep_documents_in_order(void **state)
{
	int *taken = xcalloc((size_t)notice->count, sizeof *taken);

	(void)state;
	dice = 20261124;
	for (int i = 0; i < 10000; i++) {
		struct document_walk w = {.record = document_of(NULL, 0)};

		if (i % 2) {
			set(w.record, "doc_kind", "21");
			set(w.record, "posted_from", "2026-11-24");
			set(w.record, "posted_to", "2026-12-09");
			set(w.record, "objections_to", "职代会小组");
		}
		for (int try = 0; try < 60 && w.count < 40; try++)
			try_document(&w, taken);
		record_free(w.record);
	}
	for (int i = 0; i < notice->count; i++)
		if (taken[i] < 5)
			fail_msg("%s was taken %d times", notice->step[i].id, taken[i]);
	free(taken);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_state_is_a_dead_end),
		cmocka_unit_test(a_wrong_definition_is_named_by_its_line),
		cmocka_unit_test(an_appeal_goes_its_way),
		cmocka_unit_test(steps_write_the_record),
		cmocka_unit_test(what_is_not_possible_is_refused),
		cmocka_unit_test(an_extension_keeps_to_the_law),
		cmocka_unit_test(late_events_change_nothing),
		cmocka_unit_test(clocks_follow_the_steps),
		cmocka_unit_test(random_walks_keep_the_guards),
		cmocka_unit_test(a_document_is_signed_before_it_is_issued),
		cmocka_unit_test(what_is_not_fit_goes_to_nobody),
		cmocka_unit_test(validity_ends_by_itself),
		cmocka_unit_test(random_walks_keep_documents_in_order),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
