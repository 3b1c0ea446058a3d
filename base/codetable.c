#include "base/codetable.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CODE 7
#define MOST_EXACT 30
#define MOST_LONGER 20

/* Rows in order of codes, of equal ones the weightier first. */
struct row {
	char code[MOST_CODE + 1];
	uint32_t at;   /* of the text */
	uint32_t rank; /* 0 the weightiest that there can be */
};
struct codetable {
	const char *bytes;
	struct row *row;
	size_t count, room;
};

static size_t
text_len(const struct codetable *t, const struct row *row)
{
	return strcspn(t->bytes + row->at, "\t");
}

static uint32_t
rank_of(const char *digits, const char *end)
{
	uint64_t weight = 0;

	for (; digits < end && *digits >= '0' && *digits <= '9'; digits++)
		weight = weight < UINT32_MAX ? weight * 10 + (uint64_t)(*digits - '0') : weight;
	return weight < UINT32_MAX ? UINT32_MAX - (uint32_t)weight : 0;
}

static void
add_row(struct codetable *t, const char *line, const char *end)
{
	const char *code = memchr(line, '\t', (size_t)(end - line)), *behind;
	struct row row = {.at = (uint32_t)(line - t->bytes)};

	if (!code || code == line || *line == '#')
		return;
	for (behind = ++code; behind < end && *behind >= 'a' && *behind <= 'z'; behind++)
		;
	if (behind == code || behind - code > MOST_CODE || (behind < end && *behind != '\t' &&
	    *behind != '\r'))
		return;
	memcpy(row.code, code, (size_t)(behind - code));
	row.rank = rank_of(behind + 1, end);
	if (t->count == t->room) {
		t->room = t->room ? 2 * t->room : 4096;
		t->row = xrealloc(t->row, t->room * sizeof *t->row);
	}
	t->row[t->count++] = row;
}

static int
compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = strcmp(x->code, y->code);

	if (order)
		return order;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

struct codetable *
codetable_new(const char *bytes, size_t len)
{
	struct codetable *t = xcalloc(1, sizeof *t);
	const char *end = bytes + len;

	t->bytes = bytes;
	for (const char *line = bytes; line < end;) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		if (!stop)
			break; /* a last line without an end may be cut off */
		add_row(t, line, stop);
		line = stop + 1;
	}
	if (!t->count) {
		codetable_free(t);
		return NULL;
	}
	t->row = xrealloc(t->row, t->count * sizeof *t->row);
	qsort(t->row, t->count, sizeof *t->row, compare);
	return t;
}

void
codetable_free(struct codetable *t)
{
	if (!t)
		return;
	free(t->row);
	free(t);
}

/* The first row whose code is not before this one. */
static size_t
first_row(const struct codetable *t, const char *code)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(t->row[middle].code, code) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
add_text(const struct codetable *t, const struct row *row, size_t used, struct candidates *out)
{
	char *text = xstrndup(t->bytes + row->at, text_len(t, row));

	candidates_add(out, text, used);
	free(text);
}

void
codetable_find(const struct codetable *t, const char *code, struct candidates *out)
{
	size_t len = strlen(code), i = first_row(t, code);
	int most = MOST_EXACT;

	candidates_clear(out);
	for (; i < t->count && strcmp(t->row[i].code, code) == 0; i++)
		if (out->count < most)
			add_text(t, &t->row[i], len, out);
	most = out->count + MOST_LONGER;
	for (; i < t->count && strncmp(t->row[i].code, code, len) == 0 && out->count < most; i++)
		add_text(t, &t->row[i], len, out);
}

bool
codetable_is_only(const struct codetable *t, const char *code)
{
	size_t i = first_row(t, code);

	return i < t->count && strcmp(t->row[i].code, code) == 0 &&
	    (i + 1 == t->count || strncmp(t->row[i + 1].code, code, strlen(code)) != 0);
}
