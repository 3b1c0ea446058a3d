/*
 * Unpacking: a bag is read three times, since nothing of it may be believed before its end. First
 * who sent it, whether it is whole, and the cards in it; then every stream is followed along its
 * chain to the head that its unit signed; only then operations are taken, in slices, so that others
 * can save in between. A power cut in the middle leaves beginnings of streams, and the bag is taken
 * in again.
 */
#include "share/exchange.h"

#include "base/scan.h"
#include "db/care.h"
#include "share/bag.h"
#include "share/card_line.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SLICE 4000 /* operations in one commit */
#define SLICE_BYTES (4u << 20) /* of their lines; one that is longer goes alone */
#define LISTS_MOST 100000
#define HLC_BITS 16

enum verdict { NOTHING_NEW, GOOD, GAP, WRONG, UNSIGNED, FORKED, COPIED };

struct header {
	struct stream_at *have, *got;
	int have_count, got_count;
	char from[9], to[9], epoch[7], program[21];
	int64_t number, made, backup, urge;
};

struct unpacker {
	struct db *db;
	struct keep *keep;
	const char *path;
	struct exchange_taken *out;
	struct say *why;
	struct header header;
	struct link link;
	int64_t lines;
	bool ended; /* its own signature was right */
	struct card *card; /* in the bag, in order */
	int cards;
	enum verdict *verdict; /* of each stream, in order */
	int streams;
	int current; /* stream being read, from 0; -1 before the first */
	int64_t after, seq, ms; /* of that stream, and of the operation before */
	struct stream_at at; /* being followed */
	bool has_run, has_head;
	struct slice *slice; /* waiting to be taken */
	bool erased;
};

/* Operations that wait for their commit. They borrow from the lines. */
struct slice {
	struct stream_op op[SLICE];
	unsigned char salt[SLICE][STREAM_SALT_MOST];
	char *line[SLICE];
	int count, lines;
	size_t bytes;
};

static int
damaged(struct unpacker *u)
{
	say_set(u->why, T_BAG_DAMAGED, u->path, NULL);
	return ERR_DAMAGED;
}

static int
open_key(void *arg, const void *sealed, size_t len, unsigned char out[32])
{
	struct unpacker *u = arg;

	return keep_open_key(u->keep, sealed, len, out);
}

/* --- what lines say --- */

static bool
read_exact(const json_t *value, void *out, size_t len)
{
	size_t got = 0;

	return card_line_read_bytes(value, out, len, &got) && got == len;
}

/* Lists of places: [unit, epoch, seq], or [epoch, seq]. */
static bool
read_places(const json_t *list, bool units, struct stream_at **out, int *count)
{
	size_t n = json_array_size(list);

	if (!json_is_array(list) || n > LISTS_MOST)
		return false;
	*out = xcalloc(n + 1, sizeof **out);
	for (size_t i = 0; i < n; i++) {
		const json_t *place = json_array_get(list, i);
		struct stream_at *at = &(*out)[i];
		size_t k = units ? 1 : 0;

		if ((units && !card_line_read_id(json_array_get(place, 0), at->unit, 8)) ||
		    !card_line_read_id(json_array_get(place, k), at->epoch, 6) ||
		    !json_is_integer(json_array_get(place, k + 1)))
			return false;
		at->seq = json_integer_value(json_array_get(place, k + 1));
		(*count)++;
	}
	return true;
}

/* --- first: who, and whether it is whole --- */

static int
find_sender(struct unpacker *u)
{
	struct header *h = &u->header;
	int err = link_find(u->db, h->from, &u->link);

	if (err || u->link.state == LINK_INVITED) {
		say_set(u->why, T_EXCHANGE_STRANGER, u->path, NULL);
		return ERR_DENIED;
	}
	if (strcmp(h->to, db_unit(u->db)->id) != 0) {
		say_set(u->why, T_BAG_NOT_OURS, u->path, NULL);
		return ERR_NOTFOUND;
	}
	u->out->from = xstrdup(u->link.name);
	u->out->number = h->number;
	u->out->again = link_has_bag(u->db, h->from, h->epoch, h->number);
	return 0;
}

/* ms UTC; 0 where it is none that a machine could have. */
static int64_t
read_time(const json_t *value)
{
	int64_t ms = json_integer_value(value);

	return ms > 0 && ms < INT64_C(1) << 46 ? ms : 0;
}

/* "1.2", shown to people; what does not look like a version is none. */
static void
read_program(const json_t *value, char out[21])
{
	const char *text = json_string_value(value);

	*out = '\0';
	if (text && strlen(text) <= 20 && strspn(text, "0123456789.-+~"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(text))
		memcpy(out, text, strlen(text) + 1);
}

static int
read_header(struct unpacker *u, const json_t *line)
{
	struct header *h = &u->header;
	const json_t *version = json_object_get(line, "bag");

	if (!json_is_integer(version))
		return damaged(u);
	if (json_integer_value(version) > EXCHANGE_VERSION) {
		say_set(u->why, T_EXCHANGE_NEWER, u->path, NULL);
		return ERR_NEWER;
	}
	h->number = json_integer_value(json_object_get(line, "number"));
	h->made = read_time(json_object_get(line, "made"));
	h->backup = read_time(json_object_get(line, "backup"));
	h->urge = read_time(json_object_get(line, "urge"));
	read_program(json_object_get(line, "program"), h->program);
	if (!card_line_read_id(json_object_get(line, "from"), h->from, 8) ||
	    !card_line_read_id(json_object_get(line, "to"), h->to, 8) ||
	    !card_line_read_id(json_object_get(line, "epoch"), h->epoch, 6) || h->number < 1 ||
	    !read_places(json_object_get(line, "have"), true, &h->have, &h->have_count) ||
	    !read_places(json_object_get(line, "got"), false, &h->got, &h->got_count))
		return damaged(u);
	return find_sender(u);
}

static int
check_end(struct unpacker *u, const json_t *end, const unsigned char sum[32])
{
	unsigned char signature[64];
	char hex[65];

	if (!read_exact(end, signature, sizeof signature))
		return damaged(u);
	sodium_bin2hex(hex, sizeof hex, sum, 32);
	char *statement = xprintf("gongzhan bag 1\n%s\n%s\n", u->header.to, hex);

	u->ended = card_has_signed(u->db, u->header.from, statement, signature);
	free(statement);
	return u->ended ? 0 : damaged(u);
}

static int
keep_card(struct unpacker *u, const json_t *list)
{
	if ((u->cards & (u->cards - 1)) == 0)
		u->card = xrealloc(u->card, (size_t)(u->cards ? u->cards * 2 : 1) *
		    sizeof *u->card);
	if (u->cards == LISTS_MOST || !card_line_read(list, &u->card[u->cards]))
		return damaged(u);
	u->cards++;
	return 0;
}

static int
read_first(void *arg, char *text, size_t len, const unsigned char sum[32])
{
	struct unpacker *u = arg;
	int err = 0;

	if (u->ended)
		return damaged(u); /* nothing follows the end */
	if (u->lines++ > 0 && *text != '{')
		return 0;
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *end = json_object_get(line, "end"), *card = json_object_get(line, "unit");

	if (!json_is_object(line))
		err = damaged(u);
	else if (u->lines == 1)
		err = read_header(u, line);
	else if (end)
		err = check_end(u, end, sum);
	else if (card)
		err = keep_card(u, card);
	else if (json_object_get(line, "stream"))
		u->streams++;
	json_decref(line);
	return err;
}

/* --- the cards --- */

static int
take_cards(struct unpacker *u)
{
	int err = card_take(u->db, u->card, u->cards, u->header.from, u->link.upper, u->why);

	if (!err && u->link.state != LINK_JOINED) {
		u->link.state = LINK_JOINED; /* it has packed for us: it has accepted us */
		err = link_put(u->db, &u->link);
	}
	return err;
}

/* --- operations --- */

static bool
is_far(int64_t number)
{
	return number > INT64_C(1) << 48 || number < -(INT64_C(1) << 48);
}

/* Behind `step`, which was read: the rest of an operation. */
static bool
read_op(struct unpacker *u, struct scan *scan, int64_t step, struct stream_op *op,
    unsigned char *salt)
{
	int64_t number[3];
	char *text[7];
	size_t salt_len = 0;

	for (int i = 0; i < 3; i++) {
		scan_take(scan, ',');
		number[i] = scan_int(scan);
	}
	for (int i = 0; i < 7; i++) {
		scan_take(scan, ',');
		text[i] = scan_string(scan);
	}
	scan_take(scan, ']');
	if (!scan_ended(scan) || is_far(step) || is_far(number[0]) || is_far(number[1]) ||
	    is_far(number[2]))
		return false;
	u->seq += step;
	u->ms += number[0];
	if (u->seq < 1 || u->seq > INT64_C(1) << 48 || u->ms < 0 || u->ms >= INT64_C(1) << 46 ||
	    number[1] < 0 || number[1] >= 1 << HLC_BITS ||
	    !card_line_read_text(text[6], salt, STREAM_SALT_MOST, &salt_len))
		return false;
	*op = (struct stream_op){
		.seq = u->seq, .hlc = u->ms << HLC_BITS | number[1], .wall = u->ms + number[2],
		.account = text[0], .name = text[1], .what = text[2], .kind = text[3],
		.rid = text[4], .body = text[5], .salt = salt, .salt_len = (int)salt_len,
	};
	return stream_is_sound(op);
}

typedef int take_one(struct unpacker *u, const struct stream_op *op);

/* Behind `step`: blanks that follow one another. */
static int
read_marks(struct unpacker *u, struct scan *scan, int64_t step, take_one *each)
{
	unsigned char marks[1024 * STREAM_CHAIN];
	size_t len = 0;
	int err = 0;
	char *text;

	scan_take(scan, ',');
	text = scan_string(scan);
	scan_take(scan, ']');
	if (!scan_ended(scan) || step < 1 || is_far(step) ||
	    !card_line_read_text(text, marks, sizeof marks, &len) || len == 0 ||
	    len % STREAM_CHAIN != 0)
		return damaged(u);
	u->seq += step - 1;
	for (size_t i = 0; !err && i < len / STREAM_CHAIN; i++) {
		struct stream_op op = {.seq = ++u->seq};

		memcpy(op.mark, marks + i * STREAM_CHAIN, STREAM_CHAIN);
		err = stream_is_sound(&op) ? each(u, &op) : damaged(u);
	}
	return err;
}

/* Calls `each` with every operation and blank of a line of a stream, which is written into. */
static int
read_ops(struct unpacker *u, char *line, take_one *each)
{
	struct scan scan = {.at = line}, ahead;
	unsigned char salt[STREAM_SALT_MOST];
	struct stream_op op;

	scan_take(&scan, '[');
	int64_t step = scan_int(&scan);

	ahead = scan;
	scan_take(&ahead, ',');
	if (scan_maybe(&ahead, '"'))
		return read_marks(u, &scan, step, each);
	return read_op(u, &scan, step, &op, salt) ? each(u, &op) : damaged(u);
}

static bool
begin_stream(struct unpacker *u, const json_t *place)
{
	memset(&u->at, 0, sizeof u->at);
	u->current++;
	u->seq = u->ms = 0;
	u->has_run = u->has_head = false;
	u->after = json_integer_value(json_array_get(place, 2));
	return card_line_read_id(json_array_get(place, 0), u->at.unit, 8) &&
	    card_line_read_id(json_array_get(place, 1), u->at.epoch, 6) && u->after >= 0 &&
	    u->current < u->streams;
}

/* --- second: along the chains --- */

static bool
is_present(struct unpacker *u)
{
	char epoch[7];

	return strcmp(u->at.unit, db_unit(u->db)->id) == 0 && stream_epoch(u->db, epoch) == 0 &&
	    strcmp(u->at.epoch, epoch) == 0;
}

static int
judge_begin(struct unpacker *u)
{
	char unit[9], epoch[7];

	memcpy(unit, u->at.unit, sizeof unit);
	memcpy(epoch, u->at.epoch, sizeof epoch);
	int err = stream_find(u->db, unit, epoch, u->after, &u->at);

	u->verdict[u->current] = err ? GAP : NOTHING_NEW;
	return err == ERR_NOTFOUND ? 0 : err;
}

static int
judge_op(struct unpacker *u, const struct stream_op *op)
{
	enum verdict *verdict = &u->verdict[u->current];

	if (op->seq <= u->after) {
		if (*verdict == NOTHING_NEW)
			*verdict = GOOD; /* what is brought later proves itself by its mark */
		return 0;
	}
	if (*verdict == GAP || *verdict == WRONG)
		return 0;
	if (op->seq != u->at.seq + 1 || u->has_head) {
		*verdict = WRONG;
		return 0;
	}
	*verdict = UNSIGNED;
	u->has_run = true;
	stream_step(&u->at, op);
	return 0;
}

static int
judge_head(struct unpacker *u, const json_t *head)
{
	enum verdict *verdict = &u->verdict[u->current];
	unsigned char signature[64];

	if (!read_exact(json_array_get(head, 1), signature, sizeof signature))
		return damaged(u);
	u->has_head = true;
	if (*verdict != UNSIGNED)
		return 0;
	char *statement = stream_statement(&u->at);

	if (json_integer_value(json_array_get(head, 0)) == u->at.seq &&
	    card_has_signed(u->db, u->at.unit, statement, signature))
		*verdict = is_present(u) ? COPIED : GOOD;
	free(statement);
	return 0;
}

static int
read_judging(void *arg, char *text, size_t len, const unsigned char sum[32])
{
	struct unpacker *u = arg;
	int err = 0;

	(void)sum;
	if (*text == '[')
		return u->current < 0 ? damaged(u) : read_ops(u, text, judge_op);
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *stream = json_object_get(line, "stream"), *head;

	if (stream)
		err = begin_stream(u, stream) ? judge_begin(u) : damaged(u);
	else if ((head = json_object_get(line, "head")))
		err = u->current < 0 ? damaged(u) : judge_head(u, head);
	json_decref(line);
	return err;
}

/* --- third: taking --- */

static int
flush(struct unpacker *u)
{
	struct slice *s = u->slice;
	int64_t fresh = 0;
	bool erases = false;
	int err = s->count ? stream_take_all(u->db, &u->at, s->op, s->count, &fresh, &erases,
	    u->why) : 0;

	while (s->lines)
		free(s->line[--s->lines]);
	s->count = 0;
	s->bytes = 0;
	u->out->operations += fresh;
	u->erased = u->erased || erases;
	if (err != ERR_CONFLICT)
		return err;
	say_release(u->why);
	u->verdict[u->current] = FORKED;
	return 0;
}

static int
take_op(struct unpacker *u, const struct stream_op *op)
{
	struct slice *s = u->slice;

	if (u->verdict[u->current] != GOOD)
		return 0; /* not since the last commit */
	s->op[s->count] = *op;
	if (op->salt_len)
		memcpy(s->salt[s->count], op->salt, (size_t)op->salt_len);
	s->op[s->count].salt = s->salt[s->count];
	s->count++;
	return s->count == SLICE ? flush(u) : 0;
}

/* Operations borrow from a copy of their line; of a stream that is not taken nothing is read. */
static int
take_line(struct unpacker *u, const char *text, size_t len)
{
	struct slice *s = u->slice;

	if (u->current < 0)
		return damaged(u);
	if (u->verdict[u->current] != GOOD)
		return 0;
	int err = s->lines == SLICE || s->bytes + len > SLICE_BYTES ? flush(u) : 0;

	if (err || u->verdict[u->current] != GOOD)
		return err;
	s->bytes += len;
	return read_ops(u, s->line[s->lines++] = xstrndup(text, len), take_op);
}

static int
take_head(struct unpacker *u, const json_t *head)
{
	struct stream_at at = u->at;
	unsigned char signature[64];
	int err = flush(u);

	if (err || u->verdict[u->current] != GOOD)
		return err;
	at.seq = json_integer_value(json_array_get(head, 0));
	if (!read_exact(json_array_get(head, 1), signature, sizeof signature))
		return damaged(u);
	return stream_keep_signed(u->db, &at, signature);
}

static int
read_taking(void *arg, char *text, size_t len, const unsigned char sum[32])
{
	struct unpacker *u = arg;

	(void)sum;
	if (*text == '[')
		return take_line(u, text, len);
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const json_t *stream = json_object_get(line, "stream"), *head;
	int err = flush(u);

	if (!err && stream)
		err = begin_stream(u, stream) ? 0 : damaged(u);
	else if (!err && (head = json_object_get(line, "head")))
		err = u->current < 0 ? damaged(u) : take_head(u, head);
	json_decref(line);
	return err;
}

/* --- what came of it --- */

static const enum text troubles[] = {
	[GAP] = T_EXCHANGE_GAP, [WRONG] = T_EXCHANGE_WRONG, [UNSIGNED] = T_EXCHANGE_UNSIGNED,
	[FORKED] = T_EXCHANGE_FORKED, [COPIED] = T_EXCHANGE_COPIED,
};

static int
sum_up(struct unpacker *u)
{
	bool copied = false;
	enum verdict worst = NOTHING_NEW;

	for (int i = 0; i < u->streams; i++) {
		enum verdict verdict = u->verdict[i];

		copied = copied || verdict == COPIED;
		u->out->refused += verdict > GOOD;
		worst = verdict > worst ? verdict : worst;
	}
	if (worst > GOOD)
		say_set(&u->out->trouble, troubles[worst], u->out->from, NULL);
	int err = copied ? stream_leave_epoch(u->db) : 0;

	return err ? err : worst > GOOD ? ERR_PARTIAL : 0;
}

static int
note_told(struct unpacker *u, bool whole)
{
	struct link_told told = {
		.epoch = u->header.epoch, .number = u->header.number, .made = u->header.made,
		.backup = u->header.backup, .urge = u->header.urge, .program = u->header.program,
		.operations = u->out->operations, .have = u->header.have,
		.have_count = u->header.have_count, .got = u->header.got,
		.got_count = u->header.got_count, .whole = whole,
	};

	return link_note_told(u->db, &u->link, &told, u->why);
}

static int
read_again(struct unpacker *u, bag_reader reader)
{
	u->current = -1;
	return bag_read(u->path, open_key, u, reader, u, u->why);
}

static int
take(struct unpacker *u)
{
	int err = take_cards(u);

	u->verdict = xcalloc((size_t)u->streams + 1, sizeof *u->verdict);
	u->slice = xcalloc(1, sizeof *u->slice);
	if (!err)
		err = read_again(u, read_judging);
	if (!err)
		err = read_again(u, read_taking);
	int flushed = flush(u);

	if (!err)
		err = flushed;
	if (!err && u->erased)
		err = care_scrub(u->db, u->why);
	if (!err)
		err = sum_up(u);
	if (!err || err == ERR_PARTIAL) {
		int noted = note_told(u, err == 0);

		err = noted ? noted : err;
	}
	return err;
}

static void
release(struct unpacker *u)
{
	for (int i = 0; i < u->cards; i++)
		card_release(&u->card[i]);
	free(u->card);
	free(u->verdict);
	free(u->slice);
	free(u->header.have);
	free(u->header.got);
	link_release(&u->link);
}

int
exchange_unpack(struct db *db, struct keep *keep, const char *path, struct exchange_taken *out,
    struct say *why)
{
	struct unpacker u = {.db = db, .keep = keep, .path = path, .out = out, .why = why};
	char to[BAG_ID_CHARS + 1];

	memset(out, 0, sizeof *out);
	int err = bag_addressee(path, to, why);

	if (!err && strcmp(to, db_unit(db)->id) != 0) {
		say_set(why, T_BAG_NOT_OURS, path, NULL);
		err = ERR_NOTFOUND;
	}
	if (!err)
		err = bag_read(path, open_key, &u, read_first, &u, why);
	if (!err && !u.ended)
		err = damaged(&u);
	if (!err && !out->again) {
		db_work(db, true);
		err = take(&u);
		db_work(db, false);
	}
	release(&u);
	return err;
}

void
exchange_taken_release(struct exchange_taken *taken)
{
	free(taken->from);
	say_release(&taken->trouble);
	memset(taken, 0, sizeof *taken);
}
