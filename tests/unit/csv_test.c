#include "unit.h"

#include "base/err.h"
#include "share/csv.h"

#include <stdio.h>

/* Gives a text in bites of `bite` bytes, so that every boundary is met. */
struct feed {
	const char *text;
	size_t len, at, bite;
	int fail_at_end;
};

static int64_t
feed(void *arg, char *to, size_t size)
{
	struct feed *f = arg;
	size_t n = f->len - f->at < f->bite ? f->len - f->at : f->bite;

	if (n > size)
		n = size;
	if (n == 0)
		return f->fail_at_end;
	memcpy(to, f->text + f->at, n);
	f->at += n;
	return (int64_t)n;
}

/* All rows as text: cells in [], rows ended by the state and the line. */
static char *
read_all(const char *text, size_t len, size_t bite, int fail)
{
	struct feed f = {text, len, 0, bite, fail};
	struct csv *csv = csv_new(feed, &f);
	struct row row;
	char *out = NULL;
	size_t size;
	FILE *to = open_memstream(&out, &size);
	int got;

	while ((got = csv_next(csv, &row)) > 0) {
		for (int i = 0; i < row.count; i++)
			fprintf(to, "[%s]", row.cell[i]);
		if (row.state != ROW_WHOLE)
			fputs(row.state == ROW_BROKEN ? "!" : "!!", to);
		fprintf(to, "@%d ", (int)row.line);
	}
	if (got < 0)
		fprintf(to, "error %d", got);
	fclose(to);
	csv_free(csv);
	return out;
}

static void
expect(const char *text, const char *want)
{
	for (size_t bite = 1; bite <= strlen(text) + 1; bite++) {
		char *seen = read_all(text, strlen(text), bite, 0);

		assert_string_equal(seen, want);
		free(seen);
	}
}

static void
rows_as_table_programs_write_them(void **state)
{
	(void)state;
	expect("a,b\r\n1,2\r\n", "[a][b]@1 [1][2]@2 ");
	expect("a\tb,c\td\n1\t\t\n", "[a][b,c][d]@1 [1][][]@2 ");
	expect("a;b;c\n1;2;3", "[a][b][c]@1 [1][2][3]@2 ");
	expect("\"x\"\"y\",\"1\n2\",z\nq\n", "[x\"y][1\n2][z]@1 [q]@3 ");
	expect("a\rb\r", "[a]@1 [b]@2 ");
	expect("title\n\na\tb\n1,5\t2\n", "[title]@1 []@2 [a][b]@3 [1,5][2]@4 ");
	expect("5\" pipe,x\n\n,\n", "[5\" pipe][x]@1 []@2 [][]@3 ");
	expect("", "");
	expect("\"\",\"\"", "[][]@1 ");
}

static void
an_open_quote_costs_one_row(void **state)
{
	(void)state;
	expect("a,b\n\"x,1\ny,2\n", "[a][b]@1 [\"x][1]!@2 [y][2]@3 ");
	/* Nor do two of them, rows apart. */
	expect("\"x,1\ny,2\n\"z,3\nq,4\n", "[\"x][1]!@1 [y][2]@2 [\"z][3]!@3 [q][4]@4 ");
	expect("\"x\"y,1\n\"p\" ,\"\"\"\"\n", "[\"x\"y][1]!@1 [p ][\"]@2 ");
}

static void
a_huge_line_is_skipped(void **state)
{
	size_t len = 3 * (size_t)ROW_BYTES_MAX;
	char *text = malloc(len + 5);

	(void)state;
	memset(text, 'x', len);
	memcpy(text + len, "\na,b\n", 5);
	char *seen = read_all(text, len + 5, 50000, 0);

	assert_string_equal(seen, "!!@1 [a][b]@2 ");
	free(seen);
	free(text);
}

static void
an_error_of_the_source_is_passed_on(void **state)
{
	(void)state;
	char *seen = read_all("a\nb", 3, 2, ERR_INPUT);

	assert_string_equal(seen, "[a]@1 error -2");
	free(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_as_table_programs_write_them),
		cmocka_unit_test(an_open_quote_costs_one_row),
		cmocka_unit_test(a_huge_line_is_skipped),
		cmocka_unit_test(an_error_of_the_source_is_passed_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
