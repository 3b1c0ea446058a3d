#include "unit.h"

#include "forms/disclosure.h"

static bool
is_name(void *arg, const char *name)
{
	static const char *const names[] = {"张伟", "张伟东", "欧阳娜娜", "买买提·阿不都热依木", NULL};

	(void)arg;
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void
assert_finds(const char *text, int idnos, int mobiles, int cards, const char *names)
{
	struct disclosure d = {0};
	struct buf got = BUF_EMPTY;

	disclosure_check(text, is_name, NULL, &d);
	for (int i = 0; i < d.names; i++)
		buf_printf(&got, "%s%s", i ? " " : "", d.name[i]);
	assert_int_equal(d.idnos, idnos);
	assert_int_equal(d.mobiles, mobiles);
	assert_int_equal(d.cards, cards);
	assert_string_equal(buf_text(&got), names);
	assert_int_equal(disclosure_is_fine(&d), idnos + mobiles + cards == 0);
	buf_release(&got);
	disclosure_release(&d);
}

static void
numbers_are_found_by_their_shape(void **state)
{
	(void)state;
	assert_finds("", 0, 0, 0, "");
	assert_finds(NULL, 0, 0, 0, "");
	assert_finds("身份证231226196503150017，", 1, 0, 0, "");
	assert_finds("23122619650315001X 23122619650315001x", 2, 0, 0, "");
	assert_finds("231226 1965 0315 0017", 1, 0, 0, "");
	assert_finds("231226650315001", 1, 0, 0, "");
	assert_finds("电话13904551234、139-0455-1235", 0, 2, 0, "");
	assert_finds("卡6222020200012345678和6222020200012345", 0, 0, 2, "");
	/* what may stand: masked, an office's telephone, sums, days, numbers of documents */
	assert_finds("231226********0017 139****1234 4612345 0455-4612345 1240亩 2026-11-24", 0, 0,
	    0, "");
	assert_finds("12904551234", 0, 0, 0, "");
	assert_finds("三站工发〔2026〕7号，1至15日，共20261123元", 0, 0, 0, "");
}

static void
names_are_pointed_at(void **state)
{
	(void)state;
	assert_finds("承包人：张伟、欧阳娜娜、张伟东，张伟。", 0, 0, 0, "张伟 欧阳娜娜 张伟东");
	assert_finds("买买提·阿不都热依木，一组", 0, 0, 0, "买买提·阿不都热依木");
	assert_finds("张三 买买提·阿不都", 0, 0, 0, "");
	assert_finds("·张伟·", 0, 0, 0, "张伟");
	assert_finds("\xff张伟\xe5", 0, 0, 0, "张伟");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_found_by_their_shape),
		cmocka_unit_test(names_are_pointed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
