#include "unit.h"

#include "base/buf.h"
#include "base/day.h"
#include "base/log.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT INT64_C(1795453320000) /* 2026-11-24 01:02:00 at +08:00 */

struct fixture {
	char folder[24];
	char *path, *old;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	strcpy(f->folder, "/tmp/log-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->path = xprintf("%s/log", f->folder);
	f->old = xprintf("%s/log.1", f->folder);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	unlink(f->path);
	unlink(f->old);
	rmdir(f->folder);
	free(f->path);
	free(f->old);
	free(f);
	return 0;
}

static void
the_newest_is_read_first(void **state)
{
	struct fixture *f = *state;
	struct log *log = log_new(f->path), *other = log_new(f->path);
	struct log_entry entry[10];
	struct stat st;

	assert_int_equal(log_read(log, entry, 10), 0);
	log_note(log, AT, 217, "form");
	log_note(other, AT + 7000, 9, "a-very-long-name-of-a-screen");
	assert_int_equal(log_read(log, entry, 10), 2);
	assert_string_equal(entry[0].when, "2026-11-24 01:02:07");
	assert_int_equal(entry[0].number, 9);
	assert_string_equal(entry[0].where, "a-very-long-name-of-a-s");
	assert_string_equal(entry[1].when, "2026-11-24 01:02:00");
	assert_int_equal(entry[1].number, 217);
	assert_string_equal(entry[1].where, "form");
	assert_int_equal(log_read(log, entry, 1), 1);
	assert_int_equal(entry[0].number, 9);
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	log_free(log);
	log_free(other);
}

static void
what_is_no_line_is_passed_over(void **state)
{
	static const char junk[] = "\n\nE5\n2026-11-24 01:02:07 E0 x\n2026-11-24 01:02:07 X5 x\n"
	    "2026-11-24 01:02:07 E6\n2026-11-24 01:02:07 E7 half";
	struct fixture *f = *state;
	struct log_entry entry[10];
	FILE *file = fopen(f->path, "w");

	assert_non_null(file);
	fputs(junk, file);
	fclose(file);
	struct log *log = log_new(f->path);

	assert_int_equal(log_read(log, entry, 10), 2);
	assert_int_equal(entry[0].number, 7);
	assert_int_equal(entry[1].number, 6);
	log_free(log);
	log_note(NULL, AT, 1, "x");
	assert_int_equal(log_read(NULL, entry, 10), 0);
	assert_null(log_new("/dev/null/log"));
	log_free(NULL);
}

/* Two processes: whoever finds it full turns it over, the other follows. */
static void
it_never_grows_beyond_its_room(void **state)
{
	struct fixture *f = *state;
	struct log *log = log_new(f->path), *other = log_new(f->path);
	struct log_entry entry[10];
	struct stat now, before;

	for (int i = 0; i < 5000; i++) {
		log_note(log, AT + i * 1000, 1 + i % 500, "list");
		log_note(other, AT + i * 1000, 1 + i % 500, "form");
	}
	assert_int_equal(stat(f->path, &now), 0);
	assert_int_equal(stat(f->old, &before), 0);
	assert_in_range(now.st_size, 1, LOG_MOST + 100);
	assert_in_range(before.st_size, LOG_MOST, LOG_MOST + 100);
	assert_int_equal(log_read(log, entry, 10), 10);
	assert_int_equal(log_read(other, entry, 10), 10);
	assert_int_equal(entry[0].number, 500);
	assert_int_equal(unlink(f->path), 0); /* by somebody who tidies up */
	log_note(log, AT, 5, "list");
	log_note(other, AT, 6, "form");
	assert_int_equal(log_read(log, entry, 10), 2);
	log_free(log);
	log_free(other);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_newest_is_read_first),
		TEST(what_is_no_line_is_passed_over),
		TEST(it_never_grows_beyond_its_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
