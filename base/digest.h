/* BLAKE2b-256 (RFC 7693). */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>

#define DIGEST_BYTES 32

void digest(const void *bytes, size_t len, unsigned char out[DIGEST_BYTES]);

#endif
