/* show figures, show hotspots: what the work comes to, by the same definitions as papers. */
#include "front.h"

#include "db/hotspot.h"
#include "share/figures.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* --- figures --- */

static void
print_bar(const struct front *f, const struct tally *t, int i)
{
	const struct figure *figure = t->figure;
	const struct figure_bar *bar = &t->bar[i];
	const char *name = bar->name[f->lang] ? bar->name[f->lang] : "";

	if (!f->opt[OPT_JSON]) {
		char *value = figure_text(figure, bar->count, bar->hits, t->least, f->lang);

		char *row = xprintf("%s\t%s\t%s\t%s", figure->id, figure->label[f->lang],
		    name, value);

		front_answer(f, row);
		free(row);
		free(value);
		return;
	}
	json_t *object = json_pack("{ss ss ss ss sI sb}", "figure", figure->id, "label",
	    figure->label[f->lang], "key", bar->key, "name", name, "count",
	    (json_int_t)bar->count, "few", i >= t->few || bar->count < t->least);

	if (figure->hits)
		json_object_set_new(object, "hits", json_integer((json_int_t)bar->hits));
	front_answer_json(f, object);
}

int
front_show_figures(struct front *f)
{
	const struct figure **figure = NULL, *next;
	int err = front_open(f, false), count = 0;

	if (err)
		return err;
	while ((next = figures_at(f->forms, count))) {
		figure = xgrow(figure, count, sizeof *figure);
		figure[count++] = next;
	}
	struct tally *tally = xcalloc((size_t)count + 1, sizeof *tally);

	err = figures_count(f->db, &f->actor, figure, count, tally);
	for (int i = 0; i < count; i++) {
		for (int k = 0; k < tally[i].bars; k++)
			print_bar(f, &tally[i], k);
		tally_release(&tally[i]);
	}
	free(tally);
	free(figure);
	return err;
}

/* --- hot spots --- */

static const char *const rule_words[HOT_RULES] = {
	[HOT_WORDS] = "words",
	[HOT_PERSONS] = "persons",
	[HOT_REPEATS] = "repeats",
	[HOT_MORE] = "more",
	[HOT_LATE] = "late",
	[HOT_BAD] = "bad",
};

static void
print_hot(const struct front *f, const struct hot *hot)
{
	const struct hotspot *spot = &hot->spot;
	json_t *rules = json_array(), *ids = json_array();

	for (int r = 0; r < HOT_RULES; r++)
		if (spot->rules & HOT_BIT(r))
			json_array_append_new(rules, json_string(rule_words[r]));
	for (char **id = spot->id; *id; id++)
		json_array_append_new(ids, json_string(*id));
	if (!f->opt[OPT_JSON]) {
		struct buf row = BUF_EMPTY;

		buf_printf(&row, "%s\t%s\t%d\t%d\t", hot->key, hot->name[f->lang], spot->count,
		    spot->persons);
		for (size_t i = 0; i < json_array_size(rules); i++)
			buf_printf(&row, "%s%s", i ? "," : "",
			    json_string_value(json_array_get(rules, i)));
		buf_printf(&row, "\t%s", hot_is_settled(hot) ? "settled" : "");
		front_answer(f, buf_text(&row));
		buf_release(&row);
		json_decref(rules);
		json_decref(ids);
		return;
	}
	front_answer_json(f, json_pack("{ss ss si si si si si si sb so so}", "key", hot->key,
	    "name", hot->name[f->lang], "count", spot->count, "persons", spot->persons, "came",
	    spot->came, "windows", spot->windows, "past", spot->past, "last_year",
	    spot->last_year, "settled", hot_is_settled(hot), "rules", rules, "records", ids));
}

int
front_show_hotspots(struct front *f)
{
	struct hots hots = {0};
	int err = front_open(f, false);

	if (!err)
		err = hots_read(f->db, &f->actor, &hots);
	for (int i = 0; !err && i < hots.count; i++)
		print_hot(f, &hots.hot[i]);
	hots_release(&hots);
	return err;
}
