#include "tests/bench/samples.h"

#include "base/buf.h"

#include <math.h>
#include <stdlib.h>

void
samples_add(struct samples *s, double value)
{
	if (s->count == s->room) {
		s->room = s->room ? s->room * 2 : 64;
		s->at = xrealloc(s->at, (size_t)s->room * sizeof *s->at);
	}
	s->at[s->count++] = value;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
samples_part(struct samples *s, double part)
{
	if (!s->count)
		return NAN;
	qsort(s->at, (size_t)s->count, sizeof *s->at, by_value);
	return s->at[(int)((s->count - 1) * part + 0.5)];
}

double
samples_mean(const struct samples *s)
{
	double sum = 0;

	for (int i = 0; i < s->count; i++)
		sum += s->at[i];
	return sum / s->count;
}

double
samples_above(const struct samples *a, const struct samples *b)
{
	double above = 0;

	for (int i = 0; i < a->count; i++)
		for (int j = 0; j < b->count; j++)
			above += a->at[i] > b->at[j] ? 1 : a->at[i] == b->at[j] ? 0.5 : 0;
	return above / a->count / b->count;
}

char *
samples_text(struct samples *s, const char *unit)
{
	double least = samples_part(s, 0), most = samples_part(s, 1);
	int digits = most < 10 ? 2 : most < 100 ? 1 : 0;

	return xprintf("%.*f %s (%.*f-%.*f)", digits, samples_part(s, 0.5), unit, digits, least,
	    digits, most);
}

void
samples_release(struct samples *s)
{
	free(s->at);
	*s = (struct samples){0};
}
