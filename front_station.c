/* Opening the station for a command, passwords, making a station and its accounts. */
#include "front.h"

#include "base/log.h"
#include "db/demo.h"
#include "db/rights.h"
#include "db/sealing.h"

#include <errno.h>
#include <jansson.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static char *
password_from_file(struct front *f, const char *path)
{
	char line[1100] = "";
	FILE *file = fopen(path, "re");
	char *got = file ? fgets(line, sizeof line, file) : NULL;

	if (file)
		fclose(file);
	if (!got) {
		say_set(&f->why, T_FRONT_PASSWORD_FILE, path, NULL);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	char *password = xstrdup(line);

	explicit_bzero(line, sizeof line);
	return password;
}

static char *
password_from_terminal(struct front *f, enum text prompt)
{
	struct termios quiet, before;
	char line[1100] = "";
	bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;

	fputs(text_get(f->lang, prompt), stderr);
	if (is_terminal) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	char *got = fgets(line, sizeof line, stdin);

	if (is_terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	line[strcspn(line, "\r\n")] = '\0';
	char *password = got ? xstrdup(line) : NULL;

	explicit_bzero(line, sizeof line);
	return password;
}

char *
front_secret(struct front *f, const char *file, enum text prompt)
{
	return file ? password_from_file(f, file) : password_from_terminal(f, prompt);
}

void
front_secret_free(char *password)
{
	if (password)
		explicit_bzero(password, strlen(password));
	free(password);
}

/* A new password: from the file, or asked twice. NULL with f->why. */
static char *
password_fresh(struct front *f)
{
	if (f->opt[OPT_PASSWORD_FILE])
		return password_from_file(f, f->opt[OPT_PASSWORD_FILE]);
	char *first = password_from_terminal(f, T_FRONT_ASK_FRESH);
	char *second = first ? password_from_terminal(f, T_FRONT_ASK_AGAIN) : NULL;
	bool same = first && second && strcmp(first, second) == 0;

	front_secret_free(second);
	if (same)
		return first;
	say_set(&f->why, first ? T_FRONT_PASSWORD_TWICE : T_FRONT_NO_PASSWORD, NULL);
	front_secret_free(first);
	return NULL;
}

struct db_options
front_store(const struct front *f, bool readonly)
{
	return (struct db_options){
		.dir = f->dir, .forms = f->forms, .clock = &clock_system, .readonly = readonly};
}

/* Without --as the owner of the data acts, as "os:NAME" and administrator. */
static int
front_actor(struct front *f)
{
	struct stat st;

	if (f->actor.account)
		return 0;
	if (f->opt[OPT_AS]) {
		int err = front_keep(f);

		if (err)
			return err;
		char *password = front_secret(f, f->opt[OPT_PASSWORD_FILE], T_FRONT_ASK_PASSWORD);

		if (!password && f->why.id == TEXT_NONE)
			say_set(&f->why, T_FRONT_NO_PASSWORD, NULL);
		err = password ? keep_sign_in(f->keep, f->opt[OPT_AS], password, "command",
		    &f->account, &f->why) : ERR_DENIED;
		front_secret_free(password);
		f->actor = (struct actor){f->account.account, f->account.name, f->account.role,
			"command"};
		return err;
	}
	if (stat(f->dir, &st) != 0 || st.st_uid != geteuid()) {
		say_set(&f->why, T_FRONT_NOT_OWNER, NULL);
		return ERR_DENIED;
	}
	const struct passwd *user = getpwuid(geteuid());

	f->os_name = xstrdup(user ? user->pw_name : "?");
	f->os_account = xprintf("os:%s", f->os_name);
	f->actor = (struct actor){f->os_account, f->os_name, ROLE_INFOADMIN, "command"};
	return 0;
}

void
front_warn(struct front *f)
{
	char *line = say_text(&f->why, f->lang);

	front_say(f, line);
	free(line);
	say_release(&f->why);
}

void
front_log(const struct front *f, enum text id, const char *where)
{
	char *store = f->dir ? xprintf("%s/station.db", f->dir) : NULL;
	char *path = f->dir ? xprintf("%s/log", f->dir) : NULL;

	if (store && text_number(id) && access(store, W_OK) == 0) {
		struct log *log = log_new(path);

		log_note(log, clock_now(&clock_system), text_number(id), where);
		log_free(log);
	}
	free(path);
	free(store);
}

int
front_may(struct front *f, enum action action)
{
	if (rights_may(&f->actor, action, NULL))
		return 0;
	say_set(&f->why, T_DB_NO_RIGHT, NULL);
	return ERR_DENIED;
}

int
front_open(struct front *f, bool readonly)
{
	struct db_options options = front_store(f, readonly);
	int err = db_open(&options, &f->db, &f->why);

	if (err == ERR_NOTFOUND)
		say_set(&f->why, T_FRONT_NO_DATA, f->dir, NULL);
	if (!err && f->why.id != TEXT_NONE)
		front_warn(f); /* a newer station */
	return err ? err : front_actor(f);
}

int
front_keep(struct front *f)
{
	return f->keep ? 0 : keep_open(f->dir, &clock_system, &f->keep, &f->why);
}

#define YEAR_MS (INT64_C(366) * DAY_MS)

static void
say_days(struct say *why, enum text text, int64_t now, const char *other)
{
	char today[11];

	day_format(day_of(now), today);
	say_set(why, text, today, other, NULL);
}

int
front_clock(struct front *f)
{
	char day[11];
	const char *said = f->opt[OPT_TODAY];
	int64_t last, now = clock_now(&clock_system);
	enum db_clock_state state = db_clock_check(f->db, &last);

	day_format(day_of(now), day);
	if (said && strcmp(said, day) != 0) {
		say_days(&f->why, T_FRONT_NOT_TODAY, now, said);
		return ERR_USAGE;
	}
	if (state == DB_CLOCK_FINE || db_is_readonly(f->db) || f->told)
		return 0; /* whom the screens serve was asked at the sign-in */
	if (said)
		return state == DB_CLOCK_AHEAD ? db_clock_confirm(f->db, &f->actor, &f->why) : 0;
	day_format(day_of(last), day);
	say_days(&f->why, T_FRONT_CLOCK, now, day);
	if (state == DB_CLOCK_BEHIND || now > last + YEAR_MS)
		return ERR_USAGE; /* days that are years off would go into the records */
	front_warn(f);
	return 0;
}

void
front_close(struct front *f)
{
	keep_close(f->keep);
	db_close(f->db);
	f->keep = NULL;
	f->db = NULL;
}

const struct form *
front_kind(struct front *f)
{
	struct buf kinds = BUF_EMPTY;
	const struct form *form = forms_find(f->forms, f->arg[0]);

	if (form)
		return form;
	for (int i = 0; i < forms_count(f->forms); i++)
		if (!forms_at(f->forms, i)->internal)
			buf_printf(&kinds, "%s%s", i ? " " : "", forms_at(f->forms, i)->kind);
	say_set(&f->why, T_FRONT_NO_KIND, f->arg[0], buf_text(&kinds), NULL);
	buf_release(&kinds);
	return NULL;
}

static int
level_find(const char *name)
{
	static const char *const names[] = {"station", "area", "farm", "branch", "group"};

	for (int i = 0; i < 5; i++)
		if (name && strcmp(name, names[i]) == 0)
			return i;
	return -1;
}

/* This program was not there before; what is made on such a day is out of order for ever. */
static int
check_first_day(struct front *f)
{
	int64_t now = clock_now(&clock_system);

	if (day_of(now) >= day_parse("2026-01-01"))
		return 0;
	say_days(&f->why, T_FRONT_CLOCK_OLD, now, NULL);
	return ERR_USAGE;
}

/* Accounts and the first administrator, in the store made just now. */
static int
make_accounts(struct front *f, const struct account *admin, const char *password)
{
	int err = keep_init(f->dir, &clock_system, &f->why);

	if (!err)
		err = front_open(f, false);
	if (!err)
		err = front_keep(f);
	if (!err)
		err = sealing_adopt(f->db, f->keep);
	if (!err && admin)
		err = keep_add(f->keep, &f->actor, admin, password, &f->why);
	return err;
}

int
front_make(struct front *f, const struct unit *unit, const struct account *admin,
    const char *password)
{
	struct db_options options = front_store(f, false);
	int err = check_first_day(f);

	if (!err)
		err = db_init(&options, unit, &f->why);
	if (err)
		return err;
	err = make_accounts(f, admin, password);
	if (err) { /* what is mended is tried again on clean ground */
		front_close(f);
		db_unmake(f->dir);
	}
	return err;
}

static int
make_demo(struct front *f)
{
	struct db_options options = front_store(f, false);
	int err = demo_make(&options, &f->why);

	if (!err)
		front_tell(f, T_FRONT_DEMO_MADE, NULL, NULL);
	return err;
}

/* The password is asked for before anything is made, so that a slip leaves nothing behind. */
static int
make_real(struct front *f, const struct unit *unit)
{
	struct account admin = {
		.account = (char *)f->opt[OPT_ADMIN],
		.name = (char *)(f->opt[OPT_NAME] ? f->opt[OPT_NAME]
		    : text_get(LANG_ZH, T_FRONT_ADMIN_NAME)),
		.role = ROLE_INFOADMIN,
	};
	char *password = admin.account ? password_fresh(f) : NULL;

	if (admin.account && !password)
		return ERR_INPUT;
	int err = front_make(f, unit, admin.account ? &admin : NULL, password);

	front_secret_free(password);
	if (!err)
		front_tell(f, T_FRONT_MADE, unit->name, f->dir);
	return err;
}

int
front_init(struct front *f)
{
	int level = level_find(f->opt[OPT_LEVEL] ? f->opt[OPT_LEVEL] : "station");
	struct unit unit = {
		.name = (char *)f->opt[OPT_UNIT],
		.level = (enum level)level,
		.code = (char *)(f->opt[OPT_CODE] ? f->opt[OPT_CODE] : ""),
		.upper = (char *)(f->opt[OPT_UPPER] ? f->opt[OPT_UPPER] : ""),
	};

	if (f->opt[OPT_DEMO])
		return make_demo(f);
	if (unit.name && level >= 0)
		return make_real(f, &unit);
	say_set(&f->why, unit.name ? T_FRONT_LEVEL : T_FRONT_ARGUMENTS,
	    "init --unit NAME --level LEVEL", NULL);
	return ERR_USAGE;
}

static int
user_add(struct front *f, const char *user)
{
	struct account account = {
		.account = (char *)user, .name = (char *)f->opt[OPT_NAME], .must_change = true};
	const char *role = f->opt[OPT_ROLE] ? f->opt[OPT_ROLE] : "clerk";

	account.role = role_find(role);
	if (account.role == ROLE_COUNT) {
		say_set(&f->why, T_FRONT_ROLE, role,
		    "clerk correspondent infoadmin chair handler auditor", NULL);
		return ERR_USAGE;
	}
	if (!account.name) {
		say_set(&f->why, T_FRONT_ARGUMENTS, "user add USER --name NAME --role ROLE", NULL);
		return ERR_USAGE;
	}
	char *password = password_fresh(f);
	int err = password ? keep_add(f->keep, &f->actor, &account, password, &f->why) : ERR_INPUT;

	front_secret_free(password);
	if (!err)
		front_tell(f, T_FRONT_ADDED, user, NULL);
	return err;
}

static int
user_password(struct front *f, const char *user)
{
	char *password = password_fresh(f);
	int err = password ? keep_password(f->keep, &f->actor, user, NULL, password, &f->why)
	    : ERR_INPUT;

	front_secret_free(password);
	if (!err)
		front_tell(f, T_FRONT_PASSWORD_SET, user, NULL);
	return err;
}

static int
user_lock(struct front *f, const char *user, bool locked)
{
	int err = keep_lock(f->keep, &f->actor, user, locked, &f->why);

	if (!err)
		front_tell(f, locked ? T_FRONT_LOCKED : T_FRONT_UNLOCKED, user, NULL);
	return err;
}

static void
user_print(const struct front *f, const struct account *a)
{
	char when[20] = "";

	if (a->last_sign_in)
		day_time_format(a->last_sign_in, when);
	if (!f->opt[OPT_JSON]) {
		char *line = xprintf("%s\t%s\t%s\t%s\t%s", a->account, a->name,
		    role_name(a->role, f->lang), when, a->locked ? "!" : "");

		front_answer(f, line);
		free(line);
		return;
	}
	front_answer_json(f, json_pack("{ssssssss sb}", "account", a->account, "name", a->name,
	    "role", role_name(a->role, LANG_EN), "last_sign_in", when, "locked", a->locked));
}

static int
user_list(struct front *f)
{
	struct accounts accounts = {0};
	int err = keep_list(f->keep, &f->actor, &accounts);

	for (int i = 0; !err && i < accounts.count; i++)
		user_print(f, &accounts.account[i]);
	accounts_release(&accounts);
	return err;
}

#define KEY_MOST 4000 /* bytes of a line */

/* The first line that is neither empty nor a remark. */
static int
read_key(struct front *f, const char *path, char line[KEY_MOST])
{
	FILE *file = fopen(path, "re");

	if (!file)
		return err_of_file(path, errno, &f->why);
	*line = '\0';
	while (fgets(line, KEY_MOST, file) && (*line == '#' || *line == '\n'))
		;
	fclose(file);
	return 0;
}

static int
user_key_add(struct front *f, const char *user, const char *path)
{
	char line[KEY_MOST];
	int err = read_key(f, path, line);

	if (!err)
		err = keep_pubkey_add(f->keep, &f->actor, user, line, f->opt[OPT_ALONE] != NULL,
		    &f->why);
	if (!err)
		front_tell(f, f->opt[OPT_ALONE] ? T_FRONT_KEY_ALONE : T_FRONT_KEY_ADDED, user,
		    NULL);
	return err;
}

static void
key_print(const struct front *f, const struct keep_pubkey *key)
{
	char when[20];

	day_time_format(key->since, when);
	char *line = f->opt[OPT_JSON]
	    ? xprintf("{\"print\":\"%s\",\"since\":\"%s\",\"alone\":%s}", key->print, when,
		key->alone ? "true" : "false")
	    : xprintf("%s\t%s\t%s\t%s", key->print, when, key->alone ? "alone" : "", key->note);

	front_answer(f, line);
	free(line);
}

static int
user_key_list(struct front *f, const char *user)
{
	struct keep_pubkeys keys = {0};
	int err = keep_pubkey_list(f->keep, &f->actor, user, &keys);

	for (int i = 0; i < keys.count; i++)
		key_print(f, &keys.key[i]);
	keep_pubkeys_release(&keys);
	return err;
}

static int
user_key(struct front *f, const char *user)
{
	const char *what = f->arg[2], *which = f->arg_count > 3 ? f->arg[3] : NULL;
	int err = ERR_USAGE;

	if (strcmp(what, "list") == 0 && !which)
		return user_key_list(f, user);
	if (strcmp(what, "add") == 0 && which)
		return user_key_add(f, user, which);
	if (strcmp(what, "remove") == 0)
		err = keep_pubkey_remove(f->keep, &f->actor, user, which ? which : "", &f->why);
	else
		say_set(&f->why, T_FRONT_ARGUMENTS, "user " FRONT_USER_ARGUMENTS, NULL);
	if (!err)
		front_tell(f, T_FRONT_KEY_REMOVED, user, NULL);
	return err;
}

int
front_user(struct front *f)
{
	const char *what = f->arg[0], *user = f->arg_count > 1 ? f->arg[1] : NULL;
	int err = front_open(f, false);

	if (!err)
		err = front_keep(f);
	if (err)
		return err;
	if (strcmp(what, "list") == 0 && !user)
		return user_list(f);
	if (strcmp(what, "add") == 0 && user)
		return user_add(f, user);
	if (strcmp(what, "lock") == 0 && user)
		return user_lock(f, user, true);
	if (strcmp(what, "unlock") == 0 && user)
		return user_lock(f, user, false);
	if (strcmp(what, "passwd") == 0 && user)
		return user_password(f, user);
	if (strcmp(what, "key") == 0 && f->arg_count > 2)
		return user_key(f, user);
	say_set(&f->why, T_FRONT_ARGUMENTS, "user " FRONT_USER_ARGUMENTS, NULL);
	return ERR_USAGE;
}
