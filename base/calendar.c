#include "base/calendar.h"

#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A day that is not what its weekday says, by the notice of a year (usually its own). */
struct special {
	day_t day;
	int notice;
	bool works;
};

struct calendar {
	struct special *special; /* by day */
	int count;
	int *year; /* known ones, in no order */
	int years;
};

/* From the notices of the State Council's office, as they are keyed. */
static const char built_in[] =
    "2024 off 1/1 2/10-17 4/4-6 5/1-5 6/10 9/15-17 10/1-7\n"
    "     work 2/4 2/18 4/7 4/28 5/11 9/14 9/29 10/12\n"
    "2025 off 1/1 1/28-2/4 4/4-6 5/1-5 5/31-6/2 10/1-8 work 1/26 2/8 4/27 9/28 10/11\n"
    "2026 off 1/1-3 2/15-23 4/4-6 5/1-5 6/19-21 9/25-27 10/1-7\n"
    "     work 1/4 2/14 2/28 5/9 9/20 10/10\n";

struct calendar *
calendar_new(void)
{
	struct calendar *calendar = xcalloc(1, sizeof *calendar);

	calendar_add(calendar, built_in, NULL);
	return calendar;
}

static void *
copy(const void *from, size_t size)
{
	return size ? memcpy(xcalloc(1, size), from, size) : NULL;
}

static void
copy_into(struct calendar *to, const struct calendar *from)
{
	*to = *from;
	to->special = copy(from->special, (size_t)from->count * sizeof *to->special);
	to->year = copy(from->year, (size_t)from->years * sizeof *to->year);
}

struct calendar *
calendar_dup(const struct calendar *calendar)
{
	struct calendar *dup = xcalloc(1, sizeof *dup);

	copy_into(dup, calendar);
	return dup;
}

static void
release(struct calendar *calendar)
{
	free(calendar->special);
	free(calendar->year);
}

void
calendar_free(struct calendar *calendar)
{
	if (calendar)
		release(calendar);
	free(calendar);
}

/* --- what is known --- */

/* The first special day not before `day`. */
static int
position(const struct calendar *calendar, day_t day)
{
	int low = 0, high = calendar->count;

	while (low < high) {
		int middle = (low + high) / 2;

		if (calendar->special[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct special *
find(const struct calendar *calendar, day_t day)
{
	int at = position(calendar, day);

	return at < calendar->count && calendar->special[at].day == day ? &calendar->special[at]
									: NULL;
}

bool
calendar_knows(const struct calendar *calendar, int year)
{
	for (int i = 0; i < calendar->years; i++)
		if (calendar->year[i] == year)
			return true;
	return false;
}

int
calendar_year(const struct calendar *calendar, int i)
{
	return i >= 0 && i < calendar->years ? calendar->year[i] : 0;
}

bool
calendar_is_working(const struct calendar *calendar, day_t day)
{
	const struct special *special = find(calendar, day);

	return special ? special->works : day_weekday(day) <= 5;
}

bool
calendar_is_special(const struct calendar *calendar, day_t day)
{
	return find(calendar, day) != NULL;
}

/* --- years are added --- */

static void
put(struct calendar *calendar, day_t day, int notice, bool works)
{
	int at = position(calendar, day);
	bool there = at < calendar->count && calendar->special[at].day == day;

	if (!there) {
		calendar->special = xrealloc(calendar->special,
		    (size_t)(calendar->count + 1) * sizeof *calendar->special);
		memmove(calendar->special + at + 1, calendar->special + at,
		    (size_t)(calendar->count - at) * sizeof *calendar->special);
		calendar->count++;
	}
	calendar->special[at] = (struct special){day, notice, works};
}

static void
forget(struct calendar *calendar, int notice)
{
	int kept = 0;

	for (int i = 0; i < calendar->count; i++)
		if (calendar->special[i].notice != notice)
			calendar->special[kept++] = calendar->special[i];
	calendar->count = kept;
}

static void
start_year(struct calendar *calendar, int year)
{
	if (calendar_knows(calendar, year)) {
		forget(calendar, year);
		return;
	}
	calendar->year =
	    xrealloc(calendar->year, (size_t)(calendar->years + 1) * sizeof *calendar->year);
	calendar->year[calendar->years++] = year;
}

enum list { NEITHER, OFF, WORK };

/* Reading a text: the calendar is a copy, thrown away if anything is wrong. */
struct reading {
	struct calendar *calendar;
	struct say *why;
	int year;     /* 0: none yet */
	int days_off; /* of this year, so far */
	enum list list;
};

static int
wrong(struct reading *r, enum text what, const char *word)
{
	say_set(r->why, what, word, NULL);
	return ERR_INPUT;
}

/* Figures at *s, at most `digits`; 0 if there are none (nothing here counts from 0). */
static int
number(const char **s, int digits)
{
	int n = 0;

	for (; digits > 0 && **s >= '0' && **s <= '9'; digits--)
		n = n * 10 + *(*s)++ - '0';
	return n;
}

/* "[YYYY/]M/D[-[M/]D]": the first and the last day. */
static bool
read_range(const struct reading *r, const char *s, day_t *first, day_t *last)
{
	int year = r->year, month = number(&s, 4), day;

	if (month >= 1000) {
		year = month;
		if (*s++ != '/')
			return false;
		month = number(&s, 2);
	}
	if (*s++ != '/')
		return false;
	day = number(&s, 2);
	if (!day_is_valid(year, month, day))
		return false;
	*first = *last = day_from_civil(year, month, day);
	if (*s == '-') {
		s++;
		day = number(&s, 2);
		if (*s == '/') {
			s++;
			month = day;
			day = number(&s, 2);
		}
		if (!day_is_valid(year, month, day))
			return false;
		*last = day_from_civil(year, month, day);
	}
	/* the year's own days, or those of the December before */
	return *s == '\0' && *last >= *first && *first >= day_from_civil(r->year - 1, 12, 1) &&
	    *last <= day_from_civil(r->year, 12, 31);
}

static int
add_days(struct reading *r, const char *word)
{
	bool works = r->list == WORK;
	day_t first, last;

	if (r->list == NEITHER)
		return wrong(r, T_CALENDAR_NEITHER, word);
	if (!read_range(r, word, &first, &last))
		return wrong(r, T_CALENDAR_DAY, word);
	for (day_t day = first; day <= last; day++) {
		const struct special *there = find(r->calendar, day);

		if (there && there->notice == r->year)
			return wrong(r, T_CALENDAR_TWICE, word);
		if (works && day_weekday(day) <= 5)
			return wrong(r, T_CALENDAR_WEEKDAY, word);
		put(r->calendar, day, r->year, works);
		r->days_off += !works;
	}
	return 0;
}

/* A year with no day off was not keyed to its end; nobody should rely on it. */
static int
end_year(struct reading *r)
{
	char year[12];

	if (!r->year)
		return wrong(r, T_CALENDAR_NO_YEAR, "");
	snprintf(year, sizeof year, "%d", r->year);
	return r->days_off ? 0 : wrong(r, T_CALENDAR_NOTHING_OFF, year);
}

static bool
is_year(const char *word)
{
	return strlen(word) == 4 && strspn(word, "0123456789") == 4 && strcmp(word, "1949") > 0;
}

static enum list
list_named(const char *word)
{
	static const struct {
		const char *word;
		enum list list;
	} names[] = {
		{"off", OFF}, {"休", OFF}, {"放假", OFF}, {"work", WORK}, {"班", WORK}, {"上班", WORK},
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(word, names[i].word) == 0)
			return names[i].list;
	return NEITHER;
}

static int
read_word(struct reading *r, const char *word)
{
	if (is_year(word)) {
		int err = r->year ? end_year(r) : 0;

		if (err)
			return err;
		r->year = atoi(word);
		r->days_off = 0;
		r->list = NEITHER;
		start_year(r->calendar, r->year);
		return 0;
	}
	if (!r->year)
		return wrong(r, T_CALENDAR_NO_YEAR, word);
	enum list list = list_named(word);

	if (list == NEITHER)
		return add_days(r, word);
	r->list = list;
	return 0;
}

/* Bytes of a separator at s, 0 if a word goes on there. */
static size_t
blank(const char *s)
{
	static const char *const wide[] = {"　", "，", "、", "；", "。"};

	if (*s && strchr(" \t\r\n,;", *s))
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncmp(s, wide[i], strlen(wide[i])) == 0)
			return strlen(wide[i]);
	return 0;
}

static int
read_words(struct reading *r, const char *text)
{
	struct buf word = BUF_EMPTY;
	int err = 0;

	while (!err && *text) {
		size_t skip = blank(text);

		if (!skip) {
			buf_putc(&word, *text++);
			continue;
		}
		text += skip;
		if (word.len)
			err = read_word(r, word.data);
		buf_clear(&word);
	}
	if (!err && word.len)
		err = read_word(r, word.data);
	buf_release(&word);
	return err ? err : end_year(r);
}

int
calendar_add(struct calendar *calendar, const char *text, struct say *why)
{
	struct calendar fresh;
	struct reading r = {.calendar = &fresh, .why = why};

	copy_into(&fresh, calendar);
	int err = read_words(&r, text);

	if (err) {
		release(&fresh);
		return err;
	}
	release(calendar);
	*calendar = fresh;
	return 0;
}

/* --- and given back --- */

static void
format_range(struct buf *out, int year, day_t first, day_t last)
{
	struct civil a = day_civil(first), b = day_civil(last);

	buf_putc(out, ' ');
	if (a.year != year)
		buf_printf(out, "%d/", a.year);
	buf_printf(out, "%d/%d", a.month, a.day);
	if (first == last)
		return;
	if (b.month != a.month)
		buf_printf(out, "-%d/%d", b.month, b.day);
	else
		buf_printf(out, "-%d", b.day);
}

static void
format_list(const struct calendar *calendar, int year, bool works, struct buf *out)
{
	const struct special *first = NULL, *last = NULL;

	for (int i = 0; i < calendar->count; i++) {
		const struct special *s = &calendar->special[i];

		if (s->notice != year || s->works != works)
			continue;
		if (!first)
			buf_puts(out, works ? " work" : " off");
		/* a range stays inside one year */
		if (first && s->day == last->day + 1 &&
		    day_civil(s->day).year == day_civil(first->day).year) {
			last = s;
			continue;
		}
		if (first)
			format_range(out, year, first->day, last->day);
		first = last = s;
	}
	if (first)
		format_range(out, year, first->day, last->day);
}

void
calendar_format(const struct calendar *calendar, int year, struct buf *out)
{
	if (!calendar_knows(calendar, year))
		return;
	buf_printf(out, "%d", year);
	format_list(calendar, year, false, out);
	format_list(calendar, year, true, out);
}

/* --- counting --- */

int
calendar_count(const struct calendar *calendar, day_t after, day_t until)
{
	int n = 0;

	for (day_t day = after + 1; day <= until; day++)
		n += calendar_is_working(calendar, day);
	return n;
}

static bool
is_unsure(const struct calendar *calendar, day_t first, day_t last)
{
	for (int year = day_civil(first).year; year <= day_civil(last).year; year++)
		if (!calendar_knows(calendar, year))
			return true;
	return false;
}

struct calendar_end
calendar_days(const struct calendar *calendar, day_t start, int n)
{
	struct calendar_end end = {.plain = start + n, .rolled = start + n};

	while (!calendar_is_working(calendar, end.rolled))
		end.rolled++;
	end.unsure = is_unsure(calendar, end.plain, end.rolled);
	return end;
}

struct calendar_end
calendar_working_days(const struct calendar *calendar, day_t start, int n)
{
	struct calendar_end end = {.plain = start};

	while (n > 0)
		n -= calendar_is_working(calendar, ++end.plain);
	end.rolled = end.plain;
	end.unsure = is_unsure(calendar, start, end.plain);
	return end;
}
