/*
 * A big GB18030 sheet with the official headings is taken in by the program, every row checked,
 * while another process saves a record now and then as a clerk would.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include "base/charset.h"
#include "forms/check.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROWS 100000
#define ROWS_BRIEF 1000
#define PAUSE_MS 100 /* between the other clerk's saves */
#define OTHERS 4000000 /* numbers of the people she keys */

/* --- the sheet -------------------------------------------------------------------------------- */

/* What a sheet says: names of codes, the date as the heading wants it. */
static void
add_cell(const struct stock *s, const struct person *p, int column, struct buf *out)
{
	const char *value = p->value[column];
	const struct field *field =
	    &s->member->field[form_field(s->member, person_field[column])];
	const struct codes *codes = field->choices ? forms_codes(s->forms, field->choices) : NULL;
	const struct code *code = codes ? codes_find(codes, value, DAY_NONE) : NULL;

	buf_puts(out, code ? code->name[LANG_ZH] : value);
	buf_putc(out, column == PERSON_COLUMNS - 1 ? '\n' : ',');
}

static int
write_sheet(const char *path, int rows)
{
	struct charset_encoder *encoder = NULL;
	struct stock s = {.forms = forms_new()};
	struct form_diags diags = {0};
	struct buf text = BUF_EMPTY, bytes = BUF_EMPTY;
	struct person person;
	FILE *file = fopen(path, "we");
	int err = charset_encoder_new(CHARSET_GB18030, NULL, &encoder);

	forms_add_shipped(s.forms, &diags);
	form_diags_release(&diags);
	s.member = forms_find(s.forms, "member");
	buf_puts(&text, "工会会员信息采集表\n填表单位（盖章）：绥棱农场有限公司第三作业站\n");
	for (int c = 0; c < PERSON_COLUMNS; c++)
		buf_printf(&text, "%s%c", person_heading[c], c == PERSON_COLUMNS - 1 ? '\n' : ',');
	for (int i = 0; !err && file && i < rows; i++) {
		person_make(i, &person);
		for (int c = 0; c < PERSON_COLUMNS; c++)
			add_cell(&s, &person, c, &text);
		err = charset_encode(encoder, buf_text(&text), &bytes, NULL);
		fwrite(buf_text(&bytes), 1, bytes.len, file);
		buf_clear(&text);
		buf_clear(&bytes);
	}
	if (!file || fclose(file) != 0)
		err = -1;
	charset_encoder_free(encoder);
	buf_release(&text);
	buf_release(&bytes);
	forms_free(s.forms);
	return err ? -1 : 0;
}

/* --- the other clerk -------------------------------------------------------------------------- */

static void
save_now_and_then(const char *dir, int out)
{
	day_t today = day_of(clock_now(&clock_system));
	struct stock s;
	struct person person;

	if (stock_open(&s, dir) != 0)
		_exit(1);
	for (int i = OTHERS;; i++) {
		person_make(i, &person);
		struct record *record = person_record(s.member, &person);

		check_derive(s.forms, record, today);
		int64_t start = pty_now();
		int err = store_save(s.db, &stock_clerk, record, NULL, NULL, NULL);
		double ms = ms_since(start);

		record_free(record);
		if (err || write(out, &ms, sizeof ms) != sizeof ms)
			_exit(1);
		usleep(PAUSE_MS * 1000);
	}
}

static pid_t
start_other(const char *dir, int *from)
{
	int ends[2];

	if (pipe(ends) != 0)
		return -1;
	pid_t pid = fork();

	if (pid == 0) {
		close(ends[0]);
		save_now_and_then(dir, ends[1]);
	}
	close(ends[1]);
	*from = ends[0];
	return pid;
}

static int
stop_other(pid_t pid, int from, struct samples *out)
{
	double ms;
	int status;

	kill(pid, SIGTERM);
	waitpid(pid, &status, 0);
	while (read(from, &ms, sizeof ms) == sizeof ms)
		samples_add(out, ms);
	close(from);
	return WIFSIGNALED(status) ? 0 : -1;
}

/* ---------------------------------------------------------------------------------------------- */

/* Everything the sheet had is there: not a figure of a run that refused half of it. */
static int
check_count(const char *dir, int rows, int others)
{
	struct stock s;
	int64_t count = 0;
	int err = stock_open(&s, dir);
	struct store_query query = {.form = s.member};

	if (!err)
		err = store_count(s.db, &stock_clerk, &query, &count);
	stock_close(&s);
	if (!err && count >= rows + others)
		return 0;
	fprintf(stderr, "import: %lld members, not %d\n", (long long)count, rows + others);
	return -1;
}

/* Seconds of a processor that ended and waited-for children have used. */
static double
cpu_of_children(void)
{
	struct rusage used;

	getrusage(RUSAGE_CHILDREN, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

struct import_cost {
	double seconds, cpu;
};

static int
import(const struct run *run, const char *dir, const char *sheet, struct import_cost *cost,
    struct samples *others)
{
	double cpu = cpu_of_children();
	char *path = xprintf("%s/gongzhan", run->build);
	const char *const argv[] = {path, "--data", dir, "import", "member", sheet, NULL};
	int from = -1;
	pid_t other = start_other(dir, &from);
	int64_t start = pty_now();
	int status = command(argv);

	cost->seconds = ms_since(start) / 1000;
	cost->cpu = cpu_of_children() - cpu;
	free(path);
	if (stop_other(other, from, others) != 0 || status != 0) {
		fprintf(stderr, "import: ended with %d\n", status);
		return -1;
	}
	return 0;
}

/* Into a station of its own; what the sheet is goes into the rows' names. */
static int
measure_one(struct run *run, const char *dir, const char *sheet, const char *what, int rows)
{
	struct samples others = {0};
	struct import_cost cost = {0};
	int err = import(run, dir, sheet, &cost, &others);

	if (!err)
		err = check_count(dir, rows, others.count);
	if (!err) {
		row_add(run, xprintf("import of %d rows, %s, all checks", rows, what),
		    xprintf("%.0f rows/s (%.0f per second of a processor)",
			rows / cost.seconds, rows / cost.cpu),
		    xstrdup("10000 rows/s"), verdict_least(rows / cost.seconds, 10000));
		row_add(run, xprintf("another clerk's \"saved\" meanwhile (%d)", others.count),
		    xprintf("p50 %.0f p99 %.0f ms", samples_part(&others, 0.5),
			samples_part(&others, 0.99)),
		    xstrdup("500 ms"), verdict_most(samples_part(&others, 0.99), 500));
	}
	samples_release(&others);
	return err;
}

/* The same people as a workbook, by the program's own export. */
static int
write_book(const struct run *run, const char *dir, const char *book)
{
	char *path = xprintf("%s/gongzhan", run->build);
	const char *const argv[] = {path, "--data", dir, "export", "member", "--format", "xlsx",
		"--unmask", "--reason", "bench", "--output", book, NULL};
	int status = command(argv);

	free(path);
	return status == 0 ? 0 : -1;
}

static int
measure(struct run *run)
{
	int rows = run->brief ? ROWS_BRIEF : ROWS;
	char *first = stock_copy(run, 0, "import"), *second = stock_copy(run, 0, "import2");
	char *sheet = xprintf("%s/sheet.csv", run->tmp), *book = xprintf("%s/sheet.xlsx", run->tmp);
	int err = first && second ? write_sheet(sheet, rows) : -1;

	if (!err)
		err = measure_one(run, first, sheet, "GB18030", rows);
	if (!err)
		err = write_book(run, first, book);
	if (!err)
		err = measure_one(run, second, book, ".xlsx", rows);
	free(first);
	free(second);
	free(sheet);
	free(book);
	return err;
}

const struct bench bench_import = {"import", "a big sheet taken in", measure};
