/* The composer without the engine: what it proposes then is the same on every machine. */
#include "unit.h"

#include "tui/compose.h"
#include "tui/input.h"

#include <stdio.h>

static const char words[] =
	"工会 工会主席\n绥棱农场 名单  漏报\n取暖费 银行\n";
static const char table_text[] =
	"---\nname: test\n...\n\n"
	"工\ta\t99\taa\n式\taa\t50\n戈\taaa\t40\n工\taaaa\t30\n恭恭敬敬\taaaa\t10\n王\tggg\t9\n一\tggll\t5\n";

struct fixture {
	struct compose *compose;
	struct lexicon *own, *learnt;
	struct codetable *table;
	struct compose_means means;
	struct buf typed, learning;
};

static void
learn(void *arg, const char *text, const char *reading, bool chosen)
{
	struct fixture *f = arg;

	buf_printf(&f->learning, "%s %s %d\n", text, reading, chosen);
}

static int
set_up(void **state)
{
	static struct fixture f;

	f = (struct fixture){.compose = compose_new(), .own = lexicon_new(),
	    .learnt = lexicon_new(), .table = codetable_new(table_text, sizeof table_text - 1)};
	lexicon_add_words(f.own, words, LEXICON_TERM);
	lexicon_add(f.own, "李䶮", NULL, LEXICON_NAME, 0);
	lexicon_add(f.own, "单于丹", NULL, LEXICON_NAME, 0);
	lexicon_add(f.own, "古丽·阿不都", NULL, LEXICON_NAME, 0);
	lexicon_add(f.own, "石建国", NULL, LEXICON_NAME, 0);
	f.means = (struct compose_means){.words = {f.learnt, f.own},
	    .fuzzy = SPELLING_FUZZY, .learn = learn, .arg = &f};
	compose_start(f.compose, &f.means);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	compose_free(f->compose);
	lexicon_free(f->own);
	lexicon_free(f->learnt);
	codetable_free(f->table);
	buf_release(&f->typed);
	buf_release(&f->learning);
	return 0;
}

static void
key(struct fixture *f, int k)
{
	if (compose_key(f->compose, k, &f->typed))
		return;
	if (k >= ' ' && k <= '~')
		buf_putc(&f->typed, (char)k);
	else
		buf_puts(&f->typed, "<>");
}

/* < is Backspace, ^ Esc, | Enter, > PgDn; all else is itself. */
static void
type(struct fixture *f, const char *keys)
{
	for (; *keys; keys++)
		key(f, *keys == '<' ? INPUT_BACKSPACE : *keys == '^' ? INPUT_ESC :
		    *keys == '|' ? INPUT_ENTER : *keys == '>' ? INPUT_PGDN : *keys);
}

static void
assert_typed(struct fixture *f, const char *keys, const char *want)
{
	buf_clear(&f->typed);
	type(f, keys);
	assert_string_equal(buf_text(&f->typed), want);
	assert_true(compose_is_empty(f->compose));
}

/* The line after these keys, blanks at its end cut off; then Esc. */
static void
assert_line(struct fixture *f, const char *keys, const char *want)
{
	struct buf line = BUF_EMPTY;

	type(f, keys);
	compose_paint(f->compose, 80, &line);
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	assert_string_equal(buf_text(&line), want);
	key(f, INPUT_ESC);
	assert_true(compose_is_empty(f->compose));
	buf_release(&line);
}

static void
own_words_come_first(void **state)
{
	struct fixture *f = *state;

	assert_line(f, "gonghui",
	    "拼 gong'hui  1工会 2工会主席 3工 4共 5公 6功 7供 8攻 9巩                     1/3");
	assert_line(f, "gh",
	    "拼 g'h  1工会 2夹 3尬 4咖 5改 6该 7概 8干 9感                                1/7");
	assert_line(f, "suilenglongcang",
	    "拼 sui'leng'long'cang  1绥棱农场 2随 3虽 4岁 5碎 6隧 7穗 8尿 9祟             1/4");
	assert_line(f, "mingdanbaolou",
	    "拼 ming'dan'bao'lou  1名单报楼 2名单 3命 4明 5名 6鸣 7冥 8铭 9茗             1/4");
	assert_line(f, "yinhang",
	    "拼 yin'hang  1银行 2因 3音 4引 5印 6银 7阴 8隐 9饮                          1/11");
}

static void
candidates_are_chosen(void **state)
{
	struct fixture *f = *state;

	assert_typed(f, "gonghui ", "工会");
	assert_typed(f, "gonghui2", "工会主席");
	assert_typed(f, "mingdanloubao ", "名单漏报");
	/* Piece by piece; what was chosen becomes letters again. */
	assert_typed(f, "yintian33", "引添");
	assert_typed(f, "yinhang4<<<<hang ", "银行");
	/* Pages, forth and back; the digit is of the page. */
	assert_typed(f, "shi=2", "史");
	assert_typed(f, "shi=-.,1", "是");
	/* A blank with nothing to choose, and Enter, give the letters. */
	assert_typed(f, "gonghui|", "gonghui");
	/* A lone syllable behind a word is mostly what words are lengthened with. */
	assert_line(f, "mingdanbiao2",
	    "拼 名单biao  1表 2标 3彪 4杓 5飑 6俵 7婊 8裱 9摽                             1/3");
	assert_typed(f, "yintian3|", "引tian");
	assert_typed(f, "gonghui<<<<<<<", "");
	assert_typed(f, "gonghui^", "");
	assert_typed(f, "gong9", "拱");
}

static void
the_rarest_character_is_on_a_later_page(void **state)
{
	struct fixture *f = *state;

	type(f, "yan");
	for (int i = 0; i < 40; i++) {
		for (int k = 0; k < 9; k++)
			if (compose_candidate(f->compose, k) &&
			    strcmp(compose_candidate(f->compose, k), "龑") == 0)
				return;
		struct buf line = BUF_EMPTY;

		key(f, '=');
		compose_paint(f->compose, 80, &line);
		buf_release(&line);
	}
	fail_msg("龑 is on no page of yan");
}

static void
characters_have_numbers(void **state)
{
	struct fixture *f = *state;

	assert_line(f, "u4dae", "U+ u4dae  1䶮");
	assert_typed(f, "u4dae ", "䶮");
	assert_typed(f, "u2cb73 ", "\U0002CB73");
	assert_typed(f, "v1601 ", "啊");
	assert_typed(f, "v9999 ", "v9999");
	assert_typed(f, "ud800 ", "ud800");
	assert_typed(f, "u1b ", "u1b");
}

static void
punctuation_is_chinese(void **state)
{
	struct fixture *f = *state;

	assert_typed(f, ",.;:?!\"\"''()\\_`", "，。；：？！“”‘’（）、——·");
	assert_typed(f, "3.5,10:30/1", "3.5,10:30/1");
	assert_typed(f, "gonghui!", "工会！");
	assert_typed(f, "gonghui;3.", "工会；3.");
	assert_typed(f, "gonghui,", "工会，");
	assert_typed(f, "u4dae.", "䶮。");
	assert_typed(f, "12 3", "12 3");
	/* ^ and <> mean keys in this test's own notation. */
	key(f, '^');
	key(f, '<');
	key(f, '>');
	assert_string_equal(buf_text(&f->typed), "12 3……《》");
}

static void
a_capital_begins_a_word_as_typed(void **state)
{
	struct fixture *f = *state;

	assert_line(f, "Ab-1", "英 Ab-1");
	assert_typed(f, "WPS gonghui ", "WPS工会");
	assert_typed(f, "A4|", "A4");
	assert_typed(f, "gongHui|", "gongHui");
}

/* Other keys are done after what was being composed, which stays as letters. */
static void
nothing_is_lost_by_other_keys(void **state)
{
	struct fixture *f = *state;

	type(f, "gonghui");
	assert_false(compose_key(f->compose, INPUT_TAB, &f->typed));
	assert_string_equal(buf_text(&f->typed), "gonghui");
	assert_true(compose_is_empty(f->compose));
	assert_false(compose_key(f->compose, INPUT_ENTER, &f->typed));
	assert_false(compose_key(f->compose, INPUT_BACKSPACE, &f->typed));
	assert_false(compose_key(f->compose, 0x5DE5, &f->typed));
}

static void
names_begin_with_a_surname(void **state)
{
	struct fixture *f = *state;

	f->means.name = true;
	compose_start(f->compose, &f->means);
	assert_line(f, "zhang",
	    "拼 zhang  1张 2章 3仉 4臧 5长 6掌 7帐 8仗 9丈                                1/4");
	assert_line(f, "zhangxinqiu",
	    "拼 zhang'xin'qiu  1张新秋 2章新秋 3张新球 4张欣秋 5张 6章 7仉 8臧 9张欣球    1/7");
	assert_line(f, "liy",
	    "拼 li'y  1李䶮 2李 3黎 4栗 5厉 6利 7倪 8里 9力                              1/13");
	compose_start(f->compose, &f->means);
	assert_typed(f, "zhang1", "张");
	/* Behind the surname come given names. */
	assert_line(f, "xinqiu",
	    "拼 xin'qiu  1新秋 2新球 3欣秋 4欣球 5新 6欣 7馨 8信 9兴                      1/8");
	compose_start(f->compose, &f->means);
	assert_typed(f, "gu3li`a`", "古丽·阿·");
	assert_typed(f, ".@", "··");
}

/* Keys of names that make programs stumble: at most 15 each. */
static void
hard_names_take_few_keys(void **state)
{
	static const char *const keys[][2] = {
		{"liyan ", "李䶮"}, {"li u4dae ", "李䶮"}, {"chanyudan ", "单于丹"},
		{"guliabudou ", "古丽·阿不都"}, {"glabd ", "古丽·阿不都"}};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		f->means.name = true;
		compose_start(f->compose, &f->means);
		assert_in_range(strlen(keys[i][0]), 1, 15);
		assert_typed(f, keys[i][0], keys[i][1]);
	}
}

static void
what_was_chosen_is_told(void **state)
{
	struct fixture *f = *state;

	assert_typed(f, "gonghui ", "工会");
	assert_typed(f, "yintian33", "引添");
	assert_typed(f, "yinhang ", "银行");
	assert_typed(f, "u4dae v1601 W |", "䶮啊W<>");
	assert_string_equal(buf_text(&f->learning),
	    "工会 gong'hui 0\n引添 yin'tian 1\n银行 yin'hang 0\n");
	/* And what is told is proposed first the next time, in full and by initials. */
	lexicon_add(f->learnt, "引添", "yin'tian", LEXICON_LEARNT, 1);
	lexicon_add(f->learnt, "攻", "gong", LEXICON_LEARNT, 1);
	assert_typed(f, "yintian ", "引添");
	assert_typed(f, "yt ", "引添");
	assert_typed(f, "gong ", "攻");
}

static void
codes_of_shapes(void **state)
{
	struct fixture *f = *state;

	f->means.table = f->table;
	compose_start(f->compose, &f->means);
	assert_line(f, "a", "码 a  1工 2式 3戈 4恭恭敬敬");
	assert_typed(f, "a ", "工");
	assert_typed(f, "aaa ", "戈");
	assert_typed(f, "aaaa2", "恭恭敬敬");
	/* The only one of four letters needs no choosing; a fifth letter takes the first. */
	assert_typed(f, "ggll", "一");
	assert_typed(f, "aaaagggl<<<<", "工");
	assert_typed(f, "zz ", "zz");
	assert_null(codetable_new("no codes here\n", 14));
}

/* What the table of codes knows is a word in pinyin, too: the commonest first, the rarest not. */
static void
words_of_the_table(void **state)
{
	static const char text[] = "name: words\n...\n前功尽弃\tuand\t460000\n职高\tbkym\t4770000\n"
	    "智高\ttdym\t60000\n制高\trmym\t49999\n重庆\ttgyd\t9000000\n之\tpp\t4000000000\n残高\tgq";
	struct fixture *f = *state;
	struct wordlist *list = wordlist_new(text, sizeof text - 1);

	f->means.more = list;
	compose_start(f->compose, &f->means);
	assert_typed(f, "qiangongjinqi ", "前功尽弃");
	assert_typed(f, "zigao2", "智高");
	assert_typed(f, "chongqing ", "重庆");
	assert_typed(f, "zhigao ", "职高");
	assert_null(wordlist_new("no words here\n", 14));
	wordlist_free(list);
}

/* However long one types, nothing is thrown away: the beginning is settled. */
static void
long_sentences_settle_from_the_front(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 12; i++)
		type(f, "gonghui");
	type(f, " ");
	assert_string_equal(buf_text(&f->typed),
	    "工会工会工会工会工会工会工会工会工会工会工会工会");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(own_words_come_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(candidates_are_chosen, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_rarest_character_is_on_a_later_page, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(characters_have_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(punctuation_is_chinese, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_capital_begins_a_word_as_typed, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(nothing_is_lost_by_other_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(names_begin_with_a_surname, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hard_names_take_few_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_chosen_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(codes_of_shapes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(words_of_the_table, set_up, tear_down),
		cmocka_unit_test_setup_teardown(long_sentences_settle_from_the_front, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
