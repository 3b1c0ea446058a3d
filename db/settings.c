#include "db/settings.h"

#include "base/utf8.h"
#include "db/audit.h"
#include "db/db_int.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIND "setting"
#define CALENDAR "calendar/" /* and the year */
#define HOT_WORDS "hot_words"
#define ROW(name) T_SETTING_##name
#define HELP(name) T_SETTING_##name##_HELP
/* A target of the unit's own: the length of the clock of that name (forms/deadline.h). */
#define CLOCK_ID "clock_"
#define CLOCK(id, least, most, usual, name, measure) \
	{CLOCK_ID id, SETTING_UNIT, SETTING_NUMBER, least, most, usual, ROW(name), ROW(measure), \
	    T_SETTING_CLOCK_HELP}

/* A role's own time until its seats are left, 0: as all. */
#define IDLE(role, name) \
	{SETTING_IDLE role, SETTING_KEEPER, SETTING_NUMBER, 0, 240, 0, ROW(IDLE_##name), \
	    ROW(MINUTES), T_SETTING_IDLE_ROLE_HELP}

/* The numbers of the keeper's: GB/T 22239-2019 level 2 and common inspection practice. */
static const struct setting table[] = {
	{"unit_name", SETTING_UNIT, SETTING_TEXT, 2, 60, 0, T_SET_UP_UNIT, TEXT_NONE,
	    HELP(UNIT_NAME)},
	{"unit_code", SETTING_UNIT, SETTING_TEXT, 0, 30, 0, T_SET_UP_CODE, TEXT_NONE,
	    HELP(UNIT_CODE)},
	{"unit_upper", SETTING_UNIT, SETTING_TEXT, 0, 60, 0, T_SET_UP_UPPER, TEXT_NONE,
	    HELP(UNIT_UPPER)},
	{"least_length", SETTING_KEEPER, SETTING_NUMBER, 8, 64, 8, ROW(LENGTH), ROW(PLACES),
	    HELP(LENGTH)},
	{"least_classes", SETTING_KEEPER, SETTING_NUMBER, 1, 4, 3, ROW(CLASSES), ROW(CLASS),
	    HELP(CLASSES)},
	{"most_failures", SETTING_KEEPER, SETTING_NUMBER, 3, 10, 5, ROW(FAILURES), ROW(TIMES),
	    HELP(FAILURES)},
	{"lock_minutes", SETTING_KEEPER, SETTING_NUMBER, 5, 1440, 15, ROW(LOCK), ROW(MINUTES),
	    HELP(LOCK)},
	{"change_days", SETTING_KEEPER, SETTING_NUMBER, 0, 365, 0, ROW(CHANGE), ROW(DAYS),
	    HELP(CHANGE)},
	{"history", SETTING_KEEPER, SETTING_NUMBER, 0, 24, 5, ROW(USED), ROW(PIECES),
	    HELP(USED)},
	{"idle_minutes", SETTING_KEEPER, SETTING_NUMBER, 0, 60, 10, ROW(IDLE), ROW(MINUTES),
	    HELP(IDLE)},
	{"wide", SETTING_SEAT, SETTING_NUMBER, 0, 2, 0, ROW(WIDE), TEXT_NONE, HELP(WIDE)},
	{"backup_days", SETTING_SEAT, SETTING_NUMBER, 1, 60, 7, ROW(BACKUP), ROW(DAYS),
	    HELP(BACKUP)},
	{"group_persons", SETTING_UNIT, SETTING_NUMBER, 2, 100, 5, ROW(GROUP), ROW(PERSONS),
	    HELP(GROUP)},
	{"recur_days", SETTING_UNIT, SETTING_NUMBER, 0, 730, 90, ROW(RECUR), ROW(DAYS),
	    HELP(RECUR)},
	CLOCK("at_once", 1, 72, 2, AT_ONCE, HOURS),
	CLOCK("measure", 1, 240, 24, MEASURE, HOURS),
	CLOCK("question", 1, 60, 1, QUESTION, WORKDAYS),
	CLOCK("answer", 1, 60, 5, ANSWER, WORKDAYS),
	CLOCK("rework", 1, 60, 3, REWORK, WORKDAYS),
	CLOCK("call_back", 1, 60, 3, CALL_BACK, WORKDAYS),
	{"twice", SETTING_UNIT, SETTING_NUMBER, 0, 2, 1, ROW(TWICE), TEXT_NONE, HELP(TWICE)},
	IDLE("clerk", CLERK),
	IDLE("correspondent", CORRESPONDENT),
	IDLE("infoadmin", INFOADMIN),
	IDLE("chair", CHAIR),
	IDLE("handler", HANDLER),
	IDLE("auditor", AUDITOR),
	{"serve_port", SETTING_SEAT, SETTING_NUMBER, 1, 65535, 2222, ROW(PORT), ROW(PORT_IS),
	    HELP(PORT)},
	{"serve_listen", SETTING_SEAT, SETTING_TEXT, 0, 200, 0, ROW(LISTEN), TEXT_NONE,
	    HELP(LISTEN)},
	{"serve_all", SETTING_SEAT, SETTING_NUMBER, 1, 1000, 200, ROW(LINES), ROW(LINES_IS),
	    HELP(LINES)},
	{"serve_strangers", SETTING_SEAT, SETTING_NUMBER, 4, 400, 40, ROW(STRANGERS),
	    ROW(LINES_IS), HELP(STRANGERS)},
	{"serve_address", SETTING_SEAT, SETTING_NUMBER, 2, 400, 20, ROW(ADDRESS), ROW(LINES_IS),
	    HELP(ADDRESS)},
	{"serve_account", SETTING_SEAT, SETTING_NUMBER, 1, 50, 5, ROW(ACCOUNT), ROW(LINES_IS),
	    HELP(ACCOUNT)},
	{"hot_days", SETTING_UNIT, SETTING_NUMBER, 7, 92, 28, ROW(HOT_DAYS), ROW(DAYS),
	    HELP(HOT_DAYS)},
	{"hot_least", SETTING_UNIT, SETTING_NUMBER, 3, 100, 5, ROW(HOT_LEAST), ROW(MATTERS),
	    HELP(HOT_LEAST)},
	{"hot_repeats", SETTING_UNIT, SETTING_NUMBER, 2, 20, 3, ROW(HOT_REPEATS), ROW(TIMES),
	    HELP(HOT_REPEATS)},
	{HOT_WORDS, SETTING_UNIT, SETTING_TEXT, 0, 300, 0, ROW(HOT_WORDS), TEXT_NONE,
	    HELP(HOT_WORDS)},
	{"desk_line", SETTING_KEEPER, SETTING_NUMBER, 0, 1, 0, ROW(DESK), TEXT_NONE, HELP(DESK)},
};
#define SETTINGS (int)(sizeof table / sizeof *table)

const struct setting *
setting_at(int i)
{
	return i >= 0 && i < SETTINGS ? &table[i] : NULL;
}

const struct setting *
setting_find(const char *id)
{
	for (int i = 0; i < SETTINGS; i++)
		if (strcmp(table[i].id, id) == 0)
			return &table[i];
	return NULL;
}

static bool
may_set(const struct actor *actor, struct say *why)
{
	if (rights_may(actor, ACTION_ACCOUNTS, NULL))
		return true;
	say_set(why, T_DB_NO_RIGHT, NULL);
	return false;
}

/* --- the unit's: operations --- */

/* Called with each value that was ever set, oldest first; `value` may be NULL. */
typedef void (*visitor)(void *arg, const char *op, int64_t wall, const char *who, const char *id,
    const char *value);

static int
walk(struct db *db, visitor visit, void *arg)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT o.unit || '.' || o.epoch || '.' || o.seq, o.wall, o.name, b.body FROM op o "
	    "JOIN body b USING(unit, epoch, seq) WHERE o.rid = ? ORDER BY o.hlc, o.unit, o.epoch, "
	    "o.seq"), "t", db->unit.id);
	int got;

	while ((got = db_step(db, stmt)) > 0) {
		json_t *body = json_loads((const char *)sqlite3_column_text(stmt, 3), 0, NULL),
		       *pair;
		const char *id;

		json_object_foreach(body, id, pair)
			visit(arg, (const char *)sqlite3_column_text(stmt, 0),
			    sqlite3_column_int64(stmt, 1),
			    (const char *)sqlite3_column_text(stmt, 2), id,
			    json_string_value(json_array_get(pair, 0)));
		json_decref(body);
	}
	return got;
}

/* Lengths of a procedure's clocks as set here; the rules stand where they are. */
struct unit_clocks {
	const struct procedure *procedure;
	struct deadline_rule *rule;
};

/* The numbers of the unit, as usual until something is set. */
static void
reset_numbers(struct db *db)
{
	if (!db->number)
		db->number = xcalloc(SETTINGS, sizeof *db->number);
	for (int i = 0; i < SETTINGS; i++)
		db->number[i] = table[i].usual;
}

int
setting_number(struct db *db, const char *id)
{
	const struct setting *setting = setting_find(id);

	if (!db->number)
		reset_numbers(db);
	return setting ? db->number[setting - table] : 0;
}

/* Limits of the law are as long as the law says. */
static void
set_lengths(struct db *db, struct unit_clocks *clocks)
{
	for (int i = 0; i < clocks->procedure->clock_count; i++) {
		char *id = xprintf(CLOCK_ID "%s", clocks->rule[i].id);

		if (!clocks->rule[i].article && setting_find(id))
			clocks->rule[i].length = setting_number(db, id);
		free(id);
	}
}

const struct deadline_rule *
db_clocks(struct db *db, const struct procedure *procedure)
{
	size_t size = (size_t)procedure->clock_count * sizeof(struct deadline_rule);

	for (int i = 0; i < db->clocks_count; i++)
		if (db->clocks[i].procedure == procedure)
			return db->clocks[i].rule;
	db->clocks = xrealloc(db->clocks, (size_t)(db->clocks_count + 1) * sizeof *db->clocks);
	struct unit_clocks *clocks = &db->clocks[db->clocks_count++];

	*clocks = (struct unit_clocks){procedure, xcalloc(1, size + 1)};
	if (size)
		memcpy(clocks->rule, procedure->clock, size);
	set_lengths(db, clocks);
	return clocks->rule;
}

void
settings_release(struct db *db)
{
	for (int i = 0; i < db->clocks_count; i++)
		free(db->clocks[i].rule);
	free(db->clocks);
	free(db->number);
	free(db->hot_words);
}

static char **
unit_member(struct db *db, const char *id)
{
	return strcmp(id, "unit_name") == 0 ? &db->unit.name
	    : strcmp(id, "unit_code") == 0  ? &db->unit.code
	    : strcmp(id, "unit_upper") == 0 ? &db->unit.upper
	    : strcmp(id, HOT_WORDS) == 0    ? &db->hot_words
					    : NULL;
}

/* Takes a value into what is remembered; one of a newer version is passed over. */
static void
take(void *arg, const char *op, int64_t wall, const char *who, const char *id, const char *value)
{
	struct db *db = arg;
	char **member = unit_member(db, id);
	const struct setting *setting = setting_find(id);

	(void)op;
	(void)wall;
	(void)who;
	if (member && value) {
		free(*member);
		*member = xstrdup(value);
	} else if (value && setting && setting->home == SETTING_UNIT) {
		db->number[setting - table] = atoi(value);
	} else if (value && strncmp(id, CALENDAR, strlen(CALENDAR)) == 0) {
		calendar_add(db->calendar, value, NULL);
	}
}

int
settings_refresh(struct db *db)
{
	int64_t count = 0;
	int err = db_get_int(db, &count, "SELECT count(*) FROM op WHERE rid = ?", "t", db->unit.id);

	if (err || count == db->settings)
		return err;
	calendar_free(db->calendar);
	db->calendar = calendar_new();
	reset_numbers(db);
	err = walk(db, take, db);
	for (int i = 0; i < db->clocks_count; i++)
		set_lengths(db, &db->clocks[i]);
	db->settings = err ? -1 : count;
	return err;
}

/* The operation that set a value last. */
struct last {
	const char *id;
	char *op;
};

static void
find_last(void *arg, const char *op, int64_t wall, const char *who, const char *id,
    const char *value)
{
	struct last *last = arg;

	(void)wall;
	(void)who;
	(void)value;
	if (strcmp(id, last->id) != 0)
		return;
	free(last->op);
	last->op = xstrdup(op);
}

/* Inside a write closure. */
static int
append(struct db *db, const struct actor *actor, const char *id, const char *value)
{
	struct last last = {id, NULL};
	int err = walk(db, find_last, &last);

	if (err)
		return err;
	json_t *body = last.op ? json_pack("{s[ss]}", id, value, last.op)
			       : json_pack("{s[s]}", id, value);
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
	struct op op = {.what = "set", .kind = KIND, .rid = db->unit.id, .body = text};

	err = op_append(db, actor, &op);
	json_decref(body);
	free(text);
	free(last.op);
	return err ? err : settings_refresh(db);
}

struct setting_it {
	const struct actor *actor;
	const struct setting *setting;
	const char *value;
};

/* Of a text that nobody has set. */
static const char *
usual_text(const struct setting *setting)
{
	return strcmp(setting->id, HOT_WORDS) == 0 ? text_get(LANG_ZH, T_SETTING_HOT_WORDS_USUAL)
						   : "";
}

static char *
unit_get(struct db *db, const struct setting *setting)
{
	const char *text = setting->type == SETTING_TEXT ? *unit_member(db, setting->id) : NULL;

	if (setting->type != SETTING_TEXT)
		return xprintf("%d", setting_number(db, setting->id));
	return xstrdup(text ? text : usual_text(setting));
}

/* Another target: what is due moves with it, nobody needs a list. */
static void
moved_quietly(void *arg, const struct record *record, day_t before, day_t after)
{
	(void)arg;
	(void)record;
	(void)before;
	(void)after;
}

static int
append_one(struct db *db, void *arg)
{
	const struct setting_it *s = arg;
	int err = settings_refresh(db);
	char *was = unit_get(db, s->setting);
	bool same = strcmp(was, s->value) == 0;

	free(was);
	if (!err && !same)
		err = append(db, s->actor, s->setting->id, s->value);
	if (!err && !same && strncmp(s->setting->id, CLOCK_ID, strlen(CLOCK_ID)) == 0)
		err = project_settle(db, moved_quietly, NULL);
	return err;
}

/* --- the seat's --- */

static char *
seat_get(struct db *db, const struct setting *setting)
{
	char *value = NULL;

	db_get_text(db, &value, "SELECT v FROM setting WHERE k = ?", "t", setting->id);
	if (!value && setting->type == SETTING_TEXT)
		return xstrdup("");
	return value ? value : xprintf("%d", setting->usual);
}

static int
seat_set(struct db *db, void *arg)
{
	const struct setting_it *s = arg;
	char *before = seat_get(db, s->setting), *change = xprintf("%s → %s", before, s->value);
	int err = 0;

	if (strcmp(before, s->value) != 0)
		err = db_run(db, "INSERT INTO setting VALUES(?, ?) ON CONFLICT(k) DO UPDATE SET "
		    "v = excluded.v", "tt", s->setting->id, s->value);
	if (!err && strcmp(before, s->value) != 0)
		err = audit_add(db, s->actor, KIND, NULL, s->setting->id, change);
	free(before);
	free(change);
	return err;
}

/* --- all --- */

int
setting_get(struct db *db, struct keep *keep, const struct setting *setting, char **out)
{
	int number = 0, err = 0;

	switch (setting->home) {
	case SETTING_UNIT:
		*out = unit_get(db, setting);
		break;
	case SETTING_SEAT:
		*out = seat_get(db, setting);
		break;
	case SETTING_KEEPER:
		err = keep_policy_number(keep, setting->id, &number);
		if (!err)
			*out = xprintf("%d", number);
	}
	return err;
}

char *
setting_parse(const struct setting *setting, const char *typed, struct say *why)
{
	char least[16], most[16], *end, *value = xstrdup(typed);
	long number = strtol(value, &end, 10);
	size_t chars = utf8_count(value);
	bool is_text = setting->type == SETTING_TEXT;

	snprintf(least, sizeof least, "%d", setting->least);
	snprintf(most, sizeof most, "%d", setting->most);
	if (is_text ? chars >= (size_t)setting->least && chars <= (size_t)setting->most
		    : *value && !*end && number >= setting->least && number <= setting->most) {
		if (is_text)
			return value;
		free(value); /* "08" is 8 */
		return xprintf("%ld", number);
	}
	say_set(why, is_text ? T_SETTING_CHARS : T_SETTING_RANGE, least, most, NULL);
	free(value);
	return NULL;
}

int
setting_set(struct db *db, struct keep *keep, const struct actor *actor,
    const struct setting *setting, const char *value, struct say *why)
{
	char *fresh = may_set(actor, why) ? setting_parse(setting, value, why) : NULL;
	struct setting_it it = {actor, setting, fresh};
	int err = fresh ? 0 : rights_may(actor, ACTION_ACCOUNTS, NULL) ? ERR_INPUT : ERR_DENIED;

	if (!err && setting->home == SETTING_KEEPER)
		err = keep_policy_set(keep, actor, setting->id, atoi(fresh), why);
	else if (!err)
		err = db_write(db, setting->home == SETTING_UNIT ? append_one : seat_set, &it, why);
	free(fresh);
	return err;
}

/* --- what was changed --- */

static void
add_change(struct setting_changes *out, int64_t when, const char *who, const char *id,
    char *before, char *after)
{
	out->change = xrealloc(out->change, (size_t)(out->count + 1) * sizeof *out->change);
	out->change[out->count++] =
	    (struct setting_change){when, xstrdup(who), xstrdup(id), before, after};
}

/* What the unit was given when it was made; "" where that was nothing. A new string. */
static char *
given(struct db *db, const char *id)
{
	const struct setting *setting = setting_find(id);
	char *value = NULL;

	if (setting && setting->type != SETTING_TEXT)
		return xprintf("%d", setting->usual);
	if (strncmp(id, "unit_", 5) == 0)
		db_get_text(db, &value, "SELECT v FROM meta WHERE k = ?", "t", id + 5);
	return value ? value : xstrdup(setting ? usual_text(setting) : "");
}

struct collecting {
	struct db *db;
	struct setting_changes *out;
};

static void
add_of_unit(void *arg, const char *op, int64_t wall, const char *who, const char *id,
    const char *value)
{
	struct collecting *c = arg;
	char *before = NULL;

	(void)op;
	for (int i = c->out->count - 1; i >= 0 && !before; i--)
		if (strcmp(c->out->change[i].id, id) == 0)
			before = xstrdup(c->out->change[i].after);
	add_change(c->out, wall, who, id, before ? before : given(c->db, id),
	    xstrdup(value ? value : ""));
}

/* "8 → 10" */
static void
add_arrow(struct setting_changes *out, int64_t when, const char *who, const char *id,
    const char *change)
{
	const char *arrow = strstr(change, " → ");

	if (arrow)
		add_change(out, when, who, id, xstrndup(change, (size_t)(arrow - change)),
		    xstrdup(arrow + strlen(" → ")));
}

static int
add_of_seat(struct db *db, struct setting_changes *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT wall, name, field, reason FROM audit WHERE what = ?"), "t", KIND);
	int got;

	while ((got = db_step(db, stmt)) > 0)
		add_arrow(out, sqlite3_column_int64(stmt, 0),
		    (const char *)sqlite3_column_text(stmt, 1),
		    (const char *)sqlite3_column_text(stmt, 2),
		    (const char *)sqlite3_column_text(stmt, 3));
	return got;
}

static void
add_of_keeper(struct keep *keep, const struct actor *actor, struct setting_changes *out)
{
	struct account account = {0};
	struct keep_log log;

	if (keep_log_get(keep, actor, "", -1, &log) != 0)
		return;
	for (int i = 0; i < log.count; i++) {
		const struct keep_entry *e = &log.entry[i];
		char *colon = strcmp(e->what, "policy") == 0 ? strstr(e->where, ": ") : NULL;

		if (!colon)
			continue;
		*colon = '\0';
		bool known = keep_find(keep, e->by, &account) == 0;

		add_arrow(out, e->when, known ? account.name : e->by, e->where, colon + 2);
		account_release(&account);
	}
	keep_log_release(&log);
}

static int
newest_first(const void *a, const void *b)
{
	const struct setting_change *x = a, *y = b;

	return x->when < y->when ? 1 : x->when > y->when ? -1 : strcmp(x->id, y->id);
}

int
setting_changes(struct db *db, struct keep *keep, const struct actor *actor,
    struct setting_changes *out)
{
	memset(out, 0, sizeof *out);
	if (!rights_may(actor, ACTION_ACCOUNTS, NULL) && !rights_may(actor, ACTION_AUDIT, NULL))
		return ERR_DENIED;
	struct collecting collecting = {db, out};
	int err = walk(db, add_of_unit, &collecting);

	if (!err)
		err = add_of_seat(db, out);
	add_of_keeper(keep, actor, out);
	if (out->count)
		qsort(out->change, (size_t)out->count, sizeof *out->change, newest_first);
	return err;
}

void
setting_changes_release(struct setting_changes *changes)
{
	for (int i = 0; i < changes->count; i++) {
		free(changes->change[i].who);
		free(changes->change[i].id);
		free(changes->change[i].before);
		free(changes->change[i].after);
	}
	free(changes->change);
	memset(changes, 0, sizeof *changes);
}

/* --- working days --- */

struct keying {
	const struct actor *actor;
	const char *text;
	struct moves *moves;
};

/* A year's arrangement as text, "" if it is not known. */
static char *
arrangement(const struct calendar *calendar, int year)
{
	struct buf text = BUF_EMPTY;

	calendar_format(calendar, year, &text);
	return buf_take(&text);
}

static void
note_move(void *arg, const struct record *record, day_t before, day_t after)
{
	struct keying *k = arg;
	struct moves *moves = k->moves;
	const char *number = record_get(record, "number");

	if (guard_of(k->actor, record) != GUARD_OPEN)
		return;

	moves->moved = xrealloc(moves->moved, (size_t)(moves->count + 1) * sizeof *moves->moved);
	moves->moved[moves->count++] = (struct moved){xstrdup(record->form->kind),
	    xstrdup(record->id), xstrdup(number ? number : ""),
	    xstrdup(record->value[record->form->title]), before, after};
}

/* Each year that the text says something new of is an operation. */
static int
key_years(struct db *db, void *arg)
{
	struct keying *k = arg;
	int err = settings_refresh(db);
	struct calendar *fresh = calendar_dup(db->calendar);

	moves_release(k->moves);
	if (!err)
		err = calendar_add(fresh, k->text, NULL);
	for (int i = 0; !err && calendar_year(fresh, i); i++) {
		int year = calendar_year(fresh, i);
		char *is = arrangement(fresh, year), *was = arrangement(db->calendar, year);
		char *id = xprintf(CALENDAR "%d", year);

		if (strcmp(is, was) != 0)
			err = append(db, k->actor, id, is);
		free(id);
		free(is);
		free(was);
	}
	calendar_free(fresh);
	return err ? err : project_settle(db, note_move, k);
}

int
setting_calendar(struct db *db, const struct actor *actor, const char *text, struct moves *out,
    struct say *why)
{
	struct calendar *trial = calendar_new();
	struct keying keying = {actor, text, out};
	int err = may_set(actor, why) ? calendar_add(trial, text, why) : ERR_DENIED;

	memset(out, 0, sizeof *out);
	calendar_free(trial);
	if (!err)
		err = db_write(db, key_years, &keying, why);
	if (err)
		moves_release(out);
	return err;
}

void
moves_release(struct moves *moves)
{
	for (int i = 0; i < moves->count; i++) {
		free(moves->moved[i].kind);
		free(moves->moved[i].record);
		free(moves->moved[i].number);
		free(moves->moved[i].title);
	}
	free(moves->moved);
	memset(moves, 0, sizeof *moves);
}
