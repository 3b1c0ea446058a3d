#include "unit.h"

#include "base/norm.h"
#include "base/utf8.h"

#include <utf8proc.h>

static void
assert_becomes(char *(*norm)(const char *), const char *from, const char *want)
{
	char *got = norm(from);

	assert_string_equal(got, want);
	free(got);
}

static void
text_is_composed_but_legal_characters_stay(void **state)
{
	(void)state;
	assert_becomes(norm_text, "e\u0301 \uF90A 金 \U0002F800",
	    "é \uF90A 金 \U0002F800");
	/* Nothing composes over a character that stays; the end is not lost. */
	assert_becomes(norm_text, "e\uF90A\u0301e\u0301", "e\uF90A\u0301é");
	assert_becomes(norm_text, "①㎡…½（一）℃１", "①㎡…½（一）℃１");
	assert_becomes(norm_text, "\uFEFF一\r\n二\r三\n\t四\x01\x7F\xC2\x85\xC2\x9B五",
	    "一\n二\n三\n\t四五");
	assert_becomes(norm_text, "坏\xB0\xA1", "坏\uFFFD\uFFFD");
	assert_becomes(norm_text, "", "");
}

static void
figures_come_out_as_ascii(void **state)
{
	(void)state;
	assert_becomes(norm_digits, "　２３１２２６１９８０——Ｘ　", "2312261980--X");
	assert_becomes(norm_digits, "'0451 8600–123\u200B4", "0451 8600-1234");
	assert_becomes(norm_digits, " ‘ 0451−1", "0451-1");
	assert_becomes(norm_digits, "2026年7月6日", "2026年7月6日");
	assert_becomes(norm_digits, "１３８　　0000\u00A00000\r\n", "138 0000 0000");
	assert_becomes(norm_digits, "'", "");
}

static void
names_lose_their_padding_and_get_one_dot(void **state)
{
	(void)state;
	assert_becomes(norm_name, "\uFEFF张　 伟\u3000\u00A0\u200B", "张伟");
	assert_becomes(norm_name, " 欧阳  娜 娜 ", "欧阳娜娜");
	assert_becomes(norm_name, "  John  Smith ", "John Smith");
	assert_becomes(norm_name, "Ｊ． Smith", "J. Smith");
	assert_becomes(norm_name, "O'Neil-Smith", "O'Neil-Smith");
	assert_becomes(norm_name, "古丽娜尔•买买提", "古丽娜尔·买买提");
	assert_becomes(norm_name, "古丽娜尔 ・ 买买提", "古丽娜尔·买买提");
	assert_becomes(norm_name, "古丽娜尔 . John", "古丽娜尔·John");
	assert_becomes(norm_name, "阿‧不∙都⋅拉．买.买･提·江", "阿·不·都·拉·买·买·提·江");
	/* For the type's check to report. */
	assert_becomes(norm_name, "·古丽··娜尔.", "·古丽··娜尔·");
	assert_becomes(norm_name, "龍\uF90A𬭳", "龍\uF90A𬭳");
	assert_becomes(norm_name, "　", "");
}

static void
keys_forget_what_a_searcher_would(void **state)
{
	(void)state;
	assert_becomes(norm_key, "古丽娜尔·买买提", "古丽娜尔买买提");
	assert_becomes(norm_key, "John  SMITH", "johnsmith");
	assert_becomes(norm_key, "ＺＸＱ１２", "zxq12");
	assert_becomes(norm_key, "\uF90A ㎡\u200B", "金m2");
	assert_becomes(norm_key, "出生\n日期（yyyy.MM）*", "出生日期(yyyymm)*");
	assert_becomes(norm_key, "A\n\u0301", "á");
}

/* NFC, apart from the ideographs that stay as they are. */
static bool
is_composed(const char *s)
{
	utf8proc_uint8_t *again = utf8proc_NFC((const utf8proc_uint8_t *)s);
	const char *p = s, *q = (const char *)again;
	bool same = true;
	uint32_t c;

	while ((c = utf8_read(&p)))
		same &= utf8_read(&q) == c || (c >= 0xF900 && c <= 0xFAFF) ||
		    (c >= 0x2F800 && c <= 0x2FA1F);
	same &= *q == '\0';
	free(again);
	return same;
}

/* Noise with much of what matters in it. */
static void
noise(char *s, size_t size)
{
	static const uint32_t some[] = {0x301, 0xF90A, 0x3000, 0xB7, '.', '\'', 0xFF21, 0x4E2D,
	    0x1100, 0x1161, 0x11A8, 0x2014, 0xFEFF, 'e', '\r', '\n', 0x2022, 0x344, 0xFB1D};
	struct buf b = BUF_EMPTY;

	for (int n = rand() % 24; n > 0; n--) {
		if (rand() % 8 == 0)
			buf_putc(&b, (char)(rand() % 255 + 1));
		else if (rand() % 8 == 0)
			utf8_add(&b, (uint32_t)rand() % 0x110000);
		else
			utf8_add(&b, some[(size_t)rand() % (sizeof some / sizeof *some)]);
	}
	memset(s, 0, size);
	strncpy(s, buf_text(&b), size - 1);
	buf_release(&b);
}

/* Whatever comes: the result is composed UTF-8, and what was repaired once stays as it is. */
static void
noise_is_repaired_once_and_for_all(void **state)
{
	char *(*const norms[])(const char *) = {norm_text, norm_digits, norm_name, norm_key};
	char s[100];

	(void)state;
	srand(5);
	for (int i = 0; i < 20000; i++) {
		char *once, *twice;

		noise(s, sizeof s);
		once = norms[i % 4](s);
		twice = norms[i % 4](once);
		assert_true(utf8_is_valid(once, strlen(once), NULL));
		if (i % 4 < 3) {
			assert_true(is_composed(once));
			assert_string_equal(once, twice);
		}
		free(once);
		free(twice);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_composed_but_legal_characters_stay),
		cmocka_unit_test(figures_come_out_as_ascii),
		cmocka_unit_test(names_lose_their_padding_and_get_one_dot),
		cmocka_unit_test(keys_forget_what_a_searcher_would),
		cmocka_unit_test(noise_is_repaired_once_and_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
