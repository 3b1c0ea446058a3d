#include "unit.h"

#include "db/care.h"
#include "db/draft.h"
#include "db/store.h"

#include <stdio.h>
#include <unistd.h>

#define RECORDS 120
#define ERASED 8

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

/* A remark of a length of its own: rows grow, move and split pages. What is sought stands in it. */
static char *
remark(int i, int edit)
{
	struct buf text = BUF_EMPTY;

	for (int n = 0; n < 3 + (i * 7 + edit * 31) % 60; n++)
		buf_printf(&text, "第%03d件%d", i, edit);
	return buf_take(&text);
}

static void
save(struct db *db, struct record *record, int i, int edit)
{
	char *text = remark(i, edit);

	record_set(record, form_field(record->form, "note"), text);
	assert_int_equal(store_save(db, &admin, record, NULL, NULL, NULL), 0);
	free(text);
}

static int
files_have(const char *folder, int i)
{
	char *shell = xprintf("grep -raq -e 第%03d件 '%s'", i, folder);
	int found = system(shell) == 0;

	free(shell);
	return found;
}

/* Many records, changed in turns; some of them are destroyed: no byte of these is in any file. */
static void
no_file_has_a_byte_of_what_was_erased(void **state)
{
	char folder[] = "/tmp/erase-XXXXXX";
	struct unit unit = {.name = (char *)"站", .code = (char *)"", .upper = (char *)""};
	struct forms *forms = forms_new();
	struct record *record[RECORDS];
	struct care_report report;
	struct draft late = {.kind = (char *)"member", .body = (char *)"{}"};
	struct db *db = NULL;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(forms_add_shipped(forms, NULL), 0);
	struct db_options options = {.dir = folder, .forms = forms};

	assert_int_equal(db_init(&options, &unit, NULL), 0);
	assert_int_equal(db_open(&options, &db, NULL), 0);
	for (int i = 0; i < RECORDS; i++) {
		char *name = xprintf("第%03d件", i);

		record[i] = record_new(forms_find(forms, "member"));
		record_set(record[i], form_field(record[i]->form, "name"), name);
		save(db, record[i], i, 0);
		free(name);
	}
	for (int edit = 1; edit < 4; edit++)
		for (int i = 0; i < RECORDS; i++)
			save(db, record[i], i, edit);
	for (int i = 0; i < ERASED; i++) {
		int which = i * RECORDS / ERASED;

		assert_true(files_have(folder, which));
		assert_int_equal(care_erase(db, &admin, record[which]->id, "本人要求", NULL), 0);
	}
	for (int i = 0; i < RECORDS; i++)
		assert_int_equal(files_have(folder, i), i % (RECORDS / ERASED) != 0);
	late.record = record[0]->id;
	assert_int_equal(draft_put(db, &admin, &late, NULL), ERR_NOTFOUND);
	assert_int_equal(care_verify(db, NULL, &report), 0);
	for (int i = 0; i < RECORDS; i++)
		record_free(record[i]);
	db_close(db);
	forms_free(forms);
	char *remove = xprintf("rm -rf '%s'", folder);

	assert_int_equal(system(remove), 0);
	free(remove);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_has_a_byte_of_what_was_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
