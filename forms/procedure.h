/*
 * Procedures: the states of a record of a kind and the guarded steps between them, as the
 * definition says (form.h; appeals 诉求: shipped/appeal-procedure.form). A record's state is never
 * stored by hand: it is what its events, kept for ever, amount to. A record without events is in
 * the procedure's first state (for appeals 登记: its making registered it).
 *
 * Events of two machines may come together in an order in which a step was no longer possible; such
 * an event stays in the history and changes nothing. The same events in the same order always give
 * the same state and the same fields.
 *
 * Only a field that is readonly in the form may belong to a step: nobody else writes it.
 *
 * Days pass without events: a state that ends by itself (有效期) is no state of events but what a
 * record stands as, told anew for each day that asks.
 */
#ifndef FORMS_PROCEDURE_H
#define FORMS_PROCEDURE_H

#include "forms/deadline.h"
#include "forms/record.h"
#include "forms/role.h"

/* What a step asks for: a field of the record. */
struct procedure_part {
	const char *field;
	int index; /* of the field in the form */
	const char *label[LANG_COUNT]; /* in this step; NULL: the field's own */
	bool needed;
	bool adds; /* a line behind what is there, which is never lost */
};

struct procedure_step {
	const char *id; /* as stored in events */
	const char *label[LANG_COUNT];
	const char *hint[LANG_COUNT]; /* "" where nothing was said */
	unsigned from;                /* 1u << state */
	int to;                       /* 0: stays */
	unsigned roles;               /* ROLE_BIT() of those who may */
	const struct expr *relevant;  /* on the record as it stands; NULL: always */
	const struct procedure_part *part;
	int part_count;
	/*
	 * Not NULL: the step may also make the record, from these fields (NULL-terminated, in the
	 * order of the form) and its own parts.
	 */
	const char *const *begins;
	/* Fields written by the step itself, NULL-terminated lists or NULL. */
	const char *const *dates;  /* the day it was taken */
	const char *const *signs;  /* who took it */
	const char *const *counts; /* how often it was taken */
	const char *const *clears;
	const char *const *other_than; /* steps: not by whoever took one of them last */
	/* The field that gets the next running number where the step says none; or NULL. */
	const char *number;
	/* The units named in the field [0] get their ids into [1], unseen; NULL: none. */
	const char *addresses[2];
	bool publishes; /* others get to see the record: it must be fit for that */
	bool follows;   /* in the wake of another record's step alone, offered to nobody */
	/* With the record that the field passes[0] names, the step passes[1] is taken, whose
	 * field passes[2] names this record. All NULL: with none. */
	const char *passes[3];
	const struct expr *guard;      /* on the record with what the step says; NULL: none */
	const char *guard_message[LANG_COUNT];
};

/* A record in one state for which something holds counts as in another, without a step. */
struct procedure_stand {
	int state, from;
	const struct expr *when;
};

/* Immutable; lives as long as the registry it is in. */
struct procedure {
	const struct form *form;
	const struct forms *forms;
	const struct codes *states; /* names of the states, 1 to 31 */
	int start;
	unsigned open; /* 1u << state of those in which something is still to be done */
	unsigned ends; /* of those that need no way out */
	unsigned fixed; /* in which nobody types into the record any more */
	bool own; /* only the unit that looks after the record takes steps and types */
	const struct procedure_stand *stand;
	int stand_count;
	const struct procedure_step *step;
	int count;
	const struct deadline_rule *clock;
	int clock_count;
	const int *sum; /* fields that are added to or counted */
	int sum_count;
	unsigned char digest[32]; /* BLAKE2b of the definition, for projections */
};

/* Everything borrowed. */
struct procedure_event {
	const char *step;
	int64_t at;               /* ms UTC */
	const char *const *field; /* name, stored value, …, NULL; or NULL */
	const char *who;          /* name of the person; or NULL */
	const char *account;      /* and sign-in name; or NULL */
};

/* NULL if records of the kind go through none. */
const struct procedure *procedure_of(const struct form *form);
const struct procedure_step *procedure_step(const struct procedure *procedure, const char *id);
/* The step by which this role may make a record that is there and done at once; or NULL. */
const struct procedure_step *procedure_beginning(const struct procedure *procedure,
    enum role role);
bool procedure_begins(const struct procedure_step *step, const char *field);
/* Index into step->part, or -1. */
int procedure_part(const struct procedure_step *step, const char *field);
/* Borrowed; "" if the state has no name. */
const char *procedure_state_name(const struct procedure *procedure, int state, enum lang lang);
bool procedure_is_open(const struct procedure *procedure, int state);
/* What a record in this state counts as on that day: by its fields, rule after rule. */
int procedure_standing(const struct procedure *procedure, const struct record *record, int state,
    day_t today);
/* May nobody type into its fields any more? */
bool procedure_is_fixed(const struct procedure *procedure, const struct record *record, int state,
    day_t today);
/* The value of a field of an event; NULL if it has none. */
const char *procedure_field(const struct procedure_event *event, const char *name);

/* Events in the order of the log. */
int procedure_state(const struct procedure *procedure, const struct procedure_event *event,
    int count);
/* The steps that this role may take next with the record, as defined; how many. None follows. */
int procedure_next(const struct procedure *procedure, const struct record *record, int state,
    enum role role, day_t today, const struct procedure_step *out[], int room);
/*
 * Whether `event` may follow the others on the record as it stands. ERR_USAGE (no such step, or a
 * field that is not its), ERR_DENIED (role, state, or it must be another person), ERR_INPUT
 * (something needed is missing or wrong), with *why.
 */
int procedure_check(const struct procedure *procedure, const struct record *record,
    const struct procedure_event *past, int count, enum role role,
    const struct procedure_event *event, struct say *why);

/*
 * Writes the state and what the steps taken say into the record; fields that no step taken speaks
 * of stay as they are. The same events always give the same record.
 */
void procedure_write(const struct procedure *procedure, const struct procedure_event *event,
    int count, struct record *record);

/*
 * The clocks of a record that was made at `made` (ms UTC). `clock`: those of the definition with
 * lengths of the unit's own, borrowed as long as *out; NULL: as defined.
 */
void procedure_deadlines(const struct procedure *procedure, const struct deadline_rule *clock,
    const struct calendar *calendar, const struct record *record, int64_t made,
    const struct procedure_event *event, int count, int64_t now, struct deadlines *out);

/* Appends a readable list of states, steps and clocks. */
void procedure_describe(const struct procedure *procedure, enum lang lang, struct buf *out);

#endif
