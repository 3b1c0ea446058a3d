/*
 * A program on a pseudo-terminal and what stands on its screen, by libvterm. Embedded type: zero is
 * a good start, then pty_run; pty_end kills the program and gives everything back.
 */
#ifndef TESTS_PLAY_PTY_H
#define TESTS_PLAY_PTY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <vterm.h>

#define PTY_ROWS_MAX 200
#define PTY_ROW_BYTES (PTY_ROWS_MAX * 16)

struct pty {
	int master;
	pid_t child; /* 0: none, or its end was waited for */
	VTerm *vt;   /* NULL: nothing was run yet */
	VTermScreen *screen;
	int rows, cols;
	long bytes;      /* that the program wrote; the user's to reset */
	int64_t read_at; /* when the last of them came, monotonic, in ns */
	bool eof;
};

int64_t pty_now(void); /* monotonic, in ns */

/* Ends what runs and starts argv on a fresh terminal. 0 or an errno. */
int pty_run(struct pty *pty, int rows, int cols, const char *const argv[]);
void pty_end(struct pty *pty);
void pty_resize(struct pty *pty, int rows, int cols);

/* Reads what the program wrote; true if anything came within ms. */
bool pty_pump(struct pty *pty, int ms);
/* Until nothing came for so many ms. */
void pty_settle(struct pty *pty, int quiet_ms);

/*
 * Types: <Enter> <Tab> <Esc> <F1> <Up> <C-g> …; <lt> is <. NULL, or what could not be typed.
 */
const char *pty_keys(struct pty *pty, const char *text);

/* A row from 0 as UTF-8, its end trimmed. */
void pty_row(struct pty *pty, int row, char out[PTY_ROW_BYTES]);
bool pty_stands(struct pty *pty, const char *text);
/* Until the text stands in a row; false when it did not come in time. */
bool pty_wait(struct pty *pty, const char *text, int ms);
void pty_cursor(struct pty *pty, int *row, int *col); /* from 0 */
void pty_show(struct pty *pty, FILE *to);

#endif
