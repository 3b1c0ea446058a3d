#include "unit.h"

#include "tui/input.h"

/* Every sequence of every terminal we know, and its key. */
static const struct {
	const char *bytes;
	int key;
} sequences[] = {
	{"\033[A", INPUT_UP}, {"\033OA", INPUT_UP}, {"\033[1;2A", INPUT_UP},
	{"\033[B", INPUT_DOWN}, {"\033OB", INPUT_DOWN}, {"\033[C", INPUT_RIGHT},
	{"\033OD", INPUT_LEFT}, {"\033[1;5D", INPUT_LEFT},
	{"\033[H", INPUT_HOME}, {"\033OH", INPUT_HOME}, {"\033[1~", INPUT_HOME},
	{"\033[7~", INPUT_HOME}, {"\033[F", INPUT_END}, {"\033[4~", INPUT_END},
	{"\033[8~", INPUT_END}, {"\033[5~", INPUT_PGUP}, {"\033[6~", INPUT_PGDN},
	{"\033[2~", INPUT_INSERT}, {"\033[3~", INPUT_DELETE}, {"\033[3;5~", INPUT_DELETE},
	{"\033[Z", INPUT_BACKTAB}, {"\033OM", INPUT_ENTER}, {"\033Oq", '1'},
	/* xterm, VT220, PuTTY, Linux console */
	{"\033OP", INPUT_F(1)}, {"\033[11~", INPUT_F(1)}, {"\033[[A", INPUT_F(1)},
	{"\033OQ", INPUT_F(2)}, {"\033[12~", INPUT_F(2)}, {"\033[[B", INPUT_F(2)},
	{"\033OR", INPUT_F(3)}, {"\033[13~", INPUT_F(3)}, {"\033[[C", INPUT_F(3)},
	{"\033OS", INPUT_F(4)}, {"\033[14~", INPUT_F(4)}, {"\033[[D", INPUT_F(4)},
	{"\033[15~", INPUT_F(5)}, {"\033[[E", INPUT_F(5)}, {"\033[17~", INPUT_F(6)},
	{"\033[18~", INPUT_F(7)}, {"\033[19~", INPUT_F(8)}, {"\033[20~", INPUT_F(9)},
	{"\033[21~", INPUT_F(10)}, {"\033[23~", INPUT_F(11)}, {"\033[24~", INPUT_F(12)},
	{"\033[24;2~", INPUT_F(12)},
	{"张", 0x5f20}, {"𬭳", 0x2cb73}, {"é", 0xe9}, {"a", 'a'},
	{"\r", INPUT_ENTER}, {"\n", INPUT_ENTER}, {"\t", INPUT_TAB},
	{"\x7f", INPUT_BACKSPACE}, {"\b", INPUT_BACKSPACE}, {"\a", INPUT_CTRL('g')},
	{"\033\033", INPUT_ESC}, {"\0331", INPUT_TWIN + '1'}, {"\033m", INPUT_TWIN + 'm'},
};
#define SEQUENCES (sizeof sequences / sizeof *sequences)

static void
assert_no_key(struct input *input, int64_t now)
{
	int key;

	assert_false(input_get(input, now, &key));
}

static void
assert_key(struct input *input, int64_t now, int wanted)
{
	int key = -1;

	assert_true(input_get(input, now, &key));
	assert_int_equal(key, wanted);
}

static void
put(struct input *input, const char *bytes, int64_t now)
{
	input_put(input, bytes, strlen(bytes), now);
}

/* However the line cuts it, a sequence is one key. */
static void
test_split_at_each_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < SEQUENCES; i++) {
		size_t len = strlen(sequences[i].bytes);

		for (size_t cut = 0; cut < len; cut++) {
			struct input *input = input_new();

			input_put(input, sequences[i].bytes, cut, 0);
			if (cut)
				assert_no_key(input, 10);
			input_put(input, sequences[i].bytes + cut, len - cut, 20);
			assert_key(input, 20, sequences[i].key);
			assert_no_key(input, 20);
			assert_int_equal(input_wait(input, 20), -1);
			input_free(input);
		}
	}
}

static void
test_all_at_once(void **state)
{
	struct input *input = input_new();

	(void)state;
	for (size_t i = 0; i < SEQUENCES; i++)
		put(input, sequences[i].bytes, 0);
	for (size_t i = 0; i < SEQUENCES; i++)
		assert_key(input, 0, sequences[i].key);
	input_free(input);
}

static void
test_escape_alone(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033", 0);
	assert_true(input_is_prefix(input));
	assert_int_equal(input_wait(input, 100), 700);
	assert_no_key(input, 799);
	assert_key(input, 800, INPUT_ESC);
	assert_false(input_is_prefix(input));
	input_free(input);
}

/* A slow Esc and a digit are two keys, also when both are read late. */
static void
test_escape_then_digit(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033", 0);
	put(input, "2", 700);
	assert_key(input, 5000, INPUT_TWIN + '2');
	put(input, "\033", 6000);
	put(input, "2", 6900);
	assert_key(input, 9000, INPUT_ESC);
	assert_key(input, 9000, '2');
	input_free(input);
}

/* Esc, then somebody types [ by hand: no sequence. */
static void
test_late_bracket(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033", 0);
	put(input, "[", 60);
	assert_key(input, 60, INPUT_TWIN + '[');
	put(input, "A", 61);
	assert_key(input, 61, 'A');
	input_free(input);
}

static void
test_escape_then_other(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033张\033\r", 0);
	assert_key(input, 0, INPUT_ESC);
	assert_key(input, 0, 0x5f20);
	assert_key(input, 0, INPUT_ESC);
	assert_key(input, 0, INPUT_ENTER);
	input_free(input);
}

/* What breaks off, and what nobody knows, is swallowed whole. */
static void
test_unknown(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033[99;99~\033[?1;2c\033[<35;1;1Ma", 0);
	assert_key(input, 0, 'a');
	put(input, "\033[1;", 100);
	assert_no_key(input, 149);
	assert_int_equal(input_wait(input, 110), 40);
	assert_no_key(input, 150);
	put(input, "b", 200);
	assert_key(input, 200, 'b');
	put(input, "\xff\xc3(\xed\xa0\x80\xc2\x9b" "c", 300);
	assert_key(input, 300, '(');
	assert_key(input, 300, 'c');
	assert_no_key(input, 300);
	put(input, "\033[9999999999~a", 300);
	assert_key(input, 300, 'a');
	input_free(input);
}

static void
test_paste(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033[200~张\t\r\nx\033[A\033[201~\r", 0);
	assert_key(input, 0, 0x5f20);
	assert_key(input, 0, INPUT_CELL);
	assert_key(input, 0, INPUT_NEWLINE);
	assert_key(input, 0, 'x');
	assert_key(input, 0, '['); /* an Esc inside is dropped: nothing pasted can act */
	assert_key(input, 0, 'A');
	assert_key(input, 0, INPUT_ENTER);
	assert_no_key(input, 0);
	input_free(input);
}

/* Two lines with tabs that come at once were not typed; what a person types never is a sheet. */
static void
test_lines_of_a_sheet(void **state)
{
	struct input *input = input_new();
	const char *lines = "ab\tcd\r\nef\tgh\r\nijklmnopqrst";

	(void)state;
	put(input, lines, 0);
	assert_key(input, 0, 'a');
	assert_true(input_is_paste(input) && input_is_sheet(input));
	assert_key(input, 0, 'b');
	assert_key(input, 0, INPUT_CELL);
	assert_key(input, 0, 'c');
	assert_key(input, 0, 'd');
	assert_key(input, 0, INPUT_NEWLINE);
	assert_key(input, 0, 'e');
	while (input_wait(input, 0) == 0)
		assert_true(input_get(input, 0, &(int){0}));
	put(input, "\t", 10); /* more of it */
	assert_key(input, 10, INPUT_CELL);
	put(input, "\t", 10 + INPUT_SEQUENCE_MS); /* a hand */
	assert_key(input, 10 + INPUT_SEQUENCE_MS, INPUT_TAB);
	assert_false(input_is_paste(input));
	put(input, "ab\tcd\ref\tgh\r", 1000); /* too short to be told from a quick hand */
	assert_key(input, 1000, 'a');
	assert_false(input_is_paste(input));
	input_free(input);
}

static void
test_terminals_own(void **state)
{
	struct input *input = input_new();

	(void)state;
	input_learn(input, "\033Oq", INPUT_F(9));
	input_learn(input, "\033[X9", INPUT_F(1)); /* never a whole sequence: harmless */
	input_learn(input, NULL, INPUT_F(2));
	input_learn(input, "\177", INPUT_F(3));
	put(input, "\033Oq\177", 0);
	assert_key(input, 0, INPUT_F(9));
	assert_key(input, 0, INPUT_BACKSPACE);
	input_free(input);
}

static void
test_burst(void **state)
{
	struct input *input = input_new();
	int key;
	long got = 0;

	(void)state;
	for (int i = 0; i < 10000; i++)
		put(input, "会", i);
	while (input_get(input, 10000, &key))
		got += key == 0x4f1a;
	assert_int_equal(got, 10000);
	input_free(input);
}

static struct input *
input_of(enum charset charset)
{
	struct input *input = input_new();

	assert_int_equal(input_set_charset(input, charset, NULL), 0);
	return input;
}

/* However slowly its halves come, if not too slowly; never as the keys that its bytes look like. */
static void
test_old_charsets(void **state)
{
	static const struct {
		enum charset charset;
		const char *bytes;
		int key;
	} rows[] = {
		{CHARSET_GBK, "\xb9\xa4", 0x5de5}, {CHARSET_GBK, "\xd5\x5c", 0x8aa0},
		{CHARSET_GBK, "\x80", 0x20ac}, {CHARSET_GB18030, "\xfe\x9f", 0x4dae},
		{CHARSET_GB18030, "\x95\x34\xb2\x35", 0x20bb7}, {CHARSET_BIG5, "\xa5\x5c", 0x529f},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct input *input = input_of(rows[i].charset);
		size_t len = strlen(rows[i].bytes);

		for (size_t at = 0; at < len; at++) {
			assert_no_key(input, (int64_t)at * 900);
			input_put(input, rows[i].bytes + at, 1, (int64_t)at * 900);
		}
		assert_key(input, 5000, rows[i].key);
		assert_no_key(input, 5000);
		assert_int_equal(input_refused(input), INPUT_FINE);
		input_free(input);
	}
}

static void
test_refused(void **state)
{
	struct input *input = input_of(CHARSET_GBK);

	(void)state;
	/* The second half never comes; what comes after a second is itself. */
	put(input, "\xb9", 0);
	assert_no_key(input, 0);
	assert_int_equal(input_wait(input, 400), 600);
	put(input, "\x5c", 1000);
	assert_key(input, 1000, 0x5c);
	assert_int_equal(input_refused(input), INPUT_WRONG);
	assert_int_equal(input_refused(input), INPUT_FINE);
	put(input, "\xb9", 2000);
	assert_no_key(input, 2999);
	assert_int_equal(input_refused(input), INPUT_FINE);
	assert_no_key(input, 3000);
	assert_int_equal(input_refused(input), INPUT_WRONG);
	assert_int_equal(input_wait(input, 3000), -1);
	/* A key in the middle of a character is that key. */
	put(input, "\xb9\r\xb9\033OP\xff" "a", 4000);
	assert_key(input, 4000, INPUT_ENTER);
	assert_key(input, 4000, INPUT_F(1));
	assert_key(input, 4000, 'a');
	assert_int_equal(input_refused(input), INPUT_WRONG);
	put(input, "\xa1\xfe", 5000); /* 〓 */
	assert_no_key(input, 5000);
	assert_int_equal(input_refused(input), INPUT_STAND_IN);
	input_free(input);
	input = input_new();
	put(input, "〓□\xb9\xa4", 0);
	assert_key(input, 0, 0x3013); /* UTF-8 shows it itself, and everything else */
	assert_key(input, 0, 0x25a1);
	assert_no_key(input, 0);
	assert_int_equal(input_refused(input), INPUT_WRONG);
	input_free(input);
}

/* A report that was asked for may come in pieces and late; an Esc of a person's is none. */
static void
test_reports(void **state)
{
	struct input *input = input_new();

	(void)state;
	put(input, "\033[1;5R", 0);
	assert_key(input, 0, INPUT_F(3));
	assert_int_equal(input_report(input), 0);
	input_expect(input, 2);
	put(input, "a\033", 1000);
	put(input, "[2", 1700);
	put(input, "4;", 2400);
	input_look(input, 2400);
	put(input, "80R\r", 3300);
	input_look(input, 3300);
	assert_int_equal(input_report(input), 80);
	assert_int_equal(input_report(input), 0);
	put(input, "\033[A\033[R\033\033", 4000);
	assert_key(input, 4000, 'a');
	assert_key(input, 4000, INPUT_ENTER);
	assert_key(input, 4000, INPUT_UP);
	assert_key(input, 4000, INPUT_F(3));
	assert_key(input, 4000, INPUT_ESC);
	put(input, "\033[1;12R\033[1;12R", 5000);
	assert_key(input, 5000, INPUT_F(3)); /* one more than was asked for */
	assert_int_equal(input_report(input), 12);
	/* It breaks off for ever. */
	input_expect(input, 1);
	put(input, "\033[1", 6000);
	assert_no_key(input, 6999);
	assert_no_key(input, 7000);
	assert_int_equal(input_wait(input, 7000), -1);
	input_free(input);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split_at_each_byte),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_escape_alone),
		cmocka_unit_test(test_escape_then_digit),
		cmocka_unit_test(test_late_bracket),
		cmocka_unit_test(test_escape_then_other),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_lines_of_a_sheet),
		cmocka_unit_test(test_terminals_own),
		cmocka_unit_test(test_burst),
		cmocka_unit_test(test_old_charsets),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
