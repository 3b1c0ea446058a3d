/*
 * States: TEXT → ESC (the Esc itself is held back until it is known what it begins) → CSI (to its
 * final byte), NAMED (the byte that names a character set: dropped), STRING (a title: its text is
 * no screen's; to BEL or Esc \), or TEXT again.  In TEXT a UTF-8 sequence may be half there.
 */
#include "base/transcode.h"

#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

enum { BEL = 0x07, SO = 0x0e, SI = 0x0f, ESC_BYTE = 0x1b };

struct transcoder {
	struct charset_encoder *encoder;
	struct utf8_feed feed;
	enum { TEXT, ESC, CSI, NAMED, STRING } state;
	char stand_in[5]; /* as the terminal reads it */
};

int
transcoder_new(enum charset charset, struct say *say, struct transcoder **out)
{
	struct charset_encoder *encoder;
	uint32_t stand_in = charset_stand_in(charset);
	int err = charset_encoder_new(charset, say, &encoder);

	if (err)
		return err;
	*out = xcalloc(1, sizeof **out);
	(*out)->encoder = encoder;
	if (!stand_in || !charset_encode_char(encoder, stand_in, (*out)->stand_in))
		memcpy((*out)->stand_in, "??", 3);
	return 0;
}

void
transcoder_free(struct transcoder *t)
{
	if (!t)
		return;
	charset_encoder_free(t->encoder);
	free(t);
}

/* What one column can show instead. */
static char
look_alike(uint32_t c)
{
	static const struct {
		uint32_t from, to;
		char sign;
	} rows[] = {
		{0xA0, 0xA0, ' '}, {0xB7, 0xB7, '.'}, {0xD7, 0xD7, 'x'}, {0x2010, 0x2015, '-'},
		{0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'}, {0x2022, 0x2022, '*'},
		{0x2024, 0x2027, '.'}, {0x2032, 0x2032, '\''}, {0x2033, 0x2033, '"'},
		{0x2190, 0x2190, '<'}, {0x2191, 0x2191, '^'}, {0x2192, 0x2192, '>'},
		{0x2193, 0x2193, 'v'}, {0x2500, 0x2501, '-'}, {0x2502, 0x2503, '|'},
		{0x250C, 0x254B, '+'}, {0x2550, 0x2550, '-'}, {0x2551, 0x2551, '|'},
		{0x2552, 0x256C, '+'},
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (c >= rows[i].from && c <= rows[i].to)
			return rows[i].sign;
	return '?';
}

static void
put_char(struct transcoder *t, uint32_t c, struct buf *out)
{
	char bytes[4];
	int width = width_of_char(c), len = charset_encode_char(t->encoder, c, bytes);

	if (c < 0x80)
		buf_putc(out, (char)c);
	else if (width <= 0)
		return;
	else if (len && (len == width || len == 4)) /* four bytes are one sign of GB 18030 */
		buf_add(out, bytes, (size_t)len);
	else if (width == 2)
		buf_puts(out, t->stand_in);
	else
		buf_putc(out, look_alike(c));
}

static void
take_text(struct transcoder *t, unsigned char byte, struct buf *out)
{
	uint32_t c;

	if (byte >= 0x80) {
		if (utf8_feed(&t->feed, byte, &c) == UTF8_CHAR)
			put_char(t, c, out);
		return;
	}
	t->feed.len = 0;
	if (byte == ESC_BYTE)
		t->state = ESC;
	else
		buf_putc(out, (char)byte);
}

/* The byte behind an Esc. */
static void
take_kind(struct transcoder *t, unsigned char byte, struct buf *out)
{
	if (byte == ESC_BYTE)
		return; /* the newer one counts */
	t->state = TEXT;
	if (byte >= 0x80) {
		take_text(t, byte, out);
		return;
	}
	if (memchr("()*+-./", byte, 7)) {
		t->state = NAMED;
		return;
	}
	if (byte == '[')
		t->state = CSI;
	else if (memchr("]PX^_", byte, 5))
		t->state = STRING;
	buf_putc(out, ESC_BYTE);
	buf_putc(out, (char)byte);
}

static void
take(struct transcoder *t, unsigned char byte, struct buf *out)
{
	if (byte == SO || byte == SI)
		return; /* wherever they stand, a terminal obeys them */
	switch (t->state) {
	case TEXT:
		take_text(t, byte, out);
		return;
	case ESC:
		take_kind(t, byte, out);
		return;
	case NAMED:
		t->state = byte == ESC_BYTE ? ESC : TEXT;
		return;
	case CSI:
	case STRING:
		break;
	}
	if (byte == ESC_BYTE) {
		t->state = ESC;
		return;
	}
	if (byte < 0x80)
		buf_putc(out, (char)byte);
	if (t->state == CSI ? byte >= 0x40 : byte == BEL)
		t->state = TEXT;
}

/* Plain letters, which most of a screen's bytes are. */
static size_t
plain(const char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && bytes[n] >= ' ' && bytes[n] < 0x7f)
		n++;
	return n;
}

void
transcode(struct transcoder *t, const char *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (t->state == TEXT && !t->feed.len) {
			size_t run = plain(bytes + i, len - i);

			buf_add(out, bytes + i, run);
			i += run;
			if (i == len)
				return;
		}
		take(t, (unsigned char)bytes[i], out);
	}
}
