#include "forms/layout.h"

#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define INDENT "　　"
/* A title stands in 2号, of which 20 go into the width of 28 of the text's 3号. */
#define TITLE_COLUMNS 40

/* Lines before they are on pages. */
struct line {
	char *text;
	bool keeps; /* with the line that follows */
};
struct lines {
	struct line *line;
	int count;
};

static void
add_line(struct lines *lines, const char *text, size_t len)
{
	while (len && text[len - 1] == ' ')
		len--;
	lines->line = xrealloc(lines->line, (size_t)(lines->count + 1) * sizeof *lines->line);
	lines->line[lines->count++] = (struct line){.text = xstrndup(text, len)};
}

static void
add_blank(struct lines *lines)
{
	if (lines->count)
		add_line(lines, "", 0);
}

static void
release_lines(struct lines *lines)
{
	for (int i = 0; i < lines->count; i++)
		free(lines->line[i].text);
	free(lines->line);
}

static bool
is_empty(const char *s)
{
	return !s || !*s;
}

/* --- where a line may be broken --- */

static bool
is_one_of(const char *set, const char *s, size_t len)
{
	for (; *set; set += width_next(set, 0))
		if (width_next(set, 0) == len && memcmp(set, s, len) == 0)
			return true;
	return false;
}

static bool
begins_no_line(const char *s)
{
	return is_one_of("。，、；：？！）》」』】〕”’…—％·,.;:?!)]}%", s, width_next(s, 0));
}

static bool
ends_no_line(const char *s, size_t len)
{
	return is_one_of("（《「『【〔“‘([{", s, len);
}

static bool
is_word(const char *s)
{
	return *s > ' ' && *s < 0x7F;
}

/* Bytes of what must stay on one line from s on; 0 at the end. */
static size_t
unit(const char *s)
{
	size_t len = 0, next;
	bool goes_on = *s != '\0';

	while (goes_on) {
		next = width_next(s, len);
		bool opens = ends_no_line(s + len, next - len);
		bool both = is_word(s + len) && is_word(s + next);

		len = next;
		goes_on = s[len] && (opens || both || begins_no_line(s + len));
	}
	return len;
}

static int
columns(const char *s, size_t len)
{
	char *part = xstrndup(s, len);
	int width = width_of_text(part);

	free(part);
	return width;
}

/* Bytes of the first line of s, at most so wide (2 or more); at least one cell. */
static size_t
first_line(const char *s, int room)
{
	size_t len = 0, next;
	int used = 0;

	while ((next = unit(s + len))) {
		used += columns(s + len, next);
		if (used > room)
			break;
		len += next;
	}
	/* what should stay together may be longer than a line */
	return len ? len : width_cut(s, room, NULL);
}

/* --- texts made harmless --- */

/* Without blanks at both ends; inside, blanks and controls are ' '. */
static char *
clean(const char *s, const char *end)
{
	char *copy = xstrndup(s, (size_t)(end - s)), *text;
	const char *p = copy;
	struct buf b = BUF_EMPTY;
	uint32_t cp;

	while ((cp = utf8_read(&p))) {
		bool blank = cp <= 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x3000;

		if (blank && b.len == 0)
			continue;
		utf8_add(&b, blank && cp != 0x3000 ? ' ' : cp);
	}
	free(copy);
	text = buf_take(&b);
	size_t len = strlen(text);

	for (;;) {
		if (len && text[len - 1] == ' ')
			len--;
		else if (len >= 3 && memcmp(text + len - 3, "　", 3) == 0)
			len -= 3;
		else
			break;
	}
	text[len] = '\0';
	return text;
}

/* The next line of *s that has something in it, as a new string; NULL at the end. */
static char *
next_paragraph(const char **s)
{
	while (*s && **s) {
		const char *end = *s + strcspn(*s, "\n");
		char *text = clean(*s, end);

		*s = *end ? end + 1 : end;
		if (*text)
			return text;
		free(text);
	}
	return NULL;
}

static char *
whole(const char *s)
{
	return s ? clean(s, s + strlen(s)) : xstrdup("");
}

/* --- elements --- */

/* A paragraph: what stands before its first line, and before all others. */
static void
add_paragraph(struct lines *out, const char *first, const char *others, const char *text)
{
	const char *before = first;

	for (size_t len; *text; text += len) {
		struct buf line = BUF_EMPTY;

		len = first_line(text, LAYOUT_COLUMNS - width_of_text(before));
		buf_puts(&line, before);
		buf_add(&line, text, len);
		add_line(out, buf_text(&line), line.len);
		buf_release(&line);
		before = others;
		len += strspn(text + len, " ");
	}
}

static void
add_at(struct lines *out, int column, const char *text, size_t len)
{
	char *line = xprintf("%*s%.*s", column > 0 ? column : 0, "", (int)len, text);

	add_line(out, line, strlen(line));
	free(line);
}

static int
count_lines(const char *text, int room)
{
	int n = 0;

	for (; *text; n++) {
		text += first_line(text, room);
		text += strspn(text, " ");
	}
	return n;
}

/* Centred, on as few lines as go, and these of about the same length. */
static void
add_centred(struct lines *out, const char *text, int room)
{
	int lines = count_lines(text, room);

	while (room > 2 && count_lines(text, room - 1) == lines)
		room--;
	for (size_t len; *text; text += len + strspn(text + len, " ")) {
		len = first_line(text, room);
		add_at(out, (LAYOUT_COLUMNS - columns(text, len)) / 2, text, len);
	}
}

static void
add_head(struct lines *out, const struct layout_paper *paper)
{
	char *head = whole(paper->head), *number = whole(paper->number), *line;
	const char *title = paper->title;

	add_centred(out, head, LAYOUT_COLUMNS);
	if (*number)
		add_blank(out);
	add_centred(out, number, LAYOUT_COLUMNS);
	free(head);
	free(number);
	if (is_empty(title))
		return;
	add_blank(out);
	while ((line = next_paragraph(&title))) {
		add_centred(out, line, TITLE_COLUMNS);
		free(line);
	}
}

static void
add_text(struct lines *out, const struct layout_paper *paper)
{
	char *to = whole(paper->to), *line;
	const char *body = paper->body;

	if (*to || !is_empty(body))
		add_blank(out);
	if (*to) {
		size_t len = strlen(to);
		bool colon = to[len - 1] == ':' || (len >= 3 && strcmp(to + len - 3, "：") == 0);

		line = xprintf("%s%s", to, colon ? "" : "：");
		add_paragraph(out, "", "", line);
		free(line);
	}
	free(to);
	while ((line = next_paragraph(&body))) {
		add_paragraph(out, INDENT, "", line);
		free(line);
	}
}

/* One: 附件：name. Several: 附件：1. name, the further ones below it. */
static void
add_attachments(struct lines *out, const char *names)
{
	const char *rest = names;
	char *name, *more = NULL;

	free(next_paragraph(&rest));
	more = next_paragraph(&rest);
	rest = names;
	for (int n = 1; (name = next_paragraph(&rest)); n++) {
		char *first = more ? xprintf(INDENT "%s%d.", n == 1 ? "附件：" : "　　　", n)
				   : xstrdup(INDENT "附件：");
		char *others = xprintf("%*s", width_of_text(first), "");
		size_t len = strlen(name);

		if (len > 3 && strcmp(name + len - 3, "。") == 0)
			name[len - 3] = '\0';
		if (n == 1)
			add_blank(out);
		add_paragraph(out, first, others, name);
		free(first);
		free(others);
		free(name);
	}
	free(more);
}

/*
 * With a seal: the date ends four characters from the right, the name is centred above it. Without:
 * the date begins two right of the name's beginning, the longer of both ends two from the right
 * (GB/T 9704 7.3.5).
 */
static void
add_signature(struct lines *out, const struct layout_paper *paper)
{
	struct civil c = day_civil(paper->dated == DAY_NONE ? 0 : paper->dated);
	char *name = whole(paper->signature);
	char *date = paper->dated == DAY_NONE ? xstrdup("")
					      : xprintf("%d年%d月%d日", c.year, c.month, c.day);
	size_t name_len = first_line(name, LAYOUT_COLUMNS - 4);
	int name_width = columns(name, name_len), date_width = width_of_text(date);
	int name_at = LAYOUT_COLUMNS - 4 - name_width, date_at = name_at + 4;

	if (*date && paper->is_sealed) {
		date_at = LAYOUT_COLUMNS - 8 - date_width;
		name_at = date_at + (date_width - name_width) / 2;
		if (name_at + name_width > LAYOUT_COLUMNS) {
			name_at = LAYOUT_COLUMNS - name_width;
			date_at = name_at + (name_width - date_width) / 2;
		}
	} else if (*date && date_at + date_width > LAYOUT_COLUMNS - 4) {
		date_at = LAYOUT_COLUMNS - 4 - date_width;
		name_at = date_at - 4;
	}
	if (*name || *date) {
		int from = out->count ? out->count - 1 : 0;

		add_blank(out);
		if (*name)
			add_at(out, name_at, name, name_len);
		if (*date)
			add_at(out, date_at, date, strlen(date));
		for (int i = from; i < out->count - 1; i++)
			out->line[i].keeps = true; /* with some of the text above */
	}
	free(name);
	free(date);
}

static void
add_remark(struct lines *out, const char *remark)
{
	char *text = whole(remark);

	if (*text) {
		char *line = xprintf("（%s）", text);

		add_paragraph(out, INDENT, "", line);
		free(line);
	}
	free(text);
}

/* --- pages --- */

static struct layout_page *
add_page(struct layout *out)
{
	out->page = xrealloc(out->page, (size_t)(out->count + 1) * sizeof *out->page);
	memset(&out->page[out->count], 0, sizeof *out->page);
	return &out->page[out->count++];
}

/* Where the page that begins with line `at` ends. */
static int
page_end(const struct lines *lines, int at)
{
	int end = at + LAYOUT_LINES < lines->count ? at + LAYOUT_LINES : lines->count;
	int kept = end;

	while (end < lines->count && kept > at && lines->line[kept - 1].keeps)
		kept--;
	return kept > at ? kept : end;
}

static void
paginate(struct lines *lines, struct layout *out)
{
	for (int at = 0; at < lines->count;) {
		if (out->count && !*lines->line[at].text) {
			at++; /* no page but the first begins with a blank line */
			continue;
		}
		struct layout_page *page = add_page(out);

		for (int end = page_end(lines, at); at < end; at++) {
			page->line[page->count++] = lines->line[at].text;
			lines->line[at].text = NULL;
		}
	}
	if (!out->count)
		add_page(out);
}

/* 抄送 stands at the foot of the last page, below a rule. */
static void
add_copies(struct layout *out, const char *copies)
{
	struct lines foot = {0};
	char *text = whole(copies), rule[LAYOUT_COLUMNS];
	size_t len = strlen(text);
	bool ends = len >= 3 && strcmp(text + len - 3, "。") == 0;
	char *line = xprintf("抄送：%s%s", text, ends ? "" : "。");

	memset(rule, '-', sizeof rule);
	if (len) {
		struct layout_page *page = &out->page[out->count - 1];

		add_line(&foot, rule, sizeof rule);
		add_paragraph(&foot, "　", "　　　　", line);
		if (page->count + foot.count > LAYOUT_LINES)
			page = add_page(out);
		while (page->count + foot.count < LAYOUT_LINES)
			page->line[page->count++] = xstrdup("");
		for (int i = 0; i < foot.count && page->count < LAYOUT_LINES; i++)
			page->line[page->count++] = xstrdup(foot.line[i].text);
	}
	release_lines(&foot);
	free(line);
	free(text);
}

void
layout_make(const struct layout_paper *paper, struct layout *out)
{
	struct lines lines = {0};

	memset(out, 0, sizeof *out);
	add_head(&lines, paper);
	add_text(&lines, paper);
	add_attachments(&lines, paper->attachments);
	add_signature(&lines, paper);
	add_remark(&lines, paper->remark);
	paginate(&lines, out);
	add_copies(out, paper->copies);
	release_lines(&lines);
}

void
layout_release(struct layout *layout)
{
	for (int i = 0; i < layout->count; i++)
		for (int k = 0; k < layout->page[i].count; k++)
			free(layout->page[i].line[k]);
	free(layout->page);
	memset(layout, 0, sizeof *layout);
}

void
layout_number(int page, struct buf *out)
{
	char *number = xprintf("- %d -", page);

	if (page % 2)
		buf_printf(out, "%*s%s", LAYOUT_COLUMNS - 2 - (int)strlen(number), "", number);
	else
		buf_printf(out, "  %s", number);
	free(number);
}
