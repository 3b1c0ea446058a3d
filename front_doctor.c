/*
 * `gongzhan doctor`: looks at what the station stands on and says what is wrong, a line each. A
 * row of the table is one thing to look at; another one is added by another row.
 */
#include "config.h"

#include "front.h"

#include "base/charset.h"
#include "base/engine.h"
#include "share/helper.h"

#include <errno.h>
#include <jansson.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/* BAD: the station does not work. LACKING: it does without, or somebody should look. */
enum finding { FINE, LACKING, BAD };

#define ROOM_BAD (UINT64_C(64) << 20) /* bytes */
#define ROOM_LACKING (UINT64_C(1) << 30)

static enum finding
look_version(struct front *f, struct buf *out)
{
	(void)f;
	buf_puts(out, PACKAGE_VERSION);
	return FINE;
}

/* Others of the machine may not look in. */
static enum finding
look_folder(struct front *f, struct buf *out)
{
	struct stat st;

	buf_puts(out, f->dir);
	if (stat(f->dir, &st) != 0) {
		buf_printf(out, " (%s)", strerror(errno));
		return BAD;
	}
	if (st.st_mode & 077)
		buf_printf(out, " (%o)", (unsigned)(st.st_mode & 07777));
	return st.st_mode & 077 ? LACKING : FINE;
}

static enum finding
look_room(struct front *f, struct buf *out)
{
	struct statvfs st;

	if (statvfs(f->dir, &st) != 0) {
		buf_puts(out, strerror(errno));
		return BAD;
	}
	uint64_t free_bytes = (uint64_t)st.f_bavail * st.f_frsize;

	buf_printf(out, "%llu MiB", (unsigned long long)(free_bytes >> 20));
	return free_bytes < ROOM_BAD ? BAD : free_bytes < ROOM_LACKING ? LACKING : FINE;
}

static enum finding
look_clock(struct front *f, struct buf *out)
{
	char now[20];
	enum db_clock_state state = f->db ? db_clock_check(f->db, NULL) : DB_CLOCK_FINE;

	day_time_format(clock_now(&clock_system), now);
	buf_printf(out, "%s +08:00", now);
	return state == DB_CLOCK_FINE ? FINE : LACKING;
}

static enum finding
look_store(struct front *f, struct buf *out)
{
	char *why = say_text(&f->why, f->lang), *path = xprintf("%s/station.db", f->dir);
	bool writable = access(path, W_OK) == 0;

	if (f->db)
		buf_printf(out, "%s%s", db_unit(f->db)->name,
		    writable ? "" : text_get(f->lang, T_BADGE_READONLY));
	else
		buf_puts(out, why);
	free(path);
	free(why);
	return !f->db ? BAD : writable ? FINE : LACKING;
}

char *
front_host_print(const char *dir)
{
	char *path = xprintf("%s/keep/host_ed25519.print", dir);
	FILE *file = fopen(path, "re");
	char line[128] = "";
	char *print = file && fgets(line, sizeof line, file)
	    ? xstrndup(line, strcspn(line, "\n")) : NULL;

	if (file)
		fclose(file);
	free(path);
	return print;
}

static enum finding
look_host_key(struct front *f, struct buf *out)
{
	char *print = front_host_print(f->dir);

	buf_puts(out, print ? print : text_get(f->lang, T_DOCTOR_NOT_SERVED));
	free(print);
	return FINE;
}

/* A program that came with this one. */
static enum finding
look_program(const char *name, const struct front *f, struct buf *out)
{
	char *path = helper_find(name);
	enum finding finding = path ? FINE : LACKING;

	buf_puts(out, path ? path : text_get(f->lang, T_DOCTOR_NOT_HERE));
	free(path);
	return finding;
}

static enum finding
look_serve(struct front *f, struct buf *out)
{
	return look_program("gongzhan-serve", f, out);
}

static enum finding
look_sheets(struct front *f, struct buf *out)
{
	return look_program("gongzhan-sheets", f, out);
}

static enum finding
look_pinyin(struct front *f, struct buf *out)
{
	bool is_open = engine_open();

	buf_puts(out, is_open ? "libgooglepinyin" : text_get(f->lang, T_DOCTOR_OWN_WORDS));
	return is_open ? FINE : LACKING;
}

/* Terminals and sheets in other encodings, read and written. */
static enum finding
look_charsets(struct front *f, struct buf *out)
{
	static const enum charset old[] = {CHARSET_GBK, CHARSET_GB18030, CHARSET_BIG5};
	enum finding finding = FINE;

	for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
		struct say why = {0};
		bool is_here = charset_keep(old[i], &why);
		char *text = is_here ? NULL : say_text(&why, f->lang);

		buf_printf(out, "%s%s", out->len ? " " : "", charset_name(old[i]));
		if (!is_here) {
			buf_printf(out, "(%s)", text);
			finding = LACKING;
		}
		free(text);
		say_release(&why);
	}
	return finding;
}

static enum finding
look_landlock(struct front *f, struct buf *out)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	if (version > 0)
		buf_printf(out, "%s (%ld)", text_get(f->lang, T_DOCTOR_WORKS), version);
	else
		buf_puts(out, text_get(f->lang, T_DOCTOR_NO_LANDLOCK));
	return version > 0 ? FINE : LACKING;
}

/* Without it the service lets nobody in. */
static enum finding
look_seccomp(struct front *f, struct buf *out)
{
	uint32_t action = SECCOMP_RET_ERRNO;
	bool works = syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;

	buf_puts(out, text_get(f->lang, works ? T_DOCTOR_WORKS : T_DOCTOR_NO_SECCOMP));
	return works ? FINE : LACKING;
}

static const struct {
	const char *id;
	enum text label;
	enum finding (*look)(struct front *f, struct buf *out);
} rows[] = {
	{"version", T_DOCTOR_VERSION, look_version},
	{"data", T_DOCTOR_DATA, look_folder},
	{"room", T_DOCTOR_ROOM, look_room},
	{"clock", T_DOCTOR_CLOCK, look_clock},
	{"store", T_DOCTOR_STORE, look_store},
	{"host_key", T_DOCTOR_HOST_KEY, look_host_key},
	{"serve", T_DOCTOR_SERVE, look_serve},
	{"sheets", T_DOCTOR_SHEETS, look_sheets},
	{"pinyin", T_DOCTOR_PINYIN, look_pinyin},
	{"charsets", T_DOCTOR_CHARSETS, look_charsets},
	{"landlock", T_DOCTOR_LANDLOCK, look_landlock},
	{"seccomp", T_DOCTOR_SECCOMP, look_seccomp},
};

static void
print(const struct front *f, const char *id, enum text label, enum finding finding,
    const char *text)
{
	static const char *const marks[] = {" ", "!", "X"};
	static const char *const words[] = {"fine", "lacking", "bad"};

	if (!f->opt[OPT_JSON]) {
		char *line = xprintf("%s %s\t%s", marks[finding], text_get(f->lang, label), text);

		front_answer(f, line);
		free(line);
		return;
	}
	front_answer_json(f, json_pack("{ssssss}", "what", id, "finding", words[finding], "text",
	    text));
}

int
front_doctor(struct front *f)
{
	struct db_options options = front_store(f, true);
	enum finding worst = FINE;

	if (db_open(&options, &f->db, &f->why) == ERR_NOTFOUND)
		say_set(&f->why, T_FRONT_NO_DATA, f->dir, NULL);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf text = BUF_EMPTY;
		enum finding finding = rows[i].look(f, &text);

		print(f, rows[i].id, rows[i].label, finding, buf_text(&text));
		worst = finding > worst ? finding : worst;
		buf_release(&text);
	}
	say_release(&f->why);
	if (worst == BAD)
		say_set(&f->why, T_DOCTOR_BAD, NULL);
	return worst == BAD ? ERR_PARTIAL : 0;
}
