#include "db/seal.h"

#include "base/buf.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define MARK "seal1:"
#define MARK_LEN (sizeof MARK - 1)
#define PAD 64
#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define PADDED_MOST ((SEAL_PLAIN_MOST / PAD + 1) * PAD)

char *
seal_text(const unsigned char key[SEAL_KEY_BYTES], const char *plain)
{
	unsigned char padded[PADDED_MOST], sealed[PADDED_MOST + crypto_box_SEALBYTES];
	size_t len = strlen(plain), padded_len = 0;

	if (len > SEAL_PLAIN_MOST)
		return NULL;
	memcpy(padded, plain, len);
	sodium_pad(&padded_len, padded, len, PAD, sizeof padded);
	crypto_box_seal(sealed, padded, padded_len, key);
	sodium_memzero(padded, sizeof padded);
	size_t sealed_len = padded_len + crypto_box_SEALBYTES;
	size_t room = sodium_base64_encoded_len(sealed_len, VARIANT);
	char *out = xcalloc(1, MARK_LEN + room);

	memcpy(out, MARK, MARK_LEN);
	sodium_bin2base64(out + MARK_LEN, room, sealed, sealed_len, VARIANT);
	return out;
}

bool
seal_is_sealed(const char *text)
{
	return text && strncmp(text, MARK, MARK_LEN) == 0;
}

char *
seal_open(const unsigned char key[SEAL_KEY_BYTES], const unsigned char secret[SEAL_KEY_BYTES],
    const char *text)
{
	unsigned char sealed[PADDED_MOST + crypto_box_SEALBYTES], padded[PADDED_MOST];
	size_t sealed_len = 0, len = 0;
	char *out = NULL;

	if (!seal_is_sealed(text) || sodium_base642bin(sealed, sizeof sealed, text + MARK_LEN,
	    strlen(text + MARK_LEN), NULL, &sealed_len, NULL, VARIANT) != 0 ||
	    sealed_len < crypto_box_SEALBYTES)
		return NULL;
	if (crypto_box_seal_open(padded, sealed, sealed_len, key, secret) == 0 &&
	    sodium_unpad(&len, padded, sealed_len - crypto_box_SEALBYTES, PAD) == 0)
		out = xstrndup((const char *)padded, len);
	sodium_memzero(padded, sizeof padded);
	return out;
}
