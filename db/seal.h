/*
 * Values that only one unit can read: sealed to its public key (libsodium's sealed box: X25519,
 * XSalsa20-Poly1305) and written as text, so that a body, a draft or a bag can carry them. Opening
 * needs the private key and is the keeper's (keep_unseal); who seals keeps nothing that would open
 * it. The length is padded, so that a short name cannot be told from a long one.
 */
#ifndef DB_SEAL_H
#define DB_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#define SEAL_KEY_BYTES 32
#define SEAL_PLAIN_MOST 2800 /* bytes of text that a keeper's line still carries when sealed */

/* A new string that begins with "seal1:"; NULL if the text is longer than SEAL_PLAIN_MOST. */
char *seal_text(const unsigned char key[SEAL_KEY_BYTES], const char *plain);
/* Has it the form of one? */
bool seal_is_sealed(const char *text);
/*
 * Opens with a key pair; a new string (wipe it before freeing it), NULL if it was sealed to another
 * key or changed.
 */
char *seal_open(const unsigned char key[SEAL_KEY_BYTES], const unsigned char secret[SEAL_KEY_BYTES],
    const char *text);

#endif
