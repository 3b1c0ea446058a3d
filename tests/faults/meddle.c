/*
 * What other programs and people do to a station, for the played tests:
 *	meddle sql FILE STATEMENTS   changes an SQLite file behind the program's back
 *	meddle hold DIR FLAG         writes into the station as long as FLAG is there; meanwhile
 *	                             there is FLAG.held
 */
#include "db/db_int.h"

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

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "sql") == 0)
		return run_sql(argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "hold") == 0)
		return hold(argv[2], argv[3]);
	fputs("meddle sql FILE STATEMENTS | hold DIR FLAG\n", stderr);
	return 2;
}
