#include "forms/figure.h"

#include "forms/check.h"
#include "forms/form_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS 12
#define MONTH_CHARS 7 /* YYYY-MM */

/* --- the registry --- */

void
forms_put_figure(struct forms *forms, const struct figure *figure)
{
	for (int i = 0; i < forms->figure_count; i++)
		if (strcmp(forms->figure[i]->id, figure->id) == 0) {
			forms->figure[i] = figure;
			return;
		}
	forms->figure = xgrow(forms->figure, forms->figure_count, sizeof *forms->figure);
	forms->figure[forms->figure_count++] = figure;
}

const struct figure *
figures_at(const struct forms *forms, int i)
{
	return i >= 0 && i < forms->figure_count ? forms->figure[i] : NULL;
}

const struct figure *
figures_find(const struct forms *forms, const char *id)
{
	for (int i = 0; i < forms->figure_count; i++)
		if (strcmp(forms->figure[i]->id, id) == 0)
			return forms->figure[i];
	return NULL;
}

/* --- counting --- */

static bool
is_by_month(const struct figure *figure)
{
	return figure->by >= 0 && !figure->form->field[figure->by].choices;
}

static struct figure_bar *
bar_of(struct tally *t, const char *key, size_t len)
{
	for (int i = 0; i < t->bars; i++)
		if (strlen(t->bar[i].key) == len && strncmp(t->bar[i].key, key, len) == 0)
			return &t->bar[i];
	t->bar = xgrow(t->bar, t->bars, sizeof *t->bar);
	t->bar[t->bars] = (struct figure_bar){.key = xstrndup(key, len),
	    .id = xcalloc(1, sizeof(char *))};
	return &t->bar[t->bars++];
}

void
tally_begin(struct tally *tally, const struct figure *figure, int least)
{
	*tally = (struct tally){.figure = figure, .least = least};
	if (figure->by < 0)
		bar_of(tally, "", 0);
}

static size_t
key_length(const struct figure *figure, const char *value)
{
	size_t most = is_by_month(figure) ? MONTH_CHARS : (size_t)figure->chars;
	size_t len = strlen(value);

	return most && most < len ? most : len;
}

void
tally_add(struct tally *tally, const struct record *record, day_t today)
{
	const struct figure *figure = tally->figure;
	const char *value = figure->by < 0 ? NULL : record->value[figure->by];

	if (!check_is_true(figure->only, record, today))
		return;
	struct figure_bar *bar = value ? bar_of(tally, value, key_length(figure, value))
				       : bar_of(tally, "", 0);
	int hit = figure->hits && check_is_true(figure->hits, record, today);

	bar->id = xrealloc(bar->id, (size_t)(bar->count + 2) * sizeof *bar->id);
	bar->id[bar->count++] = xstrdup(record->id ? record->id : "");
	bar->id[bar->count] = NULL;
	bar->hits += hit;
	tally->count++;
	tally->hits += hit;
}

/* --- in the end --- */

static void
add_months(struct tally *t, day_t today)
{
	struct civil c = day_civil(today);
	char month[24];

	for (int i = 0; i < MONTHS; i++) {
		int n = c.year * 12 + c.month - 1 - i;

		snprintf(month, sizeof month, "%04d-%02d", n / 12, n % 12 + 1);
		bar_of(t, month, MONTH_CHARS);
	}
}

static void
name_bar(const struct tally *t, const struct forms *forms, struct figure_bar *bar)
{
	const struct field *field = &t->figure->form->field[t->figure->by];
	const struct codes *codes = forms_codes(forms, field->choices ? field->choices : "");
	const struct code *code = codes ? codes_find(codes, bar->key, DAY_NONE) : NULL;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		bar->name[lang] = xstrdup(!*bar->key
		    ? text_get((enum lang)lang, T_FIGURE_UNSAID)
		    : code ? code->name[lang] : bar->key);
}

static int
by_key(const void *a, const void *b)
{
	const struct figure_bar *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static int
most_first(const void *a, const void *b)
{
	const struct figure_bar *x = a, *y = b;

	return x->count != y->count ? (x->count < y->count ? 1 : -1) : by_key(a, b);
}

/* Those that are enough before those that are few; each lot in its own order. */
static void
rank(struct tally *t)
{
	struct figure_bar *sorted = xcalloc((size_t)t->bars + 1, sizeof *sorted);
	int n = 0;

	for (int i = 0; i < t->bars; i++)
		if (t->bar[i].count >= t->least)
			sorted[n++] = t->bar[i];
	t->few = n;
	for (int i = 0; i < t->bars; i++)
		if (t->bar[i].count < t->least)
			sorted[n++] = t->bar[i];
	qsort(sorted, (size_t)t->few, sizeof *sorted, most_first);
	free(t->bar);
	t->bar = sorted;
}

void
tally_end(struct tally *tally, const struct forms *forms, day_t today)
{
	bool months = is_by_month(tally->figure);

	if (months)
		add_months(tally, today);
	if (tally->bars)
		qsort(tally->bar, (size_t)tally->bars, sizeof *tally->bar, by_key);
	tally->few = tally->bars;
	if (tally->figure->by < 0)
		return;
	if (!months)
		rank(tally);
	for (int i = 0; i < tally->bars; i++)
		name_bar(tally, forms, &tally->bar[i]);
}

void
tally_release(struct tally *tally)
{
	for (int i = 0; i < tally->bars; i++) {
		struct figure_bar *bar = &tally->bar[i];

		for (char **id = bar->id; *id; id++)
			free(*id);
		free(bar->id);
		free(bar->key);
		for (int lang = 0; lang < LANG_COUNT; lang++)
			free(bar->name[lang]);
	}
	free(tally->bar);
	*tally = (struct tally){0};
}

/* --- words --- */

int
figure_percent(int64_t hits, int64_t count, int least)
{
	return count < least || !count ? -1 : (int)((hits * 200 + count) / (count * 2));
}

int
figure_length(const struct tally *tally, const struct figure_bar *bar, int room)
{
	int percent = figure_percent(bar->hits, bar->count, tally->least);
	int64_t most = 0;

	if (tally->figure->hits)
		return percent < 0 ? 0 : (percent * room + 99) / 100;
	for (int i = 0; i < tally->bars; i++)
		most = tally->bar[i].count > most ? tally->bar[i].count : most;
	return most ? (int)((bar->count * room + most - 1) / most) : 0;
}

char *
figure_text(const struct figure *figure, int64_t count, int64_t hits, int least, enum lang lang)
{
	char of[24], hit[24], rate[16];
	int percent = figure_percent(hits, count, least);

	snprintf(of, sizeof of, "%lld", (long long)count);
	if (!figure->hits)
		return xstrdup(of);
	snprintf(hit, sizeof hit, "%lld", (long long)hits);
	snprintf(rate, sizeof rate, "%d", percent);
	return text_format(lang, percent < 0 ? T_FIGURE_FEW : T_FIGURE_RATE, hit, of, rate, NULL);
}
