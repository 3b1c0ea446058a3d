#include "db/watch.h"

#include "db/receipt.h"
#include "db/rights.h"
#include "forms/disclosure.h"

#include <stdlib.h>
#include <string.h>

#define LOOKED 300 /* documents: those of more than a year */
#define KIND "notice"
#define CLASSES "disclosure_class"
#define DISCLOSURE "28"

static int
number_of(const struct record *record, const char *field)
{
	const char *value = record_get(record, field);

	return value ? atoi(value) : 0;
}

/* What is to be done with it, if anything. */
static bool
judge(struct db *db, const struct actor *actor, const struct store_row *row, day_t today,
    struct watched *out)
{
	const struct record *r = row->record;
	day_t last = record_day(r, "posted_to");

	out->day = DAY_NONE;
	if (receipt_is_due(db, actor, r)) {
		out->what = WATCH_SIGN_FOR;
		out->day = record_day(r, "receipt_by");
		return rights_may(actor, ACTION_CREATE, "receipt");
	}
	if (!store_is_own(db, r->id))
		return false;
	if (record_has(r, "state", "2")) {
		out->what = WATCH_TO_SIGN;
		return actor->role == ROLE_CHAIR;
	}
	if (number_of(r, "objected") > number_of(r, "objections_answered")) {
		out->what = WATCH_OBJECTION;
		out->day = row->due;
		return rights_may(actor, ACTION_EDIT, KIND);
	}
	out->what = WATCH_ENDS;
	out->day = last;
	return disclosure_is(r) && record_has(r, "state", "4") && last != DAY_NONE &&
	    last >= today && last - today <= WATCH_DAYS;
}

/* Strikes off the class of what was disclosed this year. */
static void
note_class(struct watched_list *list, const struct codes *codes, const struct record *r,
    day_t today)
{
	const char *class = record_get(r, CLASSES);
	day_t from = record_day(r, "posted_from");

	if (!record_has(r, "doc_kind", DISCLOSURE) || !class || !record_get(r, "published_on"))
		return;
	if (!list->missing) {
		list->missing = xcalloc((size_t)codes->code_count + 1, sizeof *list->missing);
		for (int i = 0; i < codes->code_count; i++)
			list->missing[i] = xstrdup(codes->code[i].code);
	}
	for (int i = 0; i < codes->code_count && from != DAY_NONE &&
	    day_civil(from).year == day_civil(today).year; i++)
		if (list->missing[i] && strcmp(list->missing[i], class) == 0) {
			free(list->missing[i]);
			list->missing[i] = NULL;
		}
}

/* What is struck off leaves no hole. */
static void
close_gaps(struct watched_list *list, int count)
{
	int kept = 0;

	for (int i = 0; list->missing && i < count; i++)
		if (list->missing[i])
			list->missing[kept++] = list->missing[i];
	if (list->missing)
		list->missing[kept] = NULL;
}

static int
compare(const void *a, const void *b)
{
	const struct watched *x = a, *y = b;

	return (int)x->what - (int)y->what;
}

int
watch_documents(struct db *db, const struct actor *actor, struct watched_list *out)
{
	struct store_query query = {.form = forms_find(db_forms(db), KIND), .order = STORE_NEWEST,
	    .limit = LOOKED};
	const struct codes *codes = forms_codes(db_forms(db), CLASSES);
	struct store_page page = {0};
	day_t today = day_of(clock_now(db_clock(db)));
	int err = query.form && codes ? store_list(db, actor, &query, &page) : ERR_NOTFOUND;

	*out = (struct watched_list){0};
	out->watched = xcalloc((size_t)page.count + 1, sizeof *out->watched);
	for (int i = 0; !err && i < page.count; i++) {
		struct watched *w = &out->watched[out->count];

		note_class(out, codes, page.row[i].record, today);
		if (!judge(db, actor, &page.row[i], today, w))
			continue;
		out->to_sign_for += w->what == WATCH_SIGN_FOR;
		w->record = record_dup(page.row[i].record);
		out->count++;
	}
	if (!err)
		close_gaps(out, codes->code_count);
	qsort(out->watched, (size_t)out->count, sizeof *out->watched, compare);
	store_page_release(&page);
	if (err)
		watch_release(out);
	return err;
}

void
watch_release(struct watched_list *list)
{
	for (int i = 0; i < list->count; i++)
		record_free(list->watched[i].record);
	free(list->watched);
	for (char **c = list->missing; c && *c; c++)
		free(*c);
	free(list->missing);
	*list = (struct watched_list){0};
}
