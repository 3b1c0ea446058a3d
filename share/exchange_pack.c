/* Packing: what db/link.h gives for a neighbour, as the lines of a bag. */
#include "share/exchange.h"

#include "base/day.h"
#include "db/care.h"
#include "share/bag.h"
#include "share/card_line.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define RECEIPTS 200 /* bags that are named as come */
#define MARKS 1024   /* blanks in one line */
#define HLC_BITS 16

const char *exchange_program = "";

struct packer {
	struct db *db;
	struct keep *keep;
	struct bag *bag;
	int64_t seq, ms; /* of the operation before, in this stream */
	unsigned char mark[MARKS * STREAM_CHAIN]; /* not yet written */
	int marks;
	int64_t first; /* of these */
};

/* --- cards --- */

int
exchange_sign_card(struct db *db, struct keep *keep, struct card *card)
{
	snprintf(card->by, sizeof card->by, "%s", db_unit(db)->id);
	char *statement = card_statement(card);
	int err = keep_sign(keep, statement, strlen(statement), card->signature);

	free(statement);
	return err;
}

static void
find_upper(struct db *db, char upper[9])
{
	struct links links;

	*upper = '\0';
	if (link_list(db, &links) != 0)
		return;
	for (int i = 0; i < links.count; i++)
		if (links.link[i].upper && links.link[i].state != LINK_INVITED)
			memcpy(upper, links.link[i].peer, 9);
	links_release(&links);
}

/* A card that says something else comes after the one before, whatever the clock says. */
static bool
is_changed(struct db *db, struct card *card)
{
	struct card before;

	if (card_find(db, card->unit, card->number, &before) != 0)
		return true;
	bool same = strcmp(card->upper, before.upper) == 0 && card->level == before.level &&
	    strcmp(card->name, before.name) == 0;

	if (same || card->since <= before.since)
		card->since = before.since + !same;
	card_release(&before);
	return !same;
}

int
exchange_own_card(struct db *db, struct keep *keep, struct card *out)
{
	const struct unit *unit = db_unit(db);
	struct keep_identity own;
	int err = keep_identity(keep, &own);

	if (err)
		return err;
	*out = (struct card){.number = own.number, .level = unit->level,
		.name = xstrdup(unit->name), .since = clock_now(db_clock(db))};
	memcpy(out->unit, unit->id, sizeof out->unit);
	memcpy(out->sign, own.sign, sizeof out->sign);
	memcpy(out->seal, own.seal, sizeof out->seal);
	find_upper(db, out->upper);
	bool changed = is_changed(db, out);

	err = exchange_sign_card(db, keep, out);
	if (!err && changed)
		err = card_keep(db, out);
	if (err)
		card_release(out);
	return err;
}

/* --- lines --- */

static void
put(struct packer *p, json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT);

	if (text)
		bag_line(p->bag, text);
	free(text);
	json_decref(line);
}

static void
put_card(struct packer *p, const struct card *card)
{
	put(p, json_pack("{s:o}", "unit", card_line_make(card)));
}

/* Whom the neighbour must know to believe what is in the bag. */
static bool
is_named(struct db *db, const struct link *link, const struct card *card)
{
	const char *own = db_unit(db)->id;

	if (link->upper)
		return card_is_within(db, card->unit, own);
	return strcmp(card->unit, link->peer) == 0 || card_is_within(db, own, card->unit) ||
	    (!card_is_within(db, card->unit, link->peer) && link_concerns(db, link, card->unit));
}

static int
put_cards(struct packer *p, const struct link *link)
{
	const char *own = db_unit(p->db)->id;
	struct cards cards;
	int err = card_list(p->db, &cards);

	for (int i = 0; !err && i < cards.count; i++) {
		struct card *card = &cards.card[i];

		if (!is_named(p->db, link, card) || strcmp(card->unit, own) == 0)
			continue;
		/* Those above hear of those below us from who is next to them. */
		if (!link->upper || strcmp(card->upper, own) == 0)
			err = exchange_sign_card(p->db, p->keep, card);
		put_card(p, card);
	}
	cards_release(&cards);
	return err;
}

static int64_t
last_backup(struct db *db)
{
	struct care_last last = {0};
	int64_t when = care_last_backup(db, &last) == 0 ? last.when : 0;

	care_last_release(&last);
	return when;
}

static int
put_header(struct packer *p, const struct link *link, const struct card *own, const char *epoch)
{
	struct streams got, have;
	json_t *receipts = json_array(), *all = json_array();
	int err = link_got(p->db, link->peer, RECEIPTS, &got);

	for (int i = 0; !err && i < got.count; i++)
		json_array_append_new(receipts, json_pack("[s,I]", got.at[i].epoch,
		    (json_int_t)got.at[i].seq));
	streams_release(&got);
	if (!err)
		err = stream_list(p->db, &have);
	for (int i = 0; !err && i < have.count; i++)
		json_array_append_new(all, json_pack("[s,s,I]", have.at[i].unit, have.at[i].epoch,
		    (json_int_t)have.at[i].seq));
	if (!err)
		streams_release(&have);
	put(p, json_pack("{s:i,s:s,s:s,s:s,s:I,s:I,s:I,s:I,s:s,s:o,s:o}", "bag", EXCHANGE_VERSION,
	    "from", own->unit, "to", link->peer, "epoch", epoch, "number", (json_int_t)link->next,
	    "made", (json_int_t)clock_now(db_clock(p->db)), "backup",
	    (json_int_t)last_backup(p->db), "urge", (json_int_t)link->urge, "program",
	    exchange_program, "got", receipts, "have", all));
	put_card(p, own);
	return err;
}

/* --- operations --- */

static void
put_marks(struct packer *p)
{
	if (p->marks)
		put(p, json_pack("[I,o]", (json_int_t)(p->first - p->seq),
		    card_line_bytes(p->mark, (size_t)p->marks * STREAM_CHAIN)));
	if (p->marks)
		p->seq = p->first + p->marks - 1;
	p->marks = 0;
}

static void
begin_stream(void *arg, const struct stream_at *after)
{
	struct packer *p = arg;

	put(p, json_pack("{s:[s,s,I]}", "stream", after->unit, after->epoch,
	    (json_int_t)after->seq));
	p->seq = p->ms = 0;
}

static void
put_op(void *arg, const struct stream_op *op)
{
	struct packer *p = arg;

	if (!op->body) {
		if (p->marks == MARKS || (p->marks && p->first + p->marks != op->seq))
			put_marks(p);
		if (!p->marks)
			p->first = op->seq;
		memcpy(p->mark + p->marks++ * STREAM_CHAIN, op->mark, STREAM_CHAIN);
		return;
	}
	put_marks(p);
	int64_t ms = op->hlc >> HLC_BITS;

	put(p, json_pack("[I,I,I,I,s,s,s,s,s,s,o]", (json_int_t)(op->seq - p->seq),
	    (json_int_t)(ms - p->ms), (json_int_t)(op->hlc - (ms << HLC_BITS)),
	    (json_int_t)(op->wall - ms), op->account, op->name, op->what, op->kind, op->rid,
	    op->body,
	    card_line_bytes(op->salt ? op->salt : "", (size_t)op->salt_len)));
	p->seq = op->seq;
	p->ms = ms;
}

static void
end_stream(void *arg, const struct stream_at *end, const unsigned char signature[64])
{
	struct packer *p = arg;

	put_marks(p);
	put(p, json_pack("{s:[I,o]}", "head", (json_int_t)end->seq,
	    card_line_bytes(signature, 64)));
}

/* The bag's own signature: over all lines before it, and for whom they are. */
static int
put_end(struct packer *p, const struct link *link)
{
	unsigned char sum[32], signature[KEEP_SIGNATURE];
	char hex[65];

	bag_sum(p->bag, sum);
	sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
	char *statement = xprintf("gongzhan bag 1\n%s\n%s\n", link->peer, hex);
	int err = keep_sign(p->keep, statement, strlen(statement), signature);

	free(statement);
	put(p, json_pack("{s:o}", "end", card_line_bytes(signature, sizeof signature)));
	return err;
}

static int
sign(void *arg, const char *statement, unsigned char signature[64])
{
	return keep_sign(arg, statement, strlen(statement), signature);
}

static int
put_all(struct packer *p, const struct link *link, const struct card *own, const char *epoch,
    struct link_packed *packed)
{
	struct link_sink sink = {begin_stream, put_op, end_stream, p};
	int err = put_header(p, link, own, epoch);

	if (!err)
		err = put_cards(p, link);
	if (!err)
		err = link_pack(p->db, link, &sink, packed);
	return err ? err : put_end(p, link);
}

/* The number is taken before the bag stands in its place: no two bags have the same. */
static int
pack(struct packer *p, const struct link *link, const struct card *own, const char *epoch,
    struct exchange_packed *out, struct say *why)
{
	struct link_packed packed = {0};
	int err = put_all(p, link, own, epoch, &packed);

	if (!err)
		err = link_note_packed(p->db, link, &packed);
	if (err)
		bag_cancel(p->bag);
	else
		err = bag_end(p->bag, why);
	out->number = packed.number;
	out->operations = packed.operations;
	link_packed_release(&packed);
	return err;
}

static int
find_peer(struct db *db, const char *peer, struct link *link, struct card *card, struct say *why)
{
	int err = link_find(db, peer, link);

	if (!err && link->state != LINK_JOINED)
		err = ERR_DENIED;
	if (err) {
		say_set(why, T_EXCHANGE_NOT_JOINED, peer, NULL);
		return err;
	}
	err = card_find(db, peer, 0, card);
	if (!err && card->gone)
		err = ERR_DENIED;
	if (err)
		say_set(why, T_EXCHANGE_NOT_JOINED, peer, NULL);
	return err;
}

int
exchange_pack(struct db *db, struct keep *keep, const char *peer, const char *folder,
    struct exchange_packed *out, struct say *why)
{
	struct packer *p = xcalloc(1, sizeof *p);
	struct link link = {.name = NULL};
	struct card card = {.name = NULL}, own = {.name = NULL};
	char epoch[7] = "";

	memset(out, 0, sizeof *out);
	*p = (struct packer){.db = db, .keep = keep};
	int err = stream_epoch(db, epoch);

	if (!err)
		err = link_sign(db, sign, keep);
	if (!err)
		err = find_peer(db, peer, &link, &card, why);
	if (!err)
		err = exchange_own_card(db, keep, &own);
	if (!err) {
		out->path = xprintf("%s/%s-%s-%lld.bag", folder, peer, epoch,
		    (long long)link.next);
		err = bag_new(out->path, card.unit, card.seal, &p->bag, why);
	}
	if (!err)
		err = pack(p, &link, &own, epoch, out, why);
	if (err) {
		free(out->path);
		out->path = NULL;
	}
	link_release(&link);
	card_release(&card);
	card_release(&own);
	free(p);
	return err;
}

char *
exchange_urging(struct db *db, const struct board_row *row, enum lang lang)
{
	const struct link *link = &row->link;
	char now[20], made[20];

	day_time_format(clock_now(db_clock(db)), now);
	now[16] = '\0';
	if (!link->made)
		return text_format(lang, T_EXCHANGE_URGE_FIRST, link->name, now, db_unit(db)->name,
		    NULL);
	day_time_format(link->made, made);
	made[16] = '\0';
	return text_format(lang, T_EXCHANGE_URGE, link->name, now, made, db_unit(db)->name, NULL);
}
