/* A station with the shipped definitions in a folder of its own, gone at the program's end. */
#ifndef TESTS_FUZZ_SHIPPED_STATION_H
#define TESTS_FUZZ_SHIPPED_STATION_H

#include "db/store.h"

struct shipped_station {
	char *folder, *dir; /* dir: DATA, in the folder */
	struct forms *forms;
	struct db *db;
};

extern const struct actor shipped_actor;

/* Makes it with one member and one appeal; ends the program on failure. */
struct shipped_station *shipped_station_make(void);
/* 0 or the ERR_ of db_open; s->db is then open. */
int shipped_station_open(struct shipped_station *s);

#endif
