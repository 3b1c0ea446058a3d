#include "base/damage.h"

#include "base/buf.h"
#include "base/pinyin.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define LETTERS 8   /* of a syllable, NUL included */

/* Vowels with their tones; what they are in readings without. */
static const struct {
	const char *toned, *plain;
} vowels[] = {
	{"ā", "a"}, {"á", "a"}, {"ǎ", "a"}, {"à", "a"}, {"ē", "e"}, {"é", "e"}, {"ě", "e"},
	{"è", "e"}, {"ī", "i"}, {"í", "i"}, {"ǐ", "i"}, {"ì", "i"}, {"ō", "o"}, {"ó", "o"},
	{"ǒ", "o"}, {"ò", "o"}, {"ū", "u"}, {"ú", "u"}, {"ǔ", "u"}, {"ù", "u"}, {"ǖ", "v"},
	{"ǘ", "v"}, {"ǚ", "v"}, {"ǜ", "v"}, {"ü", "v"}, {"ɡ", "g"}, {"ê", "e"},
};

/* Bytes of the letter at s, its plain form into *plain; 0: it is none. */
static size_t
letter(const char *s, char *plain)
{
	if (*s >= 'a' && *s <= 'z') {
		*plain = *s;
		return 1;
	}
	for (size_t i = 0; i < sizeof vowels / sizeof *vowels; i++) {
		size_t len = strlen(vowels[i].toned);

		if (strncmp(s, vowels[i].toned, len) == 0) {
			*plain = *vowels[i].plain;
			return len;
		}
	}
	return 0;
}

/* "(shù)", the brackets of either width: its bytes and the syllable; 0: there is none. */
static size_t
bracketed(const char *s, char syllable[LETTERS])
{
	static const char *const open[] = {"(", "（"}, *const close[] = {")", "）"};

	for (int i = 0; i < 2; i++) {
		size_t at = strlen(open[i]), len;
		int count = 0;

		if (strncmp(s, open[i], at) != 0)
			continue;
		while (count < LETTERS - 1 && (len = letter(s + at, &syllable[count])) > 0) {
			at += len;
			count++;
		}
		syllable[count] = '\0';
		if (count && strncmp(s + at, close[i], strlen(close[i])) == 0)
			return at + strlen(close[i]);
	}
	return 0;
}

char *
damage_mend(const char *text)
{
	struct buf out = BUF_EMPTY;
	char syllable[LETTERS];
	bool damaged = false;

	for (const char *s = text; *s;) {
		uint32_t cp = 0;
		int len = utf8_decode(s, strlen(s), &cp);

		if (len < 1) {
			cp = 0;
			len = 1;
		}
		buf_add(&out, s, (size_t)len);
		s += len;
		size_t drop = bracketed(s, syllable);

		if (drop && pinyin_is_read(cp, syllable)) {
			s += drop;
			damaged = true;
		}
	}
	if (damaged)
		return buf_take(&out);
	buf_release(&out);
	return NULL;
}
