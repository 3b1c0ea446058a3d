#include "forms/layout.h"

#include "base/width.h"
#include "forms/breaking.h"

#include <stdlib.h>
#include <string.h>

#define INDENT "　　"

/* Lines before they are on pages. */
struct line {
	char *text;
	const struct part *part;
	bool first;
	bool keeps;  /* with the line that follows */
	int heads;   /* of a row: the first line of its headings, or -1 */
};
struct lines {
	struct line *line;
	int count, columns;
	int heads, head_lines; /* of the table that is being laid out; -1: none */
	const struct part *part;
	bool first;
};

static void
add_line(struct lines *lines, const char *text, size_t len)
{
	while (len && text[len - 1] == ' ')
		len--;
	lines->line = xrealloc(lines->line, (size_t)(lines->count + 1) * sizeof *lines->line);
	lines->line[lines->count++] = (struct line){.text = xstrndup(text, len),
		.part = lines->part, .first = lines->first, .heads = -1};
	lines->first = false;
}

static void
release_lines(struct lines *lines)
{
	for (int i = 0; i < lines->count; i++)
		free(lines->line[i].text);
	free(lines->line);
}

/* --- parts --- */

/* A paragraph: what stands before its first line, and before all others. */
static void
add_paragraph(struct lines *out, const char *first, const char *others, const char *text)
{
	const char *before = first;

	for (size_t len; *text; text += len) {
		struct buf line = BUF_EMPTY;

		len = breaking_first(text, out->columns - width_of_text(before));
		buf_puts(&line, before);
		buf_add(&line, text, len);
		add_line(out, buf_text(&line), line.len);
		buf_release(&line);
		before = others;
		len += strspn(text + len, " ");
	}
}

static void
add_hanging(struct lines *out, const struct part *part)
{
	const char *lead = part->lead ? part->lead : "";
	char *others = xprintf("%*s", width_of_text(lead), "");

	add_paragraph(out, lead, others, part->text);
	free(others);
}

static void
add_at(struct lines *out, int column, const char *text, size_t len)
{
	char *line = xprintf("%*s%.*s", column > 0 ? column : 0, "", (int)len, text);

	add_line(out, line, strlen(line));
	free(line);
}

static void
add_right(struct lines *out, const struct part *part)
{
	const char *text = part->text;

	for (size_t len; *text; text += len + strspn(text + len, " ")) {
		len = breaking_first(text, out->columns - 4);
		add_at(out, out->columns - 2 - breaking_columns(text, len), text, len);
	}
}

/* Centred, on as few lines as go, and these of about the same length. */
static void
add_centred(struct lines *out, const char *text, int room)
{
	int lines = breaking_count(text, room);

	while (room > 2 && breaking_count(text, room - 1) == lines)
		room--;
	for (size_t len; *text; text += len + strspn(text + len, " ")) {
		len = breaking_first(text, room);
		add_at(out, (out->columns - breaking_columns(text, len)) / 2, text, len);
	}
}

/*
 * With a seal: the date ends four characters from the right, the name is centred above it. Without:
 * the date begins two right of the name's beginning, the longer of both ends two from the right
 * (GB/T 9704 7.3.5).
 */
static void
add_signature(struct lines *out, const struct part *part)
{
	struct civil c = day_civil(part->dated == DAY_NONE ? 0 : part->dated);
	const char *name = part->text;
	char *date = part->dated == DAY_NONE ? xstrdup("")
					     : xprintf("%d年%d月%d日", c.year, c.month, c.day);
	size_t name_len = breaking_first(name, out->columns - 4);
	int name_width = breaking_columns(name, name_len), date_width = width_of_text(date);
	int name_at = out->columns - 4 - name_width, date_at = name_at + 4;

	if (*date && part->is_sealed) {
		date_at = out->columns - 8 - date_width;
		name_at = date_at + (date_width - name_width) / 2;
		if (name_at + name_width > out->columns) {
			name_at = out->columns - name_width;
			date_at = name_at + (name_width - date_width) / 2;
		}
	} else if (*date && date_at + date_width > out->columns - 4) {
		date_at = out->columns - 4 - date_width;
		name_at = date_at - 4;
	}
	int from = out->count - 2 > 0 ? out->count - 2 : 0;

	if (*name)
		add_at(out, name_at, name, name_len);
	if (*date)
		add_at(out, date_at, date, strlen(date));
	for (int i = from; i < out->count - 1; i++)
		out->line[i].keeps = true; /* with some of the text above */
	free(date);
}

/* --- tables --- */

/* The next line of a row; false: all its cells are at their ends. Two columns lie between cells. */
static bool
add_row_line(struct lines *out, const struct part *part, const char *at[])
{
	struct buf line = BUF_EMPTY;
	bool some = false;

	for (int i = 0; i < part->cells; i++) {
		int room = part->width[i] > 4 ? part->width[i] - 2 : 2;
		size_t len = *at[i] ? breaking_first(at[i], room) : 0;
		char *text = xstrndup(at[i], len);

		width_fit(&line, text, part->width[i]);
		free(text);
		some = some || len;
		at[i] += len;
		at[i] += strspn(at[i], " ");
	}
	if (some || out->first)
		add_line(out, buf_text(&line), line.len);
	buf_release(&line);
	return some;
}

static void
add_row(struct lines *out, const struct part *part)
{
	const char **at = xcalloc((size_t)part->cells + 1, sizeof *at);
	int from = out->count;
	bool heads = part->kind == PART_HEADS;

	for (int i = 0; i < part->cells; i++)
		at[i] = part->cell[i];
	while (add_row_line(out, part, at))
		;
	free(at);
	for (int i = from; i < out->count; i++) {
		out->line[i].heads = heads ? -1 : out->heads;
		/* a row is not torn, unless it is longer than a page may be */
		out->line[i].keeps = (heads || i + 1 < out->count) && i - from < 12;
	}
	if (heads) {
		out->heads = from;
		out->head_lines = out->count - from;
	}
}

/* --- pages --- */

static struct layout_page *
add_page(struct layout *out)
{
	out->page = xrealloc(out->page, (size_t)(out->count + 1) * sizeof *out->page);
	memset(&out->page[out->count], 0, sizeof *out->page);
	return &out->page[out->count++];
}

static void
put(struct layout_page *page, const struct line *line)
{
	page->line[page->count] = xstrdup(line->text);
	page->part[page->count] = line->part;
	page->first[page->count++] = line->first;
}

/* Where the page ends that begins with line `at` and has room for so many. */
static int
page_end(const struct lines *lines, int at, int room)
{
	int end = at + room < lines->count ? at + room : lines->count;
	int kept = end;

	for (int i = at; i < end; i++)
		if (lines->line[i].part && lines->line[i].part->kind == PART_PAGE)
			return i + 1;
	while (end < lines->count && kept > at && lines->line[kept - 1].keeps)
		kept--;
	return kept > at ? kept : end;
}

/* The headings again, on top of a page that begins inside of their table. */
static void
repeat_heads(const struct lines *lines, int at, struct layout_page *page)
{
	int heads = lines->line[at].heads;

	for (int i = heads; heads >= 0 && i < at && lines->line[i].part == lines->line[heads].part;
	    i++)
		put(page, &lines->line[i]);
}

static void
paginate(struct lines *lines, struct layout *out)
{
	for (int at = 0; at < lines->count;) {
		if (out->count && !*lines->line[at].text &&
		    lines->line[at].part->kind == PART_BLANK) {
			at++; /* no page but the first begins with a blank line */
			continue;
		}
		struct layout_page *page = add_page(out);

		repeat_heads(lines, at, page);
		int end = page_end(lines, at, ruling_lines(out->ruling) - page->count);

		for (; at < end; at++)
			put(page, &lines->line[at]);
	}
	if (!out->count)
		add_page(out);
}

/* A line of signs as wide as the page. */
static void
add_rule(struct lines *out)
{
	char *rule = xcalloc((size_t)out->columns + 1, 1);

	memset(rule, '-', (size_t)out->columns);
	add_line(out, rule, (size_t)out->columns);
	free(rule);
}

/* At the foot of the last page, below a rule. */
static void
add_foot(struct layout *out, const struct part *part)
{
	int lines = ruling_lines(out->ruling);
	struct lines foot = {.part = part, .first = true, .columns = ruling_columns(out->ruling)};
	struct layout_page *page = &out->page[out->count - 1];
	char none[] = "";
	const struct line blank = {.text = none};

	add_rule(&foot);
	add_paragraph(&foot, "　", "　　　　", part->text);
	if (page->count + foot.count > lines)
		page = add_page(out);
	while (page->count + foot.count < lines)
		put(page, &blank);
	for (int i = 0; i < foot.count && page->count < lines; i++)
		put(page, &foot.line[i]);
	release_lines(&foot);
}

static void
add_part(struct lines *out, const struct part *part)
{
	out->part = part;
	out->first = true;
	if (part->kind != PART_ROW)
		out->heads = -1;
	switch (part->kind) {
	case PART_HEAD:
	case PART_CENTRE:
		add_centred(out, part->text, out->columns);
		break;
	case PART_TITLE: /* 20 of its characters go into the width of 28 of the text */
		add_centred(out, part->text, out->columns * 5 / 7);
		break;
	case PART_TEXT:
		add_paragraph(out, INDENT, "", part->text);
		break;
	case PART_LINE:
		add_paragraph(out, "", "", part->text);
		break;
	case PART_HANGING:
		add_hanging(out, part);
		break;
	case PART_RIGHT:
		add_right(out, part);
		break;
	case PART_SIGNED:
		add_signature(out, part);
		break;
	case PART_HEADS:
	case PART_ROW:
		add_row(out, part);
		break;
	case PART_RULE:
		add_rule(out);
		break;
	case PART_QR:
		for (int i = 0; i < LAYOUT_QR; i++) {
			add_line(out, "", 0);
			out->line[out->count - 1].keeps = i + 1 < LAYOUT_QR;
		}
		break;
	case PART_BLANK:
	case PART_PAGE:
		add_line(out, "", 0);
		break;
	case PART_FOOT:
		break;
	}
}

void
layout_make(const struct document *document, struct layout *out)
{
	struct lines lines = {.columns = ruling_columns(document->ruling), .heads = -1};

	*out = (struct layout){.ruling = document->ruling, .foot = document->foot};
	for (int i = 0; i < document->count; i++)
		add_part(&lines, &document->part[i]);
	paginate(&lines, out);
	for (int i = 0; i < document->count; i++)
		if (document->part[i].kind == PART_FOOT && *document->part[i].text)
			add_foot(out, &document->part[i]);
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
layout_number(const struct layout *layout, int page, struct buf *out)
{
	int columns = ruling_columns(layout->ruling);

	if (layout->ruling == RULING_SHEET) {
		char *number = xprintf("第 %d 页，共 %d 页", page, layout->count);

		width_fit(out, layout->foot ? layout->foot : "", columns - width_of_text(number));
		buf_puts(out, number);
		free(number);
		return;
	}
	char *number = xprintf("- %d -", page);

	if (page % 2)
		buf_printf(out, "%*s%s", columns - 2 - (int)strlen(number), "", number);
	else
		buf_printf(out, "  %s", number);
	free(number);
}
