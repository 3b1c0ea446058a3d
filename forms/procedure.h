/*
 * Procedures: the states of a record of a kind and the guarded steps between them, as a table. A
 * record's state is never stored by hand: it is what its events, kept for ever, amount to. A record
 * without events is in the procedure's first state (for appeals: 登记, its making registered it).
 *
 * Events of two machines may come together in an order in which a step was no longer possible; such
 * an event stays in the history and changes nothing. The same events in the same order always give
 * the same state.
 *
 * Appeals 诉求, after 信访工作条例 (2022):
 *
 *   登记 ─受理→ 受理 ─分派、记办理→ 办理 ─答复→ 答复 ─办结→ 办结
 *    └─不予受理、退回→ 不予受理        ↑          └──重办───┴─→ 办理
 *   any open state ─撤诉→ 撤诉; 不予受理, 撤诉 ─重新登记→ 登记
 */
#ifndef FORMS_PROCEDURE_H
#define FORMS_PROCEDURE_H

#include "forms/deadline.h"
#include "forms/record.h"
#include "forms/role.h"

/* States of an appeal: the codes of the table appeal_state. */
enum procedure_appeal {
	APPEAL_REGISTERED = 1,
	APPEAL_ACCEPTED = 2,
	APPEAL_HANDLED = 3,
	APPEAL_ANSWERED = 4,
	APPEAL_CLOSED = 5,
	APPEAL_DECLINED = 6,
	APPEAL_WITHDRAWN = 7,
};

/* The fields that an event may have, by these names; values as texts. */
#define PROCEDURE_TEXT (1u << 0)    /* "text": what was done or said, or why; not blank */
#define PROCEDURE_HANDLER (1u << 1) /* "handler": a person's name */
#define PROCEDURE_DUE (1u << 2)     /* "due": YYYY-MM-DD */

struct procedure_walk;
struct procedure_event;

struct procedure_step {
	const char *id; /* as stored in events */
	enum text name;
	unsigned from;  /* 1u << state */
	int to;         /* 0: stays */
	unsigned roles; /* ROLE_BIT() of those who may */
	unsigned takes, needs; /* PROCEDURE_… fields; what is needed is also taken */
	enum deadline_event clock;
	int (*guard)(const struct procedure_walk *walk, const struct procedure_event *event,
	    struct say *why); /* a further condition, or NULL */
};

/* What a step that was taken writes into the record, so that lists and sheets have it. */
enum procedure_source {
	PROCEDURE_FROM_TEXT,
	PROCEDURE_FROM_TEXTS, /* each on a line of its own, none lost */
	PROCEDURE_FROM_HANDLER,
	PROCEDURE_FROM_DAY, /* of the event */
	PROCEDURE_FROM_WHO,
	PROCEDURE_FROM_COUNT, /* how many there were */
};
struct procedure_write {
	const char *step, *field;
	enum procedure_source source;
};

struct procedure {
	const char *kind;
	const char *states; /* code table with the states' names */
	int first;
	unsigned open; /* 1u << state of those in which something is still to be done */
	const struct procedure_step *step;
	int count;
	const struct procedure_write *write;
	int write_count;
};

/* Everything borrowed. */
struct procedure_event {
	const char *step;
	int64_t at;               /* ms UTC */
	const char *const *field; /* name, value, …, NULL; or NULL */
	const char *who;          /* name of the person; or NULL */
};

/* NULL if records of the kind go through none. */
const struct procedure *procedure_of(const char *kind);
const struct procedure_step *procedure_step(const struct procedure *procedure, const char *id);
/* Borrowed from forms; "" if the state has no name. */
const char *procedure_state_name(const struct procedure *procedure, const struct forms *forms,
    int state, enum lang lang);
bool procedure_is_open(const struct procedure *procedure, int state);
/* The value of a field of an event; NULL if it has none. */
const char *procedure_field(const struct procedure_event *event, const char *name);

/* Events in the order of the log. */
int procedure_state(const struct procedure *procedure, const struct procedure_event *event,
    int count);
/* The steps that this role may take next, in the order of the table; how many. */
int procedure_next(const struct procedure *procedure, int state, enum role role,
    const struct procedure_step *out[], int room);
/*
 * Whether `event` may follow the others. ERR_USAGE (no such step, or a field it does not take),
 * ERR_DENIED (role, or state), ERR_INPUT (something needed is missing or wrong), with *why.
 */
int procedure_check(const struct procedure *procedure, const struct procedure_event *past,
    int count, enum role role, const struct procedure_event *event, struct say *why);

/*
 * Writes the state and what the steps taken say into the record's fields of these names; fields
 * that no step speaks of stay as they are. The same events always give the same record.
 */
void procedure_write(const struct procedure *procedure, const struct procedure_event *event,
    int count, struct record *record);

/* The clocks of a record that was made at `made` (ms UTC). */
void procedure_deadlines(const struct procedure *procedure, const struct calendar *calendar,
    const struct record *record, int64_t made, const struct procedure_event *event, int count,
    int64_t now, struct deadlines *out);

#endif
