#include "share/outgoing.h"

#include "db/rights.h"

#include <stdlib.h>

#define PAGE 500 /* records read at a time */

/* In place of the masked records of a page. */
static int
unmask(const struct outgoing *out, struct store_page *page)
{
	const char *id[PAGE];
	struct record *full[PAGE];

	int count = 0;

	for (int i = 0; i < page->count; i++)
		if (!page->row[i].reserved)
			id[count++] = page->row[i].record->id;
	int err = store_get_all(out->db, out->actor, id, count, out->reason, full);

	count = 0;
	for (int i = 0; !err && i < page->count; i++) {
		if (page->row[i].reserved)
			continue;
		record_free(page->row[i].record);
		page->row[i].record = full[count++];
	}
	return err;
}

static void
veil_reserved(struct store_page *page)
{
	for (int i = 0; i < page->count; i++)
		if (page->row[i].reserved)
			store_veil(page->row[i].record);
}

static void
drop_reserved(struct store_page *page)
{
	int kept = 0;

	for (int i = 0; i < page->count; i++) {
		struct store_row *row = &page->row[i];

		if (row->reserved) {
			free(row->key);
			record_free(row->record);
		} else {
			page->row[kept++] = *row;
		}
	}
	page->count = kept;
}

static struct store_query
query_of(const struct outgoing *out)
{
	return (struct store_query){
		.form = out->form, .only = out->only, .since = out->since, .order = out->order,
		.among = out->among, .limit = PAGE};
}

int
outgoing_each(const struct outgoing *out, int (*put)(void *arg, const struct record *record),
    void *arg)
{
	struct store_query query = query_of(out);
	char *after = NULL;
	bool more = true;
	int err = 0;

	while (!err && more) {
		struct store_page page = {0};

		query.after = after;
		err = store_list(out->db, out->actor, &query, &page);
		char *last = err || !page.count ? NULL : xstrdup(page.row[page.count - 1].key);

		if (out->veil)
			veil_reserved(&page);
		else
			drop_reserved(&page);
		if (!err && out->unmask)
			err = unmask(out, &page);
		for (int i = 0; !err && i < page.count; i++)
			err = put(arg, page.row[i].record);
		more = !err && page.more && last;
		free(after);
		after = last;
		store_page_release(&page);
	}
	free(after);
	return err;
}

int
outgoing_count(const struct outgoing *out, int64_t *count)
{
	struct store_query query = query_of(out);

	return store_count(out->db, out->actor, &query, count);
}

int
outgoing_check(const struct outgoing *out, struct say *why)
{
	const char *kind = out->form->kind;
	bool may = rights_may(out->actor, ACTION_EXPORT, kind) &&
	    (!out->unmask || (rights_may(out->actor, ACTION_UNMASK, kind) && out->reason));

	if (!may)
		say_set(why, T_DB_NO_RIGHT, NULL);
	return may ? 0 : ERR_DENIED;
}
