/*
 * powercut [POINTS [SEED]]: a store is written through a VFS that records every write, truncation
 * and sync of its files and every save that was acknowledged. Then the power is cut at random
 * points of that recording: a disk is made that holds everything synced and, of what was not,
 * nothing, all, a random part, or a random part with torn sectors. On each the store must open,
 * verify clean and hold every save acknowledged before the cut.
 *
 * Controls prove that this can fail: a disk that lies about syncs must lose acknowledged saves.
 * Not modelled: directory entries, file-system metadata.
 */
#include "station.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum happening { WROTE, CUT, SYNCED, ACKED };

struct happened {
	enum happening what;
	int file; /* index into names */
	int64_t at;
	int len;     /* of data, or the new size is `at` for CUT */
	char *data;  /* WROTE */
	int serial;  /* ACKED */
};

static struct happened *log_;
static int log_count, log_room;
static char *names[16];
static int name_count;
static bool recording;

static void
record(struct happened e)
{
	if (!recording)
		return;
	if (log_count == log_room) {
		log_room = log_room ? log_room * 2 : 1024;
		log_ = xrealloc(log_, (size_t)log_room * sizeof *log_);
	}
	log_[log_count++] = e;
}

static int
name_index(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	for (int i = 0; i < name_count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	names[name_count] = xstrdup(name);
	return name_count++;
}

/* --- the recording VFS: everything goes to the real one, writes are noted -----------------------
 */

struct rec_file {
	sqlite3_file base;
	int name;
	sqlite3_file *real; /* stands behind this structure */
};

static sqlite3_file *
real(sqlite3_file *f)
{
	return ((struct rec_file *)f)->real;
}

static int
rec_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int
rec_read(sqlite3_file *f, void *to, int len, sqlite3_int64 at)
{
	return real(f)->pMethods->xRead(real(f), to, len, at);
}

static int
rec_write(sqlite3_file *f, const void *data, int len, sqlite3_int64 at)
{
	char *copy = recording ? xcalloc((size_t)len, 1) : NULL;

	if (copy)
		memcpy(copy, data, (size_t)len);
	record((struct happened){WROTE, ((struct rec_file *)f)->name, at, len, copy, 0});
	return real(f)->pMethods->xWrite(real(f), data, len, at);
}

static int
rec_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	record((struct happened){CUT, ((struct rec_file *)f)->name, size, 0, NULL, 0});
	return real(f)->pMethods->xTruncate(real(f), size);
}

static int
rec_sync(sqlite3_file *f, int flags)
{
	int rc = real(f)->pMethods->xSync(real(f), flags);

	if (rc == SQLITE_OK)
		record((struct happened){SYNCED, ((struct rec_file *)f)->name, 0, 0, NULL, 0});
	return rc;
}

static int
rec_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real(f)->pMethods->xFileSize(real(f), size);
}

static int
rec_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int
rec_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int
rec_reserved(sqlite3_file *f, int *out)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), out);
}

static int
rec_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int
rec_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int
rec_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int
rec_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}

static int
rec_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void
rec_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int
rec_shm_unmap(sqlite3_file *f, int delete)
{
	return real(f)->pMethods->xShmUnmap(real(f), delete);
}

static const sqlite3_io_methods rec_methods = {
	2, rec_close, rec_read, rec_write, rec_truncate, rec_sync, rec_size, rec_lock, rec_unlock,
	rec_reserved, rec_control, rec_sector, rec_traits, rec_shm_map, rec_shm_lock,
	rec_shm_barrier, rec_shm_unmap, NULL, NULL,
};

static sqlite3_vfs rec_vfs, *real_vfs;

static int
rec_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out)
{
	struct rec_file *file = (struct rec_file *)f;

	(void)vfs;
	memset(file, 0, sizeof *file);
	file->real = (sqlite3_file *)(file + 1);
	int rc = real_vfs->xOpen(real_vfs, path, file->real, flags, out);

	if (rc != SQLITE_OK)
		return rc;
	file->name = name_index(path ? path : "temporary");
	file->base.pMethods = &rec_methods;
	return SQLITE_OK;
}

/* A deleted journal is gone at once: directory entries are not modelled. */
static int
rec_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	int name = name_index(path);

	(void)vfs;
	record((struct happened){CUT, name, 0, 0, NULL, 0});
	record((struct happened){SYNCED, name, 0, 0, NULL, 0});
	return real_vfs->xDelete(real_vfs, path, sync);
}

static void
rec_install(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	rec_vfs = *real_vfs;
	rec_vfs.zName = "recording";
	rec_vfs.szOsFile = (int)sizeof(struct rec_file) + real_vfs->szOsFile;
	rec_vfs.xOpen = rec_open;
	rec_vfs.xDelete = rec_delete;
	sqlite3_vfs_register(&rec_vfs, 1);
}

/* --- the disk after a cut -----------------------------------------------------------------------
 */

struct image {
	char *data;
	int64_t size, room;
};

static void
image_resize(struct image *im, int64_t size)
{
	if (size > im->room) {
		im->data = xrealloc(im->data, (size_t)size * 2);
		im->room = size * 2;
	}
	if (size > im->size)
		memset(im->data + im->size, 0, (size_t)(size - im->size));
	im->size = size;
}

enum tail { NOTHING, ALL, SOME, TORN };

static bool
arrives(enum tail tail)
{
	return tail == ALL || (tail != NOTHING && rand() % 2);
}

static void
image_write(struct image *im, const struct happened *e, enum tail tail, bool synced)
{
	if (!synced && tail != TORN && !arrives(tail))
		return;
	if (e->what == CUT) {
		image_resize(im, e->at);
		return;
	}
	for (int at = 0; at < e->len; at += 512) {
		int len = e->len - at < 512 ? e->len - at : 512;

		if (!synced && tail == TORN && rand() % 2)
			continue;
		if (e->at + at + len > im->size)
			image_resize(im, e->at + at + len);
		memcpy(im->data + e->at + at, e->data + at, (size_t)len);
		if (!synced && tail == TORN && rand() % 8 == 0)
			memset(im->data + e->at + at, rand(), (size_t)(1 + rand() % len));
	}
}

/* `lie` syncs before the cut are taken back: the disk said done and was not. */
static void
image_make(struct image *im, int file, int cut, enum tail tail, int lie)
{
	int durable = 0;

	for (int i = cut - 1; i >= 0 && !durable; i--)
		if (log_[i].what == SYNCED && log_[i].file == file && lie-- <= 0)
			durable = i + 1;
	for (int i = 0; i < cut; i++)
		if (log_[i].file == file && (log_[i].what == WROTE || log_[i].what == CUT))
			image_write(im, &log_[i], tail, i < durable);
}

static void
image_put(const struct image *im, const char *dir, const char *name)
{
	char *path = xprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, im->data, (size_t)im->size) != im->size || close(fd) != 0)
		exit(2);
	free(path);
}

static void
disk_after(const char *dir, int cut, enum tail tail, int lie)
{
	char *clean = xprintf("rm -rf '%s'", dir);

	if (system(clean) != 0 || mkdir(dir, 0700) != 0)
		exit(2);
	free(clean);
	for (int file = 0; file < name_count; file++) {
		struct image im = {0};

		if (strstr(names[file], "-shm") || strcmp(names[file], "temporary") == 0)
			continue;
		image_make(&im, file, cut, tail, lie);
		if (im.size > 0)
			image_put(&im, dir, names[file]);
		free(im.data);
	}
}

/* --- the campaign -------------------------------------------------------------------------------
 */

static int
acknowledged_before(int cut)
{
	int most = 0;

	for (int i = 0; i < cut; i++)
		if (log_[i].what == ACKED)
			most = log_[i].serial + 1;
	return most;
}

static int start_; /* events of making the station: before it there is nothing to lose */

static void
write_recording(const char *dir, int saves)
{
	struct station s;

	recording = true;
	station_open(&s, dir, true);
	start_ = log_count;
	for (int i = 0; i < saves; i++) {
		if (station_save(&s, 0, i) != 0)
			exit(2);
		record((struct happened){ACKED, -1, 0, 0, NULL, i});
		if (i % 17 == 16 && care_housekeep(s.db) != 0)
			exit(2);
	}
	station_close(&s);
	recording = false;
}

/* 0 fine, 1 saves lost, 2 does not open or is not sound. */
static int
survive(const char *dir, int cut, bool rebuild)
{
	struct station s;
	int result = 0, err = station_try(&s, dir);

	if (err) {
		fprintf(stderr, "does not open: %d\n", err);
		result = 2;
	} else if (station_lost(&s, 0, acknowledged_before(cut)) > 0)
		result = 1;
	else if (!station_is_sound(&s, rebuild))
		result = 2;
	station_close(&s);
	return result;
}

static void
campaign(const char *dir, int points, int lie, int bad[3])
{
	for (int i = 0; i < points; i++) {
		int cut = start_ + rand() % (log_count - start_) + 1;

		disk_after(dir, cut, (enum tail)(rand() % 4), lie);
		bad[survive(dir, cut, i % 20 == 0)]++;
	}
}

int
main(int argc, char **argv)
{
	int points = argc > 1 ? atoi(argv[1]) : 60, honest[3] = {0}, lying[3] = {0};
	unsigned seed = argc > 2 ? (unsigned)atoi(argv[2]) : (unsigned)getpid();
	char folder[] = "/tmp/powercut-XXXXXX", *dir, *disk, *clean;

	if (!mkdtemp(folder))
		return 2;
	dir = xprintf("%s/data", folder);
	disk = xprintf("%s/disk", folder);
	srand(seed);
	rec_install();
	write_recording(dir, 120);
	sqlite3_vfs_register(real_vfs, 1);
	campaign(disk, points, 0, honest);
	if (!freopen("/dev/null", "w", stderr)) /* the controls are meant to complain */
		return 2;
	campaign(disk, points / 4 + 5, 3, lying);
	printf("powercut: seed %u, %d events; honest disk: %d sound, %d lost a save, %d unsound; "
	       "lying disk (control): %d sound, %d lost a save, %d unsound\n",
	    seed, log_count, honest[0], honest[1], honest[2], lying[0], lying[1], lying[2]);
	clean = xprintf("rm -rf '%s'", folder);
	if (system(clean) != 0)
		return 2;
	free(clean);
	free(disk);
	free(dir);
	if (lying[1] + lying[2] == 0)
		puts("powercut: the control did not fail, so this test proves nothing");
	return honest[1] || honest[2] || lying[1] + lying[2] == 0;
}
