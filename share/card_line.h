/* Cards as JSON, in bags and in what goes with joining. */
#ifndef SHARE_CARD_LINE_H
#define SHARE_CARD_LINE_H

#include "db/card.h"

#include <jansson.h>

/* Bytes as text, base 64 without padding; a new reference. */
json_t *card_line_bytes(const void *bytes, size_t len);
/* The other way, at most `room` bytes. */
bool card_line_read_bytes(const json_t *value, void *out, size_t room, size_t *len);
/* The same of a text; NULL is none. */
bool card_line_read_text(const char *text, void *out, size_t room, size_t *len);
/* An id of `len` characters; `out` has room for one more. */
bool card_line_read_id(const json_t *value, char *out, size_t len);
/* A new reference. */
json_t *card_line_make(const struct card *card);
/* False if it is none; nothing is to be released then. Whether to believe it is another thing. */
bool card_line_read(const json_t *list, struct card *out);

#endif
