/*
 * What the files of db/ share. The write closure is the only way to change the store; everything
 * else reads. No statement stays open across a public call (db_close_reads).
 */
#ifndef DB_DB_INT_H
#define DB_DB_INT_H

#include "base/calendar.h"
#include "base/hlc.h"
#include "db/db.h"

#include <sqlite3.h>

#define DB_SCHEMA 5      /* user_version this program writes */
#define DB_MIN_READER 1  /* oldest program that may read what it writes */
#define DB_APPLICATION 0x475a5331 /* "GZS1" */
#define EPOCH_CHARS 6
#define CHAIN_BYTES 32

struct gate;

struct statement {
	const char *sql; /* a literal, or owned when `owned` */
	const char *asked; /* where the text stood when it was asked for last */
	sqlite3_stmt *stmt;
	bool owned;
};

/* The statements of a kind's table, made once (project.c), and its numbers (chunk.c). */
struct kind_sql {
	const struct form *form;
	char *columns, *read, *insert, *update;
	char *stay; /* update where it keeps its places in all indexes but one */
	int *order; /* of its fields by name */
	char *match; /* finds the record with a value in field match_field */
	int match_field;
	int64_t tail, next; /* as the transaction `looked` found them and went on */
	unsigned looked;
};

/* The run (run.h) to which what is saved belongs. */
struct run_head {
	const char *kind, *file; /* borrowed; kind NULL: to none */
	int64_t undoes;          /* the run that it takes back, or 0 */
	int64_t number;          /* 0: nothing was written yet */
};

struct db {
	char *dir, *file;
	const struct forms *forms;
	const struct clock *clock;
	sqlite3 *sql;
	bool readonly;
	struct calendar *calendar; /* working days, as keyed here */
	int64_t settings; /* operations that calendar and unit were made from */
	int *number;      /* of the unit's settings, by their row */
	char *hot_words;  /* likewise; NULL: as usual */
	struct unit_clocks *clocks; /* settings.c */
	int clocks_count;
	struct unit unit;
	char epoch[EPOCH_CHARS + 1];
	int64_t seq;                       /* of the last own operation of the epoch */
	unsigned char chain[CHAIN_BYTES];  /* of that operation */
	bool copied; /* another machine or file than meta says: new epoch first */
	struct hlc hlc;
	struct gate *gate;
	int patience; /* ms that a writer waits for the gate */
	bool inside; /* of a write closure */
	bool replaying; /* tables are being made anew from the log */
	int reading; /* begun with db_read_begin */
	unsigned transaction; /* how many were begun */
	unsigned head;        /* the one in which seq, chain and hlc were read */
	bool ticked;          /* hlc went on since, and is to be written */
	unsigned writes;
	int frames, fold_at; /* pages of the log at the last commit; at so many it is folded */
	int64_t version; /* data_version when last looked */
	struct statement *statement;
	int statement_count;
	struct kind_sql *kind;
	int kind_count;
	struct run_head run;
};

/* --- sql.c --- */

/* The prepared statement of a text (kept; `sql` a literal), reset and unbound. NULL on failure. */
sqlite3_stmt *db_statement(struct db *db, const char *sql);
/* The same for a made text, which is copied. */
sqlite3_stmt *db_statement_made(struct db *db, const char *sql);
void db_statements_free(struct db *db);
/*
 * Binds by letters: t text (NULL is NULL), i int64_t, b blob (pointer, size_t as int). Returns the
 * statement for chaining, NULL if stmt is.
 */
sqlite3_stmt *db_bind(sqlite3_stmt *stmt, const char *letters, ...);
/* The same without copies: the values must outlive the last step. */
sqlite3_stmt *db_bind_kept(sqlite3_stmt *stmt, const char *letters, ...);
/* 1 a row, 0 done (and reset), or ERR_. */
int db_step(struct db *db, sqlite3_stmt *stmt);
/* Prepares, binds, steps once without rows. */
int db_run(struct db *db, const char *sql, const char *letters, ...);
int db_exec(struct db *db, const char *sql);
/* One value; *out stays when there is no row (ERR_NOTFOUND). Text is a new string. */
int db_get_text(struct db *db, char **out, const char *sql, const char *letters, ...);
int db_get_int(struct db *db, int64_t *out, const char *sql, const char *letters, ...);
/* Column as a new string, NULL if NULL. */
char *db_text(sqlite3_stmt *stmt, int column);
/* SQLite's result as ours. */
int db_error(struct db *db, int rc);

/* --- gate.c --- */

int gate_open(const char *dir, bool readonly, struct gate **out);
void gate_close(struct gate *gate);
/*
 * Runs fn inside one transaction; may run it again. 0: the commit is on the disk. fn's own error
 * rolls back and is returned. *why (may be NULL) tells people what stopped it.
 */
int db_write(struct db *db, int (*fn)(struct db *db, void *arg), void *arg, struct say *why);
/*
 * A checkpoint, under the same lock as every commit. With `truncate` nothing is left in the log
 * file; ERR_BUSY: somebody was reading it all the while.
 */
int db_checkpoint(struct db *db, bool truncate);
/*
 * A program that opens the store reads its log file first, so that may not grow for ever: a commit
 * that finds it grown folds it into the store, and whoever leaves last takes it away.
 */
void db_watch_log(struct db *db);  /* once, when it was opened */
void db_disconnect(struct db *db); /* closes db->sql, which may be NULL */

/* --- settings.c --- */

/* Takes what other processes have set since: one look-up when there is nothing new. */
int settings_refresh(struct db *db);
void settings_release(struct db *db);

/* --- op.c --- */

struct op {
	const char *what; /* "set", "event", "erase", "void", "owner", "epoch", "clock" */
	const char *kind, *rid;
	const char *body; /* canonical JSON */
	bool salted;
	int64_t hlc, wall; /* given by op_append */
	char id[40];       /* likewise: unit.epoch.seq */
};

/* The clock goes on from a foreign operation; inside a write closure. */
int op_seen(struct db *db, int64_t hlc);
/* Appends to the log; inside a write closure. op->rid NULL: the record is new, its id is op->id. */
int op_append(struct db *db, const struct actor *actor, struct op *op);
/* Writes the clock down; before a commit. */
int op_keep_clock(struct db *db);
/* A new epoch now, naming its parent. Inside a write closure. */
int op_new_epoch(struct db *db);
/* A folder and those above it, if they are missing; sets errno. */
int db_make_folder(const char *dir);
/* Writes down on which machine and file this store lives now (open.c). */
int db_stamp(struct db *db);
void op_random_id(char *out, int chars); /* base 32, small letters and digits */
/*
 * The chain: h = BLAKE2b(h before ‖ mark), mark = BLAKE2b(header ‖ BLAKE2b(salt ‖ body)), over the
 * stored bytes. Whoever has only a mark can go on from it and learns nothing of the operation.
 * body NULL: it was destroyed, body_hash is what it was.
 */
void op_mark(const char *header, const void *salt, int salt_len, const char *body,
    unsigned char body_hash[CHAIN_BYTES], unsigned char out[CHAIN_BYTES]);
void op_link(const unsigned char before[CHAIN_BYTES], const unsigned char mark[CHAIN_BYTES],
    unsigned char out[CHAIN_BYTES]);
void op_chain(const unsigned char before[CHAIN_BYTES], const char *header, const void *salt,
    int salt_len, const char *body, unsigned char body_hash[CHAIN_BYTES],
    unsigned char out[CHAIN_BYTES]);
/* The header that the chain covers; a new string. */
char *op_header(const char *unit, const char *epoch, int64_t seq, int64_t hlc, int64_t wall,
    const char *account, const char *name, const char *what, const char *kind, const char *rid);
/* Splits unit.epoch.seq; false if it is not one. */
bool op_split(const char *id, char unit[9], char epoch[EPOCH_CHARS + 1], int64_t *seq);

#endif
