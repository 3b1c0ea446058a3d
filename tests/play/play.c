/*
 * Plays a script on a program in a pseudo-terminal, as a person would, and compares what stands
 * on the screen (libvterm) literally.
 *
 *	play [--bless] SCRIPT
 *
 * A script is lines; # comments. $T is a fresh folder, $B the build folder, $S the source folder,
 * $G the program, whose data folder is $T/d unless it is told another.
 *	set NAME=VALUE        environment of what is run next
 *	size ROWS COLS        of the terminal run next
 *	charset NAME          GBK, GB18030, BIG5 or UTF-8, of the terminal run next
 *	terminal N            what follows is about terminal N, 1 to 8; the others wait as they are
 *	watched yes|no        see below; no where bytes of another charset are sent on purpose
 *	answers yes|no|late   does it tell where its cursor is, when asked? late: when the line
 *	                      "answer" comes
 *	run COMMAND           starts it (by sh -c) on a new terminal; ends the one before
 *	keys TEXT             types; <Enter> <Tab> <Esc> <F1> <Up> <C-g> …; <lt> is <, <xB9> a byte
 *	type COMMAND          types the first line that COMMAND prints
 *	paste TEXT            the same as the terminal pastes it: bracketed, if it was told to
 *	pastes FILE           pastes what the file holds
 *	burst TEXT            the same where it was not told to: all of it comes at once
 *	times N TEXT          types TEXT so many times
 *	wait TEXT             until TEXT stands in a row
 *	gone TEXT             until TEXT stands nowhere
 *	row N TEXT            until row N (from 1) is TEXT, ends trimmed
 *	cursor ROW COL        until the cursor is there (from 1)
 *	screen … end          until the screen equals the block, ends of rows trimmed; ~ stands for
 *	                      any one column
 *	same N                until the screen is that of terminal N
 *	plain                 nothing on the screen has a colour
 *	resize ROWS COLS      the window changes
 *	picture NAME          writes what is seen to $T/NAME, a PGM: a cell is 4 dots wide and 8
 *	                      high, block letters as they look, other letters as their ground
 *	mark, bytes MOST      not more bytes than MOST came since the mark, once all is quiet
 *	presses MOST          not more keys than MOST were pressed since the mark, beside text:
 *	                      Chinese is text, whatever else is typed are keys
 *	kill SIGNAL           to the program (KILL, TERM …); hangup: the line drops
 *	exit STATUS           it ends with that status (-N: by signal N)
 *	shell COMMAND         must succeed; shell-fails N COMMAND: must end with status N
 *	output N COMMAND … end
 *	                      must end with status N and print the block, both streams in one;
 *	                      controls and bytes that are no UTF-8 stand as \t, \r or \xNN
 *	file NAME … end       writes the block to $T/NAME; \t \r \n \\ and \xNN are such bytes, \
 *	                      at a line's end joins it with the next
 *	memory KIB            nothing that ended so far had more in use
 *	sleep MS
 *	need PROGRAM          or the test is skipped (exit status 77)
 * Whatever a terminal gets is watched: it fails where a control or a sequence comes that the
 * program does not mean to send (struct pty_watch).
 * --bless rewrites the script's blocks with what was seen, for a person to read through.
 *
 * Permissions bind what is run even where root plays: it runs without the right to override them.
 */
#include "tests/play/pty.h"

#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define DOTS 4 /* of a picture, to a cell's width */

static struct {
	const char *script;
	int line;
	bool bless;
	FILE *out; /* the blessed script */
	char *blessed; /* its name meanwhile */
	int rows, cols; /* of the terminal run next */
	struct pty pty;
	int patience; /* ms */
	int presses;  /* since the mark */
} p = {.rows = 24, .cols = 80, .patience = 10000};

/* The terminals that wait, and the number of the one in p.pty. */
static struct pty waiting[8];
static int current;

static long
now_ms(void)
{
	return (long)(pty_now() / 1000000);
}

static void
fail(const char *what, const char *detail)
{
	fprintf(stderr, "%s:%d: %s: %s\n", p.script, p.line, what, detail);
	if (p.pty.vt)
		pty_show(&p.pty, stderr);
	if (p.pty.child > 0)
		kill(-p.pty.child, SIGKILL);
	fprintf(stderr, "%s is kept\n", getenv("T"));
	if (p.out)
		unlink(p.blessed);
	exit(1);
}

/* What a person who blesses will see to. */
static void
complain(const char *what, const char *detail)
{
	if (!p.bless)
		fail(what, detail);
	fprintf(stderr, "%s:%d: %s: %s\n", p.script, p.line, what, detail);
}

/* A failed script's stays, and is told. */
static bool
remove_folder(void)
{
	char *command = NULL;
	const char *folder = getenv("T");
	bool done = asprintf(&command, "chmod -R u+rwx '%s'; rm -rf '%s'", folder, folder) > 0 &&
	    system(command) == 0;

	free(command);
	return done;
}

static void
cmd_run(const char *command)
{
	char *line = NULL;

	if (asprintf(&line, "exec %s", command) < 0)
		fail("run", strerror(errno));
	const char *const argv[] = {"/bin/sh", "-c", line, NULL};
	int code = pty_run(&p.pty, p.rows, p.cols, argv);

	if (code)
		fail("run", strerror(code));
	free(line);
}

/* "<F2>" is one key, so is "5"; Chinese is none. */
static int
presses_in(const char *text)
{
	int count = 0;

	for (; *text; text++) {
		count += (unsigned char)*text < 0x80;
		if (*text == '<')
			text += strcspn(text, ">");
	}
	return count;
}

static void
cmd_keys(const char *text)
{
	p.presses += presses_in(text);
	const char *wrong = pty_keys(&p.pty, text);

	if (wrong)
		fail("keys", wrong);
}

/* Types what a command prints: what nobody can know beforehand. */
static void
cmd_type(const char *command)
{
	char text[200] = "";
	FILE *printed = popen(command, "re");

	if (!printed || !fgets(text, sizeof text, printed) || pclose(printed) != 0)
		fail("type", command);
	text[strcspn(text, "\n")] = '\0';
	cmd_keys(text);
}

/* --- what stands there ------------------------------------------------------------------------ */

static void
cmd_wait(const char *text)
{
	if (!pty_wait(&p.pty, text, p.patience))
		fail("never came", text);
}

static void
cmd_gone(const char *text)
{
	for (long end = now_ms() + p.patience; pty_stands(&p.pty, text); pty_pump(&p.pty, 20))
		if (now_ms() > end)
			fail("still there", text);
}

static void
cmd_row(const char *rest)
{
	char *text, row[PTY_ROW_BYTES];
	int n = (int)strtol(rest, &text, 10);

	if (*text == ' ')
		text++;
	for (long end = now_ms() + p.patience;; pty_pump(&p.pty, 20)) {
		pty_row(&p.pty, n - 1, row);
		if (strcmp(row, text) == 0)
			return;
		if (now_ms() > end)
			fail("row differs", text);
	}
}

static void
cmd_cursor(const char *rest)
{
	int row, col, at_row, at_col;

	if (sscanf(rest, "%d %d", &row, &col) != 2)
		fail("cursor ROW COL", rest);
	for (long end = now_ms() + p.patience;; pty_pump(&p.pty, 20)) {
		pty_cursor(&p.pty, &at_row, &at_col);
		if (at_row == row - 1 && at_col == col - 1)
			return;
		if (now_ms() > end) {
			char seen[40];

			snprintf(seen, sizeof seen, "%d %d, not %d %d", at_row + 1,
			    at_col + 1, row, col);
			fail("cursor", seen);
		}
	}
}

/* Is the upper (else the lower) half of the cell light, letters being light on a dark ground? */
static bool
is_light(int row, int col, bool upper)
{
	VTermScreenCell cell = {0};

	vterm_screen_get_cell(p.pty.screen, (VTermPos){row, col}, &cell);
	bool ink = cell.chars[0] == 0x2588 || cell.chars[0] == (upper ? 0x2580u : 0x2584u);

	return ink != cell.attrs.reverse;
}

static void
cmd_picture(const char *rest)
{
	char *path = NULL;
	FILE *out = asprintf(&path, "%s/%s", getenv("T"), rest) < 0 ? NULL : fopen(path, "we");

	if (!out)
		fail("picture", strerror(errno));
	pty_settle(&p.pty, 300);
	fprintf(out, "P5 %d %d 255\n", p.pty.cols * DOTS, p.pty.rows * DOTS * 2);
	for (int y = 0; y < p.pty.rows * DOTS * 2; y++)
		for (int x = 0; x < p.pty.cols * DOTS; x++)
			putc(is_light(y / DOTS / 2, x / DOTS, y / DOTS % 2 == 0) ? 255 : 0, out);
	fclose(out);
	free(path);
}

/* Equal, where ~ in the pattern is any one column (of a wide character two). */
static bool
row_matches(const char *want, const char *have)
{
	for (; *want; want++, have++) {
		if (*want == '~' && *have) {
			if ((unsigned char)*have >= 0xe0 && want[1] == '~')
				want++;
			while (((unsigned char)have[1] & 0xc0) == 0x80)
				have++;
			continue;
		}
		if (*want != *have)
			return false;
	}
	return !*have;
}

static int
first_difference(char **want, int count)
{
	char row[PTY_ROW_BYTES];

	for (int i = 0; i < p.pty.rows; i++) {
		pty_row(&p.pty, i, row);
		if (!row_matches(i < count ? want[i] : "", row))
			return i + 1;
	}
	return 0;
}

static void
cmd_screen(char **want, int count)
{
	int differs;
	long end = now_ms() + p.patience;

	if (p.bless) {
		pty_settle(&p.pty, 400);
		differs = first_difference(want, count);
		if (differs)
			pty_show(&p.pty, p.out);
		for (int i = 0; !differs && i < count; i++)
			fprintf(p.out, "|%s\n", want[i]);
		return;
	}
	while ((differs = first_difference(want, count)) != 0) {
		if (now_ms() > end) {
			char what[64];

			snprintf(what, sizeof what, "screen differs in row %d, wanted", differs);
			fail(what, differs <= count ? want[differs - 1] : "(blank)");
		}
		pty_pump(&p.pty, 20);
	}
}

static void
cmd_same(const char *number)
{
	static char want[PTY_ROW_BYTES], have[PTY_ROW_BYTES];
	struct pty *other = &waiting[(atoi(number) - 1) & 7];
	int row = 0;

	for (long end = now_ms() + p.patience; other->vt && row < other->rows && now_ms() < end;) {
		pty_row(other, row, want);
		pty_row(&p.pty, row, have);
		row = strcmp(want, have) == 0 ? row + 1 : 0;
		if (!row)
			pty_pump(&p.pty, 20);
	}
	if (!other->vt || row < other->rows)
		fail("screen differs, wanted", other->vt ? want : "a screen");
}

static void
cmd_plain(void)
{
	int row, col;
	char seen[40];

	pty_settle(&p.pty, 200);
	if (!pty_find_colour(&p.pty, &row, &col))
		return;
	snprintf(seen, sizeof seen, "row %d, column %d", row + 1, col + 1);
	fail("a colour", seen);
}

/* --- the program's end ------------------------------------------------------------------------ */

static void
cmd_kill(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} signals[] = {{"KILL", SIGKILL}, {"TERM", SIGTERM}, {"HUP", SIGHUP}, {"INT", SIGINT},
		{"STOP", SIGSTOP}, {"CONT", SIGCONT}};

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (strcmp(signals[i].name, name) == 0) {
			kill(p.pty.child, signals[i].number);
			return;
		}
	fail("no such signal", name);
}

static void
cmd_exit(const char *want)
{
	int status, code;
	char seen[16];

	for (long end = now_ms() + p.patience; waitpid(p.pty.child, &status, WNOHANG) == 0;) {
		if (now_ms() > end)
			fail("does not end", want);
		pty_pump(&p.pty, 20);
	}
	code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
	p.pty.child = 0;
	pty_settle(&p.pty, 20);
	snprintf(seen, sizeof seen, "%d", code);
	if (strcmp(seen, want) != 0)
		fail("exit status", seen);
}

static void
cmd_shell(const char *command, int want)
{
	int status = system(command);
	char seen[64];

	if (WIFEXITED(status) && WEXITSTATUS(status) == want)
		return;
	snprintf(seen, sizeof seen, "status %d, not %d", WEXITSTATUS(status), want);
	complain(command, seen);
}

static void
cmd_memory(long most)
{
	struct rusage usage;
	char seen[40];

	getrusage(RUSAGE_CHILDREN, &usage);
	snprintf(seen, sizeof seen, "%ld KiB", usage.ru_maxrss);
	if (usage.ru_maxrss > most)
		fail("memory", seen);
}

static void
cmd_resize(const char *rest)
{
	if (sscanf(rest, "%d %d", &p.rows, &p.cols) != 2 || p.rows > PTY_ROWS_MAX)
		fail("ROWS COLS", rest);
	pty_resize(&p.pty, p.rows, p.cols);
}

static void
cmd_bytes(const char *most)
{
	char seen[64];

	pty_settle(&p.pty, 300);
	snprintf(seen, sizeof seen, "%ld bytes, at most %s", p.pty.bytes, most);
	if (p.pty.bytes > atol(most))
		complain("bytes", seen);
}

static void
cmd_presses(const char *most)
{
	char seen[64];

	snprintf(seen, sizeof seen, "%d keys, at most %s", p.presses, most);
	if (p.presses > atol(most))
		fail("presses", seen);
}

static void
cmd_need(const char *program)
{
	char *command = NULL;

	if (asprintf(&command, "command -v %s >/dev/null", program) < 0)
		exit(2);
	if (system(command) != 0) {
		fprintf(stderr, "SKIP: %s is not here\n", program);
		remove_folder();
		exit(77);
	}
	free(command);
}

/* --- the script ------------------------------------------------------------------------------- */

static bool
starts(char *line, const char *word, char **rest)
{
	size_t len = strlen(word);

	if (strncmp(line, word, len) != 0 || (line[len] && line[len] != ' '))
		return false;
	*rest = line + len + (line[len] == ' ');
	return true;
}

static void
cmd_paste(const char *text)
{
	vterm_keyboard_start_paste(p.pty.vt);
	cmd_keys(text);
	vterm_keyboard_end_paste(p.pty.vt);
}

/* Bytes as they are: no names of keys in them. */
static void
cmd_pastes(const char *name)
{
	const char *dir = getenv("T");
	char path[512], bytes[512];
	size_t got;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", dir ? dir : ".", name);
	file = fopen(path, "re");
	if (!file)
		fail("cannot open", path);
	vterm_keyboard_start_paste(p.pty.vt);
	while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
		pty_send(&p.pty, bytes, got);
	fclose(file);
	vterm_keyboard_end_paste(p.pty.vt);
}

/* Only <Tab> and <Enter> may stand in it. */
static void
cmd_burst(const char *text)
{
	char *bytes = strdup(text), *to = bytes;

	while (*text) {
		bool tab = strncmp(text, "<Tab>", 5) == 0, enter = strncmp(text, "<Enter>", 7) == 0;

		*to++ = tab ? '\t' : enter ? '\r' : *text;
		text += tab ? 5 : enter ? 7 : 1;
	}
	*to = '\0';
	cmd_keys(bytes);
	free(bytes);
}

static void
cmd_times(const char *rest)
{
	char *text;

	for (long n = strtol(rest, &text, 10); n > 0; n--)
		cmd_keys(text + (*text == ' '));
}

static void
cmd_set(char *rest)
{
	char *value = strchr(rest, '=');

	if (!value)
		fail("set wants NAME=VALUE", rest);
	*value = '\0';
	setenv(rest, value + 1, 1);
}

static void
cmd_charset(const char *name)
{
	static const char *const names[] = {"GBK", "GB18030", "BIG5"};

	pty_end(&p.pty); /* it holds the old one's */
	p.pty.charset.name = NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			p.pty.charset.name = names[i];
	if (!p.pty.charset.name && strcmp(name, "UTF-8") != 0)
		fail("charset", name);
}

static void
cmd_terminal(const char *number)
{
	int n = atoi(number) - 1;

	if (n < 0 || n >= (int)(sizeof waiting / sizeof *waiting))
		fail("no such terminal", number);
	waiting[current] = p.pty;
	p.pty = waiting[n];
	waiting[n] = (struct pty){0};
	current = n;
}

static void
end_all(void)
{
	for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++) {
		pty_end(&p.pty);
		p.pty = waiting[i];
	}
	pty_end(&p.pty);
}

static void
cmd_answers(const char *how)
{
	p.pty.answers = strcmp(how, "no") == 0 ? PTY_SILENT
	    : strcmp(how, "late") == 0         ? PTY_KEEPS : PTY_ANSWERS;
}

static void
play_line(char *line)
{
	char *rest, *after;

	if (!*line || *line == '#')
		return;
	if (starts(line, "set", &rest)) {
		cmd_set(rest);
	} else if (starts(line, "size", &rest) || starts(line, "resize", &rest)) {
		cmd_resize(rest);
	} else if (starts(line, "charset", &rest)) {
		cmd_charset(rest);
	} else if (starts(line, "terminal", &rest)) {
		cmd_terminal(rest);
	} else if (starts(line, "watched", &rest)) {
		p.pty.watch.off = strcmp(rest, "no") == 0;
	} else if (starts(line, "answers", &rest)) {
		cmd_answers(rest);
	} else if (starts(line, "answer", &rest)) {
		pty_answer(&p.pty);
	} else if (starts(line, "run", &rest)) {
		cmd_run(rest);
	} else if (starts(line, "keys", &rest)) {
		cmd_keys(rest);
	} else if (starts(line, "type", &rest)) {
		cmd_type(rest);
	} else if (starts(line, "paste", &rest)) {
		cmd_paste(rest);
	} else if (starts(line, "pastes", &rest)) {
		cmd_pastes(rest);
	} else if (starts(line, "burst", &rest)) {
		cmd_burst(rest);
	} else if (starts(line, "times", &rest)) {
		cmd_times(rest);
	} else if (starts(line, "wait", &rest)) {
		cmd_wait(rest);
	} else if (starts(line, "gone", &rest)) {
		cmd_gone(rest);
	} else if (starts(line, "row", &rest)) {
		cmd_row(rest);
	} else if (starts(line, "picture", &rest)) {
		cmd_picture(rest);
	} else if (starts(line, "cursor", &rest)) {
		cmd_cursor(rest);
	} else if (starts(line, "same", &rest)) {
		cmd_same(rest);
	} else if (starts(line, "plain", &rest)) {
		cmd_plain();
	} else if (starts(line, "mark", &rest)) {
		pty_settle(&p.pty, 300);
		p.pty.bytes = 0;
		p.presses = 0;
	} else if (starts(line, "bytes", &rest)) {
		cmd_bytes(rest);
	} else if (starts(line, "presses", &rest)) {
		cmd_presses(rest);
	} else if (starts(line, "kill", &rest)) {
		cmd_kill(rest);
	} else if (starts(line, "hangup", &rest)) {
		close(p.pty.master);
		p.pty.master = -1;
	} else if (starts(line, "exit", &rest)) {
		cmd_exit(rest);
	} else if (starts(line, "shell-fails", &rest)) {
		int want = (int)strtol(rest, &after, 10);

		cmd_shell(after, want);
	} else if (starts(line, "shell", &rest)) {
		cmd_shell(rest, 0);
	} else if (starts(line, "memory", &rest)) {
		cmd_memory(atol(rest));
	} else if (starts(line, "need", &rest)) {
		cmd_need(rest);
	} else if (starts(line, "sleep", &rest)) {
		for (long end = now_ms() + atol(rest); now_ms() < end; pty_pump(&p.pty, 10))
			;
	} else {
		fail("not understood", line);
	}
}

/* --- blocks ----------------------------------------------------------------------------------- */

static struct {
	char line[PTY_ROWS_MAX][PTY_ROW_BYTES];
	char *want[PTY_ROWS_MAX]; /* without the bar they begin with */
	int count;
} block;

static void
read_block(FILE *in)
{
	block.count = 0;
	while (block.count < PTY_ROWS_MAX && fgets(block.line[block.count], PTY_ROW_BYTES, in)) {
		char *line = block.line[block.count];

		p.line++;
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(line, "end") == 0)
			break;
		block.want[block.count++] = line + (line[0] == '|');
	}
}

static void
bless_line(const char *line)
{
	if (p.out)
		fprintf(p.out, "|%s\n", line);
}

static int
hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Writes a line of a block; the bytes that \ spells are taken as meant. */
static void
write_line(const char *s, FILE *to)
{
	for (; *s; s++) {
		if (*s != '\\') {
			putc(*s, to);
		} else if (!s[1]) {
			return;
		} else if (s[1] == 'x' && hex_digit(s[2]) >= 0 && hex_digit(s[3]) >= 0) {
			putc(hex_digit(s[2]) << 4 | hex_digit(s[3]), to);
			s += 3;
		} else {
			s++;
			putc(*s == 't' ? '\t' : *s == 'r' ? '\r' : *s == 'n' ? '\n' : *s, to);
		}
	}
	putc('\n', to);
}

static void
cmd_file(const char *name)
{
	char *path = NULL;
	FILE *to = asprintf(&path, "%s/%s", getenv("T"), name) < 0 ? NULL : fopen(path, "we");

	for (int i = 0; to && i < block.count; i++) {
		bless_line(block.want[i]);
		write_line(block.want[i], to);
	}
	if (!to || fclose(to) != 0)
		fail("file", strerror(errno));
	free(path);
}

/* How many bytes of a UTF-8 character stand at s; 0: none do. */
static int
character_length(const char *s)
{
	unsigned char lead = (unsigned char)*s;
	int len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : lead < 0x80 ? 1 : 0;

	for (int i = 1; i < len; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	return len;
}

/* A printed line as it stands in a block. */
static void
spell(const char *s, size_t len, char *out)
{
	const char *folder = getenv("T"), *end = s + len;
	size_t folder_len = strlen(folder);

	while (s < end) {
		int more = character_length(s);

		if (strncmp(s, folder, folder_len) == 0) {
			out += sprintf(out, "$T");
			s += folder_len;
		} else if (*s == '\t' || *s == '\r') {
			out += sprintf(out, *s++ == '\t' ? "\\t" : "\\r");
		} else if (more == 0 || (unsigned char)*s < ' ' || *s == 0x7f) {
			out += sprintf(out, "\\x%02x", (unsigned char)*s++);
		} else {
			memcpy(out, s, (size_t)more);
			out += more;
			s += more;
		}
	}
	*out = '\0';
}

static void
compare_output(FILE *printed)
{
	static char bytes[PTY_ROW_BYTES], spelt[PTY_ROW_BYTES * 4 + 8];
	int i = 0;

	for (; fgets(bytes, sizeof bytes, printed); i++) {
		spell(bytes, strcspn(bytes, "\n"), spelt);
		bool same = i < block.count && row_matches(block.want[i], spelt);

		bless_line(same ? block.want[i] : spelt);
		if (!same && !p.bless)
			fail("printed", spelt);
	}
	if (i < block.count && !p.bless)
		fail("not printed", block.want[i]);
}

static void
cmd_output(const char *rest)
{
	char *command, *both = NULL, seen[40];
	int want = (int)strtol(rest, &command, 10);
	FILE *printed = asprintf(&both, "(%s ) 2>&1", command) < 0 ? NULL : popen(both, "re");

	if (!printed)
		fail("output", strerror(errno));
	compare_output(printed);
	int status = pclose(printed);

	snprintf(seen, sizeof seen, "status %d", WEXITSTATUS(status));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != want)
		complain(command, seen);
	free(both);
}

static bool
play_block(char *line, FILE *in)
{
	char *rest;
	bool screen = strcmp(line, "screen") == 0, output = starts(line, "output", &rest);
	int start = p.line;

	if (!screen && !output && !starts(line, "file", &rest))
		return false;
	read_block(in);
	int at = p.line;

	p.line = start;
	if (screen)
		cmd_screen(block.want, block.count);
	else if (output)
		cmd_output(rest);
	else
		cmd_file(rest);
	p.line = at;
	if (p.out)
		fputs("end\n", p.out);
	return true;
}

static void
play(FILE *in)
{
	static char line[65536];

	while (fgets(line, sizeof line, in)) {
		p.line++;
		if (p.out)
			fputs(line, p.out);
		line[strcspn(line, "\n")] = '\0';
		if (!play_block(line, in))
			play_line(line);
		if (*p.pty.watch.foul)
			fail("reached the terminal raw", p.pty.watch.foul);
	}
}

static void
set_up_names(const char *folder)
{
	const char *build = getenv("B");
	char *data = NULL, *program = NULL;

	if (asprintf(&data, "%s/d", folder) < 0 ||
	    asprintf(&program, "%s/tests/gongzhan_frozen", build ? build : ".") < 0)
		exit(2);
	setenv("T", folder, 1);
	setenv("G", program, 1);
	setenv("GONGZHAN_DATA", data, 1);
	free(data);
	free(program);
}

static void
survive(int number)
{
	(void)number;
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/play-XXXXXX";
	const char *patience = getenv("PLAY_PATIENCE");
	FILE *in;

	p.bless = argc > 2 && strcmp(argv[1], "--bless") == 0;
	p.script = argv[argc - 1];
	if (argc < 2 || !(in = fopen(p.script, "re"))) {
		fprintf(stderr, "play: cannot read %s\n", p.script);
		return 2;
	}
	if (patience)
		p.patience = atoi(patience);
	signal(SIGPIPE, survive); /* a handler: what is run starts with the default */
	prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
	prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
	if (!mkdtemp(folder) || asprintf(&p.blessed, "%s.new", p.script) < 0)
		return 2;
	if (p.bless)
		p.out = fopen(p.blessed, "we");
	set_up_names(folder);
	/* What its terminal is, until a script says else. */
	setenv("TERM", "xterm-256color", 1);
	setenv("LANG", "C.UTF-8", 1);
	unsetenv("LC_ALL");
	unsetenv("LC_CTYPE");
	play(in);
	end_all();
	if (p.out && (fclose(p.out) != 0 || rename(p.blessed, p.script) != 0))
		return 2;
	free(p.blessed);
	return remove_folder() ? 0 : 2;
}
