/* What claims to be a backup is read to its end and refused, unless every byte is right. */
#include "db/care.h"
#include "db/recovery.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
has_right_sum(const uint8_t *data, size_t size)
{
	unsigned char sum[32];

	if (size < sizeof sum)
		return false;
	crypto_generichash(sum, sizeof sum, data, size - sizeof sum, NULL, 0);
	return memcmp(sum, data + size - sizeof sum, sizeof sum) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Nothing can be made there, so a good one ends behind the check. */
	struct db_options options = {.dir = "/proc/self/none"};
	struct say why = {0};
	char path[40];
	char code[RECOVERY_CODE];
	int fd = memfd_create("backup", MFD_CLOEXEC);

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int err = 0;

	recovery_make(code); /* nothing is sealed to it */
	err = care_restore(&options, path, code, NULL, &why);
	assert(err != 0 && why.id != TEXT_NONE);
	assert(why.id == T_DB_NOT_BACKUP || why.id == T_DB_SEALED || has_right_sum(data, size));
	close(fd);
	say_release(&why);
	return 0;
}
