/*
 * The recovery code: 23 random characters of Crockford's base 32 (115 bits) and one that checks
 * them, in groups of four, to be written on paper and kept in a sealed envelope. It is turned into
 * an X25519 key pair; the station keeps the public half alone.
 */
#ifndef DB_RECOVERY_H
#define DB_RECOVERY_H

#include <stdbool.h>

#define RECOVERY_CODE 30 /* "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX" and its end */
#define RECOVERY_KEY 32

/* A new one. */
void recovery_make(char code[RECOVERY_CODE]);
/*
 * The pair of a code as people type it: small letters, blanks, O for 0, I or L for 1. False: that
 * is none, or one with a slip. `secret` may be NULL; wipe it.
 */
bool recovery_keys(const char *typed, unsigned char key[RECOVERY_KEY],
    unsigned char secret[RECOVERY_KEY]);

#endif
