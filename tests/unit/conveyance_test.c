#include "unit.h"

#include "forms/conveyance.h"

static struct record *
record_of(const struct forms *forms, const char *day, const char *missing, const char *reached,
    const char *urged)
{
	struct record *record = record_new(forms_find(forms, "conveyance"));

	record_set(record, form_field(record->form, "done_on"), day);
	record_set(record, form_field(record->form, "missing"), missing);
	record_set(record, form_field(record->form, "reached"), reached);
	record_set(record, form_field(record->form, "urged"), urged);
	return record;
}

static struct forms *
shipped(void)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	assert_int_equal(forms_add_shipped(forms, &diags), 0);
	form_diags_release(&diags);
	return forms;
}

static void
names_stay_until_they_are_reached(void **state)
{
	struct forms *forms = shipped();
	struct record *r[] = {
		record_of(forms, "2026-11-12", "杨德福、金英子 高玉成，\n那日松；杨德福。", NULL, NULL),
		record_of(forms, "2026-11-19", NULL, NULL, "杨德福、高玉成、没有的人"),
		record_of(forms, "2026-11-20", NULL, "高玉成、没有的人", NULL),
		record_of(forms, "2026-11-21", "高玉成", NULL, "杨德福"),
		record_of(forms, "2026-11-22", "买买提·阿不都", "买买提·阿不都、金英子", NULL),
	};
	struct conveyed c;

	(void)state;
	record_set(r[0], form_field(r[0]->form, "at_meeting"), "213");
	record_set(r[0], form_field(r[0]->form, "by_wechat"), "60");
	record_set(r[4], form_field(r[4]->form, "at_meeting"), "2");
	conveyed_sum((const struct record *const *)r, 5, &c);
	assert_int_equal(c.meeting, 215);
	assert_int_equal(c.wechat, 60);
	assert_int_equal(c.person + c.posted, 0);
	assert_int_equal(c.later, 3); /* 高玉成 once, 买买提, 金英子 */
	assert_int_equal(c.count, 3);
	assert_string_equal(c.laggard[0].name, "杨德福");
	assert_int_equal(c.laggard[0].urged, 2);
	assert_int_equal(c.laggard[0].since, day_parse("2026-11-12"));
	assert_int_equal(c.laggard[0].last, day_parse("2026-11-21"));
	assert_string_equal(c.laggard[1].name, "那日松");
	assert_int_equal(c.laggard[1].urged, 0);
	assert_int_equal(c.laggard[1].last, DAY_NONE);
	/* named anew after he was reached: he lacks it again, and was not urged since */
	assert_string_equal(c.laggard[2].name, "高玉成");
	assert_int_equal(c.laggard[2].urged, 0);
	conveyed_release(&c);
	conveyed_sum(NULL, 0, &c);
	assert_int_equal(c.count, 0);
	conveyed_release(&c);
	for (int i = 0; i < 5; i++)
		record_free(r[i]);
	forms_free(forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stay_until_they_are_reached),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
