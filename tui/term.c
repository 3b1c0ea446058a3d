#include "tui/term.h"

#include "base/err.h"
#include "base/transcode.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static struct {
	SCREEN *screen;
	FILE *in, *out;
	int to;     /* where bytes go in the end; the caller's */
	int memory; /* where curses paints instead, or -1 */
	struct transcoder *coder; /* NULL: UTF-8 */
	struct termios before;    /* what the terminal was */
	bool is_tty, paste;
} t = {.to = -1, .memory = -1};

static const struct {
	const char *name;
	int key;
} known[] = {
	{"kcuu1", INPUT_UP}, {"kcud1", INPUT_DOWN}, {"kcub1", INPUT_LEFT}, {"kcuf1", INPUT_RIGHT},
	{"khome", INPUT_HOME}, {"kend", INPUT_END}, {"kpp", INPUT_PGUP}, {"knp", INPUT_PGDN},
	{"kdch1", INPUT_DELETE}, {"kich1", INPUT_INSERT}, {"kcbt", INPUT_BACKTAB},
	{"kent", INPUT_ENTER}, {"kbs", INPUT_BACKSPACE},
	{"kf1", INPUT_F(1)}, {"kf2", INPUT_F(2)}, {"kf3", INPUT_F(3)}, {"kf4", INPUT_F(4)},
	{"kf5", INPUT_F(5)}, {"kf6", INPUT_F(6)}, {"kf7", INPUT_F(7)}, {"kf8", INPUT_F(8)},
	{"kf9", INPUT_F(9)}, {"kf10", INPUT_F(10)}, {"kf11", INPUT_F(11)}, {"kf12", INPUT_F(12)},
};

/* A string capability, or NULL (terminfo has two ways of saying no). */
static char *
capability(const char *name)
{
	char *s = tigetstr(name);

	return s == (char *)-1 ? NULL : s;
}

static int
put(int c)
{
	return putc(c, t.out);
}

void
term_send(const char *bytes, size_t len)
{
	struct pollfd fd = {t.to, POLLOUT, 0};

	while (len > 0) {
		ssize_t put = write(t.to, bytes, len);

		if (put > 0) {
			bytes += put;
			len -= (size_t)put;
		} else if (errno == EAGAIN) {
			poll(&fd, 1, -1);
		} else if (errno != EINTR) {
			return; /* who reads will notice */
		}
	}
}

/* What was painted into memory goes out, and the memory is empty again. */
static void
pass_on(void)
{
	char bytes[4096];
	off_t size = t.memory < 0 ? 0 : lseek(t.memory, 0, SEEK_CUR), at = 0;
	struct buf out = BUF_EMPTY;
	ssize_t got;

	while (at < size && (got = pread(t.memory, bytes, sizeof bytes, at)) > 0) {
		transcode(t.coder, bytes, (size_t)got, &out);
		at += got;
	}
	if (size > 0 && ftruncate(t.memory, 0) == 0)
		lseek(t.memory, 0, SEEK_SET);
	term_send(buf_text(&out), out.len);
	buf_release(&out);
}

/* Curses keeps its descriptor; what is behind it becomes the memory, or the terminal again. */
static bool
paint_into_memory(bool wanted)
{
	if (wanted == (t.memory >= 0))
		return true;
	if (wanted) {
		t.memory = memfd_create("painted", MFD_CLOEXEC);
		if (t.memory < 0)
			return false;
	} else {
		close(t.memory);
		t.memory = -1;
	}
	return dup2(wanted ? t.memory : t.to, fileno(t.out)) >= 0;
}

int
term_set_charset(enum charset charset, struct say *why)
{
	struct transcoder *coder = NULL;
	int err = charset == CHARSET_UTF8 ? 0 : transcoder_new(charset, why, &coder);

	if (err)
		return err;
	pass_on();
	if (!paint_into_memory(coder != NULL)) {
		transcoder_free(coder);
		return ERR_IO;
	}
	transcoder_free(t.coder);
	t.coder = coder;
	return 0;
}

/* To this terminal, at once; putp() writes to the process's standard output, whenever that ends. */
static void
send(const char *name)
{
	char *s = capability(name);

	if (s)
		tputs(s, 1, put);
	fflush(t.out);
}

static void
modes(void)
{
	raw(); /* Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q are keys like others */
	noecho();
	nonl();
	keypad(stdscr, TRUE); /* sends smkx, which the names in `known` rely on */
	leaveok(stdscr, FALSE);
	/* No start_color(): marks carry the meaning, default colours cost no bytes. */
	t.paste = capability("BE") && capability("BD");
	if (t.paste)
		send("BE");
}

int
term_open(const char *name, int in, int out, struct input *input)
{
	t.in = fdopen(dup(in), "r");
	t.out = fdopen(dup(out), "w");
	t.to = out;
	t.is_tty = tcgetattr(out, &t.before) == 0;
	/* The caller tells the size; some entries (linux) have none and newterm() wants one. */
	use_env(FALSE);
	use_tioctl(TRUE);
	t.screen = t.in && t.out ? newterm(name, t.out, t.in) : NULL;
	/* A name that this machine does not know: they all understand the VT100's few words. */
	if (!t.screen && t.in && t.out)
		t.screen = newterm("vt100", t.out, t.in);
	if (!t.screen || !capability("cup")) {
		term_close();
		return ERR_USAGE;
	}
	modes();
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		input_learn(input, capability(known[i].name), known[i].key);
	return 0;
}

void
term_close(void)
{
	if (t.screen) {
		if (t.paste)
			send("BD");
		endwin();
		pass_on();
		/* Where curses painted into memory it could not do that. */
		if (t.is_tty && t.memory >= 0)
			tcsetattr(t.to, TCSADRAIN, &t.before);
		delscreen(t.screen);
	}
	if (t.in)
		fclose(t.in);
	if (t.out)
		fclose(t.out);
	if (t.memory >= 0)
		close(t.memory);
	transcoder_free(t.coder);
	t.screen = NULL;
	t.in = t.out = NULL;
	t.coder = NULL;
	t.to = t.memory = -1;
	t.paste = false;
}

void
term_resize(int rows, int cols)
{
	resize_term(rows < 1 ? 1 : rows, cols < 1 ? 1 : cols);
}

void
term_flush(int row, int col, bool whole)
{
	if (whole)
		clearok(curscr, TRUE);
	move(row, col);
	wnoutrefresh(stdscr);
	doupdate();
	pass_on();
}

void
term_wipe(void)
{
	if (!t.screen)
		return;
	werase(stdscr);
	term_flush(0, 0, true);
	send("E3");
	pass_on();
}
