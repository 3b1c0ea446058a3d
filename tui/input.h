/*
 * Bytes of a terminal become keys, in this one place.  Nothing here waits: the caller hands over
 * bytes with the time of their arrival and asks for keys and for how long it may sleep.
 *
 * A key is an int: the code point of a character (also 1-26 for Ctrl-A … Ctrl-Z), a value of enum
 * input_key, or INPUT_TWIN + c for Esc followed by the ASCII character c.
 *
 * Esc is three things.  The beginning of a sequence, if its second byte ([ or O) comes within
 * INPUT_SEQUENCE_MS.  A prefix (the "twin" of a function key), if a letter or digit follows within
 * INPUT_ESC_MS.  The key Esc itself, if a second Esc follows, or nothing for INPUT_ESC_MS.
 *
 * A paste has its own line ends and tabs (INPUT_NEWLINE, INPUT_CELL), so that it does nothing else
 * but put text somewhere.  Terminals that bracket it say so.  Lines of a sheet are known without
 * that: nobody types two lines with tabs in them, and nothing else, between two turns of the loop.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_SEQUENCE_MS 50
#define INPUT_ESC_MS 800
#define INPUT_SHEET_BYTES 24 /* fewer may have been typed while the program was busy */

enum input_key {
	INPUT_ENTER = 0x110000, /* above the last code point */
	INPUT_TAB,
	INPUT_BACKTAB,
	INPUT_BACKSPACE,
	INPUT_ESC,
	INPUT_UP,
	INPUT_DOWN,
	INPUT_LEFT,
	INPUT_RIGHT,
	INPUT_HOME,
	INPUT_END,
	INPUT_PGUP,
	INPUT_PGDN,
	INPUT_INSERT,
	INPUT_DELETE,
	INPUT_NEWLINE,  /* inside a paste */
	INPUT_CELL,     /* a tab inside a paste */
	INPUT_F0,       /* INPUT_F(1) … INPUT_F(12) follow */
	INPUT_NONE = 0x110020,
	INPUT_TWIN = 0x110100,
};
#define INPUT_F(n) (INPUT_F0 + (n))
#define INPUT_CTRL(c) ((c) & 0x1f)

struct input;

struct input *input_new(void);
void input_free(struct input *input);
/* A sequence of the terminal's own description (begins with Esc); copied. It goes before ours. */
void input_learn(struct input *input, const char *sequence, int key);
/* Bytes that arrived at `now` (ms of any clock that never goes back). */
void input_put(struct input *input, const char *bytes, size_t len, int64_t now);
/* The next key, if there is one already. */
bool input_get(struct input *input, int64_t now, int *key);
/* How long nothing can change without new bytes, in ms; -1: for ever. */
int input_wait(const struct input *input, int64_t now);
/* The key got last came with a paste, it was not typed. */
bool input_is_paste(const struct input *input);
/* And the terminal did not say so: INPUT_TAB and INPUT_ENTER might have been meant. */
bool input_is_sheet(const struct input *input);
/* An Esc waits for its second key. */
bool input_is_prefix(const struct input *input);
/* Is it a character to be typed into a text? */
bool input_is_char(int key);

#endif
