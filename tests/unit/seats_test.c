#include "unit.h"

#include "base/err.h"
#include "db/seats.h"

#include <fcntl.h>
#include <stdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

struct fixture {
	char dir[32];
	struct forms *forms;
	struct db *db;
};

static struct seat_row rows[SEATS_MOST];

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct unit unit = {.name = (char *)"第三作业站"};
	struct say why = {0};

	strcpy(f->dir, "/tmp/seats-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->forms = forms_new();

	struct db_options options = {.dir = f->dir, .forms = f->forms};

	assert_int_equal(db_init(&options, &unit, &why), 0);
	assert_int_equal(db_open(&options, &f->db, &why), 0);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char *remove = xprintf("rm -rf '%s'", f->dir);

	db_close(f->db);
	forms_free(f->forms);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(f);
	return 0;
}

static struct seats *
sit(struct fixture *f, const char *account, const char *record)
{
	struct seats *seats = seats_open(f->db);
	struct seat_row row = {.since = 1, .heard = 2};

	strcpy(row.account, account);
	strcpy(row.record, record);
	seats_sit(seats, &row);
	return seats;
}

static void
who_sits_is_listed_until_she_leaves(void **state)
{
	struct seats *a = sit(*state, "wxl", "r.1"), *b = sit(*state, "lgd", "");

	assert_int_equal(seats_list(a, rows), 2);
	assert_string_equal(rows[0].account, "wxl");
	assert_string_equal(rows[0].record, "r.1");
	assert_string_equal(rows[1].account, "lgd");
	assert_int_equal(seats_own(b), rows[1].number);
	seats_leave(a);
	assert_int_equal(seats_list(b, rows), 1);
	assert_string_equal(rows[0].account, "lgd");
	seats_close(a);
	seats_close(b);
}

static void
who_died_is_gone_and_her_place_is_taken(void **state)
{
	struct seats *a = sit(*state, "wxl", "");
	int way[2];
	char byte;

	assert_int_equal(pipe(way), 0);
	pid_t pid = fork();

	if (pid == 0) {
		sit(*state, "lgd", "");
		_exit(write(way[1], "", 1) != 1 || pause());
	}
	assert_int_equal(read(way[0], &byte, 1), 1);
	assert_int_equal(seats_list(a, rows), 2);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(seats_list(a, rows), 1);

	struct seats *c = sit(*state, "zql", "");

	assert_int_equal(seats_list(a, rows), 2);
	assert_string_equal(rows[1].account, "zql");
	assert_int_equal(seats_own(c), 1);
	seats_close(c);
	seats_close(a);
	close(way[0]);
	close(way[1]);
}

/* What was told to who sat here before is not told to the next. */
static void
what_is_told_is_heard_once_and_without_controls(void **state)
{
	struct seats *a = sit(*state, "wxl", ""), *b = sit(*state, "lgd", "");
	struct seat_told told = {.from = "李\x1b]0;x\a国栋", .text = "停\x1b[31m电\xc2\x9b\n\xff!"};

	assert_false(seats_heard(b, &told));
	assert_int_equal(seats_tell(a, seats_own(b), &told), 0);
	memset(&told, 0, sizeof told);
	assert_true(seats_heard(b, &told));
	assert_string_equal(told.from, "李]0;x国栋");
	assert_string_equal(told.text, "停[31m电!");
	assert_false(told.leave);
	assert_false(seats_heard(b, &told));
	told.leave = true;
	assert_int_equal(seats_tell(a, seats_own(b), &told), 0);
	seats_close(b);

	struct seats *c = sit(*state, "zql", "");

	assert_false(seats_heard(c, &told));
	assert_int_equal(seats_tell(a, 7, &told), ERR_NOTFOUND);
	assert_int_equal(seats_tell(a, -1, &told), ERR_NOTFOUND);
	seats_close(c);
	seats_close(a);
}

/* Whoever can write the store can write anything there: it is text without controls, no more. */
static void
a_spoilt_file_is_harmless(void **state)
{
	struct fixture *f = *state;
	struct seats *a = sit(f, "wxl", ""), *b = sit(f, "lgd", "");
	char *path = xprintf("%s/seats", f->dir), junk[4096];
	struct seat_told told;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	memset(junk, 0x1b, sizeof junk);
	assert_int_equal(pwrite(fd, junk, sizeof junk, 0), sizeof junk);
	assert_int_equal(seats_list(a, rows), 2);
	assert_string_equal(rows[1].account, "");
	assert_string_equal(rows[1].screen, "");
	assert_true(seats_heard(b, &told));
	assert_string_equal(told.text, "");
	close(fd);
	free(path);
	seats_close(b);
	seats_close(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(who_sits_is_listed_until_she_leaves, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(who_died_is_gone_and_her_place_is_taken, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(what_is_told_is_heard_once_and_without_controls,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_spoilt_file_is_harmless, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
