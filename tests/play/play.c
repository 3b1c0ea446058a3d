/*
 * Plays a script on a program in a pseudo-terminal, as a person would, and compares what stands
 * on the screen (libvterm) literally.
 *
 *	play [--bless] SCRIPT
 *
 * A script is lines; # comments. $T is a fresh folder, $B the build folder, $S the source folder.
 *	set NAME=VALUE        environment of what is run next
 *	size ROWS COLS        of the terminal run next
 *	run COMMAND           starts it (by sh -c) on a new terminal; ends the one before
 *	keys TEXT             types; <Enter> <Tab> <Esc> <F1> <Up> <C-g> …; <lt> is <
 *	times N TEXT          types TEXT so many times
 *	wait TEXT             until TEXT stands in a row
 *	gone TEXT             until TEXT stands nowhere
 *	row N TEXT            until row N (from 1) is TEXT, ends trimmed
 *	cursor ROW COL        until the cursor is there (from 1)
 *	screen … end          until the screen equals the block, ends of rows trimmed; ~ stands for
 *	                      any one column
 *	resize ROWS COLS      the window changes
 *	mark, bytes MOST      not more bytes than MOST came since the mark, once all is quiet
 *	kill SIGNAL           to the program (KILL, TERM …); hangup: the line drops
 *	exit STATUS           it ends with that status (-N: by signal N)
 *	shell COMMAND         must succeed; shell-fails N COMMAND: must end with status N
 *	sleep MS
 * --bless rewrites the script's blocks with what was seen, for a person to read through.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#define ROWS_MAX 200

static struct {
	const char *script;
	int line;
	bool bless;
	FILE *out; /* the blessed script */
	int rows, cols;
	int master;
	pid_t child;
	VTerm *vt;
	VTermScreen *screen;
	long bytes;
	int patience; /* ms */
	bool eof;
} p = {.rows = 24, .cols = 80, .master = -1, .patience = 10000};

static long
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

static void
row_text(int row, char *out, size_t size)
{
	size_t len = 0, trimmed = 0;

	for (int col = 0; col < p.cols; col++) {
		VTermScreenCell cell = {0};
		VTermPos pos = {row, col};

		if (!vterm_screen_get_cell(p.screen, pos, &cell))
			continue;
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (!cell.chars[0])
			cell.chars[0] = ' ';
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && len + 5 < size; i++) {
			uint32_t c = cell.chars[i];

			if (!c)
				break;
			if (c < 0x80) {
				out[len++] = (char)c;
			} else if (c < 0x800) {
				out[len++] = (char)(0xc0 | c >> 6);
				out[len++] = (char)(0x80 | (c & 63));
			} else if (c < 0x10000) {
				out[len++] = (char)(0xe0 | c >> 12);
				out[len++] = (char)(0x80 | (c >> 6 & 63));
				out[len++] = (char)(0x80 | (c & 63));
			} else {
				out[len++] = (char)(0xf0 | c >> 18);
				out[len++] = (char)(0x80 | (c >> 12 & 63));
				out[len++] = (char)(0x80 | (c >> 6 & 63));
				out[len++] = (char)(0x80 | (c & 63));
			}
			if (c != ' ')
				trimmed = len;
		}
	}
	out[trimmed] = '\0';
}

static void
show_screen(FILE *to)
{
	char row[ROWS_MAX * 16];

	for (int i = 0; i < p.rows; i++) {
		row_text(i, row, sizeof row);
		fprintf(to, "|%s\n", row);
	}
}

static void
fail(const char *what, const char *detail)
{
	fprintf(stderr, "%s:%d: %s: %s\n", p.script, p.line, what, detail);
	if (p.vt)
		show_screen(stderr);
	if (p.child > 0)
		kill(-p.child, SIGKILL);
	exit(1);
}

/* Reads what the program wrote; true if anything came within ms. */
static bool
pump(int ms)
{
	char block[65536];
	struct pollfd fd = {p.master, POLLIN, 0};

	if (p.master < 0 || p.eof) {
		usleep((useconds_t)ms * 1000);
		return false;
	}
	if (poll(&fd, 1, ms) <= 0)
		return false;
	ssize_t got = read(p.master, block, sizeof block);

	if (got <= 0) {
		p.eof = true;
		return false;
	}
	p.bytes += got;
	vterm_input_write(p.vt, block, (size_t)got);
	vterm_screen_flush_damage(p.screen);
	return true;
}

static void
settle(int quiet_ms)
{
	while (pump(quiet_ms))
		;
}

static void
answer(const char *bytes, size_t len, void *arg)
{
	(void)arg;
	if (write(p.master, bytes, len) < 0)
		return; /* a closed line is found by read */
}

static void
end_program(void)
{
	if (p.child > 0) {
		kill(p.child, SIGKILL);
		waitpid(p.child, NULL, 0);
	}
	if (p.master >= 0)
		close(p.master);
	if (p.vt)
		vterm_free(p.vt);
	p.child = 0;
	p.master = -1;
	p.vt = NULL;
}

static void
cmd_run(const char *command)
{
	struct winsize size = {.ws_row = (unsigned short)p.rows, .ws_col = (unsigned short)p.cols};

	end_program();
	p.vt = vterm_new(p.rows, p.cols);
	vterm_set_utf8(p.vt, 1);
	p.screen = vterm_obtain_screen(p.vt);
	vterm_screen_enable_altscreen(p.screen, 1);
	vterm_screen_reset(p.screen, 1);
	vterm_output_set_callback(p.vt, answer, NULL);
	p.eof = false;
	p.bytes = 0;
	p.child = forkpty(&p.master, NULL, NULL, &size);
	if (p.child < 0)
		fail("forkpty", strerror(errno));
	if (p.child == 0) {
		char *line = NULL;

		if (asprintf(&line, "exec %s", command) > 0)
			execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
}

/* --- keys ------------------------------------------------------------------------------------- */

static const struct {
	const char *name, *bytes;
} named[] = {
	{"Enter", "\r"}, {"Tab", "\t"}, {"S-Tab", "\033[Z"}, {"Esc", "\033"}, {"BS", "\177"},
	{"Del", "\033[3~"}, {"Ins", "\033[2~"}, {"Home", "\033OH"}, {"End", "\033OF"},
	{"PgUp", "\033[5~"}, {"PgDn", "\033[6~"}, {"Space", " "}, {"lt", "<"},
	{"F1", "\033OP"}, {"F2", "\033OQ"}, {"F3", "\033OR"}, {"F4", "\033OS"},
	{"F5", "\033[15~"}, {"F6", "\033[17~"}, {"F7", "\033[18~"}, {"F8", "\033[19~"},
	{"F9", "\033[20~"}, {"F10", "\033[21~"}, {"F11", "\033[23~"}, {"F12", "\033[24~"},
	{"Up", "\033OA"}, {"Down", "\033OB"}, {"Right", "\033OC"}, {"Left", "\033OD"},
};

static void
send_bytes(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(p.master, bytes, len > 512 ? 512 : len);

		if (put < 0 && errno != EINTR && errno != EAGAIN)
			fail("keys", strerror(errno));
		if (put > 0) {
			bytes += put;
			len -= (size_t)put;
		}
		pump(0);
	}
}

static void
send_named(const char *name, size_t len)
{
	char control;

	if (len == 3 && name[0] == 'C' && name[1] == '-') {
		control = (char)(name[2] & 0x1f);
		send_bytes(&control, 1);
		return;
	}
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (strlen(named[i].name) == len && strncmp(named[i].name, name, len) == 0) {
			send_bytes(named[i].bytes, strlen(named[i].bytes));
			return;
		}
	fail("no such key", name);
}

static void
cmd_keys(const char *text)
{
	while (*text) {
		const char *open = strchr(text, '<'), *close = open ? strchr(open, '>') : NULL;

		if (!close) {
			send_bytes(text, strlen(text));
			return;
		}
		send_bytes(text, (size_t)(open - text));
		send_named(open + 1, (size_t)(close - open - 1));
		text = close + 1;
	}
}

/* --- what stands there ------------------------------------------------------------------------ */

static bool
stands(const char *text)
{
	char row[ROWS_MAX * 16];

	for (int i = 0; i < p.rows; i++) {
		row_text(i, row, sizeof row);
		if (strstr(row, text))
			return true;
	}
	return false;
}

static void
cmd_wait(const char *text)
{
	for (long end = now_ms() + p.patience; !stands(text);) {
		if (now_ms() > end || (p.eof && !stands(text)))
			fail("never came", text);
		pump(20);
	}
}

static void
cmd_gone(const char *text)
{
	for (long end = now_ms() + p.patience; stands(text); pump(20))
		if (now_ms() > end)
			fail("still there", text);
}

static void
cmd_row(const char *rest)
{
	char *text, row[ROWS_MAX * 16];
	int n = (int)strtol(rest, &text, 10);

	if (*text == ' ')
		text++;
	for (long end = now_ms() + p.patience;; pump(20)) {
		row_text(n - 1, row, sizeof row);
		if (strcmp(row, text) == 0)
			return;
		if (now_ms() > end)
			fail("row differs", text);
	}
}

static void
cmd_cursor(const char *rest)
{
	int row, col;
	VTermPos at;

	if (sscanf(rest, "%d %d", &row, &col) != 2)
		fail("cursor ROW COL", rest);
	for (long end = now_ms() + p.patience;; pump(20)) {
		vterm_state_get_cursorpos(vterm_obtain_state(p.vt), &at);
		if (at.row == row - 1 && at.col == col - 1)
			return;
		if (now_ms() > end) {
			char seen[40];

			snprintf(seen, sizeof seen, "%d %d, not %d %d", at.row + 1,
			    at.col + 1, row, col);
			fail("cursor", seen);
		}
	}
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
	char row[ROWS_MAX * 16];

	for (int i = 0; i < p.rows; i++) {
		row_text(i, row, sizeof row);
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
		settle(400);
		differs = first_difference(want, count);
		for (int i = 0; differs && i < p.rows; i++) {
			char row[ROWS_MAX * 16];

			row_text(i, row, sizeof row);
			fprintf(p.out, "|%s\n", row);
		}
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
		pump(20);
	}
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
			kill(p.child, signals[i].number);
			return;
		}
	fail("no such signal", name);
}

static void
cmd_exit(const char *want)
{
	int status, code;
	char seen[16];

	for (long end = now_ms() + p.patience; waitpid(p.child, &status, WNOHANG) == 0; pump(20))
		if (now_ms() > end)
			fail("does not end", want);
	code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
	p.child = 0;
	settle(20);
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
	fail(command, seen);
}

static void
cmd_resize(const char *rest)
{
	struct winsize size = {0};
	int rows, cols;

	if (sscanf(rest, "%d %d", &rows, &cols) != 2)
		fail("ROWS COLS", rest);
	p.rows = rows;
	p.cols = cols;
	if (!p.vt)
		return;
	vterm_set_size(p.vt, rows, cols);
	size.ws_row = (unsigned short)rows;
	size.ws_col = (unsigned short)cols;
	ioctl(p.master, TIOCSWINSZ, &size);
}

static void
cmd_bytes(const char *most)
{
	char seen[64];

	settle(300);
	snprintf(seen, sizeof seen, "%ld bytes, at most %s", p.bytes, most);
	if (p.bytes > atol(most))
		fail("bytes", seen);
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
play_line(char *line)
{
	char *rest, *after;

	if (!*line || *line == '#')
		return;
	if (starts(line, "set", &rest)) {
		cmd_set(rest);
	} else if (starts(line, "size", &rest) || starts(line, "resize", &rest)) {
		cmd_resize(rest);
	} else if (starts(line, "run", &rest)) {
		cmd_run(rest);
	} else if (starts(line, "keys", &rest)) {
		cmd_keys(rest);
	} else if (starts(line, "times", &rest)) {
		cmd_times(rest);
	} else if (starts(line, "wait", &rest)) {
		cmd_wait(rest);
	} else if (starts(line, "gone", &rest)) {
		cmd_gone(rest);
	} else if (starts(line, "row", &rest)) {
		cmd_row(rest);
	} else if (starts(line, "cursor", &rest)) {
		cmd_cursor(rest);
	} else if (starts(line, "mark", &rest)) {
		settle(300);
		p.bytes = 0;
	} else if (starts(line, "bytes", &rest)) {
		cmd_bytes(rest);
	} else if (starts(line, "kill", &rest)) {
		cmd_kill(rest);
	} else if (starts(line, "hangup", &rest)) {
		close(p.master);
		p.master = -1;
	} else if (starts(line, "exit", &rest)) {
		cmd_exit(rest);
	} else if (starts(line, "shell-fails", &rest)) {
		int want = (int)strtol(rest, &after, 10);

		cmd_shell(after, want);
	} else if (starts(line, "shell", &rest)) {
		cmd_shell(rest, 0);
	} else if (starts(line, "sleep", &rest)) {
		for (long end = now_ms() + atol(rest); now_ms() < end; pump(10))
			;
	} else {
		fail("not understood", line);
	}
}

static void
play_block(FILE *in)
{
	static char row[ROWS_MAX][ROWS_MAX * 16];
	char *want[ROWS_MAX];
	int count = 0, start = p.line;

	while (count < ROWS_MAX && fgets(row[count], sizeof row[0], in)) {
		p.line++;
		row[count][strcspn(row[count], "\n")] = '\0';
		if (strcmp(row[count], "end") == 0)
			break;
		want[count] = row[count] + (row[count][0] == '|');
		count++;
	}
	int at = p.line;

	p.line = start;
	cmd_screen(want, count);
	p.line = at;
	if (p.out)
		fputs("end\n", p.out);
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
		if (strcmp(line, "screen") == 0)
			play_block(in);
		else
			play_line(line);
	}
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/play-XXXXXX", *blessed = NULL, *remove = NULL;
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
	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(folder) || asprintf(&blessed, "%s.new", p.script) < 0)
		return 2;
	if (p.bless)
		p.out = fopen(blessed, "we");
	setenv("T", folder, 1);
	play(in);
	end_program();
	if (p.out && (fclose(p.out) != 0 || rename(blessed, p.script) != 0))
		return 2;
	if (asprintf(&remove, "rm -rf '%s'", folder) > 0 && system(remove) != 0)
		return 2;
	free(remove);
	free(blessed);
	return 0;
}
