/*
 * States: nothing found → found (a code or a PIN was right) → forgotten, or another found.  What is
 * answered of a matter is of the one that was found.
 */
#include "db/kiosk_int.h"

#include "base/err.h"
#include "base/norm.h"
#include "base/utf8.h"
#include "db/db_int.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/store.h"
#include "forms/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TYPED_MOST 64
#define ALIKE_MOST 10 /* matters whose numbers end alike: of other years */
#define SUBJECT_LINE 40

day_t
kiosk_today(const struct kiosk_store *store)
{
	return day_of(clock_now(db_clock(store->db)));
}

static const struct form *
appeal(const struct kiosk_store *store)
{
	return forms_find(db_forms(store->db), "appeal");
}

/* --- what was done, in plain words --- */

static const struct {
	const char *step;
	enum text what;
	const char *field; /* whose value belongs to it, or NULL */
} told[] = {
	{"accept", T_KIOSK_ACCEPTED, NULL},
	{"assign", T_KIOSK_ASSIGNED, "handling_unit"},
	{"reassign", T_KIOSK_ASSIGNED, "handling_unit"},
	{"transfer", T_KIOSK_ASSIGNED, "handling_unit"},
	{"report_up", T_KIOSK_UP, NULL},
	{"from_above", T_KIOSK_FROM_ABOVE, NULL},
	{"extend", T_KIOSK_EXTENDED, "extended_to"},
	{"shelve", T_KIOSK_SHELVED, "shelved_until"},
	{"resume", T_KIOSK_RESUMED, NULL},
	{"settle", T_KIOSK_ANSWERED, NULL},
	{"answer", T_KIOSK_ANSWERED, NULL},
	{"approve", T_KIOSK_ANSWERED, NULL},
	{"deliver", T_KIOSK_DELIVERED, NULL},
	{"call_back", T_KIOSK_CALLED_BACK, NULL},
	{"not_satisfied", T_KIOSK_AGAIN, NULL},
	{"reopen", T_KIOSK_AGAIN, NULL},
	{"close", T_KIOSK_CLOSED, NULL},
	{"decline", T_KIOSK_DECLINED, NULL},
	{"hand_back", T_KIOSK_HANDED_BACK, NULL},
	{"withdraw", T_KIOSK_WITHDRAWN, NULL},
	{"reconsider", T_KIOSK_MADE, NULL},
	{"ask_review", T_KIOSK_REVIEW_ASKED, NULL},
	{"give_review", T_KIOSK_REVIEWED, NULL},
	{"ask_recheck", T_KIOSK_REVIEW_ASKED, NULL},
	{"give_recheck", T_KIOSK_REVIEWED, NULL},
};
#define TOLD (sizeof told / sizeof *told)

static void
add_step(struct kiosk_matter *matter, int64_t when, enum text what, const char *detail)
{
	matter->step = xgrow(matter->step, matter->steps, sizeof *matter->step);
	matter->step[matter->steps++] = (struct kiosk_step){
	    .day = day_of(when), .what = what, .detail = xstrdup(detail ? detail : "")};
}

static const char *
event_field(const struct event *event, const char *name)
{
	for (char **f = event->field; name && f[0]; f += 2)
		if (strcmp(f[0], name) == 0)
			return f[1];
	return NULL;
}

static void
tell_steps(const struct events *events, struct kiosk_matter *matter)
{
	for (int i = 0; i < events->count; i++)
		for (size_t k = 0; k < TOLD; k++)
			if (strcmp(events->event[i].step, told[k].step) == 0)
				add_step(matter, events->event[i].when, told[k].what,
				    event_field(&events->event[i], told[k].field));
}

/* --- a matter --- */

/* Reserved or in confidence: of such a one the desk says only how far it is. */
static bool
is_kept_close(const struct record *record)
{
	return guard_is_reserved(record) || record_has(record, "naming", "3");
}

static char *
taken(const struct record *record, const char *field)
{
	const char *value = record_get(record, field);

	return xstrdup(value ? value : "");
}

static char *
outcome_of(const struct kiosk_store *store, const struct record *record)
{
	const char *value = record_get(record, "outcome");
	const struct codes *codes = forms_codes(db_forms(store->db), "appeal_outcome");
	const struct code *code = value && codes ? codes_find(codes, value, DAY_NONE) : NULL;

	return xstrdup(code ? code->name[store->lang] : "");
}

static int
state_of(const struct record *record)
{
	const char *state = record_get(record, "state");

	return state ? atoi(state) : 0;
}

static bool
may_take(const struct kiosk_store *store, const struct record *record, const char *id)
{
	const struct procedure *procedure = procedure_of(record->form);
	const struct procedure_step *next[64];
	int count = procedure_next(procedure, record, state_of(record), ROLE_DESK,
	    kiosk_today(store), next, 64);

	for (int i = 0; i < count && i < 64; i++)
		if (strcmp(next[i]->id, id) == 0)
			return true;
	return false;
}

/* Days and state, which may always be told. */
static void
describe_outside(const struct kiosk_store *store, const struct record *record,
    struct kiosk_matter *out)
{
	out->number = taken(record, "number");
	out->state = xstrdup(procedure_state_name(procedure_of(record->form), state_of(record),
	    store->lang));
	out->due = record_day(record, "due");
	add_step(out, store_made(store->db, record->id), T_KIOSK_MADE, NULL);
}

static void
describe_inside(struct kiosk_store *store, const struct record *record, struct kiosk_matter *out)
{
	struct events events;

	out->line = taken(record, "subject_line");
	out->outcome = outcome_of(store, record);
	out->reply = taken(record, "reply");
	out->basis = taken(record, "basis");
	out->refusal = taken(record, state_of(record) == 6 ? "acceptance" : "");
	out->review = taken(record, "review");
	out->recheck = taken(record, "recheck");
	out->rates = *out->reply && (may_take(store, record, "call_back") ||
	    may_take(store, record, "deliver"));
	if (store_events(store->db, &store->actor, record->id, &events) == 0) {
		tell_steps(&events, out);
		events_release(&events);
	}
}

/* Her reading it is a reading of protected fields like any other. */
static int
read_found(struct kiosk_store *store, struct record **out)
{
	const struct form *form = appeal(store);
	struct record *record = NULL;
	int err = store->found ? guard_read(store->db, &store->actor, form, store->found, &record)
			       : ERR_DENIED;

	if (!err && !is_kept_close(record)) {
		record_free(record);
		record = NULL;
		err = store_get(store->db, &store->actor, store->found, STORE_FULL,
		    text_get(LANG_ZH, T_KIOSK_REASON), &record);
	}
	if (!err)
		*out = record;
	return err;
}

static void
pack_matter(struct buf *out, const struct kiosk_matter *m)
{
	const char *const texts[] = {m->number, m->line, m->state, m->outcome, m->reply, m->basis,
	    m->refusal, m->review, m->recheck};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		pack_text(out, texts[i] ? texts[i] : "");
	pack_int(out, m->reserved);
	pack_int(out, m->rates);
	pack_int(out, m->due);
	pack_int(out, m->steps);
	for (int i = 0; i < m->steps; i++) {
		pack_int(out, m->step[i].day);
		pack_int(out, m->step[i].what);
		pack_text(out, m->step[i].detail);
	}
}

static int
answer_found(struct kiosk_question *q)
{
	struct kiosk_matter matter = {0};
	struct record *record = NULL;
	int err = read_found(q->store, &record);

	if (err)
		return err;
	describe_outside(q->store, record, &matter);
	matter.reserved = is_kept_close(record);
	if (!matter.reserved)
		describe_inside(q->store, record, &matter);
	pack_matter(q->out, &matter);
	kiosk_matter_release(&matter);
	record_free(record);
	return 0;
}

static void
forget(struct kiosk_store *store)
{
	free(store->found);
	store->found = NULL;
}

/* --- finding it --- */

/* Matters whose numbers end with these figures, newest first; how many. */
static int
ending(struct kiosk_store *store, const char *figures, char *id[ALIKE_MOST])
{
	sqlite3_stmt *stmt = db_bind(db_statement(store->db, "SELECT id FROM rec_appeal WHERE "
	    "substr(f_number, -length(?1)) = ?1 ORDER BY hlc DESC, id LIMIT 10"), "t", figures);
	int count = 0;

	while (count < ALIKE_MOST && db_step(store->db, stmt) > 0)
		id[count++] = db_text(stmt, 0);
	if (stmt)
		sqlite3_reset(stmt);
	return count;
}

static int
find_by_pin(struct kiosk_question *q, const char *typed, const char *pin)
{
	char *id[ALIKE_MOST], *figures = norm_digits(typed);
	size_t len = strspn(figures, "0123456789");
	int count = len >= 6 && !figures[len] ? ending(q->store, figures, id) : 0;
	int err = keep_pin_find(q->store->keep, (const char *const *)id, count, pin,
	    q->store->where, &q->store->found, &q->why);

	while (count > 0)
		free(id[--count]);
	free(figures);
	return err;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * What was found and what was not take the same time to tell; on a slow machine
 * some times as long.
 */
static void
wait_until(int64_t until, int slow)
{
	while (slow && until < now_ms())
		until += slow;
	for (int64_t left; (left = until - now_ms()) > 0;) {
		struct timespec t = {left / 1000, left % 1000 * 1000000};

		nanosleep(&t, NULL);
	}
}

static int
do_find(struct kiosk_question *q)
{
	int64_t until = now_ms() + q->store->slow;
	char *typed = unpack_string(&q->in, TYPED_MOST), *pin = unpack_text(&q->in, TYPED_MOST);
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	forget(q->store);
	if (!err && pin)
		err = find_by_pin(q, typed, pin);
	else if (!err)
		err = keep_code_find(q->store->keep, typed, q->store->where, &q->store->found,
		    &q->why);
	if (!err && (err = answer_found(q)) == ERR_NOTFOUND)
		say_set(&q->why, pin ? T_KEEP_PIN_NONE : T_KEEP_CODE_NONE, NULL);
	if (err)
		forget(q->store);
	explicit_bzero(typed, strlen(typed));
	if (pin)
		explicit_bzero(pin, strlen(pin));
	free(typed);
	free(pin);
	wait_until(until, q->store->slow);
	return err;
}

static int
do_forget(struct kiosk_question *q)
{
	forget(q->store);
	return unpack_is_whole(&q->in) ? 0 : ERR_INPUT;
}

/* --- what is done with it --- */

static int
take(struct kiosk_question *q, const char *step, const char *const fields[])
{
	return store_event(q->store->db, &q->store->actor, q->store->found, step, fields, NULL,
	    &q->why);
}

/* The answer reaches her by her reading it, if it has not before. */
static int
deliver(struct kiosk_question *q, const struct record *record)
{
	static const char *const fields[] = {"reply_means", "5", NULL};

	return may_take(q->store, record, "deliver") ? take(q, "deliver", fields) : 0;
}

/* The record, if it is one whose answer she may see. */
static int
find_answered(struct kiosk_question *q, struct record **out)
{
	struct record *record = NULL;
	int err = read_found(q->store, &record);

	if (!err && (is_kept_close(record) || !record_get(record, "reply")))
		err = ERR_DENIED;
	if (err)
		record_free(record);
	else
		*out = record;
	return err;
}

static int
do_read(struct kiosk_question *q)
{
	struct record *record = NULL;
	int err = unpack_is_whole(&q->in) ? find_answered(q, &record) : ERR_INPUT;

	if (!err)
		err = deliver(q, record);
	record_free(record);
	return err;
}

static int
do_rate(struct kiosk_question *q)
{
	int grade = unpack_small(&q->in, KIOSK_GRADES);
	char *words = unpack_string(&q->in, KIOSK_LETTER * UTF8_MAX), *plain = norm_text(words);
	char code[2] = {(char)('0' + grade), '\0'};
	const char *const fine[] = {"satisfied_result", code, NULL};
	const char *const wrong[] = {"handling", plain, NULL};
	struct record *record = NULL;
	int err = unpack_is_whole(&q->in) && grade > 0 ? find_answered(q, &record) : ERR_INPUT;

	if (!err)
		err = deliver(q, record);
	if (!err)
		err = grade < KIOSK_GRADES ? take(q, "call_back", fine)
					   : take(q, "not_satisfied", wrong);
	if (!err)
		err = answer_found(q);
	record_free(record);
	free(plain);
	free(words);
	return err;
}

static int
do_pin(struct kiosk_question *q)
{
	char *pin = unpack_string(&q->in, TYPED_MOST);
	int err = !unpack_is_whole(&q->in) ? ERR_INPUT : !q->store->found ? ERR_DENIED
	    : keep_pin_set(q->store->keep, q->store->found, pin, &q->why);

	explicit_bzero(pin, strlen(pin));
	free(pin);
	return err;
}

/* --- handing in --- */

/* As if it had been typed into that field. */
static int
fill(struct kiosk_question *q, struct record *record, const char *name, const char *typed)
{
	int field = form_field(record->form, name);
	struct type_context context = {.forms = db_forms(q->store->db), .lang = q->store->lang,
	    .today = kiosk_today(q->store)};
	char *stored = NULL;

	if (field < 0 || !*typed)
		return 0;
	context.field = &record->form->field[field];
	int err = type_parse(&context, typed, &stored, &q->why);

	if (!err) {
		say_release(&q->why);
		record_set(record, field, stored);
	}
	free(stored);
	return err;
}

static int
fill_letter(struct kiosk_question *q, struct record *record, enum kiosk_sort sort,
    const char *text, const char *name, const char *phone)
{
	static const char *const nature[KIOSK_SORTS] = {
	    [KIOSK_APPEAL] = "", [KIOSK_SUGGESTION] = "3", [KIOSK_QUESTION] = "1"};
	char *line = xstrndup(text, utf8_cut(text, SUBJECT_LINE));
	const char *const row[][2] = {{"channel", "14"}, {"naming", *name ? "1" : "2"},
	    {"nature", nature[sort]}, {"name", name}, {"phone", phone}, {"subject_line", line},
	    {"content", text}};
	int err = 0;

	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; !err && i < sizeof row / sizeof *row; i++)
		err = fill(q, record, row[i][0], row[i][1]);
	check_derive(db_forms(q->store->db), record, kiosk_today(q->store));
	free(line);
	return err;
}

static int
hand_in(struct kiosk_question *q, struct record *record)
{
	char code[KEEP_QUERY_CODE] = "";
	int err = keep_letter(q->store->keep, q->store->where, &q->why);

	if (!err)
		err = store_save(q->store->db, &q->store->actor, record, NULL, NULL, &q->why);
	if (err)
		return err;
	/* Without a code it is in all the same, and has its number. */
	if (keep_code_make(q->store->keep, &q->store->actor, record->id, code) != 0)
		*code = '\0';
	pack_text(q->out, record_get(record, "number"));
	pack_text(q->out, code);
	explicit_bzero(code, sizeof code);
	return 0;
}

static int
do_hand_in(struct kiosk_question *q)
{
	enum kiosk_sort sort = (enum kiosk_sort)unpack_small(&q->in, KIOSK_SORTS - 1);
	char *given = unpack_string(&q->in, KIOSK_LETTER * UTF8_MAX), *text = norm_text(given);
	char *name = unpack_string(&q->in, KIOSK_NAME * UTF8_MAX);
	char *phone = unpack_string(&q->in, KIOSK_PHONE * UTF8_MAX);
	struct record *record = record_new(appeal(q->store));
	int err = unpack_is_whole(&q->in) && text[strspn(text, " \n\t")] ? 0 : ERR_INPUT;

	if (!err)
		err = fill_letter(q, record, sort, text, name, phone);
	if (!err)
		err = hand_in(q, record);
	record_free(record);
	free(phone);
	free(name);
	free(text);
	free(given);
	return err;
}

static int
do_station(struct kiosk_question *q)
{
	if (!unpack_is_whole(&q->in))
		return ERR_INPUT;
	pack_text(q->out, db_unit(q->store->db)->name);
	return 0;
}

/* --- questions and answers --- */

static int (*const questions[KIOSK_ASK_COUNT])(struct kiosk_question *q) = {
	[KIOSK_ASK_STATION] = do_station,
	[KIOSK_ASK_FIND] = do_find,
	[KIOSK_ASK_FORGET] = do_forget,
	[KIOSK_ASK_READ] = do_read,
	[KIOSK_ASK_PIN] = do_pin,
	[KIOSK_ASK_RATE] = do_rate,
	[KIOSK_ASK_SHELVES] = kiosk_do_shelves,
	[KIOSK_ASK_PAPERS] = kiosk_do_papers,
	[KIOSK_ASK_PAPER] = kiosk_do_paper,
	[KIOSK_ASK_HAND_IN] = do_hand_in,
};

struct kiosk_store *
kiosk_store_new(struct db *db, struct keep *keep, enum lang lang, const char *where, int slow)
{
	struct kiosk_store *store = xcalloc(1, sizeof *store);

	*store = (struct kiosk_store){.db = db, .keep = keep, .lang = lang, .slow = slow,
	    .where = xstrdup(where)};
	store->actor = (struct actor){role_id(ROLE_DESK), role_name(ROLE_DESK, LANG_ZH), ROLE_DESK,
	    store->where};
	return store;
}

void
kiosk_store_free(struct kiosk_store *store)
{
	if (!store)
		return;
	forget(store);
	free(store->where);
	free(store);
}

int
kiosk_store_answer(struct kiosk_store *store, const void *question, size_t len, struct buf *answer)
{
	struct buf result = BUF_EMPTY;
	struct kiosk_question q = {.store = store, .in = unpack_begin(question, len),
	    .out = &result};
	int ask = unpack_small(&q.in, KIOSK_ASK_COUNT - 1);

	if (q.in.wrong)
		return ERR_INPUT;
	db_changes(store->db); /* settings of others */
	int err = questions[ask](&q);

	if (!err && result.len > KIOSK_ANSWER_MOST - 4096)
		err = ERR_IO;
	bool broken = q.in.wrong || q.in.left;

	if (!broken) {
		pack_int(answer, err);
		pack_say(answer, &q.why);
		if (!err)
			buf_add(answer, result.data, result.len);
	}
	say_release(&q.why);
	if (result.data)
		explicit_bzero(result.data, result.len); /* a code, or a matter */
	buf_release(&result);
	return broken ? ERR_INPUT : 0;
}
