/* Is the disk that a folder lies on encrypted (dm-crypt, below LVM too)? From sysfs alone. */
#ifndef SHARE_DISK_H
#define SHARE_DISK_H

enum disk { DISK_UNKNOWN, DISK_PLAIN, DISK_ENCRYPTED };

/* The folder need not be there yet: then it is the nearest above it. */
enum disk disk_of(const char *folder);

#endif
