/*
 * Making, opening and closing the store: the one place for pragmas, versions, and refusals.
 */
#include "db/db_int.h"
#include "db/guard.h"

#include "base/folder.h"
#include "base/norm.h"
#include "db/project.h"
#include "db/reach.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

extern const char db_migration_1[], db_migration_2[], db_migration_3[],
    db_migration_4[], db_migration_5[];

/* [n]: from version n of the store to the next. */
static const char *const migrations[DB_SCHEMA] = {
	db_migration_1, db_migration_2, db_migration_3, db_migration_4, db_migration_5,
};

/*
 * KiB, negative as SQLite wants it: of a seat, of one whose person is away (the first page asked
 * for brings all its room), of a job that writes much.
 */
#define CACHE_SEAT "-400"
#define CACHE_REST "-8"
#define CACHE_WORK "-32768"

/* File systems on which locks and shared memory do not hold (statfs(2) f_type). */
static bool
is_network(const char *dir)
{
	static const long types[] = {0x6969 /* NFS */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */,
		0x517b /* SMB */, 0x65735546 /* FUSE */, 0x01021997 /* 9P */, 0x564c /* NCP */,
		0x73757245 /* Coda */, 0x5346414f /* AFS */};
	struct statfs fs;

	if (statfs(dir, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (((unsigned long)fs.f_type & 0xffffffff) ==
		    ((unsigned long)types[i] & 0xffffffff))
			return true;
	return false;
}

static struct db *
db_new(const struct db_options *options)
{
	struct db *db = xcalloc(1, sizeof *db);

	if (sodium_init() < 0)
		abort(); /* no random numbers: nothing can be promised */
	db->dir = xstrdup(options->dir);
	db->file = xprintf("%s/station.db", options->dir);
	db->forms = options->forms;
	db->clock = options->clock ? options->clock : &clock_system;
	db->readonly = options->readonly;
	db->patience = DB_GATE_MS;
	db->calendar = calendar_new();
	return db;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	db_statements_free(db);
	project_release(db);
	db_disconnect(db);
	gate_close(db->gate);
	calendar_free(db->calendar);
	settings_release(db);
	free(db->unit.name);
	free(db->unit.code);
	free(db->unit.upper);
	free(db->file);
	free(db->dir);
	free(db);
}

static int
set_up_connection(struct db *db)
{
	int on = 0;

	sqlite3_extended_result_codes(db->sql, 1);
	sqlite3_busy_timeout(db->sql, DB_GATE_MS);
	sqlite3_db_config(db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &on);
	sqlite3_db_config(db->sql, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
	int err = db_exec(db,
	    "PRAGMA secure_delete=ON; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;"
	    "PRAGMA cache_size=" CACHE_SEAT ";"
	    "PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;"
	    "PRAGMA cell_size_check=ON; PRAGMA journal_size_limit=67108864");

	db_watch_log(db); /* behind wal_autocheckpoint, which would unhook it */
	return err;
}

static int
connect(struct db *db, int flags)
{
	int rc;

	/* Nobody here has threads, or asks how much SQLite holds: neither need be guarded. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	rc = sqlite3_open_v2(db->file, &db->sql,
	    flags | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc == SQLITE_OK)
		rc = guard_prepare(db->sql);
	return rc == SQLITE_OK ? set_up_connection(db) : db_error(db, rc);
}

/* --- where the store lives --- */

static char *
whereabouts(const struct db *db)
{
	struct stat st;

	if (reach_stat(db->dir, REACH_STATION, &st) != 0)
		memset(&st, 0, sizeof st);
	return xprintf("%s/%llu/%llu", reach_machine_id(), (unsigned long long)st.st_dev,
	    (unsigned long long)st.st_ino);
}

int
db_stamp(struct db *db)
{
	char *here = whereabouts(db);
	int err = db_run(db, "INSERT INTO meta VALUES('place', ?) ON CONFLICT(k) DO UPDATE SET "
	    "v = excluded.v", "t", here);

	free(here);
	return err;
}

/* --- failing --- */

/* What the code means for a store that lies in dir. */
static void
explain(struct say *why, int err, const char *dir)
{
	enum text text = err == ERR_DENIED ? T_FILE_DENIED : err == ERR_READONLY ? T_FILE_READONLY
	    : err == ERR_EXISTS ? T_DB_EXISTS : err_text(err);

	if (why && why->id == TEXT_NONE)
		say_set(why, text, dir, NULL);
}

void
db_unmake(const char *dir)
{
	static const char *const made[] = {"station.db", "station.db-wal", "station.db-shm",
		"station.db-journal", "write.lock", "sync.lock", "gate", "backup.lock",
		"backup.db", "seats", "keep/keep.db",
		"keep/keep.db-journal", "keep/hash.lock"};
	char *keep = xprintf("%s/keep", dir);

	for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
		char *path = xprintf("%s/%s", dir, made[i]);

		unlink(path);
		free(path);
	}
	rmdir(keep); /* only where it is empty now */
	free(keep);
}

/* Is what belongs to a station.db there? Then, without it, it was taken away. */
static bool
has_remains(const struct db *db)
{
	char *log = xprintf("%s-wal", db->file), *keep = xprintf("%s/keep/keep.db", db->dir);
	bool there = access(log, F_OK) == 0 || access(keep, F_OK) == 0;

	free(log);
	free(keep);
	return there;
}

/* --- making --- */

int
db_make_folder(const char *dir)
{
	char *above = xstrdup(dir), *slash = strrchr(above, '/');
	int code = mkdir(dir, 0700) == 0 || errno == EEXIST ? 0 : errno;

	if (code == ENOENT && slash && slash > above) {
		*slash = '\0';
		code = db_make_folder(above) == 0 && mkdir(dir, 0700) == 0 ? 0 : errno;
	}
	free(above);
	errno = code;
	return err_from_errno(code);
}

struct making {
	const struct unit *unit;
};

static int
put_meta(struct db *db, const char *k, const char *v)
{
	return db_run(db, "INSERT INTO meta VALUES(?, ?)", "tt", k, v ? v : "");
}

/* What a person wrote. */
static int
put_norm(struct db *db, const char *k, const char *v)
{
	char *text = norm_text(v ? v : "");
	int err = put_meta(db, k, text);

	free(text);
	return err;
}

static int
migrate(struct db *db, int64_t version)
{
	int err = 0;

	for (; !err && version < DB_SCHEMA; version++)
		err = db_exec(db, migrations[version]);
	return err;
}

static int
make_tables(struct db *db, void *arg)
{
	const struct making *making = arg;
	char level[2] = {(char)('0' + making->unit->level), '\0'};
	char *pragmas = xprintf("PRAGMA application_id=%d; PRAGMA user_version=%d", DB_APPLICATION,
	    DB_SCHEMA);
	int err = migrate(db, 0);

	if (!err)
		err = db_exec(db, pragmas);
	free(pragmas);
	op_random_id(db->unit.id, 8);
	op_random_id(db->epoch, EPOCH_CHARS);
	if (!err)
		err = put_meta(db, "unit", db->unit.id);
	if (!err)
		err = put_meta(db, "epoch", db->epoch);
	if (!err)
		err = put_norm(db, "name", making->unit->name);
	if (!err)
		err = put_meta(db, "level", level);
	if (!err)
		err = put_meta(db, "code", making->unit->code);
	if (!err)
		err = put_norm(db, "upper", making->unit->upper);
	if (!err)
		err = put_meta(db, "min_reader", "1");
	return err ? err : db_stamp(db);
}

int
db_init(const struct db_options *options, const struct unit *unit, struct say *why)
{
	struct db *db = db_new(options);
	struct making making = {unit};
	int err = db_make_folder(db->dir);
	bool made = false;

	if (!err && is_network(db->dir))
		err = ERR_NETFS;
	if (!err && access(db->file, F_OK) == 0)
		err = ERR_EXISTS;
	if (!err && has_remains(db))
		err = ERR_MOVED;
	made = !err;
	if (!err)
		err = gate_open(db->dir, false, &db->gate);
	if (!err)
		err = connect(db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	if (!err)
		err = db_exec(db,
		    "PRAGMA page_size=4096; PRAGMA secure_delete=ON; PRAGMA journal_mode=WAL");
	if (!err)
		err = db_write(db, make_tables, &making, why);
	if (!err)
		err = db_checkpoint(db, false);
	if (!err)
		folder_sync(db->dir);
	if (err)
		explain(why, err, db->dir);
	db_close(db);
	if (err && made)
		db_unmake(options->dir);
	return err;
}

/* --- opening --- */

static int
check_version(struct db *db, struct say *why)
{
	int64_t version = 0, reader = 0, application = 0;
	int err = db_get_int(db, &application, "PRAGMA application_id", "");

	if (!err)
		err = db_get_int(db, &version, "PRAGMA user_version", "");
	if (!err && application != DB_APPLICATION)
		err = ERR_DAMAGED;
	if (err || version <= DB_SCHEMA)
		return err;
	err = db_get_int(db, &reader, "SELECT CAST(v AS INTEGER) FROM meta WHERE k = 'min_reader'",
	    "");
	char *need = xprintf("%lld", (long long)version);

	say_set(why, T_DB_NEWER, need, NULL);
	free(need);
	db->readonly = true;
	return err ? err : reader > DB_SCHEMA ? ERR_NEWER : 0;
}

static char *
meta(struct db *db, const char *k)
{
	char *v = NULL;

	db_get_text(db, &v, "SELECT v FROM meta WHERE k = ?", "t", k);
	return v ? v : xstrdup("");
}

static int
read_unit(struct db *db)
{
	char *unit = meta(db, "unit"), *epoch = meta(db, "epoch"), *level = meta(db, "level");
	bool right =
	    strlen(unit) == 8 && strlen(epoch) == EPOCH_CHARS && *level >= '0' && *level <= '4';

	if (right) {
		memcpy(db->unit.id, unit, 9);
		memcpy(db->epoch, epoch, EPOCH_CHARS + 1);
		db->unit.level = (enum level)(*level - '0');
	}
	db->unit.name = meta(db, "name");
	db->unit.code = meta(db, "code");
	db->unit.upper = meta(db, "upper");
	free(unit);
	free(epoch);
	free(level);
	char *was = meta(db, "place"), *is = whereabouts(db);

	db->copied = strcmp(was, is) != 0;
	free(was);
	free(is);
	return right ? 0 : ERR_DAMAGED;
}

/* A WAL store on a medium that cannot be written can only be read as it is, unlocked. */
static int
connect_immutable(struct db *db)
{
	char *uri = xprintf("file:%s?immutable=1", db->file);

	sqlite3_close(db->sql);
	db->sql = NULL;
	db_statements_free(db);
	int rc = sqlite3_open_v2(uri, &db->sql, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);

	if (rc == SQLITE_OK)
		rc = guard_prepare(db->sql);

	free(uri);
	db->readonly = true;
	return rc == SQLITE_OK ? set_up_connection(db) : db_error(db, rc);
}

/* While the store was protected a reader may have made these, and SQLite protected them, too. */
static void
unprotect_log(const struct db *db)
{
	static const char *const names[] = {"wal", "shm"};

	for (int i = 0; i < 2; i++) {
		char *path = xprintf("%s-%s", db->file, names[i]);

		if (access(path, F_OK) == 0 && access(path, W_OK) != 0)
			chmod(path, 0600);
		free(path);
	}
}

/* Is there a store where one may be, and may it be written? */
static int
look(struct db *db)
{
	int err = access(db->file, F_OK) == 0 ? 0 : err_from_errno(errno);

	if (err == ERR_NOTFOUND && has_remains(db))
		err = ERR_MOVED;
	if (!err && is_network(db->dir))
		err = ERR_NETFS;
	if (!err && access(db->file, W_OK) != 0)
		db->readonly = true;
	return err;
}

/* What later versions of this program added. Another process may have been first. */
static int
add_tables(struct db *db, void *arg)
{
	int64_t version = 0;
	char *stamp = xprintf("PRAGMA user_version=%d", DB_SCHEMA);
	int err = db_get_int(db, &version, "PRAGMA user_version", "");

	(void)arg;
	if (!err)
		err = version > 0 ? migrate(db, version) : ERR_DAMAGED;
	if (!err)
		err = db_exec(db, stamp);
	free(stamp);
	return err;
}

static int
upgrade(struct db *db, struct say *why)
{
	int64_t version = 0;
	int err = db_get_int(db, &version, "PRAGMA user_version", "");

	if (err || version >= DB_SCHEMA || db->readonly)
		return err;
	return db_write(db, add_tables, NULL, why);
}

static int
open_store(struct db *db, struct say *why)
{
	int64_t tables;
	int err = reach_is_lent() ? 0 : look(db);

	if (!err && !db->readonly) {
		err = gate_open(db->dir, false, &db->gate);
		if (err == ERR_READONLY || err == ERR_DENIED) {
			db->readonly = true;
			err = 0;
		}
	}
	if (!err && !db->readonly && !reach_is_lent())
		unprotect_log(db);
	if (!err)
		err = connect(db, db->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	if (!err)
		err = db_get_int(db, &tables, "SELECT count(*) FROM sqlite_schema", "");
	if (err && db->readonly && err != ERR_DAMAGED) {
		err = connect_immutable(db);
		if (!err)
			err = db_get_int(db, &tables, "SELECT count(*) FROM sqlite_schema", "");
	}
	if (!err)
		err = check_version(db, why);
	return err ? err : read_unit(db);
}

void
db_temporary(const char *folder)
{
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = sqlite3_mprintf("%s", folder);
}

int
db_open(const struct db_options *options, struct db **out, struct say *why)
{
	struct db *db = db_new(options);
	int err = open_store(db, why);

	if (!err)
		err = upgrade(db, why);
	if (!err)
		err = settings_refresh(db);
	if (!err)
		err = project_prepare(db, why);
	if (err) {
		explain(why, err, db->dir);
		db_close(db);
		return err;
	}
	*out = db;
	return 0;
}

bool
db_is_readonly(const struct db *db)
{
	return db->readonly;
}

const struct unit *
db_unit(const struct db *db)
{
	return &db->unit;
}

const struct forms *
db_forms(const struct db *db)
{
	return db->forms;
}

const struct clock *
db_clock(const struct db *db)
{
	return db->clock;
}

const struct calendar *
db_calendar(const struct db *db)
{
	return db->calendar;
}

unsigned
db_changes(struct db *db)
{
	int64_t version = 0;

	db_get_int(db, &version, "PRAGMA data_version", "");
	if (version != db->version)
		settings_refresh(db);
	db->version = version;
	return (unsigned)version * 65599u + db->writes;
}

void
db_work(struct db *db, bool much)
{
	/* What a statement may have to take back, a whole table it drops, would fill the memory. */
	db_exec(db, much ? "PRAGMA cache_size=" CACHE_WORK "; PRAGMA temp_store=FILE"
	    : "PRAGMA cache_size=" CACHE_SEAT "; PRAGMA temp_store=MEMORY");
	if (much)
		return;
	sqlite3_db_release_memory(db->sql);
	malloc_trim(0);
}

void
db_rest(struct db *db, bool resting)
{
	db_statements_free(db);
	db_exec(db, resting ? "PRAGMA cache_size=" CACHE_REST
	    : "PRAGMA cache_size=" CACHE_SEAT);
	sqlite3_db_release_memory(db->sql);
}
