#include "station.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char definition[] =
    "kind note\n"
    "  label 记事 | Note\n"
    "  title name\n"
    "page 一 | One\n"
    "field name\n"
    "  type text\n"
    "  label 名 | Name\n"
    "  find name\n"
    "  list 20\n"
    "field body\n"
    "  type longtext\n"
    "  label 内容 | Body\n";

static const struct actor actor = {"test", "测试", ROLE_INFOADMIN, "test"};

static void
die(const char *what, int err, struct say *why)
{
	char *line = say_text(why, LANG_EN);

	fprintf(stderr, "%s: %d %s\n", what, err, line);
	free(line);
	exit(2);
}

static void
load_forms(struct station *s)
{
	struct form_diags diags = {0};
	struct say why = {0};

	s->forms = forms_new();
	int err = forms_add(s->forms, "note.form", definition, sizeof definition - 1, &diags);

	if (err)
		die("definition", err, &why);
	form_diags_release(&diags);
	s->form = forms_find(s->forms, "note");
}

int
station_try(struct station *s, const char *dir)
{
	struct db_options options = {.dir = dir};
	struct say why = {0};

	memset(s, 0, sizeof *s);
	load_forms(s);
	options.forms = s->forms;
	int err = db_open(&options, &s->db, &why);

	say_release(&why);
	return err;
}

void
station_open(struct station *s, const char *dir, bool fresh)
{
	struct db_options options = {.dir = dir};
	struct unit unit = {.name = (char *)"测试站", .code = (char *)"", .upper = (char *)""};
	struct say why = {0};
	int err = 0;

	memset(s, 0, sizeof *s);
	load_forms(s);
	options.forms = s->forms;
	if (fresh)
		err = db_init(&options, &unit, &why);
	if (!err)
		err = db_open(&options, &s->db, &why);
	if (err)
		die(dir, err, &why);
	say_release(&why);
}

void
station_close(struct station *s)
{
	db_close(s->db);
	forms_free(s->forms);
	memset(s, 0, sizeof *s);
}

/* Big enough that a record's pages can be torn. */
static char *
body_of(int writer, int serial, int turn)
{
	char *body = xprintf("%d.%d.%d.", writer, serial, turn);
	struct buf b = BUF_EMPTY;

	for (int i = 0; i < 40 + serial % 60; i++)
		buf_puts(&b, body);
	free(body);
	return buf_take(&b);
}

int
station_save(struct station *s, int writer, int serial)
{
	struct record *record = record_new(s->form);
	int err = 0;

	for (int turn = 0; !err && turn <= (serial % 3 == 0); turn++) {
		char *name = xprintf("w%d-%d", writer, serial),
		     *body = body_of(writer, serial, turn);

		record_set(record, form_field(s->form, "name"), name);
		record_set(record, form_field(s->form, "body"), body);
		err = store_save(s->db, &actor, record, NULL, NULL, NULL);
		free(name);
		free(body);
	}
	record_free(record);
	return err;
}

static bool
is_whole(struct station *s, int writer, int serial, const char *id)
{
	struct record *record = NULL;
	char *want = body_of(writer, serial, serial % 3 == 0);
	bool same = store_get(s->db, &actor, id, STORE_MASKED, NULL, &record) == 0 &&
	    record_get(record, "body") && strcmp(record_get(record, "body"), want) == 0;

	record_free(record);
	free(want);
	return same;
}

static int
serial_of(const struct record *record, int writer)
{
	int w, serial;
	const char *name = record_get(record, "name");

	if (!name || sscanf(name, "w%d-%d", &w, &serial) != 2 || w != writer)
		return -1;
	return serial;
}

int
station_lost(struct station *s, int writer, int count)
{
	struct store_query query = {.form = s->form, .limit = 1000};
	bool *found = xcalloc((size_t)count + 1, sizeof *found);
	char *after = NULL;
	int lost = 0;
	bool more = true;

	while (more) {
		struct store_page page = {0};

		query.after = after;
		if (store_list(s->db, &actor, &query, &page) != 0)
			break;
		for (int i = 0; i < page.count; i++) {
			int serial = serial_of(page.row[i].record, writer);

			if (serial >= 0 && serial < count && !found[serial])
				found[serial] = is_whole(s, writer, serial, page.row[i].record->id);
		}
		more = page.more && page.count > 0;
		free(after);
		after = more ? xstrdup(page.row[page.count - 1].key) : NULL;
		store_page_release(&page);
	}
	free(after);
	for (int i = 0; i < count; i++)
		lost += !found[i];
	free(found);
	return lost;
}

bool
station_is_sound(struct station *s, bool rebuild)
{
	struct care_report report = {0};
	unsigned char before[32], after[32];
	int err = care_verify(s->db, NULL, &report);

	if (err) {
		char *line = say_text(&report.first, LANG_EN);

		fprintf(stderr, "verify: %d: %s\n", err, line);
		free(line);
	}
	say_release(&report.first);
	if (err || !rebuild)
		return !err;
	if (care_digest(s->db, before) || care_rebuild(s->db, NULL, NULL) ||
	    care_digest(s->db, after) || memcmp(before, after, sizeof before) != 0) {
		fprintf(stderr, "rebuild differs\n");
		return false;
	}
	return true;
}
