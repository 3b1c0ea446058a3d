#include "base/explain.h"

#include <stddef.h>
#include <stdlib.h>

enum safe { KEPT, NOTHING, STATION, UNSURE };
enum whom { SELF, ADMIN, UPPER };

static const struct row {
	int first, last;
	enum safe safe;
	enum whom whom;
	const char *words[LANG_COUNT];
} rows[] = {
#define EXPLAIN(first, last, safe, whom, zh, en) {first, last, safe, whom, {zh, en}},
#include "base/texts/explain.def"
#undef EXPLAIN
};

static const enum text safe_text[] = {
	[KEPT] = T_EXPLAIN_KEPT,
	[NOTHING] = T_EXPLAIN_NOTHING,
	[STATION] = T_EXPLAIN_STATION,
	[UNSURE] = T_EXPLAIN_UNSURE,
};
static const enum text whom_text[] = {
	[SELF] = T_EXPLAIN_SELF,
	[ADMIN] = T_EXPLAIN_ADMIN,
	[UPPER] = T_EXPLAIN_UPPER,
};

/* The row of fewest numbers. */
static const struct row *
find(int number)
{
	const struct row *best = NULL;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (number >= rows[i].first && number <= rows[i].last &&
		    (!best || rows[i].last - rows[i].first < best->last - best->first))
			best = &rows[i];
	return best;
}

char *
explain(enum lang lang, int number)
{
	static const char *const unsaid[] = {"…", "…", "…", "…", NULL};
	enum text id = text_of_number(number);
	const struct row *row = id == TEXT_NONE ? NULL : find(number);
	struct buf out = BUF_EMPTY;

	if (!row)
		return NULL;
	buf_printf(&out, "E%d  ", number);
	text_add(&out, lang, id, unsaid);
	buf_printf(&out, "\n%s\n%s\n%s\n", row->words[lang], text_get(lang, safe_text[row->safe]),
	    text_get(lang, whom_text[row->whom]));
	return buf_take(&out);
}

int
explain_number(const char *typed)
{
	char *end;
	long number = strtol(typed + (*typed == 'E' || *typed == 'e'), &end, 10);

	return *typed && !*end && number > 0 && number < 10000 ? (int)number : 0;
}
