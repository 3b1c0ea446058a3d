#include "unit.h"

#include "base/damage.h"

static void
readings_behind_their_characters_go(void **state)
{
	static const struct {
		const char *text, *mended; /* NULL: nothing is wrong with it */
	} table[] = {
		{"數(shù)字化工會(huì)", "數字化工會"},
		{"信息維(wéi)護(hù)管理員(yuán)", "信息維護管理員"},
		{"女（nǚ）工", "女工"},
		{"綠(lǜ)化", "綠化"},
		{"長(zhǎng)春、長(cháng)城", "長春、長城"},
		{"數字", NULL},
		{"第三作业站(三队)", NULL},
		{"数(data)据", NULL},
		{"王明(ming)", "王明"},
		{"王明(wang)", NULL},
		{"(shù)", NULL},
		{"A(a)", NULL},
		{"數(shù", NULL},
		{"數()", NULL},
		{"", NULL},
		{"數\xff(shù)", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char *mended = damage_mend(table[i].text);

		if (!table[i].mended != !mended ||
		    (mended && strcmp(mended, table[i].mended) != 0))
			fail_msg("%s: %s", table[i].text, mended ? mended : "-");
		free(mended);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readings_behind_their_characters_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
