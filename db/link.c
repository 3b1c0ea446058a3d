#include "db/link.h"

#include "db/card.h"
#include "db/db_int.h"
#include "db/project.h"
#include "forms/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS "peer, upper, state, name, token, next, epoch, last"
#define TOLD "made, backup, program, urge, urged" /* not written by link_put */
#define DONE (-1) /* kept.bag: the neighbour has told that it came */

/* --- the links --- */

void
link_release(struct link *link)
{
	free(link->name);
	free(link->token);
	free(link->program);
	link->name = link->token = link->program = NULL;
}

void
links_release(struct links *links)
{
	for (int i = 0; i < links->count; i++)
		link_release(&links->link[i]);
	free(links->link);
	memset(links, 0, sizeof *links);
}

static void
copy(char *out, size_t room, sqlite3_stmt *stmt, int i)
{
	const char *text = (const char *)sqlite3_column_text(stmt, i);

	snprintf(out, room, "%s", text ? text : "");
}

static void
read_link(sqlite3_stmt *stmt, struct link *out)
{
	copy(out->peer, sizeof out->peer, stmt, 0);
	out->upper = sqlite3_column_int(stmt, 1) != 0;
	out->state = (enum link_state)sqlite3_column_int(stmt, 2);
	out->name = db_text(stmt, 3);
	out->token = db_text(stmt, 4);
	out->next = sqlite3_column_int64(stmt, 5);
	copy(out->epoch, sizeof out->epoch, stmt, 6);
	out->last = sqlite3_column_int64(stmt, 7);
	out->made = sqlite3_column_int64(stmt, 8);
	out->backup = sqlite3_column_int64(stmt, 9);
	out->program = db_text(stmt, 10);
	out->urge = sqlite3_column_int64(stmt, 11);
	out->urged = sqlite3_column_int64(stmt, 12);
}

int
link_find(struct db *db, const char *peer, struct link *out)
{
	sqlite3_stmt *stmt =
	    db_bind(db_statement(db, "SELECT " COLUMNS ", " TOLD
	    " FROM link WHERE peer = ?"), "t", peer);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	read_link(stmt, out);
	sqlite3_reset(stmt);
	return 0;
}

int
link_list(struct db *db, struct links *out)
{
	sqlite3_stmt *stmt = db_statement(db, "SELECT " COLUMNS ", " TOLD " FROM link "
	    "ORDER BY upper DESC, name, peer");
	int got;

	memset(out, 0, sizeof *out);
	while ((got = db_step(db, stmt)) > 0) {
		out->link = xrealloc(out->link, (size_t)(out->count + 1) * sizeof *out->link);
		read_link(stmt, &out->link[out->count++]);
	}
	if (got < 0)
		links_release(out);
	return got;
}

static int
put(struct db *db, void *arg)
{
	const struct link *link = arg;

	return db_run(db, "INSERT INTO link(" COLUMNS ") VALUES(?,?,?,?,?,?,?,?) "
	    "ON CONFLICT(peer) DO UPDATE SET upper = excluded.upper, state = excluded.state, "
	    "name = excluded.name, token = excluded.token, next = excluded.next, "
	    "epoch = excluded.epoch, last = excluded.last", "tiittiti", link->peer,
	    (int64_t)link->upper, (int64_t)link->state, link->name, link->token, link->next,
	    link->epoch, link->last);
}

int
link_put(struct db *db, const struct link *link)
{
	return db_write(db, put, (void *)(uintptr_t)link, NULL);
}

static int
drop(struct db *db, void *arg)
{
	return db_run(db, "DELETE FROM link WHERE peer = ?", "t", (const char *)arg);
}

int
link_drop(struct db *db, const char *peer)
{
	return db_write(db, drop, (void *)(uintptr_t)peer, NULL);
}

static int
urge(struct db *db, void *arg)
{
	return db_run(db, "UPDATE link SET urge = ? WHERE peer = ?", "it", clock_now(db->clock),
	    (const char *)arg);
}

int
link_urge(struct db *db, const char *peer, struct say *why)
{
	return db_write(db, urge, (void *)(uintptr_t)peer, why);
}

/* --- what is for whom --- */

struct packing {
	struct db *db;
	const struct link *link;
	const struct link_sink *sink;
	struct link_packed *out;
	const struct stream_at *stream; /* being packed */
	struct { char unit[9]; bool theirs; } *side; /* asked before */
	int sides;
};

/* Is the unit on the neighbour's side of the link? */
static bool
is_theirs(struct packing *p, const char *unit)
{
	for (int i = 0; i < p->sides; i++)
		if (strcmp(p->side[i].unit, unit) == 0)
			return p->side[i].theirs;
	bool theirs = p->link->upper ? !card_is_within(p->db, unit, p->db->unit.id)
	    : card_is_within(p->db, unit, p->link->peer);

	p->side = xrealloc(p->side, (size_t)(p->sides + 1) * sizeof *p->side);
	snprintf(p->side[p->sides].unit, sizeof p->side[0].unit, "%s", unit);
	p->side[p->sides++].theirs = theirs;
	return theirs;
}

static char *
owner_of(struct db *db, const char *kind, const char *rid)
{
	const struct form *form = forms_find(db->forms, kind);
	char *sql = form ? xprintf("SELECT owner FROM rec_%s WHERE id = ?", form->kind) : NULL;
	sqlite3_stmt *stmt = sql ? db_bind(db_statement_made(db, sql), "t", rid) : NULL;
	char *owner = NULL;

	if (stmt && db_step(db, stmt) > 0) {
		owner = db_text(stmt, 0);
		sqlite3_reset(stmt);
	}
	free(sql);
	return owner;
}

/* Is the record issued, and for somebody on the neighbour's side? */
static bool
is_addressed(struct packing *p, const char *kind, const char *rid)
{
	const struct form *form = forms_find(p->db->forms, kind);
	const char *ids, *issued;
	struct record *record = NULL;

	scope_address(kind, &ids, &issued);
	if (!form || project_read(p->db, form, rid, &record) != 0)
		return false;
	const char *to = record_get(record, ids);
	bool theirs = !issued || record_get(record, issued);

	if (theirs && to && *to) {
		theirs = false;
		for (char unit[9]; !theirs && strlen(to) >= 8; to += 8 + (to[8] == ' ')) {
			snprintf(unit, sizeof unit, "%.8s", to);
			theirs = is_theirs(p, unit);
		}
	}
	record_free(record);
	return theirs;
}

static bool is_for_them(struct packing *p, const struct stream_op *op);

/* Does the record that it goes with go there? */
static bool
follows(struct packing *p, const struct stream_op *op)
{
	const struct form *form = forms_find(p->db->forms, op->kind), *of = NULL;
	const char *field, *issued;
	struct record *record = NULL;

	scope_address(op->kind, &field, &issued);
	if (!form || project_read(p->db, form, op->rid, &record) != 0)
		return false;
	const char *rid = record_get(record, field);
	struct stream_op parent = {.rid = rid};
	bool goes = false;

	if (rid)
		of = project_kind(p->db, rid);
	if (of && scope_of(of->kind, p->link->upper) != SCOPE_FOLLOWS) {
		parent.kind = of->kind;
		goes = is_for_them(p, &parent);
	}
	record_free(record);
	return goes;
}

static bool
is_for_them(struct packing *p, const struct stream_op *op)
{
	enum scope scope = scope_of(op->kind, p->link->upper);
	char maker[9];

	if (is_theirs(p, p->stream->unit) || scope == SCOPE_ALL)
		return true;
	if (scope == SCOPE_NONE)
		return false;
	snprintf(maker, sizeof maker, "%.8s", op->rid);
	if (is_theirs(p, maker) || (scope == SCOPE_FOLLOWS && follows(p, op)) ||
	    (scope == SCOPE_ADDRESSED && is_addressed(p, op->kind, op->rid)))
		return true;
	char *owner = owner_of(p->db, op->kind, op->rid);
	bool theirs = owner && is_theirs(p, owner);

	free(owner);
	return theirs;
}

/* Did anything in this stream, of a unit beside the neighbour, get handed over to its side? */
static bool
has_handed_over(struct packing *p, const struct stream_at *stream)
{
	sqlite3_stmt *stmt = NULL;
	bool found = false;

	if (sqlite3_prepare_v2(p->db->sql, "SELECT DISTINCT json_extract(b.body, '$.to') FROM op o "
	    "JOIN body b USING(unit, epoch, seq) WHERE o.what = 'owner' AND json_valid(b.body) AND "
	    "EXISTS (SELECT 1 FROM op x WHERE x.rid = o.rid AND x.unit = ? AND x.epoch = ?)", -1,
	    &stmt, NULL) != SQLITE_OK)
		return false;
	db_bind(stmt, "tt", stream->unit, stream->epoch);
	while (!found && sqlite3_step(stmt) == SQLITE_ROW) {
		const char *to = (const char *)sqlite3_column_text(stmt, 0);

		found = to && strlen(to) == 8 && is_theirs(p, to);
	}
	sqlite3_finalize(stmt);
	return found;
}

static bool
concerns_them(struct packing *p, const struct stream_at *stream)
{
	const char *own = p->db->unit.id;

	if (p->link->upper || is_theirs(p, stream->unit) || strcmp(stream->unit, own) == 0 ||
	    card_is_within(p->db, own, stream->unit))
		return true;
	return has_handed_over(p, stream);
}

bool
link_concerns(struct db *db, const struct link *link, const char *unit)
{
	struct packing p = {.db = db, .link = link};
	struct streams streams;
	bool found = false;

	if (stream_list(db, &streams) != 0)
		return false;
	for (int i = 0; !found && i < streams.count; i++)
		found = strcmp(streams.at[i].unit, unit) == 0 && concerns_them(&p, &streams.at[i]);
	streams_release(&streams);
	free(p.side);
	return found;
}

/* --- packing --- */

static void
note_place(struct stream_at **list, int *count, const struct stream_at *stream, int64_t seq)
{
	if ((*count & (*count - 1)) == 0) /* room for powers of two */
		*list = xrealloc(*list, (size_t)(*count ? *count * 2 : 1) * sizeof **list);
	(*list)[*count] = *stream;
	(*list)[(*count)++].seq = seq;
}

static int
pack_op(void *arg, const struct stream_op *op)
{
	struct packing *p = arg;
	struct stream_op blank = *op;

	if (op->body && !is_for_them(p, op)) {
		stream_mark(p->stream, op, blank.mark);
		blank.body = NULL;
	}
	/* What is a mark here, too, may come later, and then is to go on. */
	if (!blank.body)
		note_place(&p->out->kept, &p->out->kept_count, p->stream, op->seq);
	p->out->operations += blank.body != NULL;
	p->sink->op(p->sink->arg, &blank);
	return 0;
}

static int
pack_brought(void *arg, const struct stream_op *op)
{
	struct packing *p = arg;

	if (!op->body || !is_for_them(p, op))
		return 0;
	note_place(&p->out->brought, &p->out->brought_count, p->stream, op->seq);
	p->out->operations++;
	p->sink->op(p->sink->arg, op);
	return 0;
}

/* What went as a mark before, and may be theirs by now. */
static int
bring_kept(struct packing *p, int64_t known)
{
	sqlite3_stmt *stmt = NULL;
	int err = db_error(p->db, sqlite3_prepare_v2(p->db->sql, "SELECT seq FROM kept WHERE "
	    "peer = ? AND unit = ? AND epoch = ? AND seq <= ? AND bag <> ? ORDER BY seq", -1, &stmt,
	    NULL));

	db_bind(stmt, "tttii", p->link->peer, p->stream->unit, p->stream->epoch, known,
	    (int64_t)DONE);
	while (!err && sqlite3_step(stmt) == SQLITE_ROW) {
		struct stream_at before = *p->stream;

		before.seq = sqlite3_column_int64(stmt, 0) - 1;
		err = stream_read(p->db, &before, before.seq + 1, pack_brought, p);
	}
	sqlite3_finalize(stmt);
	return err;
}

static int
pack_stream(struct packing *p, const struct stream_at *head)
{
	struct stream_at after, end;
	unsigned char signature[64];
	int64_t known = 0, last = 0;
	int err = db_get_int(p->db, &known, "SELECT seq FROM known WHERE peer = ? AND unit = ? AND "
	    "epoch = ?", "ttt", p->link->peer, head->unit, head->epoch);

	if (err && err != ERR_NOTFOUND)
		return err;
	err = stream_signed(p->db, head->unit, head->epoch, &last, signature);
	if (err || known > head->seq)
		return err == ERR_NOTFOUND ? 0 : err;
	err = stream_find(p->db, head->unit, head->epoch, known, &after);
	if (!err && last > known)
		err = stream_find(p->db, head->unit, head->epoch, last, &end);
	if (err)
		return err;
	p->stream = &after;
	p->sink->stream(p->sink->arg, &after);
	err = bring_kept(p, known);
	if (err || last <= known)
		return err;
	err = stream_read(p->db, &after, last, pack_op, p);
	p->sink->head(p->sink->arg, &end, signature);
	note_place(&p->out->end, &p->out->ends, &end, last);
	return err;
}

int
link_pack(struct db *db, const struct link *link, const struct link_sink *sink,
    struct link_packed *out)
{
	struct packing p = {.db = db, .link = link, .sink = sink, .out = out};
	struct streams streams;

	*out = (struct link_packed){.number = link->next};
	int err = db_read_begin(db);

	if (err)
		return err;
	err = stream_list(db, &streams);
	for (int i = 0; !err && i < streams.count; i++)
		if (concerns_them(&p, &streams.at[i]))
			err = pack_stream(&p, &streams.at[i]);
	db_read_end(db);
	streams_release(&streams);
	free(p.side);
	if (err)
		link_packed_release(out);
	return err;
}

void
link_packed_release(struct link_packed *packed)
{
	free(packed->end);
	free(packed->kept);
	free(packed->brought);
	memset(packed, 0, sizeof *packed);
}

/* --- signing --- */

struct signing {
	link_signer sign;
	void *arg;
};

static int
sign_heads(struct db *db, void *arg)
{
	struct signing *s = arg;
	struct streams streams;
	unsigned char signature[64];
	int64_t there;
	int err = stream_list(db, &streams);

	for (int i = 0; !err && i < streams.count; i++) {
		const struct stream_at *at = &streams.at[i];

		if (strcmp(at->unit, db->unit.id) != 0)
			continue;
		int found = stream_signed(db, at->unit, at->epoch, &there, signature);

		if (found == 0 && there >= at->seq)
			continue;
		char *statement = stream_statement(at);

		err = s->sign(s->arg, statement, signature);
		free(statement);
		if (!err)
			err = stream_keep_signed(db, at, signature);
	}
	streams_release(&streams);
	return err;
}

int
link_sign(struct db *db, link_signer sign, void *arg)
{
	struct signing s = {sign, arg};

	return db_write(db, sign_heads, &s, NULL);
}

/* --- a bag is written --- */

struct noting {
	const struct link *link;
	const struct link_packed *packed;
	const struct link_told *told;
};

static int
note_ends(struct db *db, const struct noting *n)
{
	int err = 0;

	for (int i = 0; !err && i < n->packed->ends; i++)
		err = db_run(db, "INSERT INTO known VALUES(?,?,?,0,?) "
		    "ON CONFLICT(peer, unit, epoch) DO UPDATE SET "
		    "packed = max(packed, excluded.packed)", "ttti", n->link->peer,
		    n->packed->end[i].unit, n->packed->end[i].epoch, n->packed->end[i].seq);
	return err;
}

static int
note_packed(struct db *db, void *arg)
{
	const struct noting *n = arg;
	const struct link_packed *packed = n->packed;
	int64_t next = 0;
	int err = db_get_int(db, &next, "SELECT next FROM link WHERE peer = ?", "t", n->link->peer);

	if (!err && next != packed->number)
		err = ERR_BUSY; /* another program has packed meanwhile */
	if (!err)
		err = db_run(db, "UPDATE link SET next = next + 1, urged = 0 WHERE peer = ?", "t",
		    n->link->peer);
	if (!err)
		err = db_run(db, "INSERT INTO bag VALUES(?,'out',?,?,?,?,0)", "ttiii",
		    n->link->peer, db->epoch, packed->number, clock_now(db->clock),
		    packed->operations);
	if (!err)
		err = note_ends(db, n);
	for (int i = 0; !err && i < packed->kept_count; i++)
		err = db_run(db, "INSERT INTO kept VALUES(?,?,?,?,0) ON CONFLICT DO NOTHING",
		    "ttti", n->link->peer, packed->kept[i].unit, packed->kept[i].epoch,
		    packed->kept[i].seq);
	for (int i = 0; !err && i < packed->brought_count; i++)
		err = db_run(db, "UPDATE kept SET bag = ? WHERE peer = ? AND unit = ? AND "
		    "epoch = ? AND seq = ?", "ittti", packed->number, n->link->peer,
		    packed->brought[i].unit, packed->brought[i].epoch, packed->brought[i].seq);
	return err;
}

int
link_note_packed(struct db *db, const struct link *link, const struct link_packed *packed)
{
	struct noting n = {.link = link, .packed = packed};

	return db_write(db, note_packed, &n, NULL);
}

/* --- a bag came --- */

bool
link_has_bag(struct db *db, const char *peer, const char *epoch, int64_t number)
{
	int64_t one;

	return db_get_int(db, &one, "SELECT 1 FROM bag WHERE peer = ? AND way = 'in' AND "
	    "epoch = ? AND number = ?", "tti", peer, epoch, number) == 0;
}

/* Is it its newest bag? An epoch that was seen before, and is not its present one, is over. */
static bool
is_newest(struct db *db, const struct link *link, const struct link_told *told)
{
	int64_t one;

	if (strcmp(link->epoch, told->epoch) == 0)
		return told->number > link->last;
	return db_get_int(db, &one, "SELECT 1 FROM bag WHERE peer = ? AND way = 'in' AND "
	    "epoch = ?", "tt", link->peer, told->epoch) != 0;
}

/* What a neighbour in a new epoch has, it may have from an old backup. */
static int
note_have(struct db *db, const struct link *link, const struct link_told *told)
{
	bool renewed = *link->epoch && strcmp(link->epoch, told->epoch) != 0;
	int err = renewed ? db_run(db, "UPDATE kept SET bag = 0 WHERE peer = ?", "t", link->peer)
	    : 0;

	if (!err)
		err = db_run(db, "UPDATE known SET seq = 0 WHERE peer = ?", "t", link->peer);
	for (int i = 0; !err && i < told->have_count; i++)
		err = db_run(db, "INSERT INTO known VALUES(?,?,?,?,0) "
		    "ON CONFLICT(peer, unit, epoch) DO UPDATE SET seq = excluded.seq",
		    "ttti", link->peer, told->have[i].unit, told->have[i].epoch, told->have[i].seq);
	return err ? err : db_run(db, "UPDATE link SET epoch = ?, last = ?, made = ?, backup = ?, "
	    "program = ?, urge = CASE WHEN urge <= ?3 THEN 0 ELSE urge END, urged = ? "
	    "WHERE peer = ?", "tiiitit", told->epoch, told->number, told->made, told->backup,
	    told->program ? told->program : "", told->urge, link->peer);
}

static int
note_got(struct db *db, const struct link *link, const struct link_told *told)
{
	int err = 0;

	for (int i = 0; !err && i < told->got_count; i++) {
		const struct stream_at *got = &told->got[i];

		err = db_run(db, "UPDATE bag SET told = ? WHERE peer = ? AND way = 'out' AND "
		    "epoch = ? AND number = ? AND told = 0", "itti", clock_now(db->clock),
		    link->peer, got->epoch, got->seq);
		if (!err && strcmp(got->epoch, db->epoch) == 0)
			err = db_run(db, "UPDATE kept SET bag = ? WHERE peer = ? AND bag = ?",
			    "iti", (int64_t)DONE, link->peer, got->seq);
	}
	return err;
}

static int
note_told(struct db *db, void *arg)
{
	const struct noting *n = arg;
	const struct link_told *told = n->told;
	int err = is_newest(db, n->link, told) ? note_have(db, n->link, told) : 0;
	int64_t now = clock_now(db->clock);

	if (!err)
		err = note_got(db, n->link, told);
	return err || !told->whole ? err : db_run(db,
	    "INSERT INTO bag VALUES(?,'in',?,?,?,?,?) ON CONFLICT DO NOTHING", "ttiiii",
	    n->link->peer, told->epoch, told->number, now, told->operations, now);
}

int
link_note_told(struct db *db, const struct link *link, const struct link_told *told,
    struct say *why)
{
	struct noting n = {.link = link, .told = told};

	return db_write(db, note_told, &n, why);
}

int
link_got(struct db *db, const char *peer, int most, struct streams *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT epoch, number FROM bag WHERE "
	    "peer = ? AND way = 'in' ORDER BY wall DESC, number DESC LIMIT ?"), "ti", peer,
	    (int64_t)most);
	int got;

	memset(out, 0, sizeof *out);
	while ((got = db_step(db, stmt)) > 0) {
		struct stream_at at = {.seq = sqlite3_column_int64(stmt, 1)};

		copy(at.epoch, sizeof at.epoch, stmt, 0);
		note_place(&out->at, &out->count, &at, at.seq);
	}
	if (got < 0)
		streams_release(out);
	return got;
}

/* --- how far things are --- */

enum link_reach
link_reach(struct db *db, const char *peer, const char *record)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT coalesce(k.seq, 0) >= o.seq, "
	    "coalesce(k.packed, 0) >= o.seq FROM op o LEFT JOIN known k ON k.peer = ?2 AND "
	    "k.unit = o.unit AND k.epoch = o.epoch WHERE o.rid = ?1 "
	    "ORDER BY o.hlc DESC, o.unit DESC, o.epoch DESC LIMIT 1"), "tt", record, peer);
	enum link_reach reach = LINK_WAITS;

	if (db_step(db, stmt) > 0) {
		reach = sqlite3_column_int(stmt, 0) ? LINK_THERE
		    : sqlite3_column_int(stmt, 1) ? LINK_PACKED : LINK_WAITS;
		sqlite3_reset(stmt);
	}
	return reach;
}

/* Above everything is of concern; below, what was made there or belongs there. */
static bool
concerns(struct db *db, const struct link *link, const char *owner, const char *record)
{
	char maker[9];

	if (link->state != LINK_JOINED || link->upper)
		return link->state == LINK_JOINED;
	snprintf(maker, sizeof maker, "%.8s", record);
	return card_is_within(db, maker, link->peer) ||
	    (owner && card_is_within(db, owner, link->peer));
}

int
link_hops(struct db *db, const char *record, struct link_hops *out)
{
	const struct form *form = project_kind(db, record);
	char *owner = form ? owner_of(db, form->kind, record) : NULL;
	struct links links;
	int err = link_list(db, &links);

	*out = (struct link_hops){NULL, 0};
	for (int i = 0; !err && i < links.count; i++) {
		const struct link *link = &links.link[i];

		if (!concerns(db, link, owner, record))
			continue;
		out->hop = xrealloc(out->hop, (size_t)(out->count + 1) * sizeof *out->hop);
		out->hop[out->count++] = (struct link_hop){xstrdup(link->name),
			link_reach(db, link->peer, record), link->made};
	}
	if (!err)
		links_release(&links);
	free(owner);
	return err;
}

void
link_hops_release(struct link_hops *hops)
{
	for (int i = 0; i < hops->count; i++)
		free(hops->hop[i].name);
	free(hops->hop);
	*hops = (struct link_hops){NULL, 0};
}

int
link_waiting(struct db *db, const struct link *link, int64_t *missing, int64_t *unpacked)
{
	struct packing p = {.db = db, .link = link};
	struct streams streams;
	int err = stream_list(db, &streams);

	*missing = *unpacked = 0;
	for (int i = 0; !err && i < streams.count; i++) {
		const struct stream_at *at = &streams.at[i];
		int64_t known = 0, packed = 0;

		if (!concerns_them(&p, at))
			continue;
		db_get_int(db, &known, "SELECT seq FROM known WHERE peer = ? AND unit = ? AND "
		    "epoch = ?", "ttt", link->peer, at->unit, at->epoch);
		db_get_int(db, &packed, "SELECT packed FROM known WHERE peer = ? AND unit = ? AND "
		    "epoch = ?", "ttt", link->peer, at->unit, at->epoch);
		if (packed < known)
			packed = known;
		*missing += at->seq > known ? at->seq - known : 0;
		*unpacked += at->seq > packed ? at->seq - packed : 0;
	}
	streams_release(&streams);
	free(p.side);
	return err;
}

int
link_bags(struct db *db, int most, struct link_bags *out)
{
	return link_bags_of(db, "", most, out);
}

int
link_bags_of(struct db *db, const char *peer, int most, struct link_bags *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT peer, way, epoch, number, wall, "
	    "operations, told FROM bag WHERE ?1 IN ('', peer) ORDER BY wall DESC, number DESC "
	    "LIMIT ?2"), "ti", peer, (int64_t)most);
	int got;

	memset(out, 0, sizeof *out);
	while ((got = db_step(db, stmt)) > 0) {
		out->bag = xrealloc(out->bag, (size_t)(out->count + 1) * sizeof *out->bag);
		struct link_bag *bag = &out->bag[out->count++];

		copy(bag->peer, sizeof bag->peer, stmt, 0);
		bag->out = strcmp((const char *)sqlite3_column_text(stmt, 1), "out") == 0;
		copy(bag->epoch, sizeof bag->epoch, stmt, 2);
		bag->number = sqlite3_column_int64(stmt, 3);
		bag->when = sqlite3_column_int64(stmt, 4);
		bag->operations = sqlite3_column_int64(stmt, 5);
		bag->told = sqlite3_column_int64(stmt, 6);
	}
	if (got < 0)
		link_bags_release(out);
	return got;
}

void
link_bags_release(struct link_bags *bags)
{
	free(bags->bag);
	memset(bags, 0, sizeof *bags);
}
