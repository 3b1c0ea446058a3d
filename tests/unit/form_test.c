#include "unit.h"

#include "base/err.h"
#include "forms/check.h"
#include "forms/expr.h"

#include <stdio.h>

#define TODAY day_from_civil(2026, 11, 23)

static void
what_is_shipped_is_right(void **state)
{
	static const char *const kinds[] = {"org", "member", "officer", "appeal", "notice"};
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	(void)state;
	forms_add_shipped(forms, &diags);
	for (int i = 0; i < diags.count; i++) {
		char *text = say_text(&diags.diag[i].say, LANG_EN);

		fprintf(stderr, "%s:%d: %s\n", diags.diag[i].file, diags.diag[i].line, text);
		free(text);
	}
	assert_int_equal(diags.count, 0);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		assert_non_null(forms_find(forms, kinds[i]));
	assert_int_equal(forms_codes(forms, "ethnicity")->code_count, 58);
	form_diags_release(&diags);
	forms_free(forms);
}

static void
expect_diag(const char *text, int line, const char *part)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	assert_int_equal(forms_add(forms, "x.form", text, strlen(text), &diags), ERR_INPUT);
	assert_true(diags.count > 0);
	char *said = say_text(&diags.diag[0].say, LANG_EN);

	if (!strstr(said, part) || diags.diag[0].line != line)
		fail_msg("%d: %s", diags.diag[0].line, said);
	free(said);
	assert_int_equal(forms_count(forms), 0);
	form_diags_release(&diags);
	forms_free(forms);
}

#define KIND(title) "kind a\n  label A\n  title " title "\nfield n\n"

static void
mistakes_are_named_with_their_line(void **state)
{
	(void)state;
	expect_diag("", 1, "no kind");
	expect_diag(KIND("n") "  type text\n  labl N\n", 6, "labl");
	expect_diag(KIND("n") "  type strange\n  label N\n", 4, "strange");
	expect_diag(KIND("n") "  type text\n", 4, "label");
	expect_diag(KIND("m") "  type text\n  label N\n", 1, "title");
	expect_diag(KIND("n") "  type text\n  label N\n  required ${x} = 1\n", 7, "no field “x”");
	expect_diag(KIND("n") "  type code\n  label N\n  choices t\n", 7, "“t”");
	expect_diag("field n\n", 1, "kind");
	expect_diag("  label n\n", 1, "before");
	expect_diag("kind A\n", 1, "small letters");
	expect_diag("kind a\n\xff\n", 2, "UTF-8");
	expect_diag("codes t\ncode 1 一\ncode 1 二\n", 3, "twice");
	expect_diag("codes t\ncode 1\n", 2, "no name");
	expect_diag("codes t\ncode 1 一\n  since 2026-2-30\n", 3, "2026-2-30");
	expect_diag(KIND("n") "  type text\n  label N\n  twice yes\n", 7, "keyed twice");
	expect_diag(KIND("n") "  type text\n  label N\nfield x\n  type longtext\n  label X\n"
	    "  twice yes\n", 10, "keyed twice");
	expect_diag(KIND("n") "  type text\n  label N\nfield x\n  type text\n  label X\n"
	    "  sealed yes\n  twice yes\n", 11, "keyed twice");
	expect_diag(KIND("n") "  type text\n  label N\n  twice perhaps\n", 7, "perhaps");
}

/* Fields by themselves, or all of a kind in which a line is typed. */
static void
what_is_keyed_twice_is_said_of_fields_or_kinds(void **state)
{
	static const char kind[] = "kind a\n  label A\n  title n\n  twice yes\n"
	    "field n\n  type text\n  label N\n"
	    "field x\n  type number\n  label X\n"
	    "field y\n  type text\n  label Y\n  calculation ${n}\n"
	    "field z\n  type longtext\n  label Z\n"
	    "field r\n  type text\n  label R\n  readonly yes\n";
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	(void)state;
	assert_int_equal(forms_add_shipped(forms, &diags), 0);
	const struct form *member = forms_find(forms, "member");

	assert_true(member->twice);
	assert_true(member->field[form_field(member, "doc_no")].twice);
	assert_true(member->field[form_field(member, "card_no")].twice);
	assert_false(member->field[form_field(member, "mobile")].twice);
	assert_false(forms_find(forms, "notice")->twice);
	assert_int_equal(forms_add(forms, "x", kind, sizeof kind - 1, &diags), 0);
	const struct form *a = forms_find(forms, "a");

	for (int i = 0; i < a->field_count; i++)
		assert_int_equal(a->field[i].twice, i == form_field(a, "x"));
	form_diags_release(&diags);
	forms_free(forms);
}

/* --- expressions --- */

static const char *const names[] = {"birth", "flags", "n", "empty"};
static const char *const values[] = {"1988-03-14", "a b xy", "12", ""};

static int
field(void *arg, const char *name)
{
	(void)arg;
	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static const char *
value(void *arg, int i)
{
	(void)arg;
	return values[i];
}

static void
gives(const char *text, const char *want)
{
	struct expr_context context = {
		.value = value, .self = "张三", .today = TODAY, .now = INT64_C(1795453200000)};
	struct expr *expr = NULL;
	struct say why = {0};

	if (expr_parse(text, field, NULL, &expr, &why) != 0) {
		char *said = say_text(&why, LANG_EN);

		fail_msg("%s: %s", text, said);
	}
	char *got = expr_text(expr, &context);

	assert_string_equal(got, want);
	free(got);
	expr_free(expr);
	say_release(&why);
}

static void
expressions_give_values(void **state)
{
	(void)state;
	gives("1 + 2 * 3", "7");
	gives("(1 + 2) * 3 - -1", "10");
	gives("7 div 2", "3.5");
	gives("7 mod 4", "3");
	gives("0.1 + 0.2", "0.3");
	gives("1 div 0", "");
	gives("9000000000000 * 9000000000000", "");
	gives("${n} = 12.0", "1");
	gives("${n} > 9", "1");
	gives("${birth} <= today() and selected(${flags}, 'xy')", "1");
	gives("selected(${flags}, 'x')", "0");
	gives("count-selected(${flags})", "3");
	gives("${birth} + 1", "1988-03-15");
	gives("today() - ${birth}", "14133");
	gives("age(${birth})", "38");
	gives("age('1988-11-24')", "37");
	gives("format-date(${birth}, '%Y年%n月%e日')", "1988年3月14日");
	gives("if(${empty} = '', 'a', 'b')", "a");
	gives("coalesce(${empty}, 'x')", "x");
	gives("string-length(.)", "2");
	gives("substr(., 1)", "三");
	gives("concat('a', 1, \"'\")", "a1'");
	gives("regex(${birth}, '^[0-9]{4}-')", "1");
	gives("round(2.5)", "3");
	gives("round(-2.25, 1)", "-2.3");
	gives("int(-2.7)", "-2");
	gives("id-birth('000000198803140020')", "1988-03-14");
	gives("id-sex('000000198803140020')", "2");
	gives("id-sex('E12345678')", "");
	gives("not(false()) or 1 div 0", "1");
	gives("sum(1, ${n}, ${empty})", "13");
	gives("count(1, ${empty}, 'x')", "2");
	gives("now()", "2026-11-24 01:00:00");
}

static void
wrong_expressions_say_why(void **state)
{
	static const char *const wrong[][2] = {
		{"1 +", "not finished"}, {"1 2", "“2”"}, {"${x}", "“x”"}, {"foo(1)", "foo"},
		{"pulldata('a')", "not supported"}, {"not(1, 2)", "arguments"},
		{"regex(., '(')", "regular"}, {"'abc", "quote"}, {"", "not finished"},
		{"(1", "not finished"}, {"a", "“a”"},
	};
	struct buf deep = BUF_EMPTY;
	struct expr *expr;
	struct say why = {0};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_int_equal(expr_parse(wrong[i][0], field, NULL, &expr, &why), ERR_INPUT);
		char *said = say_text(&why, LANG_EN);

		if (!strstr(said, wrong[i][1]))
			fail_msg("%s: %s", wrong[i][0], said);
		free(said);
	}
	for (int i = 0; i < 3000; i++)
		buf_putc(&deep, i % 2 ? '(' : '-');
	assert_int_equal(expr_parse(buf_text(&deep), field, NULL, &expr, &why), ERR_INPUT);
	buf_release(&deep);
	say_release(&why);
}

/* --- checks --- */

static void
set(struct record *record, const char *name, const char *text)
{
	assert_true(form_field(record->form, name) >= 0);
	record_set(record, form_field(record->form, name), text);
}

static const struct check *
finding_at(const struct checks *checks, const struct record *record, const char *name)
{
	for (int i = 0; i < checks->count; i++)
		if (checks->check[i].field == form_field(record->form, name))
			return &checks->check[i];
	return NULL;
}

static void
a_member_is_derived_and_checked(void **state)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};
	struct checks checks = {0};

	(void)state;
	forms_add_shipped(forms, &diags);
	struct record *member = record_new(forms_find(forms, "member"));

	set(member, "name", "古丽娜尔·买买提");
	set(member, "doc_no", "000000198803140020");
	set(member, "mobile", "1390455123");
	assert_true(check_derive(forms, member, TODAY) > 0);
	assert_string_equal(record_get(member, "birth"), "1988-03-14");
	assert_string_equal(record_get(member, "sex"), "2");
	assert_string_equal(record_get(member, "doc_type"), "1");
	check_record(forms, member, TODAY, &checks);
	assert_int_equal(finding_at(&checks, member, "mobile")->finding, FINDING_WRONG);
	assert_int_equal(finding_at(&checks, member, "education")->finding, FINDING_MISSING);
	assert_null(finding_at(&checks, member, "name"));
	set(member, "doc_no", "E12345678");
	check_record(forms, member, TODAY, &checks);
	assert_int_equal(finding_at(&checks, member, "doc_no")->finding, FINDING_WRONG);
	checks_release(&checks);
	record_free(member);
	form_diags_release(&diags);
	forms_free(forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_shipped_is_right),
		cmocka_unit_test(mistakes_are_named_with_their_line),
		cmocka_unit_test(what_is_keyed_twice_is_said_of_fields_or_kinds),
		cmocka_unit_test(expressions_give_values),
		cmocka_unit_test(wrong_expressions_say_why),
		cmocka_unit_test(a_member_is_derived_and_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
