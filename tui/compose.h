/*
 * Chinese text from a plain keyboard: keys come in, what is being composed stands aside until it
 * is chosen, text comes out.  Knows no screen, no store and no clock.
 *
 * States: empty → letters (pinyin or a code) → candidates chosen one after the other, each fixing
 * some of the letters → empty, with everything committed.  Beside these: u4dae is a character by
 * its number, v1601 one by its 区位码, and a capital letter begins a word that is typed as it is.
 * Esc and Backspace lead back to empty without a trace; what ends it otherwise loses nothing.
 *
 * Keys while composing: a-z and ' more letters · 1-9 choose · blank the first · - = PgUp PgDn and,
 * where there is such a page, comma and full stop turn pages · Backspace · Esc drops all · Enter
 * gives the letters as typed · other punctuation takes the first and follows it.  While empty:
 * punctuation becomes Chinese, digits and what is behind them stay.
 */
#ifndef TUI_COMPOSE_H
#define TUI_COMPOSE_H

#include "base/candidate.h"
#include "base/codetable.h"

struct compose;

/* What is composed from, and for what; pointers are borrowed. */
struct compose_means {
	const struct lexicon *words[CANDIDATE_WORDS]; /* or NULL */
	const struct wordlist *more;        /* common words, or NULL */
	const struct codetable *table;      /* codes in place of pinyin; NULL: pinyin */
	unsigned fuzzy;
	bool name; /* a person's name is wanted */
	/*
	 * Something was put together from pinyin and committed: what it is and how it is read.
	 * chosen: it was not simply the first proposal. May be NULL.
	 */
	void (*learn)(void *arg, const char *text, const char *reading, bool chosen);
	void *arg;
};

struct compose *compose_new(void);
void compose_free(struct compose *compose);
/* Another field or way: nothing is being composed, nothing remembered of what went before. */
void compose_start(struct compose *compose, const struct compose_means *means);

/*
 * One key (tui/input.h). Text that is to be typed now is appended to out; then true: the key is
 * used, false: it is still to be done, behind that text.
 */
bool compose_key(struct compose *compose, int key, struct buf *out);
bool compose_is_empty(const struct compose *compose);
/* Appends what stands there as typed, and is empty. */
void compose_flush(struct compose *compose, struct buf *out);

/*
 * The line for the person, so many columns wide: letters, candidates with their digits, page.  The
 * width also decides how many candidates a page has.
 */
void compose_paint(struct compose *compose, int cols, struct buf *out);
/* Candidate i (from 0) of the page last painted, or NULL. Borrowed until the next key. */
const char *compose_candidate(const struct compose *compose, int i);

#endif
