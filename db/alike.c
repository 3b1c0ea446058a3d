/*
 * Every record of the kind is looked at, which is exact and takes milliseconds for what a farm has
 * in ten years: pairs of the typed text stand in a table, those of the others are only counted.
 */
#include "db/alike.h"

#include "base/norm.h"
#include "base/utf8.h"
#include "db/db_int.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/store_int.h"

#include <stdlib.h>
#include <string.h>

#define PAIRS_LEAST 3    /* of what was typed, before anything is looked for */
#define PAIRS_MOST 4000  /* of one text */
#define SLOTS 16384      /* a power of two, four times that */
#define LEAST 28         /* percent to be shown */
#define LEAST_SAME 12    /* of the same person */
#define MORE_COUNTS 5    /* what the other has more counts one in so many */

struct slot {
	uint64_t pair;
	uint32_t seen; /* by the text counted last that had it */
	bool typed;
};

struct pairs {
	struct slot slot[SLOTS];
	uint32_t text; /* number of the text being counted */
	int typed;     /* distinct pairs of the typed one */
};

/* --- pairs --- */

static struct slot *
slot_of(struct pairs *p, uint64_t pair)
{
	size_t at = (size_t)(pair * UINT64_C(0x9E3779B97F4A7C15) >> 50) & (SLOTS - 1);

	while (p->slot[at].pair != pair && p->slot[at].pair &&
	    (p->slot[at].typed || p->slot[at].seen == p->text))
		at = (at + 1) & (SLOTS - 1);
	return &p->slot[at];
}

/* Marks, blanks and controls say nothing; full-width letters are letters. */
static uint32_t
character(uint32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e)
		cp -= 0xfee0;
	if (cp >= 'A' && cp <= 'Z')
		cp += 'a' - 'A';
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') ? cp : 0;
	return norm_is_han(cp) ? cp : cp >= 0x2000 && cp < 0x3400 ? 0 : cp;
}

/* Counts the pairs of a text behind those counted already; `both`: that are in the typed one. */
static void
count(struct pairs *p, const char *text, bool typed, int *all, int *both)
{
	uint32_t before = 0, cp;

	while ((cp = utf8_read(&text)) && *all < PAIRS_MOST) {
		cp = character(cp);
		if (before && cp) {
			struct slot *slot = slot_of(p, (uint64_t)before << 32 | cp);

			if (slot->pair != ((uint64_t)before << 32 | cp))
				*slot = (struct slot){.pair = (uint64_t)before << 32 | cp};
			if (slot->seen != p->text) {
				slot->seen = p->text;
				slot->typed |= typed;
				(*all)++;
				*both += slot->typed;
			}
		}
		before = cp ? cp : before;
	}
}

static int
likeness(int typed, int other, int both)
{
	int weight = both * MORE_COUNTS + (typed - both) * MORE_COUNTS + (other - both);

	return weight ? both * MORE_COUNTS * 100 / weight : 0;
}

int
alike_texts(const char *typed, const char *other)
{
	struct pairs *p = xcalloc(1, sizeof *p);
	int mine = 0, theirs = 0, both = 0;

	p->text = 1;
	count(p, typed, true, &mine, &both);
	p->text = 2;
	both = 0;
	count(p, other, false, &theirs, &both);
	free(p);
	return likeness(mine, theirs, both);
}

/* --- records --- */

/* By what one is known for the same person: the first, the second, or the last two together. */
static const char *const person_fields[] = {"person", "doc_no", "name", "phone"};
#define PERSON (int)(sizeof person_fields / sizeof *person_fields)

/* Found so far: nothing but what is needed to read them afterwards. */
struct found {
	char *id;
	int likeness;
	bool same_person;
};

struct look {
	struct db *db;
	const struct actor *actor;
	const struct record *typed;
	struct pairs *pairs;
	int text[8], texts; /* fields of running text */
	struct found found[ALIKE_MOST];
	int count;
};

/* Running text that people look for. */
static void
find_texts(struct look *l)
{
	const struct form *form = l->typed->form;

	for (int i = 0; i < form->field_count && l->texts < 8; i++)
		if (form->field[i].find == FIND_TEXT && !form->field[i].readonly)
			l->text[l->texts++] = i;
}

/* Columns: id, those of the person (NULL if the kind has none), the texts. */
static char *
look_sql(const struct look *l)
{
	const struct form *form = l->typed->form;
	struct buf sql = BUF_EMPTY;

	buf_puts(&sql, "SELECT id");
	for (int i = 0; i < PERSON; i++)
		buf_printf(&sql, form_field(form, person_fields[i]) < 0 ? ", NULL" : ", f_%s",
		    person_fields[i]);
	for (int i = 0; i < l->texts; i++)
		buf_printf(&sql, ", f_%s", form->field[l->text[i]].name);
	buf_printf(&sql, " FROM rec_%s WHERE id IS NOT ?1", form->kind);
	guard_filter(l->actor, form, &sql);
	return buf_take(&sql);
}

static bool
is_equal(const struct look *l, sqlite3_stmt *stmt, int i)
{
	const char *mine = record_get(l->typed, person_fields[i]);
	const char *other = (const char *)sqlite3_column_text(stmt, 1 + i);

	return mine && other && strcmp(mine, other) == 0;
}

static bool
is_same_person(const struct look *l, sqlite3_stmt *stmt)
{
	return is_equal(l, stmt, 0) || is_equal(l, stmt, 1) ||
	    (is_equal(l, stmt, 2) && is_equal(l, stmt, 3));
}

/* Into its place by likeness; the last falls out. */
static void
insert(struct look *l, const char *id, int likeness_of, bool same_person)
{
	int at = l->count;

	while (at > 0 && l->found[at - 1].likeness < likeness_of)
		at--;
	if (at == ALIKE_MOST)
		return;
	if (l->count == ALIKE_MOST)
		free(l->found[--l->count].id);
	memmove(&l->found[at + 1], &l->found[at], (size_t)(l->count - at) * sizeof *l->found);
	l->found[at] = (struct found){xstrdup(id), likeness_of, same_person};
	l->count++;
}

static void
judge(struct look *l, sqlite3_stmt *stmt)
{
	bool same = is_same_person(l, stmt);
	int all = 0, both = 0, like;

	l->pairs->text++;
	for (int i = 0; i < l->texts; i++) {
		const char *text = (const char *)sqlite3_column_text(stmt, 1 + PERSON + i);

		if (text && !record_is_sealed(text))
			count(l->pairs, text, false, &all, &both);
	}
	like = likeness(l->pairs->typed, all, both);
	if (like >= (same ? LEAST_SAME : LEAST))
		insert(l, (const char *)sqlite3_column_text(stmt, 0), like, same);
}

static int
look_at_all(struct look *l)
{
	char *sql = look_sql(l);
	sqlite3_stmt *stmt = db_bind(db_statement_made(l->db, sql), "t", l->typed->id);
	int got;

	free(sql);
	while ((got = db_step(l->db, stmt)) > 0)
		judge(l, stmt);
	return got;
}

static int
read_found(struct look *l, struct alikes *out)
{
	int err = 0;

	for (int i = 0; !err && i < l->count; i++) {
		struct alike *a = &out->alike[out->count];

		err = project_read(l->db, l->typed->form, l->found[i].id, &a->record);
		if (err)
			break;
		if (guard_is_reserved(a->record)) {
			record_free(a->record);
			continue;
		}
		store_mask(a->record);
		free(a->record->seen);
		a->record->seen = NULL;
		a->likeness = l->found[i].likeness;
		a->same_person = l->found[i].same_person;
		out->count++;
	}
	return err;
}

int
store_alike(struct db *db, const struct actor *actor, const struct record *record,
    struct alikes *out)
{
	struct look l = {.db = db, .actor = actor, .typed = record};
	int both = 0, err;

	memset(out, 0, sizeof *out);
	if (!rights_may(actor, ACTION_READ, record->form->kind))
		return ERR_DENIED;
	err = db_read_begin(db);
	if (err)
		return err;
	find_texts(&l);
	l.pairs = xcalloc(1, sizeof *l.pairs);
	l.pairs->text = 1;
	for (int i = 0; i < l.texts; i++)
		if (record->value[l.text[i]] && !record_is_sealed(record->value[l.text[i]]))
			count(l.pairs, record->value[l.text[i]], true, &l.pairs->typed, &both);
	if (l.pairs->typed >= PAIRS_LEAST)
		err = look_at_all(&l);
	if (!err)
		err = read_found(&l, out);
	db_read_end(db);
	for (int i = 0; i < l.count; i++)
		free(l.found[i].id);
	free(l.pairs);
	if (err)
		alikes_release(out);
	return err;
}

void
alikes_release(struct alikes *alikes)
{
	for (int i = 0; i < alikes->count; i++)
		record_free(alikes->alike[i].record);
	memset(alikes, 0, sizeof *alikes);
}
