#include "unit.h"

#include "base/calendar.h"
#include "base/notice.h"

/* As published 2025-11-04, with the bold numbers, brackets and the close. */
static const char of_2026[] =
    "国务院办公厅关于2026年\n部分节假日安排的通知\n国办发明电〔2025〕7号\n"
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n"
    "　　经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。\n"
    "　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。\n"
    "　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。"
    "2月14日（周六）、2月28日（周六）上班。\n"
    "　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。\n"
    "　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。\n"
    "　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n"
    "　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。\n"
    "　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。\n"
    "　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。\n"
    "国务院办公厅\n2025年11月4日\n";

static void
is_short(const char *notice, const char *want)
{
	struct buf out = BUF_EMPTY;

	assert_true(notice_is(notice));
	notice_shorten(notice, &out);
	assert_string_equal(buf_text(&out), want);
	buf_release(&out);
}

static void
the_notice_of_2026_gives_the_built_in_year(void **state)
{
	struct calendar *built_in = calendar_new(), *read = calendar_new();
	struct buf out = BUF_EMPTY, a = BUF_EMPTY, b = BUF_EMPTY;

	(void)state;
	notice_shorten(of_2026, &out);
	assert_int_equal(calendar_add(read, buf_text(&out), NULL), 0);
	calendar_format(built_in, 2026, &a);
	calendar_format(read, 2026, &b);
	assert_string_equal(buf_text(&a), buf_text(&b));
	buf_release(&out);
	buf_release(&a);
	buf_release(&b);
	calendar_free(built_in);
	calendar_free(read);
}

static void
each_way_of_saying_a_day(void **state)
{
	(void)state;
	is_short("2027年元旦1月1日放假", "2027 off 1/1");
	is_short("2023年元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
	    "2023 off 2022/12/31-12/31 1/1-1/2");
	is_short("2025年春节：1月28日（农历除夕、周二）至2月4日放假调休，共8天。1月26日(周日)、2 月 8 日上班。",
	    "2025 off 1/28-2/4 work 1/26 2/8");
	is_short("2024年元旦：1月1日放假，与周末连休。鼓励在除夕（2月9日）休息。", "2024 off 1/1");
	is_short("2027年5月30日放假 12月40日放假", "2027 off 5/30 12/40"); /* E52 then */
	is_short("至3日放假 10 5月放假至3日上班", "");
	is_short("月放假年", "");
	assert_false(notice_is("2027 off 1/1"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_notice_of_2026_gives_the_built_in_year),
		cmocka_unit_test(each_way_of_saying_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
