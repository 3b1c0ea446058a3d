#include "tui/print_menu.h"

#include "tui/job_screen.h"
#include "tui/menu.h"

#include "db/rights.h"
#include "db/store.h"
#include "forms/paper.h"

#include <stdlib.h>

struct print_menu {
	struct menu menu;
	char *command[CHOICE_MAX]; /* "print receipt RECORD-ID", of each that is offered */
	int count;
};

/* Those who may take lists along may print them. */
static bool
may(const struct screen *screen, const struct paper *paper, const struct form *form)
{
	bool whole = paper->of == PAPER_LIST || paper->of == PAPER_STATION;

	return rights_may(&screen->seat->actor, whole ? ACTION_EXPORT : ACTION_READ,
	    form ? form->kind : NULL);
}

static void
offer(struct screen *screen, enum paper_of of, const struct form *form,
    const struct record *record)
{
	struct print_menu *m = screen->data;
	const struct paper *paper;

	for (int i = 0; (paper = papers_at(screen->seat->forms, i)); i++) {
		if (m->count == CHOICE_MAX || !may(screen, paper, form) ||
		    !paper_fits(paper, of, form, record, screen_today(screen)))
			continue;
		m->command[m->count++] = record ? xprintf("print %s %s", paper->id, record->id)
		    : form ? xprintf("print %s %s", paper->id, form->kind)
			   : xprintf("print %s", paper->id);
		choice_add(m->menu.choice, paper->label[screen->seat->lang],
		    form && !record ? form->label[screen->seat->lang] : NULL);
	}
}

/* What the front door knows to print beside those that are defined. */
static void
offer_card(struct screen *screen, const char *command, enum text label)
{
	struct print_menu *m = screen->data;

	if (m->count == CHOICE_MAX)
		return;
	m->command[m->count++] = xstrdup(command);
	choice_add(m->menu.choice, screen_text(screen, label), NULL);
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct print_menu *m = screen->data;

	return screen_replace(&screen_job, m->command[which]);
}

/* arg: the screen below. */
static int
start(struct screen *screen, const void *arg)
{
	const struct screen *below = arg;
	struct subject subject = below->ops->subject ? below->ops->subject(below)
	    : (struct subject){0};
	struct record *record = NULL;

	menu_begin(screen, xcalloc(1, sizeof(struct print_menu)), T_PRINT_TITLE, chose);
	if (subject.record && store_get(screen->seat->db, &screen->seat->actor, subject.record,
	    STORE_MASKED, NULL, &record) == 0)
		offer(screen, PAPER_RECORD, record->form, record);
	record_free(record);
	if (subject.form) {
		offer(screen, PAPER_LIST, subject.form, NULL);
		offer(screen, PAPER_BLANK, subject.form, NULL);
	}
	offer(screen, PAPER_STATION, NULL, NULL);
	offer_card(screen, "print keys", T_PRINT_KEYS);
	if (rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		offer_card(screen, "print accounts", T_PRINT_ACCOUNTS);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct print_menu *m = screen->data;

	for (int i = 0; i < m->count; i++)
		free(m->command[i]);
	menu_finish(screen);
}

static const struct screen_ops screen_print_menu = {
	.name = "print_menu",
	.overlay = true,
	.acts = menu_acts,
	.open = start,
	.close = finish,
	.layout = menu_layout,
	.paint = menu_paint,
	.used = menu_used,
};

struct reaction
print_menu_open(struct screen *screen)
{
	if (!screen->seat->actor.account)
		return screen_done();
	if (!screen->seat->job) {
		screen_say(screen, T_PRINT_NOT_HERE, NULL);
		return screen_done();
	}
	return screen_open(&screen_print_menu, screen);
}
