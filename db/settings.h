/*
 * Settings: what can be set, as one table with type, range, usual value and help. The unit's are
 * operations on the record that is named by the unit's id (kind "setting"), so they have a history
 * and travel; those of passwords and sign-ins are the keeper's; those of the seat stay in this
 * store. Every change is written down: who, when, before, after.
 *
 * Among the unit's operations are also the arrangements of working days (base/calendar.h), a value
 * "calendar/YEAR" for each year that was keyed here.
 */
#ifndef DB_SETTINGS_H
#define DB_SETTINGS_H

#include "db/keep.h"

enum setting_home { SETTING_UNIT, SETTING_KEEPER, SETTING_SEAT };
enum setting_type { SETTING_NUMBER, SETTING_TEXT };

struct setting {
	const char *id;
	enum setting_home home;
	enum setting_type type;
	int least, most; /* of the number; of the text its characters */
	int usual; /* of a number; of a text it is what db_init() was given */
	enum text label, measure, help; /* measure: 位, 分钟 …, or TEXT_NONE */
};
/* Before a role's identifier: minutes of its own until its seats are left, 0: idle_minutes. */
#define SETTING_IDLE "idle_"
/* Borrowed for ever; NULL behind the last. */
const struct setting *setting_at(int i);
const struct setting *setting_find(const char *id); /* may be NULL */

/* The value that holds now, a new string. */
int setting_get(struct db *db, struct keep *keep, const struct setting *setting, char **out);
/* A number of the unit's own; as it usually is where nothing was set. */
int setting_number(struct db *db, const char *id);
/* What was typed as it would be kept, a new string; NULL with *why if it does not fit. */
char *setting_parse(const struct setting *setting, const char *typed, struct say *why);
/* Needs ACTION_ACCOUNTS. ERR_INPUT with *why; 0 also if it was so already. */
int setting_set(struct db *db, struct keep *keep, const struct actor *actor,
    const struct setting *setting, const char *value, struct say *why);

struct setting_change {
	int64_t when;
	char *who, *id; /* the person's name or account; of a year "calendar/2027" */
	char *before, *after;
};
struct setting_changes {
	struct setting_change *change;
	int count;
};
/* All there were, newest first. Needs ACTION_ACCOUNTS or ACTION_AUDIT. */
int setting_changes(struct db *db, struct keep *keep, const struct actor *actor,
    struct setting_changes *out);
void setting_changes_release(struct setting_changes *changes);

/* A matter whose due day is another one, because the working days are. */
struct moved {
	char *kind, *record, *number, *title; /* number: "" if it has none */
	day_t before, after;
};
struct moves {
	struct moved *moved;
	int count;
};
/*
 * Takes the arrangement of one or more years, as text of base/calendar.h, and counts every open
 * matter anew. Needs ACTION_ACCOUNTS; ERR_INPUT with *why. *out (moves_release) tells what moved.
 */
int setting_calendar(struct db *db, const struct actor *actor, const char *text, struct moves *out,
    struct say *why);
void moves_release(struct moves *moves);

#endif
