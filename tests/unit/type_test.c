#include "unit.h"

#include "base/err.h"
#include "forms/type.h"

static struct field field;
static const struct type_context context = {
	.field = &field,
	.today = 20780, /* 2026-11-23 */
};

/* The stored form, "" for nothing; or what is wrong, with "!" before it. Borrowed. */
static const char *
parsed(const char *type, const char *typed)
{
	static char *last;
	struct say note = {0};
	char *stored = NULL;

	free(last);
	field.type = type_find(type);
	assert_non_null(field.type);
	if (type_parse(&context, typed, &stored, &note)) {
		char *why = say_text(&note, LANG_ZH);

		assert_null(stored);
		last = xprintf("!%s", why);
		free(why);
	} else {
		last = stored ? stored : xstrdup("");
	}
	say_release(&note);
	return last;
}

struct spelling {
	const char *typed, *stored; /* stored: with ! what the message must contain */
};

static void
all(const char *type, const struct spelling *spelling, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *want = spelling[i].stored, *got = parsed(type, spelling[i].typed);

		if (*want == '!' ? *got == '!' && strstr(got, want + 1) : !strcmp(got, want))
			continue;
		fail_msg("%s: %s became %s, not %s", type, spelling[i].typed, got, want);
	}
}
#define ALL(type, ...) \
	all(type, (const struct spelling[]){__VA_ARGS__}, \
	    sizeof((const struct spelling[]){__VA_ARGS__}) / sizeof(struct spelling))

static char *
note_of(const char *type, const char *typed)
{
	struct say note = {0};
	char *stored = NULL, *text;

	field.type = type_find(type);
	type_parse(&context, typed, &stored, &note);
	text = say_text(&note, LANG_ZH);
	say_release(&note);
	free(stored);
	return text;
}

static void
assert_takes(char *have, const char *want)
{
	assert_string_equal(have ? have : "(none)", want);
	free(have);
}

static char *
meaning(const char *type, const char *stored)
{
	field.type = type_find(type);
	return type_meaning(&context, stored);
}

static void
dates_in_every_spelling(void **state)
{
	(void)state;
	ALL("date", {"2026-7-6", "2026-07-06"}, {"2026.7.6", "2026-07-06"},
	    {"2026/07/06", "2026-07-06"}, {"20260706", "2026-07-06"},
	    {"2026年7月6日", "2026-07-06"}, {" ２０２６．７．６ ", "2026-07-06"},
	    {"2026年07月06号", "2026-07-06"}, {"一九八〇年", "1980"}, {"一九八〇年三月", "1980-03"},
	    {"一九八○年十二月二十三日", "1980-12-23"}, {"二〇二六年十月廿日", "2026-10-20"},
	    {"二〇二六年一月三十一日", "2026-01-31"}, {"60.05", "1960-05"}, {"2009.4", "2009-04"},
	    {"200904", "2009-04"}, {"26.11.23", "2026-11-23"}, {"261123", "2026-11-23"},
	    {"47.1.2", "1947-01-02"}, {"46.1.2", "2046-01-02"}, {"80年3月", "1980-03"},
	    {"46209", "2026-07-06"}, {"46209.0", "2026-07-06"}, {"1980", "1980"},
	    {"2026-07-06 00:00:00", "2026-07-06"}, {"2026/7/6 0:00", "2026-07-06"},
	    {"2026-07-06T08:00:00Z", "2026-07-06"}, {"T", "2026-11-23"}, {"t-3", "2026-11-20"},
	    {"T+3", "2026-11-26"}, {"今天", "2026-11-23"}, {"昨天", "2026-11-22"}, {"", ""},
	    {"  ", ""}, {"2024-2-29", "2024-02-29"});
	ALL("date", {"2026-2-30", "!2 月没有 30 日。"}, {"2026-13-1", "!没有 13 月。"},
	    {"2026-0-1", "!没有 0 月。"}, {"7/6/2026", "!先写年"}, {"11月12日", "!先写年"},
	    {"12026-1-1", "!先写年"}, {"abc", "!看不懂"}, {"T-", "!看不懂"}, {"T-3x", "!看不懂"},
	    {"1980年代", "!看不懂"}, {"99999999999999999999", "!看不懂"}, {"1066-1-1", "!1066"},
	    {"2026-1-1-1", "!看不懂"}, {"---", "!看不懂"}, {"70000", "!看不懂"});
	ALL("full_date", {"2026.11.3", "2026-11-03"}, {"2026.11", "!要写到日"});
	ALL("year_month", {"2026.11.3", "2026-11"}, {"2026.11", "2026-11"}, {"2026", "!要写到月"});
	ALL("birth", {"46.1.2", "1946-01-02"}, {"26.1.2", "2026-01-02"}, {"27.1.2", "1927-01-02"},
	    {"2027-1-1", "!还没有到"});
}

static void
what_a_date_means(void **state)
{
	(void)state;
	assert_takes(meaning("date", "2026-11-23"), "今天");
	assert_takes(meaning("date", "2026-11-20"), "3 天前");
	assert_takes(meaning("date", "2009-04"), "只知道到月，可以");
	assert_takes(meaning("date", "1988-03-14"), "(none)");
	assert_takes(meaning("birth", "1988-03-14"), "38 岁");
	assert_takes(meaning("birth", "nonsense"), "(none)");
}

static void
citizen_numbers(void **state)
{
	(void)state;
	ALL("idno", {"'11010519491231002x", "11010519491231002X"},
	    {"１１０１０５ 19491231 002Ｘ", "11010519491231002X"},
	    {"610104620927690", "610104196209276908"}, {"810000199408230021", "810000199408230021"},
	    {"000000198803140020", "000000198803140020"},
	    {"11010519491231002", "!少 1 位：现在 17 位，应为 18 位"},
	    {"1101051949123100212", "!多 1 位"}, {"110105194912310021", "!最后一位应是 X"},
	    {"231226198803140000", "!后三位变成了 000"}, {"2.31226E+17", "!表格软件存坏"},
	    {"000000198802300016", "!2 月没有 30 日"}, {"身份证", "!只能是数字"}, {"", ""});
	assert_takes(note_of("idno", "000000198803140020"), "校验对；地区 000000 表里没有");
	assert_takes(note_of("idno", "11010519491231002X"), "");
	assert_takes(meaning("idno", "000000198509120010"), "男 1985-09-12 41 岁");
}

static void
documents_of_other_kinds(void **state)
{
	(void)state;
	ALL("docno", {"11010519491231002x", "11010519491231002X"}, {"h1234 5678", "H12345678"},
	    {"M1234567890", "M1234567890"}, {"12345678", "12345678"}, {"EA1234567", "EA1234567"},
	    {"K0123456", "K0123456"}, {"军字第 0012345 号", "军字第 0012345 号"});
	/* Whatever can only be a damaged citizen ID is told so. */
	ALL("docno", {"110105194912310021", "!最后一位应是 X"}, {"1101051949123100", "!少 2 位"},
	    {"11010519491231002Y", "!只能是数字"}, {"2.31226E+17", "!表格软件"},
	    {"1101051949123", "!少 5 位"}, {"A-1", "!认不出"});
	assert_takes(meaning("docno", "H12345678"), "港澳居民来往内地通行证");
	assert_takes(meaning("docno", "12345678"), "台湾居民来往大陆通行证");
	assert_takes(meaning("docno", "E12345678"), "中国普通护照");
	assert_takes(meaning("docno", "000000198509120010"), "男 1985-09-12 41 岁");
}

static void
credit_codes(void **state)
{
	(void)state;
	ALL("uscc", {"91350100m000100y43", "91350100M000100Y43"},
	    {"91440300 19220382-1 6", "914403001922038216"},
	    {"91350100M000100Y44", "!最后一位应是 3"}, {"9135O100M000100Y43", "!没有字母 O"},
	    {"91350100M000100Y4", "!少 1 位"}, {"91350100M000100Y43?", "!只有数字"});
	assert_takes(meaning("uscc", "91350100M000100Y43"), "企业");
	assert_takes(note_of("uscc", "91350100M000100Y43"), "");
}

static void
telephones(void **state)
{
	(void)state;
	ALL("phone", {"139 0455 1234", "13904551234"}, {"+86-139-0455-1234", "13904551234"},
	    {"008613904551234", "13904551234"}, {"8613904551234", "13904551234"},
	    {"13904551234.0", "13904551234"},
	    {"0455-4612345", "0455-4612345"}, {"04554612345", "0455-4612345"},
	    {"（０４５５）４６１２３４５", "0455-4612345"}, {"+86 455 4612345", "0455-4612345"},
	    {"010-12345678", "010-12345678"}, {"0455-4612345转801", "0455-4612345-801"},
	    {"0455-4612345-801", "0455-4612345-801"}, {"", ""});
	ALL("phone", {"1390455123", "!少 1 位：现在 10 位，应为 11 位"},
	    {"139045512345", "!多 1 位：现在 12 位，应为 11 位"}, {"12904551234", "!第二位"},
	    {"4612345", "!带区号：0455-4612345"}, {"0455-461234", "!后面应是 7 到 8 位，现在 6 位"},
	    {"13904551234/13904555678", "!只写一个"}, {"没有", "!认不出"},
	    {"+8600455-4612345", "!认不出"}, {"-", "!认不出"});
	assert_takes(meaning("phone", "0455-4612345"), "绥化");
}

static void
names(void **state)
{
	(void)state;
	ALL("person_name", {"张　伟", "张伟"}, {" 张  伟 ", "张伟"},
	    {"古丽娜尔•买买提", "古丽娜尔·买买提"}, {"古丽娜尔．买买提", "古丽娜尔·买买提"},
	    {"古丽娜尔.买买提", "古丽娜尔·买买提"}, {"䶮志军", "䶮志军"},
	    {"\xEE\xA1\xA3志军", "䶮志军"},
	    {"𬭳", "𬭳"}, {"John  Smith", "John Smith"}, {"王○", "王〇"}, {"龍", "龍"}, {"", ""});
	ALL("person_name", {"张三1", "!不能有“1”"}, {"张伟（大）", "!不能有“(”"},
	    {"·张伟", "!最前或最后"}, {"张伟·", "!最前或最后"}, {"张··伟", "!连着写两个"},
	    {"...", "!至少要有一个字"},
	    {"一二三四五六七八九十一二三四五六七八九十一二三四五六", "!最多 25 个汉字"});
	ALL("person_name", {"一二三四五六七八九十一二三四五六七八九十一二三四五",
	    "一二三四五六七八九十一二三四五六七八九十一二三四五"});
}

static void
how_a_name_is_read(void **state)
{
	(void)state;
	assert_takes(meaning("person_name", "古丽娜尔·买买提"), "gulinaer maimaiti");
	assert_takes(meaning("person_name", "单玉"), "shanyu");
	assert_takes(meaning("person_name", "John Smith"), "(none)");
}

static void
quantities(void **state)
{
	(void)state;
	ALL("number", {"1,240", "1240"}, {"－３", "-3"}, {"007", "7"}, {"-0", "0"}, {"12人", "12"},
	    {"12.00", "12"}, {"12.5", "!整数"}, {"1234567890123456", "!整数"}, {"x", "!整数"},
	    {"-", "!整数"});
	ALL("count", {"312", "312"}, {"-1", "!不能是负数"});
	ALL("money", {"12.5", "1250"}, {"12.50元", "1250"}, {"1,240", "124000"}, {"￥12", "1200"},
	    {"1.2万", "1200000"}, {"1.2万元", "1200000"}, {".5", "50"}, {"-3", "-300"}, {"0", "0"},
	    {"12.505", "!两位"}, {"12.500", "1250"}, {"12块", "!单位元"},
	    {"9999999999999.99", "999999999999999"},
	    {"10000000000000", "!单位元"});
	ALL("time", {"8:30", "08:30"}, {"0830", "08:30"}, {"８点半", "08:30"}, {"8时5分", "08:05"},
	    {"8:5", "!24"}, {"830分", "!24"},
	    {"20点", "20:00"}, {"8时05分", "08:05"}, {"24:00", "!24 小时制"}, {"8:60", "!24"},
	    {"8", "!24"});
	ALL("email", {"gonghui@example.cn", "gonghui@example.cn"}, {"gonghui", "!名字@网站"},
	    {"a@b", "!名字@网站"}, {"a@@b.c", "!名字@网站"});
}

static void
texts_and_lengths(void **state)
{
	char *long_text = xcalloc(20002, 1);

	(void)state;
	ALL("text", {"  一组\t3 栋\r\n", "一组 3 栋"}, {"\xEF\xBB\xBF词", "词"},
	    {"\xFF", "!认不出的字节"}, {"半\xE5\x8D", "!认不出的字节"});
	ALL("longtext", {"一\r\n　　二\n\n", "一\n　　二"}, {"　　一", "　　一"});
	memset(long_text, 'x', 20001);
	assert_non_null(strstr(parsed("longtext", long_text), "20001 字，最多 20000 字"));
	field.length = 40;
	long_text[41] = '\0';
	assert_non_null(strstr(parsed("text", long_text), "41 字，最多 40 字"));
	field.length = 0;
	free(long_text);
	ALL("ref", {"abcd2345.k7m2pq.12", "abcd2345.k7m2pq.12"}, {"张秀芹", "!没有找到"},
	    {"1123-01", "!没有找到"},
	    {"a.b", "!没有找到"});
}

static void
masks_hide_what_is_personal(void **state)
{
	static const struct {
		const char *type, *stored, *masked;
	} mask[] = {
		{"idno", "000000198803140045", "000000********0045"},
		{"docno", "H12345678", "*****5678"},
		{"docno", "1234", "****"},
		{"phone", "13904552210", "139****2210"},
		{"phone", "0455-4612345", "0455-46*****"},
		{"person_name", "张明", "张*"},
		{"person_name", "张晓明", "张*明"},
		{"person_name", "欧阳明", "欧阳*"},
		{"address", "绥棱农场第一管理区三组2号", "绥棱农场第一管理区***"},
		{"address", "一组 3 栋", "******"},
		{"birth", "1988-03-14", "1988-**-**"},
		{"email", "gonghui@example.cn", "g******@example.cn"},
		{"text", "三组", "**"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof mask / sizeof mask[0]; i++)
		assert_takes(type_mask(type_find(mask[i].type), mask[i].stored), mask[i].masked);
	assert_takes(type_mask(type_find("idno"), NULL), "");
}

/* What is shown is typed again without a change; so are stored forms. */
static void
shown_values_can_be_typed_again(void **state)
{
	static const struct {
		const char *type, *stored;
	} value[] = {
		{"date", "2026-07-06"}, {"date", "1980-03"}, {"date", "1980"},
		{"full_date", "2026-07-06"}, {"year_month", "1980-03"}, {"birth", "1988-03-14"},
		{"idno", "11010519491231002X"}, {"docno", "M12345678"},
		{"uscc", "91350100M000100Y43"},
		{"phone", "13904551234"}, {"phone", "0455-4612345"}, {"phone", "0455-4612345-801"},
		{"person_name", "古丽娜尔·买买提"}, {"number", "-1240"}, {"count", "0"},
		{"money", "1250"}, {"money", "-5"}, {"money", "0"}, {"time", "08:30"},
		{"email", "gonghui@example.cn"}, {"text", "一组 3 栋"}, {"longtext", "一\n　　二"},
		{"address", "一组"}, {"ref", "a.b.1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof value / sizeof value[0]; i++) {
		char *shown;

		field.type = type_find(value[i].type);
		shown = type_show(&context, value[i].stored);
		assert_string_equal(parsed(value[i].type, shown), value[i].stored);
		free(shown);
	}
}

static void
every_type_explains_itself(void **state)
{
	(void)state;
	for (int i = 0; type_at(i); i++) {
		const struct type *type = type_at(i);

		assert_ptr_equal(type_find(type->name), type);
		assert_true(type->help[LANG_ZH] && type->help[LANG_EN] && type->parse);
		assert_true(type->columns > 0 && type->max_chars > 0);
	}
	assert_null(type_find("nonsense"));
	assert_null(type_at(-1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_in_every_spelling),
		cmocka_unit_test(what_a_date_means),
		cmocka_unit_test(citizen_numbers),
		cmocka_unit_test(documents_of_other_kinds),
		cmocka_unit_test(credit_codes),
		cmocka_unit_test(telephones),
		cmocka_unit_test(names),
		cmocka_unit_test(how_a_name_is_read),
		cmocka_unit_test(quantities),
		cmocka_unit_test(texts_and_lengths),
		cmocka_unit_test(masks_hide_what_is_personal),
		cmocka_unit_test(shown_values_can_be_typed_again),
		cmocka_unit_test(every_type_explains_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
