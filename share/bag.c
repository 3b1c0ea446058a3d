/*
 * "GZBAG1\n", the receiver's id, the stream's key sealed to the receiver, libsodium's header, then
 * chunks: four bytes of length, most significant first, and a sealed piece of the zstd stream. The
 * last chunk is tagged so, and nothing follows it.
 */
#include "share/bag.h"

#include "share/outfile.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define MAGIC "GZBAG1\n"
#define MAGIC_LEN (sizeof MAGIC - 1)
#define KEY_BYTES crypto_secretstream_xchacha20poly1305_KEYBYTES
#define SEALED_KEY (KEY_BYTES + crypto_box_SEALBYTES)
#define STREAM_HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define OVERHEAD crypto_secretstream_xchacha20poly1305_ABYTES
#define CHUNK 65536 /* bytes of the zstd stream */
#define WINDOW_LOG 21
/* As thorough as an old computer's memory allows: 8 MiB, where the level alone would take 100. */
#define LEVEL 15
#define HASH_LOG 18
#define CHAIN_LOG 19

/* What stands in clear, bound to the chunks by the first one. */
struct clear {
	char magic[MAGIC_LEN];
	char to[BAG_ID_CHARS];
	unsigned char key[SEALED_KEY];
};

struct bag {
	struct outfile *file;
	ZSTD_CCtx *zstd;
	crypto_secretstream_xchacha20poly1305_state seal;
	crypto_generichash_state sum;
	struct clear clear;
	bool begun; /* a chunk was written */
	unsigned char chunk[CHUNK];
	size_t len;
};

/* --- writing --- */

static void
begin(struct bag *bag, const char *to, const unsigned char key[32])
{
	unsigned char secret[KEY_BYTES], header[STREAM_HEADER];

	memcpy(bag->clear.magic, MAGIC, MAGIC_LEN);
	memcpy(bag->clear.to, to, BAG_ID_CHARS);
	crypto_secretstream_xchacha20poly1305_keygen(secret);
	crypto_box_seal(bag->clear.key, secret, sizeof secret, key);
	crypto_secretstream_xchacha20poly1305_init_push(&bag->seal, header, secret);
	sodium_memzero(secret, sizeof secret);
	fwrite(&bag->clear, 1, sizeof bag->clear, outfile_stream(bag->file));
	fwrite(header, 1, sizeof header, outfile_stream(bag->file));
}

int
bag_new(const char *path, const char to[BAG_ID_CHARS + 1], const unsigned char key[32],
    struct bag **out, struct say *why)
{
	struct outfile *file = NULL;
	int err = outfile_new(path, &file, why);

	if (err)
		return err;
	struct bag *bag = xcalloc(1, sizeof *bag);

	bag->file = file;
	bag->zstd = ZSTD_createCCtx();
	if (!bag->zstd)
		abort(); /* no memory */
	ZSTD_CCtx_setParameter(bag->zstd, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(bag->zstd, ZSTD_c_windowLog, WINDOW_LOG);
	ZSTD_CCtx_setParameter(bag->zstd, ZSTD_c_hashLog, HASH_LOG);
	ZSTD_CCtx_setParameter(bag->zstd, ZSTD_c_chainLog, CHAIN_LOG);
	crypto_generichash_init(&bag->sum, NULL, 0, 32);
	begin(bag, to, key);
	*out = bag;
	return 0;
}

static void
put_chunk(struct bag *bag, bool last)
{
	unsigned char sealed[CHUNK + OVERHEAD];
	const void *bound = bag->begun ? NULL : &bag->clear;
	unsigned long long len = 0;

	crypto_secretstream_xchacha20poly1305_push(&bag->seal, sealed, &len, bag->chunk, bag->len,
	    bound, bound ? sizeof bag->clear : 0, last
	    ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
	unsigned char size[4] = {(unsigned char)(len >> 24), (unsigned char)(len >> 16),
		(unsigned char)(len >> 8), (unsigned char)len};

	fwrite(size, 1, sizeof size, outfile_stream(bag->file));
	fwrite(sealed, 1, len, outfile_stream(bag->file));
	bag->begun = true;
	bag->len = 0;
}

static void
compress(struct bag *bag, const char *bytes, size_t len, bool end)
{
	ZSTD_inBuffer in = {bytes, len, 0};
	size_t left;

	do {
		ZSTD_outBuffer out = {bag->chunk, sizeof bag->chunk, bag->len};

		left = ZSTD_compressStream2(bag->zstd, &out, &in, end ? ZSTD_e_end
		    : ZSTD_e_continue);
		bag->len = out.pos;
		if (bag->len == sizeof bag->chunk)
			put_chunk(bag, false);
	} while (!ZSTD_isError(left) && (end ? left != 0 : in.pos < in.size));
}

void
bag_line(struct bag *bag, const char *line)
{
	size_t len = strlen(line);

	crypto_generichash_update(&bag->sum, (const void *)line, len);
	crypto_generichash_update(&bag->sum, (const void *)"\n", 1);
	compress(bag, line, len, false);
	compress(bag, "\n", 1, false);
}

void
bag_sum(const struct bag *bag, unsigned char out[32])
{
	crypto_generichash_state sum = bag->sum;

	crypto_generichash_final(&sum, out, 32);
}

static void
release(struct bag *bag)
{
	ZSTD_freeCCtx(bag->zstd);
	sodium_memzero(bag, sizeof *bag);
	free(bag);
}

int
bag_end(struct bag *bag, struct say *why)
{
	compress(bag, "", 0, true);
	put_chunk(bag, true);
	int err = outfile_end(bag->file, why);

	release(bag);
	return err;
}

void
bag_cancel(struct bag *bag)
{
	if (!bag)
		return;
	outfile_cancel(bag->file);
	release(bag);
}

/* --- reading --- */

struct reading {
	FILE *file;
	const char *path;
	struct say *why;
	ZSTD_DCtx *zstd;
	crypto_secretstream_xchacha20poly1305_state seal;
	crypto_generichash_state sum;
	struct clear clear;
	bag_reader reader;
	void *arg;
	struct buf line;
	int64_t plain;
	bool frame_ended;
};

static int
no_bag(const char *path, struct say *why)
{
	say_set(why, T_BAG_NONE, path, NULL);
	return ERR_INPUT;
}

static int
damaged(struct reading *r)
{
	say_set(r->why, T_BAG_DAMAGED, r->path, NULL);
	return ERR_DAMAGED;
}

static int
read_clear(FILE *file, const char *path, struct clear *clear, struct say *why)
{
	if (fread(clear, 1, sizeof *clear, file) != sizeof *clear ||
	    memcmp(clear->magic, MAGIC, MAGIC_LEN) != 0)
		return no_bag(path, why);
	for (int i = 0; i < BAG_ID_CHARS; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz234567", clear->to[i]) || !clear->to[i])
			return no_bag(path, why);
	return 0;
}

int
bag_addressee(const char *path, char to[BAG_ID_CHARS + 1], struct say *why)
{
	struct clear clear;
	FILE *file = fopen(path, "re");

	if (!file)
		return err_of_file(path, errno, why);
	int err = read_clear(file, path, &clear, why);

	fclose(file);
	if (!err) {
		memcpy(to, clear.to, BAG_ID_CHARS);
		to[BAG_ID_CHARS] = '\0';
	}
	return err;
}

static int
give_line(struct reading *r, const char *end, size_t len)
{
	crypto_generichash_state sum = r->sum;
	unsigned char so_far[32];

	buf_add(&r->line, end, len);
	crypto_generichash_final(&sum, so_far, sizeof so_far);
	if (strlen(buf_text(&r->line)) != r->line.len)
		return damaged(r);
	crypto_generichash_update(&r->sum, (const void *)buf_text(&r->line), r->line.len);
	crypto_generichash_update(&r->sum, (const void *)"\n", 1);
	char none[1] = "";
	int err = r->reader(r->arg, r->line.data ? r->line.data : none, r->line.len, so_far);

	buf_clear(&r->line);
	return err;
}

static int
split_lines(struct reading *r, const char *bytes, size_t len)
{
	int err = 0;

	r->plain += (int64_t)len;
	if (r->plain > BAG_PLAIN_MOST)
		return damaged(r);
	while (!err && len) {
		const char *end = memchr(bytes, '\n', len);
		size_t part = end ? (size_t)(end - bytes) : len;

		if (r->line.len + part > BAG_LINE_MOST)
			return damaged(r);
		if (!end) {
			buf_add(&r->line, bytes, part);
			return 0;
		}
		err = give_line(r, bytes, part);
		bytes += part + 1;
		len -= part + 1;
	}
	return err;
}

static int
decompress(struct reading *r, const unsigned char *bytes, size_t len)
{
	ZSTD_inBuffer in = {bytes, len, 0};
	char plain[CHUNK];
	int err = 0;

	while (!err && (in.pos < in.size)) {
		ZSTD_outBuffer out = {plain, sizeof plain, 0};

		if (r->frame_ended)
			return damaged(r); /* one frame is all there is */
		size_t left = ZSTD_decompressStream(r->zstd, &out, &in);

		if (ZSTD_isError(left))
			return damaged(r);
		r->frame_ended = left == 0;
		err = split_lines(r, plain, out.pos);
	}
	return err;
}

/* What zstd holds back still. */
static int
flush(struct reading *r)
{
	ZSTD_inBuffer in = {"", 0, 0};
	char plain[CHUNK];
	int err = 0;

	while (!err && !r->frame_ended) {
		ZSTD_outBuffer out = {plain, sizeof plain, 0};
		size_t left = ZSTD_decompressStream(r->zstd, &out, &in);

		if (ZSTD_isError(left) || (left && out.pos == 0))
			return damaged(r);
		r->frame_ended = left == 0;
		err = split_lines(r, plain, out.pos);
	}
	return err;
}

static int
read_chunk(struct reading *r, bool first, bool *last)
{
	unsigned char size[4], sealed[CHUNK + OVERHEAD], plain[CHUNK], tag = 0;
	unsigned long long got = 0;

	if (fread(size, 1, sizeof size, r->file) != sizeof size)
		return damaged(r);
	size_t len =
	    (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];

	if (len < OVERHEAD || len > sizeof sealed || fread(sealed, 1, len, r->file) != len ||
	    crypto_secretstream_xchacha20poly1305_pull(&r->seal, plain, &got, &tag, sealed, len,
	    first ? (const void *)&r->clear : NULL, first ? sizeof r->clear : 0) != 0)
		return damaged(r);
	*last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return decompress(r, plain, (size_t)got);
}

static int
read_chunks(struct reading *r)
{
	bool last = false;
	int err = 0;

	for (bool first = true; !err && !last; first = false)
		err = read_chunk(r, first, &last);
	if (!err)
		err = flush(r);
	if (!err && (r->line.len || fgetc(r->file) != EOF))
		err = damaged(r);
	return err;
}

static int
open_seal(struct reading *r, bag_opener open, void *arg)
{
	unsigned char key[KEY_BYTES], header[STREAM_HEADER];
	int err = open(arg, r->clear.key, sizeof r->clear.key, key);

	if (err == ERR_NOTFOUND)
		say_set(r->why, T_BAG_NOT_OURS, r->path, NULL);
	if (!err && (fread(header, 1, sizeof header, r->file) != sizeof header ||
	    crypto_secretstream_xchacha20poly1305_init_pull(&r->seal, header, key) != 0))
		err = damaged(r);
	sodium_memzero(key, sizeof key);
	return err;
}

int
bag_read(const char *path, bag_opener open, void *open_arg, bag_reader reader, void *arg,
    struct say *why)
{
	struct reading r = {.file = fopen(path, "re"), .path = path, .why = why, .reader = reader,
		.arg = arg};

	if (!r.file)
		return err_of_file(path, errno, why);
	r.zstd = ZSTD_createDCtx();
	if (!r.zstd)
		abort(); /* no memory */
	ZSTD_DCtx_setParameter(r.zstd, ZSTD_d_windowLogMax, WINDOW_LOG);
	crypto_generichash_init(&r.sum, NULL, 0, 32);
	int err = read_clear(r.file, path, &r.clear, why);

	if (!err)
		err = open_seal(&r, open, open_arg);
	if (!err)
		err = read_chunks(&r);
	sodium_memzero(&r.seal, sizeof r.seal);
	ZSTD_freeDCtx(r.zstd);
	buf_release(&r.line);
	fclose(r.file);
	return err;
}
