/* What the files of the self-service desk share: kiosk.c (keys, time), kiosk_pages.c, _paint.c. */
#ifndef TUI_KIOSK_INT_H
#define TUI_KIOSK_INT_H

#include "db/kiosk.h"
#include "tui/edit.h"
#include "tui/kiosk.h"

#define KIOSK_ROWS 20 /* the least it needs */
#define KIOSK_COLS 45
#define KIOSK_CHOICES 7 /* of a list on one page; then 8 leafs on */
#define KIOSK_MORE '8'
#define KIOSK_NUMBER 20 /* characters of what is typed in figures */
#define KIOSK_CODE 16   /* figures of a query code */

enum kiosk_page {
	PAGE_FIRST,
	PAGE_CODE,
	PAGE_PIN,
	PAGE_MATTER,
	PAGE_ANSWER,
	PAGE_RATE,
	PAGE_WHY,
	PAGE_NEW_PIN,
	PAGE_PIN_AGAIN,
	PAGE_SHELVES,
	PAGE_PAPERS,
	PAGE_PAPER,
	PAGE_SORT,
	PAGE_TEXT,
	PAGE_NAMED,
	PAGE_NAME,
	PAGE_PHONE,
	PAGE_SURE,
	PAGE_RECEIPT,
	PAGE_ACCOUNT,
	PAGE_PASSWORD,
	PAGE_COUNT
};

enum kiosk_typing { KIOSK_CHOOSES, KIOSK_FIGURES, KIOSK_PLAIN, KIOSK_SECRET, KIOSK_TEXT };

/* What stands on the screen, made anew for each painting. */
struct kiosk_view {
	struct buf title, body, foot;
	struct {
		char key;
		char *label;
	} item[10];
	int items;
	bool lists; /* the items are a list's: no room between them */
};

struct kiosk_screen {
	struct screen *screen;
	struct kiosk *kiosk;
	enum kiosk_page page;
	bool leaves;      /* the screen is to end */
	int leaf, leaves_on; /* of a long body; leaves_on: there is more behind it */
	char *station;
	char *said;       /* what stands below until the next key, or NULL */
	struct edit edit; /* what is being typed */
	/* Of whoever stands here; wiped when she goes. */
	char *typed;      /* number, PIN, account: what the page before asked for */
	bool found;
	struct kiosk_matter matter;
	struct kiosk_items items;
	int from;         /* of a list, the first one shown */
	char *shelf;
	struct kiosk_paper paper;
	enum kiosk_sort sort;
	char *text, *name, *phone;
	struct kiosk_receipt receipt;
	struct kiosk_view view;
};

/* A page: what it shows, and what it does with a figure or with what was typed. */
struct kiosk_page_ops {
	enum text title;
	enum text help; /* above what it shows, or TEXT_NONE */
	enum kiosk_page back; /* where 0 and Esc lead */
	enum kiosk_typing typing;
	size_t most; /* characters to be typed */
	void (*show)(struct kiosk_screen *s);
	void (*chosen)(struct kiosk_screen *s, int figure); /* KIOSK_CHOOSES; not 0 */
	void (*typed)(struct kiosk_screen *s, const char *text); /* not "" */
};
extern const struct kiosk_page_ops kiosk_pages[PAGE_COUNT];

/* kiosk.c */
void kiosk_go(struct kiosk_screen *s, enum kiosk_page page);
void kiosk_say(struct kiosk_screen *s, enum text id);
/* Why something was not done; releases *why. Where nobody answers any more: to the beginning. */
void kiosk_complain(struct kiosk_screen *s, int err, struct say *why);
void kiosk_keep(char **to, const char *text); /* wipes what was there; text may be NULL */
int kiosk_figures(const char *text); /* how many are in it */
const char *kiosk_text(const struct kiosk_screen *s, enum text id);

/* kiosk_pages.c */
void kiosk_add_item(struct kiosk_screen *s, char key, const char *label);
void kiosk_open_shelves(struct kiosk_screen *s);
void kiosk_show(struct kiosk_screen *s); /* fills the view */
void kiosk_view_release(struct kiosk_view *view);

/* kiosk_paint.c */
void kiosk_paint(struct screen *screen);

#endif
