#include "tui/print_menu.h"

#include "tui/job_menu.h"

#include "db/rights.h"
#include "db/store.h"
#include "forms/paper.h"

#include <stdio.h>
#include <stdlib.h>

#define FOUND_MOST 1000 /* a longer list is printed as a whole, or a sheet is written */

struct print_menu {
	struct job_menu menu;
	struct buf some; /* ":ID,ID", of the kind those that lists are of; empty: all */
	char *note;      /* how many these are; NULL: all */
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
		if (!may(screen, paper, form) ||
		    !paper_fits(paper, of, form, record, screen_today(screen)))
			continue;
		bool some = of == PAPER_LIST && m->some.len;
		char *command = record ? xprintf("print %s %s", paper->id, record->id)
		    : form ? xprintf("print %s %s%s", paper->id, form->kind,
			some ? buf_text(&m->some) : "")
			   : xprintf("print %s", paper->id);
		char *words = xprintf("%s%s", paper->label[screen->seat->lang],
		    some ? m->note : "");

		job_menu_add(screen, command, words,
		    form && !record && !some ? form->label[screen->seat->lang] : NULL);
		free(words);
	}
}

/* What the front door knows to print beside those that are defined. */
static void
offer_card(struct screen *screen, const char *command, enum text label)
{
	job_menu_add(screen, xstrdup(command), screen_text(screen, label), NULL);
}

static void
add_id(struct print_menu *m, const char *id)
{
	buf_printf(&m->some, "%s%s", m->some.len ? "," : ":", id);
}

static void
note_some(struct screen *screen, enum text words, int count)
{
	struct print_menu *m = screen->data;
	char number[16];

	snprintf(number, sizeof number, "%d", count);
	m->note = text_format(screen->seat->lang, words, number, NULL);
}

/* What was marked in the list, or else what it shows, where that is not all of the kind. */
static void
find_some(struct screen *screen, const struct subject *subject)
{
	struct print_menu *m = screen->data;
	struct store_page page = {0};
	int count = 0;

	for (; subject->marked && subject->marked[count]; count++)
		add_id(m, subject->marked[count]);
	if (count)
		note_some(screen, T_PRINT_MARKED, count);
	if (count || !subject->found)
		return;
	struct store_query query = *subject->found;

	query.limit = FOUND_MOST;
	if (store_list(screen->seat->db, &screen->seat->actor, &query, &page) != 0)
		return;
	for (int i = 0; i < page.count; i++)
		add_id(m, page.row[i].record->id);
	if (page.count)
		note_some(screen, page.more ? T_PRINT_FIRST : T_PRINT_FOUND, page.count);
	store_page_release(&page);
}

/* arg: the screen below. */
static int
start(struct screen *screen, const void *arg)
{
	const struct screen *below = arg;
	struct subject subject = below->ops->subject ? below->ops->subject(below)
	    : (struct subject){0};
	struct record *record = NULL;

	job_menu_begin(screen, xcalloc(1, sizeof(struct print_menu)), T_PRINT_TITLE);
	if (subject.record && store_get(screen->seat->db, &screen->seat->actor, subject.record,
	    STORE_MASKED, NULL, &record) == 0)
		offer(screen, PAPER_RECORD, record->form, record);
	record_free(record);
	find_some(screen, &subject);
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

	buf_release(&m->some);
	free(m->note);
	job_menu_finish(screen);
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
	return job_menu_open(screen, &screen_print_menu, screen, T_PRINT_NOT_HERE);
}
