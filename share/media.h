/*
 * Removable media (U 盘, 移动硬盘) of the machine that the program runs on: found, mounted, listed,
 * released.  Nothing on one is ever run; no link is followed and no name leads out of it.
 */
#ifndef SHARE_MEDIA_H
#define SHARE_MEDIA_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct medium {
	char *label;   /* as it calls itself, else its maker's name, else the device's */
	char *device;  /* /dev/sdb1 */
	char *folder;  /* where it is mounted; NULL: nowhere yet */
	int64_t room;  /* bytes that are free; -1: not known before it is mounted */
	bool readonly; /* by its switch, or as it is mounted */
};
struct media {
	struct medium *medium;
	int count;
};

/*
 * Partitions of removable and of USB disks, but those the system itself runs from; and whatever
 * else is mounted below /media or /run/media. Zero or filled before.
 */
void media_find(struct media *media);
void media_release(struct media *media);
/*
 * Mounts it, for this user alone and so that nothing can be run from it: as root directly, else by
 * udisksctl; ->folder stands then. ERR_DENIED with *why: neither is possible here; ERR_IO with
 * *why: no known file system, or damaged.
 */
int medium_open(struct medium *medium, struct say *why);
/*
 * Everything written to it, then unmounted where that can be: 0, and *said tells that it may be
 * pulled. ERR_BUSY: somebody still uses it; ERR_IO: what was written is not safe.
 */
int medium_let_go(const struct medium *medium, struct say *said);

struct media_file {
	char *name;
	bool is_folder;
	int64_t size, when; /* bytes; ms UTC */
};
struct media_files {
	struct media_file *file; /* files, newest first, then folders by name */
	int count;
	int strange; /* left out: names that cannot be shown */
};
#define MEDIA_FILES 500 /* no more of a folder are listed */

/*
 * Plain files whose name ends with one of `endings` (".csv .xlsx", in any case; NULL: all), and
 * folders, of `below` ("" the whole medium, else "A/B") on a mounted medium. Hidden ones, links and
 * devices are left out. Zero or filled before. ERR_*: it is gone, or no folder.
 */
int medium_list(const struct medium *medium, const char *below, const char *endings,
    struct media_files *out);
void media_files_release(struct media_files *files);

/* What stands before every path that is looked at: "". Alone in its object file: a test program
 * may link another. */
extern const char *media_root(void);

#endif
