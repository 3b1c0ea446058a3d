/*
 * Figures: what is counted, defined once (the syntax is in form.h, the shipped ones in
 * shipped/figures.form) and used alike by screens, papers and commands. A figure is the number of
 * records of a kind for which an expression holds; with `hits` it is a rate of them; with `by` it
 * has a bar for each code or month of a field.
 *
 * No bar is ranked that has fewer records than `least` (the unit's setting hot_least), and no rate
 * told of so few: a few say nothing.
 */
#ifndef FORMS_FIGURE_H
#define FORMS_FIGURE_H

#include "forms/record.h"

struct figure {
	const char *id;
	const char *label[LANG_COUNT];
	const struct form *form;
	const struct expr *only; /* NULL: all */
	const struct expr *hits; /* of those; NULL: it is no rate */
	int by;                  /* field of the bars, or -1 */
	int chars;               /* of a code, that make a bar; 0: all of it */
};

/* All figures, in order of definition; NULL behind the last. */
const struct figure *figures_at(const struct forms *forms, int i);
const struct figure *figures_find(const struct forms *forms, const char *id); /* may be NULL */

struct figure_bar {
	char *key; /* code, or YYYY-MM; "" where there are no bars, or nothing was said */
	char *name[LANG_COUNT];
	int64_t count, hits;
	char **id; /* of the records, in the order given, NULL behind the last */
};
/*
 * Embedded: tally_begin, tally_add for each record, tally_end, tally_release. A figure without bars
 * has one; of months there are the last twelve; codes with at least `least` records come by number,
 * then from `few` on those with fewer, by code.
 */
struct tally {
	const struct figure *figure;
	struct figure_bar *bar;
	int bars, few;
	int64_t count, hits;
	int least;
};
void tally_begin(struct tally *tally, const struct figure *figure, int least);
void tally_add(struct tally *tally, const struct record *record, day_t today);
void tally_end(struct tally *tally, const struct forms *forms, day_t today);
void tally_release(struct tally *tally);

/*
 * How long a bar is, of `room` at most: by its number beside the longest, of a rate by the rate;
 * nothing where there are too few to tell one.
 */
int figure_length(const struct tally *tally, const struct figure_bar *bar, int room);
/* Rounded; -1 where there are too few to tell. */
int figure_percent(int64_t hits, int64_t count, int least);
/* "12"; of a rate "92%（11/12）" or "太少（2/3）": a new string. */
char *figure_text(const struct figure *figure, int64_t count, int64_t hits, int least,
    enum lang lang);

#endif
