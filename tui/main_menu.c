#include "tui/main_menu.h"

#include "tui/accounts.h"
#include "tui/care_menu.h"
#include "tui/figures_screen.h"
#include "tui/hotspot_screen.h"
#include "tui/list_screen.h"
#include "tui/menu.h"
#include "tui/twice_screen.h"

#include "db/rights.h"

#include <stdlib.h>

/* What an entry opens, or does; for kinds, `kind` says which. */
struct entry_row {
	const struct screen_ops *screen; /* NULL: it does */
	struct reaction (*go)(struct screen *screen, const char *kind);
	const char *kind; /* borrowed from the forms */
};

struct main_menu {
	struct menu menu;
	struct entry_row row[CHOICE_MAX];
	int count;
	struct list_screen_arg arg; /* being opened */
};

static struct reaction
go_kind(struct screen *screen, const char *kind)
{
	struct main_menu *m = screen->data;

	m->arg = (struct list_screen_arg){.kind = kind};
	return screen_replace(&screen_list, &m->arg);
}

/* The other language, from now on and at the next sign-in. */
static struct reaction
go_language(struct screen *screen, const char *kind)
{
	struct seat *seat = screen->seat;

	(void)kind;
	seat->lang = seat->lang == LANG_ZH ? LANG_EN : LANG_ZH;
	seat->account.lang = seat->lang;
	keep_lang(seat->keep, seat->actor.account, seat->lang);
	return screen_back();
}

static struct reaction
go_swap(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_sign_out();
}

static struct reaction
go_quit(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_quit();
}

static void
add_row(struct main_menu *m, const char *words, struct entry_row row)
{
	if (m->count == CHOICE_MAX)
		return;
	choice_add(m->menu.choice, words, NULL);
	m->row[m->count++] = row;
}

static void
add(struct main_menu *m, const char *words, struct reaction (*go)(struct screen *, const char *),
    const char *kind)
{
	add_row(m, words, (struct entry_row){.go = go, .kind = kind});
}

static void
add_screen(struct main_menu *m, const char *words, const struct screen_ops *screen)
{
	add_row(m, words, (struct entry_row){.screen = screen});
}

static struct reaction
chose(struct screen *screen, int which)
{
	const struct main_menu *m = screen->data;
	const struct entry_row *row = &m->row[which];

	return row->screen ? screen_replace(row->screen, NULL) : row->go(screen, row->kind);
}

static void
add_kinds(struct main_menu *m, const struct seat *seat, bool aside, int most)
{
	for (int i = 0; i < forms_count(seat->forms) && m->count < most; i++) {
		const struct form *form = forms_at(seat->forms, i);

		if (!form->internal && form->aside == aside)
			add(m, form->label[seat->lang], go_kind, form->kind);
	}
}

static int
start(struct screen *screen, const void *arg)
{
	struct main_menu *m = xcalloc(1, sizeof *m);
	const struct seat *seat = screen->seat;

	(void)arg;
	menu_begin(screen, m, T_ACT_MENU, chose);
	add_kinds(m, seat, false, CHOICE_MAX - 5);
	if (rights_may(&seat->actor, ACTION_ACCOUNTS, NULL) ||
	    rights_may(&seat->actor, ACTION_AUDIT, NULL))
		add_screen(m, screen_text(screen, T_TITLE_ACCOUNTS), &screen_accounts);
	add_screen(m, screen_text(screen, T_CARE_TITLE), &screen_care_menu);
	add(m, screen_text(screen, T_MENU_LANGUAGE), go_language, NULL);
	add(m, screen_text(screen, T_ACT_SWAP), go_swap, NULL);
	add(m, screen_text(screen, T_MENU_QUIT), go_quit, NULL);
	add_kinds(m, seat, true, CHOICE_MAX - 3);
	bool reads = rights_may(&seat->actor, ACTION_READ, "appeal");

	if (reads)
		add_screen(m, screen_text(screen, T_HOT_TITLE), &screen_hotspots);
	if (twice_screen_is_for(seat))
		add_screen(m, screen_text(screen, T_TWICE_TITLE), &screen_twice);
	if (reads)
		add_screen(m, screen_text(screen, T_FIGURES_TITLE), &screen_figures);
	return 0;
}

const struct screen_ops screen_main_menu = {
	.name = "main_menu",
	.overlay = true,
	.acts = menu_acts,
	.open = start,
	.close = menu_finish,
	.layout = menu_layout,
	.paint = menu_paint,
	.used = menu_used,
};
