/*
 * Stands in for the machine's own places in the program that the played tests run: disks, mounts
 * and programs for these are looked for below the folder $TEST_MEDIA.
 */
#include "share/media.h"

#include <stdlib.h>

const char *
media_root(void)
{
	const char *root = getenv("TEST_MEDIA");

	return root ? root : "/nonexistent";
}
