#include "db/phrase.h"

#include "db/db_int.h"
#include "db/rights.h"
#include "db/store_int.h"

#include "base/spelling.h"
#include "forms/type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 200 /* of one field */
#define AGAIN "3" /* times a value stands somewhere before it is a word of the station */

void
phrases_add(struct phrases *p, enum phrase_kind kind, const char *text, const char *reading)
{
	p->phrase = xgrow(p->phrase, p->count, sizeof *p->phrase);
	p->phrase[p->count++] = (struct phrase){.kind = kind, .text = xstrdup(text),
	    .reading = xstrdup(reading)};
}

void
phrases_release(struct phrases *p)
{
	for (int i = 0; i < p->count; i++) {
		free(p->phrase[i].text);
		free(p->phrase[i].reading);
	}
	free(p->phrase);
	*p = (struct phrases){NULL, 0};
}

/* --- learnt --- */

static bool
has_table(struct db *db)
{
	int64_t one = 0;

	return db_get_int(db, &one, "SELECT 1 FROM sqlite_schema WHERE name = 'phrase'", "") == 0;
}

int
phrase_learnt(struct db *db, const struct actor *actor, struct phrases *out)
{
	sqlite3_stmt *stmt;
	int got;

	*out = (struct phrases){NULL, 0};
	if (!has_table(db))
		return 0;
	stmt = db_bind(db_statement(db, "SELECT text, reading, times, last FROM phrase "
	    "WHERE account = ? ORDER BY last, text, reading"), "t", actor->account);
	while ((got = db_step(db, stmt)) > 0) {
		phrases_add(out, PHRASE_LEARNT, (const char *)sqlite3_column_text(stmt, 0),
		    (const char *)sqlite3_column_text(stmt, 1));
		out->phrase[out->count - 1].count = sqlite3_column_int(stmt, 2);
		out->phrase[out->count - 1].last = sqlite3_column_int64(stmt, 3);
	}
	if (got < 0)
		phrases_release(out);
	return got;
}

struct learning {
	const struct actor *actor;
	const struct phrases *phrases;
	int64_t now;
};

static int
learn(struct db *db, void *arg)
{
	struct learning *l = arg;
	int err = has_table(db) ? 0 : db_exec(db,
	    "CREATE TABLE phrase(account TEXT NOT NULL, text TEXT NOT NULL, reading TEXT NOT NULL, "
	    "times INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(account, text, reading)) "
	    "STRICT, WITHOUT ROWID");

	for (int i = 0; !err && i < l->phrases->count; i++) {
		const struct phrase *p = &l->phrases->phrase[i];

		err = db_run(db, "INSERT INTO phrase VALUES(?, ?, ?, ?, ?) "
		    "ON CONFLICT(account, text, reading) DO UPDATE SET "
		    "times = times + excluded.times, last = max(last, excluded.last)", "tttii",
		    l->actor->account, p->text, p->reading ? p->reading : "", (int64_t)p->count,
		    p->last ? p->last : l->now);
	}
	if (!err)
		err = db_run(db, "DELETE FROM phrase WHERE account = ?1 AND (text, reading) IN "
		    "(SELECT text, reading FROM phrase WHERE account = ?1 "
		    "ORDER BY last DESC, times DESC LIMIT -1 OFFSET ?2)", "ti",
		    l->actor->account, (int64_t)PHRASE_MOST);
	return err;
}

int
phrase_learn(struct db *db, const struct actor *actor, const struct phrases *phrases)
{
	struct learning l = {actor, phrases, clock_now(db->clock)};

	return phrases->count ? db_write(db, learn, &l, NULL) : 0;
}

int
phrase_forget(struct db *db, const struct form *form, const char *record)
{
	char *sql;
	int err;

	if (!has_table(db))
		return 0;
	sql = xprintf("DELETE FROM phrase WHERE text IN (SELECT f_%s FROM rec_%s WHERE id = ?)",
	    form->field[form->title].name, form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "t", record);

	err = db_step(db, stmt);
	free(sql);
	return err;
}

/* --- of the station --- */

static int
add_values(struct db *db, enum phrase_kind kind, const char *sql, int most, struct phrases *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "i", (int64_t)most);
	int got;

	while ((got = db_step(db, stmt)) > 0)
		phrases_add(out, kind, (const char *)sqlite3_column_text(stmt, 0), NULL);
	return got;
}

static int
add_names(struct db *db, const struct form *form, struct phrases *out)
{
	const char *field = form->field[form->title].name;
	char *sql = xprintf("SELECT f_%s FROM rec_%s WHERE f_%s IS NOT NULL GROUP BY f_%s "
	    "ORDER BY max(hlc) DESC LIMIT ?", field, form->kind, field, field);
	int err = add_values(db, PHRASE_NAME, sql, PHRASE_NAMES - out->count, out);

	free(sql);
	return err;
}

static int
add_words(struct db *db, const struct form *form, int i, struct phrases *out)
{
	const char *field = form->field[i].name;
	char *sql = xprintf("SELECT f_%s FROM rec_%s WHERE f_%s IS NOT NULL GROUP BY f_%s "
	    "HAVING count(*) >= " AGAIN " ORDER BY count(*) DESC, f_%s LIMIT ?", field, form->kind,
	    field, field, field);
	int err = add_values(db, PHRASE_WORD, sql, WORDS, out);

	free(sql);
	return err;
}

static int
add_kind(struct db *db, const struct form *form, struct phrases *out)
{
	const struct field *title = &form->field[form->title];
	int err = 0;

	if (title->type == type_find("person_name") && title->class < CLASS_SENSITIVE &&
	    out->count < PHRASE_NAMES)
		err = add_names(db, form, out);
	for (int i = 0; !err && i < form->field_count; i++)
		if (form->field[i].sticky && form->field[i].class == CLASS_PLAIN &&
		    form->field[i].type == type_find("text"))
			err = add_words(db, form, i, out);
	return err;
}

int
phrase_station(struct db *db, const struct actor *actor, struct phrases *out)
{
	int err = 0;

	*out = (struct phrases){NULL, 0};
	for (int i = 0; !err && i < forms_count(db->forms); i++) {
		const struct form *form = forms_at(db->forms, i);

		if (rights_may(actor, ACTION_READ, form->kind))
			err = add_kind(db, form, out);
	}
	phrases_add(out, PHRASE_WORD, db->unit.name, NULL);
	if (err)
		phrases_release(out);
	return err;
}

/* --- habits --- */

static void
habit_key(const char *what, const struct actor *actor, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", what, actor->account);
}

struct phrase_habit
phrase_habit(struct db *db, const struct actor *actor)
{
	struct phrase_habit habit = {.fuzzy = SPELLING_FUZZY};
	char key[80], *value = NULL;

	habit_key("pinyin", actor, key, sizeof key);
	if (db_get_text(db, &value, "SELECT v FROM setting WHERE k = ?", "t", key) == 0) {
		habit.codes = value[0] == 'c';
		habit.fuzzy = (unsigned)strtoul(value + (*value != '\0'), NULL, 10) &
		    SPELLING_FUZZY;
	}
	free(value);
	return habit;
}

struct setting_habit {
	char key[80], value[16];
};

static int
set_habit(struct db *db, void *arg)
{
	struct setting_habit *s = arg;

	return db_run(db, "INSERT INTO setting VALUES(?, ?) ON CONFLICT(k) DO UPDATE SET "
	    "v = excluded.v", "tt", s->key, s->value);
}

int
phrase_set_habit(struct db *db, const struct actor *actor, const struct phrase_habit *habit)
{
	struct setting_habit s;

	habit_key("pinyin", actor, s.key, sizeof s.key);
	snprintf(s.value, sizeof s.value, "%c%u", habit->codes ? 'c' : 'p', habit->fuzzy);
	return db_write(db, set_habit, &s, NULL);
}

bool
phrase_counts(struct db *db, const struct actor *actor)
{
	char key[80], *value = NULL;
	bool counts;

	habit_key("counter", actor, key, sizeof key);
	counts = db_get_text(db, &value, "SELECT v FROM setting WHERE k = ?", "t", key) == 0 &&
	    value[0] == '1';
	free(value);
	return counts;
}

int
phrase_set_counts(struct db *db, const struct actor *actor, bool counts)
{
	struct setting_habit s = {.value = {counts ? '1' : '0'}};

	habit_key("counter", actor, s.key, sizeof s.key);
	return db_write(db, set_habit, &s, NULL);
}
