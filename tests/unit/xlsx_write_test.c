/* What is written is read again as it was. */
#include "unit.h"

#include "base/buf.h"
#include "share/xlsx_write.h"
#include "tests/unit/book_make.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t
start_writer(struct wire_out *out, struct wire_in *in)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid_t writer = fork();

	if (writer == 0) {
		struct wire_in from = {.fd = pair[1]};
		struct wire_out to = {.fd = pair[1]};

		close(pair[0]);
		wire_end(&to, xlsx_write(&from, &to));
		wire_out_release(&to);
		wire_in_release(&from);
		_exit(0);
	}
	close(pair[1]);
	*out = (struct wire_out){.fd = pair[0]};
	*in = (struct wire_in){.fd = pair[0]};
	return writer;
}

static void
give(struct wire_out *out, int64_t rows)
{
	static const char *const name[] = {"姓名", "12"}, *const sex[] = {"性别", "6", "男", "女"},
		   *const folk[] = {"民族", "8", "汉族", "满族", "回族"};
	char *cells[][3] = {
		{(char *)"张三丰", (char *)"男", (char *)"汉族"},
		{(char *)"=1+1", (char *)"", (char *)" 两\n行 "},
		{(char *)"000000198803140020", (char *)"<&>", (char *)""},
		{(char *)"a_x000D_b", (char *)"a\rb", (char *)"\xF0\xAC\xAD\xB3"},
	};

	wire_count(out, rows);
	wire_sheet(out, "会员");
	wire_column(out, name, 2);
	wire_column(out, sex, 4);
	wire_column(out, folk, 5);
	for (int i = 0; i < 4; i++) {
		const struct row row = {.cell = cells[i], .count = 3, .line = i + 1};

		wire_row(out, &row, 0, 0);
	}
	wire_end(out, BOOK_FINE);
	wire_out_release(out);
}

/* Writes with so many rows announced, reads what came. */
static char *
write_and_read(int64_t rows)
{
	struct wire_out out;
	struct wire_in in;
	struct buf file = BUF_EMPTY;
	enum wire_type type;
	pid_t writer = start_writer(&out, &in);

	give(&out, rows);
	while ((type = wire_next(&in)) == WIRE_DATA)
		buf_add(&file, in.data, in.data_len);
	assert_int_equal(type, WIRE_END);
	assert_int_equal(in.fault, BOOK_FINE);
	wire_in_release(&in);
	waitpid(writer, NULL, 0);
	char *seen = book_read(&book_xlsx, file.data, file.len);

	buf_release(&file);
	return seen;
}

/* Few rows share their texts; many have them in the cells. The hidden lists are not read. */
static void
texts_come_back_as_they_were(void **state)
{
	static const int64_t rows[] = {4, 10000000};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *seen = write_and_read(rows[i]);

		assert_string_equal(seen, "[会员]\n1: 姓名|性别|民族\n2: 张三丰|男|汉族\n"
					  "3: =1+1|| 两\n行 \n4: 000000198803140020|<&>\n"
					  "5: a_x000D_b|a\rb|\xF0\xAC\xAD\xB3\n");
		free(seen);
	}
}

static void
a_talk_broken_off_gives_no_workbook(void **state)
{
	struct wire_out out;
	struct wire_in in;
	pid_t writer = start_writer(&out, &in);

	(void)state;
	wire_sheet(&out, "会员");
	wire_data(&out, "", 0); /* has no place here */
	wire_end(&out, BOOK_FINE);
	assert_int_equal(wire_next(&in), WIRE_END);
	assert_int_equal(in.fault, BOOK_SYSTEM);
	wire_out_release(&out);
	wire_in_release(&in);
	waitpid(writer, NULL, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_come_back_as_they_were),
		cmocka_unit_test(a_talk_broken_off_gives_no_workbook),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
