#include "db/recovery.h"

#include <sodium.h>
#include <stddef.h>
#include <string.h>

#define CHARS 24 /* the last one checks */
#define GROUP 4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char
check_of(const char chars[CHARS])
{
	unsigned char sum[crypto_generichash_BYTES_MIN];

	crypto_generichash(sum, sizeof sum, (const void *)chars, CHARS - 1, NULL, 0);
	return alphabet[sum[0] & 31];
}

void
recovery_make(char code[RECOVERY_CODE])
{
	char chars[CHARS];
	size_t len = 0;

	for (int i = 0; i < CHARS - 1; i++)
		chars[i] = alphabet[randombytes_uniform(32)];
	chars[CHARS - 1] = check_of(chars);
	for (int i = 0; i < CHARS; i++) {
		if (i && i % GROUP == 0)
			code[len++] = '-';
		code[len++] = chars[i];
	}
	code[len] = '\0';
	sodium_memzero(chars, sizeof chars);
}

/* '\0': no character of a code. */
static char
read_char(char typed)
{
	char c = typed >= 'a' && typed <= 'z' ? (char)(typed - 'a' + 'A') : typed;

	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	return c && strchr(alphabet, c) ? c : '\0';
}

static bool
read_code(const char *typed, char chars[CHARS])
{
	int count = 0;

	for (; *typed; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		char c = read_char(*typed);

		if (!c || count == CHARS)
			return false;
		chars[count++] = c;
	}
	return count == CHARS && chars[CHARS - 1] == check_of(chars);
}

bool
recovery_keys(const char *typed, unsigned char key[RECOVERY_KEY],
    unsigned char secret[RECOVERY_KEY])
{
	static const char about[] = "gongzhan recovery 1";

	char chars[CHARS];
	unsigned char seed[crypto_box_SEEDBYTES], own[RECOVERY_KEY];
	bool good = read_code(typed, chars);

	if (good) {
		crypto_generichash(seed, sizeof seed, (const void *)chars, CHARS,
		    (const void *)about, sizeof about - 1);
		crypto_box_seed_keypair(key, secret ? secret : own, seed);
	}
	sodium_memzero(chars, sizeof chars);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(own, sizeof own);
	return good;
}
