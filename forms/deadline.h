/*
 * The clocks of an appeal 诉求: legal limits of 信访工作条例 (in force since 2022-05-01) and the
 * station's own targets, as one table. Limits are calendar days unless 工作日 is said; the day of
 * the start is not counted and a last day that is none of work rolls on (民法典 art. 201-203). The
 * 条例 is silent on rolling, so both days are given and warnings begin by the earlier one.
 */
#ifndef FORMS_DEADLINE_H
#define FORMS_DEADLINE_H

#include "base/calendar.h"

/* What starts and stops clocks. */
enum deadline_event {
	DEADLINE_NOTHING,
	DEADLINE_REGISTERED,
	DEADLINE_FORWARDED, /* came from a petition office or from above 转送、交办 */
	DEADLINE_TOLD,
	DEADLINE_ACCEPTED,
	DEADLINE_HANDLED, /* a measure was taken */
	DEADLINE_EXTENDED,
	DEADLINE_ANSWERED,
	DEADLINE_CALLED_BACK,
	DEADLINE_CLOSED,
	DEADLINE_REOPENED,
	DEADLINE_ENDED, /* not accepted, handed back, withdrawn */
	DEADLINE_REVIEW_ASKED, /* 复查 */
	DEADLINE_REVIEW_GIVEN,
	DEADLINE_RECHECK_ASKED, /* 复核 */
	DEADLINE_RECHECK_GIVEN,
};

#define DEADLINE_FINISH_DAYS 60    /* art. 34 */
#define DEADLINE_EXTENSION_DAYS 30 /* in total, art. 34 */

enum deadline_unit { DEADLINE_DAYS, DEADLINE_WORKING_DAYS, DEADLINE_HOURS };

struct deadline_rule {
	const char *id;
	enum text name;
	int article; /* of 信访工作条例; 0: a target of the station's own */
	int length;
	enum deadline_unit unit;
	const char *natures;   /* codes of appeal_nature it holds for */
	const char *urgencies; /* codes of appeal_urgency */
	bool owed_to_person;   /* nothing is owed to somebody who left no name (art. 23) */
	bool extends;          /* may be put off, art. 34 */
	enum deadline_event starts;
	unsigned ends; /* 1u << event, of each that stops it */
};

struct deadline_fact {
	enum deadline_event event;
	int64_t at;  /* ms UTC */
	day_t until; /* DEADLINE_EXTENDED: the new last day */
};

/* Everything borrowed. Codes may be NULL: nothing answered, no clock depends on it. */
struct deadline_matter {
	const char *nature, *urgency;
	bool is_nameless;
	const struct deadline_fact *fact; /* by time */
	int count;
};

enum deadline_state {
	DEADLINE_RUNNING,
	DEADLINE_AMBER, /* 70 % gone, one working day left, or past the day before rolling */
	DEADLINE_LATE,
	DEADLINE_MET,
	DEADLINE_MISSED, /* done, but late */
};
struct deadline {
	const struct deadline_rule *rule;
	enum deadline_state state;
	int64_t start, ended;    /* ms UTC; ended 0: not yet */
	struct calendar_end due; /* with extensions */
	int left; /* days from today to due.rolled, negative when over; 0 when ended */
};

#define DEADLINE_MOST 12
struct deadlines {
	struct deadline deadline[DEADLINE_MOST];
	int count;
};

/* Replaces *out with every clock that was ever started, in the order of the table. */
void deadline_compute(const struct calendar *calendar, const struct deadline_matter *matter,
    int64_t now, struct deadlines *out);
/* The one not ended that is due first; NULL if all are. Borrowed from *deadlines. */
const struct deadline *deadline_next(const struct deadlines *deadlines);
/* For tests and help; NULL behind the last. */
const struct deadline_rule *deadline_rule(int i);

#endif
