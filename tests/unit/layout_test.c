#include "unit.h"

#include "base/utf8.h"
#include "base/width.h"
#include "forms/layout.h"
#include "forms/official.h"

#define LINES ruling_lines(RULING_OFFICIAL)
#define COLUMNS ruling_columns(RULING_OFFICIAL)

/* All pages as one text: lines, and the number below each page. */
static char *
made(const struct official *paper)
{
	struct document document = {0};
	struct layout layout;
	struct buf out = BUF_EMPTY;

	official_write(paper, &document);
	layout_make(&document, &layout);
	for (int i = 0; i < layout.count; i++) {
		assert_true(layout.page[i].count <= LINES);
		for (int k = 0; k < layout.page[i].count; k++) {
			const char *line = layout.page[i].line[k];

			assert_true(width_of_text(line) <= COLUMNS);
			assert_true(utf8_is_valid(line, strlen(line), NULL));
			assert_true(!*line || line[strlen(line) - 1] != ' ');
			buf_puts(&out, line);
			buf_putc(&out, '\n');
		}
		layout_number(&layout, i + 1, &out);
		buf_putc(&out, '\n');
	}
	layout_release(&layout);
	document_release(&document);
	return buf_take(&out);
}

static void
assert_layout(const struct official *paper, const char *expected)
{
	char *got = made(paper);

	assert_string_equal(got, expected);
	free(got);
}

#define ODD "                                                 - 1 -\n"

static void
a_notice_looks_as_it_should(void **state)
{
	struct official paper = {
		.head = "绥棱农场有限公司第三作业站工会文件",
		.number = "三站工发〔2026〕7号",
		.title = "关于开展冬季送温暖摸底的通知",
		.to = "各小组",
		.body = "为做好今年冬天的送温暖工作，摸清困难职工家里的实际情况，"
			"现将有关事项通知如下。\n"
			"　　一、摸底范围。在岗职工、退休职工和家庭农场承包户。重点是大病、残疾、"
			"独居老人，以及没有领到取暖费的户。\n\n"
			"  三、时间。11月27日以前交到工会。",
		.attachments = "冬季送温暖摸底表。\n",
		.signature = "第三作业站工会",
		.dated = day_parse("2026-11-23"),
	};

	(void)state;
	assert_layout(&paper,
	    "           绥棱农场有限公司第三作业站工会文件\n"
	    "\n"
	    "                  三站工发〔2026〕7号\n"
	    "\n"
	    "              关于开展冬季送温暖摸底的通知\n"
	    "\n"
	    "各小组：\n"
	    "　　为做好今年冬天的送温暖工作，摸清困难职工家里的实际情\n"
	    "况，现将有关事项通知如下。\n"
	    "　　一、摸底范围。在岗职工、退休职工和家庭农场承包户。重\n"
	    "点是大病、残疾、独居老人，以及没有领到取暖费的户。\n"
	    "　　三、时间。11月27日以前交到工会。\n"
	    "\n"
	    "　　附件：冬季送温暖摸底表\n"
	    "\n"
	    "                                  第三作业站工会\n"
	    "                                      2026年11月23日\n" ODD);
	paper = (struct official){.signature = "第三作业站工会", .is_sealed = true,
		.dated = day_parse("2026-07-06"), .remark = "此件公开发布",
		.copies = "第一管理区工会"};
	assert_layout(&paper,
	    "                                   第三作业站工会\n"
	    "                                    2026年7月6日\n"
	    "　　（此件公开发布）\n"
	    "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
	    "--------------------------------------------------------\n"
	    "　抄送：第一管理区工会。\n" ODD);
}

/* No line begins with a closing mark or ends with an opening one. */
static void
marks_stay_with_their_words(void **state)
{
	struct official paper = {.dated = DAY_NONE};

	(void)state;
	paper.body = "一二三四五六七八九十一二三四五六七八九十一二三四五六。》后面";
	assert_layout(&paper,
	    "　　一二三四五六七八九十一二三四五六七八九十一二三四五\n"
	    "六。》后面\n" ODD);
	paper.body = "一二三四五六七八九十一二三四五六七八九十一二三四五（《后面》）";
	assert_layout(&paper,
	    "　　一二三四五六七八九十一二三四五六七八九十一二三四五\n"
	    "（《后面》）\n" ODD);
	paper.body = "一二三四五六七八九十一二三四五六七八九十一二三四到2026年";
	assert_layout(&paper,
	    "　　一二三四五六七八九十一二三四五六七八九十一二三四到\n"
	    "2026年\n" ODD);
	/* a blank may stand where the line ends, and is not carried over */
	paper.body = "一二三四五六七八九十一二三四五六七八九十一二三四五六 abc";
	assert_layout(&paper,
	    "　　一二三四五六七八九十一二三四五六七八九十一二三四五六\n"
	    "abc\n" ODD);
	/* what is longer than a line is cut all the same */
	paper.body =
	    "见https://example.org/a/very/long/address/that/does/not/fit/on/one/line/of/it";
	assert_layout(&paper,
	    "　　见\n"
	    "https://example.org/a/very/long/address/that/does/not/fi\n"
	    "t/on/one/line/of/it\n" ODD);
}

static void
long_titles_are_balanced(void **state)
{
	struct official paper = {.dated = DAY_NONE,
		.title = "关于转发第一管理区工会《关于开展二〇二六年冬季送温暖摸底工作的通知》的通知"};

	(void)state;
	assert_layout(&paper,
	    "         关于转发第一管理区工会《关于开展二〇二\n"
	    "          六年冬季送温暖摸底工作的通知》的通知\n" ODD);
	paper.title = "关于转发\n管理区工会文件的通知";
	assert_layout(&paper,
	    "                        关于转发\n"
	    "                  管理区工会文件的通知\n" ODD);
}

static void
several_attachments_stand_below_each_other(void **state)
{
	struct official paper = {.dated = DAY_NONE, .to = "各小组：", .body = "如下。",
		.attachments = "摸底表\n\n第三作业站困难职工、残疾职工、独居老人和大病职工花名册（样式）"};

	(void)state;
	assert_layout(&paper,
	    "各小组：\n"
	    "　　如下。\n"
	    "\n"
	    "　　附件：1.摸底表\n"
	    "　　　　　2.第三作业站困难职工、残疾职工、独居老人和大病\n"
	    "            职工花名册（样式）\n" ODD);
}

/* The signature never stands on a page without text. */
static void
pages_break_where_they_may(void **state)
{
	for (int lines = 1; lines < 50; lines++) {
		struct buf body = BUF_EMPTY;
		struct document document = {0};
		struct layout layout;

		for (int i = 0; i < lines; i++)
			buf_puts(&body, "一段\n");
		struct official paper = {.body = buf_text(&body), .signature = "工会",
			.dated = day_parse("2026-11-23")};

		official_write(&paper, &document);
		layout_make(&document, &layout);
		assert_int_equal(layout.count, (lines + 3 + LINES - 1) / LINES);
		struct layout_page *last = &layout.page[layout.count - 1];

		assert_true(last->count >= 4);
		assert_non_null(strstr(last->line[last->count - 1], "2026年11月23日"));
		for (int i = 0; i < layout.count; i++)
			assert_string_equal(layout.page[i].line[0], "　　一段");
		layout_release(&layout);
		document_release(&document);
		buf_release(&body);
	}
	(void)state;
}

static void
no_page_begins_with_a_blank_line(void **state)
{
	struct official paper = {.attachments = "表", .dated = DAY_NONE,
		.body = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n"
			"21\n22\n"};
	struct document document = {0};
	struct layout layout;

	(void)state;
	official_write(&paper, &document);
	layout_make(&document, &layout);
	assert_int_equal(layout.count, 2);
	assert_string_equal(layout.page[1].line[0], "　　附件：表");
	layout_release(&layout);
	document_release(&document);
}

static void
page_numbers_stand_outside(void **state)
{
	struct layout layout = {.ruling = RULING_OFFICIAL, .count = 12};
	struct buf out = BUF_EMPTY;

	(void)state;
	layout_number(&layout, 2, &out);
	assert_string_equal(buf_text(&out), "  - 2 -");
	buf_clear(&out);
	layout_number(&layout, 11, &out);
	assert_int_equal(out.len, 54);
	buf_clear(&out);
	layout = (struct layout){.ruling = RULING_SHEET, .count = 3, .foot = "第三作业站"};
	layout_number(&layout, 2, &out);
	assert_string_equal(buf_text(&out),
	    "第三作业站                                              第 2 页，共 3 页");
	buf_release(&out);
}

/* Columns stay straight, long names go on below, headings stand on each page, rows are not torn. */
static void
tables_go_on_over_pages(void **state)
{
	static const int width[] = {6, 16, 50};
	struct document document = {.ruling = RULING_SHEET};
	struct layout layout;

	(void)state;
	document_add_row(&document, PART_HEADS, (const char *const[]){"序号", "姓名", "备注"}, width, 3);
	document_add_row(&document, PART_ROW, (const char *const[]){"1", "王", ""}, width, 3);
	for (int i = 0; i < 20; i++)
		document_add_row(&document, PART_ROW, (const char *const[]){"1",
		    "买买提明·阿卜杜热合曼", "𬭳，\t\033[2J"}, width, 3);
	layout_make(&document, &layout);
	assert_int_equal(layout.count, 2);
	for (int page = 0; page < 2; page++) {
		assert_string_equal(layout.page[page].line[0], "序号  姓名            备注");
		int row = page ? 1 : 2;

		assert_string_equal(layout.page[page].line[row], "1     买买提明·阿卜   𬭳，  [2J");
		assert_string_equal(layout.page[page].line[row + 1], "      杜热合曼");
		assert_true(layout.page[page].first[row] && !layout.page[page].first[row + 1]);
		assert_int_equal(layout.page[page].part[row]->kind, PART_ROW);
	}
	assert_int_equal(layout.page[0].count, 34);
	assert_int_equal(layout.page[1].count, 9);
	layout_release(&layout);
	document_release(&document);
}

static void
anything_may_be_given(void **state)
{
	static const char *const odd[] = {"", " \n\t\n", "\xff\xfe\n\x80", "。。。。", "（（（（",
		"\x1b[2J\x07", "\u0301\u0301", "　　"};
	char many[4000];
	unsigned dice = 9704;

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct official paper = {odd[i], odd[i], odd[i], odd[i], odd[i], odd[i], odd[i],
			DAY_NONE, odd[i], odd[i], i % 2, odd[i]};
		char *got = made(&paper);

		assert_null(strchr(got, '\x1b'));
		free(got);
	}
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < sizeof many - 1; i++) {
			dice = dice * 1664525u + 1013904223u;
			many[i] = "\xe3\x80\x82（a \n\xff.-"[dice >> 16 & 7];
			many[i] = many[i] ? many[i] : 'x';
		}
		many[sizeof many - 1] = '\0';
		struct official paper = {many, many, many, many, many, many, many, 0, many,
			many, round % 2, many};

		free(made(&paper));
	}
	free(made(&(struct official){.dated = DAY_NONE}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_notice_looks_as_it_should),
		cmocka_unit_test(marks_stay_with_their_words),
		cmocka_unit_test(long_titles_are_balanced),
		cmocka_unit_test(several_attachments_stand_below_each_other),
		cmocka_unit_test(pages_break_where_they_may),
		cmocka_unit_test(no_page_begins_with_a_blank_line),
		cmocka_unit_test(page_numbers_stand_outside),
		cmocka_unit_test(tables_go_on_over_pages),
		cmocka_unit_test(anything_may_be_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
