#include "tui/term.h"

#include "base/err.h"

#include <curses.h>
#include <stdio.h>
#include <term.h>
#include <unistd.h>

static struct {
	SCREEN *screen;
	FILE *in, *out;
	bool paste;
} t;

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
		delscreen(t.screen);
	}
	if (t.in)
		fclose(t.in);
	if (t.out)
		fclose(t.out);
	t.screen = NULL;
	t.in = t.out = NULL;
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
}
