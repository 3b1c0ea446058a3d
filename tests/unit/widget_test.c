/* The widgets on a terminal that is a file: what stands in curses' own cells is compared. */
#include "unit.h"

#include "tui/choice.h"
#include "tui/entry.h"
#include "tui/grid.h"
#include "tui/input.h"
#include "tui/list.h"
#include "tui/longtext.h"
#include "tui/paint.h"
#include "tui/term.h"

#include "base/utf8.h"

#include <locale.h>
#include <sys/mman.h>
#include <unistd.h>

static int line_out;
static CDKSCREEN *screen;

static int
set_up(void **state)
{
	struct input *input = input_new();
	int in = memfd_create("in", 0);

	(void)state;
	line_out = memfd_create("out", 0);
	assert_int_equal(term_open("vt100", in, line_out, input), 0);
	term_resize(24, 80);
	screen = widget_screen_new();
	input_free(input);
	close(in);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	widget_screen_free(screen);
	term_close();
	close(line_out);
	return 0;
}

static void
paint(void)
{
	werase(stdscr);
	widget_screen_draw(screen);
	term_flush(0, 0, false);
}

/* The row of the screen, blanks at the end cut, after painting. */
static void
assert_row(int row, const char *wanted)
{
	wchar_t wide[200];
	struct buf text = BUF_EMPTY;

	paint();
	mvinnwstr(row, 0, wide, 80);
	for (const wchar_t *c = wide; *c; c++)
		utf8_add(&text, (uint32_t)*c);
	while (text.len && text.data[text.len - 1] == ' ')
		text.data[--text.len] = '\0';
	assert_string_equal(buf_text(&text), wanted);
	buf_release(&text);
}

static void
type(struct widget *w, const char *text)
{
	uint32_t cp;

	while ((cp = utf8_read(&text)))
		widget_key(w, (int)cp);
}

static void
test_entry(void **state)
{
	struct entry *entry = entry_new(screen, 12);
	struct widget *w = entry_widget(entry);

	(void)state;
	widget_place(w, 0, 0, 1, 12);
	type(w, "王小明");
	assert_row(0, " 王小明");
	widget_focus(w);
	assert_row(0, "[王小明    ]");
	widget_key(w, INPUT_LEFT);
	widget_key(w, INPUT_BACKSPACE);
	type(w, "大");
	assert_string_equal(entry_text(entry), "王大明");
	assert_true(w->changed);
	widget_key(w, INPUT_END);
	type(w, "北京");
	assert_row(0, "[明北京    ]"); /* the cursor needs a column, too: a third goes at once */
	type(w, "市");
	assert_row(0, "[明北京市  ]");
	type(w, "朝阳");
	assert_row(0, "[市朝阳    ]");
	for (int i = 0; i < 4; i++)
		widget_key(w, INPUT_LEFT);
	assert_row(0, "[明北京市朝]");
	widget_key(w, INPUT_END);
	assert_row(0, "[市朝阳    ]");
	for (int i = 0; i < 3; i++)
		widget_key(w, INPUT_BACKSPACE);
	assert_row(0, "[大明北京  ]");
	widget_key(w, INPUT_BACKSPACE);
	assert_row(0, "[王大明北  ]"); /* all of it has room again */
	type(w, "京市朝阳区区区区区区");
	assert_string_equal(entry_text(entry), "王大明北京市朝阳区区区区"); /* 12 at most */
	assert_false(widget_key(w, INPUT_DOWN));
}

/* Nothing that data contains is obeyed by a terminal. */
static void
test_data_cannot_act(void **state)
{
	struct entry *entry = entry_new(screen, 0);
	char out[4096];
	ssize_t len;

	(void)state;
	widget_place(entry_widget(entry), 0, 0, 1, 40);
	entry_set(entry, "a\033]0;x\007b\xc2\x9b" "2Jc\x7f\xff");
	paint();
	paint_text(stdscr, 1, 0, 40, "a\033[2Jb\rc\n\xc2\x85");
	term_flush(0, 0, false);
	len = pread(line_out, out, sizeof out, 0);
	assert_true(len > 0);
	for (ssize_t i = 0; i + 1 < len; i++) {
		assert_false(out[i] == '\033' && out[i + 1] == ']');
		assert_false((unsigned char)out[i] == 0xc2 && (unsigned char)out[i + 1] == 0x9b);
		assert_false((unsigned char)out[i] == 0xc2 && (unsigned char)out[i + 1] == 0x85);
	}
	assert_row(0, " a ]0;x b 2Jc ?");
}

static void
test_secret(void **state)
{
	struct entry *entry = entry_new(screen, 0);

	(void)state;
	entry_set_secret(entry, true);
	widget_place(entry_widget(entry), 0, 0, 1, 20);
	type(entry_widget(entry), "口令ab");
	assert_row(0, " ****");
}

static void
test_longtext(void **state)
{
	struct longtext *text = longtext_new(screen, 100);
	struct widget *w = longtext_widget(text);

	(void)state;
	widget_place(w, 0, 0, 4, 2 + 10 + 1);
	widget_focus(w);
	type(w, "今年到今天还没有发 ming dan");
	assert_row(0, "  今年到今天");
	assert_row(1, "  还没有发");
	assert_row(2, "> ming dan");
	assert_row(3, "     18 / 100");
	assert_true(widget_key(w, INPUT_UP));
	assert_true(widget_key(w, INPUT_UP));
	assert_false(widget_key(w, INPUT_UP)); /* leads out */
	assert_true(widget_key(w, INPUT_HOME));
	assert_true(widget_key(w, INPUT_ENTER));
	assert_row(0, "");
	assert_row(1, "> 今年到今天");
	assert_string_equal(longtext_text(text), "\n今年到今天还没有发 ming dan");
}

/* Wherever a text of any width is cut, every cell of it stands in exactly one line. */
static void
test_longtext_breaks(void **state)
{
	static const char s[] = "a会b é\n\nミ x1234567890123 会会会。q́q";

	(void)state;
	for (int cols = 2; cols < 20; cols++) {
		size_t at = 0;

		while (s[at]) {
			size_t next = longtext_break(s, at, cols);

			assert_true(next > at);
			assert_true(((unsigned char)s[next] & 0xc0) != 0x80);
			at = next;
		}
		assert_int_equal(at, strlen(s));
	}
}

static void
write_line(void *arg, int i, struct list_line *line)
{
	(void)arg;
	line->heading = i % 4 == 0;
	line->mark = i == 2 ? '!' : 0;
	buf_printf(&line->text, "会员 %d", i);
}

static int lines;
static struct list *list;

static bool
more(void *arg)
{
	(void)arg;
	if (lines >= 20)
		return false;
	lines += 10;
	list_set_count(list, lines);
	return true;
}

static void
test_list(void **state)
{
	struct list_owner owner = {write_line, more, NULL};
	struct widget *w;

	(void)state;
	lines = 10;
	list = list_new(screen, &owner);
	w = list_widget(list);
	list_set_count(list, lines);
	widget_place(w, 0, 0, 5, 40);
	assert_int_equal(list_current(list), 1); /* 0 is a heading */
	assert_row(0, "   会员 0");
	assert_row(1, ">  会员 1");
	assert_row(2, " ! 会员 2");
	for (int i = 0; i < 4; i++)
		widget_key(w, INPUT_PGDN);
	assert_int_equal(list_current(list), 17);
	assert_int_equal(lines, 20);
	widget_key(w, INPUT_END);
	assert_int_equal(list_current(list), 19);
	assert_false(widget_key(w, INPUT_DOWN));
	list_set_count(list, 3);
	assert_int_equal(list_current(list), 2);
	list_set_count(list, 0);
	assert_int_equal(list_current(list), -1);
	paint();
}

static void
test_choice(void **state)
{
	struct choice *choice = choice_new(screen);
	struct widget *w = choice_widget(choice);
	int which;

	(void)state;
	choice_add(choice, "接着做", NULL);
	choice_add(choice, "先放着", "留着");
	widget_place(w, 0, 0, 2, 40);
	assert_row(0, "> 1 接着做");
	assert_row(1, "  2 先放着     留着");
	assert_false(choice_taken(choice, &which));
	assert_false(widget_key(w, '3'));
	widget_key(w, INPUT_DOWN);
	widget_key(w, INPUT_ENTER);
	assert_true(choice_taken(choice, &which));
	assert_int_equal(which, 1);
	assert_false(choice_taken(choice, &which));
	widget_key(w, '1');
	assert_true(choice_taken(choice, &which));
	assert_int_equal(which, 0);
}

/* More than digits and more than the window's rows: letters choose, and what is current is seen. */
static void
test_long_choice(void **state)
{
	struct choice *choice = choice_new(screen);
	struct widget *w = choice_widget(choice);
	int which;

	(void)state;
	for (char words[] = "第A种"; words[3] < 'N'; words[3]++)
		choice_add(choice, words, NULL);
	widget_place(w, 0, 0, 4, 40);
	assert_row(3, "  4 第D种");
	widget_key(w, INPUT_UP);
	widget_key(w, INPUT_END);
	assert_row(0, "  0 第J种");
	assert_row(3, "> c 第M种");
	assert_false(widget_key(w, 'd'));
	widget_key(w, 'a');
	assert_true(choice_taken(choice, &which));
	assert_int_equal(which, 10);
	widget_key(w, INPUT_HOME);
	assert_row(0, "> 1 第A种");
}

/* Four fields: 0 wanted, 1 fixed, 2 long, 3 on the second page; what was typed is kept here. */
static char *value[4];

static void
field(void *arg, int i, struct grid_field *out)
{
	static const char *const label[] = {"姓名", "性别", "内容", "工种"};

	(void)arg;
	out->label = label[i];
	out->wanted = i == 0 && !value[i];
	out->fixed = i == 1;
	out->mark = i == 1 ? '=' : 0;
	out->rows = i == 2 ? 4 : 0;
	out->page = i == 3;
	out->max = 8000;
	buf_puts(&out->value, value[i] ? value[i] : "");
	if (i == 0 && value[0])
		buf_puts(&out->meaning, "有了");
}

static void
leave(void *arg, int i, const char *typed)
{
	(void)arg;
	free(value[i]);
	value[i] = *typed ? xstrdup(typed) : NULL;
}

static void
test_grid(void **state)
{
	struct grid_owner owner = {field, leave, NULL};
	struct grid *grid = grid_new(screen, &owner, 4);
	struct widget *w = grid_widget(grid);

	(void)state;
	widget_place(w, 0, 0, 20, 80);
	assert_row(0, "          姓名   ____");
	widget_focus(w);
	grid_go(grid, 0);
	type(w, "张三");
	assert_true(w->changed);
	assert_row(0, "          姓名 >[张三                        ]");
	widget_key(w, INPUT_ENTER);
	assert_int_equal(grid_current(grid), 2); /* 1 is fixed */
	assert_string_equal(value[0], "张三");
	assert_row(0, "          姓名   张三                          有了");
	type(w, "一");
	widget_key(w, INPUT_ENTER);
	type(w, "二");
	assert_row(2, "          内容   一");
	assert_row(3, "               > 二");
	widget_key(w, INPUT_PGDN);
	assert_int_equal(grid_page(grid), 1);
	assert_string_equal(value[2], "一\n二");
	assert_row(0, "          工种 >[                            ]");
	widget_key(w, INPUT_TAB); /* nowhere to go */
	assert_int_equal(grid_current(grid), 3);
	widget_key(w, INPUT_PGUP);
	assert_int_equal(grid_current(grid), 0);
	grid_type(grid, "李四");
	grid_settle(grid);
	assert_string_equal(value[0], "李四");
	for (int i = 0; i < 4; i++)
		leave(NULL, i, "");
}

/* Windows that are too small or outside are no harm. */
static void
test_no_room(void **state)
{
	struct grid_owner owner = {field, leave, NULL};
	struct grid *grid = grid_new(screen, &owner, 4);

	(void)state;
	widget_focus(grid_widget(grid));
	grid_go(grid, 2);
	for (int cols = 1; cols < 60; cols += 7)
		for (int rows = 1; rows < 6; rows++) {
			widget_place(grid_widget(grid), 0, 0, rows, cols);
			paint();
		}
	widget_place(grid_widget(grid), 30, 0, 1, 1);
	paint();
	widget_place(grid_widget(grid), 20, 70, 10, 80);
	term_resize(5, 20);
	paint();
	term_resize(60, 200);
	widget_place(grid_widget(grid), 3, 0, 50, 200);
	paint();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_entry),
		TEST(test_data_cannot_act),
		TEST(test_secret),
		TEST(test_longtext),
		TEST(test_longtext_breaks),
		TEST(test_list),
		TEST(test_choice),
		TEST(test_long_choice),
		TEST(test_grid),
		TEST(test_no_room),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
