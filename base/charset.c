#include "base/charset.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/width.h"

#define NO_ICONV ((iconv_t)-1)
#define BOM 0xFEFF

struct charset_decoder {
	enum charset charset;
	bool substitute;
	bool swapped; /* a mark showed the other order of UTF-16 */
	bool stopped;
	enum { WRONG_BYTES, WRONG_NUL, WRONG_END } reason; /* why it stopped */
	iconv_t cd; /* NO_ICONV where none is needed */
	unsigned char pending[4];
	size_t pending_len;
	size_t offset; /* of the first pending byte */
	size_t line;
	struct charset_wrong wrong;
	uint16_t *pair; /* what pairs of bytes were decoded to, by PAIR(); 0 not yet */
};
#define PAIR(p) (((p)[0] - 0x81) * 192 + (p)[1] - 0x40)
#define PAIRS (126 * 192)

struct charset_encoder {
	enum charset charset;
	iconv_t cd;
};

/* Names for people, and for iconv in the order in which they are tried; none: done here. */
static const struct {
	const char *name, *read[3], *written[2], *alias;
} known[] = {
	[CHARSET_UTF8] = {"UTF-8", {0}, {0}, " utf8 unicode utf8bom utf8sig "},
	[CHARSET_UTF16LE] = {"UTF-16LE", {0}, {0}, " utf16le utf16 ucs2 ucs2le "},
	[CHARSET_UTF16BE] = {"UTF-16BE", {0}, {0}, " utf16be ucs2be "},
	[CHARSET_GBK] = {"GBK", {"GB18030", "GBK", "CP936"}, {"GBK", "CP936"},
	    " gbk cp936 ms936 windows936 936 gb2312 euccn gb231280 ansi "},
	[CHARSET_GB18030] = {"GB18030", {"GB18030"}, {"GB18030"},
	    " gb18030 gb180302000 gb180302005 gb180302022 54936 cp54936 "},
	[CHARSET_BIG5] = {"BIG5", {"BIG5", "CP950"}, {"BIG5", "CP950"},
	    " big5 cp950 ms950 windows950 950 bigfive "},
	[CHARSET_ASCII] = {"ASCII", {0}, {0}, ""},
};

const char *
charset_name(enum charset charset)
{
	return known[charset].name;
}

int
charset_find(const char *name, struct say *say, enum charset *charset)
{
	struct buf want = BUF_EMPTY;
	int found = 0;

	buf_putc(&want, ' ');
	for (const char *s = name; *s; s++)
		if (!strchr("-_ .:", *s))
			buf_putc(&want, (char)tolower((unsigned char)*s));
	buf_putc(&want, ' ');
	while (found < CHARSET_COUNT && (want.len < 3 || !strstr(known[found].alias, want.data)))
		found++;
	buf_release(&want);
	if (found == CHARSET_COUNT) {
		say_set(say, T_CHARSET_UNKNOWN, name, (char *)NULL);
		return ERR_NOTFOUND;
	}
	*charset = (enum charset)found;
	return 0;
}

uint32_t
charset_stand_in(enum charset charset)
{
	switch (charset) {
	case CHARSET_GBK:
	case CHARSET_GB18030:
		return 0x3013; /* 〓 */
	case CHARSET_BIG5:
		return 0x25A1; /* □, for it has no 〓 */
	case CHARSET_UTF8:
	case CHARSET_UTF16LE:
	case CHARSET_UTF16BE:
	case CHARSET_COUNT:
		break;
	}
	return 0;
}

/* Without a codeset the GNU C library means these. */
static bool
charset_of_country(const char *locale, enum charset *charset)
{
	static const struct {
		const char *name;
		enum charset charset;
	} old[] = {{"zh_CN", CHARSET_GBK}, {"zh_SG", CHARSET_GBK}, {"zh_TW", CHARSET_BIG5},
	    {"zh_HK", CHARSET_BIG5}};
	size_t i = 0;

	while (i < sizeof old / sizeof *old && strcmp(old[i].name, locale) != 0)
		i++;
	if (i == sizeof old / sizeof *old)
		return false;
	*charset = old[i].charset;
	return true;
}

bool
charset_of_locale(const char *locale, enum charset *charset)
{
	const char *dot = locale ? strchr(locale, '.') : NULL;
	char *codeset;
	bool found;

	if (!locale || !*locale)
		return false;
	if (!dot && charset_of_country(locale, charset))
		return true;
	codeset = xstrdup(dot ? dot + 1 : locale);
	codeset[strcspn(codeset, "@")] = '\0';
	found = charset_find(codeset, NULL, charset) == 0 && *charset != CHARSET_UTF16LE &&
	    *charset != CHARSET_UTF16BE;
	free(codeset);
	return found;
}

/* Opens the first of names that the system has; none is needed if there are no names. */
static int
open_converter(enum charset charset, bool reading, struct say *say, iconv_t *cd)
{
	const char *const *name = reading ? known[charset].read : known[charset].written;
	size_t most = reading ? 3 : 2;
	iconv_t opened = NO_ICONV;

	for (size_t i = 0; i < most && name[i] && opened == NO_ICONV; i++)
		opened = iconv_open(reading ? "UTF-8" : name[i], reading ? name[i] : "UTF-8");
	if (name[0] && opened == NO_ICONV) {
		say_set(say, T_CHARSET_MISSING, charset_name(charset), (char *)NULL);
		return ERR_NOTFOUND;
	}
	*cd = opened;
	return 0;
}

int
charset_decoder_new(enum charset charset, bool substitute, struct say *say,
    struct charset_decoder **decoder)
{
	iconv_t cd;
	int err = open_converter(charset, true, say, &cd);

	if (err)
		return err;
	*decoder = xcalloc(1, sizeof **decoder);
	(*decoder)->charset = charset;
	(*decoder)->substitute = substitute;
	(*decoder)->cd = cd;
	charset_decoder_reset(*decoder);
	return 0;
}

bool
charset_keep(enum charset charset, struct say *say)
{
	/* Never closed: see the header. */
	static struct charset_decoder *reads[CHARSET_ASCII + 1];
	static struct charset_encoder *writes[CHARSET_ASCII + 1];

	return (reads[charset] || !charset_decoder_new(charset, true, say, &reads[charset])) &&
	    (writes[charset] || !charset_encoder_new(charset, say, &writes[charset]));
}

void
charset_decoder_free(struct charset_decoder *d)
{
	if (!d)
		return;
	if (d->cd != NO_ICONV)
		iconv_close(d->cd);
	free(d->pair);
	free(d);
}

void
charset_decoder_reset(struct charset_decoder *d)
{
	d->swapped = d->stopped = false;
	d->pending_len = d->offset = 0;
	d->line = 1;
	d->wrong = (struct charset_wrong){0, 0, 0};
	if (d->cd != NO_ICONV)
		iconv(d->cd, NULL, NULL, NULL, NULL);
}

size_t
charset_decoder_pending(const struct charset_decoder *d)
{
	return d->pending_len;
}

struct charset_wrong
charset_decoder_wrong(const struct charset_decoder *d)
{
	return d->wrong;
}

void
charset_say_wrong(const struct charset_decoder *d, struct say *say)
{
	static const enum text sentence[] = {T_CHARSET_WRONG, T_CHARSET_NUL, T_CHARSET_CUT};
	char *line = xprintf("%zu", d->wrong.line), *offset = xprintf("%zu", d->wrong.offset + 1);

	say_set(say, sentence[d->reason], line, offset, charset_name(d->charset), (char *)NULL);
	free(line);
	free(offset);
}

/* What the private places of GB 18030-2000 mean since 2005 (FE50-FEA0) and 2022 (A6D9-A6F3), and
 * the blank that Windows writes as A3A0. */
static uint32_t
without_private(uint32_t c)
{
	static const uint32_t han[] = {
	    0x2E81, 0x20087, 0x20089, 0x200CC, 0x2E84, 0x3473, 0x3447, 0x2E88, 0x2E8B, 0x9FB4,
	    0x359E, 0x361A, 0x360E, 0x2E8C, 0x2E97, 0x396E, 0x3918, 0x9FB5, 0x39CF, 0x39DF,
	    0x3A73, 0x39D0, 0x9FB6, 0x9FB7, 0x3B4E, 0x3C6E, 0x3CE0, 0x2EA7, 0x215D7, 0x9FB8,
	    0x2EAA, 0x4056, 0x415F, 0x2EAE, 0x4337, 0x2EB3, 0x2EB6, 0x2EB7, 0x2298F, 0x43B1,
	    0x43AC, 0x2EBB, 0x43DD, 0x44D6, 0x4661, 0x464C, 0x9FB9, 0x4723, 0x4729, 0x477C,
	    0x478D, 0x2ECA, 0x4947, 0x497A, 0x497D, 0x4982, 0x4983, 0x4985, 0x4986, 0x499F,
	    0x499B, 0x49B7, 0x49B6, 0x9FBA, 0x241FE, 0x4CA3, 0x4C9F, 0x4CA0, 0x4CA1, 0x4C77,
	    0x4CA2, 0x4D13, 0x4D14, 0x4D15, 0x4D16, 0x4D17, 0x4D18, 0x4D19, 0x4DAE, 0x9FBB,
	};
	static const uint32_t upright[] = {
	    0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19,
	};

	if (c >= 0xE815 && c <= 0xE864)
		return han[c - 0xE815];
	if (c >= 0xE78D && c <= 0xE796)
		return upright[c - 0xE78D];
	if (c == 0xE7C7)
		return 0x1E3F;
	return c == 0xE5E5 ? 0x3000 : c;
}

/*
 * The takers: one character from len bytes (at least 1): bytes used; 0 if more must come; or
 * minus the bytes to skip, because they are none.
 */

static int
take_utf8(const unsigned char *p, size_t len, uint32_t *c)
{
	struct utf8_feed feed = UTF8_FEED_EMPTY;

	for (size_t i = 0; i < len; i++) {
		enum utf8_step step = utf8_feed(&feed, p[i], c);

		if (step == UTF8_CHAR && !feed.skipped)
			return (int)i + 1;
		if (step == UTF8_BAD || feed.skipped)
			return i ? -(int)i : -1;
	}
	return 0;
}

static int
take_utf16(bool big, const unsigned char *p, size_t len, uint32_t *c)
{
	uint32_t high, low;

	if (len < 2)
		return 0;
	high = (uint32_t)p[!big] << 8 | p[big];
	if (high < 0xD800 || high > 0xDFFF) {
		*c = high;
		return 2;
	}
	if (high > 0xDBFF)
		return -2;
	if (len < 4)
		return 0;
	low = (uint32_t)p[2 + !big] << 8 | p[2 + big];
	if (low < 0xDC00 || low > 0xDFFF)
		return -2;
	*c = 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
	return 4;
}

static bool
is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Bytes of the sequence that p begins, 0 if the second must come first, -1 if p begins none. */
static int
han_length(enum charset charset, const unsigned char *p, size_t len)
{
	bool big5 = charset == CHARSET_BIG5;
	bool broken = (len > 2 && (p[2] < 0x81 || p[2] == 0xFF)) || (len > 3 && !is_digit(p[3]));

	if (p[0] == 0x80 || p[0] == 0xFF)
		return -1;
	if (len < 2)
		return 0;
	if (!big5 && is_digit(p[1]))
		return broken ? -1 : 4;
	if (p[1] < 0x40 || p[1] == 0xFF || (p[1] > 0x7E && p[1] < (big5 ? 0xA1 : 0x80)))
		return -1;
	return 2;
}

/* Asking iconv for one character costs more than all else that is done with it. */
static void
remember(struct charset_decoder *d, const unsigned char *p, uint32_t c)
{
	if (!d->pair)
		d->pair = xcalloc(PAIRS, sizeof *d->pair);
	if (c <= 0xFFFF)
		d->pair[PAIR(p)] = (uint16_t)c;
}

static int
take_han(struct charset_decoder *d, const unsigned char *p, size_t len, uint32_t *c)
{
	char utf8[16], *to = utf8;
	ICONV_CONST char *from = (ICONV_CONST char *)(uintptr_t)p;
	size_t room = sizeof utf8, left;
	int need, used;

	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] == 0x80 && d->charset == CHARSET_GBK) {
		*c = 0x20AC;
		return 1;
	}
	need = han_length(d->charset, p, len);
	if (need <= 0 || len < (size_t)need)
		return need < 0 ? -1 : 0;
	if (need == 2 && d->pair && d->pair[PAIR(p)]) {
		*c = d->pair[PAIR(p)];
		return 2;
	}
	left = (size_t)need;
	if (iconv(d->cd, &from, &left, &to, &room) == (size_t)-1 || left) {
		iconv(d->cd, NULL, NULL, NULL, NULL);
		return -need;
	}
	used = utf8_decode(utf8, (size_t)(to - utf8), c);
	if (used <= 0 || used != to - utf8)
		return -need;
	if (need == 2)
		remember(d, p, *c);
	return need;
}

static int
take(struct charset_decoder *d, const unsigned char *p, size_t len, uint32_t *c)
{
	switch (d->charset) {
	case CHARSET_UTF8:
		return take_utf8(p, len, c);
	case CHARSET_UTF16LE:
	case CHARSET_UTF16BE:
		return take_utf16((d->charset == CHARSET_UTF16BE) != d->swapped, p, len, c);
	case CHARSET_GBK:
	case CHARSET_GB18030:
	case CHARSET_BIG5:
		return take_han(d, p, len, c);
	case CHARSET_ASCII:
		break;
	}
	*c = p[0];
	return p[0] < 0x80 ? 1 : -1;
}

static void
note_wrong(struct charset_decoder *d, int reason, struct buf *out)
{
	if (!d->wrong.count++) {
		d->reason = reason;
		d->wrong.offset = d->offset;
		d->wrong.line = d->line;
	}
	if (d->substitute)
		utf8_add(out, UTF8_WRONG);
	else
		d->stopped = true;
}

static void
give(struct charset_decoder *d, uint32_t c, struct buf *out)
{
	if (d->offset == 0 && c == 0xFFFE && (d->charset == CHARSET_UTF16LE ||
	    d->charset == CHARSET_UTF16BE)) {
		d->swapped = true;
		return;
	}
	if (d->offset == 0 && c == BOM)
		return;
	if (c == '\n')
		d->line++;
	utf8_add(out, without_private(c));
}

/* Decodes what is pending as far as it goes. A NUL is no text. */
static void
drain(struct charset_decoder *d, bool end, struct buf *out)
{
	size_t at = 0;

	while (at < d->pending_len && !d->stopped) {
		uint32_t c = 0;
		int used = take(d, d->pending + at, d->pending_len - at, &c);

		if (used == 0 && !end)
			break;
		if (used > 0 && c)
			give(d, c, out);
		else
			note_wrong(d, used > 0 ? WRONG_NUL : used < 0 ? WRONG_BYTES : WRONG_END,
			    out);
		if (d->stopped)
			break;
		used = used ? abs(used) : 1;
		at += (size_t)used;
		d->offset += (size_t)used;
	}
	d->pending_len -= at;
	memmove(d->pending, d->pending + at, d->pending_len);
}

/* ASCII between characters is itself, but in UTF-16: takes over as much as stands at bytes. */
static size_t
pass_ascii(struct charset_decoder *d, const char *bytes, size_t len, struct buf *out)
{
	size_t n = 0;

	if (d->pending_len || d->charset == CHARSET_UTF16LE || d->charset == CHARSET_UTF16BE)
		return 0;
	while (n < len && (signed char)bytes[n] > 0) {
		d->line += bytes[n] == '\n';
		n++;
	}
	buf_add(out, bytes, n);
	d->offset += n;
	return n;
}

/* The same, and pairs of bytes that were seen before. */
static size_t
pass_known(struct charset_decoder *d, const char *bytes, size_t len, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t n = pass_ascii(d, bytes, len, out);

	while (d->pair && !d->pending_len && n + 1 < len && p[n] > 0x80 && p[n] < 0xFF &&
	    p[n + 1] >= 0x40 && p[n + 1] < 0xFF && d->pair[PAIR(p + n)]) {
		give(d, d->pair[PAIR(p + n)], out);
		d->offset += 2;
		n += 2;
		n += pass_ascii(d, bytes + n, len - n, out);
	}
	return n;
}

int
charset_decode(struct charset_decoder *d, const char *bytes, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len && !d->stopped; i++) {
		i += pass_known(d, bytes + i, len - i, out);
		if (i == len)
			break;
		d->pending[d->pending_len++] = (unsigned char)bytes[i];
		drain(d, false, out);
	}
	return d->stopped ? ERR_INPUT : 0;
}

int
charset_decode_end(struct charset_decoder *d, struct buf *out)
{
	drain(d, true, out);
	return d->stopped ? ERR_INPUT : 0;
}

int
charset_encoder_new(enum charset charset, struct say *say, struct charset_encoder **encoder)
{
	iconv_t cd;
	int err = open_converter(charset, false, say, &cd);

	if (err)
		return err;
	*encoder = xcalloc(1, sizeof **encoder);
	(*encoder)->charset = charset;
	(*encoder)->cd = cd;
	return 0;
}

void
charset_encoder_free(struct charset_encoder *e)
{
	if (!e)
		return;
	if (e->cd != NO_ICONV)
		iconv_close(e->cd);
	free(e);
}

static int
put_utf16(bool big, uint32_t c, char out[4])
{
	uint32_t unit[2] = {c, 0};
	int count = 1;

	if (c >= 0x10000) {
		unit[0] = 0xD800 | (c - 0x10000) >> 10;
		unit[1] = 0xDC00 | ((c - 0x10000) & 0x3FF);
		count = 2;
	}
	for (int i = 0; i < count; i++) {
		out[2 * i + !big] = (char)(unit[i] >> 8);
		out[2 * i + big] = (char)unit[i];
	}
	return 2 * count;
}

static int
put_han(struct charset_encoder *e, uint32_t c, char out[4])
{
	char utf8[UTF8_MAX], *to = out;
	ICONV_CONST char *from = utf8;
	size_t left = (size_t)utf8_encode(c, utf8), room = 4;

	if (c == 0x20AC && e->charset == CHARSET_GBK) {
		out[0] = (char)0x80;
		return 1;
	}
	/* A result above 0 is a character that iconv replaced of its own accord. */
	if (iconv(e->cd, &from, &left, &to, &room) != 0) {
		iconv(e->cd, NULL, NULL, NULL, NULL);
		return 0;
	}
	/* Some iconv lets U+0080 pass as the byte 80. */
	return to - out > 1 ? (int)(to - out) : 0;
}

int
charset_encode_char(struct charset_encoder *e, uint32_t c, char out[4])
{
	char utf8[UTF8_MAX];

	if (!utf8_encode(c, utf8))
		return 0;
	if (e->charset == CHARSET_UTF8)
		return utf8_encode(c, out);
	if (e->charset == CHARSET_UTF16LE || e->charset == CHARSET_UTF16BE)
		return put_utf16(e->charset == CHARSET_UTF16BE, c, out);
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	return e->charset == CHARSET_ASCII ? 0 : put_han(e, c, out);
}

static void
note_missing(struct buf *missing, uint32_t c)
{
	char utf8[UTF8_MAX + 1] = "";

	utf8_encode(c, utf8);
	if (missing && !strstr(buf_text(missing), utf8))
		buf_puts(missing, utf8);
}

int
charset_encode(struct charset_encoder *e, const char *s, struct buf *out, struct buf *missing)
{
	uint32_t c, stand_in = charset_stand_in(e->charset);
	bool partial = false;

	while ((c = utf8_read(&s))) {
		char bytes[4];
		int len = charset_encode_char(e, c, bytes);

		if (!len) {
			partial = true;
			note_missing(missing, c);
			len = stand_in && width_of_char(c) == 2 ? put_han(e, stand_in, bytes) : 0;
		}
		if (!len)
			bytes[len++] = '?';
		buf_add(out, bytes, (size_t)len);
	}
	return partial ? ERR_PARTIAL : 0;
}
