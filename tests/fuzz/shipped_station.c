#include "tests/fuzz/shipped_station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct actor shipped_actor = {"fuzz", "测试", ROLE_INFOADMIN, "test"};

static struct shipped_station station;

static void
clean(void)
{
	char *command = xprintf("rm -rf '%s'", station.folder);

	db_close(station.db);
	if (system(command) != 0)
		perror(station.folder);
	forms_free(station.forms);
	free(command);
	free(station.folder);
	free(station.dir);
}

static void
must(int err)
{
	if (!err)
		return;
	fprintf(stderr, "the station cannot be made: %d\n", err);
	exit(2);
}

static void
save(const char *kind, const char *const pairs[])
{
	struct record *record = record_new(forms_find(station.forms, kind));

	for (; pairs[0]; pairs += 2)
		record_set(record, form_field(record->form, pairs[0]), pairs[1]);
	must(store_save(station.db, &shipped_actor, record, NULL, NULL, NULL));
	record_free(record);
}

int
shipped_station_open(struct shipped_station *s)
{
	struct db_options options = {.dir = s->dir, .forms = s->forms};

	return db_open(&options, &s->db, NULL);
}

struct shipped_station *
shipped_station_make(void)
{
	static const char *const member[] = {"name", "张伟", "doc_no", "000000196503150017",
		"birth", "1965-03-15", "mobile", "13904551234", "note", "长的备注", NULL};
	static const char *const appeal[] = {"name", "张伟", "subject_line", "取暖费", "content",
		"没有发", NULL};
	struct unit unit = {.name = (char *)"测试站", .code = (char *)"", .upper = (char *)""};
	struct form_diags diags = {0};
	char folder[] = "/tmp/fuzz-XXXXXX";

	if (!mkdtemp(folder))
		must(-1);
	station.folder = xstrdup(folder);
	station.dir = xprintf("%s/d", folder);
	station.forms = forms_new();
	atexit(clean);
	must(forms_add_shipped(station.forms, &diags));
	struct db_options options = {.dir = station.dir, .forms = station.forms};

	must(db_init(&options, &unit, NULL));
	must(shipped_station_open(&station));
	save("member", member);
	save("appeal", appeal);
	return &station;
}
