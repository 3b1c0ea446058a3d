/*
 * A screen: one file that exports one `const struct screen_ops`.  Its handlers change its model
 * and its widgets and return what must happen; face.c makes it happen and paints once a turn.
 *
 * Life: open → (layout → paint)* , act, text, used, tick, renew in any order → keep (if the
 * clerk goes away without leaving it) → close.  layout comes after open and whenever the size
 * changed; it places the widgets.  paint writes labels on stdscr (tui/paint.h) before the widgets
 * draw themselves; both may be NULL.  An overlay is painted over the screen below it, in a panel at
 * the right side (screen->panel).
 *
 * Keys.  Function keys, twins and controls are actions at once; Enter, Tab, arrows, pages and
 * blank go to the focused widget first, then they are actions; characters go to the widget, then
 * to text().  What `act` does not know it returns as screen_pass(): face.c then does what is the
 * same everywhere (Tab, help, menu, swap, back, repaint).
 */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include "tui/act.h"
#include "tui/input.h"
#include "tui/paint.h"
#include "tui/seat.h"
#include "tui/widget.h"

struct screen;
struct screen_ops;
struct store_query;

enum react {
	REACT_DONE,     /* the model may have changed */
	REACT_PASS,     /* not mine */
	REACT_BACK,     /* close this screen */
	REACT_OPEN,     /* open another above it */
	REACT_REPLACE,  /* close this one and open another */
	REACT_CHOSEN,   /* close this overlay, then do as then(screen below, which) says */
	REACT_SIGN_OUT, /* keep everything, back to the sign-in */
	REACT_QUIT,     /* leave the program */
};
struct reaction {
	enum react what;
	const struct screen_ops *ops; /* REACT_OPEN, REACT_REPLACE */
	const void *arg; /* for its open(), after the handler returned: keep it in data */
	struct reaction (*then)(struct screen *below, int which); /* REACT_CHOSEN */
	int which;
};

/* What a screen can do; label TEXT_NONE: the action's own. The list ends with ACT_COUNT. */
struct screen_act {
	enum act act;
	enum text label;
};

/* What a screen shows, for what is the same everywhere. */
struct subject {
	const struct form *form; /* NULL: nothing of a kind */
	const char *record;      /* id, NULL: none that is stored; borrowed from the screen */
	/* Of its records those that were marked, or else found; NULL: all. Borrowed likewise. */
	const char *const *marked; /* NULL behind the last */
	const struct store_query *found;
};

struct screen_ops {
	const char *name;
	bool overlay; /* in the panel */
	bool glance;  /* an overlay to read: what does not leaf in it closes it and is done below */
	bool bare;    /* no line 1 */
	int rows, cols; /* the least it needs; 0: GRID_ROWS, GRID_COLS */
	/*
	 * What can be done here, in order of importance: the footer shows what fits, the way back
	 * always; the help shows all of it.
	 */
	const struct screen_act *acts;
	/* May it be done now? Else footer and help leave it out. NULL: always. */
	bool (*can)(const struct screen *screen, enum act act);
	/*
	 * 0, or ERR_*: the screen does not appear (open() said why with screen_say); close() frees
	 * what it had put into data by then.
	 */
	int (*open)(struct screen *screen, const void *arg);
	void (*close)(struct screen *screen);
	/* Line 1, left: where I am. */
	void (*title)(const struct screen *screen, struct buf *out);
	void (*layout)(struct screen *screen);
	void (*paint)(struct screen *screen);
	struct reaction (*act)(struct screen *screen, enum act act);
	/* A key that the focused widget did not want and that is no action. */
	struct reaction (*text)(struct screen *screen, int key);
	/* The focused widget used a key; ->changed tells whether its content is another. */
	struct reaction (*used)(struct screen *screen, struct widget *widget);
	/* Every half second, now in ms of the seat's clock. */
	void (*tick)(struct screen *screen, int64_t now);
	/* Something in the store changed, by whomever. The cursor stays. */
	void (*renew)(struct screen *screen);
	/* The screen above was closed. NULL: renew. */
	void (*resume)(struct screen *screen);
	/* Once, as soon as the screen stands: what is to happen at once. */
	struct reaction (*ready)(struct screen *screen);
	/*
	 * Are lines of a sheet welcome? Then those that come unbracketed are a paste, too; else
	 * what they have are tabs and Enters. NULL: no.
	 */
	bool (*takes_sheet)(const struct screen *screen);
	/* What is looked at now. NULL: no record, no kind. */
	struct subject (*subject)(const struct screen *screen);
	/* The id of the record that is open here, borrowed, or NULL. NULL: it shows none. */
	const char *(*record)(const struct screen *screen);
	/* Puts what is being typed into the drafts, now. */
	void (*keep)(struct screen *screen);
	/* What F1 says above the keys, a new string, or NULL; lines end with \n. */
	char *(*help)(const struct screen *screen);
	/* What the message line says while there is no message, a new string or NULL. */
	char *(*hint)(const struct screen *screen);
};

struct screen {
	const struct screen_ops *ops;
	struct seat *seat;
	void *data;     /* the screen's own */
	CDKSCREEN *cdk; /* its widgets; freed behind close() */
	struct { int row, col, rows, cols; } panel; /* of an overlay, inside */
};

struct reaction screen_done(void);
struct reaction screen_pass(void);
struct reaction screen_back(void);
struct reaction screen_open(const struct screen_ops *ops, const void *arg);
struct reaction screen_replace(const struct screen_ops *ops, const void *arg);
struct reaction screen_chosen(struct reaction (*then)(struct screen *, int), int which);
struct reaction screen_quit(void);
struct reaction screen_sign_out(void);

/* Is the terminal large enough for it? */
bool screen_has_room(const struct screen *screen);
/* Is the action among what can be done here now? */
bool screen_can(const struct screen *screen, enum act act);

/* The message line: replaces what stands there, gone with the next key. */
void screen_say(struct screen *screen, enum text id, ...) __attribute__((sentinel));
void screen_say_this(struct screen *screen, const struct say *say);
/* The sentence of an ERR_*, or *why if it says something; releases *why. */
void screen_say_error(struct screen *screen, int err, struct say *why);

/*
 * A check has failed: what was typed ahead, before anybody could see that, was meant for what would
 * have come else. It is not played any further, and she is told. Nothing of the kind in a paste,
 * which is judged as a whole.
 */
void screen_stop(struct screen *screen);

/* Words in the seat's language; borrowed for ever. */
const char *screen_text(const struct screen *screen, enum text id);
/* A label of the grid: right-aligned to its column, a mark beside it. */
void screen_label(const struct screen *screen, int row, enum text label, char mark);
/* Text at a column of stdscr, cut at the right edge. */
void screen_write(int row, int col, const char *text);
/*
 * The record of this kind that the clerk saved last on this seat (n 0), the one before (1) …;
 * borrowed, NULL: none.
 */
const struct record *screen_before(const struct screen *screen, const struct form *form, int n);
/* Takes the record over: it is the one saved last now. */
void screen_add_before(struct screen *screen, struct record *record);
/* The next clerk's first record follows nobody's. */
void screen_forget_before(struct seat *seat);
/* Was the key that is being handled pasted, not typed? */
bool screen_is_pasted(const struct screen *screen);
/* How many were typed on this seat so far. */
long screen_keys(const struct screen *screen);
/* Today and now by the seat's clock. */
int64_t screen_now(const struct screen *screen);
day_t screen_today(const struct screen *screen);
/* The row of the message line: screens have the rows 1 to this, without it. */
int screen_bottom(void);
/* Adds so many columns of text and a gap: for lines of lists. */
void screen_column(struct buf *line, const char *text, int cols);

#endif
