#include "db/receipt.h"

#include "db/card.h"
#include "db/db_int.h"
#include "db/rights.h"
#include "forms/conveyance.h"

#include <stdlib.h>
#include <string.h>

#define RECEIPTS_MOST 1000 /* of a notice that are read */

/* --- who it is for --- */

/* Does the id stand in the list? Everybody does in an empty one. */
static bool
is_addressed(const char *list, const char *unit)
{
	return !list || !*list || strstr(list, unit);
}

static bool
is_below(struct db *db, const struct card *card)
{
	const char *own = db_unit(db)->id;

	return !card->gone && strcmp(card->unit, own) != 0 && card_is_within(db, card->unit, own);
}

/* Cards of units below that are called so: an exact name is one, however many contain it. */
static int
find_units(struct db *db, const struct cards *cards, const char *name, const char **id)
{
	int found = 0;

	for (int i = 0; i < cards->count; i++) {
		const struct card *card = &cards->card[i];

		if (!is_below(db, card) || !strstr(card->name, name))
			continue;
		*id = card->unit;
		if (strcmp(card->name, name) == 0)
			return 1;
		found++;
	}
	return found;
}

int
receipt_resolve(struct db *db, const char *names, char **out, struct say *why)
{
	struct cards cards;
	struct buf ids = BUF_EMPTY;
	char *name;
	int err = card_list(db, &cards);

	while (!err && (name = conveyance_name(&names))) {
		const char *id = NULL;
		int found = find_units(db, &cards, name, &id);

		if (found != 1) {
			say_set(why, found ? T_RECEIPT_SEVERAL : T_RECEIPT_NO_UNIT, name, NULL);
			err = ERR_INPUT;
		} else {
			buf_printf(&ids, "%s%s", ids.len ? " " : "", id);
		}
		free(name);
	}
	cards_release(&cards);
	if (!err && ids.len)
		*out = buf_take(&ids);
	else
		buf_release(&ids);
	return err;
}

/* --- what was said --- */

/* Records of a kind that refer to the notice, oldest first. */
static int
read_about(struct db *db, const struct actor *actor, const char *kind, const char *notice,
    struct store_page *out)
{
	struct store_query query = {.form = forms_find(db_forms(db), kind), .field = "notice",
	    .value = notice, .order = STORE_NEWEST, .limit = RECEIPTS_MOST};

	memset(out, 0, sizeof *out);
	return query.form ? store_list(db, actor, &query, out) : ERR_NOTFOUND;
}

static bool
is_made_by(const struct record *record, const char *unit)
{
	return strncmp(record->id, unit, 8) == 0;
}

/* The neighbour by whom bags go to the unit; "" if there is none. */
static void
way_to(struct db *db, const struct links *links, const char *unit, char out[9])
{
	*out = '\0';
	for (int i = 0; i < links->count; i++)
		if (!links->link[i].upper && links->link[i].state == LINK_JOINED &&
		    card_is_within(db, unit, links->link[i].peer))
			memcpy(out, links->link[i].peer, 9);
}

static day_t
heard_of(struct db *db, const char *unit)
{
	int64_t wall = 0;

	db_get_int(db, &wall, "SELECT max(wall) FROM op WHERE unit = ?", "t", unit);
	return wall ? day_of(wall) : DAY_NONE;
}

static void
note_said(struct receipt_unit *unit, const struct store_page *receipts,
    const struct store_page *urgings)
{
	for (int i = 0; i < receipts->count; i++) {
		const struct record *record = receipts->row[i].record;

		if (!is_made_by(record, unit->id))
			continue;
		free(unit->signed_by);
		unit->signed_by = xstrdup(record_get(record, "signed_by"));
		unit->signed_on = record_day(record, "done_on");
	}
	for (int i = urgings->count - 1; i >= 0; i--) { /* the newest comes first */
		const struct record *record = urgings->row[i].record;
		const char *ids = record_get(record, "addressees");

		if (!ids || !strstr(ids, unit->id))
			continue;
		unit->urged++;
		unit->last_urged = record_day(record, "done_on");
	}
}

static int
compare(const void *a, const void *b)
{
	const struct receipt_unit *x = a, *y = b;

	if (!x->signed_by != !y->signed_by)
		return x->signed_by ? 1 : -1;
	return strcmp(x->name, y->name);
}

int
receipt_list(struct db *db, const struct actor *actor, const struct record *notice,
    struct receipts *out)
{
	struct store_page receipts = {0}, urgings = {0};
	struct cards cards = {0};
	struct links links = {0};
	int err = read_about(db, actor, "receipt", notice->id, &receipts);

	*out = (struct receipts){0};
	if (!err)
		err = read_about(db, actor, "urging", notice->id, &urgings);
	if (!err)
		err = link_list(db, &links);
	if (!err)
		err = card_list(db, &cards);
	out->unit = xcalloc((size_t)cards.count + 1, sizeof *out->unit);
	for (int i = 0; !err && i < cards.count; i++) {
		struct receipt_unit *unit = &out->unit[out->count];
		char peer[9];

		if (!is_below(db, &cards.card[i]) ||
		    !is_addressed(record_get(notice, "addressees"), cards.card[i].unit))
			continue;
		*unit = (struct receipt_unit){.name = xstrdup(cards.card[i].name),
		    .heard = heard_of(db, cards.card[i].unit), .signed_on = DAY_NONE,
		    .last_urged = DAY_NONE};
		memcpy(unit->id, cards.card[i].unit, sizeof unit->id);
		way_to(db, &links, unit->id, peer);
		unit->reach = link_reach(db, peer, notice->id);
		note_said(unit, &receipts, &urgings);
		out->missing += !unit->signed_by;
		out->count++;
	}
	qsort(out->unit, (size_t)out->count, sizeof *out->unit, compare);
	store_page_release(&receipts);
	store_page_release(&urgings);
	cards_release(&cards);
	links_release(&links);
	if (err)
		receipts_release(out);
	return err;
}

void
receipts_release(struct receipts *receipts)
{
	for (int i = 0; i < receipts->count; i++) {
		free(receipts->unit[i].name);
		free(receipts->unit[i].signed_by);
	}
	free(receipts->unit);
	*receipts = (struct receipts){0};
}

/* --- below --- */

bool
receipt_is_due(struct db *db, const struct actor *actor, const struct record *notice)
{
	const char *own = db_unit(db)->id;
	struct store_page page = {0};

	if (!notice->id || !record_has(notice, "state", "4") ||
	    !record_has(notice, "want_receipt", "1") || is_made_by(notice, own) ||
	    !is_addressed(record_get(notice, "addressees"), own) ||
	    read_about(db, actor, "receipt", notice->id, &page) != 0)
		return false;
	bool due = true;

	for (int i = 0; i < page.count; i++)
		due = due && !is_made_by(page.row[i].record, own);
	store_page_release(&page);
	return due;
}

int
receipt_urged(struct db *db, const struct actor *actor, const char *notice)
{
	struct store_page page = {0};
	int count = 0;

	if (read_about(db, actor, "urging", notice, &page) != 0)
		return 0;
	for (int i = 0; i < page.count; i++) {
		const char *ids = record_get(page.row[i].record, "addressees");

		count += ids && strstr(ids, db_unit(db)->id);
	}
	store_page_release(&page);
	return count;
}

static struct record *
new_record(struct db *db, const char *kind, const struct record *notice)
{
	struct record *record = record_new(forms_find(db_forms(db), kind));
	char today[11];

	day_format(day_of(clock_now(db_clock(db))), today);
	record_put(record, "done_on", today);
	record_put(record, "notice", notice->id);
	return record;
}

int
receipt_sign(struct db *db, const struct actor *actor, const struct record *notice,
    struct say *why)
{
	if (!receipt_is_due(db, actor, notice))
		return ERR_EXISTS;
	struct record *record = new_record(db, "receipt", notice);

	record_put(record, "unit_name", db_unit(db)->name);
	record_put(record, "signed_by", actor->name);
	int err = store_save(db, actor, record, NULL, NULL, why);

	record_free(record);
	return err;
}

/* --- above --- */

/* What may be read out, or pasted where they all read. */
static char *
words_for(struct db *db, const struct record *notice, const char *names)
{
	const char *number = record_get(notice, "number"), *by = record_get(notice, "receipt_by");
	const char *title = notice->value[notice->form->title];
	char *until = by ? xprintf("（期限 %s）", by) : xstrdup("");
	char *text = xprintf("【催办】%s《%s》%s还没有签收的：%s。请尽快签收并报上来。——%s",
	    number ? number : "", title ? title : "", until, names, db_unit(db)->name);

	free(until);
	return text;
}

int
receipt_urge(struct db *db, const struct actor *actor, const struct record *notice,
    const struct receipts *receipts, const bool pick[], char **words, struct say *why)
{
	struct buf names = BUF_EMPTY, ids = BUF_EMPTY;

	for (int i = 0; i < receipts->count; i++) {
		const struct receipt_unit *unit = &receipts->unit[i];

		if (unit->signed_by || (pick && !pick[i]))
			continue;
		buf_printf(&names, "%s%s", names.len ? "、" : "", unit->name);
		buf_printf(&ids, "%s%s", ids.len ? " " : "", unit->id);
	}
	struct record *record = ids.len ? new_record(db, "urging", notice) : NULL;
	int err = record ? 0 : ERR_NOTFOUND;

	if (record) {
		char *text = words_for(db, notice, buf_text(&names));

		record_put(record, "units", buf_text(&names));
		record_put(record, "addressees", buf_text(&ids));
		record_put(record, "urged_by", actor->name);
		record_put(record, "words", text);
		err = store_save(db, actor, record, NULL, NULL, why);
		if (!err && words)
			*words = text;
		else
			free(text);
	}
	record_free(record);
	buf_release(&names);
	buf_release(&ids);
	return err;
}
