/*
 * A file that only the holders of a few private keys can read: its bytes are encrypted in chunks
 * (libsodium's secretstream), the key of the stream is sealed to each of their public keys (X25519
 * sealed box). Whoever finds it learns how long it is, and from the first eight bytes of each
 * public key whether two files are for the same holder. Cut, altered or reordered chunks are
 * noticed.
 *
 *	"GZE1\n", count u8, count × (public key 8 bytes, sealed key 80 bytes),
 *	secretstream header 24 bytes, then chunks: length u32 big-endian, bytes; the last is final.
 */
#ifndef DB_ENVELOPE_H
#define DB_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define ENVELOPE_KEY 32
#define ENVELOPE_SEALED 80
#define ENVELOPE_MOST 8 /* holders */

struct envelope;

/*
 * For writing behind what `file` (borrowed) has so far, to `count` holders, 1 to ENVELOPE_MOST. The
 * stream's key is given back in `key`, for reading it again at once. Failures of the file are
 * remembered: ferror(). NULL: no holders.
 */
struct envelope *envelope_write(FILE *file, const unsigned char (*to)[ENVELOPE_KEY], int count,
    unsigned char key[ENVELOPE_KEY]);
void envelope_put(struct envelope *envelope, const void *bytes, size_t len);
/* Writes what is left and frees it; the file stays the caller's. */
void envelope_end(struct envelope *envelope);

/* Does the file begin like one? It is then read behind that; otherwise it is at its start again. */
bool envelope_is_there(FILE *file);
/* True and `key` filled if it can open this. */
typedef bool (*envelope_opener)(void *arg, const unsigned char sealed[ENVELOPE_SEALED],
    unsigned char key[ENVELOPE_KEY]);
/* 0; ERR_NOTFOUND: for others; ERR_DAMAGED. */
int envelope_read(FILE *file, envelope_opener open, void *arg, struct envelope **out);
/* Exactly so many bytes; false: there are fewer, or they are not as they were written. */
bool envelope_get(struct envelope *envelope, void *bytes, size_t len);
/* Nothing is left, neither in it nor behind it in the file. */
bool envelope_is_done(struct envelope *envelope);
void envelope_free(struct envelope *envelope);

#endif
