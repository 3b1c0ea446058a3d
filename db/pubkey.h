/*
 * A public key to sign in with, as OpenSSH writes it: "ssh-ed25519 AAAA… note" on one line. Taken
 * are Ed25519, ECDSA on NIST's curves and RSA of 2,048 to 8,192 bits (to sign with SHA-2).
 */
#ifndef DB_PUBKEY_H
#define DB_PUBKEY_H

#include "base/text.h"

#define PUBKEY_PRINT 51 /* "SHA256:", 43 signs, NUL */

struct pubkey {
	char *blob; /* base 64, as in the line */
	char *note; /* what stands behind it, "" */
	char print[PUBKEY_PRINT];
};

/* 0, and *out is filled (pubkey_release); ERR_INPUT with *why. */
int pubkey_read(const char *line, struct pubkey *out, struct say *why);
void pubkey_release(struct pubkey *key);

#endif
