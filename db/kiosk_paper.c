/* Postings and notices, as they may hang on a wall: public, issued, not withdrawn, still valid. */
#include "db/kiosk_int.h"

#include "db/guard.h"
#include "db/store.h"
#include "forms/disclosure.h"

#include <stdlib.h>
#include <string.h>

#define SHELF_NOTICES "notices"
#define SHELF_POSTINGS "postings"
#define ISSUED "4" /* notice_state: neither withdrawn nor replaced nor over, today */
#define TITLE_MOST 600 /* bytes */

/* To superiors and to other bodies: nothing for a wall. */
static bool
is_letter(const struct record *record)
{
	static const char *const kinds[] = {"10", "11", "12", "13", "14"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (record_has(record, "doc_kind", kinds[i]))
			return true;
	return false;
}

static bool
hangs(const struct record *record, day_t today)
{
	day_t from = record_day(record, "posted_from"), to = record_day(record, "posted_to");

	if (!record_has(record, "state", ISSUED) || record_get(record, "withdrawn") ||
	    !record_has(record, "secrecy", "1"))
		return false;
	if (disclosure_is(record))
		return from != DAY_NONE && from <= today && to != DAY_NONE && today <= to;
	return !is_letter(record);
}

static const char *
shelf_of(const struct record *record)
{
	const char *class = record_get(record, "disclosure_class");

	if (!disclosure_is(record))
		return SHELF_NOTICES;
	return record_has(record, "doc_kind", "28") && class ? class : SHELF_POSTINGS;
}

static day_t
since(const struct record *record)
{
	return record_day(record, disclosure_is(record) ? "posted_from" : "published_on");
}

/* Calls visit for each paper that hangs, newest first, until it says false. */
static int
walk(struct kiosk_store *store, bool (*visit)(void *arg, const struct record *record), void *arg)
{
	struct store_query query = {.form = forms_find(db_forms(store->db), "notice"),
	    .order = STORE_NEWEST, .limit = 1000};
	struct store_page page;
	bool more = true;
	int err = store_list(store->db, &store->actor, &query, &page);

	for (int i = 0; !err && more && i < page.count; i++)
		if (!page.row[i].reserved && hangs(page.row[i].record, kiosk_today(store)))
			more = visit(arg, page.row[i].record);
	if (!err)
		store_page_release(&page);
	return err;
}

static void
add(struct kiosk_items *items, const char *id, const char *title, day_t day)
{
	items->item = xgrow(items->item, items->count, sizeof *items->item);
	items->item[items->count++] = (struct kiosk_item){.id = xstrdup(id),
	    .title = xstrndup(title ? title : "", title ? strnlen(title, TITLE_MOST) : 0),
	    .since = day, .count = 1};
}

static void
pack_items(struct buf *out, const struct kiosk_items *items)
{
	pack_int(out, items->count);
	for (int i = 0; i < items->count; i++) {
		pack_text(out, items->item[i].id);
		pack_text(out, items->item[i].title);
		pack_int(out, items->item[i].count);
		pack_int(out, items->item[i].since);
	}
}

/* --- shelves --- */

struct looking {
	struct kiosk_store *store;
	const char *shelf; /* NULL: all, to be counted */
	struct kiosk_items items;
};

static const char *
shelf_name(const struct kiosk_store *store, const char *shelf)
{
	const struct codes *codes = forms_codes(db_forms(store->db), "disclosure_class");
	const struct code *code = codes_find(codes, shelf, DAY_NONE);

	if (strcmp(shelf, SHELF_NOTICES) == 0)
		return text_get(store->lang, T_KIOSK_NOTICES);
	if (strcmp(shelf, SHELF_POSTINGS) == 0)
		return text_get(store->lang, T_KIOSK_POSTINGS);
	return code ? code->name[store->lang] : shelf;
}

static bool
count_shelf(void *arg, const struct record *record)
{
	struct looking *l = arg;
	const char *shelf = shelf_of(record);

	for (int i = 0; i < l->items.count; i++)
		if (strcmp(l->items.item[i].id, shelf) == 0) {
			l->items.item[i].count++;
			return true;
		}
	if (l->items.count < KIOSK_ITEMS_MOST)
		add(&l->items, shelf, shelf_name(l->store, shelf), DAY_NONE);
	return true;
}

/* Notices first, then postings, then the classes in the order of their codes. */
static int
compare(const void *a, const void *b)
{
	const char *one = ((const struct kiosk_item *)a)->id;
	const char *two = ((const struct kiosk_item *)b)->id;
	int letters = (*two > '9') - (*one > '9');

	return letters ? letters : strcmp(one, two);
}

int
kiosk_do_shelves(struct kiosk_question *q)
{
	struct looking l = {.store = q->store};
	int err = unpack_is_whole(&q->in) ? walk(q->store, count_shelf, &l) : ERR_INPUT;

	if (l.items.count > 1)
		qsort(l.items.item, (size_t)l.items.count, sizeof *l.items.item, compare);
	if (!err)
		pack_items(q->out, &l.items);
	kiosk_items_release(&l.items);
	return err;
}

static bool
take_title(void *arg, const struct record *record)
{
	struct looking *l = arg;

	if (strcmp(shelf_of(record), l->shelf) == 0)
		add(&l->items, record->id, record_get(record, "title"), since(record));
	return l->items.count < KIOSK_ITEMS_MOST;
}

int
kiosk_do_papers(struct kiosk_question *q)
{
	char *shelf = unpack_string(&q->in, 64);
	struct looking l = {.store = q->store, .shelf = shelf};
	int err = unpack_is_whole(&q->in) ? walk(q->store, take_title, &l) : ERR_INPUT;

	if (!err)
		pack_items(q->out, &l.items);
	kiosk_items_release(&l.items);
	free(shelf);
	return err;
}

/* --- one paper --- */

static void
pack_paper(struct buf *out, const struct record *record)
{
	static const char *const texts[] = {"title", "number", "body", "attachments", "signature",
	    "objections_to"};
	bool posting = disclosure_is(record);

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *value = record_get(record, texts[i]);

		pack_text(out, value ? value : "");
	}
	pack_int(out, record_day(record, "dated"));
	pack_int(out, posting ? record_day(record, "posted_from") : DAY_NONE);
	pack_int(out, posting ? record_day(record, "posted_to") : DAY_NONE);
}

/* Whatever is asked for, only what hangs now is shown. */
int
kiosk_do_paper(struct kiosk_question *q)
{
	const struct form *form = forms_find(db_forms(q->store->db), "notice");
	char *id = unpack_string(&q->in, 64);
	struct record *record = NULL;
	int err = unpack_is_whole(&q->in) ? guard_read(q->store->db, &q->store->actor, form, id,
	    &record) : ERR_INPUT;

	if (!err && (!hangs(record, kiosk_today(q->store)) || guard_is_reserved(record)))
		err = ERR_NOTFOUND;
	if (!err)
		pack_paper(q->out, record);
	if (err == ERR_NOTFOUND)
		say_set(&q->why, T_KIOSK_NONE, NULL);
	record_free(record);
	free(id);
	return err;
}
