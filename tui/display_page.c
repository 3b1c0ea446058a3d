#include "tui/display_page.h"

#include "tui/face_int.h"
#include "tui/term.h"

#include <stdlib.h>
#include <string.h>

#define NOBODY_MS (10 * INT64_C(60000))

/* By digit, from 1: a reader stops at the first line that reads well to its end. */
static const struct {
	enum charset charset;
	enum text line; /* {1} is the digit */
} rows[] = {
	{CHARSET_UTF8, T_PAGE_LINE_RARE},
	{CHARSET_GB18030, T_PAGE_LINE_RARE},
	{CHARSET_GBK, T_PAGE_LINE},
	{CHARSET_BIG5, T_PAGE_LINE_BIG5},
};
#define ROWS (int)(sizeof rows / sizeof *rows)

static void
add_row(int i, struct buf *page)
{
	char digit[2] = {(char)('1' + i), '\0'}, *line;
	struct charset_encoder *encoder;

	if (charset_encoder_new(rows[i].charset, NULL, &encoder) != 0)
		return; /* missing here */
	line = text_format(LANG_ZH, rows[i].line, digit, NULL);
	buf_printf(page, "  %s  %-8s ", digit, charset_name(rows[i].charset));
	charset_encode(encoder, line, page, NULL);
	/* What looks like half a character to this terminal ends before the line does. */
	buf_puts(page, " \r\n");
	charset_encoder_free(encoder);
	free(line);
}

static void
add_switch(char key, enum text words, const char *value, struct buf *page)
{
	buf_printf(page, "  %c  %s: %s\r\n", key, text_get(LANG_EN, words), value);
}

static void
show(const struct profile *profile, const struct say *why)
{
	static const enum text wide[] = {T_PAGE_UNKNOWN, T_PAGE_YES, T_PAGE_NO};
	struct buf page = BUF_EMPTY;
	char *reason = why->id == TEXT_NONE ? NULL : say_text(why, LANG_EN);

	buf_puts(&page, "\033[m\033[H\033[J");
	if (reason)
		buf_printf(&page, "%s\r\n\r\n", reason);
	buf_printf(&page, "%s\r\n\r\n", text_get(LANG_EN, T_PAGE_TITLE));
	for (int i = 0; i < ROWS; i++)
		add_row(i, &page);
	buf_printf(&page, "  0  %s\r\n\r\n", text_get(LANG_EN, T_PAGE_NONE));
	add_switch('w', T_PAGE_WIDE, text_get(LANG_EN, wide[profile->wide]), &page);
	add_switch('s', T_PAGE_SLOW,
	    text_get(LANG_EN, profile->slow ? T_PAGE_YES : T_PAGE_NO), &page);
	buf_printf(&page, "\r\n  Esc  %s\r\n", text_get(LANG_EN, T_PAGE_LEAVE));
	term_send(buf_text(&page), page.len);
	buf_release(&page);
	free(reason);
}

/* The charset of a digit; false: it is none that this machine has. */
static bool
pick(int key, enum charset *charset)
{
	struct charset_encoder *encoder;
	int i = key - '1';

	if (key == '0') {
		*charset = CHARSET_ASCII;
		return true;
	}
	if (i < 0 || i >= ROWS || charset_encoder_new(rows[i].charset, NULL, &encoder) != 0)
		return false;
	charset_encoder_free(encoder);
	*charset = rows[i].charset;
	return true;
}

/* False: the page is left. */
static bool
take(int key, struct profile *profile)
{
	if (key == 'w')
		profile->wide = (enum wide)((profile->wide + 1) % WIDE_COUNT);
	else if (key == 's')
		profile->slow = !profile->slow;
	return key != INPUT_ESC;
}

bool
display_page(struct face *face, const struct say *why)
{
	struct profile profile = face->seat->profile;
	int64_t until = face_now() + NOBODY_MS;
	int key;

	/* What was typed before chooses nothing. */
	while (input_get(face->input, face_now(), &key))
		;
	show(&profile, why);
	while (!face->ended && face_now() < until) {
		face_wait(face, until);
		if (face->whole) {
			face->whole = false; /* another size */
			show(&profile, why);
		}
		if (!input_get(face->input, face_now(), &key))
			continue;
		if (pick(key, &profile.charset)) {
			profile.chosen = true;
			face->seat->profile = profile;
			return true;
		}
		if (!take(key, &profile))
			return false;
		show(&profile, why);
	}
	return false;
}
