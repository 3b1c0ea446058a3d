#include "share/disk.h"

#include "share/media.h"

#include "base/buf.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define DEEPEST 8 /* LVM on RAID on encrypted disks is 3 */

/* The kernel's name for what cryptsetup made begins so. */
static bool
is_crypt(const char *device)
{
	char *path = xprintf("%s/dm/uuid", device), uuid[16] = "";
	FILE *file = fopen(path, "re");
	bool crypt = file && fgets(uuid, sizeof uuid, file) && strncmp(uuid, "CRYPT-", 6) == 0;

	if (file)
		fclose(file);
	free(path);
	return crypt;
}

/* It, or all that it stands on. */
static bool
is_encrypted(const char *device, int depth)
{
	char *path = xprintf("%s/slaves", device);
	DIR *below = depth < DEEPEST ? opendir(path) : NULL;
	bool all = true;
	int count = 0;

	for (const struct dirent *e; below && (e = readdir(below));) {
		char *one = xprintf("%s/%s", path, e->d_name);

		if (e->d_name[0] != '.') {
			all = all && is_encrypted(one, depth + 1);
			count++;
		}
		free(one);
	}
	if (below)
		closedir(below);
	free(path);
	return is_crypt(device) || (count && all);
}

enum disk
disk_of(const char *folder)
{
	char *path = xstrdup(folder), *slash, *device;
	struct stat st;

	while (stat(path, &st) != 0 && (slash = strrchr(path, '/')) && slash != path)
		*slash = '\0';
	bool found = stat(path, &st) == 0;

	free(path);
	if (!found)
		return DISK_UNKNOWN;
	device = xprintf("%s/sys/dev/block/%u:%u", media_root(), major(st.st_dev),
	    minor(st.st_dev));
	enum disk disk = access(device, F_OK) != 0 ? DISK_UNKNOWN
	    : is_encrypted(device, 0) ? DISK_ENCRYPTED : DISK_PLAIN;

	free(device);
	return disk;
}
