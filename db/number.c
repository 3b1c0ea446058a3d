#include "db/number.h"

#include <stdlib.h>
#include <string.h>

/* The next of a series that begins with 1. */
static int
next_of(struct db *db, const char *series, int64_t *out)
{
	int err = db_run(db, "INSERT INTO serial VALUES(?, 1) ON CONFLICT(series) DO UPDATE SET "
	    "last = last + 1", "t", series);

	/* RETURNING would make a table of its own for each. */
	return err ? err
	    : db_get_int(db, out, "SELECT last FROM serial WHERE series = ?", "t", series);
}

/* The official code, or the beginning of the unit's id until there is one. */
static char *
unit_code(const struct db *db)
{
	return *db->unit.code ? xstrdup(db->unit.code) : xstrndup(db->unit.id, 4);
}

/* SQ, unit code, date and the running number of that day. */
static int
of_appeal(struct db *db, struct record *record, int field)
{
	char day[11], *code = unit_code(db);
	int64_t last = 0;

	day_format(day_of(clock_now(db->clock)), day);
	char *series = xprintf("SQ%s%.4s%.2s%.2s", code, day, day + 5, day + 8);
	int err = next_of(db, series, &last);
	char *number = xprintf("%s%02lld", series, (long long)last);

	if (!err)
		record_set(record, field, number);
	free(number);
	free(series);
	free(code);
	return err;
}

/* Unit code and running number. */
static int
of_member(struct db *db, struct record *record, int field)
{
	char *code = unit_code(db), *series = xprintf("HY%s", code);
	int64_t last = 0;
	int err = next_of(db, series, &last);
	char *number = xprintf("%s-%04lld", code, (long long)last);

	if (!err)
		record_set(record, field, number);
	free(number);
	free(series);
	free(code);
	return err;
}

/* Bytes before the year of "三站工发〔2026〕7号", brackets included; 0 if it is none such. */
static size_t
series_length(const char *number, int *year, long *count)
{
	const char *open = strstr(number, "〔"), *close = open ? strstr(open, "〕") : NULL;
	char *end;

	if (!close)
		return 0;
	open += strlen("〔");
	*year = (int)strtol(open, &end, 10);
	if (end != close)
		return 0;
	close += strlen("〕");
	*count = strtol(close, &end, 10);
	return end > close && strcmp(end, "号") == 0 ? (size_t)(open - number) : 0;
}

/*
 * The one after the highest of this year in the series of this unit's newest document; a first
 * document has nothing to follow and gets none.
 */
int
number_next(struct db *db, const struct form *form, char **out)
{
	int this_year = day_civil(day_of(clock_now(db->clock))).year, year = 0, got;
	char *series = NULL;
	size_t length = 0;
	long count = 0, highest = 0;
	char *sql = xprintf("SELECT f_number FROM rec_%s WHERE f_number IS NOT NULL AND owner = ? "
	    "ORDER BY hlc DESC, id DESC", form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "t", db->unit.id);

	free(sql);
	while ((got = db_step(db, stmt)) > 0) {
		const char *number = (const char *)sqlite3_column_text(stmt, 0);
		size_t len = series_length(number, &year, &count);

		if (len && !series) {
			series = xstrndup(number, len);
			length = len;
		}
		if (len && len == length && strncmp(series, number, len) == 0 &&
		    year == this_year && count > highest)
			highest = count;
	}
	if (series && !got)
		*out = xprintf("%s%d〕%ld号", series, this_year, highest + 1);
	free(series);
	return got;
}

int
number_is_taken(struct db *db, const struct form *form, const char *number, const char *id,
    bool *out)
{
	char *sql = xprintf("SELECT 1 FROM rec_%s WHERE f_number = ? AND owner = ? AND id <> ?",
	    form->kind);
	sqlite3_stmt *stmt =
	    db_bind(db_statement_made(db, sql), "ttt", number, db->unit.id, id);
	int got = db_step(db, stmt);

	free(sql);
	if (got > 0)
		sqlite3_reset(stmt);
	*out = got > 0;
	return got < 0 ? got : 0;
}

/* One that comes with its day of issue, from a sheet. */
static int
of_document(struct db *db, struct record *record, int field)
{
	char *number = NULL;
	int err = number_next(db, record->form, &number);

	if (number)
		record_set(record, field, number);
	free(number);
	return err;
}

static int
number_field(const struct form *form)
{
	return form_field(form, strcmp(form->kind, "member") == 0 ? "member_no" : "number");
}

void
number_take_back(struct record *record, bool *given)
{
	if (*given)
		record_set(record, number_field(record->form), NULL);
	*given = false;
}

int
number_give(struct db *db, struct record *record, bool *given)
{
	int field = number_field(record->form);

	number_take_back(record, given);
	*given = field >= 0 && !record->value[field];
	if (!*given)
		return 0;
	if (!record->id && strcmp(record->form->kind, "appeal") == 0)
		return of_appeal(db, record, field);
	if (!record->id && strcmp(record->form->kind, "member") == 0)
		return of_member(db, record, field);
	if (strcmp(record->form->kind, "notice") == 0 && record_get(record, "published_on"))
		return of_document(db, record, field);
	return 0;
}
