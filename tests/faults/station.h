/*
 * A small station for the fault campaigns: one kind of record, saves that can be told apart, and
 * the question whether everything that was acknowledged is there.
 */
#ifndef TESTS_FAULTS_STATION_H
#define TESTS_FAULTS_STATION_H

#include "db/care.h"
#include "db/store.h"

struct station {
	struct forms *forms;
	struct db *db;
	const struct form *form;
};

/* Makes (fresh) or opens the store in dir; ends the program on failure. */
void station_open(struct station *s, const char *dir, bool fresh);
/* Like station_open for a store that may be broken: 0 or the ERR_ of db_open. */
int station_try(struct station *s, const char *dir);
void station_close(struct station *s);
/* Saves record `serial` of `writer`; every third call changes it again. 0 = acknowledged. */
int station_save(struct station *s, int writer, int serial);
/* How many of writer's records 0..count-1 are missing or torn. */
int station_lost(struct station *s, int writer, int count);
/* verify is clean and rebuild reproduces the digest; prints what is not. */
bool station_is_sound(struct station *s, bool rebuild);

#endif
