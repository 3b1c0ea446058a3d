/*
 * The body of an operation, as it may come from anywhere: applying it never fails and leaves a row
 * that can be read.
 */
#include "db/db_int.h"
#include "db/project.h"
#include "tests/fuzz/shipped_station.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct shipped_station *station;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	station = shipped_station_make();
	return 0;
}

static const struct {
	const char *kind, *what, *op, *rid;
	int64_t hlc;
} row[] = {
	{"member", "set", "aaaaaaaa.bbbbbb.1", "aaaaaaaa.bbbbbb.1", 100},
	{"member", "set", "aaaaaaaa.bbbbbb.3", "aaaaaaaa.bbbbbb.1", 300},
	{"member", "set", "aaaaaaaa.bbbbbb.2", "aaaaaaaa.bbbbbb.1", 200},
	{"appeal", "set", "aaaaaaaa.bbbbbb.4", "aaaaaaaa.bbbbbb.4", 400},
	{"appeal", "event", "aaaaaaaa.bbbbbb.5", "aaaaaaaa.bbbbbb.4", 500},
};

/* Everything is taken back behind it. */
static int
apply(struct db *db, void *body)
{
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		struct record *record = NULL;

		assert(project_apply(db, row[i].op, row[i].hlc, row[i].hlc, "a", "甲", row[i].what,
			   row[i].kind, row[i].rid, body) == 0);
		assert(project_read(db, forms_find(station->forms, row[i].kind), row[i].rid,
			   &record) == 0);
		record_free(record);
	}
	return ERR_PARTIAL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = strndup((const char *)data, size);

	assert(db_write(station->db, apply, body, NULL) == ERR_PARTIAL);
	free(body);
	return 0;
}
