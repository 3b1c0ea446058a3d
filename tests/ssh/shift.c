/*
 * A shift of many clerks at once over real SSH, each typing 4 keys a second and saving every two:
 * no key lost, no error, and afterwards every member that was said to be saved is in the store, by
 * whom it was keyed, with every field as it was typed, and no other.
 *	shift [SECONDS [CLERKS]]
 * Prints what they felt.
 */
#include "base/err.h"
#include "db/care.h"
#include "db/demo.h"
#include "db/store.h"
#include "forms/check.h"
#include "tests/bench/people.h"
#include "tests/ssh/crew.h"
#include "tests/ssh/service.h"

#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECONDS 6
#define CLERKS 4
#define KEYS_A_SECOND 4
#define PATIENCE 60000

/* The sheet that each keys first; of it the next ones carry over what is offered again. */
#define FIRST 900 /* the number of her member that has its name */

static const struct actor reader = {"os:test", "test", ROLE_INFOADMIN, "test"};

/* --- the station ------------------------------------------------------------------------------ */

struct station {
	struct forms *forms;
	struct db *db;
	const struct form *member;
};

static int
open_station(struct station *s, const char *dir, bool fresh)
{
	struct db_options options = {.dir = dir};
	struct form_diags diags = {0};
	struct say why = {0};

	*s = (struct station){.forms = forms_new()};
	int err = forms_add_shipped(s->forms, &diags);

	options.forms = s->forms;
	if (!err && fresh)
		err = demo_make(&options, &why);
	if (!err)
		err = db_open(&options, &s->db, &why);
	if (!err)
		s->member = forms_find(s->forms, "member");
	form_diags_release(&diags);
	say_release(&why);
	return err;
}

static void
close_station(struct station *s)
{
	db_close(s->db);
	forms_free(s->forms);
}

/* --- what was keyed --------------------------------------------------------------------------- */

/* What a clerk writes on all her papers, so that hers can be told from others'. */
static void
own_words(int clerk, char place[64], char unit[64])
{
	char name[CREW_NAME];

	crew_name(clerk, 0, name);
	snprintf(place, 64, "黑龙江省绥棱县%.6s乡", name + 3);
	snprintf(unit, 64, "第三作业站%.6s队", name + 3);
}

/* The first paper, as it must come to stand in the store: every field that was typed. */
static struct record *
first_paper(const struct form *form, int clerk)
{
	struct record *record = record_new(form);
	char name[CREW_NAME], place[64], unit[64];
	struct person person;

	person_make(clerk, &person);
	crew_name(clerk, FIRST, name);
	own_words(clerk, place, unit);
	const char *const pairs[][2] = {
		{"name", name}, {"doc_type", "1"}, {"doc_no", person.value[PERSON_DOC_NO]},
		{"ethnicity", "01"}, {"mobile", "13904551238"}, {"education", "5"}, {"skill", "2"},
		{"political", "13"}, {"household", "1"}, {"household_place", place},
		{"native_place", "黑龙江绥棱"}, {"migrant", "2"}, {"work_unit", unit},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		record_set(record, form_field(form, pairs[i][0]), pairs[i][1]);
	return record;
}

static char *
keys_of_first(int clerk)
{
	char name[CREW_NAME], place[64], unit[64];
	struct person person;

	person_make(clerk, &person);
	crew_name(clerk, FIRST, name);
	own_words(clerk, place, unit);
	return xprintf("%s<Enter>%s<Enter>han<Enter>13904551238<Enter>5<Enter>2<Enter>13<Enter>"
	    "1<Enter>%s<Enter>黑龙江绥棱<Enter>%s", name, person.value[PERSON_DOC_NO], place, unit);
}

/* The crew's papers: a name, and what stood on the first one and is offered again. */
static struct record *
next_paper(const struct form *form, int clerk, long member, const struct record *first)
{
	struct record *record = record_new(form);
	char name[CREW_NAME];

	for (int i = 0; i < form->field_count; i++)
		if (form->field[i].sticky)
			record_set(record, i, first->value[i]);
	crew_name(clerk, member, name);
	record_set(record, form_field(form, "name"), name);
	return record;
}

/* --- the shift -------------------------------------------------------------------------------- */

static int
wait_for(struct pty *pty, const char *text)
{
	if (pty_wait(pty, text, PATIENCE))
		return 0;
	fprintf(stderr, "shift: never came: %s\n", text);
	pty_show(pty, stderr);
	return -1;
}

static int
come(const struct service *service, int clerk, struct pty *pty)
{
	char *keys = keys_of_first(clerk), name[CREW_NAME];
	int err = service_come(service, clerk, pty);

	crew_name(clerk, FIRST, name);
	char *saved = xprintf("%s 已保存。", name);

	if (!err)
		err = pty_keys(pty, "1") ? -1 : wait_for(pty, "共 3");
	if (!err)
		err = pty_keys(pty, "<F6>") ? -1 : wait_for(pty, "照证件写");
	if (!err)
		err = pty_keys(pty, keys) ? -1 : wait_for(pty, "工作单位 >");
	if (!err)
		err = pty_keys(pty, "<F2>") ? -1 : wait_for(pty, saved);
	free(saved);
	free(keys);
	return err;
}

static int
work(struct service *service, struct crew *crew, int seconds)
{
	int err = service_accounts(service, crew->count);

	if (!err)
		err = service_start(service);
	for (int i = 0; !err && i < crew->count; i++)
		err = come(service, i, &crew->clerk[i].pty);
	if (!err)
		err = crew_work(crew, seconds);
	for (int i = 0; i < crew->count; i++)
		pty_end(&crew->clerk[i].pty);
	service_stop(service);
	return err;
}

static void
tell(struct crew *crew)
{
	printf("%d clerks: %ld keys, none lost; echo median %.2f p99 %.2f most %.2f ms; saved %d "
	    "median %.1f p99 %.1f most %.1f ms\n", crew->count, crew->keys,
	    samples_part(&crew->echo, 0.5), samples_part(&crew->echo, 0.99),
	    samples_part(&crew->echo, 1), crew->saved.count, samples_part(&crew->saved, 0.5),
	    samples_part(&crew->saved, 0.99), samples_part(&crew->saved, 1));
}

/* --- afterwards ------------------------------------------------------------------------------- */

static bool
is_same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Was all of it keyed by that person? */
static bool
is_by(struct station *s, const char *id, const char *who)
{
	struct changes changes = {0};
	bool by = store_history(s->db, &reader, id, STORE_MASKED, &changes) == 0 &&
	    changes.count > 0;

	for (int i = 0; i < changes.count; i++)
		by = by && is_same(changes.change[i].who, who);
	changes_release(&changes);
	return by;
}

static int
complain(const struct record *typed, const char *what, const char *wanted, const char *there)
{
	fprintf(stderr, "shift: %s, %s: \"%s\" was typed, \"%s\" is there\n",
	    record_get(typed, "name"), what, wanted ? wanted : "", there ? there : "");
	return 1;
}

/* Field by field; `typed` gets what is worked out from it first. Takes it over. */
static int
compare(struct station *s, struct record *typed, const char *who)
{
	const struct form *form = s->member;
	int name = form_field(form, "name"), number = form_field(form, "member_no"), wrong = 0;
	struct record *found = NULL, *record = NULL;

	check_derive(s->forms, typed, day_of(clock_now(&clock_system)));
	int err = store_find(s->db, &reader, form, name, typed->value[name], &found);

	if (!err)
		err = store_get(s->db, &reader, found->id, STORE_FULL, "test", &record);
	if (err)
		wrong += complain(typed, "the whole", "it", "nothing");
	/* Its number is given when it is saved. */
	for (int i = 0; !err && i < form->field_count; i++)
		if (i == number ? !record->value[i] : !is_same(typed->value[i], record->value[i]))
			wrong += complain(typed, form->field[i].name, typed->value[i],
			    record->value[i]);
	if (!err && !is_by(s, record->id, who))
		wrong += complain(typed, "its history", who, "somebody else");
	record_free(found);
	record_free(record);
	record_free(typed);
	return wrong;
}

static int
count_members(struct station *s)
{
	struct store_query query = {.form = s->member};
	int64_t count = 0;

	return store_count(s->db, &reader, &query, &count) == 0 ? (int)count : -1;
}

/* How much is not as it was keyed. */
static int
check(const struct service *service, const struct crew *crew, int before)
{
	struct station s;
	int wrong = open_station(&s, service->station, false) != 0, keyed = 0;

	for (int i = 0; !wrong && i < crew->count; i++) {
		struct record *first = first_paper(s.member, i);
		char who[16];

		service_account(service, i, who);
		for (long member = 0; member < crew_saves(crew, i); member++)
			wrong += compare(&s, next_paper(s.member, i, member, first), who);
		wrong += compare(&s, first, who);
		keyed += crew_saves(crew, i) + 1;
	}
	if (!wrong && count_members(&s) != before + keyed) {
		fprintf(stderr, "shift: %d members keyed, %d more are there\n", keyed,
		    count_members(&s) - before);
		wrong++;
	}
	close_station(&s);
	return wrong;
}

static int
prepare(const char *dir, int *members)
{
	struct station s;
	int err = open_station(&s, dir, true);

	if (!err)
		*members = count_members(&s);
	close_station(&s);
	return err;
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/shift-XXXXXX";
	int seconds = argc > 1 ? atoi(argv[1]) : SECONDS, members = 0;
	struct crew crew = {.count = argc > 2 ? atoi(argv[2]) : CLERKS,
		.keys_a_second = KEYS_A_SECOND};
	struct service service = {.build = getenv("B"), .folder = folder, .each = 1};

	setlocale(LC_ALL, "C.UTF-8");
	setenv("TERM", "xterm-256color", 1);
	signal(SIGPIPE, SIG_IGN);
	if (!service.build || !mkdtemp(folder))
		return 2;
	char *station = xprintf("%s/station", folder);

	service.station = station;
	const char *missing = service_missing(&service);

	if (missing) {
		fprintf(stderr, "SKIP: %s\n", missing);
		rmdir(folder);
		return 77;
	}
	crew_begin(&crew);
	int err = prepare(station, &members);

	if (!err)
		err = work(&service, &crew, seconds);
	if (!err)
		tell(&crew);
	if (!err)
		err = check(&service, &crew, members);
	crew_release(&crew);
	char *remove = xprintf("rm -rf %s", folder);

	if (!err)
		err = system(remove);
	else
		fprintf(stderr, "%s is kept\n", folder);
	free(remove);
	free(station);
	return err != 0;
}
