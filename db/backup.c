/*
 * Backups: one file, "GZB1\n", then for each of station.db and keep.db a frame of name, length and
 * zstd-compressed bytes, then BLAKE2b over everything; all of it in an envelope (envelope.h) where
 * the station has a recovery code. The copies are taken by SQLite's backup
 * inside a read transaction: copying step by step while others write would start again for ever.
 * They lie in DATA while they are packed: on a stick what was deleted can be read by who finds it.
 */
#include "db/backup.h"

#include "base/folder.h"
#include "db/care.h"
#include "db/db_int.h"
#include "db/erased.h"
#include "db/keep.h"
#include "db/recovery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

static const char magic[] = "GZB1\n";
static const char *const parts[] = {"station.db", "keep/keep.db"};
#define PARTS 2
#define BLOCK 65536

struct out {
	const struct care_progress *progress; /* or NULL */
	int64_t done, total; /* bytes */
	FILE *file;
	struct envelope *envelope; /* or NULL */
	crypto_generichash_state state;
	int code; /* errno of the first failure */
};

static void
put_raw(struct out *out, const void *bytes, size_t len)
{
	errno = 0;
	if (out->envelope) {
		envelope_put(out->envelope, bytes, len);
		if (ferror(out->file) && !out->code)
			out->code = errno ? errno : EIO;
	} else if (fwrite(bytes, 1, len, out->file) != len && !out->code) {
		out->code = errno;
	}
}

static void
put(struct out *out, const void *bytes, size_t len)
{
	crypto_generichash_update(&out->state, bytes, len);
	put_raw(out, bytes, len);
}

/* A consistent copy of an SQLite file, opened by its own connection. */
static int
copy_database(const char *from, const char *to)
{
	sqlite3 *source = NULL, *copy = NULL;
	sqlite3_backup *backup = NULL;
	int rc = sqlite3_open_v2(from, &source, SQLITE_OPEN_READONLY, NULL);

	sqlite3_busy_timeout(source, DB_GATE_MS);
	if (rc == SQLITE_OK)
		rc = sqlite3_open_v2(to, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(source, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL,
		    NULL);
	if (rc == SQLITE_OK && !(backup = sqlite3_backup_init(copy, "main", source, "main")))
		rc = sqlite3_errcode(copy);
	if (rc == SQLITE_OK)
		rc = sqlite3_backup_step(backup, -1) == SQLITE_DONE ? SQLITE_OK
								    : sqlite3_errcode(copy);
	sqlite3_backup_finish(backup);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(copy, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	sqlite3_close(copy);
	sqlite3_close(source);
	return db_error(NULL, rc);
}

static int
put_part(struct out *out, const char *name, const char *path)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	char in[BLOCK], packed[BLOCK];
	FILE *file = fopen(path, "re");
	unsigned char head[2] = {(unsigned char)strlen(name), 0};
	bool last = false;

	if (!file || !context) {
		ZSTD_freeCCtx(context);
		return ERR_IO;
	}
	put(out, head, 1);
	put(out, name, head[0]);
	while (!last) {
		size_t got = fread(in, 1, sizeof in, file);
		ZSTD_inBuffer from = {in, got, 0};
		size_t left;

		last = got < sizeof in;
		out->done += (int64_t)got;
		if (out->progress)
			out->progress->step(out->progress->arg, out->done, out->total);
		do {
			ZSTD_outBuffer to = {packed, sizeof packed, 0};

			left = ZSTD_compressStream2(context, &to, &from, last ? ZSTD_e_end
			    : ZSTD_e_continue);
			unsigned char size[4] = {(unsigned char)(to.pos >> 24),
				(unsigned char)(to.pos >> 16), (unsigned char)(to.pos >> 8),
				(unsigned char)to.pos};

			if (to.pos > 0) {
				put(out, size, sizeof size);
				put(out, packed, to.pos);
			}
		} while (!ZSTD_isError(left) && (last ? left != 0 : from.pos != from.size));
	}
	put(out, "\0\0\0\0", 4);
	bool bad = ferror(file) != 0;

	fclose(file);
	ZSTD_freeCCtx(context);
	return bad ? ERR_IO : err_from_errno(out->code);
}

static int
put_parts(struct db *db, struct out *out, const char *work)
{
	int err = 0;

	for (int i = 0; !err && i < PARTS; i++) {
		char *from = xprintf("%s/%s", db->dir, parts[i]);

		unlink(work);
		if (access(from, F_OK) == 0) {
			err = copy_database(from, work);
			if (!err)
				err = put_part(out, parts[i], work);
		}
		free(from);
	}
	unlink(work);
	return err;
}

static int with_backup(const char *file, const char *dir, const struct backup_reader *reader,
    struct say *why);

static int64_t
size_of_parts(const struct db *db)
{
	int64_t size = 0;

	for (int i = 0; i < PARTS; i++) {
		char *path = xprintf("%s/%s", db->dir, parts[i]);
		struct stat st;

		size += stat(path, &st) == 0 ? st.st_size : 0;
		free(path);
	}
	return size;
}

/* The key of the stream that was just written opens it, whoever else may. */
static bool
with_key(void *arg, const unsigned char sealed[ENVELOPE_SEALED], unsigned char key[ENVELOPE_KEY])
{
	(void)sealed;
	memcpy(key, arg, ENVELOPE_KEY);
	return true;
}

/* Sealed to whoever has the code, and to this unit; unsealed where there is no code. */
static struct envelope *
seal(FILE *file, struct keep *keep, unsigned char key[ENVELOPE_KEY])
{
	unsigned char to[2][ENVELOPE_KEY];
	struct keep_recovery recovery;
	struct keep_identity unit;

	if (!keep || keep_recovery(keep, &recovery) != 0 || keep_identity(keep, &unit) != 0)
		return NULL;
	memcpy(to[0], recovery.key, ENVELOPE_KEY);
	memcpy(to[1], unit.seal, ENVELOPE_KEY);
	return envelope_write(file, (const unsigned char(*)[ENVELOPE_KEY])to, 2, key);
}

static int
put_all(struct db *db, struct out *out, const char *work)
{
	unsigned char sum[32];

	crypto_generichash_init(&out->state, NULL, 0, sizeof sum);
	put(out, magic, sizeof magic - 1);
	int err = put_parts(db, out, work);

	put(out, "", 1);
	crypto_generichash_final(&out->state, sum, sizeof sum);
	put_raw(out, sum, sizeof sum);
	return err;
}

/* Everything into `part`, which is closed then and will be `file`. */
static int
write_backup(struct db *db, struct keep *keep, int fd, const char *part, bool beside,
    const char *file, const struct care_progress *progress, struct say *why)
{
	struct out out = {
		.file = fdopen(fd, "w"), .progress = progress, .total = size_of_parts(db)};
	unsigned char key[ENVELOPE_KEY];
	struct backup_reader reader = {with_key, key};
	char *work = beside ? xprintf("%s.db", part) : xprintf("%s/backup.db", db->dir);

	out.envelope = seal(out.file, keep, key);
	int err = put_all(db, &out, work);

	envelope_end(out.envelope);
	errno = 0;
	if ((fflush(out.file) != 0 || ferror(out.file) || fsync(fd) != 0) && !out.code)
		out.code = errno ? errno : EIO;
	if (!err && out.code)
		err = err_of_file(file, out.code, why);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); /* what is read back comes from the medium */
	fclose(out.file);
	free(work);
	if (!err)
		err = with_backup(part, NULL, &reader, why);
	sodium_memzero(key, sizeof key);
	return err;
}

/*
 * One at a time: the working copies have one place. Closing *lock ends it; -1: DATA cannot be
 * written, and the copies have to lie beside the backup.
 */
static int
begin_backup(const struct db *db, int *lock)
{
	char *path = xprintf("%s/backup.lock", db->dir);
	int err = 0;

	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*lock >= 0 && flock(*lock, LOCK_EX | LOCK_NB) != 0) {
		close(*lock);
		*lock = -1;
		err = ERR_BUSY;
	}
	free(path);
	return err;
}

static int
make_backup(struct db *db, struct keep *keep, const char *file, bool beside,
    const struct care_progress *progress, struct say *why)
{
	char *part = xprintf("%s.part", file);
	struct stat st;
	int err = 0;

	if (lstat(file, &st) == 0) {
		say_set(why, T_DB_BACKUP_THERE, file, NULL);
		free(part);
		return ERR_EXISTS;
	}
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	err = fd < 0 ? err_of_file(file, errno, why) : write_backup(db, keep, fd, part,
	    beside, file, progress, why);
	if (!err && rename(part, file) != 0)
		err = err_of_file(file, errno, why);
	if (err && fd >= 0)
		unlink(part);
	if (!err)
		folder_sync_of(file);
	free(part);
	return err;
}

int
care_backup(struct db *db, struct keep *keep, const char *file,
    const struct care_progress *progress, struct say *why)
{
	int lock, err = begin_backup(db, &lock);

	if (!err)
		err = make_backup(db, keep, file, lock < 0, progress, why);
	if (lock >= 0)
		close(lock);
	if (!err) {
		backup_note(db, file); /* it is there, whether or not that could be written down */
		erased_write(db, file);
	}
	if (err && why && why->id == TEXT_NONE)
		say_set(why, err_text(err), NULL);
	return err;
}

/* --- reading back --- */

struct in {
	FILE *file;
	struct envelope *envelope; /* or NULL */
	crypto_generichash_state state;
};

static bool
get_raw(struct in *in, void *bytes, size_t len)
{
	return in->envelope ? envelope_get(in->envelope, bytes, len)
			    : fread(bytes, 1, len, in->file) == len;
}

static bool
is_done(struct in *in)
{
	return in->envelope ? envelope_is_done(in->envelope) : fgetc(in->file) == EOF;
}

static bool
get(struct in *in, void *bytes, size_t len)
{
	if (!get_raw(in, bytes, len))
		return false;
	crypto_generichash_update(&in->state, bytes, len);
	return true;
}

/* Unpacks a part to a file (NULL: only reads). */
static bool
get_part(struct in *in, FILE *to)
{
	ZSTD_DCtx *context = ZSTD_createDCtx();
	unsigned char size[4];
	char packed[BLOCK], plain[BLOCK];
	bool good = context != NULL, done = false;

	while (good && !done) {
		good = get(in, size, sizeof size);
		size_t len =
		    (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | size[3];

		done = good && len == 0;
		good = good && len <= sizeof packed && get(in, packed, len);
		ZSTD_inBuffer from = {packed, good ? len : 0, 0};

		while (good && from.pos < from.size) {
			ZSTD_outBuffer out = {plain, sizeof plain, 0};

			good = !ZSTD_isError(ZSTD_decompressStream(context, &out, &from));
			if (to && good)
				good = fwrite(plain, 1, out.pos, to) == out.pos;
		}
	}
	ZSTD_freeDCtx(context);
	return good;
}

static FILE *
create(const char *dir, const char *name)
{
	char *path = xprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	free(path);
	return fd >= 0 ? fdopen(fd, "w") : NULL;
}

/* Reads a whole backup; unpacks the known parts into dir where it is not NULL. */
static bool
read_backup(struct in *in, const char *dir)
{
	unsigned char len, sum[32], want[32];
	char head[sizeof magic] = "", name[256];
	bool good = get(in, head, sizeof magic - 1) && strcmp(head, magic) == 0;

	while (good && (good = get(in, &len, 1)) && len > 0) {
		FILE *to = NULL;
		bool known = false;

		good = get(in, name, len);
		name[len] = '\0';
		for (int i = 0; i < PARTS; i++)
			known = known || strcmp(name, parts[i]) == 0;
		good = good && known && (!dir || (to = create(dir, name)));
		good = good && get_part(in, to);
		if (to)
			good = fflush(to) == 0 && fsync(fileno(to)) == 0 && fclose(to) == 0 && good;
	}
	crypto_generichash_final(&in->state, sum, sizeof sum);
	return good && get_raw(in, want, sizeof want) && memcmp(sum, want, sizeof sum) == 0 &&
	    is_done(in);
}

/* Opens the envelope, if there is one. */
static int
unseal(struct in *in, const char *file, const struct backup_reader *reader, struct say *why)
{
	if (!envelope_is_there(in->file))
		return 0;
	int err = reader->open ? envelope_read(in->file, reader->open, reader->arg, &in->envelope)
	    : ERR_NOTFOUND;

	if (err == ERR_NOTFOUND) {
		say_set(why, T_DB_SEALED, file, NULL);
		return ERR_DENIED;
	}
	if (err)
		say_set(why, T_DB_NOT_BACKUP, file, NULL);
	return err;
}

static int
with_backup(const char *file, const char *dir, const struct backup_reader *reader, struct say *why)
{
	struct in in = {.file = fopen(file, "re")};

	if (!in.file)
		return err_of_file(file, errno, why);
	crypto_generichash_init(&in.state, NULL, 0, 32);
	int err = unseal(&in, file, reader, why);

	if (!err && !read_backup(&in, dir)) {
		say_set(why, T_DB_NOT_BACKUP, file, NULL);
		err = ERR_DAMAGED;
	}
	envelope_free(in.envelope);
	fclose(in.file);
	return err;
}

struct pair {
	unsigned char key[RECOVERY_KEY], secret[RECOVERY_KEY];
};

static int
start_epoch(struct db *db, void *arg)
{
	(void)arg;
	int err = op_new_epoch(db);

	return err ? err : db_stamp(db);
}

static int
back_to_wal(const char *dir)
{
	char *path = xprintf("%s/station.db", dir);
	sqlite3 *sql = NULL;
	int rc = sqlite3_open_v2(path, &sql, SQLITE_OPEN_READWRITE, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(sql, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	sqlite3_close(sql);
	free(path);
	return db_error(NULL, rc);
}

/* A folder of the restored store: there must be nothing that could be taken for a part of it. */
static int
prepare_folder(const char *dir, struct say *why)
{
	char *keep = xprintf("%s/keep", dir);
	DIR *there = opendir(dir);
	bool empty = true;
	int err = 0;

	for (const struct dirent *e; there && (e = readdir(there));)
		empty = empty && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0);
	if (there)
		closedir(there);
	if (!empty) {
		say_set(why, T_DB_NOT_EMPTY, dir, NULL);
		err = ERR_EXISTS;
	} else if (db_make_folder(keep) != 0) {
		err = err_of_file(dir, errno, why);
	}
	free(keep);
	return err;
}

int
backup_unpack(const char *file, const char *dir, const struct backup_reader *reader,
    struct say *why)
{
	int err = with_backup(file, NULL, reader, why);

	if (!err)
		err = prepare_folder(dir, why);
	if (err)
		return err; /* what lies there is not ours to take away */
	err = with_backup(file, dir, reader, why);
	if (!err)
		err = back_to_wal(dir);
	if (err)
		db_unmake(dir);
	return err;
}

/*
 * The store as it is in the folder: a new epoch, what was erased since is erased again, and
 * everything is looked at.
 */
static int
begin_again(const struct db_options *options, const char *file, struct say *why)
{
	struct db *db = NULL;
	struct care_report report = {0};
	int err = db_open(options, &db, why);

	if (!err)
		err = db_write(db, start_epoch, NULL, why);
	if (!err)
		err = erased_again(db, file);
	if (!err)
		err = care_verify(db, NULL, &report);
	say_release(&report.first);
	db_close(db);
	return err;
}

static bool
with_secret(void *arg, const unsigned char sealed[ENVELOPE_SEALED], unsigned char key[ENVELOPE_KEY])
{
	const struct pair *pair = arg;

	return crypto_box_seal_open(key, sealed, ENVELOPE_SEALED, pair->key, pair->secret) == 0;
}

int
care_restore(const struct db_options *options, const char *file, const char *code,
    const struct care_progress *progress, struct say *why)
{
	struct pair pair;
	struct backup_reader reader = {with_secret, &pair};

	if (!code)
		reader.open = NULL;
	else if (!recovery_keys(code, pair.key, pair.secret)) {
		say_set(why, T_KEEP_NO_CODE, NULL);
		return ERR_DENIED;
	}
	int err = backup_unpack(file, options->dir, &reader, why);

	sodium_memzero(&pair, sizeof pair);

	(void)progress;
	if (!err) {
		err = begin_again(options, file, why);
		if (err)
			db_unmake(options->dir);
	}
	if (err && why && why->id == TEXT_NONE)
		say_set(why, err_text(err), NULL);
	return err;
}
