#include "db/hotspot.h"

#include "db/db_int.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/settings.h"
#include "forms/procedure.h"

#include <stdlib.h>
#include <string.h>

#define LOOKS "hotspot"
#define LOOKS_MOST 1000
#define CLUSTER 3    /* late ones, bad ones */
#define BACK 480     /* days: a year, its window and three more */
#define NOT_HOT "2"  /* of hot_verdict */
#define NOT_CONTENT "4" /* of satisfaction */

/* What is read of a kind; a field NULL or unknown: nothing. */
static const struct source {
	const char *kind, *day, *subject, *place, *target;
	const char *text[3];
} sources[] = {
	{"appeal", "registered_on", "subject", "where_when", "concerned",
	    {"subject_line", "content", "request"}},
	{"opinion", "found_on", "theme", NULL, "unit", {"headline", "excerpt", NULL}},
	{"mood", "noted_on", "theme", NULL, NULL, {"theme_line", "summary", NULL}},
};

static const char *const by_words[HOT_BYS] = {
	[HOT_WORD] = "word",
	[HOT_MATTER] = "matter",
	[HOT_TARGET] = "target",
	[HOT_PLACE] = "place",
	[HOT_SUBJECT] = "subject",
	[HOT_CLASS] = "class",
};

/* Cases and what their strings are borrowed from. */
struct cases {
	struct hot_case *it;
	struct record **record;
	char **owned; /* three for each */
	int count;
};

static void
cases_release(struct cases *c)
{
	for (int i = 0; i < c->count; i++) {
		record_free(c->record[i]);
		for (int k = 0; k < 3; k++)
			free(c->owned[i * 3 + k]);
	}
	free(c->it);
	free(c->record);
	free(c->owned);
}

/* --- reading --- */

static const char *
value(const struct record *record, const char *field)
{
	return field ? record_get(record, field) : NULL;
}

/* The same word for the same person, as far as it is known: a new string, or NULL. */
static char *
person_of(const struct record *record)
{
	static const char *const fields[] = {"mark", "person"};
	const char *name = record_get(record, "name"), *phone = record_get(record, "phone");

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		const char *known = record_get(record, fields[i]);

		if (known && !record_is_sealed(known))
			return xstrdup(known);
	}
	return name && phone && !record_is_sealed(name) ? xprintf("%s/%s", name, phone) : NULL;
}

static char *
text_of(const struct record *record, const struct source *source)
{
	struct buf text = BUF_EMPTY;

	for (int i = 0; i < 3; i++) {
		const char *part = value(record, source->text[i]);

		if (part && !record_is_sealed(part))
			buf_printf(&text, "%s\n", part);
	}
	return buf_take(&text);
}

static bool
is_bad(const struct record *record)
{
	const char *result = record_get(record, "satisfied_result");
	const char *times = record_get(record, "dissatisfied");

	return (result && strcmp(result, NOT_CONTENT) == 0) || (times && atoi(times) > 0);
}

/* Whom it is about, but for the unit itself. */
static const char *
target_of(const struct db *db, const struct record *record, const struct source *source)
{
	const char *target = value(record, source->target);

	return target && strstr(db->unit.name, target) ? NULL : target;
}

static void
add_case(struct db *db, struct cases *c, const struct source *source, struct project_row *row,
    day_t today)
{
	struct record *record = row->record;
	const char *day = value(record, source->day);
	const struct procedure *procedure = procedure_of(record->form);
	bool open = procedure && procedure_is_open(procedure, row->state);

	c->it = xgrow(c->it, c->count, sizeof *c->it);
	c->record = xgrow(c->record, c->count, sizeof *c->record);
	c->owned = xrealloc(c->owned, (size_t)(c->count + 1) * 3 * sizeof *c->owned);
	char **owned = &c->owned[c->count * 3];

	owned[0] = person_of(record);
	owned[1] = text_of(record, source);
	owned[2] = hot_place(value(record, source->place));
	c->record[c->count] = record;
	c->it[c->count++] = (struct hot_case){
		.id = record->id,
		.day = day ? day_parse(day) : DAY_NONE,
		.subject = value(record, source->subject),
		.place = owned[2],
		.target = target_of(db, record, source),
		.person = owned[0],
		.matter = value(record, "first"),
		.text = owned[1],
		.late = open && row->due != DAY_NONE && row->due < today,
		.bad = is_bad(record),
	};
}

/* Those of the last year, those that are still open, and what repeats belong to. */
static int
read_cases(struct db *db, const struct actor *actor, const struct source *source,
    const struct form *form, day_t today, struct cases *out)
{
	struct buf sql = BUF_EMPTY;
	char *columns = project_columns(form), back[11];
	int got;

	day_format(today - BACK, back);
	buf_printf(&sql, "SELECT %s FROM rec_%s WHERE (f_%s >= ?1 OR due IS NOT NULL", columns,
	    form->kind, source->day);
	if (form_field(form, "first") >= 0)
		buf_printf(&sql, " OR id IN (SELECT f_first FROM rec_%s) OR f_first IS NOT NULL",
		    form->kind);
	buf_puts(&sql, ")");
	guard_filter(actor, form, &sql);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, buf_text(&sql)), "t", back);

	while ((got = db_step(db, stmt)) > 0) {
		struct project_row row;

		project_row(stmt, form, &row);
		free(row.sort);
		if (guard_is_reserved(row.record))
			record_free(row.record);
		else
			add_case(db, out, source, &row, today);
	}
	free(columns);
	buf_release(&sql);
	return got;
}

/* Since when such records are kept. */
static int
first_day(struct db *db, const struct source *source, day_t *out)
{
	char *sql = xprintf("SELECT coalesce(min(f_%s), '') FROM rec_%s", source->day,
	    source->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "");
	int got = db_step(db, stmt);
	day_t day = got > 0 ? day_parse((const char *)sqlite3_column_text(stmt, 0)) : DAY_NONE;

	*out = day == DAY_NONE ? INT32_MAX : day;
	if (got > 0)
		sqlite3_reset(stmt);
	free(sql);
	return got < 0 ? got : 0;
}

/* --- names --- */

static void
name_code(struct db *db, struct hot *hot, const char *field)
{
	int f = form_field(hot->form, field);
	const struct codes *codes = f < 0 ? NULL
	    : forms_codes(db_forms(db), hot->form->field[f].choices);
	const struct code *code = codes ? codes_find(codes, hot->spot.value, DAY_NONE) : NULL;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		hot->name[lang] = xstrdup(code ? code->name[lang] : hot->spot.value);
}

static void
name_matter(struct hot *hot, const struct cases *cases)
{
	const char *title = "";

	for (int i = 0; i < cases->count; i++)
		if (strcmp(cases->it[i].id, hot->spot.value) == 0)
			title = cases->record[i]->value[hot->form->title];
	for (int lang = 0; lang < LANG_COUNT; lang++)
		hot->name[lang] = xstrdup(title ? title : "");
}

static void
name_it(struct db *db, struct hot *hot, const struct source *source, const struct cases *cases)
{
	if (hot->spot.by == HOT_SUBJECT || hot->spot.by == HOT_CLASS)
		name_code(db, hot, source->subject);
	else if (hot->spot.by == HOT_MATTER)
		name_matter(hot, cases);
	for (int lang = 0; lang < LANG_COUNT && !hot->name[lang]; lang++)
		hot->name[lang] = xstrdup(hot->spot.value);
}

/* --- looks --- */

static bool
is_among(const char *ids, const char *id)
{
	size_t len = strlen(id);

	for (const char *at = ids; at && (at = strstr(at, id)); at += len)
		if ((at == ids || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

/* The newest look that knows it. */
static void
find_look(struct hot *hot, const struct store_page *looks)
{
	const char *seen = NULL;

	for (int i = 0; i < looks->count && !hot->look; i++) {
		const char *key = record_get(looks->row[i].record, "spot");

		if (!key || strcmp(key, hot->key) != 0)
			continue;
		hot->look = record_dup(looks->row[i].record);
		seen = record_get(hot->look, "evidence");
	}
	for (char **id = hot->spot.id; *id; id++)
		hot->fresh += !is_among(seen, *id);
}

bool
hot_is_settled(const struct hot *hot)
{
	const char *verdict = hot->look ? record_get(hot->look, "verdict") : NULL;

	return verdict && strcmp(verdict, NOT_HOT) == 0 && !hot->fresh;
}

/* --- all of it --- */

static void
take(struct db *db, const struct source *source, const struct form *form,
    const struct cases *cases, struct hotspots *spots, const struct store_page *looks,
    struct hots *out)
{
	for (int i = 0; i < spots->count; i++) {
		out->hot = xgrow(out->hot, out->count, sizeof *out->hot);
		struct hot *hot = &out->hot[out->count++];

		*hot = (struct hot){.form = form, .spot = spots->spot[i]};
		hot->key = xprintf("%s/%s/%s", form->kind, by_words[hot->spot.by],
		    hot->spot.value);
		name_it(db, hot, source, cases);
		find_look(hot, looks);
		out->waiting += !hot_is_settled(hot);
	}
	free(spots->spot); /* they are ours now */
}

static int
read_source(struct db *db, const struct actor *actor, const struct source *source,
    const struct store_page *looks, struct hots *out)
{
	const struct form *form = forms_find(db_forms(db), source->kind);
	char *words = NULL;
	struct cases cases = {0};
	struct hotspots spots;
	day_t from = INT32_MAX, today = out->until;

	if (!form || !rights_may(actor, ACTION_READ, form->kind))
		return 0;
	setting_get(db, NULL, setting_find("hot_words"), &words);
	struct hot_limits limits = {setting_number(db, "hot_days"),
		setting_number(db, "hot_least"), setting_number(db, "group_persons"),
		setting_number(db, "hot_repeats"), CLUSTER, words};
	int err = first_day(db, source, &from);

	if (!err)
		err = read_cases(db, actor, source, form, today, &cases);
	if (!err) {
		hotspots_find(cases.it, cases.count, &limits, from, today, &spots);
		out->since = spots.since;
		take(db, source, form, &cases, &spots, looks, out);
	}
	cases_release(&cases);
	free(words);
	return err;
}

/* What nobody has settled comes first; else in the order found. */
static void
put_waiting_first(struct hots *hots)
{
	struct hot *sorted = xcalloc((size_t)hots->count + 1, sizeof *sorted);
	int n = 0;

	for (int settled = 0; settled < 2; settled++)
		for (int i = 0; i < hots->count; i++)
			if (hot_is_settled(&hots->hot[i]) == settled)
				sorted[n++] = hots->hot[i];
	free(hots->hot);
	hots->hot = sorted;
}

int
hots_read(struct db *db, const struct actor *actor, struct hots *out)
{
	struct store_query query = {.form = forms_find(db_forms(db), LOOKS),
		.order = STORE_NEWEST, .limit = LOOKS_MOST};
	struct store_page looks = {0};
	int err = db_read_begin(db);

	*out = (struct hots){.until = day_of(clock_now(db_clock(db)))};
	if (err)
		return err;
	if (query.form && rights_may(actor, ACTION_READ, LOOKS))
		err = store_list(db, actor, &query, &looks);
	for (size_t i = 0; !err && i < sizeof sources / sizeof *sources; i++)
		err = read_source(db, actor, &sources[i], &looks, out);
	db_read_end(db);
	store_page_release(&looks);
	put_waiting_first(out);
	if (err)
		hots_release(out);
	return err;
}

void
hots_release(struct hots *hots)
{
	for (int i = 0; i < hots->count; i++) {
		struct hot *hot = &hots->hot[i];

		for (char **id = hot->spot.id; *id; id++)
			free(*id);
		free(hot->spot.id);
		free(hot->spot.value);
		free(hot->key);
		for (int lang = 0; lang < LANG_COUNT; lang++)
			free(hot->name[lang]);
		record_free(hot->look);
	}
	free(hots->hot);
	memset(hots, 0, sizeof *hots);
}
