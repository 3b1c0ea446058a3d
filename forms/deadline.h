/*
 * The clocks of a record that goes through a procedure: legal limits, and the station's own
 * targets. Which there are is said in the definition (form.h); here they are run. Limits are
 * calendar days unless working days are said; the day of the start is not counted and a last day
 * that is none of work rolls on (民法典 art. 201-203). 信访工作条例 is silent on rolling, so both
 * days are given and warnings begin by the earlier one.
 */
#ifndef FORMS_DEADLINE_H
#define FORMS_DEADLINE_H

#include "base/calendar.h"
#include "forms/record.h"

enum deadline_unit { DEADLINE_DAYS, DEADLINE_WORKING_DAYS, DEADLINE_HOURS };

/* Names of steps, NULL-terminated; DEADLINE_MADE is the making of the record. */
#define DEADLINE_MADE "made"

/* Lives as long as the definition. */
struct deadline_rule {
	const char *id;
	const char *label[LANG_COUNT];
	int article; /* of 信访工作条例; 0: a target of the station's own */
	int length;
	enum deadline_unit unit;
	const struct expr *relevant; /* on the record; NULL: always */
	const char *const *starts, *const *stops;
	const char *const *pauses, *const *resumes;
	const char *put_off; /* the step that may put it off, or NULL */
	int put_off_days;    /* in all, beyond its length */
};

struct deadline_fact {
	const char *step;
	int64_t at;  /* ms UTC */
	day_t until; /* of a step that puts off: the new last day */
};

enum deadline_state {
	DEADLINE_RUNNING,
	DEADLINE_AMBER, /* 70 % gone, one working day left, or past the day before rolling */
	DEADLINE_LATE,
	DEADLINE_PAUSED,
	DEADLINE_MET,
	DEADLINE_MISSED, /* done, but late */
};
struct deadline {
	const struct deadline_rule *rule;
	enum deadline_state state;
	int64_t start, ended;    /* ms UTC; ended 0: not yet */
	int64_t paused;          /* since when; 0: it runs */
	int64_t credit;          /* ms for which it stood still */
	struct calendar_end due; /* with what it was put off or paused by */
	int left; /* days from today to due.rolled, negative when over; 0 when ended */
};

#define DEADLINE_MOST 24
struct deadlines {
	struct deadline deadline[DEADLINE_MOST];
	int count;
};

/*
 * Replaces *out with every clock that was ever started, in the order of the rules (at most
 * DEADLINE_MOST). Facts by time. A clock that is late is not paused: no step hides that.
 */
void deadline_compute(const struct calendar *calendar, const struct deadline_rule *rule, int rules,
    const struct record *record, const struct deadline_fact *fact, int count, int64_t now,
    struct deadlines *out);
/* The one running that is due first; NULL if there is none. Borrowed from *deadlines. */
const struct deadline *deadline_next(const struct deadlines *deadlines);
/* When a clock was last started by the facts; 0: never. */
int64_t deadline_started(const struct deadline_rule *rule, const struct deadline_fact *fact,
    int count);

#endif
