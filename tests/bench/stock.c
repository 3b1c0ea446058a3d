#include "tests/bench/stock.h"

#include "db/care.h"
#include "db/demo.h"
#include "forms/check.h"
#include "tests/bench/people.h"

#include <stdlib.h>
#include <unistd.h>

#define SLICE 500 /* members of one commit */
#define FOLD 20   /* commits after which the log is folded in */

const struct actor stock_clerk = {"wxl", "王秀兰", ROLE_CLERK, "bench"};

static int
tell(const char *what, int err, struct say *why)
{
	char *line = say_text(why, LANG_EN);

	if (err)
		fprintf(stderr, "%s: %d %s\n", what, err, line);
	free(line);
	say_release(why);
	return err ? -1 : 0;
}

static struct forms *
shipped(void)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	forms_add_shipped(forms, &diags);
	form_diags_release(&diags);
	return forms;
}

int
stock_open(struct stock *s, const char *dir)
{
	struct say why = {0};

	*s = (struct stock){.forms = shipped()};
	struct db_options options = {.dir = dir, .forms = s->forms};
	int err = db_open(&options, &s->db, &why);

	s->member = forms_find(s->forms, "member");
	return tell(dir, err, &why);
}

void
stock_close(struct stock *s)
{
	db_close(s->db);
	forms_free(s->forms);
	*s = (struct stock){0};
}

static int
add_slice(struct stock *s, int first, int count, struct say *why)
{
	day_t today = day_of(clock_now(&clock_system));
	struct record *record[SLICE];
	struct person person;

	for (int i = 0; i < count; i++) {
		person_make(first + i, &person);
		record[i] = person_record(s->member, &person);
		check_derive(s->forms, record[i], today);
	}
	int err = store_save_all(s->db, &stock_clerk, record, count, why);

	for (int i = 0; i < count; i++)
		record_free(record[i]);
	return err;
}

static int
add_members(const char *dir, int members)
{
	struct stock s;
	struct say why = {0};
	int err = stock_open(&s, dir);

	for (int first = 0; !err && first < members; first += SLICE) {
		err = add_slice(&s, first, members - first < SLICE ? members - first : SLICE, &why);
		if (!err && first / SLICE % FOLD == FOLD - 1)
			err = care_housekeep(s.db);
		if (first && first % 100000 == 0)
			fprintf(stderr, "  %d of %d members made\n", first, members);
	}
	if (!err)
		err = care_housekeep(s.db);
	stock_close(&s);
	return tell(dir, err, &why);
}

static int
make(const char *dir, int members)
{
	struct say why = {0};
	struct forms *forms = shipped();
	struct db_options options = {.dir = dir, .forms = forms};
	int err = demo_make(&options, &why);

	forms_free(forms);
	return tell(dir, err, &why) || add_members(dir, members) ? -1 : 0;
}

/* Whole once it has its name. */
char *
stock_kept(const struct run *run, int members)
{
	char *dir = xprintf("%s/members-%d", run->cache, members);
	char *making = xprintf("%s.making", dir);
	const char *const remove[] = {"/bin/rm", "-rf", making, NULL};

	if (access(dir, F_OK) != 0) {
		command(remove);
		if (make(making, members) != 0 || rename(making, dir) != 0) {
			free(dir);
			dir = NULL;
		}
	}
	free(making);
	return dir;
}

/* A kept station is older than a day at some time; then a person is asked for the date. */
static int
confirm_clock(const char *dir)
{
	struct stock s;
	struct say why = {0};
	int err = stock_open(&s, dir);

	if (!err && db_clock_check(s.db, NULL) == DB_CLOCK_AHEAD)
		err = db_clock_confirm(s.db, &stock_clerk, &why);
	stock_close(&s);
	return tell(dir, err, &why);
}

char *
stock_copy(const struct run *run, int members, const char *name)
{
	char *kept = stock_kept(run, members), *copy = xprintf("%s/%s", run->tmp, name);
	const char *const argv[] = {"/bin/cp", "-r", kept, copy, NULL};

	if (!kept || command(argv) != 0 || confirm_clock(copy) != 0) {
		free(copy);
		copy = NULL;
	}
	free(kept);
	return copy;
}
