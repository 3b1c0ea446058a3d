#include "share/card_line.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define NAME_MOST 256 /* bytes */

json_t *
card_line_bytes(const void *bytes, size_t len)
{
	size_t room = sodium_base64_encoded_len(len, VARIANT);
	char *text = xcalloc(1, room);

	sodium_bin2base64(text, room, bytes, len, VARIANT);
	json_t *out = json_string(text);

	free(text);
	return out;
}

bool
card_line_read_bytes(const json_t *value, void *out, size_t room, size_t *len)
{
	return card_line_read_text(json_string_value(value), out, room, len);
}

bool
card_line_read_text(const char *text, void *out, size_t room, size_t *len)
{
	return text && sodium_base642bin(out, room, text, strlen(text), NULL, len, NULL, VARIANT) ==
	    0;
}

static bool
is_id(const char *text, size_t len)
{
	return text && strlen(text) == len &&
	    strspn(text, "abcdefghijklmnopqrstuvwxyz234567") == len;
}

bool
card_line_read_id(const json_t *value, char *out, size_t len)
{
	const char *text = json_string_value(value);

	if (!is_id(text, len))
		return false;
	memcpy(out, text, len + 1);
	return true;
}

static bool
read_key(const json_t *value, void *out, size_t len)
{
	size_t got = 0;

	return card_line_read_bytes(value, out, len, &got) && got == len;
}

json_t *
card_line_make(const struct card *card)
{
	return json_pack("[s,s,i,i,s,o,o,I,b,s,o]", card->unit, card->upper, (int)card->level,
	    card->number, card->name, card_line_bytes(card->sign, sizeof card->sign),
	    card_line_bytes(card->seal, sizeof card->seal), (json_int_t)card->since,
	    (int)card->gone, card->by, card_line_bytes(card->signature, sizeof card->signature));
}

bool
card_line_read(const json_t *list, struct card *out)
{
	json_t *part[11];

	for (size_t i = 0; i < 11; i++)
		part[i] = json_array_get(list, i);
	const char *upper = json_string_value(part[1]), *name = json_string_value(part[4]);
	json_int_t level = json_integer_value(part[2]), number = json_integer_value(part[3]);

	memset(out, 0, sizeof *out);
	if (!upper || (*upper && !is_id(upper, 8)) || !name || strlen(name) > NAME_MOST ||
	    strpbrk(name, "\n\r\t\x1f") || level < LEVEL_STATION || level > LEVEL_GROUP ||
	    number < 1 || number > 1000000 || !card_line_read_id(part[0], out->unit, 8) ||
	    !card_line_read_id(part[9], out->by, 8) || !read_key(part[5], out->sign, 32) ||
	    !read_key(part[6], out->seal, 32) || !read_key(part[10], out->signature, 64))
		return false;
	memcpy(out->upper, upper, strlen(upper) + 1);
	out->level = (enum level)level;
	out->number = (int)number;
	out->since = json_integer_value(part[7]);
	out->gone = json_is_true(part[8]);
	out->name = xstrdup(name);
	return true;
}
