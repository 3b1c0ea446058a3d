/*
 * What other programs and people do to a station, for the played tests:
 *	meddle sql FILE STATEMENTS   changes an SQLite file behind the program's back
 *	meddle hold DIR FLAG         writes into the station as long as FLAG is there; meanwhile
 *	                             there is FLAG.held
 *	meddle foul DIR              writes controls and sequences for terminals into every text
 *	                             that people read: two records of each kind, in one of them
 *	                             every field; who did what; unit, accounts, drafts, reasons
 */
#include "db/db_int.h"
#include "db/draft.h"
#include "db/store.h"
#include "forms/type.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
run_sql(const char *file, const char *statements)
{
	sqlite3 *sql = NULL;
	char *wrong = NULL;
	int rc = sqlite3_open_v2(file, &sql, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(sql, statements, NULL, NULL, &wrong);
	if (rc != SQLITE_OK)
		fprintf(stderr, "meddle: %s\n", wrong ? wrong : sqlite3_errmsg(sql));
	sqlite3_free(wrong);
	sqlite3_close(sql);
	return rc != SQLITE_OK;
}

static int
linger(struct db *db, void *flag)
{
	char *held = xprintf("%s.held", (const char *)flag);
	int fd = open(held, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)db;
	if (fd >= 0)
		close(fd);
	/* A test that failed leaves the flag behind: not for ever. */
	for (int i = 0; i < 3000 && access(flag, F_OK) == 0; i++)
		usleep(20000);
	unlink(held);
	free(held);
	return 0;
}

static int
hold(const char *dir, char *flag)
{
	struct forms *forms = forms_new();
	struct db_options options = {.dir = dir, .forms = forms};
	struct form_diags diags = {0};
	struct db *db = NULL;
	int err = forms_add_shipped(forms, &diags);

	if (!err)
		err = db_open(&options, &db, NULL);
	if (!err)
		err = db_write(db, linger, flag, NULL);
	db_close(db);
	form_diags_release(&diags);
	forms_free(forms);
	return err != 0;
}

/*
 * CSI, OSC and DCS as two bytes and as one character of UTF-8, bell, delete, shift out. What gets
 * through is known by its number, which nothing else has.
 */
#define FOUL                                                                                       \
	"\033[4242m\033]4242;x\007\033P4242\033\\" \
	"\xc2\x9b" "4242m\xc2\x9d" "4242;x\xc2\x9c\x7f\016\005"

static const struct actor stranger = {"stranger", "外人" FOUL, ROLE_INFOADMIN, "far" FOUL};

static bool
is_prose(const struct field *field)
{
	static const char *const names[] = {"text", "longtext", "person_name", "address", "note"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (field->type == type_find(names[i]) && !field->calculation)
			return true;
	return false;
}

/* As a bag from a station that means harm would bring it: the store asks no type. */
static int
foul_record(struct db *db, const struct form *form, bool all)
{
	struct record *record = record_new(form);

	for (int i = 0; i < form->field_count; i++) {
		if (all || is_prose(&form->field[i]))
			record_set(record, i, "恶" FOUL "文");
		record_note(record, i, RECORD_ASK, "问" FOUL);
	}
	record_set(record, form->title, "恶" FOUL "意");
	int err = store_save(db, &stranger, record, NULL, NULL, NULL);

	/* Who looked at it, from where and why, is in a log. */
	if (!err) {
		struct record *seen = NULL;

		store_get(db, &stranger, record->id, STORE_FULL, "看" FOUL, &seen);
		record_free(seen);
	}
	record_free(record);
	return err;
}

static int
foul_draft(struct db *db, const char *account)
{
	const char *const pairs[] = {"name", "恶" FOUL "稿", NULL};
	struct actor actor = {account, account, ROLE_CLERK, "console"};
	struct draft draft = {.kind = (char *)"member", .title = (char *)"恶" FOUL "稿",
		.field = (char *)"name", .body = draft_encode(pairs)};
	int err = draft_put(db, &actor, &draft, NULL);

	free(draft.body);
	free(draft.id);
	return err;
}

static int
foul_records(const char *dir)
{
	struct forms *forms = forms_new();
	struct db_options options = {.dir = dir, .forms = forms};
	struct form_diags diags = {0};
	struct db *db = NULL;
	int err = forms_add_shipped(forms, &diags);

	if (!err)
		err = db_open(&options, &db, NULL);
	for (int i = 0; !err && i < forms_count(forms); i++) {
		err = foul_record(db, forms_at(forms, i), false);
		if (!err)
			err = foul_record(db, forms_at(forms, i), true);
	}
	if (!err)
		err = foul_draft(db, "wxl");
	db_close(db);
	form_diags_release(&diags);
	forms_free(forms);
	return err;
}

/* What no record holds. */
static int
foul_columns(const char *file, const char *const columns[][2])
{
	int failed = 0;

	for (int i = 0; columns[i][0]; i++) {
		char *one = sqlite3_mprintf("UPDATE %s SET %s = %s || %Q", columns[i][0],
		    columns[i][1], columns[i][1], FOUL);

		failed |= run_sql(file, one);
		sqlite3_free(one);
	}
	return failed;
}

static int
foul(const char *dir)
{
	static const char *const store[][2] = {
		{"event", "name"}, {"run", "file"}, {"run", "name"}, {NULL, NULL}};
	static const char *const keep[][2] = {
		{"account", "name"}, {"log", "place"}, {"log", "by"}, {NULL, NULL}};
	char *station = xprintf("%s/station.db", dir), *keeper = xprintf("%s/keep/keep.db", dir);
	int failed = foul_records(dir);

	failed |= foul_columns(station, store) | foul_columns(keeper, keep);
	failed |= run_sql(station, "UPDATE meta SET v = v || char(27, 155) || '[4242m' "
	    "WHERE k IN ('name', 'upper')");
	failed |= run_sql(station, "UPDATE event SET body = replace(body, '\":\"', "
	    "'\":\"\\u001b[4242m\\u009b4242m')");
	free(station);
	free(keeper);
	return failed;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "sql") == 0)
		return run_sql(argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "hold") == 0)
		return hold(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "foul") == 0)
		return foul(argv[2]);
	fputs("meddle sql FILE STATEMENTS | hold DIR FLAG | foul DIR\n", stderr);
	return 2;
}
