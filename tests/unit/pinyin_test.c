#include "unit.h"

#include "base/buf.h"
#include "base/pinyin.h"
#include "base/utf8.h"

static void
assert_text(char *got, const char *want)
{
	assert_string_equal(got, want);
	free(got);
}

static void
assert_read(const char *han, const char *want)
{
	const char *out[16];
	struct buf all = BUF_EMPTY;
	int count = pinyin_readings(utf8_read(&han), out, 16);

	for (int i = 0; i < count; i++)
		buf_printf(&all, "%s%s", i ? " " : "", out[i]);
	assert_string_equal(buf_text(&all), want);
	buf_release(&all);
}

static void
characters_have_all_their_readings(void **state)
{
	const char *out[1];

	(void)state;
	assert_read("工", "gong");
	assert_read("曾", "ceng zeng");
	assert_read("行", "xing hang heng");
	assert_read("绿", "lv lu");
	assert_read("会", "hui kuai");
	assert_read("〇", "ling");
	assert_read("䶮", "yan");
	assert_read("㛃", "jie");
	assert_read("𬭳", "xi");
	assert_read("𬱖", "di");
	assert_read("𫖯", "fu");
	assert_read("\uF90A", "jin");
	assert_read("a", "");
	assert_int_equal(pinyin_readings(0xFFFFFFFF, out, 1), 0);
	assert_int_equal(pinyin_readings(0x884C, out, 1), 1);
}

/* Every code point can be asked; nearly every character of the first plane has a reading. */
static void
the_table_covers_what_stations_meet(void **state)
{
	const char *out[16];
	int han = 0;

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		int count = pinyin_readings(c, out, 16);

		assert_in_range(count, 0, 15);
		for (int i = 0; i < count; i++)
			assert_in_range(strspn(out[i], "abcdefghijklmnopqrstuvwxyz"), 1, 6);
		han += c >= 0x4E00 && c <= 0x9FA5 && count > 0;
	}
	assert_in_range(han, 20890, 20902);
}

static void
names_are_read_as_their_bearers_do(void **state)
{
	(void)state;
	assert_text(pinyin_full("张新秋"), "zhangxinqiu");
	assert_text(pinyin_full("古丽娜尔·买买提"), "gulinaer maimaiti");
	assert_text(pinyin_full("曾宪群"), "zengxianqun");
	assert_text(pinyin_full("单于飞"), "chanyufei");
	assert_text(pinyin_full("单雄信"), "shanxiongxin");
	assert_text(pinyin_full("王长江"), "wangchangjiang");
	assert_text(pinyin_full("长孙晟"), "zhangsunsheng");
	assert_text(pinyin_full("尉迟恭"), "yuchigong");
	assert_text(pinyin_full("万俟卨"), "moqixie");
	assert_text(pinyin_full("欧阳娜娜"), "ouyangnana");
	assert_text(pinyin_full("吕绿"), "lvlv");
	/* No surname stands before a dot. */
	assert_text(pinyin_full("曾·单"), "ceng dan");
	assert_text(pinyin_full("852农场 B区"), "852nongchang bqu");
	assert_text(pinyin_full(""), "");
}

static void
surnames_stand_together_where_names_are_sorted(void **state)
{
	(void)state;
	assert_text(pinyin_sorted("陈国栋"), "chen guo dong");
	assert_text(pinyin_sorted("程丽"), "cheng li");
	assert_text(pinyin_sorted("欧阳娜娜"), "ouyang na na");
	assert_text(pinyin_sorted("欧亚"), "ou ya");
	assert_text(pinyin_sorted("古丽娜尔·买买提"), "gu li na er mai mai ti");
	assert_text(pinyin_sorted("852农场 B区"), "852 nong chang b qu");
	assert_text(pinyin_sorted("WPS 2026"), "wps 2026");
	assert_text(pinyin_sorted("张"), "zhang");
	assert_text(pinyin_sorted("·"), "");
	assert_text(pinyin_sorted(""), "");
}

static void
letters_have_their_place_among_the_syllables(void **state)
{
	(void)state;
	for (int i = 0; pinyin_syllable(i); i++) {
		const char *is = pinyin_syllable(i);
		char *more = xprintf("%s!", is);

		assert_int_equal(pinyin_place(is, strlen(is)), 2 * i + 1);
		assert_int_equal(pinyin_place(more, strlen(more)), 2 * i + 2);
		free(more);
	}
	assert_int_equal(pinyin_place("", 0), 0);
	assert_int_equal(pinyin_place("zhangx", 5), pinyin_place("zhang", 5));
}

static void
surnames_of_two_characters_are_known(void **state)
{
	(void)state;
	assert_int_equal(pinyin_surname("欧阳娜娜"), 2);
	assert_int_equal(pinyin_surname("爱新觉罗溥仪"), 4);
	assert_int_equal(pinyin_surname("欧阳"), 1);
	assert_int_equal(pinyin_surname("曾宪群"), 1);
	assert_int_equal(pinyin_surname("古丽娜尔·买买提"), 0);
	assert_int_equal(pinyin_surname("John"), 0);
	assert_int_equal(pinyin_surname(""), 0);
}

static void
initials_come_under_every_reading(void **state)
{
	char *all;

	(void)state;
	assert_text(pinyin_initials_all("张新秋"), "zxq");
	assert_text(pinyin_initials_all("曾宪群"), "zxq cxq");
	assert_text(pinyin_initials_all("古丽娜尔·买买提"), "glnemmt glnemmd");
	assert_text(pinyin_initials_all("沈K2"), "sk2 ck2");
	assert_text(pinyin_initials_all(""), "");
	all = pinyin_initials_all("曾曾曾曾曾曾");
	assert_int_equal(strlen(all), PINYIN_INITIALS * 7 - 1);
	assert_int_equal(strncmp(all, "zccccc ", 7), 0);
	free(all);
}

static void
a_list_is_filtered_by_letters(void **state)
{
	static const struct {
		const char *text, *query;
		bool match;
	} row[] = {
		{"曾宪群", "zxq", true}, {"曾宪群", "cxq", true}, {"曾宪群", "ZengXian", true},
		{"曾宪群", "cengxianqun", true}, {"曾宪群", "ze", true}, {"曾宪群", "", true},
		{"曾宪群", "zengxianqunx", false}, {"曾宪群", "xq", false}, {"曾宪群", "zq", false},
		{"曾宪群", "zeq", false}, {"曾宪群", "z x'q", true}, {"张新秋", "zhxq", true},
		{"张新秋", "zhangxq", true}, {"张新秋", "zxqiu", true}, {"吕布", "lub", true},
		{"吕布", "lvb", true}, {"古丽娜尔·买买提", "gulinaermai", true}, {"852农场", "852n", true},
		{"B区", "bq", true}, {"重庆", "cq", true}, {"重庆", "zq", true}, {"", "z", false},
		{"", "", true}, {"曾宪群", "二", false}, {"曾宪群", "·", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (pinyin_match(row[i].text, row[i].query) != row[i].match)
			fail_msg("%s %s", row[i].text, row[i].query);
}

/* Whatever the bytes: the best readings and initials of a text always find it. */
static void
noise_is_found_by_its_own_letters(void **state)
{
	static const char *const part[] = {"曾", "单", "于", "·", "行", "万", "俟", "a", "7", " ",
	    "\xE4", "吕", "𬭳", "尉", "迟", "和"};

	(void)state;
	srand(29);
	for (int i = 0; i < 20000; i++) {
		struct buf text = BUF_EMPTY;
		char *full, *initials;

		for (int n = rand() % 12; n > 0; n--)
			if (rand() % 9)
				buf_puts(&text, part[rand() % 16]);
			else
				buf_putc(&text, (char)(rand() % 255 + 1));
		full = pinyin_full(buf_text(&text));
		initials = pinyin_initials_all(buf_text(&text));
		assert_true(pinyin_match(buf_text(&text), full));
		assert_in_range(strcspn(initials, " "), 0, strlen(full));
		initials[strcspn(initials, " ")] = '\0';
		assert_true(pinyin_match(buf_text(&text), initials));
		pinyin_surname(buf_text(&text));
		buf_release(&text);
		free(full);
		free(initials);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_have_all_their_readings),
		cmocka_unit_test(the_table_covers_what_stations_meet),
		cmocka_unit_test(names_are_read_as_their_bearers_do),
		cmocka_unit_test(surnames_stand_together_where_names_are_sorted),
		cmocka_unit_test(letters_have_their_place_among_the_syllables),
		cmocka_unit_test(surnames_of_two_characters_are_known),
		cmocka_unit_test(initials_come_under_every_reading),
		cmocka_unit_test(a_list_is_filtered_by_letters),
		cmocka_unit_test(noise_is_found_by_its_own_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
