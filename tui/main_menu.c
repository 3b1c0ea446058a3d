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

/* What an entry does; for kinds, `kind` says which. */
struct entry_row {
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

static struct reaction
go_accounts(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_replace(&screen_accounts, NULL);
}

static struct reaction
go_care(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_replace(&screen_care_menu, NULL);
}

static struct reaction
go_hotspots(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_replace(&screen_hotspots, NULL);
}

static struct reaction
go_twice(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_replace(&screen_twice, NULL);
}

static struct reaction
go_figures(struct screen *screen, const char *kind)
{
	(void)screen;
	(void)kind;
	return screen_replace(&screen_figures, NULL);
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
add(struct main_menu *m, const char *words, struct reaction (*go)(struct screen *, const char *),
    const char *kind)
{
	if (m->count == CHOICE_MAX)
		return;
	choice_add(m->menu.choice, words, NULL);
	m->row[m->count++] = (struct entry_row){go, kind};
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct main_menu *m = screen->data;

	return m->row[which].go(screen, m->row[which].kind);
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
		add(m, screen_text(screen, T_TITLE_ACCOUNTS), go_accounts, NULL);
	add(m, screen_text(screen, T_CARE_TITLE), go_care, NULL);
	add(m, screen_text(screen, T_MENU_LANGUAGE), go_language, NULL);
	add(m, screen_text(screen, T_ACT_SWAP), go_swap, NULL);
	add(m, screen_text(screen, T_MENU_QUIT), go_quit, NULL);
	add_kinds(m, seat, true, CHOICE_MAX - 3);
	bool reads = rights_may(&seat->actor, ACTION_READ, "appeal");

	if (reads)
		add(m, screen_text(screen, T_HOT_TITLE), go_hotspots, NULL);
	if (twice_screen_is_for(seat))
		add(m, screen_text(screen, T_TWICE_TITLE), go_twice, NULL);
	if (reads)
		add(m, screen_text(screen, T_FIGURES_TITLE), go_figures, NULL);
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
