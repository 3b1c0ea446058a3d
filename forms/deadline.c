#include "forms/deadline.h"

#include <string.h>

#define HOUR_MS INT64_C(3600000)

#define BIT(event) (1u << DEADLINE_##event)
#define OVER (BIT(CLOSED) | BIT(ENDED))
#define ALL_NATURES "12345678"
#define ALL_URGENCIES "123"

/* Law first. Natures: 1 咨询 2 求助 3 意见建议 4 检举控告 5 申诉求决 6 投诉 7 表扬感谢 8 舆情线索. */
static const struct deadline_rule table[] = {
	{"tell", T_DEADLINE_TELL, 23, 15, DEADLINE_DAYS, "23456", ALL_URGENCIES, true, false,
	    DEADLINE_REGISTERED, BIT(TOLD) | BIT(ANSWERED) | OVER},
	{"return", T_DEADLINE_RETURN, 23, 5, DEADLINE_WORKING_DAYS, ALL_NATURES, ALL_URGENCIES,
	    false, false, DEADLINE_FORWARDED, BIT(ACCEPTED) | OVER},
	{"finish", T_DEADLINE_FINISH, 34, DEADLINE_FINISH_DAYS, DEADLINE_DAYS, "5", ALL_URGENCIES,
	    false, true, DEADLINE_ACCEPTED, OVER},
	{"review", T_DEADLINE_REVIEW, 35, 30, DEADLINE_DAYS, "5", ALL_URGENCIES, false, false,
	    DEADLINE_REVIEW_ASKED, BIT(REVIEW_GIVEN)},
	{"recheck", T_DEADLINE_RECHECK, 36, 30, DEADLINE_DAYS, "5", ALL_URGENCIES, false, false,
	    DEADLINE_RECHECK_ASKED, BIT(RECHECK_GIVEN)},
	{"at_once", T_DEADLINE_AT_ONCE, 0, 2, DEADLINE_HOURS, ALL_NATURES, "3", false, false,
	    DEADLINE_REGISTERED, BIT(TOLD) | BIT(HANDLED) | BIT(ANSWERED) | OVER},
	{"measure", T_DEADLINE_MEASURE, 0, 24, DEADLINE_HOURS, ALL_NATURES, "23", false, false,
	    DEADLINE_REGISTERED, BIT(HANDLED) | BIT(ANSWERED) | OVER},
	{"question", T_DEADLINE_ANSWER, 0, 1, DEADLINE_WORKING_DAYS, "1", ALL_URGENCIES, true,
	    false, DEADLINE_REGISTERED, BIT(ANSWERED) | OVER},
	{"answer", T_DEADLINE_ANSWER, 0, 5, DEADLINE_WORKING_DAYS, "23568", ALL_URGENCIES, true,
	    false, DEADLINE_REGISTERED, BIT(ANSWERED) | OVER},
	{"rework", T_DEADLINE_REWORK, 0, 3, DEADLINE_WORKING_DAYS, ALL_NATURES, ALL_URGENCIES,
	    false, false, DEADLINE_REOPENED, BIT(ANSWERED) | OVER},
	{"call_back", T_DEADLINE_CALL_BACK, 0, 3, DEADLINE_WORKING_DAYS, ALL_NATURES,
	    ALL_URGENCIES, true, false, DEADLINE_ANSWERED, BIT(CALLED_BACK) | BIT(REOPENED) | OVER},
};
#define RULES (sizeof table / sizeof *table)
_Static_assert(RULES <= DEADLINE_MOST, "struct deadlines holds every rule");

const struct deadline_rule *
deadline_rule(int i)
{
	return i >= 0 && (size_t)i < RULES ? &table[i] : NULL;
}

static bool
is_in(const char *set, const char *code)
{
	return code && strlen(code) == 1 && strchr(set, *code);
}

static bool
holds(const struct deadline_rule *rule, const struct deadline_matter *matter)
{
	const char *urgency = matter->urgency ? matter->urgency : "1";

	return is_in(rule->natures, matter->nature) && is_in(rule->urgencies, urgency) &&
	    !(rule->owed_to_person && matter->is_nameless);
}

static struct calendar_end
due_of(const struct calendar *calendar, const struct deadline_rule *rule, int64_t start)
{
	day_t day;

	switch (rule->unit) {
	case DEADLINE_WORKING_DAYS:
		return calendar_working_days(calendar, day_of(start), rule->length);
	case DEADLINE_HOURS:
		day = day_of(start + rule->length * HOUR_MS);
		return (struct calendar_end){day, day, false};
	case DEADLINE_DAYS:
		break;
	}
	return calendar_days(calendar, day_of(start), rule->length);
}

/* To a later day, at most so far as the law allows. */
static void
extend(const struct calendar *calendar, struct deadline *d, day_t until)
{
	day_t last = due_of(calendar, d->rule, d->start).plain + DEADLINE_EXTENSION_DAYS;

	if (until > last)
		until = last;
	if (until > d->due.plain)
		d->due = calendar_days(calendar, until, 0);
}

/* A clock that was stopped starts anew with its event; one that runs goes on. */
static bool
run(const struct calendar *calendar, const struct deadline_matter *matter, struct deadline *d)
{
	bool started = false;

	for (int i = 0; i < matter->count; i++) {
		const struct deadline_fact *fact = &matter->fact[i];
		bool runs = started && !d->ended;

		if (fact->event == d->rule->starts && !runs) {
			started = true;
			d->start = fact->at;
			d->ended = 0;
			d->due = due_of(calendar, d->rule, fact->at);
		} else if (runs && d->rule->ends & 1u << fact->event) {
			d->ended = fact->at;
		} else if (runs && d->rule->extends && fact->event == DEADLINE_EXTENDED) {
			extend(calendar, d, fact->until);
		}
	}
	return started;
}

static bool
is_over(const struct deadline *d, int64_t at)
{
	if (d->rule->unit == DEADLINE_HOURS)
		return at > d->start + d->rule->length * HOUR_MS;
	return day_of(at) > d->due.rolled;
}

static bool
is_near(const struct calendar *calendar, const struct deadline *d, int64_t now)
{
	day_t today = day_of(now), start = day_of(d->start);

	if (d->rule->unit == DEADLINE_HOURS)
		return (now - d->start) * 10 >= d->rule->length * HOUR_MS * 7;
	if ((today - start) * 10 >= (d->due.plain - start) * 7)
		return true;
	return calendar_count(calendar, today, d->due.plain) <= 1;
}

static void
judge(const struct calendar *calendar, struct deadline *d, int64_t now)
{
	if (d->ended) {
		d->state = is_over(d, d->ended) ? DEADLINE_MISSED : DEADLINE_MET;
		return;
	}
	d->left = d->due.rolled - day_of(now);
	if (is_over(d, now))
		d->state = DEADLINE_LATE;
	else
		d->state = is_near(calendar, d, now) ? DEADLINE_AMBER : DEADLINE_RUNNING;
}

void
deadline_compute(const struct calendar *calendar, const struct deadline_matter *matter,
    int64_t now, struct deadlines *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < RULES; i++) {
		struct deadline d = {.rule = &table[i]};

		if (!holds(&table[i], matter) || !run(calendar, matter, &d))
			continue;
		judge(calendar, &d, now);
		out->deadline[out->count++] = d;
	}
}

const struct deadline *
deadline_next(const struct deadlines *deadlines)
{
	const struct deadline *next = NULL;

	for (int i = 0; i < deadlines->count; i++) {
		const struct deadline *d = &deadlines->deadline[i];

		if (!d->ended && (!next || d->due.rolled < next->due.rolled))
			next = d;
	}
	return next;
}
