#include "unit.h"

#include "base/buf.h"
#include "forms/figure.h"
#include "forms/paper.h"

#define TODAY "2026-11-23"

static struct forms *forms;
static struct tally tally;

static int
setup(void **state)
{
	struct form_diags diags = {0};

	(void)state;
	forms = forms_new();
	assert_int_equal(forms_add_shipped(forms, &diags), 0);
	form_diags_release(&diags);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	tally_release(&tally);
	forms_free(forms);
	return 0;
}

static void
begin(const char *id)
{
	const struct figure *figure = figures_find(forms, id);

	assert_non_null(figure);
	tally_begin(&tally, figure, 5);
}

/* So many appeals with these fields: name, value, …, NULL. */
static void
add(int times, const char *const field[])
{
	static int made;

	while (times-- > 0) {
		struct record *record = record_new(forms_find(forms, "appeal"));

		record->id = xprintf("u.e.%d", ++made);
		for (int i = 0; field[i]; i += 2)
			record_set(record, form_field(record->form, field[i]), field[i + 1]);
		tally_add(&tally, record, day_parse(TODAY));
		record_free(record);
	}
}
#define ADD(times, ...) add(times, (const char *const[]){__VA_ARGS__, NULL})

static void
end(void)
{
	tally_end(&tally, forms, day_parse(TODAY));
}

static void
a_number_is_one_bar_with_its_records(void **state)
{
	(void)state;
	begin("new_week");
	ADD(3, "registered_on", "2026-11-20");
	ADD(2, "registered_on", "2026-11-16");
	end();
	assert_int_equal(tally.count, 3);
	assert_int_equal(tally.bars, 1);
	assert_non_null(tally.bar[0].id[2]);
	assert_null(tally.bar[0].id[3]);
}

static void
few_are_not_ranked(void **state)
{
	(void)state;
	begin("by_class");
	ADD(4, "registered_on", TODAY, "subject", "0101");
	ADD(3, "registered_on", TODAY, "subject", "0903");
	ADD(6, "registered_on", TODAY, "subject", "0806");
	ADD(3, "registered_on", TODAY, "subject", "0703");
	ADD(4, "registered_on", TODAY, "subject", "0701");
	ADD(1, "registered_on", TODAY);
	end();
	assert_int_equal(tally.bars, 5);
	assert_int_equal(tally.few, 2);
	assert_string_equal(tally.bar[0].key, "07"); /* 7, then 6 */
	assert_string_equal(tally.bar[1].key, "08");
	assert_string_equal(tally.bar[1].name[LANG_ZH], "土地承包与农业经营");
	assert_string_equal(tally.bar[2].key, ""); /* by code, not by number */
	assert_string_equal(tally.bar[2].name[LANG_ZH], "没有写");
	assert_string_equal(tally.bar[3].key, "01");
	assert_string_equal(tally.bar[4].key, "09");
	assert_int_equal(figure_length(&tally, &tally.bar[0], 20), 20);
	assert_int_equal(figure_length(&tally, &tally.bar[4], 20), 9);
}

static void
twelve_months_stand_whether_or_not_something_came(void **state)
{
	(void)state;
	begin("by_month");
	ADD(2, "registered_on", "2026-02-01");
	ADD(1, "registered_on", "2025-11-23"); /* a year ago: no more */
	end();
	assert_int_equal(tally.bars, 12);
	assert_string_equal(tally.bar[0].key, "2025-12");
	assert_string_equal(tally.bar[11].key, "2026-11");
	assert_int_equal(tally.bar[2].count, 2);
	assert_int_equal(tally.count, 2);
}

static void
of_few_no_rate_is_told(void **state)
{
	static const struct {
		int good, bad;
		const char *text;
	} rows[] = {{2, 2, "太少（2/4）"}, {4, 1, "80%（4/5）"}, {2, 4, "33%（2/6）"},
		{4, 2, "67%（4/6）"}, {0, 0, "太少（0/0）"}, {7, 0, "100%（7/7）"}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin("on_time");
		ADD(rows[i].good, "state", "5", "called_back", TODAY);
		ADD(rows[i].bad, "state", "8", "called_back", TODAY, "missed", "1");
		ADD(3, "state", "4", "called_back", TODAY, "missed", "1"); /* not closed */
		ADD(3, "state", "5", "called_back", "2025-11-23", "missed", "1"); /* long ago */
		end();
		char *text = figure_text(tally.figure, tally.count, tally.hits, 5, LANG_ZH);

		assert_string_equal(text, rows[i].text);
		free(text);
		tally_release(&tally);
	}
}

static void
who_was_once_not_content_is_no_hit(void **state)
{
	(void)state;
	begin("content");
	ADD(5, "satisfied_result", "3", "called_back", TODAY);
	ADD(1, "satisfied_result", "1", "called_back", TODAY, "dissatisfied", "1");
	ADD(1, "satisfied_result", "4", "called_back", TODAY);
	end();
	assert_int_equal(tally.count, 7);
	assert_int_equal(tally.hits, 5);
}

static void
check(const char *text, int line, int number)
{
	struct form_diags diags = {0};
	int err = forms_add(forms, "t", text, strlen(text), &diags);

	assert_int_equal(err != 0, number != 0);
	if (number) {
		assert_int_equal(diags.diag[0].line, line);
		assert_int_equal(text_number(diags.diag[0].say.id), number);
	}
	form_diags_release(&diags);
}

static void
what_is_wrong_is_told_with_its_line(void **state)
{
	(void)state;
	check("figure f\n  label 甲\n  of appeal\n  by subject 2\n", 0, 0);
	check("figure f\n  label 甲\n  of appeal\n  by subject_line\n", 4, 640);
	check("paper p\n  label 甲\n  of station\n  chart open\n", 4, 641);
	check("paper p\n  label 甲\n  of station\n  chart nothing\n", 4, 641);
	check("paper p\n  label 甲\n  of station\n  chart by_class\n"
	    "  line ${#open} ${#on_time}\n", 0, 0);
	assert_int_equal(papers_find(forms, "p")->number_count, 2);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_number_is_one_bar_with_its_records),
		TEST(few_are_not_ranked),
		TEST(twelve_months_stand_whether_or_not_something_came),
		TEST(of_few_no_rate_is_told),
		TEST(who_was_once_not_content_is_no_hit),
		TEST(what_is_wrong_is_told_with_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
