#include "db/chunk.h"

#include <stdlib.h>
#include <string.h>

#define DENSE 256 /* places from which one bit each is shorter */
#define DENSE_BYTES (CHUNK_ROWS / 8)

char *
chunk_sql(const struct form *form)
{
	return xprintf("DROP TABLE IF EXISTS find_%s; CREATE TABLE find_%s(chunk INTEGER NOT NULL, "
	    "token TEXT NOT NULL, rows BLOB NOT NULL, PRIMARY KEY(chunk, token)) "
	    "STRICT, WITHOUT ROWID;", form->kind, form->kind);
}

/* A kept statement; each %s of `format` is the kind. */
static sqlite3_stmt *
statement(struct db *db, const struct form *form, const char *format)
{
	struct buf sql = BUF_EMPTY;
	const char *gap;

	for (; (gap = strstr(format, "%s")); format = gap + 2) {
		buf_add(&sql, format, (size_t)(gap - format));
		buf_puts(&sql, form->kind);
	}
	buf_puts(&sql, format);
	sqlite3_stmt *stmt = db_statement_made(db, buf_text(&sql));

	buf_release(&sql);
	return stmt;
}

static int
run(struct db *db, sqlite3_stmt *stmt)
{
	int got = db_step(db, stmt);

	if (got > 0)
		sqlite3_reset(stmt);
	return got < 0 ? got : 0;
}

static int
get_int(struct db *db, sqlite3_stmt *stmt, int64_t *out)
{
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	*out = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return 0;
}

/* --- numbers ------------------------------------------------------------------------------------
 */

int
chunk_tail(struct db *db, const struct form *form, int64_t *out)
{
	int64_t last = -1;
	int err = get_int(db, statement(db, form, "SELECT coalesce(max(chunk), -1) FROM find_%s"),
	    &last);

	*out = (last + 1) * CHUNK_ROWS;
	return err;
}

/* Where the tail begins and numbers go on: asked once in a transaction, others write too. */
static int
look(struct db *db, struct kind_sql *kind)
{
	int64_t last = -1;

	if (kind->looked == db->transaction)
		return 0;
	int err = chunk_tail(db, kind->form, &kind->tail);

	if (!err)
		err = get_int(db,
		    statement(db, kind->form, "SELECT coalesce(max(n), -1) FROM rec_%s"), &last);
	kind->next = last < kind->tail ? kind->tail : last + 1;
	if (!err)
		kind->looked = db->transaction;
	return err;
}

int
chunk_number(struct db *db, struct kind_sql *kind, int64_t *out)
{
	int err = look(db, kind);

	if (!err)
		*out = kind->next++;
	return err;
}

int
chunk_is_filed(struct db *db, struct kind_sql *kind, int64_t n, bool *out)
{
	int err = look(db, kind);

	*out = n < kind->tail;
	return err;
}

/* --- marks --------------------------------------------------------------------------------------
 */

static bool
is_marked(const struct form *form, const struct form_tab *tab)
{
	return tab->only == FORM_FIELD && form->field[tab->field].class != CLASS_SEALED;
}

bool
chunk_marks(const struct form *form, int field)
{
	for (int i = 0; i < form->tab_count; i++)
		if (is_marked(form, &form->tab[i]) && form->tab[i].field == field)
			return true;
	return false;
}

static void
emit_mark(struct buf *mark, find_token *emit, void *arg)
{
	emit(arg, mark->data, mark->len);
	buf_clear(mark);
}

/* value: of each tab's field, in their order. */
static void
add_marks(const struct form *form, bool incomplete, int state, const char *const value[],
    find_token *emit, void *arg)
{
	struct buf mark = BUF_EMPTY;

	if (incomplete)
		emit(arg, CHUNK_INCOMPLETE, strlen(CHUNK_INCOMPLETE));
	if (state > 0) {
		buf_printf(&mark, CHUNK_STATE, state);
		emit_mark(&mark, emit, arg);
	}
	for (int i = 0; i < form->tab_count; i++)
		if (value[i] && is_marked(form, &form->tab[i])) {
			buf_printf(&mark, CHUNK_VALUE, form->field[form->tab[i].field].name,
			    value[i]);
			emit_mark(&mark, emit, arg);
		}
	buf_release(&mark);
}

static void
add_key(void *arg, const char *token, size_t len)
{
	struct buf *keys = arg;

	buf_add(keys, token, len);
	buf_putc(keys, FIND_SEPARATOR);
}

char *
chunk_keys(const struct record *record, const char *sort, const char *find, bool incomplete,
    int state)
{
	const struct form *form = record->form;
	const char **value = xcalloc((size_t)form->tab_count + 1, sizeof *value);
	struct buf keys = BUF_EMPTY;

	for (int i = 0; i < form->tab_count; i++)
		if (form->tab[i].only == FORM_FIELD)
			value[i] = record->value[form->tab[i].field];
	buf_puts(&keys, sort);
	buf_puts(&keys, find);
	add_marks(form, incomplete, state, value, add_key, &keys);
	free(value);
	return buf_take(&keys);
}

/* --- filing a chunk -----------------------------------------------------------------------------
 */

struct entry {
	size_t text, len; /* of the token, in words */
	uint64_t head;    /* its first bytes, as a number that sorts as they do */
	uint32_t first;   /* of its places, once they are sorted out */
	uint32_t count;
	int last; /* place it was filed for last */
};

/* What was found so far: tokens by hash, and pairs of token and place in order of places. */
struct filing {
	struct buf words;
	struct entry *entry;
	uint32_t entries, entry_room;
	uint32_t *slot, slots; /* entry + 1, 0 free; a power of two */
	uint32_t *pair;
	uint16_t *pair_place;
	size_t pairs, pair_room;
	int place; /* being filed */
	uint64_t living[CHUNK_WORDS];
	unsigned char codes[CHUNK_ROWS * 4];
};

static void
filing_free(struct filing *f)
{
	buf_release(&f->words);
	free(f->entry);
	free(f->slot);
	free(f->pair);
	free(f->pair_place);
	free(f);
}

static uint32_t
hash_of(const char *s, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h ^ h >> 15;
}

static const char *
word(const struct filing *f, uint32_t entry)
{
	return f->words.data + f->entry[entry].text;
}

static void
more_slots(struct filing *f)
{
	f->slots = f->slots ? f->slots * 2 : 1 << 14;
	free(f->slot);
	f->slot = xcalloc(f->slots, sizeof *f->slot);
	for (uint32_t e = 0; e < f->entries; e++) {
		uint32_t i = hash_of(word(f, e), f->entry[e].len) & (f->slots - 1);

		while (f->slot[i])
			i = (i + 1) & (f->slots - 1);
		f->slot[i] = e + 1;
	}
}

static uint64_t
head_of(const char *token, size_t len)
{
	uint64_t head = 0;

	for (size_t i = 0; i < sizeof head; i++)
		head = head << 8 | (i < len ? (unsigned char)token[i] : 0);
	return head;
}

static uint32_t
entry_of(struct filing *f, const char *token, size_t len)
{
	if (f->entries * 2 >= f->slots)
		more_slots(f);
	uint32_t i = hash_of(token, len) & (f->slots - 1);

	for (; f->slot[i]; i = (i + 1) & (f->slots - 1)) {
		uint32_t e = f->slot[i] - 1;

		if (f->entry[e].len == len && memcmp(word(f, e), token, len) == 0)
			return e;
	}
	if (f->entries == f->entry_room) {
		f->entry_room = f->entry_room ? f->entry_room * 2 : 1 << 13;
		f->entry = xrealloc(f->entry, f->entry_room * sizeof *f->entry);
	}
	f->entry[f->entries] = (struct entry){
	    .text = f->words.len, .len = len, .head = head_of(token, len), .last = -1};
	buf_add(&f->words, token, len);
	f->slot[i] = ++f->entries;
	return f->entries - 1;
}

static void
add_token(void *arg, const char *token, size_t len)
{
	struct filing *f = arg;
	uint32_t e = entry_of(f, token, len);

	if (f->entry[e].last == f->place)
		return;
	f->entry[e].last = f->place;
	f->entry[e].count++;
	if (f->pairs == f->pair_room) {
		f->pair_room = f->pair_room ? f->pair_room * 2 : 1 << 16;
		f->pair = xrealloc(f->pair, f->pair_room * sizeof *f->pair);
		f->pair_place = xrealloc(f->pair_place, f->pair_room * sizeof *f->pair_place);
	}
	f->pair[f->pairs] = e;
	f->pair_place[f->pairs++] = (uint16_t)f->place;
}

static void
put_code(struct filing *f, uint32_t code)
{
	unsigned char *at = f->codes + 4 * f->place;

	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(code >> (8 * i));
}

/* The columns that file_row reads. */
static char *
filed_sql(const struct form *form)
{
	struct buf sql = BUF_EMPTY;

	buf_puts(&sql, "SELECT n, sort, find, incomplete, state");
	for (int i = 0; i < form->tab_count; i++)
		if (is_marked(form, &form->tab[i]))
			buf_printf(&sql, ", f_%s", form->field[form->tab[i].field].name);
		else
			buf_puts(&sql, ", NULL");
	buf_printf(&sql, " FROM rec_%s WHERE n BETWEEN ? AND ? ORDER BY n", form->kind);
	return buf_take(&sql);
}

static void
file_row(struct filing *f, const struct form *form, sqlite3_stmt *stmt, const char **value)
{
	f->place = (int)(sqlite3_column_int64(stmt, 0) % CHUNK_ROWS);
	f->living[f->place / 64] |= UINT64_C(1) << (f->place % 64);
	put_code(f, find_code((const char *)sqlite3_column_text(stmt, 1)));
	find_tokens((const char *)sqlite3_column_text(stmt, 2), add_token, f);
	for (int i = 0; i < form->tab_count; i++)
		value[i] = (const char *)sqlite3_column_text(stmt, 5 + i);
	add_marks(form, sqlite3_column_int(stmt, 3) != 0, sqlite3_column_int(stmt, 4), value,
	    add_token, f);
}

/* Puts the pairs of each token together; places stay in order. */
static void
sort_out(struct filing *f)
{
	uint16_t *sorted = xcalloc(f->pairs + 1, sizeof *sorted);
	uint32_t sum = 0;

	for (uint32_t e = 0; e < f->entries; e++) {
		f->entry[e].first = sum;
		sum += f->entry[e].count;
		f->entry[e].count = 0;
	}
	for (size_t i = 0; i < f->pairs; i++) {
		struct entry *entry = &f->entry[f->pair[i]];

		sorted[entry->first + entry->count++] = f->pair_place[i];
	}
	free(f->pair_place);
	f->pair_place = sorted;
}

static int
file_rows(struct db *db, const struct form *form, int64_t chunk, struct filing *f)
{
	const char **value = xcalloc((size_t)form->tab_count + 1, sizeof *value);
	char *sql = filed_sql(form);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "ii", chunk * CHUNK_ROWS,
	    (chunk + 1) * CHUNK_ROWS - 1);
	int got;

	while ((got = db_step(db, stmt)) > 0)
		file_row(f, form, stmt, value);
	free(sql);
	free(value);
	sort_out(f);
	return got;
}

static int
compare_words(const void *a, const void *b, void *arg)
{
	const struct filing *f = arg;
	const struct entry *x = &f->entry[*(const uint32_t *)a];
	const struct entry *y = &f->entry[*(const uint32_t *)b];

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	int c = memcmp(f->words.data + x->text, f->words.data + y->text,
	    x->len < y->len ? x->len : y->len);

	return c ? c : x->len < y->len ? -1 : x->len > y->len;
}

/* Entries in the order of their tokens, so that the table grows at its end. */
static uint32_t *
in_order(struct filing *f)
{
	uint32_t *order = xcalloc((size_t)f->entries + 1, sizeof *order);

	for (uint32_t e = 0; e < f->entries; e++)
		order[e] = e;
	qsort_r(order, f->entries, sizeof *order, compare_words, f);
	return order;
}

/* The stored form of a token's places; bytes. */
static int
pack_places(const struct filing *f, const struct entry *e, unsigned char out[DENSE_BYTES])
{
	if (e->count >= DENSE)
		memset(out, 0, DENSE_BYTES);
	for (uint32_t i = 0; i < e->count; i++) {
		uint16_t place = f->pair_place[e->first + i];

		if (e->count >= DENSE) {
			out[place / 8] |= (unsigned char)(1 << place % 8);
		} else {
			out[2 * i] = (unsigned char)place;
			out[2 * i + 1] = (unsigned char)(place >> 8);
		}
	}
	return e->count >= DENSE ? DENSE_BYTES : (int)e->count * 2;
}

static void
pack_bits(const uint64_t bits[CHUNK_WORDS], unsigned char out[DENSE_BYTES])
{
	for (int i = 0; i < DENSE_BYTES; i++)
		out[i] = (unsigned char)(bits[i / 8] >> (i % 8 * 8));
}

void
chunk_places(const void *rows, int bytes, uint64_t bits[CHUNK_WORDS])
{
	const unsigned char *s = rows;

	for (int i = 0; bytes == DENSE_BYTES && i < DENSE_BYTES; i++)
		bits[i / 8] |= (uint64_t)s[i] << (i % 8 * 8);
	for (int i = 0; bytes < DENSE_BYTES && i + 1 < bytes; i += 2) {
		unsigned place = (s[i] | (unsigned)s[i + 1] << 8) % CHUNK_ROWS;

		bits[place / 64] |= UINT64_C(1) << (place % 64);
	}
}

static int
put(struct db *db, sqlite3_stmt *stmt, const char *token, size_t len, const void *rows, int bytes)
{
	if (!stmt)
		return db_step(db, NULL);
	sqlite3_bind_text(stmt, 2, token, (int)len, SQLITE_STATIC);
	sqlite3_bind_blob(stmt, 3, rows, bytes, SQLITE_STATIC);
	return db_step(db, stmt);
}

/* The places of chunk that still have their rows. */
static int
put_living(struct db *db, const struct form *form, int64_t chunk, const uint64_t bits[CHUNK_WORDS])
{
	char *number = xprintf(CHUNK_NUMBER, (long long)chunk);
	unsigned char rows[DENSE_BYTES];

	pack_bits(bits, rows);
	int err = run(db, db_bind(statement(db, form, "INSERT INTO find_%s VALUES(?,?,?) "
	    "ON CONFLICT DO UPDATE SET rows = excluded.rows"), "itb", (int64_t)CHUNK_LIVING, number,
	    rows, DENSE_BYTES));

	free(number);
	return err;
}

static int
write_chunk(struct db *db, const struct form *form, int64_t chunk, struct filing *f)
{
	sqlite3_stmt *stmt =
	    db_bind(statement(db, form, "INSERT INTO find_%s VALUES(?,?,?)"), "i", chunk);
	unsigned char rows[DENSE_BYTES];
	uint32_t *order = in_order(f);
	int err = put(db, stmt, CHUNK_CODES, 1, f->codes, sizeof f->codes);

	for (uint32_t i = 0; !err && i < f->entries; i++) {
		const struct entry *e = &f->entry[order[i]];

		err = put(db, stmt, word(f, order[i]), e->len, rows, pack_places(f, e, rows));
	}
	free(order);
	return err ? err : put_living(db, form, chunk, f->living);
}

static int
file_chunk(struct db *db, const struct form *form, int64_t chunk)
{
	struct filing *f = xcalloc(1, sizeof *f);
	int err = file_rows(db, form, chunk, f);

	if (!err)
		err = write_chunk(db, form, chunk, f);
	filing_free(f);
	return err;
}

int
chunk_fill(struct db *db, struct kind_sql *kind, int64_t n)
{
	int err = look(db, kind);

	if (err || n < kind->tail + CHUNK_ROWS)
		return err;
	err = file_chunk(db, kind->form, kind->tail / CHUNK_ROWS);
	kind->tail += CHUNK_ROWS;
	return err;
}

/* --- leaving, erasing, tidying ------------------------------------------------------------------
 */

static int
read_places(struct db *db, const struct form *form, int64_t chunk, const char *token,
    uint64_t bits[CHUNK_WORDS])
{
	sqlite3_stmt *stmt = db_bind(statement(db, form,
	    "SELECT rows FROM find_%s WHERE chunk = ? AND token = ?"), "it", chunk, token);
	int got = db_step(db, stmt);

	memset(bits, 0, CHUNK_WORDS * sizeof *bits);
	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	chunk_places(sqlite3_column_blob(stmt, 0), sqlite3_column_bytes(stmt, 0), bits);
	sqlite3_reset(stmt);
	return 0;
}

static int
read_living(struct db *db, const struct form *form, int64_t chunk, uint64_t bits[CHUNK_WORDS])
{
	char *number = xprintf(CHUNK_NUMBER, (long long)chunk);
	int err = read_places(db, form, CHUNK_LIVING, number, bits);

	free(number);
	return err;
}

int
chunk_leave(struct db *db, struct kind_sql *kind, int64_t n, const char *record)
{
	int64_t chunk = n / CHUNK_ROWS;
	uint64_t bits[CHUNK_WORDS];
	char *note = xprintf(CHUNK_LEFT, record);
	int err = read_living(db, kind->form, chunk, bits);

	bits[n % CHUNK_ROWS / 64] &= ~(UINT64_C(1) << (n % 64));
	if (!err)
		err = put_living(db, kind->form, chunk, bits);
	if (!err)
		err = run(db, db_bind(statement(db, kind->form,
		    "INSERT INTO find_%s VALUES(?,?,?) ON CONFLICT DO NOTHING"), "itb", chunk, note,
		    "", 0));
	free(note);
	return err;
}

/* The chunk after this one, ERR_NOTFOUND if it is the last. */
static int
next_chunk(struct db *db, const struct form *form, int64_t *chunk)
{
	int64_t next = -1;
	int err = get_int(db, db_bind(statement(db, form,
	    "SELECT coalesce(min(chunk), -1) FROM find_%s WHERE chunk > ?"), "i", *chunk), &next);

	*chunk = next;
	return err ? err : next < 0 ? ERR_NOTFOUND : 0;
}

static int
drop_chunk(struct db *db, const struct form *form, int64_t chunk)
{
	char *number = xprintf(CHUNK_NUMBER, (long long)chunk);
	int err = run(db, db_bind(statement(db, form, "DELETE FROM find_%s WHERE chunk = ?1 OR "
	    "(chunk = ?2 AND token = ?3)"), "iit", chunk, (int64_t)CHUNK_LIVING, number));

	free(number);
	return err;
}

int
chunk_erase(struct db *db, struct kind_sql *kind, int64_t n, const char *record)
{
	char *note = xprintf(CHUNK_LEFT, record);
	int64_t chunk = -1;
	int err;

	while (!(err = next_chunk(db, kind->form, &chunk))) {
		uint64_t none[CHUNK_WORDS];

		err = read_places(db, kind->form, chunk, note, none);
		if (err == ERR_NOTFOUND && chunk != n / CHUNK_ROWS)
			continue;
		if (!err || err == ERR_NOTFOUND)
			err = drop_chunk(db, kind->form, chunk);
		if (!err)
			err = file_chunk(db, kind->form, chunk);
		if (err)
			break;
	}
	free(note);
	return err == ERR_NOTFOUND ? 0 : err;
}

static int
count_bits(const uint64_t bits[CHUNK_WORDS])
{
	int count = 0;

	for (int i = 0; i < CHUNK_WORDS; i++)
		count += __builtin_popcountll(bits[i]);
	return count;
}

/* Gives the living of a chunk new numbers. */
static int
move_out(struct db *db, struct kind_sql *kind, int64_t chunk, const uint64_t bits[CHUNK_WORDS])
{
	int err = 0;

	for (int place = 0; !err && place < CHUNK_ROWS; place++) {
		int64_t to = 0;

		if (!(bits[place / 64] >> (place % 64) & 1))
			continue;
		err = chunk_number(db, kind, &to);
		if (!err)
			err = run(db, db_bind(statement(db, kind->form,
			    "UPDATE rec_%s SET n = ? WHERE n = ?"), "ii", to,
			    chunk * CHUNK_ROWS + place));
		if (!err)
			err = chunk_fill(db, kind, to);
	}
	return err ? err : drop_chunk(db, kind->form, chunk);
}

int
chunk_tidy(struct db *db, struct kind_sql *kind, bool *did)
{
	uint64_t bits[CHUNK_WORDS];
	int64_t chunk = -1;
	int err = look(db, kind);

	*did = false;
	while (!err && !*did && !(err = next_chunk(db, kind->form, &chunk))) {
		err = read_living(db, kind->form, chunk, bits);
		*did = !err && (chunk + 1) * CHUNK_ROWS < kind->tail &&
		    count_bits(bits) < CHUNK_ROWS / 2;
	}
	if (err == ERR_NOTFOUND)
		return 0;
	return err ? err : move_out(db, kind, chunk, bits);
}

/* --- verifying ----------------------------------------------------------------------------------
 */

/* Does a stored row say what filing found? Places of who left count for nothing. */
static bool
is_as_filed(struct filing *f, sqlite3_stmt *stmt)
{
	const char *token = (const char *)sqlite3_column_text(stmt, 0);
	size_t len = (size_t)sqlite3_column_bytes(stmt, 0);
	uint64_t bits[CHUNK_WORDS] = {0}, want[CHUNK_WORDS] = {0};
	unsigned char rows[DENSE_BYTES];

	if (*token == CHUNK_LEFT[0])
		return true;
	if (strcmp(token, CHUNK_CODES) == 0) {
		const unsigned char *codes = sqlite3_column_blob(stmt, 1);
		bool right = sqlite3_column_bytes(stmt, 1) == sizeof f->codes;

		for (int i = 0; right && i < CHUNK_ROWS; i++)
			right = !(f->living[i / 64] >> (i % 64) & 1) ||
			    memcmp(codes + 4 * i, f->codes + 4 * i, 4) == 0;
		return right;
	}
	chunk_places(sqlite3_column_blob(stmt, 1), sqlite3_column_bytes(stmt, 1), bits);
	struct entry *e = &f->entry[entry_of(f, token, len)];

	chunk_places(rows, pack_places(f, e, rows), want);
	e->last = CHUNK_ROWS; /* seen */
	for (int i = 0; i < CHUNK_WORDS; i++)
		if ((bits[i] & f->living[i]) != want[i])
			return false;
	return true;
}

static int
verify_chunk(struct db *db, const struct form *form, int64_t chunk, bool *right)
{
	struct filing *f = xcalloc(1, sizeof *f);
	uint64_t living[CHUNK_WORDS];
	int got = 0, err = file_rows(db, form, chunk, f);

	if (!err)
		err = read_living(db, form, chunk, living);
	*right = *right && !err && memcmp(living, f->living, sizeof living) == 0;
	err = err == ERR_NOTFOUND ? 0 : err;
	sqlite3_stmt *stmt = db_bind(statement(db, form,
	    "SELECT token, rows FROM find_%s WHERE chunk = ?"), "i", chunk);

	while (!err && (got = db_step(db, stmt)) > 0)
		*right = is_as_filed(f, stmt) && *right;
	for (uint32_t e = 0; e < f->entries; e++)
		*right = *right && f->entry[e].last == CHUNK_ROWS;
	filing_free(f);
	return err ? err : got;
}

int
chunk_verify(struct db *db, const struct form *form, bool *right)
{
	int64_t chunk = -1;
	int err;

	*right = true;
	while (!(err = next_chunk(db, form, &chunk)))
		if ((err = verify_chunk(db, form, chunk, right)))
			return err;
	return err == ERR_NOTFOUND ? 0 : err;
}
