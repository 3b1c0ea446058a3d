#include "share/media.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* One line of /proc/self/mountinfo (proc(5)). */
struct mount {
	char *number;         /* "8:17" */
	char *folder, *source;
	bool readonly;
};
struct mounts {
	struct mount *mount;
	int count;
};

/* "\040" of mountinfo and "\x20" of udev's links, in place. */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		unsigned value;
		int base = s[0] != '\\' ? 0 : s[1] == 'x' ? 16 : 8;

		if (base && sscanf(s + 1, base == 16 ? "x%2x" : "%3o", &value) == 1 && value) {
			*to++ = (char)value;
			s += 3;
		} else {
			*to++ = *s;
		}
	}
	*to = '\0';
}

static FILE *
open_below(const char *format, const char *name)
{
	char *below = xprintf(format, name), *path = xprintf("%s%s", media_root(), below);
	FILE *file = fopen(path, "re");

	free(below);
	free(path);
	return file;
}

/* "36 35 8:17 / /media/u rw,nosuid shared:1 - vfat /dev/sdb1 rw" */
static bool
read_mount(char *line, struct mount *out)
{
	char number[32], folder[4096], options[1024], source[4096];
	const char *rest = strstr(line, " - ");

	if (!rest || sscanf(line, "%*s %*s %31s %*s %4095s %1023s", number, folder, options) != 3 ||
	    sscanf(rest, " - %*s %4095s", source) != 1)
		return false;
	unescape(folder);
	unescape(source);
	*out = (struct mount){xstrdup(number), xstrdup(folder), xstrdup(source),
		strncmp(options, "ro", 2) == 0 && (options[2] == ',' || !options[2])};
	return true;
}

static void
read_mounts(struct mounts *out)
{
	FILE *file = open_below("%s", "/proc/self/mountinfo");
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0) {
		out->mount = xgrow(out->mount, out->count, sizeof *out->mount);
		out->count += read_mount(line, &out->mount[out->count]);
	}
	free(line);
	if (file)
		fclose(file);
}

static void
mounts_release(struct mounts *mounts)
{
	for (int i = 0; i < mounts->count; i++) {
		free(mounts->mount[i].number);
		free(mounts->mount[i].folder);
		free(mounts->mount[i].source);
	}
	free(mounts->mount);
}

/* The first line of a file of sysfs, without blanks around it: a new string, or NULL. */
static char *
attribute(const char *disk, const char *name)
{
	char line[256] = "", *path = xprintf("/sys/block/%s/%s", disk, name);
	FILE *file = open_below("%s", path);
	const char *got = file ? fgets(line, sizeof line, file) : NULL;
	size_t len = strlen(line);

	free(path);
	if (file)
		fclose(file);
	while (len && isspace((unsigned char)line[len - 1]))
		len--;
	line[len] = '\0';
	return got ? xstrdup(line + strspn(line, " ")) : NULL;
}

static bool
is_attribute(const char *disk, const char *name, const char *value)
{
	char *is = attribute(disk, name);
	bool same = is && strcmp(is, value) == 0;

	free(is);
	return same;
}

/* What is shown must be readable: controls and what is no UTF-8 become "?"; NULL if all is. */
static char *
shown(const char *text)
{
	struct buf out = BUF_EMPTY;
	bool any = false;

	while (*text) {
		uint32_t cp = utf8_read(&text);
		bool good = cp >= ' ' && cp != 0x7f && cp != UTF8_WRONG &&
		    !(cp >= 0x80 && cp < 0xa0) && !(cp >= 0x200b && cp <= 0x200f) &&
		    !(cp >= 0x202a && cp <= 0x202e) && !(cp >= 0x2066 && cp <= 0x2069);

		utf8_add(&out, good ? cp : '?');
		any = any || (good && cp != ' ');
	}
	if (any)
		return buf_take(&out);
	buf_release(&out);
	return NULL;
}

/* The file system's own label: udev's links are named by them. */
static char *
label_by_link(const char *device)
{
	char *dir = xprintf("%s/dev/disk/by-label", media_root()), *label = NULL;
	DIR *links = opendir(dir);

	for (const struct dirent *e; !label && links && (e = readdir(links));) {
		char target[256] = "", *path = xprintf("%s/%s", dir, e->d_name);
		const char *slash;

		if (readlink(path, target, sizeof target - 1) > 0 &&
		    (slash = strrchr(target, '/')) && strcmp(slash + 1, device) == 0) {
			label = xstrdup(e->d_name);
			unescape(label);
		}
		free(path);
	}
	if (links)
		closedir(links);
	free(dir);
	return label;
}

static char *
label_of(const char *disk, const char *device, const char *folder)
{
	char *own = label_by_link(device), *label = own ? shown(own) : NULL;

	free(own);
	if (!label && folder)
		label = shown(strrchr(folder, '/') + 1);
	if (!label && disk) {
		char *maker = attribute(disk, "device/vendor"), *model =
		    attribute(disk, "device/model"), *both = xprintf("%s %s", maker ? maker : "",
		    model ? model : "");

		label = shown(both);
		free(both);
		free(model);
		free(maker);
	}
	return label ? label : xstrdup(device);
}

static void
add(struct media *media, char *label, char *device, const struct mount *mount, bool readonly)
{
	struct statvfs room;
	bool known = mount && statvfs(mount->folder, &room) == 0;

	media->medium = xgrow(media->medium, media->count, sizeof *media->medium);
	media->medium[media->count++] = (struct medium){
		.label = label, .device = device, .folder = mount ? xstrdup(mount->folder) : NULL,
		.room = known ? (int64_t)room.f_bavail * (int64_t)room.f_frsize : -1,
		.readonly = readonly || (mount && mount->readonly),
	};
}

static const struct mount *
mount_of(const struct mounts *mounts, const char *number, const char *device)
{
	for (int i = 0; i < mounts->count; i++)
		if ((number && strcmp(mounts->mount[i].number, number) == 0) ||
		    strcmp(mounts->mount[i].source, device) == 0)
			return &mounts->mount[i];
	return NULL;
}

/* A partition, or a disk that has none: `where` is its folder below /sys/block. */
static void
add_part(struct media *media, const struct mounts *mounts, const char *disk, const char *where)
{
	const char *slash = strrchr(where, '/'), *name = slash ? slash + 1 : where;
	char *number = attribute(where, "dev"), *device = xprintf("%s/dev/%s", media_root(), name);
	const struct mount *mount = mount_of(mounts, number, device);

	add(media, label_of(disk, name, mount ? mount->folder : NULL), device, mount,
	    is_attribute(where, "ro", "1"));
	free(number);
}

static bool
is_mount_of_system(const struct mounts *mounts, const char *where)
{
	static const char *const own[] = {"/", "/boot", "/boot/efi", "/usr", "/var", "/home"};
	char *number = attribute(where, "dev");
	bool found = false;

	for (int i = 0; i < mounts->count && number; i++)
		for (size_t k = 0; k < sizeof own / sizeof *own; k++)
			found = found || (strcmp(mounts->mount[i].number, number) == 0 &&
			    strcmp(mounts->mount[i].folder, own[k]) == 0);
	free(number);
	return found;
}

/* Removable, or at the USB; neither a disc nor a floppy nor an empty slot. */
static bool
is_stick(const char *disk)
{
	char *path = xprintf("%s/sys/block/%s", media_root(), disk), *real = realpath(path, NULL);
	bool usb = real && strstr(real, "/usb");

	free(path);
	free(real);
	return (usb || is_attribute(disk, "removable", "1")) && strncmp(disk, "sr", 2) != 0 &&
	    strncmp(disk, "fd", 2) != 0 && !is_attribute(disk, "size", "0");
}

static int
is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* The names in a folder below the root, in order. */
static int
names_in(const char *below, struct dirent ***out)
{
	char *dir = xprintf("%s%s", media_root(), below);
	int count = scandir(dir, out, is_visible, versionsort);

	free(dir);
	if (count < 0)
		*out = NULL;
	return count < 0 ? 0 : count;
}

static void
add_disk(struct media *media, const struct mounts *mounts, const char *disk)
{
	char *folder = xprintf("/sys/block/%s", disk);
	struct dirent **name;
	int count = names_in(folder, &name), before = media->count, parts = 0;
	bool system = is_mount_of_system(mounts, disk);

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < count && (pass == 0 || !system); i++) {
			char *where = xprintf("%s/%s", disk, name[i]->d_name), *number =
			    attribute(where, "partition");

			if (number && pass == 0)
				system = system || is_mount_of_system(mounts, where);
			else if (number && ++parts)
				add_part(media, mounts, disk, where);
			free(number);
			free(where);
		}
	if (!system && !parts && media->count == before)
		add_part(media, mounts, disk, disk);
	for (int i = 0; i < count; i++)
		free(name[i]);
	free(name);
	free(folder);
}

static bool
is_known(const struct media *media, const struct mount *mount)
{
	for (int i = 0; i < media->count; i++)
		if (strcmp(media->medium[i].device, mount->source) == 0 ||
		    (media->medium[i].folder &&
		    strcmp(media->medium[i].folder, mount->folder) == 0))
			return true;
	return false;
}

/* Whatever somebody mounted where such media are mounted. */
static void
add_mounted(struct media *media, const struct mounts *mounts)
{
	static const char *const places[] = {"/media/", "/run/media/"};

	for (int i = 0; i < mounts->count; i++)
		for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
			const struct mount *mount = &mounts->mount[i];
			char *place = xprintf("%s%s", media_root(), places[k]);
			const char *slash = strrchr(mount->source, '/');

			if (strncmp(mount->folder, place, strlen(place)) == 0 &&
			    !is_known(media, mount))
				add(media, label_of(NULL, slash ? slash + 1 : mount->source,
				    mount->folder), xstrdup(mount->source), mount, false);
			free(place);
		}
}

void
media_find(struct media *media)
{
	struct mounts mounts = {0};
	struct dirent **disk;
	int count = names_in("/sys/block", &disk);

	media_release(media);
	read_mounts(&mounts);
	for (int i = 0; i < count; i++) {
		if (is_stick(disk[i]->d_name))
			add_disk(media, &mounts, disk[i]->d_name);
		free(disk[i]);
	}
	free(disk);
	add_mounted(media, &mounts);
	mounts_release(&mounts);
}

void
media_release(struct media *media)
{
	for (int i = 0; i < media->count; i++) {
		free(media->medium[i].label);
		free(media->medium[i].device);
		free(media->medium[i].folder);
	}
	free(media->medium);
	*media = (struct media){0};
}
