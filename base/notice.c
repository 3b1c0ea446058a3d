#include "base/notice.h"

#include <stdlib.h>
#include <string.h>

/* A reading of the text. */
struct reading {
	int year;              /* of the notice */
	int last_year, month;  /* of the day read last, for "至3日" */
	bool after_day, joins; /* a day stands right before, and "至" behind it */
	struct buf days;       /* since the last word that said what they are */
	struct buf off, work;
};

bool
notice_is(const char *text)
{
	return strstr(text, "放假") && strstr(text, "月");
}

static bool
begins(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

/* Bytes of what stands in brackets from s on, 0 if nothing does. */
static size_t
bracketed(const char *s)
{
	static const char *const pairs[][2] = {{"（", "）"}, {"(", ")"}, {"〔", "〕"}};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *end = begins(s, pairs[i][0]) ? strstr(s, pairs[i][1]) : NULL;

		if (end)
			return (size_t)(end - s) + strlen(pairs[i][1]);
	}
	return 0;
}

/* The text without brackets and blanks: people paste it from everywhere. A new string. */
static char *
clean(const char *text)
{
	struct buf out = BUF_EMPTY;

	while (*text) {
		size_t skip = bracketed(text);

		if (!skip && strchr(" \t\r\n", *text))
			skip = 1;
		if (!skip && begins(text, "　"))
			skip = strlen("　");
		if (!skip)
			buf_putc(&out, *text++);
		text += skip;
	}
	return buf_take(&out);
}

/* "2026年部分", "2026年元旦" rather than the "2025年11月4日" under it. */
static int
year_of(const char *text)
{
	const char *at = text;
	int any = 0;

	while ((at = strstr(at, "年"))) {
		const char *behind = at + strlen("年");

		if (at - text >= 4 && strspn(at - 4, "0123456789") == 4) {
			if (*behind < '0' || *behind > '9')
				return atoi(at - 4);
			any = any ? any : atoi(at - 4);
		}
		at = behind;
	}
	return any;
}

/* A number and the word behind it; false if it is not there. */
static bool
read_part(const char **s, int digits, const char *word, int *out)
{
	char *end;
	long n = strtol(*s, &end, 10);

	if (end == *s || end - *s > digits || !begins(end, word))
		return false;
	*out = (int)n;
	*s = end + strlen(word);
	return true;
}

/* "12月31日", "3日", "2025年12月31日" at s; the bytes read, 0 if it is no day. */
static size_t
read_day(struct reading *r, const char *s)
{
	const char *start = s;
	int year = r->joins ? r->last_year : r->year, day;

	read_part(&s, 4, "年", &year);
	read_part(&s, 2, "月", &r->month);
	if (!r->month || !read_part(&s, 2, "日", &day))
		return 0;
	if (r->joins && year != r->last_year)
		buf_puts(&r->days, "-12/31 1/1-"); /* a range stays inside one year */
	else
		buf_puts(&r->days, r->joins ? "-" : " ");
	if (!r->joins && year != r->year)
		buf_printf(&r->days, "%d/", year);
	buf_printf(&r->days, "%d/%d", r->month, day);
	r->last_year = year;
	return (size_t)(s - start);
}

static void
settle(struct reading *r, struct buf *list)
{
	buf_puts(list, buf_text(&r->days));
	buf_clear(&r->days);
}

/* What stands at s, taken in; its bytes. */
static size_t
read_word(struct reading *r, const char *s)
{
	bool after_day = r->after_day;
	size_t length = *s >= '0' && *s <= '9' ? read_day(r, s) : 0;

	r->after_day = length > 0;
	if (length) {
		r->joins = false;
		return length;
	}
	r->joins = after_day && (begins(s, "至") || begins(s, "到"));
	if (r->joins)
		return strlen("至");
	if (begins(s, "放假"))
		settle(r, &r->off);
	else if (begins(s, "上班"))
		settle(r, &r->work);
	return *s >= '0' && *s <= '9' ? strspn(s, "0123456789") : 1;
}

void
notice_shorten(const char *text, struct buf *out)
{
	char *plain = clean(text);
	struct reading r = {.year = year_of(plain)};

	for (size_t at = 0; plain[at];)
		at += read_word(&r, plain + at);
	if (r.year)
		buf_printf(out, "%d", r.year);
	if (r.off.len)
		buf_printf(out, " off%s", buf_text(&r.off));
	if (r.work.len)
		buf_printf(out, " work%s", buf_text(&r.work));
	buf_release(&r.days);
	buf_release(&r.off);
	buf_release(&r.work);
	free(plain);
}
