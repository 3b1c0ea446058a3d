/*
 * Reads papers (their syntax is in form.h): the lines fill a draft; when all is read, names become
 * fields and expressions of the kind that the paper, or a table in it, is of.
 */
#include "forms/parse_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Lines of one element while they are read; texts become what they name in the end. */
struct draft_item {
	struct paper_item item;
	const char *when, *only, *words, *columns;
	int line, when_line, only_line, columns_line;
};

struct draft_number {
	const char *name, *kind, *only;
	const struct figure *figure; /* NULL: defined here */
	int line;
};

struct draft_paper {
	struct paper paper;
	const char *of, *offered;
	struct draft_item *item;
	int item_count;
	struct draft_number *number;
	int number_count;
	const char *when; /* for the item to come */
	int when_line, line, of_line, offered_line;
};

static const char *const of_words[] = {"station", "record", "list", "blank", NULL};
static const char *const ruling_words[] = {"official", "sheet", NULL};
static const char *const order_words[] = {"title", "newest", "due", NULL};

static struct draft_paper *
last_paper(struct parse *p)
{
	return &p->paper[p->paper_count - 1];
}

void
parse_paper_open(struct parse *p, const char *id)
{
	for (int i = 0; i < p->paper_count; i++)
		if (strcmp(p->paper[i].paper.id, id) == 0)
			parse_complain(p, p->line, T_FORM_TWICE, id, NULL);
	p->paper = xrealloc(p->paper, (size_t)(p->paper_count + 1) * sizeof *p->paper);
	p->paper[p->paper_count++] = (struct draft_paper){.line = p->line,
	    .paper = {.id = id, .label = {"", ""}, .ruling = RULING_SHEET}};
}

/* --- lines --- */

static struct draft_item *
add_item(struct parse *p, enum paper_item_kind kind, const char *text)
{
	struct draft_paper *d = last_paper(p);

	d->item = xrealloc(d->item, (size_t)(d->item_count + 1) * sizeof *d->item);
	struct draft_item *item = &d->item[d->item_count++];

	*item = (struct draft_item){.item = {.kind = kind, .text = text}, .line = p->line,
	    .when = d->when, .when_line = d->when_line};
	d->when = NULL;
	return item;
}

/* The table that the line belongs to, or NULL with a complaint. */
static struct draft_item *
last_rows(struct parse *p, const char *word)
{
	struct draft_paper *d = last_paper(p);
	struct draft_item *item = d->item_count ? &d->item[d->item_count - 1] : NULL;

	if (item && item->item.kind == ITEM_ROWS)
		return item;
	parse_complain(p, p->line, T_FORM_BEFORE, word, "rows");
	return NULL;
}

static int
choose(struct parse *p, const char *text, const char *const words[], const char *all)
{
	int i = parse_word(text, words);

	if (i < 0)
		parse_complain(p, p->line, T_FORM_ONE_OF, text, all);
	return i < 0 ? 0 : i;
}

static void
set_label(struct parse *p, const char *word, const char *text)
{
	(void)word;
	parse_two(p, text, last_paper(p)->paper.label);
}

static void
set_of(struct parse *p, const char *word, const char *text)
{
	(void)word;
	last_paper(p)->of = text;
	last_paper(p)->of_line = p->line;
}

static void
set_ruling(struct parse *p, const char *word, const char *text)
{
	(void)word;
	last_paper(p)->paper.ruling =
	    (enum ruling)choose(p, text, ruling_words, "official sheet");
}

static void
set_offered(struct parse *p, const char *word, const char *text)
{
	(void)word;
	last_paper(p)->offered = text;
	last_paper(p)->offered_line = p->line;
}

static void
set_foot(struct parse *p, const char *word, const char *text)
{
	(void)word;
	last_paper(p)->paper.foot = text;
}

static void
set_when(struct parse *p, const char *word, const char *text)
{
	(void)word;
	last_paper(p)->when = text;
	last_paper(p)->when_line = p->line;
}

/* count NAME KIND EXPR */
static void
add_number(struct parse *p, const char *word, const char *text)
{
	struct draft_paper *d = last_paper(p);
	size_t name = strcspn(text, " "), kind = strspn(text + name, " ") + name;
	size_t end = kind + strcspn(text + kind, " ");

	(void)word;
	d->number = xgrow(d->number, d->number_count, sizeof *d->number);
	struct draft_number *number = &d->number[d->number_count++];

	*number = (struct draft_number){.line = p->line,
	    .name = parse_keep(p, text, text + name),
	    .kind = parse_keep(p, text + kind, text + end),
	    .only = parse_keep(p, text + end, text + strlen(text))};
	if (!*number->only)
		parse_complain(p, p->line, T_FORM_LACKS, "count", "NAME KIND EXPR");
}

static const struct {
	const char *word;
	enum part_kind part;
	bool bare; /* without a text */
} parts[] = {
	{"head", PART_HEAD, false},
	{"title", PART_TITLE, false},
	{"centre", PART_CENTRE, false},
	{"text", PART_TEXT, false},
	{"line", PART_LINE, false},
	{"right", PART_RIGHT, false},
	{"signed", PART_SIGNED, false},
	{"qr", PART_QR, false},
	{"foot_note", PART_FOOT, false},
	{"blank", PART_BLANK, true},
	{"rule", PART_RULE, true},
	{"page", PART_PAGE, true},
};
#define PARTS (sizeof parts / sizeof *parts)

static bool
add_part(struct parse *p, const char *word, const char *text)
{
	for (size_t i = 0; i < PARTS; i++)
		if (strcmp(parts[i].word, word) == 0) {
			add_item(p, ITEM_PART, text)->item.part = parts[i].part;
			if (!*text && !parts[i].bare)
				parse_complain(p, p->line, T_FORM_EMPTY, word, NULL);
			return true;
		}
	return false;
}

static void
add_facts(struct parse *p, const char *word, const char *text)
{
	add_item(p, strcmp(word, "facts") == 0 ? ITEM_FACTS : ITEM_BLANKS, NULL)->words = text;
}

static void
add_rows(struct parse *p, const char *word, const char *text)
{
	(void)word;
	add_item(p, ITEM_ROWS, NULL)->item.rows = strcmp(text, "*") == 0 ? NULL : text;
}

static void
set_columns(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = last_rows(p, word);

	if (item) {
		item->columns = text;
		item->columns_line = p->line;
	}
}

static void
set_only(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = last_rows(p, word);

	if (item) {
		item->only = text;
		item->only_line = p->line;
	}
}

static void
set_mine(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = last_rows(p, word);

	if (item)
		item->item.mine = text;
}

static void
set_order(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = last_rows(p, word);

	if (item)
		item->item.order =
		    (enum paper_order)choose(p, text, order_words, "title newest due");
}

static void
set_most(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = last_rows(p, word);

	if (item)
		parse_number(p, text, &item->item.most);
}

static void
set_none(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = last_rows(p, word);

	if (item)
		item->item.none = text;
}

static void
add_sign(struct parse *p, const char *word, const char *text)
{
	struct draft_item *item = add_item(p, ITEM_SIGN, NULL);

	(void)word;
	item->item.label = parse_split(p, text, " \t");
	while (item->item.label[item->item.count])
		item->item.count++;
}

/* lines N LABEL … */
static void
add_lines(struct parse *p, const char *word, const char *text)
{
	size_t number = strcspn(text, " ");
	const char *labels = parse_keep(p, text + number, text + strlen(text));

	add_sign(p, word, labels);
	struct draft_item *item = &last_paper(p)->item[last_paper(p)->item_count - 1];

	item->item.kind = ITEM_LINES;
	parse_number(p, parse_keep(p, text, text + number), &item->item.most);
	if (!item->item.count)
		parse_complain(p, p->line, T_FORM_LACKS, word, "N 序号 …");
}

static void
add_chart(struct parse *p, const char *word, const char *text)
{
	(void)word;
	add_item(p, ITEM_CHART, NULL)->words = text;
}

static void
add_past(struct parse *p, const char *word, const char *text)
{
	(void)text;
	add_item(p, strcmp(word, "past") == 0 ? ITEM_PAST : ITEM_OFFICIAL, NULL);
}

static const struct {
	const char *word;
	bool bare;
	void (*set)(struct parse *p, const char *word, const char *text);
} properties[] = {
	{"label", false, set_label},
	{"of", false, set_of},
	{"ruling", false, set_ruling},
	{"offered", false, set_offered},
	{"foot", false, set_foot},
	{"count", false, add_number},
	{"when", false, set_when},
	{"facts", false, add_facts},
	{"blanks", false, add_facts},
	{"rows", false, add_rows},
	{"columns", false, set_columns},
	{"only", false, set_only},
	{"mine", false, set_mine},
	{"order", false, set_order},
	{"most", false, set_most},
	{"none", false, set_none},
	{"chart", false, add_chart},
	{"past", true, add_past},
	{"official", true, add_past},
	{"sign", false, add_sign},
	{"lines", false, add_lines},
};
#define PROPERTIES (sizeof properties / sizeof *properties)

static void
complain_word(struct parse *p, const char *word)
{
	struct buf all = BUF_EMPTY;

	for (size_t i = 0; i < PROPERTIES; i++)
		buf_printf(&all, "%s ", properties[i].word);
	for (size_t i = 0; i < PARTS; i++)
		buf_printf(&all, "%s%s", parts[i].word, i + 1 < PARTS ? " " : "");
	parse_complain(p, p->line, T_FORM_PROPERTY, word, buf_text(&all));
	buf_release(&all);
}

void
parse_paper_property(struct parse *p, const char *word, const char *text)
{
	if (add_part(p, word, text))
		return;
	for (size_t i = 0; i < PROPERTIES; i++)
		if (strcmp(properties[i].word, word) == 0) {
			if (!*text && !properties[i].bare)
				parse_complain(p, p->line, T_FORM_EMPTY, word, NULL);
			else
				properties[i].set(p, word, text);
			return;
		}
	complain_word(p, word);
}

/* --- finishing --- */

static int
field_by_name(void *arg, const char *name)
{
	return arg ? form_field(arg, name) : -1;
}

static const struct expr *
finish_expr(struct parse *p, int line, const char *text, const struct form *form)
{
	return text ? parse_expr(p, line, text, field_by_name, (void *)(uintptr_t)form) : NULL;
}

static const struct form *
find_kind(struct parse *p, int line, const char *kind)
{
	const struct form *form = forms_find(p->forms, kind);

	if (!form)
		parse_complain(p, line, T_FORM_NO_KIND, kind, NULL);
	return form;
}

/* A figure needs no line of its own: it becomes one of the paper's numbers. */
static bool
has_number(struct parse *p, struct draft_paper *d, const char *name)
{
	for (int i = 0; i < d->number_count; i++)
		if (strcmp(d->number[i].name, name) == 0)
			return true;
	const struct figure *figure = figures_find(p->forms, name);

	if (figure) {
		d->number = xgrow(d->number, d->number_count, sizeof *d->number);
		d->number[d->number_count++] = (struct draft_number){.name = figure->id,
		    .figure = figure};
	}
	return figure != NULL;
}

/* Everything that is to be filled in must be there. */
static void
check_text(struct parse *p, struct draft_paper *d, const struct form *form, int line,
    const char *text)
{
	for (; text && (text = strstr(text, "${")); text++) {
		size_t len = strcspn(text + 2, "}");
		char *name = xstrndup(text + 2, len);

		if (*name == '@' ? paper_word(name + 1, len - 1) < 0
		    : *name == '#' ? !has_number(p, d, name + 1)
		    : !form || form_field(form, name) < 0)
			parse_complain(p, line, T_FORM_NO_FIELD, name, NULL);
		free(name);
	}
}

static void
finish_fields(struct parse *p, struct draft_item *d, const struct form *form)
{
	const char *const *name = d->words ? parse_split(p, d->words, " \t") : NULL;

	if (!name || strcmp(d->words, "*") == 0)
		return;
	while (name[d->item.count])
		d->item.count++;
	int *field = forms_room(p->forms, (size_t)(d->item.count + 1) * sizeof *field);

	for (int i = 0; i < d->item.count; i++) {
		field[i] = form ? form_field(form, name[i]) : -1;
		if (field[i] < 0)
			parse_complain(p, d->line, T_FORM_NO_FIELD, name[i], NULL);
	}
	d->item.field = field;
}

/* "#:6 subject_line:30 …", no wider than the page. */
static void
finish_columns(struct parse *p, struct draft_item *d, const struct form *form, enum ruling ruling)
{
	const char *const *word = d->columns ? parse_split(p, d->columns, " \t") : NULL;
	int sum = 0;

	while (word && word[d->item.count])
		d->item.count++;
	if (!d->item.count)
		return;
	struct paper_column *column =
	    forms_room(p->forms, (size_t)d->item.count * sizeof *column);

	for (int i = 0; i < d->item.count; i++) {
		const char *colon = strchr(word[i], ':');
		const char *name =
		    parse_keep(p, word[i], colon ? colon : word[i] + strlen(word[i]));

		column[i].field = form ? form_field(form, name) : -1;
		if (column[i].field < 0 && strcmp(name, "#") != 0)
			parse_complain(p, d->columns_line, T_FORM_NO_FIELD, name, NULL);
		parse_number(p, colon ? colon + 1 : "", &column[i].width);
		sum += column[i].width;
	}
	if (sum > ruling_columns(ruling))
		parse_complain(p, d->columns_line, T_PAPER_TOO_WIDE, d->columns, NULL);
	d->item.column = column;
}

static void
finish_chart(struct parse *p, struct draft_item *d)
{
	d->item.figure = figures_find(p->forms, d->words);
	if (!d->item.figure || d->item.figure->by < 0)
		parse_complain(p, d->line, T_FIGURE_NO_CHART, d->words, NULL);
}

static void
finish_item(struct parse *p, struct draft_paper *paper, struct draft_item *d,
    const struct form *form)
{
	const struct form *rows = d->item.rows ? find_kind(p, d->line, d->item.rows) : form;

	check_text(p, paper, form, d->line, d->item.text);
	if (d->item.kind == ITEM_CHART)
		finish_chart(p, d);
	d->item.when = finish_expr(p, d->when_line, d->when, form);
	if (d->item.kind != ITEM_CHART)
		finish_fields(p, d, form);
	if (d->item.kind != ITEM_ROWS)
		return;
	finish_columns(p, d, rows, paper->paper.ruling);
	if (d->item.mine && (!rows || form_field(rows, d->item.mine) < 0))
		parse_complain(p, d->line, T_FORM_NO_FIELD, d->item.mine, NULL);
	d->item.only = finish_expr(p, d->only_line, d->only, rows);
}

/* "record appeal", "list *", "station" */
static const struct form *
finish_of(struct parse *p, struct draft_paper *d)
{
	const char *text = d->of ? d->of : "";
	size_t len = strcspn(text, " ");
	const char *of = parse_keep(p, text, text + len);
	const char *kind = parse_keep(p, text + len, text + strlen(text));
	int i = parse_word(of, of_words);

	if (i < 0 || (i != PAPER_STATION) != (*kind != '\0')) {
		parse_complain(p, d->of ? d->of_line : d->line, T_FORM_ONE_OF, text,
		    "record KIND, list KIND, blank KIND, station");
		return NULL;
	}
	d->paper.of = (enum paper_of)i;
	if (!*kind || strcmp(kind, "*") == 0)
		return NULL;
	d->paper.kind = kind;
	return find_kind(p, d->of_line, kind);
}

/* What a paper counts for itself is a figure that nobody else finds. */
static const struct figure *
own_figure(struct parse *p, const struct draft_number *n)
{
	struct figure *figure = forms_room(p->forms, sizeof *figure);

	*figure = (struct figure){.id = n->name, .label = {"", ""}, .by = -1,
	    .form = find_kind(p, n->line, n->kind)};
	if (figure->form && *n->only)
		figure->only = finish_expr(p, n->line, n->only, figure->form);
	return figure;
}

static void
finish_numbers(struct parse *p, struct draft_paper *d)
{
	const struct figure **number =
	    forms_room(p->forms, (size_t)(d->number_count + 1) * sizeof *number);

	for (int i = 0; i < d->number_count; i++)
		number[i] = d->number[i].figure ? d->number[i].figure
						: own_figure(p, &d->number[i]);
	d->paper.number = number;
	d->paper.number_count = d->number_count;
}

static void
finish(struct parse *p, struct draft_paper *d)
{
	const struct form *form = finish_of(p, d);
	struct paper_item *item = forms_room(p->forms, (size_t)(d->item_count + 1) * sizeof *item);

	if (!*d->paper.label[LANG_ZH])
		parse_complain(p, d->line, T_FORM_LABEL, d->paper.id, NULL);
	if (!d->item_count)
		parse_complain(p, d->line, T_PAPER_EMPTY, d->paper.id, NULL);
	d->paper.offered = finish_expr(p, d->offered_line, d->offered, form);
	check_text(p, d, form, d->line, d->paper.foot);
	for (int i = 0; i < d->item_count; i++) {
		finish_item(p, d, &d->item[i], form);
		item[i] = d->item[i].item;
	}
	finish_numbers(p, d);
	d->paper.item = item;
	d->paper.item_count = d->item_count;
}

void
parse_papers_finish(struct parse *p)
{
	for (int i = 0; i < p->paper_count; i++)
		finish(p, &p->paper[i]);
}

void
parse_papers_publish(struct parse *p)
{
	for (int i = 0; i < p->paper_count; i++) {
		struct paper *paper = forms_room(p->forms, sizeof *paper);

		*paper = p->paper[i].paper;
		forms_put_paper(p->forms, paper);
	}
}

void
parse_papers_release(struct parse *p)
{
	for (int i = 0; i < p->paper_count; i++) {
		free(p->paper[i].item);
		free(p->paper[i].number);
	}
	free(p->paper);
}
