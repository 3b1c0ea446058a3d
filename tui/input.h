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
 * Characters come in the terminal's charset.  Bytes that are none become no key, and neither does
 * the stand-in of that charset (base/transcode.h), which nobody has but by copying it from the
 * screen: input_refused() tells of both.
 *
 * A paste has its own line ends and tabs (INPUT_NEWLINE, INPUT_CELL), so that it does nothing else
 * but put text somewhere.  Terminals that bracket it say so.  Lines of a sheet are known without
 * that: nobody types two lines with tabs in them, and nothing else, between two turns of the loop.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "base/charset.h"

#define INPUT_SEQUENCE_MS 50
#define INPUT_ESC_MS 800
#define INPUT_SHEET_BYTES 24 /* fewer may have been typed while the program was busy */
#define INPUT_HALF_MS 1000 /* half a character waits for its other half, a report for its end */

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
/* UTF-8 until this is said. ERR_NOTFOUND: no such converter here, and nothing is changed. */
int input_set_charset(struct input *input, enum charset charset, struct say *why);
/* Bytes that arrived at `now` (ms of any clock that never goes back). */
void input_put(struct input *input, const char *bytes, size_t len, int64_t now);
/* The next key, if there is one already. */
bool input_get(struct input *input, int64_t now, int *key);
/* Reads what came so far; its keys wait for input_get(). */
void input_look(struct input *input, int64_t now);
/* How long nothing can change without new bytes, in ms; -1: for ever. */
int input_wait(const struct input *input, int64_t now);
/* The key got last came with a paste, it was not typed. */
bool input_is_paste(const struct input *input);
/* And the terminal did not say so: INPUT_TAB and INPUT_ENTER might have been meant. */
bool input_is_sheet(const struct input *input);
/* An Esc waits for its second key. */
bool input_is_prefix(const struct input *input);
/* What was refused since this was last asked. */
enum input_refusal { INPUT_FINE, INPUT_WRONG, INPUT_STAND_IN };
enum input_refusal input_refused(struct input *input);
/*
 * Reports of the cursor's place (Esc [ ROW ; COLUMN R) that were asked for, up to INPUT_REPORTS at
 * once. They come when they like and are no keys; an unasked one is F3, as it is with Shift.
 */
#define INPUT_REPORTS 4
void input_expect(struct input *input, int reports);
/* The column, from 1, of the next that came; 0: none did. */
int input_report(struct input *input);
/* Is it a character to be typed into a text? */
bool input_is_char(int key);

#endif
