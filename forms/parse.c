/*
 * Reads definitions (their syntax is in form.h).  Two passes: the lines fill a draft of each block,
 * property by property; then every block is finished, when all fields and tables are known: titles,
 * expressions, choices.  Nothing reaches the registry before the whole text was found right.
 */
#include "forms/parse_int.h"

#include "base/digest.h"
#include "base/utf8.h"
#include "base/err.h"
#include "forms/type.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (1024 * 1024)
#define LINES_MAX 8000
#define FIELDS_MAX 500

/* A field while it is read: expressions are still text. */
enum { REQUIRED, RELEVANT, READONLY, CONSTRAINT, CALCULATION, INITIAL, SEALED, EXPRESSIONS };
struct draft_field {
	struct field field;
	const char *type;
	const char *expr[EXPRESSIONS];
	int expr_line[EXPRESSIONS];
	int line, choices_line, from_line, twice_line;
};

enum { COLUMNS, DETAILS, TABS, WORD_LISTS };
struct draft_form {
	struct form form;
	const char *title;
	const char *const *words[WORD_LISTS]; /* names of fields, NULL-terminated; or NULL */
	int words_line[WORD_LISTS];
	const char *handled_by, *recuses, *reserved;
	bool all_twice;
	int line, guard_line, page_count, field_count;
	const char *(*page)[LANG_COUNT];
	struct draft_field *field;
	const char *start, *end; /* its text, for the digest */
};

struct draft_codes {
	struct codes codes;
	struct code *code;
	int count, line;
};

void
parse_complain(struct parse *p, int line, enum text id, const char *a, const char *b)
{
	struct form_diags *d = p->diags;

	p->wrong++;
	d->diag = xrealloc(d->diag, (size_t)(d->count + 1) * sizeof *d->diag);
	d->diag[d->count] = (struct form_diag){.file = xstrdup(p->file), .line = line};
	say_set(&d->diag[d->count].say, id, a, b, NULL);
	d->count++;
}

/* --- words of a line --- */

const char *
parse_keep(struct parse *p, const char *from, const char *to)
{
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r'))
		to--;
	return forms_string(p->forms, from, (size_t)(to - from));
}

void
parse_two(struct parse *p, const char *text, const char *out[LANG_COUNT])
{
	const char *bar = strstr(text, " | "), *end = text + strlen(text);

	out[LANG_ZH] = parse_keep(p, text, bar ? bar : end);
	out[LANG_EN] = bar ? parse_keep(p, bar + 3, end) : out[LANG_ZH];
}

const char *const *
parse_split(struct parse *p, const char *text, const char *between)
{
	size_t count = 2;

	for (const char *s = text; *s; s++)
		count += strchr(between, *s) != NULL;
	const char **list = forms_room(p->forms, count * sizeof *list);
	size_t n = 0;

	while (*text) {
		size_t len = strcspn(text, between);
		const char *word = parse_keep(p, text, text + len);

		if (*word)
			list[n++] = word;
		text += len + (text[len] != '\0');
	}
	return list;
}

static const char *const *
parse_list(struct parse *p, const char *text)
{
	return parse_split(p, text, ";");
}

int
parse_word(const char *word, const char *const names[])
{
	for (int i = 0; names[i]; i++)
		if (strcmp(word, names[i]) == 0)
			return i;
	return -1;
}

bool
parse_is_name(const char *name)
{
	return *name >= 'a' && *name <= 'z' &&
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* --- properties: one table a block --- */

static struct draft_field *
last_field(struct parse *p)
{
	struct draft_form *form = &p->form[p->form_count - 1];

	return &form->field[form->field_count - 1];
}

static struct draft_codes *
last_codes(struct parse *p)
{
	return &p->codes[p->codes_count - 1];
}

static struct code *
last_code(struct parse *p)
{
	return &last_codes(p)->code[last_codes(p)->count - 1];
}

void
parse_number(struct parse *p, const char *text, int *out)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || end == text || n < 0 || n > 100000)
		parse_complain(p, p->line, T_FORM_NUMBER, text, NULL);
	else
		*out = (int)n;
}

void
parse_yes(struct parse *p, const char *text, bool *out)
{
	*out = strcmp(text, "yes") == 0;
	if (!*out && strcmp(text, "no") != 0)
		parse_complain(p, p->line, T_FORM_YES_NO, text, NULL);
}

static void
set_class(struct parse *p, const char *text)
{
	static const char *const names[] = {"plain", "personal", "sensitive", "sealed", NULL};
	int i = parse_word(text, names);

	if (i < 0)
		parse_complain(p, p->line, T_FORM_ONE_OF, text, "plain personal sensitive sealed");
	else
		last_field(p)->field.class = (enum field_class)i;
}

static void
set_find(struct parse *p, const char *text)
{
	static const char *const names[] = {"none", "name", "pinyin", "last4", "text", NULL};
	int i = parse_word(text, names);

	if (i < 0)
		parse_complain(p, p->line, T_FORM_ONE_OF, text, "name pinyin last4 text");
	else
		last_field(p)->field.find = (enum field_find)i;
}

static void
set_expr(struct parse *p, int which, const char *text)
{
	last_field(p)->expr[which] = strcmp(text, "yes") == 0 ? "true()"
	    : strcmp(text, "no") == 0 ? NULL : text;
	last_field(p)->expr_line[which] = p->line;
}

static void
set_day(struct parse *p, const char *text, day_t *out)
{
	*out = day_parse(text);
	if (*out == DAY_NONE)
		parse_complain(p, p->line, T_FORM_DAY, text, NULL);
}

static const char *const field_words[] = {
	"type", "label", "hint", "required", "relevant", "readonly", "constraint", "calculation",
	"default", "constraint_message", "choices", "ref", "length", "class", "find", "list",
	"sticky", "import", "head", "from", "sealed", "twice", "units", NULL,
};
static const char field_words_text[] = "type label hint required relevant readonly constraint "
    "constraint_message calculation default choices ref length class find list head sticky import "
    "from sealed twice units";

static void
field_property(struct parse *p, const char *word, const char *text)
{
	struct draft_field *d = last_field(p);

	switch (parse_word(word, field_words)) {
	case 0: d->type = text; break;
	case 1: parse_two(p, text, d->field.label); break;
	case 2: parse_two(p, text, d->field.hint); break;
	case 3: set_expr(p, REQUIRED, text); break;
	case 4: set_expr(p, RELEVANT, text); break;
	case 5: set_expr(p, READONLY, text); break;
	case 6: set_expr(p, CONSTRAINT, text); break;
	case 7: set_expr(p, CALCULATION, text); break;
	case 8: set_expr(p, INITIAL, text); break;
	case 9: parse_two(p, text, d->field.constraint_message); break;
	case 10: d->field.choices = text; d->choices_line = p->line; break;
	case 11: d->field.ref = text; break;
	case 12: parse_number(p, text, &d->field.length); break;
	case 13: set_class(p, text); break;
	case 14: set_find(p, text); break;
	case 15: parse_number(p, text, &d->field.list_columns); break;
	case 16: parse_yes(p, text, &d->field.sticky); break;
	case 17: d->field.headings = parse_list(p, text); break;
	case 18: parse_two(p, text, d->field.head); break;
	case 19: d->field.from = text; d->from_line = p->line; break;
	case 20: set_expr(p, SEALED, text); break;
	case 21: parse_yes(p, text, &d->field.twice); d->twice_line = p->line; break;
	case 22: parse_yes(p, text, &d->field.units); break;
	default: parse_complain(p, p->line, T_FORM_PROPERTY, word, field_words_text);
	}
}

/* One of those that say who may see a record? */
static bool
guards(struct draft_form *d, const char *word, const char *text)
{
	if (strcmp(word, "reserved") == 0)
		d->reserved = text;
	else if (strcmp(word, "handled_by") == 0)
		d->handled_by = text;
	else if (strcmp(word, "recuses") == 0)
		d->recuses = text;
	else
		return false;
	return true;
}

static void
kind_property(struct parse *p, const char *word, const char *text)
{
	static const char *const lists[] = {"columns", "details", "tabs", NULL};
	struct draft_form *d = &p->form[p->form_count - 1];
	int list = parse_word(word, lists);

	if (strcmp(word, "label") == 0) {
		parse_two(p, text, d->form.label);
	} else if (strcmp(word, "title") == 0) {
		d->title = text;
	} else if (strcmp(word, "counter") == 0) {
		parse_two(p, text, d->form.counter);
	} else if (guards(d, word, text)) {
		d->guard_line = p->line;
	} else if (strcmp(word, "aside") == 0) {
		d->form.aside = strcmp(text, "yes") == 0;
	} else if (strcmp(word, "internal") == 0) {
		d->form.internal = strcmp(text, "yes") == 0;
	} else if (strcmp(word, "twice") == 0) {
		parse_yes(p, text, &d->all_twice);
	} else if (list >= 0) {
		d->words[list] = parse_split(p, text, " \t");
		d->words_line[list] = p->line;
	} else {
		parse_complain(p, p->line, T_FORM_PROPERTY, word,
		    "label title counter internal aside twice columns details tabs reserved "
		    "handled_by recuses");
	}
}

static void
codes_property(struct parse *p, const char *word, const char *text)
{
	if (strcmp(word, "label") == 0)
		parse_two(p, text, last_codes(p)->codes.label);
	else if (strcmp(word, "source") == 0)
		last_codes(p)->codes.source = text;
	else
		parse_complain(p, p->line, T_FORM_PROPERTY, word, "label source");
}

static void
code_property(struct parse *p, const char *word, const char *text)
{
	if (strcmp(word, "alias") == 0)
		last_code(p)->alias = parse_list(p, text);
	else if (strcmp(word, "note") == 0)
		parse_two(p, text, last_code(p)->note);
	else if (strcmp(word, "since") == 0)
		set_day(p, text, &last_code(p)->since);
	else if (strcmp(word, "until") == 0)
		set_day(p, text, &last_code(p)->until);
	else
		parse_complain(p, p->line, T_FORM_PROPERTY, word, "alias note since until");
}

static void
property(struct parse *p, const char *word, const char *text)
{
	if (p->block == BLOCK_PAPER)
		parse_paper_property(p, word, text);
	else if (!*text)
		parse_complain(p, p->line, T_FORM_EMPTY, word, NULL);
	else if (p->block == BLOCK_FIGURE)
		parse_figure_property(p, word, text);
	else if (p->block == BLOCK_FIELD)
		field_property(p, word, text);
	else if (p->block == BLOCK_KIND)
		kind_property(p, word, text);
	else if (p->block == BLOCK_CODES)
		codes_property(p, word, text);
	else if (p->block == BLOCK_CODE)
		code_property(p, word, text);
	else if (p->block >= BLOCK_PROCEDURE)
		parse_procedure_property(p, word, text);
	else
		parse_complain(p, p->line, T_FORM_NO_BLOCK, word, NULL);
}

/* --- block openers --- */

static void
open_kind(struct parse *p, const char *name)
{
	static const char *const nothing = "";

	for (int i = 0; i < p->form_count; i++)
		if (strcmp(p->form[i].form.kind, name) == 0)
			parse_complain(p, p->line, T_FORM_TWICE, name, NULL);
	p->form = xrealloc(p->form, (size_t)(p->form_count + 1) * sizeof *p->form);
	p->form[p->form_count] = (struct draft_form){.line = p->line};
	struct form *form = &p->form[p->form_count++].form;

	form->kind = name;
	for (int lang = 0; lang < LANG_COUNT; lang++)
		form->label[lang] = form->counter[lang] = nothing;
}

static void
open_page(struct parse *p, const char *title)
{
	struct draft_form *form = &p->form[p->form_count - 1];

	form->page = xrealloc(form->page, (size_t)(form->page_count + 1) * sizeof *form->page);
	parse_two(p, title, form->page[form->page_count++]);
}

static void
open_field(struct parse *p, const char *name)
{
	struct draft_form *form = &p->form[p->form_count - 1];

	if (form->page_count == 0)
		open_page(p, *form->form.label[LANG_ZH] ? form->form.label[LANG_ZH] : "1");
	for (int i = 0; i < form->field_count; i++)
		if (strcmp(form->field[i].field.name, name) == 0)
			parse_complain(p, p->line, T_FORM_TWICE, name, NULL);
	form->field = xrealloc(form->field, (size_t)(form->field_count + 1) * sizeof *form->field);
	struct draft_field *d = &form->field[form->field_count++];

	*d = (struct draft_field){.line = p->line};
	d->field.name = name;
	d->field.page = form->page_count - 1;
	for (int lang = 0; lang < LANG_COUNT; lang++)
		d->field.label[lang] = d->field.hint[lang] = d->field.constraint_message[lang] = "";
}

static void
open_codes(struct parse *p, const char *name)
{
	p->codes = xrealloc(p->codes, (size_t)(p->codes_count + 1) * sizeof *p->codes);
	p->codes[p->codes_count] = (struct draft_codes){.line = p->line};
	p->codes[p->codes_count].codes.table = name;
	p->codes[p->codes_count].codes.source = "";
	p->codes[p->codes_count].codes.label[LANG_ZH] = name;
	p->codes[p->codes_count++].codes.label[LANG_EN] = name;
}

/* code 05 维吾尔族 | Uygur */
static void
open_code(struct parse *p, const char *text)
{
	struct draft_codes *d = last_codes(p);
	size_t len = strcspn(text, " \t");

	d->code = xrealloc(d->code, (size_t)(d->count + 1) * sizeof *d->code);
	struct code *code = &d->code[d->count++];

	*code = (struct code){.since = DAY_NONE, .until = DAY_NONE, .note = {"", ""}};
	code->code = parse_keep(p, text, text + len);
	code->alias = parse_list(p, "");
	parse_two(p, text + len, code->name);
	if (!*code->name[LANG_ZH])
		parse_complain(p, p->line, T_FORM_CODE_NAME, code->code, NULL);
	for (int i = 0; i < d->count - 1; i++)
		if (strcmp(d->code[i].code, code->code) == 0 && d->code[i].until == DAY_NONE)
			parse_complain(p, p->line, T_FORM_TWICE, code->code, NULL);
}

/* Blocks by their opening words; `inside` tells what must have been opened before. */
static const struct {
	const char *word;
	const char *inside; /* NULL: stands by itself */
	bool is_named;
	void (*open)(struct parse *p, const char *text);
} openers[] = {
	[BLOCK_KIND] = {"kind", NULL, true, open_kind},
	[BLOCK_PAGE] = {"page", "kind", false, open_page},
	[BLOCK_FIELD] = {"field", "kind", true, open_field},
	[BLOCK_CODES] = {"codes", NULL, true, open_codes},
	[BLOCK_CODE] = {"code", "codes", false, open_code},
	[BLOCK_PAPER] = {"paper", NULL, true, parse_paper_open},
	[BLOCK_FIGURE] = {"figure", NULL, true, parse_figure_open},
	[BLOCK_PROCEDURE] = {"procedure", NULL, true, parse_procedure_open},
	[BLOCK_CLOCK] = {"clock", "procedure", true, parse_clock_open},
	[BLOCK_STEP] = {"step", "procedure", true, parse_step_open},
};
#define OPENERS (enum block)(sizeof openers / sizeof openers[0])

static bool
is_open(const struct parse *p, const char *block)
{
	return !block || (strcmp(block, "kind") == 0 ? p->form_count
	    : strcmp(block, "codes") == 0 ? p->codes_count : p->procedure_count) > 0;
}

static void
opener(struct parse *p, const char *word, const char *text)
{
	enum block block = BLOCK_KIND;

	while (block < OPENERS && strcmp(openers[block].word, word) != 0)
		block++;
	p->block = BLOCK_NONE;
	if (block == OPENERS)
		parse_complain(p, p->line, T_FORM_OPENER, word, NULL);
	else if (openers[block].is_named && !parse_is_name(text))
		parse_complain(p, p->line, T_FORM_NAME, text, NULL);
	else if (!is_open(p, openers[block].inside))
		parse_complain(p, p->line, T_FORM_BEFORE, word, openers[block].inside);
	else if (block == BLOCK_FIELD && p->form[p->form_count - 1].field_count >= FIELDS_MAX)
		parse_complain(p, p->line, T_FORM_TOO_BIG, NULL, NULL);
	else
		p->block = block;
	if (p->block != BLOCK_NONE)
		openers[block].open(p, text);
}

/* --- finishing --- */

static int
field_by_name(void *arg, const char *name)
{
	const struct draft_form *form = arg;

	for (int i = 0; i < form->field_count; i++)
		if (strcmp(form->field[i].field.name, name) == 0)
			return i;
	return -1;
}

const struct expr *
parse_expr(struct parse *p, int line, const char *text, int (*field)(void *arg, const char *name),
    void *arg)
{
	struct expr *expr = NULL;
	struct say why = {0};

	if (expr_parse(text, field, arg, &expr, &why) != 0) {
		char *zh = say_text(&why, LANG_ZH), *en = say_text(&why, LANG_EN);

		parse_complain(p, line, T_FORM_EXPR, zh, en);
		free(zh);
		free(en);
	} else {
		forms_own(p->forms, expr);
	}
	say_release(&why);
	return expr;
}

static const struct expr *
finish_expr(struct parse *p, struct draft_form *form, struct draft_field *d, int which)
{
	return d->expr[which]
	    ? parse_expr(p, d->expr_line[which], d->expr[which], field_by_name, form) : NULL;
}

static bool
has_codes(const struct parse *p, const char *table)
{
	for (int i = 0; i < p->codes_count; i++)
		if (strcmp(p->codes[i].codes.table, table) == 0)
			return true;
	return forms_codes(p->forms, table) != NULL;
}

/* "REF NAME": the reference is one of this form; what is there of that name only its kind knows. */
static void
finish_from(struct parse *p, struct draft_form *form, struct draft_field *d)
{
	const char *text = d->field.from;
	size_t len = text ? strcspn(text, " ") : 0;
	char *ref = text ? xstrndup(text, len) : NULL;

	d->field.from_ref = ref ? field_by_name(form, ref) : -1;
	if (text && (!text[len] || d->field.from_ref < 0 ||
	    !form->field[d->field.from_ref].field.ref))
		parse_complain(p, d->from_line, T_FORM_NO_REF, text, NULL);
	d->field.from = text && text[len] ? text + len + 1 : NULL;
	free(ref);
}

/* A line that is typed, and need not be seen to know which record it is. */
static bool
can_be_keyed_twice(const struct draft_form *form, const struct draft_field *d)
{
	const char *readonly = d->expr[READONLY];

	return d->field.type && !d->field.type->multiline && !d->field.ref && !d->field.from &&
	    !d->expr[CALCULATION] && !(readonly && strcmp(readonly, "true()") == 0) &&
	    !d->expr[SEALED] && d->field.class != CLASS_SEALED &&
	    d - form->field != form->form.title;
}

static void
finish_twice(struct parse *p, struct draft_form *form, struct draft_field *d)
{
	if (d->field.twice && !can_be_keyed_twice(form, d))
		parse_complain(p, d->twice_line, T_FORM_TWICE_NEVER, d->field.name, NULL);
	if (form->all_twice)
		d->field.twice = can_be_keyed_twice(form, d);
	form->form.twice |= d->field.twice;
}

static void
finish_field(struct parse *p, struct draft_form *form, struct draft_field *d)
{
	static const char *const no_headings[] = {NULL};

	if (!*d->field.label[LANG_ZH])
		parse_complain(p, d->line, T_FORM_LABEL, d->field.name, NULL);
	d->field.type = d->type ? type_find(d->type) : NULL;
	if (!d->field.type) {
		struct buf names = BUF_EMPTY;

		for (int i = 0; type_at(i); i++)
			buf_printf(&names, "%s%s", i ? " " : "", type_at(i)->name);
		parse_complain(p, d->line, T_FORM_TYPE, d->type ? d->type : "", buf_text(&names));
		buf_release(&names);
	}
	if (d->field.choices && !has_codes(p, d->field.choices))
		parse_complain(p, d->choices_line, T_FORM_CHOICES, d->field.choices, NULL);
	finish_from(p, form, d);
	finish_twice(p, form, d);
	if (!d->field.headings)
		d->field.headings = no_headings;
	for (int lang = 0; lang < LANG_COUNT && !d->field.head[lang]; lang++)
		d->field.head[lang] = d->field.label[lang];
	d->field.required = finish_expr(p, form, d, REQUIRED);
	d->field.relevant = finish_expr(p, form, d, RELEVANT);
	d->field.sealed = finish_expr(p, form, d, SEALED);
	d->field.readonly = finish_expr(p, form, d, READONLY);
	d->field.constraint = finish_expr(p, form, d, CONSTRAINT);
	d->field.calculation = finish_expr(p, form, d, CALCULATION);
	d->field.initial = finish_expr(p, form, d, INITIAL);
}

static int
named_field(struct parse *p, struct draft_form *d, int list, const char *name)
{
	int i = field_by_name(d, name);

	if (i < 0)
		parse_complain(p, d->words_line[list], T_FORM_NO_FIELD, name, NULL);
	return i;
}

/* The fields named in a list of words. */
static int
finish_words(struct parse *p, struct draft_form *d, int list, const int **out)
{
	const char *const *word = d->words[list];
	int count = 0;

	while (word && word[count])
		count++;
	int *field = forms_room(p->forms, (size_t)(count + 1) * sizeof *field);

	for (int i = 0; i < count; i++)
		field[i] = named_field(p, d, list, word[i]);
	*out = field;
	return count;
}

/* Without `columns`: whatever has a width. With it, every column must have one. */
static void
finish_columns(struct parse *p, struct draft_form *d)
{
	if (d->words[COLUMNS]) {
		d->form.column_count = finish_words(p, d, COLUMNS, &d->form.column);
		for (int i = 0; i < d->form.column_count; i++) {
			int f = d->form.column[i];

			if (f >= 0 && !d->field[f].field.list_columns)
				parse_complain(p, d->words_line[COLUMNS], T_FORM_NO_WIDTH,
				    d->field[f].field.name, NULL);
		}
		return;
	}
	int *column = forms_room(p->forms, (size_t)(d->field_count + 1) * sizeof *column);

	for (int i = 0; i < d->field_count; i++)
		if (d->field[i].field.list_columns)
			column[d->form.column_count++] = i;
	d->form.column = column;
}

/* open, incomplete, asked, FIELD=CODE */
static void
finish_tabs(struct parse *p, struct draft_form *d)
{
	const char *const *word = d->words[TABS];
	int count = 0;

	while (word && word[count])
		count++;
	struct form_tab *tab = forms_room(p->forms, (size_t)(count + 1) * sizeof *tab);

	for (int i = 0; i < count; i++) {
		const char *equals = strchr(word[i], '=');

		tab[i].only = strcmp(word[i], "open") == 0 ? FORM_OPEN
		    : strcmp(word[i], "incomplete") == 0 ? FORM_INCOMPLETE
		    : strcmp(word[i], "asked") == 0	 ? FORM_ASKED
							 : FORM_FIELD;
		if (tab[i].only != FORM_FIELD)
			continue;
		tab[i].value = equals ? equals + 1 : "";
		tab[i].field = named_field(p, d, TABS,
		    parse_keep(p, word[i], equals ? equals : word[i] + strlen(word[i])));
	}
	d->form.tab = tab;
	d->form.tab_count = count;
}

/* A name must be a text's: that is what people are looked for in. */
static int
guard_field(struct parse *p, struct draft_form *d, const char *name)
{
	int field = name ? field_by_name(d, name) : -1;

	if (name && (field < 0 || d->field[field].field.ref || d->field[field].field.choices))
		parse_complain(p, d->guard_line, T_FORM_NO_FIELD, name, NULL);
	return field;
}

static void
finish_form(struct parse *p, struct draft_form *d)
{
	struct field *field = forms_room(p->forms, (size_t)d->field_count * sizeof *field);

	if (!*d->form.label[LANG_ZH])
		parse_complain(p, d->line, T_FORM_LABEL, d->form.kind, NULL);
	d->form.title = d->title ? field_by_name(d, d->title) : -1;
	if (d->form.title < 0)
		parse_complain(p, d->line, T_FORM_TITLE, d->form.kind, NULL);
	for (int i = 0; i < d->field_count; i++) {
		finish_field(p, d, &d->field[i]);
		field[i] = d->field[i].field;
	}
	finish_columns(p, d);
	finish_tabs(p, d);
	d->form.handled_by = guard_field(p, d, d->handled_by);
	d->form.recuses = guard_field(p, d, d->recuses);
	d->form.reserved = d->reserved
	    ? parse_expr(p, d->guard_line, d->reserved, field_by_name, d) : NULL;
	d->form.detail_count = finish_words(p, d, DETAILS, &d->form.detail);
	d->form.field = field;
	d->form.field_count = d->field_count;
	const char *(*page)[LANG_COUNT];

	page = forms_room(p->forms, (size_t)d->page_count * sizeof *page);

	if (d->page_count)
		memcpy(page, d->page, (size_t)d->page_count * sizeof *page);
	d->form.page = page;
	d->form.page_count = d->page_count;
	digest(d->start, (size_t)(d->end - d->start), d->form.digest);
}

static void
publish(struct parse *p)
{
	for (int i = 0; i < p->codes_count; i++) {
		struct draft_codes *d = &p->codes[i];
		struct codes *codes = forms_room(p->forms, sizeof *codes);
		struct code *code = forms_room(p->forms, (size_t)d->count * sizeof *code);

		if (d->count)
			memcpy(code, d->code, (size_t)d->count * sizeof *code);
		*codes = d->codes;
		codes->code = code;
		codes->code_count = d->count;
		forms_put_codes(p->forms, codes);
	}
	for (int i = 0; i < p->form_count; i++) {
		struct form *form = forms_room(p->forms, sizeof *form);

		*form = p->form[i].form;
		forms_put(p->forms, form);
	}
	parse_procedures_publish(p);
	parse_papers_publish(p);
	parse_figures_publish(p);
}

/* --- lines --- */

/* The text of a kind is everything up to the next kind: what its digest is made of. */
static void
note_extent(struct parse *p, const char *line, const char *end, int kinds_before)
{
	if (p->form_count > kinds_before)
		p->form[p->form_count - 1].start = line;
	if (p->form_count > 0)
		p->form[p->form_count - 1].end = end;
	parse_procedure_extent(p, line, end);
}

static void
parse_line(struct parse *p, const char *from, const char *to)
{
	const char *word = from, *end;
	int kinds = p->form_count;

	while (word < to && (*word == ' ' || *word == '\t'))
		word++;
	for (end = word; end < to && *end != ' ' && *end != '\t' && *end != '\r'; end++)
		;
	if (word == end || *word == '#')
		return;
	const char *name = parse_keep(p, word, end), *text = parse_keep(p, end, to);

	if (word == from)
		opener(p, name, text);
	else
		property(p, name, text);
	note_extent(p, from, to, kinds);
}

static void
parse_text(struct parse *p, const char *text, size_t len)
{
	size_t bad;

	if (len > TEXT_MAX) {
		parse_complain(p, 1, T_FORM_TOO_BIG, NULL, NULL);
		return;
	}
	for (const char *end = text + len; text < end;) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((stop ? stop : end) - text);

		if (++p->line > LINES_MAX) {
			parse_complain(p, p->line, T_FORM_TOO_BIG, NULL, NULL);
			return;
		}
		if (!utf8_is_valid(text, size, &bad) || memchr(text, '\0', size))
			parse_complain(p, p->line, T_FORM_UTF8, NULL, NULL);
		else
			parse_line(p, text, text + size);
		text += size + 1;
	}
}

int
forms_add(struct forms *forms, const char *file, const char *text, size_t len,
    struct form_diags *diags)
{
	struct parse p = {.forms = forms, .file = file, .diags = diags};

	parse_text(&p, text, len);
	for (int i = 0; i < p.form_count; i++)
		finish_form(&p, &p.form[i]);
	parse_procedures_finish(&p);
	parse_papers_finish(&p);
	parse_figures_finish(&p);
	if (!p.wrong &&
	    p.form_count + p.codes_count + p.procedure_count + p.paper_count +
	    p.figure_count == 0)
		parse_complain(&p, 1, T_FORM_NOTHING, NULL, NULL);
	if (!p.wrong)
		publish(&p);
	for (int i = 0; i < p.form_count; i++) {
		free(p.form[i].field);
		free(p.form[i].page);
	}
	for (int i = 0; i < p.codes_count; i++)
		free(p.codes[i].code);
	free(p.form);
	free(p.codes);
	parse_procedures_release(&p);
	parse_papers_release(&p);
	parse_figures_release(&p);
	return p.wrong ? ERR_INPUT : 0;
}
