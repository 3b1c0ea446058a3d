#include "db/search.h"

#include "db/chunk.h"
#include "db/findkey.h"
#include "db/store_int.h"
#include "forms/procedure.h"

#include <stdlib.h>
#include <string.h>

#define FEW 500   /* rows that are fetched and sorted rather than chosen by their codes */
#define MANY 3000 /* the same, where there are no codes for the order */
#define STROLL 1500 /* titles walked through before choosing by codes */
#define CROWD 100 /* rows with one code beyond the page that are still fetched */
#define NEEDS 128

/* Rows that are filed under one of these tokens, or under what begins with the one. */
struct need {
	char **token;
	int count;
	bool begins;
};

/* What was found in one chunk; the tail is one too. */
struct hits {
	int64_t chunk;
	uint64_t bits[CHUNK_WORDS];
};

struct search {
	struct db *db;
	const struct store_query *q;
	struct find_query query;
	struct need need[NEEDS];
	int needs;
	bool look; /* at the keys of what was found, it may not fit */
	sqlite3_stmt *token, *beginning; /* places by token */
	int64_t tail;
	struct hits *hits; /* by chunk */
	int count;
	int64_t found;
	uint32_t *tail_codes; /* of the places in the last of the hits */
	int64_t tail_chunk;   /* -1: the tail has none */
};

/* --- what is asked for --------------------------------------------------------------------------
 */

static void
add_choice(struct need *need, char *token)
{
	need->token = xrealloc(need->token, (size_t)(need->count + 1) * sizeof *need->token);
	need->token[need->count++] = token;
}

static void
add_token(void *arg, const char *token, size_t len)
{
	struct search *s = arg;

	if (s->needs < NEEDS)
		add_choice(&s->need[s->needs++], xstrndup(token, len));
	else
		s->look = true;
}

static void
need_words(struct search *s)
{
	for (int i = 0; i < s->query.count; i++) {
		int first = s->needs;
		enum find_way way = find_word_tokens(s->query.word[i], add_token, s);

		if (way == FIND_BEGINS && first < s->needs)
			s->need[first].begins = true;
		s->look = s->look || way == FIND_LOOK;
	}
}

static void
need_state(struct search *s)
{
	const struct procedure *procedure = procedure_of(s->q->form);
	struct need *need = &s->need[s->needs++];

	for (int state = 0; procedure && state < 32; state++)
		if (procedure->open >> state & 1)
			add_choice(need, xprintf(CHUNK_STATE, state));
}

/* False if the index does not know. */
static bool
need_marks(struct search *s)
{
	const struct store_query *q = s->q;

	if ((q->field && !chunk_marks(q->form, form_field(q->form, q->field))) ||
	    q->only == STORE_ASKED)
		return false;
	if (s->needs + 2 > NEEDS || q->only == STORE_REFUSED || q->only == STORE_MENDED)
		return false;
	if (q->field)
		add_choice(&s->need[s->needs++],
		    xprintf(CHUNK_VALUE, q->field, q->value ? q->value : ""));
	if (q->only == STORE_INCOMPLETE)
		add_choice(&s->need[s->needs++], xstrdup(CHUNK_INCOMPLETE));
	else if (q->only == STORE_OPEN)
		need_state(s);
	return true;
}

/* --- looking it up ------------------------------------------------------------------------------
 */

static sqlite3_stmt *
statement(struct search *s, const char *before, const char *after)
{
	char *sql = xprintf("%s_%s%s", before, s->q->form->kind, after);
	sqlite3_stmt *stmt = db_statement_made(s->db, sql);

	free(sql);
	return stmt;
}

/* Adds the places of the rows of stmt; 0 or ERR_. */
static int
add_places(struct search *s, sqlite3_stmt *stmt, uint64_t bits[CHUNK_WORDS])
{
	int got;

	while ((got = db_step(s->db, stmt)) > 0)
		chunk_places(sqlite3_column_blob(stmt, 0), sqlite3_column_bytes(stmt, 0), bits);
	return got;
}

static int
look_up(struct search *s, int64_t chunk, const struct need *need, uint64_t bits[CHUNK_WORDS])
{
	sqlite3_stmt *stmt = need->begins ? s->beginning : s->token;
	int err = 0;

	memset(bits, 0, CHUNK_WORDS * sizeof *bits);
	for (int i = 0; !err && i < need->count; i++)
		err = add_places(s, db_bind(stmt, "it", chunk, need->token[i]), bits);
	return err;
}

static bool
intersect(uint64_t bits[CHUNK_WORDS], const uint64_t with[CHUNK_WORDS])
{
	uint64_t any = 0;

	for (int i = 0; i < CHUNK_WORDS; i++)
		any |= bits[i] &= with[i];
	return any != 0;
}

static struct hits *
add_hits(struct search *s, int64_t chunk, const uint64_t bits[CHUNK_WORDS])
{
	if ((s->count & (s->count - 1)) == 0)
		s->hits = xrealloc(s->hits,
		    (size_t)(s->count ? s->count * 2 : 1) * sizeof *s->hits);
	struct hits *hits = &s->hits[s->count++];

	hits->chunk = chunk;
	memcpy(hits->bits, bits, sizeof hits->bits);
	for (int i = 0; i < CHUNK_WORDS; i++)
		s->found += __builtin_popcountll(bits[i]);
	return hits;
}

/* bits: the chunk's living. */
static int
search_chunk(struct search *s, int64_t chunk, uint64_t bits[CHUNK_WORDS])
{
	uint64_t with[CHUNK_WORDS];
	bool any = true;
	int err = 0;

	for (int i = 0; !err && any && i < s->needs; i++) {
		err = look_up(s, chunk, &s->need[i], with);
		any = intersect(bits, with);
	}
	if (!err && any)
		add_hits(s, chunk, bits);
	return err;
}

static int
search_chunks(struct search *s)
{
	sqlite3_stmt *stmt = db_bind(statement(s, "SELECT token, rows FROM find",
	    " WHERE chunk = ? ORDER BY token"), "i", (int64_t)CHUNK_LIVING);
	int got = 0, err = 0;

	while (!err && (got = db_step(s->db, stmt)) > 0) {
		uint64_t bits[CHUNK_WORDS] = {0};

		chunk_places(sqlite3_column_blob(stmt, 1), sqlite3_column_bytes(stmt, 1), bits);
		err = search_chunk(s, sqlite3_column_int64(stmt, 0), bits);
	}
	if (err && stmt)
		sqlite3_reset(stmt);
	return err ? err : got;
}

static void
add_from_tail(struct search *s, int64_t n, const char *sort)
{
	static const uint64_t none[CHUNK_WORDS];
	int64_t chunk = n / CHUNK_ROWS, place = n % CHUNK_ROWS;

	if (!s->count || s->hits[s->count - 1].chunk != chunk)
		add_hits(s, chunk, none);
	if (s->tail_chunk != chunk)
		memset(s->tail_codes, 0, CHUNK_ROWS * sizeof *s->tail_codes);
	s->tail_chunk = chunk;
	s->hits[s->count - 1].bits[place / 64] |= UINT64_C(1) << (place % 64);
	s->tail_codes[place] = find_code(sort);
	s->found++;
}

static int
search_tail(struct search *s)
{
	const struct store_query *q = s->q;
	struct buf after = BUF_EMPTY;
	int got;

	buf_printf(&after, " WHERE n >= ?1");
	store_filter(q, &after);
	buf_puts(&after, " ORDER BY n");
	sqlite3_stmt *stmt =
	    db_bind(statement(s, "SELECT n, sort, find FROM rec", buf_text(&after)), "i", s->tail);

	if (stmt && q->field)
		sqlite3_bind_text(stmt, 3, q->value, -1, SQLITE_TRANSIENT);
	buf_release(&after);
	while ((got = db_step(s->db, stmt)) > 0)
		if (find_matches(&s->query, (const char *)sqlite3_column_text(stmt, 2)))
			add_from_tail(s, sqlite3_column_int64(stmt, 0),
			    (const char *)sqlite3_column_text(stmt, 1));
	return got;
}

int
search_new(struct db *db, const struct store_query *query, struct search **out)
{
	struct search *s = xcalloc(1, sizeof *s);

	*out = NULL;
	*s = (struct search){.db = db, .q = query, .tail_chunk = -1};
	int err = chunk_tail(db, query->form, &s->tail);

	find_query_make(query->find, &s->query);
	need_words(s);
	if (err || s->tail == 0 || !need_marks(s)) {
		search_free(s);
		return 0; /* a store of an older version that cannot be written has no index */
	}
	s->tail_codes = xcalloc(CHUNK_ROWS, sizeof *s->tail_codes);
	s->token = statement(s, "SELECT rows FROM find", " WHERE chunk = ? AND token = ?");
	s->beginning = statement(s, "SELECT rows FROM find",
	    " WHERE chunk = ?1 AND token >= ?2 AND token < ?2 || char(127)");
	err = search_chunks(s);
	if (!err)
		err = search_tail(s);
	if (err)
		search_free(s);
	else
		*out = s;
	return err;
}

void
search_free(struct search *s)
{
	if (!s)
		return;
	for (int i = 0; i < s->needs; i++) {
		for (int k = 0; k < s->need[i].count; k++)
			free(s->need[i].token[k]);
		free(s->need[i].token);
	}
	find_query_release(&s->query);
	free(s->hits);
	free(s->tail_codes);
	free(s);
}

/* Is number n among the hits? */
static bool
is_hit(const struct search *s, int64_t n)
{
	int low = 0, high = s->count;

	while (low < high) {
		int middle = (low + high) / 2;

		if (s->hits[middle].chunk < n / CHUNK_ROWS)
			low = middle + 1;
		else
			high = middle;
	}
	return low < s->count && s->hits[low].chunk == n / CHUNK_ROWS &&
	    (s->hits[low].bits[n % CHUNK_ROWS / 64] >> (n % 64) & 1);
}

/* The hit after n (-1: the first); -1 if there is none. */
static int64_t
next_hit(const struct search *s, int *at, int64_t n)
{
	for (; *at < s->count; (*at)++) {
		const struct hits *h = &s->hits[*at];
		int place = n / CHUNK_ROWS == h->chunk && n >= 0 ? (int)(n % CHUNK_ROWS) + 1 : 0;

		for (; place < CHUNK_ROWS; place = (place / 64 + 1) * 64) {
			uint64_t left = h->bits[place / 64] >> (place % 64);

			if (left)
				return h->chunk * CHUNK_ROWS + place + __builtin_ctzll(left);
		}
	}
	return -1;
}

/* --- keys of rows -------------------------------------------------------------------------------
 */

struct key {
	int64_t n, number; /* of the row; clock or due day */
	char *sort, *id;
};

struct keys {
	enum store_order order;
	struct key *key;
	int count, room;
};

static void
keys_release(struct keys *keys)
{
	for (int i = 0; i < keys->count; i++) {
		free(keys->key[i].sort);
		free(keys->key[i].id);
	}
	free(keys->key);
}

static int
compare_keys(const void *a, const void *b, void *arg)
{
	const struct key *x = a, *y = b;
	enum store_order order = *(const enum store_order *)arg;
	int c;

	if (order == STORE_BY_TITLE) {
		c = strcmp(x->sort, y->sort);
		return c ? c : strcmp(x->id, y->id);
	}
	c = (x->number > y->number) - (x->number < y->number);
	if (!c)
		c = strcmp(x->id, y->id);
	return order == STORE_NEWEST ? -c : c;
}

/* The key after which the page begins, borrowing from the query; id NULL: from the start. */
static struct key
after_of(const struct store_query *q, char **owned)
{
	const char *bar = q->after ? strrchr(q->after, '|') : NULL;
	struct key key = {0};

	*owned = NULL;
	if (!bar)
		return key;
	*owned = xstrndup(q->after, (size_t)(bar - q->after));
	key.sort = *owned;
	key.id = (char *)bar + 1;
	key.number = strtoll(*owned, NULL, 10);
	return key;
}

/* Adds row n, if it fits the words and comes after. */
static int
add_key(struct search *s, struct keys *keys, int64_t n, const struct key *after)
{
	sqlite3_stmt *stmt = db_bind(statement(s, "SELECT sort, id, hlc, coalesce(due, 9999999), "
	    "find FROM rec", " WHERE n = ?"), "i", n);
	int got = db_step(s->db, stmt);

	if (got <= 0)
		return got;
	struct key key = {
	    .n = n,
	    .number = sqlite3_column_int64(stmt, keys->order == STORE_NEWEST ? 2 : 3),
	    .sort = db_text(stmt, 0),
	    .id = db_text(stmt, 1),
	};
	bool fits = !s->look ||
	    find_matches(&s->query, (const char *)sqlite3_column_text(stmt, 4));

	sqlite3_reset(stmt);
	if (!fits || (after->id && compare_keys(&key, after, &keys->order) <= 0)) {
		free(key.sort);
		free(key.id);
		return 0;
	}
	if (keys->count == keys->room) {
		keys->room = keys->room ? keys->room * 2 : 64;
		keys->key = xrealloc(keys->key, (size_t)keys->room * sizeof *keys->key);
	}
	keys->key[keys->count++] = key;
	return 0;
}

/* Gives out the keys in order. */
static void
give(struct keys *keys, int limit, int64_t n[], int *out)
{
	if (keys->count)
		qsort_r(keys->key, (size_t)keys->count, sizeof *keys->key, compare_keys,
		    &keys->order);
	for (int i = 0; i < keys->count && *out < limit; i++)
		n[(*out)++] = keys->key[i].n;
}

static int
page_of_few(struct search *s, const struct key *after, int limit, int64_t n[], int *out)
{
	struct keys keys = {.order = s->q->order};
	int at = 0, err = 0;

	for (int64_t hit = -1; !err && (hit = next_hit(s, &at, hit)) >= 0;)
		err = add_key(s, &keys, hit, after);
	if (!err)
		give(&keys, limit, n, out);
	keys_release(&keys);
	return err;
}

/* --- walking in order ---------------------------------------------------------------------------
 */

static bool
fits(struct search *s, sqlite3_stmt *find, int64_t n, int *err)
{
	if (!is_hit(s, n))
		return false;
	if (!s->look || n >= s->tail)
		return true;
	int got = db_step(s->db, db_bind(find, "i", n));
	bool matches =
	    got > 0 && find_matches(&s->query, (const char *)sqlite3_column_text(find, 0));

	*err = got < 0 ? got : 0;
	sqlite3_reset(find);
	return matches;
}

/*
 * Through the titles after a key, `most` of them; with `code`, no further than those of that code.
 * *end: there are no more.
 */
static int
walk_titles(struct search *s, const struct key *after, const uint32_t *code, int64_t most,
    int limit, int64_t n[], int *out, bool *end)
{
	sqlite3_stmt *find = statement(s, "SELECT find FROM rec", " WHERE n = ?");
	sqlite3_stmt *stmt = db_bind(statement(s, "SELECT n, sort FROM rec",
	    " WHERE (sort, id) > (?1, ?2) ORDER BY sort, id"), "tt",
	    after->id ? after->sort : "", after->id ? after->id : "");
	int got = 0, err = 0;

	for (int64_t i = 0; !err && *out < limit && i < most; i++) {
		got = db_step(s->db, stmt);
		if (got <= 0)
			break;
		int64_t row = sqlite3_column_int64(stmt, 0);

		if (code && find_code((const char *)sqlite3_column_text(stmt, 1)) > *code)
			break;
		if (fits(s, find, row, &err))
			n[(*out)++] = row;
	}
	*end = got == 0;
	if (stmt)
		sqlite3_reset(stmt);
	return err ? err : got < 0 ? got : 0;
}

static int
walk_newest(struct search *s, const struct key *after, int limit, int64_t n[], int *out)
{
	sqlite3_stmt *find = statement(s, "SELECT find FROM rec", " WHERE n = ?");
	sqlite3_stmt *stmt = db_bind(statement(s, "SELECT n FROM rec",
	    " WHERE (hlc, id) < (?1, ?2) ORDER BY hlc DESC, id DESC"), "it",
	    after->id ? after->number : INT64_MAX, after->id ? after->id : "");
	int got = 0, err = 0;

	while (!err && *out < limit && (got = db_step(s->db, stmt)) > 0)
		if (fits(s, find, sqlite3_column_int64(stmt, 0), &err))
			n[(*out)++] = sqlite3_column_int64(stmt, 0);
	if (stmt)
		sqlite3_reset(stmt);
	return err ? err : got < 0 ? got : 0;
}

/* --- choosing by codes --------------------------------------------------------------------------
 */

/*
 * Of many hits the rows with the smallest codes. `first` is the code of the row before the page:
 * how many of its namesakes come after is not known yet, so all of them are kept.
 */
struct choice {
	uint32_t code;
	int64_t n;
};

struct choosing {
	struct choice choice[4096];
	int count, wanted;
	uint32_t first;
	int firsts;     /* chosen with that code */
	bool crowded;   /* too many have it: they are walked through */
	uint32_t bound; /* greater codes are of no use */
	bool bound_crowded;
};

static int
compare_choices(const void *a, const void *b)
{
	const struct choice *x = a, *y = b;

	return (x->code > y->code) - (x->code < y->code);
}

/* Leaves out what is behind the page for certain. */
static void
narrow(struct choosing *c)
{
	int wanted = c->firsts + c->wanted;

	if (c->count <= wanted)
		return;
	qsort(c->choice, (size_t)c->count, sizeof *c->choice, compare_choices);
	c->bound = c->choice[wanted - 1].code;
	c->bound_crowded = false;
	while (c->choice[c->count - 1].code > c->bound)
		c->count--;
	if (c->count - wanted <= CROWD)
		return;
	c->bound_crowded = true;
	while (c->count && c->choice[c->count - 1].code == c->bound)
		c->count--;
}

static void
choose(struct choosing *c, uint32_t code, int64_t n)
{
	if (code < c->first || code > c->bound || (code == c->bound && c->bound_crowded))
		return;
	if (code == c->first && c->firsts == CROWD)
		c->crowded = true;
	if (code == c->first && c->crowded)
		return;
	c->firsts += code == c->first;
	c->choice[c->count++] = (struct choice){code, n};
	if (c->count == (int)(sizeof c->choice / sizeof c->choice[0]))
		narrow(c);
}

static uint32_t
code_at(const unsigned char *codes, int64_t place)
{
	const unsigned char *at = codes + 4 * place;

	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static int
choose_from(struct search *s, struct choosing *c, int at)
{
	const struct hits *h = &s->hits[at];
	bool tail = h->chunk == s->tail_chunk;
	const unsigned char *codes = NULL;
	sqlite3_stmt *stmt = NULL;
	int64_t hit = -1;

	if (!tail) {
		stmt = db_bind(s->token, "it", h->chunk, CHUNK_CODES);
		int got = db_step(s->db, stmt);

		if (got <= 0)
			return got ? got : ERR_DAMAGED;
		if (sqlite3_column_bytes(stmt, 0) == CHUNK_ROWS * 4)
			codes = sqlite3_column_blob(stmt, 0);
	}
	for (int i = at; (tail || codes) && (hit = next_hit(s, &i, hit)) >= 0 && i == at;)
		choose(c, tail ? s->tail_codes[hit % CHUNK_ROWS]
		    : code_at(codes, hit % CHUNK_ROWS), hit);
	if (stmt)
		sqlite3_reset(stmt);
	return tail || codes ? 0 : ERR_DAMAGED;
}

/* The page from what was chosen, and by walking where too many have one code. */
static int
page_of_chosen(struct search *s, struct choosing *c, const struct key *after, int limit,
    int64_t n[], int *out)
{
	struct keys keys = {.order = STORE_BY_TITLE};
	struct buf from = BUF_EMPTY;
	bool end;
	int err = 0;

	if (c->crowded)
		err = walk_titles(s, after, &c->first, INT64_MAX, limit, n, out, &end);
	for (int i = 0; !err && *out < limit && i < c->count; i++)
		if (!c->crowded || c->choice[i].code != c->first)
			err = add_key(s, &keys, c->choice[i].n, after);
	if (!err)
		give(&keys, limit, n, out);
	keys_release(&keys);
	if (err || *out == limit || !c->bound_crowded)
		return err;
	find_code_text(c->bound, &from);
	struct key key = {.sort = buf_take(&from), .id = (char *)""};

	err = walk_titles(s, &key, &c->bound, INT64_MAX, limit, n, out, &end);
	free(key.sort);
	return err;
}

static int
page_by_codes(struct search *s, const struct key *after, int limit, int64_t n[], int *out)
{
	struct choosing *c = xcalloc(1, sizeof *c);
	bool end;
	int err = 0;

	c->wanted = limit + (s->look ? limit / 4 : 0); /* some of them may not fit */
	c->bound = UINT32_MAX;
	c->first = after->id ? find_code(after->sort) : 0;
	c->firsts = 0;
	for (int at = 0; !err && at < s->count; at++)
		err = choose_from(s, c, at);
	narrow(c);
	if (!err)
		err = page_of_chosen(s, c, after, limit, n, out);
	if (!err && s->look && *out < limit && c->bound < UINT32_MAX) {
		*out = 0; /* too few did */
		err = walk_titles(s, after, NULL, INT64_MAX, limit, n, out, &end);
	}
	free(c);
	return err;
}

/* --- answers ------------------------------------------------------------------------------------
 */

static int
page_by_title(struct search *s, const struct key *after, int limit, int64_t n[], int *out)
{
	if (s->found <= FEW)
		return page_of_few(s, after, limit, n, out);
	/* What is found often is soon met, unless all of it stands further on. */
	bool end = false;
	int err = walk_titles(s, after, NULL, STROLL, limit, n, out, &end);

	if (err || end || *out == limit)
		return err;
	*out = 0;
	return page_by_codes(s, after, limit, n, out);
}

int
search_page(struct search *s, int limit, int64_t n[], int *out)
{
	char *owned;
	struct key after = after_of(s->q, &owned);
	int err = 0;

	*out = 0;
	if (s->q->order == STORE_BY_TITLE)
		err = page_by_title(s, &after, limit, n, out);
	else if (s->found <= MANY)
		err = page_of_few(s, &after, limit, n, out);
	else if (s->q->order == STORE_NEWEST)
		err = walk_newest(s, &after, limit, n, out);
	else
		*out = -1;
	free(owned);
	return err;
}

int
search_count(struct search *s, int most, int64_t *out, bool *more)
{
	sqlite3_stmt *find = statement(s, "SELECT find FROM rec", " WHERE n = ?");
	int64_t fit = 0, looked = 0;
	int at = 0, err = 0;

	*more = false;
	*out = s->found;
	if (!s->look)
		return 0;
	for (int64_t n = -1; !err && !*more && (n = next_hit(s, &at, n)) >= 0; looked++) {
		*more = most && looked >= most;
		if (!*more)
			fit += fits(s, find, n, &err);
	}
	*out = fit;
	return err;
}
