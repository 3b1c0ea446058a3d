/*
 * The same without any layout, for what is pasted or read on telephones: a paragraph a line, a row
 * of a table as its cells, what only stands on paper (lines to sign on, rules, pages) left out.
 */
#include "share/press_int.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* "编号：1，事由：…" where there are headings, else the cells; empty ones are left out. */
static void
add_row(const struct part *heads, const struct part *part, struct buf *out)
{
	bool some = false;

	for (int i = 0; i < part->cells; i++) {
		bool label = !heads && i % 2 == 0 && part->cells % 2 == 0;
		const char *cell = part->cell[i];

		if (!*cell || (label && !*part->cell[i + 1]) ||
		    strspn(cell, "_") == strlen(cell))
			continue;
		if (heads && strcmp(heads->cell[i], "序号") == 0) {
			buf_printf(out, "%s.", cell);
			continue;
		}
		if (some && (heads || label))
			buf_puts(out, "，");
		if (heads && i < heads->cells)
			buf_printf(out, "%s：%s", heads->cell[i], cell);
		else
			buf_printf(out, "%s%s", cell, label ? "：" : "");
		some = true;
	}
	buf_putc(out, '\n');
}

static void
add_signature(const struct part *part, struct buf *out)
{
	struct civil c = day_civil(part->dated == DAY_NONE ? 0 : part->dated);

	buf_printf(out, "%s\n", part->text);
	if (part->dated != DAY_NONE)
		buf_printf(out, "%d年%d月%d日\n", c.year, c.month, c.day);
}

/* Of no use but on paper. */
static bool
is_for_pens(const struct part *part)
{
	return strstr(part->text, "______") != NULL;
}

void
press_plain(const struct document *document, struct buf *out)
{
	const struct part *heads = NULL;

	for (int i = 0; i < document->count; i++) {
		const struct part *part = &document->part[i];

		if (part->kind == PART_HEADS)
			heads = part;
		else if (part->kind == PART_ROW)
			add_row(heads, part, out);
		else
			heads = NULL;
		if (part->kind == PART_SIGNED)
			add_signature(part, out);
		else if (part->kind == PART_HANGING)
			buf_printf(out, "%s%s\n", part->lead ? part->lead : "", part->text);
		else if (part->kind < PART_BLANK && part->kind != PART_HEADS &&
		    part->kind != PART_ROW && *part->text && !is_for_pens(part))
			buf_printf(out, "%s%s\n", part->kind == PART_TEXT ? "　　" : "", part->text);
	}
}

/* Bytes of a beginning of at most so many characters, if it can be of whole lines or sentences. */
static size_t
piece(const char *text, size_t most)
{
	size_t len = utf8_cut(text, most), at = 0, line = 0, sentence = 0;

	if (!text[len])
		return len;
	for (const char *p = text; (at = (size_t)(p - text)) < len;) {
		uint32_t cp = utf8_read(&p);

		if ((size_t)(p - text) > len)
			break;
		if (cp == '\n')
			line = (size_t)(p - text);
		else if (cp == 0x3002 || cp == 0xFF1B || cp == 0xFF1F || cp == 0xFF01)
			sentence = (size_t)(p - text);
	}
	return line > len / 2 ? line : sentence > len / 2 ? sentence : len;
}

void
press_wechat(const struct document *document, FILE *to)
{
	struct buf text = BUF_EMPTY;
	int pieces = 0, n = 0;
	const char *p;

	press_plain(document, &text);
	for (p = buf_text(&text); *p; p += piece(p, PRESS_PIECE))
		pieces++;
	for (p = buf_text(&text); *p;) {
		size_t len = piece(p, PRESS_PIECE);

		if (pieces > 1)
			fprintf(to, "%s（%d/%d）\n", n ? "\n" : "", n + 1, pieces);
		fwrite(p, 1, len, to);
		if (p[len - 1] != '\n')
			putc('\n', to);
		p += len;
		n++;
	}
	buf_release(&text);
}
