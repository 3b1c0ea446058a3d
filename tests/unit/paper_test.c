#include "unit.h"

#include "base/err.h"
#include "forms/layout.h"
#include "forms/paper.h"

static const char kinds[] =
    "codes colour\n"
    "  label 颜色 | Colour\n"
    "code 1 红 | red\n"
    "code 2 蓝 | blue\n"
    "kind thing\n"
    "  label 东西 | Thing\n"
    "  title name\n"
    "  columns name colour made\n"
    "page 一 | One\n"
    "field name\n"
    "  type text\n"
    "  label 名称 | Name\n"
    "  required yes\n"
    "  list 10\n"
    "field colour\n"
    "  type code\n"
    "  choices colour\n"
    "  label 颜色 | Colour\n"
    "  list 6\n"
    "page 二 | Two\n"
    "field made\n"
    "  type full_date\n"
    "  label 做成 | Made\n"
    "  hint 哪一天。 | When.\n"
    "  list 10\n"
    "field note\n"
    "  type longtext\n"
    "  label 说明 | Note\n"
    "field state\n"
    "  type text\n"
    "  label 状态 | State\n"
    "  readonly yes\n";

static struct forms *
forms_of(const char *papers)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	assert_int_equal(forms_add(forms, "kinds", kinds, strlen(kinds), &diags), 0);
	if (papers)
		assert_int_equal(forms_add(forms, "papers", papers, strlen(papers), &diags), 0);
	form_diags_release(&diags);
	return forms;
}

static struct record *
thing(const struct forms *forms, const char *name, const char *colour, const char *made)
{
	struct record *record = record_new(forms_find(forms, "thing"));

	record_set(record, 0, name);
	record_set(record, 1, colour);
	record_set(record, 2, made);
	return record;
}

static int
each(void *arg, const struct form *form, enum paper_order order,
    bool (*take)(void *to, const struct record *record), void *to)
{
	struct record *const *record = arg;

	assert_string_equal(form->kind, "thing");
	(void)order;
	for (int i = 0; record[i] && take(to, record[i]); i++)
		;
	return 0;
}

static int
past(void *arg, const struct record *record, paper_past *take, void *to)
{
	(void)arg;
	assert_string_equal(record->value[0], "桌子");
	take(to, "2026-11-23 08:00", "王秀兰", "登记");
	return 0;
}

static struct paper_source
source_of(const struct forms *forms, struct record **records)
{
	return (struct paper_source){.forms = forms, .unit = "第三作业站工会", .upper = "农场工会",
		.clerk = "王秀兰", .now = day_parse("2026-11-23") * 86400000LL + 3600000,
		.draft = 1, .each = each, .past = past, .arg = records};
}

/* All lines of all pages, without the blank ones behind and the numbers. */
static char *
made(const struct forms *forms, const char *id, const struct paper_source *source)
{
	struct document document = {0};
	struct layout layout;
	struct buf out = BUF_EMPTY;

	assert_non_null(papers_find(forms, id));
	assert_int_equal(paper_write(papers_find(forms, id), source, &document), 0);
	layout_make(&document, &layout);
	for (int i = 0; i < layout.count; i++)
		for (int k = 0; k < layout.page[i].count; k++) {
			buf_puts(&out, layout.page[i].line[k]);
			buf_putc(&out, '\n');
		}
	if (source->draft > 1) {
		buf_puts(&out, document.foot);
		buf_putc(&out, '\n');
	}
	layout_release(&layout);
	document_release(&document);
	return buf_take(&out);
}

static void
assert_made(const struct forms *forms, const char *id, const struct paper_source *source,
    const char *expected)
{
	char *got = made(forms, id, source);

	assert_string_equal(got, expected);
	free(got);
}

static void
a_record_is_filled_in(void **state)
{
	struct forms *forms = forms_of(
	    "paper slip\n"
	    "  label 条 | Slip\n"
	    "  of record thing\n"
	    "  title ${@unit}${name}条${@draft}\n"
	    "  facts name colour note made\n"
	    "  when ${colour} = '2'\n"
	    "  line 蓝的。\n"
	    "  when ${colour} = '1'\n"
	    "  line 红的，${@clerk}，${@now}。\n"
	    "  past\n"
	    "  sign 经手 领导\n"
	    "paper all\n"
	    "  label 全 | All\n"
	    "  of record *\n"
	    "  facts *\n");
	struct record *record = thing(forms, "桌子", "1", "2026-11-02");
	struct paper_source source = source_of(forms, NULL);

	(void)state;
	source.record = record;
	record_set(record, 3, "第一行\n第二行很长很长很长很长很长很长很长很长很长很长很长很长很长很长长");
	assert_made(forms, "slip", &source,
	    "                          第三作业站工会桌子条\n"
	    "名称          桌子                  颜色          红\n"
	    "说明          第一行 第二行很长很长很长很长很长很长很长很长很长很长很\n"
	    "              长很长很长很长长\n"
	    "做成          2026-11-02\n"
	    "红的，王秀兰，2026年11月23日9时。\n"
	    "时间              经手人      做了什么\n"
	    "2026-11-23 08:00  王秀兰      登记\n"
	    "\n"
	    "经手：____________________________  领导：____________________________\n");
	record_set(record, 3, NULL);
	record_set(record, 1, "2");
	source.draft = 2;
	char *again = made(forms, "slip", &source);

	assert_non_null(strstr(again, "第三作业站工会桌子条（第2稿）\n"));
	assert_non_null(strstr(again,
	    "\n说明                                做成          2026-11-02\n蓝的。\n"));
	assert_non_null(strstr(again, "\n第三作业站工会　2026年11月23日 （第2稿）\n"));
	free(again);
	source.draft = 1;
	assert_made(forms, "all", &source,
	    "一\n"
	    "名称          桌子                  颜色          蓝\n"
	    "二\n"
	    "做成          2026-11-02\n");
	source.undated = true;
	source.draft = 3;
	again = made(forms, "slip", &source);
	assert_null(strstr(again, "稿"));
	assert_null(strstr(again, "11月23日"));
	free(again);
	record_free(record);
	forms_free(forms);
}

static void
records_are_listed_and_counted(void **state)
{
	struct forms *forms = forms_of(
	    "paper brief\n"
	    "  label 报 | Brief\n"
	    "  of station\n"
	    "  count red thing ${colour} = '1'\n"
	    "  count new thing today() - ${made} < 7\n"
	    "  line 红 ${#red} 新 ${#new}\n"
	    "  rows thing\n"
	    "  columns #:6 name:10 made:12\n"
	    "  only ${colour} = '1'\n"
	    "  most 2\n"
	    "  rows thing\n"
	    "  columns name:10\n"
	    "  only ${colour} = ''\n"
	    "  none 没有，${@unit}。\n"
	    "paper roll\n"
	    "  label 册 | Roll\n"
	    "  of list *\n"
	    "  line ${@kind} ${@count}\n"
	    "  rows *\n"
	    "paper form\n"
	    "  label 表 | Form\n"
	    "  of blank *\n"
	    "  blanks *\n"
	    "  lines 2 序号 签名\n");
	struct record *record[] = {thing(forms, "甲", "1", "2026-11-20"),
		thing(forms, "乙", "2", "2026-11-20"), thing(forms, "丙", "1", "2026-01-20"),
		thing(forms, "丁", "1", "2026-11-22"), NULL};
	struct paper_source source = source_of(forms, record);

	(void)state;
	assert_made(forms, "brief", &source,
	    "红 3 新 3\n"
	    "序号  名称      做成\n"
	    "1     甲        2026-11-20\n"
	    "2     丙        2026-01-20\n"
	    "名称\n"
	    "没有，第三作业站工会。\n");
	source.form = forms_find(forms, "thing");
	assert_made(forms, "roll", &source,
	    "东西 4\n"
	    "序号  名称        颜色    做成\n"
	    "1     甲          红      2026-11-20\n"
	    "2     乙          蓝      2026-11-20\n"
	    "3     丙          红      2026-01-20\n"
	    "4     丁          红      2026-11-22\n");
	assert_made(forms, "form", &source,
	    "一\n"
	    "名称＊          _______________________\n"
	    "颜色            _______________________   1红　2蓝\n"
	    "\n"
	    "二\n"
	    "做成            _______________________   哪一天。\n"
	    "说明            _______________________\n"
	    "序号  签名\n"
	    "1\n"
	    "2\n");
	for (int i = 0; record[i]; i++)
		record_free(record[i]);
	forms_free(forms);
}

/* Those of the record, not of others. */
static void
children_are_listed(void **state)
{
	struct forms *forms = forms_of(
	    "paper card\n"
	    "  label 卡 | Card\n"
	    "  of record thing\n"
	    "  rows thing\n"
	    "  columns name:10\n"
	    "  mine state\n");
	struct record *record[] = {thing(forms, "甲", NULL, NULL), thing(forms, "乙", NULL, NULL),
		thing(forms, "丙", NULL, NULL), NULL};
	struct paper_source source = source_of(forms, record);

	(void)state;
	source.record = record[0];
	record[0]->id = xstrdup("a.b.1");
	record_set(record[1], 4, "a.b.1");
	record_set(record[2], 4, "a.b.11");
	assert_made(forms, "card", &source, "名称\n乙\n");
	for (int i = 0; record[i]; i++)
		record_free(record[i]);
	forms_free(forms);
}

static void
papers_fit_what_they_are_of(void **state)
{
	struct forms *forms = forms_of(
	    "paper slip\n  label 条 | Slip\n  of record thing\n  offered ${colour} = '1'\n  line 一\n"
	    "paper doc\n  label 文 | Doc\n  of record *\n  official\n"
	    "paper roll\n  label 册 | Roll\n  of list *\n  rows *\n"
	    "paper slip2\n  label 站 | Station\n  of station\n  line 一\n");
	const struct form *form = forms_find(forms, "thing");
	struct record *red = thing(forms, "甲", "1", NULL), *blue = thing(forms, "乙", "2", NULL);
	const struct paper *slip = papers_find(forms, "slip");

	(void)state;
	assert_true(paper_fits(slip, PAPER_RECORD, form, red, 0));
	assert_false(paper_fits(slip, PAPER_RECORD, form, blue, 0));
	assert_false(paper_fits(slip, PAPER_LIST, form, NULL, 0));
	assert_false(paper_fits(papers_find(forms, "doc"), PAPER_RECORD, form, red, 0));
	assert_true(paper_fits(papers_find(forms, "roll"), PAPER_LIST, form, NULL, 0));
	assert_false(paper_fits(papers_find(forms, "roll"), PAPER_LIST, NULL, NULL, 0));
	assert_true(paper_fits(papers_find(forms, "slip2"), PAPER_STATION, NULL, NULL, 0));
	assert_null(papers_find(forms, "none"));
	assert_ptr_equal(papers_at(forms, 0), slip);
	assert_null(papers_at(forms, 4));
	record_free(red);
	record_free(blue);
	forms_free(forms);
}

/* What is wrong is named with its line, and nothing of the file is taken. */
static void
mistakes_are_named(void **state)
{
	static const struct {
		const char *line;
		enum text says;
	} wrong[] = {
		{"  of record nothing\n", T_FORM_NO_KIND},
		{"  of everything\n", T_FORM_ONE_OF},
		{"  of station thing\n", T_FORM_ONE_OF},
		{"  ruling big\n", T_FORM_ONE_OF},
		{"  line ${nonesuch}\n", T_FORM_NO_FIELD},
		{"  line ${#red}\n", T_FORM_NO_FIELD},
		{"  line ${@moon}\n", T_FORM_NO_FIELD},
		{"  facts name nonesuch\n", T_FORM_NO_FIELD},
		{"  line\n", T_FORM_EMPTY},
		{"  columns name:10\n", T_FORM_BEFORE},
		{"  rows thing\n  columns name:40 made:40\n", T_PAPER_TOO_WIDE},
		{"  rows thing\n  columns name\n", T_FORM_NUMBER},
		{"  rows thing\n  columns moon:4\n", T_FORM_NO_FIELD},
		{"  rows thing\n  order size\n", T_FORM_ONE_OF},
		{"  rows thing\n  only ${moon} = 1\n", T_FORM_EXPR},
		{"  rows thing\n  mine moon\n", T_FORM_NO_FIELD},
		{"  rows moon\n", T_FORM_NO_KIND},
		{"  count red\n", T_FORM_LACKS},
		{"  count red moon 1 = 1\n", T_FORM_NO_KIND},
		{"  when (\n  line 一\n", T_FORM_EXPR},
		{"  lines 3\n", T_FORM_LACKS},
		{"  lines x 一\n", T_FORM_NUMBER},
		{"  dance\n", T_FORM_PROPERTY},
	};
	struct forms *forms = forms_of(NULL);

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct form_diags diags = {0};
		char *text = xprintf(
		    "paper slip\n  label 条 | Slip\n  of record thing\n%s  line 一\n",
		    wrong[i].line);
		bool found = false;

		assert_int_equal(forms_add(forms, "x", text, strlen(text), &diags), ERR_INPUT);
		for (int k = 0; k < diags.count; k++)
			found = found || diags.diag[k].say.id == wrong[i].says;
		if (!found)
			print_error("%s", wrong[i].line);
		assert_true(found);
		assert_true(diags.diag[0].line >= 3);
		form_diags_release(&diags);
		free(text);
	}
	assert_null(papers_find(forms, "slip"));
	forms_free(forms);
}

static void
what_ships_is_right(void **state)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};

	(void)state;
	assert_int_equal(forms_add_shipped(forms, &diags), 0);
	assert_non_null(papers_find(forms, "receipt"));
	assert_int_equal(papers_find(forms, "receipt")->of, PAPER_RECORD);
	form_diags_release(&diags);
	forms_free(forms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_filled_in),
		cmocka_unit_test(records_are_listed_and_counted),
		cmocka_unit_test(children_are_listed),
		cmocka_unit_test(papers_fit_what_they_are_of),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(what_ships_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
