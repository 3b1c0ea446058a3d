/*
 * The command line: what the front door (gongzhan.c) and the commands (front_*.c) share. A command
 * is a row in gongzhan.c and one function here; it returns 0 or an ERR_* code with front.why.
 */
#ifndef FRONT_H
#define FRONT_H

#include "db/care.h"
#include "db/keep.h"
#include "db/rights.h"

#include <stdio.h>

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
	OPT_CODE_FILE,
	OPT_ALONE,
	OPT_ENCODING,
	OPT_SHEET,
	OPT_DRY_RUN,
	OPT_REPORT,
	OPT_MAPPING,
	OPT_PREVIEW,
	OPT_HEADING,
	OPT_RUNS,
	OPT_UNDO,
	OPT_REFUSED,
	OPT_KEEP,
	OPT_MEND,
	OPT_TEMPLATE,
	OPT_GIVEN,
	OPT_FORMAT,
	OPT_OUTPUT,
	OPT_UNMASK,
	OPT_REASON,
	OPT_LIMIT,
	OPT_JSON,
	OPT_LISTEN,
	OPT_PORT,
	OPT_TODAY,
	OPT_TO,
	OPT_DIGITS,
	OPT_MANUAL,
	OPT_COMPLETION,
	OPT_COUNT
};

/* One run of the program. Strings are borrowed from argv but for `dir` and the os_ ones. */
struct front {
	enum lang lang;
	char *dir; /* DATA */
	const char *term; /* $TERM */
	const char *path; /* $PATH, NULL: none */
	int given; /* listening sockets that whoever started us opened */
	const char *locale; /* the one that counts for characters, or NULL */
	const char *opt[OPT_COUNT]; /* "" for a switch that is set */
	char **argv; /* the whole command line */
	char **arg;
	int arg_count;
	struct forms *forms;
	struct db *db;
	struct keep *keep;
	struct account account; /* --as */
	char *os_account, *os_name;
	char *host_print;
	struct actor actor; /* who acts; set before front_open() where somebody has signed in */
	struct say why;
	struct buf *told; /* where what is said goes, a line each; NULL: to stderr */
	struct buf *answer; /* where front_answer() goes; NULL: to stdout */
	const struct care_progress *progress; /* or NULL */
	bool tray; /* a job that may name files of the tray it stands in (share/tray.h) alone */
};

/* Prints as it may come to a terminal: what somebody wrote into a text gives it no orders. */
void front_put(FILE *to, const char *text);
/* Says a line on stderr, or where the screens will find it. */
void front_say(const struct front *f, const char *line);
/* The same of a sentence, in the chosen language; a and b may be NULL. */
void front_tell(const struct front *f, enum text id, const char *a, const char *b);
/*
 * Answers a line of data, on standard output or, in a job, to the screen that asked for it. What
 * jobs answer is bounded by their commands: a seat keeps it all.
 */
void front_answer(const struct front *f, const char *line);
/* The same of an object, for programs, which it takes over. */
struct json_t;
void front_answer_json(const struct front *f, struct json_t *object);
/* Opens the store and settles who acts; f->db and f->actor are then set. */
int front_open(struct front *f, bool readonly);
/* Writes down that this was said, if it has a number and there is a station. */
void front_log(const struct front *f, enum text id, const char *where);
/* Whether who acts may do this at all; then of front_open()'s f->actor. */
int front_may(struct front *f, enum action action);
/* Opens the keeper too: what the owner of the data does with records needs no accounts. */
int front_keep(struct front *f);
void front_close(struct front *f);
/* Frees everything and ends the process: of a command that has said all itself. */
void front_leave(struct front *f, int status) __attribute__((noreturn));
/* Is the machine's clock to be believed? For what writes days; --today confirms it. */
int front_clock(struct front *f);
struct db_options front_store(const struct front *f, bool readonly);
/* Says f->why and goes on. */
void front_warn(struct front *f);
/* The first line of a file, or what is typed unseen; NULL, with f->why of a file. */
char *front_secret(struct front *f, const char *file, enum text prompt);
void front_secret_free(char *secret); /* wiped; may be NULL */
/* The kind named by the first argument, or NULL with f->why. */
const struct form *front_kind(struct front *f);

/* Makes the store and, unless NULL, its first administrator; then as front_open. */
int front_make(struct front *f, const struct unit *unit, const struct account *admin,
    const char *password);

/*
 * A command as a job of the screens: f has dir, forms, lang, actor; argv[0] is the program's name.
 * Commands that ask are refused, and those that answer otherwise than by front_answer(); with
 * f->tray also every word that could name a file elsewhere.
 */
int front_run(struct front *f, int argc, char **argv);
/*
 * The fingerprint of the SSH service's host key, a new string, or NULL: the service writes it down
 * for the console, which does not know SSH.
 */
char *front_host_print(const char *dir);
struct seat;
/* Opens the pinyin engine where there is one, with `codes` also the table of Wubi codes. */
void front_pinyin(struct seat *seat, bool codes);
/* The screens, on this terminal. */
int front_screens(struct front *f);

#define FRONT_EXPORT_ARGUMENTS "KIND | --given"
#define FRONT_IMPORT_ARGUMENTS "KIND FILE | --runs | --undo RUN"
#define FRONT_USER_ARGUMENTS                                                                       \
	"add|lock|unlock|passwd USER, user list, user key USER add FILE|list|remove PRINT"

int front_init(struct front *f);
int front_user(struct front *f);
int front_import(struct front *f);
int front_export(struct front *f);
int front_attach(struct front *f);
int front_detach(struct front *f);
int front_print(struct front *f);
int front_find(struct front *f);
int front_show(struct front *f);
int front_show_figures(struct front *f);
int front_show_hotspots(struct front *f);
int front_verify(struct front *f);
int front_rebuild(struct front *f);
int front_backup(struct front *f);
int front_drill(struct front *f);
int front_doctor(struct front *f);
int front_recovery(struct front *f);
int front_restore(struct front *f);
int front_handover(struct front *f);
int front_explain(struct front *f);
int front_desk(struct front *f);
int front_form(struct front *f);
int front_exchange(struct front *f);
/* By exec of the program beside this one (front_serve.c), there in earnest (front_serving.c). */
int front_serve(struct front *f);

#endif
