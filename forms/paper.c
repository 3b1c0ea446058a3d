#include "forms/paper.h"

#include "base/err.h"
#include "base/width.h"
#include "forms/check.h"
#include "forms/form_int.h"
#include "forms/official.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_COLUMNS 20 /* no type of numbers or days is wider */
#define CHOICES_MOST 12 /* of a code, written out on a blank form */

/* --- the registry --- */

void
forms_put_paper(struct forms *forms, const struct paper *paper)
{
	for (int i = 0; i < forms->paper_count; i++)
		if (strcmp(forms->paper[i]->id, paper->id) == 0) {
			forms->paper[i] = paper;
			return;
		}
	forms->paper = xrealloc(forms->paper,
	    (size_t)(forms->paper_count + 1) * sizeof *forms->paper);
	forms->paper[forms->paper_count++] = paper;
}

const struct paper *
papers_at(const struct forms *forms, int i)
{
	return i >= 0 && i < forms->paper_count ? forms->paper[i] : NULL;
}

const struct paper *
papers_find(const struct forms *forms, const char *id)
{
	for (int i = 0; i < forms->paper_count; i++)
		if (strcmp(forms->paper[i]->id, id) == 0)
			return forms->paper[i];
	return NULL;
}

static bool
has_official(const struct paper *paper)
{
	for (int i = 0; i < paper->item_count; i++)
		if (paper->item[i].kind == ITEM_OFFICIAL)
			return true;
	return false;
}

bool
paper_fits(const struct paper *paper, enum paper_of of, const struct form *form,
    const struct record *record, day_t today)
{
	if (paper->of != of || (of == PAPER_STATION) != !form)
		return false;
	if (form && paper->kind && strcmp(paper->kind, form->kind) != 0)
		return false;
	if (form && has_official(paper) && !official_is(form))
		return false;
	return !record || !paper->offered || check_is_true(paper->offered, record, today);
}

bool
paper_has_code(const struct paper *paper)
{
	for (int i = 0; i < paper->item_count; i++)
		if (paper->item[i].text && strstr(paper->item[i].text, "${@code}"))
			return true;
	return false;
}

/* --- what is filled in --- */

#define NO_CODE "____ ____ ____ ____"

struct writer {
	const struct paper *paper;
	const struct paper_source *source;
	struct document *out;
	day_t today;
	struct tally *number; /* of paper->number */
	int err;
};

static const char *const words[] = {
	[WORD_UNIT] = "unit",
	[WORD_UPPER] = "upper",
	[WORD_TODAY] = "today",
	[WORD_NOW] = "now",
	[WORD_CLERK] = "clerk",
	[WORD_DRAFT] = "draft",
	[WORD_KIND] = "kind",
	[WORD_TITLE] = "title",
	[WORD_COUNT] = "count",
	[WORD_CODE] = "code",
};

int
paper_word(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == len && memcmp(words[i], name, len) == 0)
			return (int)i;
	return -1;
}

static const struct form *
form_of(const struct writer *w)
{
	return w->source->record ? w->source->record->form : w->source->form;
}

/* As it is read on paper: a code by its name. A new string. */
static char *
value_text(const struct writer *w, const struct record *record, int i)
{
	const struct field *field = &record->form->field[i];
	struct type_context context = {.forms = w->source->forms, .field = field, .lang = LANG_ZH,
		.today = w->today, .ref_title = w->source->ref_title, .arg = w->source->arg};

	if (!record->value[i])
		return xstrdup("");
	return field->choices ? type_brief(&context, record->value[i])
			      : type_show(&context, record->value[i]);
}

static void
add_day(const struct writer *w, struct buf *out)
{
	struct civil c = day_civil(w->today);

	if (!w->source->undated)
		buf_printf(out, "%d年%d月%d日", c.year, c.month, c.day);
}

static bool
count_one(void *to, const struct record *record)
{
	(void)record;
	++*(int64_t *)to;
	return true;
}

static void
add_word(struct writer *w, enum paper_word word, struct buf *out)
{
	const struct form *form = form_of(w);
	const struct record *record = w->source->record;
	char time[20];
	int64_t count = 0;

	switch (word) {
	case WORD_UNIT: buf_puts(out, w->source->unit); break;
	case WORD_UPPER: buf_puts(out, w->source->upper); break;
	case WORD_CLERK: buf_puts(out, w->source->clerk); break;
	case WORD_KIND: buf_puts(out, form ? form->label[LANG_ZH] : ""); break;
	case WORD_TODAY: add_day(w, out); break;
	case WORD_NOW:
		add_day(w, out);
		day_time_format(w->source->now, time);
		if (!w->source->undated)
			buf_printf(out, "%d时", atoi(time + 11));
		break;
	case WORD_DRAFT:
		if (w->source->draft > 1 && !w->source->undated)
			buf_printf(out, "（第%d稿）", w->source->draft);
		break;
	case WORD_TITLE:
		if (record && record->value[form->title])
			buf_puts(out, record->value[form->title]);
		break;
	case WORD_COUNT:
		if (form && !w->err)
			w->err = w->source->each(w->source->arg, form, PAPER_BY_TITLE, count_one,
			    &count);
		buf_printf(out, "%lld", (long long)count);
		break;
	case WORD_CODE:
		if (!w->source->undated)
			buf_puts(out, w->source->code ? w->source->code : NO_CODE);
		break;
	}
}

static void
add_tally(const struct writer *w, const struct tally *tally, struct buf *out)
{
	char *text = figure_text(tally->figure, tally->count, tally->hits, w->source->least,
	    LANG_ZH);

	buf_puts(out, text);
	free(text);
}

static void
add_number(const struct writer *w, const char *name, struct buf *out)
{
	for (int i = 0; i < w->paper->number_count; i++)
		if (strcmp(w->paper->number[i]->id, name) == 0)
			add_tally(w, &w->number[i], out);
}

/* The text with everything filled in, a new string. */
static char *
fill(struct writer *w, const char *text)
{
	struct buf out = BUF_EMPTY;
	const char *place;

	while ((place = strstr(text, "${"))) {
		size_t len = strcspn(place + 2, "}");
		char *name = xstrndup(place + 2, len);
		int i = w->source->record ? form_field(w->source->record->form, name) : -1;
		char *value = i >= 0 ? value_text(w, w->source->record, i) : NULL;

		buf_add(&out, text, (size_t)(place - text));
		if (*name == '@' && paper_word(name + 1, len - 1) >= 0)
			add_word(w, (enum paper_word)paper_word(name + 1, len - 1), &out);
		else if (*name == '#')
			add_number(w, name + 1, &out);
		else if (value)
			buf_puts(&out, value);
		free(value);
		free(name);
		text = place + 2 + len;
		text += *text == '}';
	}
	buf_puts(&out, text);
	return buf_take(&out);
}

/* --- labels and values --- */

static void
add_pair(struct writer *w, char *pair[4])
{
	int columns = ruling_columns(w->paper->ruling), label = columns * 14 / 72;
	const int width[] = {label, columns / 2 - label, label, columns / 2 - label};

	document_add_row(w->out, PART_ROW, (const char *const *)pair, width, 4);
	for (int i = 0; i < 4; i++) {
		free(pair[i]);
		pair[i] = xstrdup("");
	}
}

/* Two short ones beside each other, a long one alone; pair: a short one that waits. */
static void
add_fact(struct writer *w, char *pair[4], const char *label, const char *value)
{
	int columns = ruling_columns(w->paper->ruling), room = columns / 2 - columns * 14 / 72 - 2;
	const char *cell[] = {label, value};
	const int width[] = {columns * 14 / 72, columns - columns * 14 / 72};
	int at = *pair[0] ? 2 : 0;

	if (width_of_text(value) > room || strchr(value, '\n')) {
		if (at)
			add_pair(w, pair);
		document_add_row(w->out, PART_ROW, cell, width, 2);
		return;
	}
	free(pair[at]);
	free(pair[at + 1]);
	pair[at] = xstrdup(label);
	pair[at + 1] = xstrdup(value);
	if (at)
		add_pair(w, pair);
}

static void
write_facts(struct writer *w, const struct paper_item *item)
{
	const struct record *record = w->source->record;
	const struct form *form = record->form;
	char *pair[4] = {xstrdup(""), xstrdup(""), xstrdup(""), xstrdup("")};
	int count = item->field ? item->count : form->field_count, page = -1;

	for (int n = 0; n < count; n++) {
		int i = item->field ? item->field[n] : n;

		if (!item->field && !record->value[i])
			continue;
		if (!item->field && form->field[i].page != page) {
			if (*pair[0])
				add_pair(w, pair);
			page = form->field[i].page;
			document_add(w->out, PART_LINE, form->page[page][LANG_ZH]);
		}
		char *value = value_text(w, record, i);

		add_fact(w, pair, form->field[i].label[LANG_ZH], value);
		free(value);
	}
	if (*pair[0])
		add_pair(w, pair);
	for (int i = 0; i < 4; i++)
		free(pair[i]);
}

/* What may be chosen, or what is expected. */
static char *
choices_text(const struct writer *w, const struct field *field)
{
	const struct codes *codes = forms_codes(w->source->forms, field->choices);
	struct buf out = BUF_EMPTY;
	int valid = 0;

	for (int i = 0; codes && i < codes->code_count; i++)
		valid += codes_find(codes, codes->code[i].code, w->today) == &codes->code[i];
	for (int i = 0; valid <= CHOICES_MOST && codes && i < codes->code_count; i++)
		if (codes_find(codes, codes->code[i].code, w->today) == &codes->code[i])
			buf_printf(&out, "%s%s%s", out.len ? "　" : "", codes->code[i].code,
			    codes->code[i].name[LANG_ZH]);
	if (!out.len)
		buf_puts(&out, field->hint[LANG_ZH]);
	return buf_take(&out);
}

static void
write_blank(struct writer *w, const struct form *form, int i)
{
	const struct field *field = &form->field[i];
	int columns = ruling_columns(w->paper->ruling);
	const int width[] = {columns * 16 / 72, columns * 26 / 72,
		columns - columns * 16 / 72 - columns * 26 / 72};
	char *label = xprintf("%s%s", field->label[LANG_ZH], field->required ? "＊" : "");
	char *line = xprintf("%.*s", width[1] - 3, "________________________________________");
	char *choices = choices_text(w, field);

	document_add_row(w->out, PART_ROW, (const char *const[]){label, line, choices}, width, 3);
	free(label);
	free(line);
	free(choices);
}

/* What people fill in; not what follows from it or what steps write. */
static void
write_blanks(struct writer *w, const struct paper_item *item)
{
	const struct form *form = form_of(w);
	struct record *empty = record_new(form);
	int count = item->field ? item->count : form->field_count, page = -1;

	for (int n = 0; n < count; n++) {
		int i = item->field ? item->field[n] : n;

		if (!item->field && check_is_readonly(w->source->forms, empty, i, w->today))
			continue;
		if (!item->field && form->field[i].page != page) {
			page = form->field[i].page;
			document_add_blank(w->out);
			document_add(w->out, PART_LINE, form->page[page][LANG_ZH]);
		}
		write_blank(w, form, i);
	}
	record_free(empty);
}

/* --- tables --- */

struct table {
	struct writer *w;
	const struct paper_item *item;
	const struct paper_column *column;
	int columns, rows;
};

static bool
is_mine(const struct table *t, const struct record *record)
{
	const struct record *parent = t->w->source->record;
	const char *value = t->item->mine ? record_get(record, t->item->mine) : NULL;

	return !t->item->mine || (parent && parent->id && value && strcmp(value, parent->id) == 0);
}

static bool
write_row(void *to, const struct record *record)
{
	struct table *t = to;

	if (!is_mine(t, record) || !check_is_true(t->item->only, record, t->w->today))
		return true;
	char **cell = xcalloc((size_t)t->columns, sizeof *cell);
	int *width = xcalloc((size_t)t->columns, sizeof *width);

	t->rows++;
	for (int i = 0; i < t->columns; i++) {
		int f = t->column[i].field;

		cell[i] = f < 0 ? xprintf("%d", t->rows) : value_text(t->w, record, f);
		width[i] = t->column[i].width;
	}
	document_add_row(t->w->out, PART_ROW, (const char *const *)cell, width, t->columns);
	for (int i = 0; i < t->columns; i++)
		free(cell[i]);
	free(cell);
	free(width);
	return !t->item->most || t->rows < t->item->most;
}

static void
write_headings(const struct table *t, const struct form *form)
{
	const char **cell = xcalloc((size_t)t->columns, sizeof *cell);
	int *width = xcalloc((size_t)t->columns, sizeof *width);

	for (int i = 0; i < t->columns; i++) {
		int f = t->column[i].field;

		cell[i] = f < 0 ? "序号" : form->field[f].label[LANG_ZH];
		width[i] = t->column[i].width;
	}
	document_add_row(t->w->out, PART_HEADS, cell, width, t->columns);
	free(cell);
	free(width);
}

/* A number and what the kind's list shows, as far as there is room. */
static struct paper_column *
list_columns(const struct writer *w, const struct form *form, int *count)
{
	struct paper_column *column = xcalloc((size_t)form->column_count + 1, sizeof *column);
	int left = ruling_columns(w->paper->ruling) - 6;

	column[0] = (struct paper_column){-1, 6};
	*count = 1;
	for (int i = 0; i < form->column_count; i++) {
		const struct field *field = &form->field[form->column[i]];
		int label = width_of_text(field->label[LANG_ZH]) + 2;
		int width = field->list_columns + 2;

		width = width < label ? label : width;
		/* lists shorten numbers and days, paper does not */
		if (!field->choices && field->type->columns + 2 > width &&
		    field->type->columns <= NUMBER_COLUMNS && field->list_columns < 12)
			width = field->type->columns + 2;
		if (width > left)
			continue;
		column[(*count)++] = (struct paper_column){form->column[i], width};
		left -= width;
	}
	column[*count - 1].width += left;
	return column;
}

static void
write_rows(struct writer *w, const struct paper_item *item)
{
	const struct form *form = item->rows ? forms_find(w->source->forms, item->rows)
					     : form_of(w);
	struct paper_column *own = NULL;
	struct table t = {.w = w, .item = item, .column = item->column, .columns = item->count};

	if (!form)
		return;
	if (!t.column)
		t.column = own = list_columns(w, form, &t.columns);
	int before = w->out->count;

	write_headings(&t, form);
	int err = w->source->each(w->source->arg, form, item->order, write_row, &t);

	w->err = w->err ? w->err : err;
	if (!t.rows && item->none && before < w->out->count) {
		char *text = fill(w, item->none);

		document_add(w->out, PART_LINE, text);
		free(text);
	}
	free(own);
}

static const int past_width[] = {18, 12, 42};

static void
write_past(void *to, const char *when, const char *who, const char *what)
{
	document_add_row(to, PART_ROW, (const char *const[]){when, who, what}, past_width, 3);
}

static void
write_history(struct writer *w)
{
	if (!w->source->record || !w->source->past)
		return;
	document_add_row(w->out, PART_HEADS, (const char *const[]){"时间", "经手人", "做了什么"},
	    past_width, 3);
	int err = w->source->past(w->source->arg, w->source->record, write_past, w->out);

	w->err = w->err ? w->err : err;
}

/* 经办人：________  领导：________ */
static void
write_sign(struct writer *w, const struct paper_item *item)
{
	int each = ruling_columns(w->paper->ruling) / item->count;
	struct buf line = BUF_EMPTY;

	for (int i = 0; i < item->count; i++) {
		int room = each - width_of_text(item->label[i]) - 4;

		buf_printf(&line, "%s：%.*s%s", item->label[i], room > 6 ? room : 6,
		    "________________________________________", i + 1 < item->count ? "  " : "");
	}
	document_add_blank(w->out);
	document_add(w->out, PART_LINE, buf_text(&line));
	buf_release(&line);
}

/* Numbered where the first column is for that. */
static void
write_lines(struct writer *w, const struct paper_item *item)
{
	int columns = ruling_columns(w->paper->ruling);
	bool numbered = strcmp(item->label[0], "序号") == 0;
	int first = numbered && item->count > 1 ? 6 : 0, rest = item->count - (first > 0);
	const char **cell = xcalloc((size_t)item->count, sizeof *cell);
	int *width = xcalloc((size_t)item->count, sizeof *width);
	char number[12];

	for (int i = 0; i < item->count; i++)
		width[i] = first && i == 0 ? first : (columns - first) / rest;
	document_add_row(w->out, PART_HEADS, item->label, width, item->count);
	for (int n = 1; n <= item->most; n++) {
		snprintf(number, sizeof number, "%d", n);
		for (int i = 0; i < item->count; i++)
			cell[i] = numbered && i == 0 ? number : "";
		document_add_row(w->out, PART_ROW, cell, width, item->count);
	}
	free(cell);
	free(width);
}

/* --- figures --- */

struct counting {
	const struct writer *w;
	struct tally *tally;
};

static bool
count_if(void *to, const struct record *record)
{
	struct counting *c = to;

	tally_add(c->tally, record, c->w->today);
	return true;
}

static int
count_figure(struct writer *w, const struct figure *figure, struct tally *tally)
{
	struct counting c = {w, tally};

	tally_begin(tally, figure, w->source->least);
	int err = w->source->each(w->source->arg, figure->form, PAPER_BY_TITLE, count_if, &c);

	tally_end(tally, w->source->forms, w->today);
	return err;
}

static int
count_numbers(struct writer *w)
{
	int err = 0;

	for (int i = 0; i < w->paper->number_count && !err; i++)
		err = count_figure(w, w->paper->number[i], &w->number[i]);
	return err;
}

/* --- charts --- */

static void
write_bar(struct writer *w, const struct tally *t, const struct figure_bar *bar)
{
	int columns = ruling_columns(w->paper->ruling);
	const int width[] = {22, 16, columns - 38};
	char *number = figure_text(t->figure, bar->count, bar->hits, t->least, LANG_ZH);
	struct buf signs = BUF_EMPTY; /* that all printers have */

	for (int i = figure_length(t, bar, width[2] - 2); i > 0; i--)
		buf_putc(&signs, '#');
	document_add_row(w->out, PART_ROW,
	    (const char *const[]){bar->name[LANG_ZH], number, buf_text(&signs)}, width, 3);
	free(number);
	buf_release(&signs);
}

static void
write_chart(struct writer *w, const struct paper_item *item)
{
	struct tally t;
	int err = count_figure(w, item->figure, &t);
	char *sum = figure_text(item->figure, t.count, t.hits, t.least, LANG_ZH);
	char *head = xprintf("%s　共 %s", item->figure->label[LANG_ZH], sum);

	document_add(w->out, PART_LINE, head);
	for (int i = 0; i < t.bars; i++) {
		if (i == t.few)
			document_add(w->out, PART_LINE, text_get(LANG_ZH, T_FIGURE_FEW_BEHIND));
		write_bar(w, &t, &t.bar[i]);
	}
	w->err = w->err ? w->err : err;
	tally_release(&t);
	free(sum);
	free(head);
}

/* --- all of it --- */

static void
write_part(struct writer *w, const struct paper_item *item)
{
	char *text = fill(w, item->text ? item->text : "");

	if (item->part == PART_TEXT || item->part == PART_LINE)
		document_add_lines(w->out, item->part, text);
	else if (item->part == PART_BLANK)
		document_add_blank(w->out);
	else if (item->part == PART_SIGNED)
		document_add(w->out, item->part, text)->dated =
		    w->source->undated ? DAY_NONE : w->today;
	else
		document_add(w->out, item->part, text);
	free(text);
}

static void
write_item(struct writer *w, const struct paper_item *item)
{
	const struct record *record = w->source->record;

	if (item->when && (!record || !check_is_true(item->when, record, w->today)))
		return;
	switch (item->kind) {
	case ITEM_PART: write_part(w, item); break;
	case ITEM_FACTS:
		if (record)
			write_facts(w, item);
		break;
	case ITEM_BLANKS:
		if (form_of(w))
			write_blanks(w, item);
		break;
	case ITEM_ROWS: write_rows(w, item); break;
	case ITEM_CHART: write_chart(w, item); break;
	case ITEM_PAST: write_history(w); break;
	case ITEM_SIGN: write_sign(w, item); break;
	case ITEM_LINES: write_lines(w, item); break;
	case ITEM_OFFICIAL:
		if (record)
			official_write_record(record, w->source->issuer ? w->source->issuer
			    : w->source->unit, w->source->ref_title, w->source->arg, w->out);
		break;
	}
}

int
paper_write(const struct paper *paper, const struct paper_source *source, struct document *out)
{
	struct writer w = {.paper = paper, .source = source, .out = out,
		.today = day_of(source->now),
		.number = xcalloc((size_t)paper->number_count + 1, sizeof *w.number)};

	out->ruling = paper->ruling;
	w.err = count_numbers(&w);
	for (int i = 0; i < paper->item_count && !w.err; i++)
		write_item(&w, &paper->item[i]);
	out->title = fill(&w, paper->label[LANG_ZH]);
	out->foot = fill(&w, paper->foot ? paper->foot : "${@unit}　${@today} ${@draft}");
	for (int i = 0; i < paper->number_count; i++)
		tally_release(&w.number[i]);
	free(w.number);
	return w.err;
}
