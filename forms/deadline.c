#include "forms/deadline.h"

#include "forms/check.h"

#include <string.h>

#define HOUR_MS INT64_C(3600000)

static bool
is_among(const char *const *steps, const char *step)
{
	for (; steps && *steps; steps++)
		if (strcmp(*steps, step) == 0)
			return true;
	return false;
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

static void
begin(const struct calendar *calendar, struct deadline *d, int64_t at)
{
	d->start = at;
	d->ended = d->paused = d->credit = 0;
	d->due = due_of(calendar, d->rule, at);
}

/* To a later day, at most so far as the rule allows. */
static void
put_off(const struct calendar *calendar, struct deadline *d, day_t until)
{
	day_t last = due_of(calendar, d->rule, d->start).plain + d->rule->put_off_days;

	if (until > last)
		until = last;
	if (until > d->due.plain)
		d->due = calendar_days(calendar, until, 0);
}

static bool
is_over(const struct deadline *d, int64_t at)
{
	if (d->rule->unit == DEADLINE_HOURS)
		return at > d->start + d->credit + d->rule->length * HOUR_MS;
	return day_of(at) > d->due.rolled;
}

/* What was left when it was paused is left now. */
static void
resume(const struct calendar *calendar, struct deadline *d, int64_t at)
{
	day_t from = day_of(d->paused), today = day_of(at);

	d->credit += d->rule->unit == DEADLINE_HOURS ? at - d->paused : (today - from) * DAY_MS;
	if (d->rule->unit == DEADLINE_HOURS) {
		d->due.plain = d->due.rolled =
		    day_of(d->start + d->credit + d->rule->length * HOUR_MS);
	} else if (d->rule->unit == DEADLINE_DAYS) {
		d->due = calendar_days(calendar, d->due.plain, today - from);
	} else {
		d->due = calendar_working_days(calendar, d->due.plain,
		    calendar_count(calendar, from, today));
	}
	d->paused = 0;
}

static void
take(const struct calendar *calendar, const struct deadline_fact *fact, struct deadline *d)
{
	const struct deadline_rule *rule = d->rule;

	if (is_among(rule->stops, fact->step))
		d->ended = fact->at;
	else if (d->paused && is_among(rule->resumes, fact->step))
		resume(calendar, d, fact->at);
	else if (!d->paused && is_among(rule->pauses, fact->step) && !is_over(d, fact->at))
		d->paused = fact->at;
	else if (rule->put_off && strcmp(rule->put_off, fact->step) == 0)
		put_off(calendar, d, fact->until);
}

/* A clock that was stopped starts anew with its step; one that runs goes on. */
static bool
run(const struct calendar *calendar, const struct deadline_fact *fact, int count,
    struct deadline *d)
{
	bool started = false;

	for (int i = 0; i < count; i++) {
		bool runs = started && !d->ended;

		if (!runs && is_among(d->rule->starts, fact[i].step)) {
			started = true;
			begin(calendar, d, fact[i].at);
		} else if (runs) {
			take(calendar, &fact[i], d);
		}
	}
	return started;
}

static bool
is_near(const struct calendar *calendar, const struct deadline *d, int64_t now)
{
	day_t today = day_of(now), start = day_of(d->start) + (day_t)(d->credit / DAY_MS);

	if (d->rule->unit == DEADLINE_HOURS)
		return (now - d->start - d->credit) * 10 >= d->rule->length * HOUR_MS * 7;
	if ((today - start) * 10 >= (d->due.plain - start) * 7)
		return true;
	return calendar_count(calendar, today, d->due.plain) <= 1;
}

static void
judge(const struct calendar *calendar, struct deadline *d, int64_t now)
{
	if (d->ended) {
		/* While it stood still it could not become late. */
		bool late = is_over(d, d->paused ? d->paused : d->ended);

		d->state = late ? DEADLINE_MISSED : DEADLINE_MET;
		return;
	}
	d->left = d->due.rolled - day_of(now);
	if (d->paused)
		d->state = DEADLINE_PAUSED;
	else if (is_over(d, now))
		d->state = DEADLINE_LATE;
	else
		d->state = is_near(calendar, d, now) ? DEADLINE_AMBER : DEADLINE_RUNNING;
}

void
deadline_compute(const struct calendar *calendar, const struct deadline_rule *rule, int rules,
    const struct record *record, const struct deadline_fact *fact, int count, int64_t now,
    struct deadlines *out)
{
	memset(out, 0, sizeof *out);
	for (int i = 0; i < rules && out->count < DEADLINE_MOST; i++) {
		struct deadline d = {.rule = &rule[i]};

		if (!check_is_true(rule[i].relevant, record, day_of(now)) ||
		    !run(calendar, fact, count, &d))
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

		if (!d->ended && !d->paused && (!next || d->due.rolled < next->due.rolled))
			next = d;
	}
	return next;
}

int64_t
deadline_started(const struct deadline_rule *rule, const struct deadline_fact *fact, int count)
{
	int64_t start = 0;
	bool runs = false;

	for (int i = 0; i < count; i++) {
		if (!runs && is_among(rule->starts, fact[i].step)) {
			start = fact[i].at;
			runs = true;
		} else if (is_among(rule->stops, fact[i].step)) {
			runs = false;
		}
	}
	return start;
}
