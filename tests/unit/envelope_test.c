/* Sealed files: only holders read them, and nothing is taken for whole that is not. */
#include "unit.h"

#include "base/buf.h"
#include "base/err.h"
#include "db/envelope.h"
#include "db/recovery.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAIN 200000 /* three whole chunks and a part of one */

static unsigned char key[3][32], secret[3][32];
static unsigned char plain[PLAIN];

static int
set_up(void **state)
{
	(void)state;
	assert_true(sodium_init() >= 0);
	for (int i = 0; i < 3; i++)
		crypto_box_keypair(key[i], secret[i]);
	randombytes_buf(plain, sizeof plain);
	return 0;
}

/* What is written for the first two holders; the caller frees it. */
static char *
sealed(size_t *len)
{
	char *bytes = NULL;
	unsigned char stream[ENVELOPE_KEY];
	FILE *file = open_memstream(&bytes, len);
	struct envelope *e =
	    envelope_write(file, (const unsigned char(*)[ENVELOPE_KEY])key, 2, stream);

	for (size_t at = 0; at < PLAIN; at += 1000)
		envelope_put(e, plain + at, 1000);
	envelope_end(e);
	fclose(file);
	return bytes;
}

static bool
open_as(void *arg, const unsigned char box[ENVELOPE_SEALED], unsigned char out[ENVELOPE_KEY])
{
	int i = *(const int *)arg;

	return crypto_box_seal_open(out, box, ENVELOPE_SEALED, key[i], secret[i]) == 0;
}

/* ERR_ code of reading all of it as holder i; ERR_PARTIAL: it was not whole, or not the same. */
static int
read_as(int i, char *bytes, size_t len)
{
	static unsigned char got[PLAIN];
	FILE *file = fmemopen(bytes, len, "r");
	struct envelope *e = NULL;

	assert_true(envelope_is_there(file));
	int err = envelope_read(file, open_as, &i, &e);

	if (!err && (!envelope_get(e, got, PLAIN) || !envelope_is_done(e) ||
	    memcmp(got, plain, PLAIN) != 0))
		err = ERR_PARTIAL;
	envelope_free(e);
	fclose(file);
	return err;
}

static void
test_holders(void **state)
{
	size_t len;
	char *bytes = sealed(&len);

	(void)state;
	assert_int_equal(read_as(0, bytes, len), 0);
	assert_int_equal(read_as(1, bytes, len), 0);
	assert_int_equal(read_as(2, bytes, len), ERR_NOTFOUND);
	free(bytes);
}

#define HEAD (5 + 1 + 2 * 88 + 24)
#define ONE (4 + 65536 + 17) /* a whole chunk as it is written */

static void
test_altered(void **state)
{
	size_t len;
	char *bytes = sealed(&len);
	char *first = xcalloc(1, ONE);

	(void)state;
	memcpy(first, bytes + HEAD, ONE);
	bytes[HEAD + ONE + 100] ^= 1;
	assert_int_equal(read_as(0, bytes, len), ERR_PARTIAL);
	bytes[HEAD + ONE + 100] ^= 1;
	/* Without its last chunk, without its first, with two of them exchanged, with one more. */
	assert_int_equal(read_as(0, bytes, HEAD + 3 * ONE), ERR_PARTIAL);
	memcpy(bytes + HEAD, bytes + HEAD + ONE, ONE);
	memcpy(bytes + HEAD + ONE, first, ONE);
	assert_int_equal(read_as(0, bytes, len), ERR_PARTIAL);
	memcpy(bytes + HEAD + ONE, bytes + HEAD, ONE);
	memcpy(bytes + HEAD, first, ONE);
	assert_int_equal(read_as(0, bytes, len), 0);
	bytes = xrealloc(bytes, len + 1);
	bytes[len] = 'x';
	assert_int_equal(read_as(0, bytes, len + 1), ERR_PARTIAL);
	free(first);
	free(bytes);
}

static void
test_code(void **state)
{
	char code[RECOVERY_CODE], typed[3 * RECOVERY_CODE] = "";
	unsigned char one[32], other[32];

	(void)state;
	recovery_make(code);
	assert_int_equal(strlen(code), 29);
	assert_true(recovery_keys(code, one, NULL));
	for (const char *c = code; *c; c++) /* as people write it */
		snprintf(typed + strlen(typed), 4, "%c%s", *c == '0' ? 'o' : *c == '1' ? 'l'
		    : *c >= 'A' ? *c + 32 : *c, *c == '-' ? " " : "");
	assert_true(recovery_keys(typed, other, NULL));
	assert_memory_equal(one, other, 32);
	/* Of slips in one character one in 32 is not noticed; of an empty one all are. */
	int slips = 0;

	for (int i = 0; i < 29; i++) {
		char was = code[i];

		if (was == '-')
			continue;
		code[i] = was == '7' ? '8' : '7';
		slips += recovery_keys(code, other, NULL) && memcmp(one, other, 32) == 0;
		code[i] = was;
	}
	assert_int_equal(slips, 0);
	assert_false(recovery_keys("", other, NULL));
	assert_false(recovery_keys("工会", other, NULL));
	snprintf(typed, sizeof typed, "%s7", code);
	assert_false(recovery_keys(typed, other, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holders),
		cmocka_unit_test(test_altered),
		cmocka_unit_test(test_code),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
