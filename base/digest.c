#include "base/digest.h"

#include <sodium.h>

void
digest(const void *bytes, size_t len, unsigned char out[DIGEST_BYTES])
{
	crypto_generichash(out, DIGEST_BYTES, bytes, len, NULL, 0);
}
