/*
 * Hot spots 热点: where more comes together at this station than usual. Pure: whoever reads the
 * matters hands them in as cases. Nothing is judged per person; who brought a matter is an opaque
 * word, of which only how many there are is told, and which matters are linked as repeats.
 *
 * The rules, W being the window in days, today its last:
 *   more      of a class, place or target at least `least` cases in W, and at least twice the past:
 *             the mean of the full windows before, at most three, and the same W a year (364
 *             days) before, whichever is more. Without a full window before nothing is compared.
 *   persons   about a subject at least `persons` different persons in W. Of a place or a target
 *             that would be no news: a station's matters are all about the station.
 *   repeats   of one matter at least `repeats` times in all, the last of them in W.
 *   late      of a subject at least `cluster` open matters past their limit.
 *   bad       of a subject at least `cluster` in W with which somebody was not content.
 *   words     one case in W that says one of the words: these are words of danger.
 * Few cases are never hot but by words.
 */
#ifndef FORMS_HOTSPOT_H
#define FORMS_HOTSPOT_H

#include "base/day.h"

enum hot_rule { HOT_WORDS, HOT_PERSONS, HOT_REPEATS, HOT_MORE, HOT_LATE, HOT_BAD, HOT_RULES };
#define HOT_BIT(rule) (1u << (rule))

/* What cases have in common. */
enum hot_by { HOT_WORD, HOT_MATTER, HOT_TARGET, HOT_PLACE, HOT_SUBJECT, HOT_CLASS, HOT_BYS };

struct hot_case {
	const char *id;
	day_t day;           /* on which it came */
	const char *subject; /* code; NULL: none. Its class is the first two characters */
	const char *place, *target;
	const char *person;  /* the same of the same; NULL: another than all others */
	const char *matter;  /* id of the first of those that repeat each other; NULL: its own */
	const char *text;    /* in which words are looked for; NULL: not in this one */
	bool late, bad;      /* late: open, and past its limit */
};

struct hot_limits {
	int window, least, persons, repeats, cluster;
	const char *words; /* between them blanks or commas of either kind */
};

/* Embedded in struct hotspots; strings are its own. */
struct hotspot {
	enum hot_by by;
	char *value; /* the word, the id, the place, the code … */
	unsigned rules; /* HOT_BIT of those that hold */
	int count;   /* of the evidence */
	int persons; /* different ones among it */
	int came;    /* in the window */
	int windows; /* full ones before, at most 3; 0: there is no past to compare with */
	int past;    /* cases in all of these */
	int last_year; /* in the same days a year before; -1: not known */
	char **id;   /* the evidence, newest first, NULL behind the last */
};
struct hotspots {
	struct hotspot *spot; /* those with more rules first, then with more cases */
	int count;
	day_t since, until; /* the window */
};

/* The same cases in any order give the same. `from`: since when cases are kept at all. */
void hotspots_find(const struct hot_case *cases, int count, const struct hot_limits *limits,
    day_t from, day_t today, struct hotspots *out);
void hotspots_release(struct hotspots *spots);

/*
 * "11月3日晚，三组晒场" is the place 三组晒场: without days and hours, blanks and marks. A new string,
 * NULL where no place is left.
 */
char *hot_place(const char *text);

#endif
