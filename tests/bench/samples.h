/* Measured values, and what most of them are. Embedded type: zero is none. */
#ifndef TESTS_BENCH_SAMPLES_H
#define TESTS_BENCH_SAMPLES_H

struct samples {
	double *at;
	int count, room;
};
void samples_add(struct samples *s, double value);
/* The value below which that part lies (0.5: the median); NaN if there are none. Sorts. */
double samples_part(struct samples *s, double part);
double samples_mean(const struct samples *s);
/* Of all pairs, the part in which a's is above b's: 0.5 where both are alike. */
double samples_above(const struct samples *a, const struct samples *b);
/* "6.2 ms (5.9-7.4)", median, least and most; a new string. */
char *samples_text(struct samples *s, const char *unit);
void samples_release(struct samples *s);

#endif
