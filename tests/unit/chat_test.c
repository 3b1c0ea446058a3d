#include "unit.h"

#include "base/buf.h"
#include "base/chat.h"

/* name|text of each message, one after the other; lines of a text with a slash between. */
static const struct {
	const char *pasted, *read;
} rows[] = {
	{"", ""},
	{"张三 2026/11/23 18:02:11\n你好\n\n李四 2026/11/23 18:03\n在\n吗\n", "张三|你好 李四|在/吗 "},
	{"张三 18:02\r\n你好\r\n", "张三|你好 "},
	{"张三 2026-11-23 18:02:11\n你好", "张三|你好 "},
	{"张三: 你好\n李四：在", "张三|你好 李四|在 "},
	{"你好\n在吗", "|你好/在吗 "},
	{"张三: 七点\n集合", "张三|七点/集合 "},
	/* a time, or a sentence, is no name */
	{"张三: 明天\n18:30集合", "张三|明天/18:30集合 "},
	{"张三: 明天\n听好了，要点：带手套", "张三|明天/听好了，要点：带手套 "},
	{"张三: 明天\n明天 18:30", "张三|明天 "},
	/* a name of its own, blanks and figures in it */
	{"麦 浪 2026/11/23 18:02:11\n好", "麦 浪|好 "},
	{"小李8 18:02\n好", "小李8|好 "},
	/* pictures leave nothing */
	{"张三 18:02\n\n李四 18:03\n好", "李四|好 "},
	{"\n\n  \n", ""},
	{"18:02", "|18:02 "},
};

static void
messages_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf all = BUF_EMPTY;
		struct chat chat;

		chat_read(rows[i].pasted, &chat);
		for (int m = 0; m < chat.count; m++) {
			buf_printf(&all, "%s|", chat.message[m].nick);
			for (const char *s = chat.message[m].text; *s; s++)
				buf_putc(&all, *s == '\n' ? '/' : *s);
			buf_putc(&all, ' ');
		}
		if (strcmp(buf_text(&all), rows[i].read) != 0)
			fail_msg("row %zu: %s", i, buf_text(&all));
		buf_release(&all);
		chat_release(&chat);
		assert_int_equal(chat.count, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
