/*
 * monkey [KEYS [SEED [desk]]]: so many random keys, pastes, broken bytes and changes of size for
 * each role of a demonstration station, on the whole program. It must neither end by itself but by
 * the ways a person has, nor stop answering, nor leave a store that does not verify. Under a
 * sanitized build a finding of the sanitizer ends the program with a status of its own.
 *
 * Then so many, and signals, for the self-service desk (desk: for it alone): it must neither end
 * nor stop nor show another screen nor start anything, and its first page must be reached again.
 */
#include "../play/pty.h"

#include "base/buf.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIGN_IN "打登录名和口令"
#define BURST 24        /* keys between two looks at the program */
#define ANSWER_MS 20000 /* a sanitized program on a busy machine */

static const char *const people[][2] = {
	{"wxl", "demo wang 2026"},
	{"lgd", "demo li 2026"},
	{"zql", "demo zhao 2026"},
	{"shy", "demo sun 2026"},
};
#define PEOPLE ((int)(sizeof people / sizeof *people))

/* What hands do: the more often, the more often it stands here. */
static const char *const motions[] = {
	"\r", "\r", "\r", "\r", "\t", "\t", "\033[A", "\033[B", "\033[B", "\033[C", "\033[D",
	"\033[5~", "\033[6~", "\033[H", "\033[F", "\033[Z", "\033[2~", "\033[3~", "\177", "\177",
	"\033OP", "\033OQ", "\033OQ", "\033OR", "\033OS", "\033OS", "\033[15~", "\033[15~",
	"\033[17~", "\033[17~", "\033[18~", "\033[19~", "\033[20~", "\033[20~", "\033[20~",
	"\033[21~", "\0331", "\0332", "\0334", "\0335", "\0336", "\0337", "\0339", "\033m",
	"\033g", "\033n", "\033p", "\033\033", "\033\033", "\033",
	"\031", "\033[23~", "\033-",
	"\007", "\013", "\014", "\025", "?", "??", "/", " ", "\001", "\003", "\026", "\032",
};
static const char *const words[] = {
	"1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "01", "05", "13", "张秀芹", "李",
	"古丽娜尔·买买提",
	"zxq", "han", "T-3", "20260930", "2009.4", "2 月 30 日", "13900001111", "0455-4612345",
	"000000198803140020", "000000198803140021", "取暖费没有发。", "䶮", "𠮷", "é", "e\xcc\x81",
	"🚜", "\xe2\x80\x8b", "\xef\xbc\x9f", "%s%n", "'; --", "<>&", "-1", "99999999999999999999",
};
/* Work that comes to an end, begun from the menu. */
#define MENU "\033\033\033[21~"
#define NEW "\033[17~"
#define SAVE "\033OQ"
static const char *const work[] = {
	MENU "1" NEW "张雪琴\r000000198803140020\r0113900001111" SAVE "1",
	MENU "1" NEW "李四\r" SAVE "1",
	MENU "1\033[20~5李四\r000000198803140020\r\033[B", MENU "1\033[20~5",
	"\033[23~1", "\033[23~2问本人\r", "\033[23~3",
	MENU "2" NEW "\033[B\033[B张三\r5\r0703\r取暖费没有发\r没有发。" SAVE "1",
	MENU "3" NEW "08\r关于开会的通知\r各小组\r明天开会。" SAVE "1",
	MENU "4" NEW "张秀芹\033OS1" SAVE "1",
	MENU "2\t\r1情况属实，已经办了。" SAVE,
	MENU "2\t\r2情况属实，已经办了。" SAVE,
	MENU "2\t\r3" SAVE,
	MENU "3\r\033[20~\033OQ",
	MENU "1zxq\r", MENU "1zxq\r\033[20~1核对\r", MENU "2\t\r\r", MENU "6",
	MENU "6" NEW "abc\r阿某\r1" SAVE,
	"\033[20~1", "\033[20~2", "\033[20~31", SAVE "1", SAVE, "\033[18~", "\033[24~",
};
static const char *const pastes[] = {
	"一行\n两行\r\n三行\t制表\n", "\033[A\033[2J", "\001\002\x7f\x80\xff", "x\033[20", "",
	"姓名\t手机\t没有的\n\"张\t\"\"三\"\t139\tx\n李四\t\t\n",
	"\"", "\"a\tb\n", "\t\t\n\n\t",
	"张三\t000000198803140020\t13900001111\n李四\t000000198803140020\t13900001112\n",
};
static const char *const broken[] = {
	"\033[", "\033O", "\033[[", "\033[9999999999~", "\033[1;2;3;4;5;6;7;8;9R", "\xe5\xbc",
	"\xff", "\xf0\x9f", "\x80\x80\x80", "\033[200~", "\033[201~", "\033]0;x\007", "\033P",
	"\xed\xa0\x80",
};

static struct pty pty;
static uint64_t state;
static char *dir;

static unsigned
chance(unsigned below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % below);
}

#define ANY(list) list[chance(sizeof list / sizeof *list)]

static void
fail(const char *what, const char *who, long keys)
{
	fprintf(stderr, "monkey: %s, as %s behind %ld keys\n", what, who, keys);
	if (pty.vt)
		pty_show(&pty, stderr);
	exit(1);
}

/* What the program is too busy to take is written when it has taken some. */
static void
send(const char *bytes, size_t len)
{
	while (len && !pty.eof) {
		struct pollfd fd = {pty.master, POLLOUT, 0};
		ssize_t sent = poll(&fd, 1, 0) > 0 ? write(pty.master, bytes, len < 64 ? len : 64)
						   : 0;

		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return;
		if (sent > 0) {
			bytes += sent;
			len -= (size_t)sent;
		}
		pty_pump(&pty, sent > 0 ? 0 : 10);
	}
}

static void
type(const char *text)
{
	send(text, strlen(text));
}

/* A text of hundreds of characters, as it is told. */
static void
tell(void)
{
	for (unsigned i = chance(300); i > 0; i--)
		type(chance(20) ? "我是一组退休职工。" : "abc ");
}

static void
paste(void)
{
	type("\033[200~");
	type(ANY(pastes));
	if (chance(8))
		type("\033[201~");
}

/* Sometimes too small for a moment. */
static void
change_size(void)
{
	if (chance(2)) {
		pty_resize(&pty, 1 + (int)chance(30), 1 + (int)chance(100));
		type(ANY(motions));
		type(ANY(words));
	}
	pty_resize(&pty, 24 + (int)chance(30), 80 + (int)chance(120));
}

static void
one_key(void)
{
	unsigned what = chance(100);

	if (what < 50)
		type(ANY(motions));
	else if (what < 55)
		type(ANY(work));
	else if (what < 90)
		type(ANY(words));
	else if (what < 93)
		paste();
	else if (what < 96)
		type(ANY(broken));
	else if (what < 97)
		tell();
	else
		change_size();
}

static void
start(const char *who)
{
	const char *const argv[] = {getenv("PROGRAM"), "--data", dir, NULL};

	if (pty_run(&pty, 24, 80, argv) != 0 || !pty_wait(&pty, "登录名", ANSWER_MS))
		fail("no sign-in", who, 0);
}

static void
sign_in(int person)
{
	type(people[person][0]);
	type("\r");
	type(people[person][1]);
	type("\r");
	for (int i = 0; i < ANSWER_MS / 20 && !pty.eof && pty_stands(&pty, SIGN_IN); i++)
		pty_pump(&pty, 20);
}

/* The program has ended: as a person ends it, or by a fault. */
static void
look_how_it_ended(const char *who, long keys)
{
	int status;

	if (waitpid(pty.child, &status, 0) == pty.child)
		pty.child = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail("it ended by itself", who, keys);
}

/* It answers: at the least size that shows something, repainting shows the last row. */
static void
look_alive(const char *who, long keys)
{
	char row[PTY_ROW_BYTES];

	type("\033[201~");
	pty_resize(&pty, 24, 80);
	type("\014");
	for (int i = 0; i < ANSWER_MS / 100; i++) {
		pty_settle(&pty, 100);
		if (pty.eof)
			return;
		pty_row(&pty, 23, row);
		if (*row)
			return;
	}
	fail("it does not answer", who, keys);
}

static void
play(int person, long most)
{
	const char *who = people[person][0];

	start(who);
	sign_in(person);
	for (long keys = 0; keys < most;) {
		for (int i = 0; i < BURST && keys < most; i++, keys++)
			one_key();
		pty_settle(&pty, 2);
		if (keys % (BURST * 8) == 0)
			look_alive(who, keys);
		if (pty.eof) {
			look_how_it_ended(who, keys);
			start(who);
			sign_in(person);
		} else if (pty_stands(&pty, SIGN_IN)) {
			type("\025"); /* whatever stands in the fields */
			type("\033[A\025");
			sign_in(person);
		}
	}
	look_alive(who, most);
	if (!pty.eof)
		kill(pty.child, SIGTERM);
	while (!pty.eof)
		pty_pump(&pty, 100);
	look_how_it_ended(who, most);
}

/* --- the self-service desk --- */

#define DESK "按数字选"
#define DESK_KEYS 10 /* of them for each that another screen gets */

static const char *const desk_motions[] = {
	"0", "1", "2", "3", "4", "7", "8", "9", "1", "2", "3", "\r", "\r", "\033\033", " ", "\t",
	"112301\r", "480156\r", "480156\r480156\r", "1111301\r", "lgd\r", "wrong wrong\r",
	"32路灯坏了。 \r2", "0000000000000000", "1234567890123456", "ludeng ", "１",
};
/* To the whole group of the terminal, and to the process that shows the desk. */
static const int group_signals[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2,
    SIGALRM, SIGPIPE, SIGCONT, SIGWINCH, SIGIO, SIGVTALRM, SIGPROF};
static const int own_signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGUSR1, SIGKILL,
    SIGSEGV, SIGABRT};

/* The children of a process, 0 where there is none; how many there are. */
static int
children(pid_t pid, pid_t *first)
{
	char *path = xprintf("/proc/%d/task/%d/children", (int)pid, (int)pid);
	FILE *file = fopen(path, "re");
	int count = 0, found;

	*first = 0;
	while (file && fscanf(file, "%d", &found) == 1)
		if (!count++)
			*first = found;
	if (file)
		fclose(file);
	free(path);
	return count;
}

static void
signal_desk(void)
{
	pid_t desk;

	if (chance(2)) {
		kill(-pty.child, ANY(group_signals));
	} else if (children(pty.child, &desk) == 1) {
		kill(desk, ANY(own_signals));
	}
}

static void
desk_key(void)
{
	unsigned what = chance(100);

	if (what < 75)
		type(ANY(desk_motions));
	else if (what < 85)
		type(ANY(motions));
	else if (what < 92)
		type(ANY(words));
	else if (what < 95)
		type(ANY(broken));
	else if (what < 97)
		paste();
	else
		pty_resize(&pty, 1 + (int)chance(40), 1 + (int)chance(140));
}

static bool
is_stopped(pid_t pid)
{
	char *path = xprintf("/proc/%d/stat", (int)pid), letter = '?';
	FILE *file = fopen(path, "re");

	if (file && fscanf(file, "%*d (%*[^)]) %c", &letter) != 1)
		letter = '?';
	if (file)
		fclose(file);
	free(path);
	return letter == 'T';
}

/* What stands on other screens, and what a shell would say. */
static void
look_for_others(long keys)
{
	static const char *const other[] = {SIGN_IN, "星期一", "F1帮助", "Esc返回", "F12换人", "$ ",
	    "# "};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		if (pty_stands(&pty, other[i]))
			fail("it shows another screen", other[i], keys);
}

static void
look_at_desk(long keys)
{
	bool back = false;
	pid_t desk, below;

	type("\033[201~");
	pty_resize(&pty, 24, 80);
	for (int i = 0; i < ANSWER_MS / 20 && !back && !pty.eof; i++) {
		type("\033\033");
		pty_settle(&pty, 20);
		back = pty_stands(&pty, DESK);
	}
	if (pty.eof)
		fail("the desk has ended", "worker", keys);
	if (!back || is_stopped(pty.child))
		fail("the desk does not answer", "worker", keys);
	if (children(pty.child, &desk) != 1 || children(desk, &below) != 0)
		fail("it has started something", "worker", keys);
}

/* In a long run more at once: painting takes its time. */
static void
play_desk(long most)
{
	int burst = most > 10000 ? 10 * BURST : BURST;
	const char *const argv[] = {getenv("PROGRAM"), "--data", dir, "desk", NULL};

	setenv("TEST_HASTE", "50", 1); /* a lookup takes its time, a minute ends all */
	if (pty_run(&pty, 24, 80, argv) != 0 || !pty_wait(&pty, DESK, ANSWER_MS))
		fail("no desk", "worker", 0);
	for (long keys = 0; keys < most;) {
		for (int i = 0; i < burst && keys < most; i++, keys++)
			desk_key();
		pty_resize(&pty, 24, 80);
		type(ANY(motions)); /* what it opens elsewhere, the next key might close */
		pty_settle(&pty, 2);
		look_for_others(keys);
		if (chance(2))
			signal_desk();
		if (keys % (burst * 8) == 0)
			look_at_desk(keys);
	}
	look_at_desk(most);
	kill(pty.child, SIGTERM);
	while (!pty.eof)
		pty_pump(&pty, 100);
	look_how_it_ended("worker", most);
}

static void
run(const char *what)
{
	char *command = xprintf("%s --data '%s' %s >/dev/null", getenv("PROGRAM"), dir, what);

	if (system(command) != 0) {
		fprintf(stderr, "monkey: failed: %s\n", command);
		exit(1);
	}
	free(command);
}

int
main(int argc, char **argv)
{
	long keys = argc > 1 ? atol(argv[1]) : 120;
	unsigned seed = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
	char folder[] = "/tmp/monkey-XXXXXX", *remove;

	if (!getenv("PROGRAM"))
		setenv("PROGRAM", "tests/gongzhan_frozen", 1);
	setenv("TEST_CLOCK", "2026-11-23 19:02", 1);
	setenv("TERM", "xterm-256color", 1);
	if (!mkdtemp(folder))
		return 2;
	dir = xprintf("%s/data", folder);
	run("init --demo");
	for (int person = 0; argc < 4 && person < PEOPLE; person++) {
		state = 0x9e3779b97f4a7c15U * (seed * PEOPLE + (unsigned)person + 1);
		play(person, keys);
	}
	state = 0x9e3779b97f4a7c15U * (seed + 1);
	play_desk(argc < 4 ? DESK_KEYS * keys : keys);
	run("verify");
	pty_end(&pty);
	printf("monkey: seed %u, %ld keys as each of %d and at the desk\n", seed, keys, PEOPLE);
	remove = xprintf("rm -rf '%s'", folder);
	int err = system(remove);

	free(remove);
	free(dir);
	return err != 0;
}
