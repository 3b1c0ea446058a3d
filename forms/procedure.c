#include "forms/procedure.h"

#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What guards look at. */
struct procedure_walk {
	int state;
	int64_t accepted; /* when last; 0: never */
	bool answered;    /* the last answer has words */
};

static int
is_answered(const struct procedure_walk *walk, const struct procedure_event *event,
    struct say *why)
{
	(void)event;
	if (walk->answered)
		return 0;
	say_set(why, T_PROCEDURE_UNANSWERED, NULL);
	return ERR_INPUT;
}

/* Later than the limit, and by no more than the law allows (art. 34). */
static int
is_extension(const struct procedure_walk *walk, const struct procedure_event *event,
    struct say *why)
{
	day_t limit = day_of(walk->accepted) + DEADLINE_FINISH_DAYS;
	day_t due = day_parse(procedure_field(event, "due"));
	char first[11], last[11];

	if (due > limit && due <= limit + DEADLINE_EXTENSION_DAYS)
		return 0;
	day_format(limit + 1, first);
	day_format(limit + DEADLINE_EXTENSION_DAYS, last);
	say_set(why, T_PROCEDURE_EXTENSION, first, last, NULL);
	return ERR_INPUT;
}

#define IN(state) (1u << APPEAL_##state)
#define IN_WORK (IN(ACCEPTED) | IN(HANDLED))
#define HEADS (ROLE_BIT(ROLE_INFOADMIN) | ROLE_BIT(ROLE_CHAIR))
#define CLERKS (HEADS | ROLE_BIT(ROLE_CLERK))
#define HANDLERS (HEADS | ROLE_BIT(ROLE_HANDLER))
#define TEXT PROCEDURE_TEXT

static const struct procedure_step appeal_steps[] = {
	{"tell", T_STEP_TELL, IN(REGISTERED) | IN_WORK, 0, CLERKS | HANDLERS, TEXT, 0,
	    DEADLINE_TOLD, NULL},
	{"accept", T_STEP_ACCEPT, IN(REGISTERED), APPEAL_ACCEPTED, HEADS, TEXT, 0,
	    DEADLINE_ACCEPTED, NULL},
	{"decline", T_STEP_DECLINE, IN(REGISTERED), APPEAL_DECLINED, HEADS, TEXT, TEXT,
	    DEADLINE_ENDED, NULL},
	{"hand_back", T_STEP_HAND_BACK, IN(REGISTERED), APPEAL_DECLINED, HEADS, TEXT, TEXT,
	    DEADLINE_ENDED, NULL},
	{"assign", T_STEP_ASSIGN, IN_WORK, APPEAL_HANDLED, HEADS, TEXT | PROCEDURE_HANDLER,
	    PROCEDURE_HANDLER, DEADLINE_NOTHING, NULL},
	{"handle", T_STEP_HANDLE, IN_WORK, APPEAL_HANDLED, CLERKS | HANDLERS, TEXT, TEXT,
	    DEADLINE_HANDLED, NULL},
	{"extend", T_STEP_EXTEND, IN_WORK, 0, ROLE_BIT(ROLE_CHAIR), TEXT | PROCEDURE_DUE,
	    TEXT | PROCEDURE_DUE, DEADLINE_EXTENDED, is_extension},
	{"answer", T_STEP_ANSWER, IN_WORK, APPEAL_ANSWERED, HANDLERS, TEXT, TEXT,
	    DEADLINE_ANSWERED, NULL},
	{"call_back", T_STEP_CALL_BACK, IN(ANSWERED), 0, CLERKS | HANDLERS, TEXT, TEXT,
	    DEADLINE_CALLED_BACK, NULL},
	{"close", T_STEP_CLOSE, IN(ANSWERED), APPEAL_CLOSED, HEADS, TEXT, 0, DEADLINE_CLOSED,
	    is_answered},
	{"withdraw", T_STEP_WITHDRAW, IN(REGISTERED) | IN_WORK | IN(ANSWERED), APPEAL_WITHDRAWN,
	    CLERKS, TEXT, TEXT, DEADLINE_ENDED, NULL},
	{"reopen", T_STEP_REOPEN, IN(ANSWERED) | IN(CLOSED), APPEAL_HANDLED, HEADS, TEXT, TEXT,
	    DEADLINE_REOPENED, NULL},
	{"reconsider", T_STEP_RECONSIDER, IN(DECLINED) | IN(WITHDRAWN), APPEAL_REGISTERED, HEADS,
	    TEXT, TEXT, DEADLINE_NOTHING, NULL},
};

static const struct procedure_write appeal_writes[] = {
	{"accept", "acceptance", PROCEDURE_FROM_TEXT},
	{"decline", "acceptance", PROCEDURE_FROM_TEXT},
	{"hand_back", "acceptance", PROCEDURE_FROM_TEXT},
	{"assign", "handler", PROCEDURE_FROM_HANDLER},
	{"handle", "handling", PROCEDURE_FROM_TEXTS},
	{"extend", "extensions", PROCEDURE_FROM_COUNT},
	{"extend", "extension_reason", PROCEDURE_FROM_TEXT},
	{"extend", "extension_by", PROCEDURE_FROM_WHO},
	{"answer", "reply", PROCEDURE_FROM_TEXT},
	{"answer", "replied_on", PROCEDURE_FROM_DAY},
	{"call_back", "called_back", PROCEDURE_FROM_DAY},
};

#define LENGTH(table) (int)(sizeof(table) / sizeof(table)[0])

static const struct procedure procedures[] = {
	{"appeal", "appeal_state", APPEAL_REGISTERED, IN(REGISTERED) | IN_WORK | IN(ANSWERED),
	    appeal_steps, LENGTH(appeal_steps), appeal_writes, LENGTH(appeal_writes)},
};

static const struct {
	const char *name;
	unsigned bit;
	enum text missing;
} fields[] = {
	{"text", PROCEDURE_TEXT, T_PROCEDURE_TEXT},
	{"handler", PROCEDURE_HANDLER, T_PROCEDURE_HANDLER},
	{"due", PROCEDURE_DUE, T_PROCEDURE_DUE},
};
#define FIELDS (sizeof fields / sizeof *fields)

const struct procedure *
procedure_of(const char *kind)
{
	for (size_t i = 0; i < sizeof procedures / sizeof *procedures; i++)
		if (strcmp(procedures[i].kind, kind) == 0)
			return &procedures[i];
	return NULL;
}

const struct procedure_step *
procedure_step(const struct procedure *procedure, const char *id)
{
	for (int i = 0; i < procedure->count; i++)
		if (strcmp(procedure->step[i].id, id) == 0)
			return &procedure->step[i];
	return NULL;
}

const char *
procedure_state_name(const struct procedure *procedure, const struct forms *forms, int state,
    enum lang lang)
{
	const struct codes *codes = forms_codes(forms, procedure->states);
	char number[12];

	snprintf(number, sizeof number, "%d", state);
	const struct code *code = codes ? codes_find(codes, number, DAY_NONE) : NULL;

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

/* NULL if the event changes nothing. */
static const struct procedure_step *
take(const struct procedure *procedure, struct procedure_walk *walk,
    const struct procedure_event *event)
{
	const struct procedure_step *step = procedure_step(procedure, event->step);

	if (!step || !is_state_in(step->from, walk->state))
		return NULL;
	if (step->to)
		walk->state = step->to;
	if (step->clock == DEADLINE_ACCEPTED)
		walk->accepted = event->at;
	if (step->clock == DEADLINE_ANSWERED)
		walk->answered = !is_blank(procedure_field(event, "text"));
	return step;
}

static struct procedure_walk
walk(const struct procedure *procedure, const struct procedure_event *event, int count)
{
	struct procedure_walk walk = {.state = procedure->first};

	for (int i = 0; i < count; i++)
		take(procedure, &walk, &event[i]);
	return walk;
}

int
procedure_state(const struct procedure *procedure, const struct procedure_event *event, int count)
{
	return walk(procedure, event, count).state;
}

int
procedure_next(const struct procedure *procedure, int state, enum role role,
    const struct procedure_step *out[], int room)
{
	int n = 0;

	for (int i = 0; i < procedure->count && n < room; i++) {
		const struct procedure_step *step = &procedure->step[i];

		if (is_state_in(step->from, state) && step->roles & ROLE_BIT(role))
			out[n++] = step;
	}
	return n;
}

/* --- guards --- */

static int
refuse(struct say *why, int err, enum text what)
{
	say_set(why, what, NULL);
	return err;
}

static unsigned
field_bit(const char *name)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].bit;
	return 0;
}

static int
check_fields(const struct procedure_step *step, const struct procedure_event *event,
    struct say *why)
{
	for (const char *const *f = event->field; f && f[0] && f[1]; f += 2)
		if (!(step->takes & field_bit(f[0])))
			return refuse(why, ERR_USAGE, T_ERR_USAGE);
	for (size_t i = 0; i < FIELDS; i++) {
		const char *value = procedure_field(event, fields[i].name);
		bool is_wrong = !is_blank(value) && fields[i].bit == PROCEDURE_DUE &&
		    day_parse(value) == DAY_NONE;

		if (is_wrong || (step->needs & fields[i].bit && is_blank(value)))
			return refuse(why, ERR_INPUT, fields[i].missing);
	}
	return 0;
}

int
procedure_check(const struct procedure *procedure, const struct procedure_event *past, int count,
    enum role role, const struct procedure_event *event, struct say *why)
{
	const struct procedure_step *step = procedure_step(procedure, event->step);
	struct procedure_walk now = walk(procedure, past, count);

	if (!step)
		return refuse(why, ERR_USAGE, T_ERR_USAGE);
	if (!(step->roles & ROLE_BIT(role)))
		return refuse(why, ERR_DENIED, T_PROCEDURE_ROLE);
	if (!is_state_in(step->from, now.state))
		return refuse(why, ERR_DENIED, T_PROCEDURE_STATE);
	int err = check_fields(step, event, why);

	if (!err && step->guard)
		err = step->guard(&now, event, why);
	return err;
}

/* --- what they write into the record --- */

/* A new string. */
static char *
written(const struct procedure_write *write, const struct procedure_event *event,
    const char *before, int nth)
{
	const char *text = procedure_field(event, "text");
	char day[11];

	switch (write->source) {
	case PROCEDURE_FROM_TEXTS:
		if (nth > 1 && before && text)
			return xprintf("%s\n%s", before, text);
		return xstrdup(text);
	case PROCEDURE_FROM_HANDLER:
		return xstrdup(procedure_field(event, "handler"));
	case PROCEDURE_FROM_DAY:
		day_format(day_of(event->at), day);
		return xstrdup(day);
	case PROCEDURE_FROM_WHO:
		return xstrdup(event->who);
	case PROCEDURE_FROM_COUNT:
		return xprintf("%d", nth);
	default:
		return xstrdup(text);
	}
}

static void
write_step(const struct procedure *procedure, const struct procedure_event *event, int nth,
    struct record *record)
{
	for (int i = 0; i < procedure->write_count; i++) {
		const struct procedure_write *write = &procedure->write[i];
		int field = form_field(record->form, write->field);

		if (field < 0 || strcmp(write->step, event->step) != 0)
			continue;
		char *value = written(write, event, record->value[field], nth);

		record_set(record, field, value);
		free(value);
	}
}

void
procedure_write(const struct procedure *procedure, const struct procedure_event *event, int count,
    struct record *record)
{
	struct procedure_walk walk = {.state = procedure->first};
	int *taken = xcalloc((size_t)procedure->count, sizeof *taken);
	int field = form_field(record->form, "state");
	char number[12];

	for (int i = 0; i < count; i++) {
		const struct procedure_step *step = take(procedure, &walk, &event[i]);

		if (step)
			write_step(procedure, &event[i], ++taken[step - procedure->step], record);
	}
	free(taken);
	snprintf(number, sizeof number, "%d", walk.state);
	if (field >= 0)
		record_set(record, field, number);
}

/* --- clocks --- */

static bool
is_code(const struct record *record, const char *field, const char *code)
{
	const char *value = record_get(record, field);

	return value && strcmp(value, code) == 0;
}

void
procedure_deadlines(const struct procedure *procedure, const struct calendar *calendar,
    const struct record *record, int64_t made, const struct procedure_event *event, int count,
    int64_t now, struct deadlines *out)
{
	struct deadline_fact *fact = xcalloc((size_t)count + 2, sizeof *fact);
	struct procedure_walk walk = {.state = procedure->first};
	int n = 0;

	fact[n++] = (struct deadline_fact){DEADLINE_REGISTERED, made, DAY_NONE};
	/* sent by the petition office or by those above */
	if (is_code(record, "channel", "11") || is_code(record, "channel", "12"))
		fact[n++] = (struct deadline_fact){DEADLINE_FORWARDED, made, DAY_NONE};
	for (int i = 0; i < count; i++) {
		const struct procedure_step *step = take(procedure, &walk, &event[i]);
		const char *due = procedure_field(&event[i], "due");

		if (step && step->clock != DEADLINE_NOTHING)
			fact[n++] = (struct deadline_fact){
				step->clock, event[i].at, due ? day_parse(due) : DAY_NONE};
	}
	struct deadline_matter matter = {
		.nature = record_get(record, "nature"), .urgency = record_get(record, "urgency"),
		.is_nameless = is_code(record, "naming", "2"), .fact = fact, .count = n,
	};

	deadline_compute(calendar, &matter, now, out);
	free(fact);
}
