/* Invented people and matters, demo_people.c and demo_matters.c. */
#ifndef DB_DEMO_INT_H
#define DB_DEMO_INT_H

#include "forms/record.h"

/* Numbers that look random and are always the same; zero-initialised is a good start. */
struct demo_dice {
	uint32_t state;
};
unsigned demo_roll(struct demo_dice *dice, unsigned sides);

/* Fills a member record: number 0 … DEMO_MEMBERS-1. */
void demo_member(struct record *record, int number, struct demo_dice *dice, day_t today);

struct demo_matter {
	const char *subject; /* code of the subject tree */
	const char *nature, *channel;
	const char *title, *text, *wish;
	const char *answer;
};
extern const struct demo_matter demo_matters[];
extern const int demo_matter_count;

struct demo_paper {
	const char *genre, *title, *body;
	bool receipt;
};
extern const struct demo_paper demo_papers[];
extern const int demo_paper_count;

#endif
