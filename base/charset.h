/*
 * Encodings of the outside world, to and from UTF-8, one character at a time through the system's
 * iconv, without its //TRANSLIT and //IGNORE (whose meaning differs between systems).
 *
 * A decoder or encoder is opened once and can be kept: while it is open it needs no file any more
 * (the GNU C library loads its converters from files, and unloads them when they are closed).
 *
 * "GB2312" in the wild means what Windows writes, so GB2312, EUC-CN and GBK are all read as
 * GB18030, their superset, with byte 80 as €.  Places of GB 18030-2000 in the private use area
 * (䶮 as U+E863) become the characters of GB 18030-2005 and -2022, whatever they are read from.
 */
#ifndef BASE_CHARSET_H
#define BASE_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/text.h"

enum charset {
	CHARSET_UTF8,
	CHARSET_UTF16LE,
	CHARSET_UTF16BE,
	CHARSET_GBK,
	CHARSET_GB18030,
	CHARSET_BIG5,
	CHARSET_COUNT,
	/* Of terminals, not of files: whatever else they show, of this they are sure. */
	CHARSET_ASCII = CHARSET_COUNT,
};

/* "UTF-8", "GB18030", …; borrowed for ever. */
const char *charset_name(enum charset charset);
/*
 * Can this machine convert it, both ways? What was found stays open as long as the process lives,
 * so that it and its children have it also once they may open no file. else say (may be NULL)
 * tells what to install.
 */
bool charset_keep(enum charset charset, struct say *say);
/* What is written in place of a character of two columns that the charset lacks; 0: nothing. */
uint32_t charset_stand_in(enum charset charset);
/* By any usual name, case, "-" and "_" ignored: utf8, cp936, gb2312, cp950 … ERR_NOTFOUND. */
int charset_find(const char *name, struct say *say, enum charset *charset);

/*
 * What a locale says of the terminal ("zh_CN.GBK", "zh_TW", macOS's "UTF-8"; NULL and "" say
 * nothing): false if that is nothing we know.
 */
bool charset_of_locale(const char *locale, enum charset *charset);

/*
 * Bytes to UTF-8.  They may come in any pieces.  A byte order mark at the very beginning is dropped
 * (and turns the order of UTF-16 where it must).  Wrong bytes: with `substitute` each becomes
 * U+FFFD, else decoding stops.
 */
struct charset_decoder;
struct charset_wrong {
	size_t count;  /* wrong sequences so far */
	size_t offset; /* of the first: in bytes from the beginning, from 0 */
	size_t line;   /* and its line, from 1 */
};
/* ERR_NOTFOUND: the system has no such converter; say tells what to install. say may be NULL. */
int charset_decoder_new(enum charset charset, bool substitute, struct say *say,
    struct charset_decoder **decoder);
void charset_decoder_free(struct charset_decoder *d);
/* As new, for the next file or session. */
void charset_decoder_reset(struct charset_decoder *d);
/* Appends to out. 0, or ERR_INPUT where it stopped: what came before is in out, nothing more can
 * be decoded until a reset. */
int charset_decode(struct charset_decoder *d, const char *bytes, size_t len, struct buf *out);
/* After the last piece: a character that was cut off is a wrong one. */
int charset_decode_end(struct charset_decoder *d, struct buf *out);
/* Bytes of a character that has not come whole yet (0-3). */
size_t charset_decoder_pending(const struct charset_decoder *d);
struct charset_wrong charset_decoder_wrong(const struct charset_decoder *d);
/* "Line 3 cannot be read as GBK …" for the first wrong place. */
void charset_say_wrong(const struct charset_decoder *d, struct say *say);

/* UTF-8 to bytes, without byte order mark. */
struct charset_encoder;
int charset_encoder_new(enum charset charset, struct say *say, struct charset_encoder **encoder);
void charset_encoder_free(struct charset_encoder *e);
/* One character: bytes written, 0 if the encoding does not have it. */
int charset_encode_char(struct charset_encoder *e, uint32_t cp, char out[4]);
/* Appends s to out. What the encoding does not have is written as 〓 (Big5 □) if it is two columns
 * wide, else "?", and appended to missing (may be NULL), each once; the result is ERR_PARTIAL. */
int charset_encode(struct charset_encoder *e, const char *s, struct buf *out, struct buf *missing);

#endif
