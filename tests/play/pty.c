#include "tests/play/pty.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define NO_ICONV ((iconv_t)-1)
#define FILLER 0xF8FF /* the second column of a sign that libvterm takes for narrow; no one's */

int64_t
pty_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* --- the program ------------------------------------------------------------------------------ */

static void
answer(const char *bytes, size_t len, void *arg)
{
	struct pty *pty = arg;

	if (pty->answers == PTY_KEEPS && pty->kept_len + len <= sizeof pty->kept) {
		memcpy(pty->kept + pty->kept_len, bytes, len);
		pty->kept_len += len;
	}
	if (pty->answers == PTY_ANSWERS && write(pty->master, bytes, len) < 0)
		return; /* a closed line is found by read */
}

void
pty_answer(struct pty *pty)
{
	if (write(pty->master, pty->kept, pty->kept_len) < 0)
		return;
	pty->kept_len = 0;
}

/*
 * On its other screen, where nothing scrolls away when the window gets lower: on the first one
 * libvterm 0.1.4 then takes the lines that scroll off from the cursor's row, too, which can fall
 * below 0, and the next thing that is erased there ends it. A program for xterm goes there by
 * itself, one for vt100 does not.
 */
static void
make_screen(struct pty *pty)
{
	static const char other[] = "\033[?1049h";

	pty->vt = vterm_new(pty->rows, pty->cols);
	vterm_set_utf8(pty->vt, 1);
	pty->screen = vterm_obtain_screen(pty->vt);
	vterm_screen_enable_altscreen(pty->screen, 1);
	vterm_screen_reset(pty->screen, 1);
	vterm_output_set_callback(pty->vt, answer, pty);
	vterm_input_write(pty->vt, other, strlen(other));
}

int
pty_run(struct pty *pty, int rows, int cols, const char *const argv[])
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	const char *charset = pty->charset.name;

	pty_end(pty);
	*pty = (struct pty){.rows = rows, .cols = cols, .answers = pty->answers,
	    .watch.off = pty->watch.off};
	if (charset) {
		pty->charset = (struct pty_charset){charset, iconv_open("UTF-8", charset),
			iconv_open(charset, "UTF-8"), {0}, 0};
		if (pty->charset.from == NO_ICONV || pty->charset.to == NO_ICONV)
			return errno;
	}
	make_screen(pty);
	pty->child = forkpty(&pty->master, NULL, NULL, &size);
	if (pty->child == 0) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	return pty->child < 0 ? errno : 0;
}

void
pty_end(struct pty *pty)
{
	if (!pty->vt)
		return;
	if (pty->child > 0) {
		kill(pty->child, SIGKILL);
		waitpid(pty->child, NULL, 0);
	}
	if (pty->master >= 0)
		close(pty->master);
	vterm_free(pty->vt);
	if (pty->charset.name) {
		iconv_close(pty->charset.from);
		iconv_close(pty->charset.to);
	}
	pty->child = 0;
	pty->master = -1;
	pty->vt = NULL;
}

void
pty_resize(struct pty *pty, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	pty->rows = rows;
	pty->cols = cols;
	if (!pty->vt)
		return;
	vterm_set_size(pty->vt, rows, cols);
	ioctl(pty->master, TIOCSWINSZ, &size);
}

/* --- what comes ------------------------------------------------------------------------------- */

static int
column(struct pty *pty)
{
	int row, col;

	pty_cursor(pty, &row, &col);
	return col;
}

/* --- what must not come ----------------------------------------------------------------------- */

static void
note_foul(struct pty_watch *w, const char *what, unsigned char byte)
{
	char shown[sizeof w->text * 2] = "";
	size_t len = 0;

	for (size_t i = 0; i < w->len && len + 8 < sizeof shown; i++)
		shown[len++] = w->text[i] < ' ' ? '?' : w->text[i];
	if (!*w->foul)
		snprintf(w->foul, sizeof w->foul, "%s: %.32s, byte %02x", what, shown, byte);
}

static void
keep_byte(struct pty_watch *w, unsigned char byte)
{
	if (w->len + 1 < sizeof w->text)
		w->text[w->len++] = (char)byte;
	w->text[w->len] = '\0';
}

/* How many bytes more a character of UTF-8 has; -1: none begins so. */
static int
bytes_behind(unsigned char lead)
{
	return lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
}

static void
watch_text(struct pty_watch *w, unsigned char byte)
{
	static const char meant[] = "\a\b\t\n\f\r\016\017";

	if (w->more > 0 && (byte & 0xc0) == 0x80) {
		w->more--;
		return;
	}
	w->more = bytes_behind(byte);
	if (byte == 0x1b)
		w->at = WATCH_ESCAPE;
	else if (byte == 0xc2)
		w->at = WATCH_C2;
	else if (w->more < 0 || byte == 0x7f || (byte && byte < ' ' && !strchr(meant, byte)))
		note_foul(w, "a control", byte);
}

/* CSI P… : sent are movements, colours, erasing, modes, and the question where the cursor is. */
static void
watch_sequence(struct pty_watch *w, unsigned char byte)
{
	bool own = *w->text == '?' || *w->text == '>' || *w->text == '!';

	keep_byte(w, byte);
	for (const char *s = w->text; !own && *s; s += strcspn(s, ";"), s += *s == ';')
		if (atol(s) > PTY_NUMBER_MOST)
			note_foul(w, "a sequence", byte);
	if (byte < ' ' || byte > 0x7e || strchr("ic", byte))
		note_foul(w, "a sequence", byte);
	if (byte >= '@' || byte < ' ')
		w->at = WATCH_TEXT;
}

/* Behind ESC ]: the palette is put back, xterm's by 104 BEL, Linux's by R. */
static void
watch_string(struct pty_watch *w, unsigned char byte)
{
	if (byte != '\a' && !(byte == 'R' && !w->len)) {
		keep_byte(w, byte);
		if (strncmp(w->text, "104", w->len) != 0)
			note_foul(w, "a string", byte);
		if (byte != 0x1b && w->len + 1 < sizeof w->text)
			return;
	}
	w->at = WATCH_TEXT;
}

static void
watch_escape(struct pty_watch *w, unsigned char byte)
{
	w->len = 0;
	*w->text = '\0';
	w->at = byte == '[' ? WATCH_SEQUENCE : byte == ']' ? WATCH_STRING
	    : strchr("()#*+", byte) ? WATCH_BRACKET : WATCH_TEXT;
	if (w->at == WATCH_TEXT && (!byte || !strchr("=>78MDEH\\", byte)))
		note_foul(w, "behind an escape", byte);
}

static void
watch(struct pty_watch *w, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		switch (w->at) {
		case WATCH_TEXT:
			watch_text(w, byte);
			break;
		case WATCH_C2:
			w->at = WATCH_TEXT;
			if (byte < 0xa0)
				note_foul(w, "a control", byte);
			w->more = 0;
			break;
		case WATCH_ESCAPE:
			watch_escape(w, byte);
			break;
		case WATCH_SEQUENCE:
			watch_sequence(w, byte);
			break;
		case WATCH_STRING:
			watch_string(w, byte);
			break;
		case WATCH_BRACKET:
			w->at = WATCH_TEXT;
			break;
		}
	}
}

/* Onto the screen. */
static void
put(struct pty *pty, const char *bytes, size_t len)
{
	if (!pty->watch.off)
		watch(&pty->watch, bytes, len);
	vterm_input_write(pty->vt, bytes, len);
}

/* --- characters of other charsets ------------------------------------------------------------- */

/* Bytes that begin a character of the charset: how many it has. */
static size_t
length(const struct pty *pty)
{
	const struct pty_charset *c = &pty->charset;
	bool four = strcmp(c->name, "GB18030") == 0 && c->halves > 1 && c->half[1] >= '0' &&
	    c->half[1] <= '9';

	return c->half[0] <= 0x80 ? 1 : four ? 4 : 2;
}

static void
show_char(struct pty *pty)
{
	struct pty_charset *c = &pty->charset;
	static const char filler[] = "\xef\xa3\xbf", wrong[] = "\xef\xbf\xbd";
	char utf8[16], *out = utf8, *in = (char *)c->half;
	size_t left = c->halves, room = sizeof utf8, len;
	int before = column(pty);

	if (iconv(c->from, &in, &left, &out, &room) == (size_t)-1) {
		iconv(c->from, NULL, NULL, NULL, NULL);
		memcpy(utf8, wrong, 3);
		out = utf8 + 3;
	}
	len = (size_t)(out - utf8);
	put(pty, utf8, len);
	if (c->halves == 2 && column(pty) == before + 1)
		put(pty, filler, 3);
	c->halves = 0;
}

static void
show(struct pty *pty, const char *bytes, size_t len)
{
	struct pty_charset *c = &pty->charset;

	if (!c->name) {
		put(pty, bytes, len);
		return;
	}
	for (size_t i = 0; i < len; i++) {
		if (!c->halves && (signed char)bytes[i] >= 0) {
			put(pty, bytes + i, 1);
			continue;
		}
		c->half[c->halves++] = (unsigned char)bytes[i];
		if (c->halves >= length(pty))
			show_char(pty);
	}
}

bool
pty_pump(struct pty *pty, int ms)
{
	char block[65536];
	struct pollfd fd = {pty->master, POLLIN, 0};

	if (!pty->vt || pty->master < 0 || pty->eof) {
		usleep((useconds_t)ms * 1000);
		return false;
	}
	if (poll(&fd, 1, ms) <= 0)
		return false;
	ssize_t got = read(pty->master, block, sizeof block);

	if (got <= 0) {
		pty->eof = true;
		return false;
	}
	pty->read_at = pty_now();
	pty->bytes += got;
	show(pty, block, (size_t)got);
	vterm_screen_flush_damage(pty->screen);
	return true;
}

void
pty_settle(struct pty *pty, int quiet_ms)
{
	while (pty_pump(pty, quiet_ms))
		;
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

const char *
pty_send(struct pty *pty, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t put = write(pty->master, bytes, len > 512 ? 512 : len);

		if (put < 0 && errno != EINTR && errno != EAGAIN)
			return strerror(errno);
		if (put > 0) {
			bytes += put;
			len -= (size_t)put;
		}
		pty_pump(pty, 0);
	}
	return NULL;
}

/* Text, in the terminal's charset. */
static const char *
send_text(struct pty *pty, const char *text, size_t len)
{
	char bytes[4096], *in = (char *)(uintptr_t)text, *out;
	const char *wrong = NULL;

	if (!pty->charset.name)
		return pty_send(pty, text, len);
	while (len > 0 && !wrong) {
		size_t room = sizeof bytes;

		out = bytes;
		if (iconv(pty->charset.to, &in, &len, &out, &room) == (size_t)-1 && errno != E2BIG)
			return "this charset does not have it";
		wrong = pty_send(pty, bytes, (size_t)(out - bytes));
	}
	return wrong;
}

static const char *
send_named(struct pty *pty, const char *name, size_t len)
{
	char control;

	if (len == 3 && name[0] == 'C' && name[1] == '-') {
		control = (char)(name[2] & 0x1f);
		return pty_send(pty, &control, 1);
	}
	if (len == 3 && name[0] == 'x') {
		control = (char)strtol(name + 1, NULL, 16);
		return pty_send(pty, &control, 1);
	}
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (strlen(named[i].name) == len && strncmp(named[i].name, name, len) == 0)
			return pty_send(pty, named[i].bytes, strlen(named[i].bytes));
	return name;
}

const char *
pty_keys(struct pty *pty, const char *text)
{
	const char *wrong = NULL;

	while (!wrong && *text) {
		const char *open = strchr(text, '<'), *close = open ? strchr(open, '>') : NULL;

		if (!close)
			return send_text(pty, text, strlen(text));
		wrong = send_text(pty, text, (size_t)(open - text));
		if (!wrong)
			wrong = send_named(pty, open + 1, (size_t)(close - open - 1));
		text = close + 1;
	}
	return wrong;
}

/* --- what stands there ------------------------------------------------------------------------ */

static size_t
encode(uint32_t c, char *out)
{
	size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = len; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 63));
	out[0] = (char)(first[len] | c);
	return len;
}

void
pty_row(struct pty *pty, int row, char out[PTY_ROW_BYTES])
{
	size_t len = 0, trimmed = 0;

	for (int col = 0; col < pty->cols; col++) {
		VTermScreenCell cell = {0};
		VTermPos pos = {row, col};

		if (!vterm_screen_get_cell(pty->screen, pos, &cell))
			continue;
		if (cell.chars[0] == (uint32_t)-1 || cell.chars[0] == FILLER)
			continue;
		if (!cell.chars[0])
			cell.chars[0] = ' ';
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && len + 5 < PTY_ROW_BYTES; i++) {
			if (!cell.chars[i])
				break;
			len += encode(cell.chars[i], out + len);
			if (cell.chars[i] != ' ')
				trimmed = len;
		}
	}
	out[trimmed] = '\0';
}

bool
pty_stands(struct pty *pty, const char *text)
{
	char row[PTY_ROW_BYTES];

	for (int i = 0; i < pty->rows; i++) {
		pty_row(pty, i, row);
		if (strstr(row, text))
			return true;
	}
	return false;
}

bool
pty_wait(struct pty *pty, const char *text, int ms)
{
	int64_t end = pty_now() + ms * INT64_C(1000000);

	while (!pty_stands(pty, text)) {
		if (pty_now() > end || pty->eof)
			return false;
		pty_pump(pty, 20);
	}
	return true;
}

void
pty_cursor(struct pty *pty, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(pty->vt), &at);
	*row = at.row;
	*col = at.col;
}

void
pty_show(struct pty *pty, FILE *to)
{
	char row[PTY_ROW_BYTES];

	for (int i = 0; i < pty->rows; i++) {
		pty_row(pty, i, row);
		fprintf(to, "|%s\n", row);
	}
}

bool
pty_find_colour(struct pty *pty, int *row, int *col)
{
	for (int i = 0; i < pty->rows * pty->cols; i++) {
		VTermScreenCell cell;
		VTermPos at = {i / pty->cols, i % pty->cols};

		if (!vterm_screen_get_cell(pty->screen, at, &cell) ||
		    (VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) && VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)))
			continue;
		*row = at.row;
		*col = at.col;
		return true;
	}
	return false;
}
