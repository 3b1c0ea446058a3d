#include "unit.h"

#include "base/spelling.h"

#include <stdio.h>

static void
assert_cut(const char *letters, bool other, const char *want)
{
	struct spelling_piece piece[SPELLING_LETTERS];
	struct buf got = BUF_EMPTY;
	int count = spelling_cut(letters, other, piece);

	for (int i = 0; i < count; i++)
		buf_printf(&got, "%s%.*s%s", i ? " " : "", (int)(piece[i].end - piece[i].start),
		    letters + piece[i].start, piece[i].whole ? "" : "-");
	assert_string_equal(buf_text(&got), want);
	buf_release(&got);
}

static void
letters_are_cut_into_syllables(void **state)
{
	(void)state;
	assert_cut("zhangxinqiu", false, "zhang xin qiu");
	assert_cut("mingdanbaolou", false, "ming dan bao lou");
	assert_cut("zxq", false, "z- x- q-");
	assert_cut("zhxq", false, "zh- x- q-");
	assert_cut("zhangxq", false, "zhang x- q-");
	assert_cut("gonghu", false, "gong hu");
	assert_cut("zho", false, "zho-");
	assert_cut("xian", false, "xian");
	assert_cut("xian", true, "xi an");
	assert_cut("xi'an", false, "xi an");
	assert_cut("xi'an'", false, "xi an");
	assert_cut("fangan", false, "fang an");
	assert_cut("fangan", true, "fan gan");
	assert_cut("gong", true, "");
	assert_cut("lvse", false, "lv se");
	assert_cut("lue", false, "lue");
	assert_cut("nve", false, "nve");
	assert_cut("jvzhang", false, "jv zhang");
	assert_cut("ng", false, "n- g-");
	assert_cut("", false, "");
	assert_cut("'", false, "");
	assert_cut("i", false, "i-");
}

/* "used over cost", or "" if they do not agree. */
static void
assert_match(const char *text, const char *reading, const char *letters, unsigned fuzzy,
    bool initials, const char *want)
{
	struct spelling_match m;
	char got[40] = "";

	if (spelling_match(text, reading, letters, fuzzy, initials, &m))
		snprintf(got, sizeof got, "%zu %d %d", m.used, m.over, m.cost);
	assert_string_equal(got, want);
}

static void
texts_agree_with_letters(void **state)
{
	(void)state;
	assert_match("工会", NULL, "gonghui", 0, false, "7 0 0");
	assert_match("工会", NULL, "gong'hui", 0, false, "8 0 0");
	assert_match("工会", NULL, "gonghu", 0, false, "6 0 3");
	assert_match("工会", NULL, "gh", 0, false, "");
	assert_match("工会", NULL, "gh", 0, true, "2 0 16");
	assert_match("工会主席", NULL, "gonghui", 0, false, "7 2 0");
	assert_match("工会", NULL, "gonghuizhuxi", 0, false, "7 0 0");
	assert_match("工会", NULL, "gonghui'zhuxi", 0, false, "8 0 0");
	/* 工 does not stand for what may not begin anew with i. */
	assert_match("安", NULL, "ani", 0, false, "");
	assert_match("西安", NULL, "xian", 0, false, "4 0 0");
	assert_match("张三", NULL, "zs", 0, true, "2 0 16");
	assert_match("张三", NULL, "zhs", 0, true, "3 0 16");
	assert_match("张三", NULL, "zhangs", 0, true, "6 0 8");
	assert_match("古丽·阿不都", NULL, "guliabudou", 0, false, "10 0 0");
	assert_match("单于丹", NULL, "chanyudan", 0, false, "9 0 0");
	assert_match("绿化", NULL, "lvhua", 0, false, "5 0 0");
	assert_match("绿化", NULL, "luhua", 0, false, "5 0 0");
	assert_match("局", NULL, "jv", 0, false, "2 0 0");
	assert_match("银行", NULL, "yinhang", 0, false, "7 0 0");
	assert_match("银行", "yin'hang", "yinxing", 0, false, "");
	assert_match("李", NULL, "", 0, false, "");
}

static void
sounds_are_taken_for_one_another(void **state)
{
	(void)state;
	assert_match("绥棱农场", NULL, "suilenglongcang", SPELLING_FUZZY, false, "15 0 2");
	assert_match("绥棱农场", NULL, "suilenglongcang", SPELLING_NL, false, "");
	assert_match("绥棱农场", NULL, "suilenglongcang", 0, false, "");
	assert_match("英", NULL, "yin", SPELLING_NG, false, "3 0 1");
	assert_match("因", NULL, "ying", SPELLING_NG, false, "4 0 1");
	assert_match("陈", NULL, "ceng", SPELLING_FUZZY, false, "4 0 1");
	assert_match("山", NULL, "san", SPELLING_NL | SPELLING_NG, false, "");
	assert_match("张三", NULL, "zs", SPELLING_ZH, true, "2 0 16");
}

static void
what_was_typed_tells_the_reading(void **state)
{
	char *reading;

	(void)state;
	reading = spelling_reading("银行", "yinhang", 0);
	assert_string_equal(reading, "yin'hang");
	free(reading);
	reading = spelling_reading("银行", "yx", 0);
	assert_string_equal(reading, "yin'xing");
	free(reading);
	reading = spelling_reading("农场", "longcang", SPELLING_FUZZY);
	assert_string_equal(reading, "nong'chang");
	free(reading);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_cut_into_syllables),
		cmocka_unit_test(texts_agree_with_letters),
		cmocka_unit_test(sounds_are_taken_for_one_another),
		cmocka_unit_test(what_was_typed_tells_the_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
