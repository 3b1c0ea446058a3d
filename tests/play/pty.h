/*
 * A program on a pseudo-terminal and what stands on its screen, by libvterm. Embedded type: zero is
 * a good start, then pty_run; pty_end kills the program and gives everything back.
 */
#ifndef TESTS_PLAY_PTY_H
#define TESTS_PLAY_PTY_H

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <vterm.h>

#define PTY_ROWS_MAX 200
#define PTY_ROW_BYTES (PTY_ROWS_MAX * 16)

/*
 * A terminal of another charset: what comes is decoded here, what is typed encoded. A sign of two
 * bytes takes two columns on such a terminal, whatever it is.
 */
struct pty_charset {
	const char *name; /* iconv's; NULL: UTF-8 */
	iconv_t from, to;
	unsigned char half[4]; /* a character that has not come whole */
	size_t halves;
};

/*
 * What the program sends is watched: controls and sequences that no program of ours means to send
 * come from what somebody wrote into the store. Numbers of theirs above PTY_NUMBER_MOST are such.
 */
#define PTY_NUMBER_MOST 999
struct pty_watch {
	enum { WATCH_TEXT, WATCH_C2, WATCH_ESCAPE, WATCH_SEQUENCE, WATCH_STRING, WATCH_BRACKET } at;
	char text[32]; /* of the sequence so far */
	size_t len;
	int more;      /* bytes that a character still has */
	bool off;      /* the user's; stays */
	char foul[64]; /* the first that was not meant; "": none */
};

/* Does the terminal answer when it is asked where its cursor is? */
enum pty_answers { PTY_ANSWERS, PTY_SILENT, PTY_KEEPS /* until pty_answer() */ };

struct pty {
	int master;
	pid_t child; /* 0: none, or its end was waited for */
	VTerm *vt;   /* NULL: nothing was run yet */
	VTermScreen *screen;
	int rows, cols;
	long bytes;      /* that the program wrote; the user's to reset */
	int64_t read_at; /* when the last of them came, monotonic, in ns */
	bool eof;
	struct pty_charset charset;
	enum pty_answers answers;
	struct pty_watch watch;
	char kept[256];
	size_t kept_len;
};

int64_t pty_now(void); /* monotonic, in ns */

/*
 * Ends what runs and starts argv on a fresh terminal of pty->charset.name, which answers as it did.
 * 0 or an errno.
 */
int pty_run(struct pty *pty, int rows, int cols, const char *const argv[]);
/* Gives the answers that were kept. */
void pty_answer(struct pty *pty);
void pty_end(struct pty *pty);
void pty_resize(struct pty *pty, int rows, int cols);

/* Reads what the program wrote; true if anything came within ms. */
bool pty_pump(struct pty *pty, int ms);
/* Until nothing came for so many ms. */
void pty_settle(struct pty *pty, int quiet_ms);

/*
 * Types: <Enter> <Tab> <Esc> <F1> <Up> <C-g> …; <lt> is <, <xB9> a byte. NULL, or what could not be
 * typed.
 */
const char *pty_keys(struct pty *pty, const char *text);
/* Bytes as they are; the same. */
const char *pty_send(struct pty *pty, const char *bytes, size_t len);

/* A row from 0 as UTF-8, its end trimmed. */
void pty_row(struct pty *pty, int row, char out[PTY_ROW_BYTES]);
bool pty_stands(struct pty *pty, const char *text);
/* Until the text stands in a row; false when it did not come in time. */
bool pty_wait(struct pty *pty, const char *text, int ms);
void pty_cursor(struct pty *pty, int *row, int *col); /* from 0 */
/* A cell that has not the terminal's own two colours. */
bool pty_find_colour(struct pty *pty, int *row, int *col);
void pty_show(struct pty *pty, FILE *to);

#endif
