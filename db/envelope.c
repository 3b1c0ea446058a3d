#include "db/envelope.h"

#include "base/buf.h"
#include "base/err.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 65536
#define HINT 8 /* bytes of a public key that are told */

_Static_assert(ENVELOPE_SEALED == ENVELOPE_KEY + crypto_box_SEALBYTES, "a sealed key");
_Static_assert(ENVELOPE_KEY == crypto_secretstream_xchacha20poly1305_KEYBYTES, "the stream's key");

static const char magic[] = "GZE1\n";

struct envelope {
	FILE *file;
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char plain[CHUNK];
	unsigned char sealed[CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES];
	size_t at, len; /* of plain: read up to, filled up to */
	bool last;      /* the final chunk was read */
};

void
envelope_free(struct envelope *e)
{
	if (!e)
		return;
	sodium_memzero(e, sizeof *e);
	free(e);
}

/* --- writing --- */

static void
write_holder(FILE *file, const unsigned char to[ENVELOPE_KEY], const unsigned char *key)
{
	unsigned char sealed[ENVELOPE_SEALED];

	crypto_box_seal(sealed, key, ENVELOPE_KEY, to);
	fwrite(to, 1, HINT, file);
	fwrite(sealed, 1, sizeof sealed, file);
}

struct envelope *
envelope_write(FILE *file, const unsigned char (*to)[ENVELOPE_KEY], int count,
    unsigned char key[ENVELOPE_KEY])
{
	unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];

	if (count < 1 || count > ENVELOPE_MOST)
		return NULL;
	struct envelope *e = xcalloc(1, sizeof *e);

	e->file = file;
	crypto_secretstream_xchacha20poly1305_keygen(key);
	crypto_secretstream_xchacha20poly1305_init_push(&e->state, header, key);
	fwrite(magic, 1, sizeof magic - 1, file);
	putc(count, file);
	for (int i = 0; i < count; i++)
		write_holder(file, to[i], key);
	fwrite(header, 1, sizeof header, file);
	return e;
}

static void
write_chunk(struct envelope *e, unsigned char tag)
{
	unsigned long long len;

	crypto_secretstream_xchacha20poly1305_push(&e->state, e->sealed, &len, e->plain, e->len,
	    NULL, 0, tag);
	unsigned char size[4] = {(unsigned char)(len >> 24), (unsigned char)(len >> 16),
		(unsigned char)(len >> 8), (unsigned char)len};

	fwrite(size, 1, sizeof size, e->file);
	fwrite(e->sealed, 1, (size_t)len, e->file);
	e->len = 0;
}

void
envelope_put(struct envelope *e, const void *bytes, size_t len)
{
	const unsigned char *from = bytes;

	while (len > 0) {
		size_t some = CHUNK - e->len < len ? CHUNK - e->len : len;

		memcpy(e->plain + e->len, from, some);
		e->len += some;
		from += some;
		len -= some;
		if (e->len == CHUNK)
			write_chunk(e, 0);
	}
}

void
envelope_end(struct envelope *e)
{
	if (e)
		write_chunk(e, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
	envelope_free(e);
}

/* --- reading --- */

bool
envelope_is_there(FILE *file)
{
	char head[sizeof magic] = "";

	if (fread(head, 1, sizeof magic - 1, file) == sizeof magic - 1 && strcmp(head, magic) == 0)
		return true;
	rewind(file);
	return false;
}

static int
read_key(FILE *file, envelope_opener open, void *arg, unsigned char key[ENVELOPE_KEY])
{
	unsigned char hint[HINT], sealed[ENVELOPE_SEALED];
	int count = getc(file);
	bool found = false;

	if (count < 1 || count > ENVELOPE_MOST)
		return ERR_DAMAGED;
	for (int i = 0; i < count; i++) {
		if (fread(hint, 1, sizeof hint, file) != sizeof hint ||
		    fread(sealed, 1, sizeof sealed, file) != sizeof sealed)
			return ERR_DAMAGED;
		found = found || open(arg, sealed, key);
	}
	return found ? 0 : ERR_NOTFOUND;
}

int
envelope_read(FILE *file, envelope_opener open, void *arg, struct envelope **out)
{
	unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
	unsigned char key[ENVELOPE_KEY];
	struct envelope *e = xcalloc(1, sizeof *e);
	int err = read_key(file, open, arg, key);

	e->file = file;
	if (!err && (fread(header, 1, sizeof header, file) != sizeof header ||
	    crypto_secretstream_xchacha20poly1305_init_pull(&e->state, header, key) != 0))
		err = ERR_DAMAGED;
	sodium_memzero(key, sizeof key);
	if (err)
		envelope_free(e);
	else
		*out = e;
	return err;
}

static bool
read_chunk(struct envelope *e)
{
	unsigned char size[4], tag = 0;
	unsigned long long plain = 0;

	if (e->last || fread(size, 1, sizeof size, e->file) != sizeof size)
		return false;
	size_t len =
	    (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];

	if (len < crypto_secretstream_xchacha20poly1305_ABYTES || len > sizeof e->sealed ||
	    fread(e->sealed, 1, len, e->file) != len ||
	    crypto_secretstream_xchacha20poly1305_pull(&e->state, e->plain, &plain, &tag,
		e->sealed, len, NULL, 0) != 0)
		return false;
	e->at = 0;
	e->len = (size_t)plain;
	e->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return true;
}

bool
envelope_get(struct envelope *e, void *bytes, size_t len)
{
	unsigned char *to = bytes;

	while (len > 0) {
		if (e->at == e->len && !read_chunk(e))
			return false;
		size_t some = e->len - e->at < len ? e->len - e->at : len;

		memcpy(to, e->plain + e->at, some);
		e->at += some;
		to += some;
		len -= some;
	}
	return true;
}

bool
envelope_is_done(struct envelope *e)
{
	while (e->at == e->len && !e->last)
		if (!read_chunk(e))
			return false;
	return e->at == e->len && getc(e->file) == EOF;
}
