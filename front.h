/*
 * The command line: what the front door (gongzhan.c) and the commands (front_*.c) share. A command
 * is a row in gongzhan.c and one function here; it returns 0 or an ERR_* code with front.why.
 */
#ifndef FRONT_H
#define FRONT_H

#include "db/keep.h"

enum opt {
	OPT_DATA,
	OPT_LANG,
	OPT_AS,
	OPT_HELP,
	OPT_VERSION,
	OPT_UNIT,
	OPT_LEVEL,
	OPT_CODE,
	OPT_UPPER,
	OPT_ADMIN,
	OPT_DEMO,
	OPT_NAME,
	OPT_ROLE,
	OPT_PASSWORD_FILE,
	OPT_ENCODING,
	OPT_SHEET,
	OPT_DRY_RUN,
	OPT_REPORT,
	OPT_FORMAT,
	OPT_OUTPUT,
	OPT_UNMASK,
	OPT_REASON,
	OPT_LIMIT,
	OPT_JSON,
	OPT_MANUAL,
	OPT_COUNT
};

/* One run of the program. Strings are borrowed from argv but for `dir` and the os_ ones. */
struct front {
	enum lang lang;
	char *dir; /* DATA */
	const char *term; /* $TERM */
	const char *opt[OPT_COUNT]; /* "" for a switch that is set */
	char **arg;
	int arg_count;
	struct forms *forms;
	struct db *db;
	struct keep *keep;
	struct account account; /* --as */
	char *os_account, *os_name;
	struct actor actor;
	struct say why;
};

/* Says a sentence on stderr, in the chosen language; a and b may be NULL. */
void front_tell(const struct front *f, enum text id, const char *a, const char *b);
/* Opens the store and settles who acts; f->db and f->actor are then set. */
int front_open(struct front *f, bool readonly);
/* Opens the keeper too: what the owner of the data does with records needs no accounts. */
int front_keep(struct front *f);
void front_close(struct front *f);
struct db_options front_store(const struct front *f, bool readonly);
/* The kind named by the first argument, or NULL with f->why. */
const struct form *front_kind(struct front *f);

/* Makes the store and, unless NULL, its first administrator; then as front_open. */
int front_make(struct front *f, const struct unit *unit, const struct account *admin,
    const char *password);

/* The screens, on this terminal. */
int front_screens(struct front *f);

int front_init(struct front *f);
int front_user(struct front *f);
int front_import(struct front *f);
int front_export(struct front *f);
int front_find(struct front *f);
int front_show(struct front *f);
int front_verify(struct front *f);
int front_rebuild(struct front *f);
int front_backup(struct front *f);
int front_restore(struct front *f);
int front_form(struct front *f);

#endif
