/*
 * How the files of the store are reached: by their paths, or — in a clerk's process behind the SSH
 * service, which may open no path — by asking the monitor, which hands descriptors over.
 *
 * SQLite is brought to it by its xSetSystemCall, for the whole process and for good.  Each open is
 * a fresh open(2) of the monitor's: locks on one open file description shared by two processes
 * would exclude nobody.  A descriptor of station.db or its -shm must only be closed by SQLite:
 * closing it drops the process's POSIX locks.
 */
#ifndef DB_REACH_H
#define DB_REACH_H

#include <stdbool.h>
#include <sys/stat.h>

/* All files of DATA that a clerk's process ever gets. Their names: reach_name(). */
enum reach_file {
	REACH_STATION,
	REACH_WAL,
	REACH_SHM,
	REACH_WRITE_LOCK,
	REACH_SYNC_LOCK,
	REACH_GATE,
	REACH_SEATS,
	REACH_COUNT
};

struct reach {
	/* A fresh descriptor, or -1 and errno. */
	int (*open)(void *arg, enum reach_file file);
	/* 0, or -1 and errno. Device and number are the true ones: SQLite compares them. */
	int (*stat)(void *arg, enum reach_file file, struct stat *st);
	void *arg;
	int random; /* a descriptor of /dev/urandom */
};

/* From now on through *reach (borrowed for ever). ERR_IO: this SQLite cannot be brought to it. */
int reach_through(const struct reach *reach);
/* Reads what is asked of the machine later (its id, this boot's), while files can be opened. */
void reach_prepare(void);

bool reach_is_lent(void); /* reach_through() was called */
const char *reach_name(enum reach_file file);
/* In DATA `dir`, made when missing but for station.db. -1 and errno. */
int reach_open(const char *dir, enum reach_file file);
int reach_stat(const char *dir, enum reach_file file, struct stat *st);
/* "" where there is none; borrowed for ever. */
const char *reach_machine_id(void);
const char *reach_boot_id(void);

#endif
