#include "db/pubkey.h"

#include "base/err.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BLOB_MOST 1100 /* bytes: RSA of 8,192 bits has 1,063 */
#define NOTE_MOST 60   /* bytes */
#define VARIANT sodium_base64_VARIANT_ORIGINAL

/* The fields of a key (RFC 4253, 6.6): a length in four bytes, then so many. */
struct fields {
	const unsigned char *at;
	size_t left;
};

static bool
next(struct fields *fields, const unsigned char **bytes, size_t *len)
{
	if (fields->left < 4)
		return false;
	*len = (size_t)fields->at[0] << 24 | (size_t)fields->at[1] << 16 |
	    (size_t)fields->at[2] << 8 | fields->at[3];
	*bytes = fields->at + 4;
	if (*len > fields->left - 4)
		return false;
	fields->at += 4 + *len;
	fields->left -= 4 + *len;
	return true;
}

static bool
is_name(struct fields *fields, const char *name)
{
	const unsigned char *bytes;
	size_t len;

	return next(fields, &bytes, &len) && len == strlen(name) && memcmp(bytes, name, len) == 0;
}

static bool
is_point(struct fields *fields, size_t size)
{
	const unsigned char *bytes;
	size_t len;

	return next(fields, &bytes, &len) && len == size && fields->left == 0;
}

static bool
is_rsa(struct fields *fields)
{
	const unsigned char *bytes;
	size_t len;

	if (!next(fields, &bytes, &len) || len == 0 || len > 8) /* the exponent */
		return false;
	if (!next(fields, &bytes, &len) || fields->left)
		return false;
	if (len && !*bytes) /* the sign */
		bytes++, len--;
	return len <= 1024 && (len > 256 || (len == 256 && *bytes & 0x80));
}

static bool
is_sound(const char *kind, const unsigned char *blob, size_t len)
{
	static const struct {
		const char *kind, *curve;
		size_t size; /* of a point, uncompressed */
	} curves[] = {
		{"ecdsa-sha2-nistp256", "nistp256", 65}, {"ecdsa-sha2-nistp384", "nistp384", 97},
		{"ecdsa-sha2-nistp521", "nistp521", 133},
	};
	struct fields fields = {blob, len};

	if (!is_name(&fields, kind))
		return false;
	if (strcmp(kind, "ssh-ed25519") == 0)
		return is_point(&fields, 32);
	if (strcmp(kind, "ssh-rsa") == 0)
		return is_rsa(&fields);
	for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
		if (strcmp(kind, curves[i].kind) == 0)
			return is_name(&fields, curves[i].curve) &&
			    is_point(&fields, curves[i].size);
	return false;
}

static void
print(const unsigned char *blob, size_t len, char out[PUBKEY_PRINT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, blob, len);
	memcpy(out, "SHA256:", 7);
	sodium_bin2base64(out + 7, PUBKEY_PRINT - 7, hash, sizeof hash,
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

/* The next word of the line, a new string; "" at its end. */
static char *
word(const char **at)
{
	*at += strspn(*at, " \t");
	size_t len = strcspn(*at, " \t\r\n");
	char *own = xstrndup(*at, len);

	*at += len;
	return own;
}

/* The note is shown on screens: what is no plain text in it is left out. */
static char *
note(const char *at)
{
	char *own = xstrndup(at, strcspn(at, "\r\n")), *end = own;

	for (const char *c = own; *c && end - own < NOTE_MOST; c++)
		if (*c > ' ' && *c < 0x7f)
			*end++ = *c;
	*end = '\0';
	return own;
}

int
pubkey_read(const char *line, struct pubkey *out, struct say *why)
{
	unsigned char blob[BLOB_MOST];
	const char *at = line;
	char *kind = word(&at), *text = word(&at);
	size_t len = 0;
	bool good = sodium_base642bin(blob, sizeof blob, text, strlen(text), NULL, &len, NULL,
	    VARIANT) == 0 && is_sound(kind, blob, len);

	free(kind);
	if (!good) {
		free(text);
		say_set(why, T_PUBKEY_BAD, NULL);
		return ERR_INPUT;
	}
	out->blob = text;
	out->note = note(at);
	print(blob, len, out->print);
	return 0;
}

void
pubkey_release(struct pubkey *key)
{
	free(key->blob);
	free(key->note);
	memset(key, 0, sizeof *key);
}
