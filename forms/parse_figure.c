/* Definitions of figures (figure.h). */
#include "forms/parse_int.h"

#include "base/err.h"
#include "forms/figure.h"
#include "forms/type.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct draft_figure {
	struct figure figure;
	const char *of, *only, *hits, *by;
	int line, of_line, only_line, hits_line, by_line;
};

static struct draft_figure *
last_figure(struct parse *p)
{
	return &p->figure[p->figure_count - 1];
}

void
parse_figure_open(struct parse *p, const char *id)
{
	for (int i = 0; i < p->figure_count; i++)
		if (strcmp(p->figure[i].figure.id, id) == 0)
			parse_complain(p, p->line, T_FORM_TWICE, id, NULL);
	p->figure = xgrow(p->figure, p->figure_count, sizeof *p->figure);
	p->figure[p->figure_count++] = (struct draft_figure){.line = p->line,
	    .figure = {.id = id, .label = {"", ""}, .by = -1}};
}

void
parse_figure_property(struct parse *p, const char *word, const char *text)
{
	struct draft_figure *d = last_figure(p);

	if (strcmp(word, "label") == 0) {
		parse_two(p, text, d->figure.label);
	} else if (strcmp(word, "of") == 0) {
		d->of = text;
		d->of_line = p->line;
	} else if (strcmp(word, "only") == 0) {
		d->only = text;
		d->only_line = p->line;
	} else if (strcmp(word, "hits") == 0) {
		d->hits = text;
		d->hits_line = p->line;
	} else if (strcmp(word, "by") == 0) {
		d->by = text;
		d->by_line = p->line;
	} else {
		parse_complain(p, p->line, T_FORM_PROPERTY, word, "label of only hits by");
	}
}

static int
field_by_name(void *arg, const char *name)
{
	return form_field(arg, name);
}

/* "subject 2", "registered_on": a code, of which the first characters count, or a day. */
static void
finish_by(struct parse *p, struct draft_figure *d, const struct form *form)
{
	const char *const *word = parse_split(p, d->by, " \t");
	int by = word[0] ? form_field(form, word[0]) : -1;

	if (by < 0) {
		parse_complain(p, d->by_line, T_FORM_NO_FIELD, d->by, NULL);
		return;
	}
	d->figure.by = by;
	if (!form->field[by].choices && form->field[by].type != type_find("full_date"))
		parse_complain(p, d->by_line, T_FIGURE_BY, word[0], NULL);
	if (word[1])
		parse_number(p, word[1], &d->figure.chars);
}

static void
finish(struct parse *p, struct draft_figure *d)
{
	const struct form *form = forms_find(p->forms, d->of ? d->of : "");
	void *arg = (void *)(uintptr_t)form;

	if (!*d->figure.label[LANG_ZH])
		parse_complain(p, d->line, T_FORM_LABEL, d->figure.id, NULL);
	if (!form) {
		parse_complain(p, d->of ? d->of_line : d->line, T_FORM_NO_KIND,
		    d->of ? d->of : "", NULL);
		return;
	}
	d->figure.form = form;
	if (d->only)
		d->figure.only = parse_expr(p, d->only_line, d->only, field_by_name, arg);
	if (d->hits)
		d->figure.hits = parse_expr(p, d->hits_line, d->hits, field_by_name, arg);
	if (d->by)
		finish_by(p, d, form);
}

void
parse_figures_finish(struct parse *p)
{
	for (int i = 0; i < p->figure_count; i++)
		finish(p, &p->figure[i]);
}

void
parse_figures_publish(struct parse *p)
{
	for (int i = 0; i < p->figure_count; i++) {
		struct figure *figure = forms_room(p->forms, sizeof *figure);

		*figure = p->figure[i].figure;
		forms_put_figure(p->forms, figure);
	}
}

void
parse_figures_release(struct parse *p)
{
	free(p->figure);
}
