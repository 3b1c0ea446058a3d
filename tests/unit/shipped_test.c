/* The definitions that the program ships, and the types that look things up in them. */
#include "unit.h"

#include <stdio.h>

#include "base/err.h"
#include "base/width.h"
#include "forms/check.h"

static struct forms *forms;
static const day_t today = 20780; /* 2026-11-23 */

static int
load(void **state)
{
	struct form_diags diags = {0};
	int err;

	(void)state;
	forms = forms_new();
	err = forms_add_shipped(forms, &diags);
	for (int i = 0; i < diags.count; i++) {
		char *why = say_text(&diags.diag[i].say, LANG_EN);

		fprintf(stderr, "%s:%d: %s\n", diags.diag[i].file, diags.diag[i].line, why);
		free(why);
	}
	form_diags_release(&diags);
	return err;
}

static int
unload(void **state)
{
	(void)state;
	forms_free(forms);
	return 0;
}

static const struct field *
field_of(const char *kind, const char *name)
{
	const struct form *form = forms_find(forms, kind);
	int i = form ? form_field(form, name) : -1;

	if (i < 0)
		fail_msg("no field %s of %s", name, kind);
	return &form->field[i];
}

/* The stored form, or "!" and what is wrong. */
static char *
parsed(const struct field *field, const char *typed)
{
	struct type_context context = {.forms = forms, .field = field, .today = today};
	struct say note = {0};
	char *stored = NULL;

	if (type_parse(&context, typed, &stored, &note)) {
		char *why = say_text(&note, LANG_ZH);

		stored = xprintf("!%s", why);
		free(why);
	}
	say_release(&note);
	return stored ? stored : xstrdup("");
}

static void
assert_parses(const char *kind, const char *field, const char *typed, const char *want)
{
	char *have = parsed(field_of(kind, field), typed);

	assert_string_equal(have, want);
	free(have);
}

static void
assert_name(const char *table, const char *code, const char *zh, const char *en)
{
	const struct codes *codes = forms_codes(forms, table);
	const struct code *row = codes ? codes_find(codes, code, today) : NULL;

	if (!row)
		fail_msg("no %s in %s", code, table);
	assert_string_equal(row->name[LANG_ZH], zh);
	assert_string_equal(row->name[LANG_EN], en);
}

static void
tables_are_complete(void **state)
{
	static const struct {
		const char *table;
		int count;
	} want[] = {
		{"ethnicity", 58}, {"sex", 4}, {"marital", 8}, {"health", 4}, {"health_detail", 22},
		{"personal_status", 13}, {"education_gb", 40}, {"political", 13}, {"hukou", 9},
		{"skill8", 8}, {"industry", 20}, {"education", 8}, {"employment", 8}, {"skill", 6},
		{"household", 4}, {"change_type", 6}, {"change_reason", 6}, {"doc_type", 14},
		{"union_type", 5}, {"economic_type", 9}, {"unit_nature", 16}, {"officer_post", 25},
		{"officer_nature", 3}, {"appeal_channel", 14}, {"appeal_nature", 8},
		{"appeal_subject", 97}, {"doc_kind", 23}, {"disclosure_class", 9},
	};

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		const struct codes *codes = forms_codes(forms, want[i].table);

		if (!codes || codes->code_count != want[i].count)
			fail_msg("%s: %d", want[i].table, codes ? codes->code_count : -1);
	}
	for (int n = 1; n <= 56; n++) {
		char code[3] = {(char)('0' + n / 10), (char)('0' + n % 10), '\0'};

		assert_non_null(codes_find(forms_codes(forms, "ethnicity"), code, today));
	}
}

static void
names_are_the_official_ones(void **state)
{
	(void)state;
	assert_name("ethnicity", "01", "汉族", "Han");
	assert_name("ethnicity", "05", "维吾尔族", "Uygur");
	assert_name("ethnicity", "40", "普米族", "Pumi");
	assert_name("ethnicity", "41", "塔吉克族", "Tajik");
	assert_name("ethnicity", "55", "珞巴族", "Lhoba");
	assert_name("ethnicity", "56", "基诺族", "Jino");
	assert_name("political", "13", "群众", "The masses");
	assert_name("political", "12", "无党派人士", "Without party");
	assert_name("change_reason", "6", "因犯罪被开除会籍", "Expelled for a crime");
	assert_name("appeal_subject", "0703", "取暖费", "Heating allowance");
	assert_name("doc_kind", "15", "纪要", "Minutes");
	assert_name("education_gb", "73", "初中肄业", "Junior secondary, not completed");
}

static void
codes_in_every_spelling(void **state)
{
	(void)state;
	assert_parses("member", "ethnicity", "05", "05");
	assert_parses("member", "ethnicity", "5", "05");
	assert_parses("member", "ethnicity", "维吾尔", "05");
	assert_parses("member", "ethnicity", " 维 吾 尔 族 ", "05");
	assert_parses("member", "ethnicity", "僳僳族", "20");
	assert_parses("member", "ethnicity", "崩龙", "46");
	assert_parses("member", "ethnicity", "uygur", "05");
	/* Letters, where only one is read so: hz is 汉族 and 回族. */
	assert_parses("member", "ethnicity", "wwez", "05");
	assert_parses("member", "ethnicity", "wwe", "05");
	assert_parses("member", "ethnicity", "MengGuZu", "02");
	assert_parses("member", "ethnicity", "hz", "!民族里没有“hz”，按 F4 看可以填什么。 E174");
	assert_parses("member", "skill", "三级(高级)", "4");
	assert_parses("member", "skill", "4 三级（高级）", "4");
	assert_parses("member", "employment", "１在岗", "1");
	assert_parses("member", "employment", "1、在岗", "1");
	assert_parses("member", "migrant", "否", "2");
	assert_parses("member", "sex", "男性", "1");
	assert_parses("appeal", "subject", "703", "0703");
	assert_parses("member", "education", "11", "!学历里没有“11”，按 F4 看可以填什么。 E174");
	assert_parses("member", "insurance", "1、2 医疗，工伤", "1 2 4");
	assert_parses("member", "insurance", "工伤 养老", "1 4");
	assert_parses("member", "insurance", "养老、房子", "!参保情况里没有“养老、房子”，按 F4 看可以填什么。 E174");
	/* Choices of a text are offered, not demanded. */
	assert_parses("member", "job", "02", "农机驾驶");
	assert_parses("member", "job", "养蜂", "养蜂");
	assert_parses("member", "union_group", "3", "三组");
}

static void
what_a_code_entails(void **state)
{
	struct type_context context = {.forms = forms, .field = field_of("appeal", "subject"),
	    .today = today};
	char *class = type_meaning(&context, "0703"), *limit, *several;

	(void)state;
	assert_string_equal(class, "07 福利与帮扶");
	context.field = field_of("appeal", "nature");
	limit = type_meaning(&context, "5");
	assert_string_equal(limit, "60 日内办结（条例第 34 条）");
	context.field = field_of("member", "insurance");
	several = type_show(&context, "1 4");
	assert_string_equal(several, "1 养老、4 工伤");
	free(class);
	free(limit);
	free(several);
}

/* What was given up is shown where it stands, and no longer taken. */
static void
codes_have_their_time(void **state)
{
	static const char definition[] = "codes times\n label 时候 | Time\n"
	    "code 1 从前 | Then\n until 2020-12-31\ncode 2 如今 | Now\n since 2021-01-01\n"
	    "kind own\n label 自己的 | Own\n title what\n"
	    "field what\n label 时候 | Time\n type code\n choices times\n";
	struct form_diags diags = {0};
	struct type_context context = {.today = today};
	char *shown;

	(void)state;
	assert_int_equal(forms_add(forms, "own.form", definition, strlen(definition), &diags), 0);
	context.forms = forms;
	context.field = field_of("own", "what");
	shown = type_show(&context, "1");
	assert_string_equal(shown, "1 从前");
	free(shown);
	assert_parses("own", "what", "从前", "!“从前”已停用，按 F4 看现在可以填什么。 E175");
	assert_parses("own", "what", "1从前", "!时候里没有“1从前”，按 F4 看可以填什么。 E174");
	assert_parses("own", "what", "ruj", "!时候里没有“ruj”，按 F4 看可以填什么。 E174");
	assert_parses("own", "what", "r", "!时候里没有“r”，按 F4 看可以填什么。 E174");
	assert_parses("own", "what", "rj", "2");
	form_diags_release(&diags);
}

/* Every code's shown form, in both languages, is taken back as the same code. */
static void
shown_codes_can_be_typed_again(void **state)
{
	(void)state;
	for (int k = 0; k < forms_count(forms); k++) {
		const struct form *form = forms_at(forms, k);

		for (int f = 0; f < form->field_count; f++) {
			const struct field *field = &form->field[f];
			const struct codes *codes =
			    field->choices ? forms_codes(forms, field->choices) : NULL;

			if (strncmp(field->type->name, "code", 4))
				continue;
			assert_non_null(codes);
			for (int c = 0; c < codes->code_count * LANG_COUNT; c++) {
				const char *code = codes->code[c / LANG_COUNT].code;
				struct type_context context = {.forms = forms, .field = field,
				    .lang = (enum lang)(c % LANG_COUNT), .today = today};
				char *shown = type_show(&context, code);
				char *again = parsed(field, shown);

				assert_string_equal(again, code);
				free(shown);
				free(again);
			}
		}
	}
}

/* What is found wrong in a field of a record with these values. */
static int
wrongs(const char *kind, const char *const value[][2], size_t count, const char *field)
{
	const struct form *form = forms_find(forms, kind);
	struct record *record = record_new(form);
	struct checks checks = {0};
	int wrong = 0;

	for (size_t i = 0; i < count; i++)
		record_set(record, form_field(form, value[i][0]), value[i][1]);
	check_derive(forms, record, today);
	check_record(forms, record, today, &checks);
	for (int i = 0; i < checks.count; i++)
		wrong += checks.check[i].field == form_field(form, field) &&
		    checks.check[i].finding == FINDING_WRONG;
	checks_release(&checks);
	record_free(record);
	return wrong;
}
#define WRONGS(kind, field, ...) \
	wrongs(kind, (const char *const[][2]){__VA_ARGS__}, \
	    sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(const char *[2]), field)

static void
values_are_tied_to_each_other(void **state)
{
	(void)state;
	assert_int_equal(WRONGS("member", "doc_no", {"doc_no", "000000198803140020"}), 0);
	assert_int_equal(WRONGS("member", "doc_no", {"doc_no", "H12345678"}), 1);
	assert_int_equal(WRONGS("member", "doc_no", {"doc_no", "H12345678"}, {"doc_type", "C"}), 0);
	assert_int_equal(WRONGS("member", "doc_no", {"doc_no", "110105194912310021"},
	    {"doc_type", "A"}), 1);
	assert_int_equal(WRONGS("member", "work_since", {"birth", "1988-03-14"},
	    {"work_since", "1987"}), 1);
	assert_int_equal(WRONGS("member", "work_since", {"birth", "1988-03-14"},
	    {"work_since", "1988"}), 0);
	assert_int_equal(WRONGS("member", "change_date", {"change_date", "2026-11-24"}), 1);
	assert_int_equal(WRONGS("member", "contract_to", {"employment_form", "1"},
	    {"contract_from", "2024-05"}, {"contract_to", "2024-04-30"}), 1);
	assert_int_equal(WRONGS("org", "members", {"workers", "300"}, {"members", "301"}), 1);
	assert_int_equal(WRONGS("org", "uscc", {"uscc", "91350100M000100Y43"}), 1);
	assert_int_equal(WRONGS("notice", "posted_to", {"doc_kind", "21"},
	    {"posted_from", "2026-11-24"}, {"posted_to", "2026-11-23"}), 1);
	assert_int_equal(WRONGS("appeal", "persons", {"persons", "0"}), 1);
}

static int
missing(const char *kind, const char *const value[2], const char *field)
{
	const struct form *form = forms_find(forms, kind);
	struct record *record = record_new(form);
	struct checks checks = {0};
	int found = 0;

	check_derive(forms, record, today);
	record_set(record, form_field(form, value[0]), value[1]);
	check_record(forms, record, today, &checks);
	for (int i = 0; i < checks.count; i++)
		found += checks.check[i].field == form_field(form, field) &&
		    checks.check[i].finding == FINDING_MISSING;
	checks_release(&checks);
	record_free(record);
	return found;
}
#define MISSING(kind, name, value, field) \
	missing(kind, (const char *const[2]){name, value}, field)

static void
only_what_matters_is_asked_for(void **state)
{
	(void)state;
	assert_int_equal(MISSING("member", "change_type", "1", "change_reason"), 0);
	assert_int_equal(MISSING("member", "change_type", "4", "change_reason"), 1);
	assert_int_equal(MISSING("appeal", "naming", "1", "phone"), 1);
	assert_int_equal(MISSING("appeal", "naming", "2", "phone"), 0);
	assert_int_equal(MISSING("appeal", "persons", "4", "delegates"), 0);
	assert_int_equal(MISSING("appeal", "persons", "5", "delegates"), 1);
	assert_int_equal(MISSING("notice", "doc_kind", "08", "to"), 1);
	assert_int_equal(MISSING("notice", "doc_kind", "21", "to"), 0);
	assert_int_equal(MISSING("notice", "doc_kind", "21", "objections_to"), 1);
}

static bool
carries(const struct field *field, const char *heading)
{
	if (!strcmp(field->label[LANG_ZH], heading))
		return true;
	for (const char *const *h = field->headings; h && *h; h++)
		if (!strcmp(*h, heading))
			return true;
	return false;
}

static void
the_official_member_sheet_fits(void **state)
{
	static const char *const heading[] = {"姓名", "性别", "出生日期", "民族", "就业状况",
	    "有效证件类别", "证件号码", "学历", "技术等级", "移动电话", "户籍类型", "户籍所在地",
	    "会籍变化类型", "会籍变化日期", "会籍变化原因", "政治面貌", "工作单位", "籍贯",
	    "是否农民工会员"};
	const struct form *form = forms_find(forms, "member");

	(void)state;
	for (size_t i = 0; i < sizeof heading / sizeof heading[0]; i++) {
		int found = 0;

		for (int f = 0; f < form->field_count; f++)
			if (carries(&form->field[f], heading[i])) {
				found++;
				assert_non_null(form->field[f].required);
			}
		if (found != 1)
			fail_msg("%s: %d fields", heading[i], found);
	}
}

static void
forms_fit_the_screen(void **state)
{
	static const char *const kind[] = {"appeal", "member", "notice", "officer", "org"};

	(void)state;
	for (size_t k = 0; k < sizeof kind / sizeof kind[0]; k++) {
		const struct form *form = forms_find(forms, kind[k]);
		int columns = 0;

		assert_non_null(form);
		for (int f = 0; f < form->field_count; f++) {
			const struct field *field = &form->field[f];

			if (width_of_text(field->label[LANG_ZH]) > 12 ||
			    width_of_text(field->label[LANG_EN]) > 13)
				fail_msg("%s.%s: label too wide", kind[k], field->name);
			if (field->ref)
				assert_non_null(forms_find(forms, field->ref));
		}
		for (int c = 0; c < form->column_count; c++) {
			const struct field *field = &form->field[form->column[c]];

			assert_true(field->list_columns > 0);
			if (columns + field->list_columns <= 75)
				columns += field->list_columns + 2;
			if (width_of_text(field->head[LANG_ZH]) > field->list_columns)
				fail_msg("%s.%s: head too wide", kind[k], field->name);
		}
		assert_in_range(columns, 60, 77);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_complete),
		cmocka_unit_test(names_are_the_official_ones),
		cmocka_unit_test(codes_in_every_spelling),
		cmocka_unit_test(what_a_code_entails),
		cmocka_unit_test(shown_codes_can_be_typed_again),
		cmocka_unit_test(values_are_tied_to_each_other),
		cmocka_unit_test(only_what_matters_is_asked_for),
		cmocka_unit_test(the_official_member_sheet_fits),
		cmocka_unit_test(forms_fit_the_screen),
		cmocka_unit_test(codes_have_their_time),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
