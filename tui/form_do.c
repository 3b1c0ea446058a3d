/* F9 on a record: what this person may do with it now. */
#include "tui/form_int.h"

#include "db/care.h"
#include "db/draft.h"
#include "db/rights.h"
#include "forms/official.h"

#include <stdlib.h>
#include <string.h>

/* --- protected values in full --- */

static struct reaction
unmask(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct record *record = NULL;
	int err = store_get(seat->db, &seat->actor, s->record->id, STORE_FULL, s->reason, &record);

	(void)which;
	if (err) {
		screen_say_error(screen, err, &(struct say){0});
		return screen_done();
	}
	record_free(s->record);
	s->record = record;
	s->masked = false;
	screen_say(screen, T_FORM_SCREEN_UNMASKED, NULL);
	return screen_done();
}

static struct reaction
ask_reason(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->prompt = (struct prompt){T_FORM_SCREEN_REASON, T_FORM_SCREEN_REASON_HINT, 4, 100,
	    &s->reason, unmask};
	return screen_open(&screen_prompt, &s->prompt);
}

/* --- a sealed value --- */

static const enum text read_it[] = {T_FORM_SCREEN_READ, TEXT_NONE};

static struct reaction
wipe_it(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	(void)which;
	explicit_bzero(s->about, strlen(s->about));
	return screen_done();
}

/* The keeper writes down who, of which record and why before it answers. */
static struct reaction
unseal(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	int i = grid_current(s->grid);
	char *plain = NULL;
	struct say why = {0};

	(void)which;
	int err = keep_unseal(seat->keep, &seat->actor, s->record->id, s->reason,
	    s->record->value[i], &plain, &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	free(s->about);
	s->about = xprintf("%s  %s", s->form->field[i].label[seat->lang], plain);
	explicit_bzero(plain, strlen(plain));
	free(plain);
	s->ask = (struct ask){T_FORM_SCREEN_OPENED, s->about, read_it, wipe_it};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
ask_unseal(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->prompt = (struct prompt){T_FORM_SCREEN_UNSEAL_WHY, T_FORM_SCREEN_REASON_HINT, 4, 100,
	    &s->reason, unseal};
	return screen_open(&screen_prompt, &s->prompt);
}

static bool
may_unseal(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int i = grid_current(s->grid);

	return !s->masked && s->record->id && i >= 0 && record_is_sealed(s->record->value[i]) &&
	    (rights_may(&screen->seat->actor, ACTION_UNMASK, s->form->kind) ||
		screen->seat->actor.role == ROLE_HANDLER);
}

/* --- as it was --- */

static struct reaction
drop(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	if (which != 0)
		return screen_done();
	form_drop_draft(screen);
	s->touched = false;
	return screen_back();
}

static struct reaction
ask_drop(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->ask = (struct ask){T_FORM_SCREEN_DROP_ASK, NULL, ask_yes_no, drop};
	return screen_open(&screen_ask, &s->ask);
}

/* --- destroyed by order --- */

static struct reaction
destroy(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct say why = {0};

	if (which != 1)
		return screen_done();
	int err = care_erase(seat->db, &seat->actor, s->record->id, s->reason, &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	free(s->draft); /* went with it */
	s->draft = NULL;
	s->touched = false;
	screen_say(screen, T_FORM_SCREEN_ERASED, NULL);
	return screen_back();
}

/* The way out stands first. */
static struct reaction
ask_again(struct screen *screen, int which)
{
	static const enum text answers[] = {T_NO, T_FORM_SCREEN_ERASE, TEXT_NONE};
	struct form_screen *s = screen->data;

	(void)which;
	s->ask = (struct ask){T_FORM_SCREEN_ERASE_ASK, s->about, answers, destroy};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
ask_order(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->prompt = (struct prompt){T_FORM_SCREEN_ERASE_WHY, T_FORM_SCREEN_ERASE_HINT, 4, 100,
	    &s->reason, ask_again};
	return screen_open(&screen_prompt, &s->prompt);
}

/* --- on paper --- */

static struct reaction
save_paper(struct screen *screen, int which)
{
	(void)which;
	return form_try(screen);
}

static struct reaction
show_paper(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->paper = (struct paper_screen_arg){s->record, s->readonly ? NULL : save_paper};
	return screen_open(&screen_paper, &s->paper);
}

/* --- the menu --- */

static bool
may_erase(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	return s->record->id && rights_may(&screen->seat->actor, ACTION_ERASE, s->form->kind);
}

static bool
is_paper(const struct screen *screen)
{
	return official_is(((const struct form_screen *)screen->data)->form);
}

static bool
may_unmask(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	return s->masked && rights_may(&screen->seat->actor, ACTION_UNMASK, s->form->kind);
}

static bool
may_write(const struct screen *screen)
{
	return !((const struct form_screen *)screen->data)->readonly;
}

static bool
is_stored(const struct screen *screen)
{
	return ((const struct form_screen *)screen->data)->record->id != NULL;
}

static bool
is_touched(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	return s->touched || s->draft;
}

static const struct {
	enum text label;
	bool (*may)(const struct screen *screen);
	struct reaction (*go)(struct screen *screen);
} deeds[] = {
	{T_PAPER_TITLE, is_paper, show_paper},
	{T_FORM_SCREEN_UNMASK, may_unmask, ask_reason},
	{T_FORM_SCREEN_UNSEAL, may_unseal, ask_unseal},
	{T_ACT_SAVE, may_write, form_try},
	{T_HISTORY_TITLE, is_stored, form_history},
	{T_FORM_SCREEN_DROP, is_touched, ask_drop},
	{T_DAMAGE_MEND, form_damage_is_here, form_damage_ask},
	{T_COUNTER_ON, form_counter_is_off, form_counter_switch},
	{T_COUNTER_OFF, form_counter_is_on, form_counter_switch},
	{T_FORM_SCREEN_ERASE, may_erase, ask_order},
};
_Static_assert(sizeof deeds / sizeof *deeds < FORM_DEEDS, "room in struct form_screen");

/* The n-th of those that are offered now. */
static struct reaction
chose(struct screen *screen, int which)
{
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
		if (deeds[i].may(screen) && which-- == 0)
			return deeds[i].go(screen);
	return screen_done();
}

struct reaction
form_do(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int count = 0;

	grid_settle(s->grid);
	if (official_is(s->form) && !may_erase(screen))
		return show_paper(screen);
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
		if (deeds[i].may(screen))
			s->deed[count++] = deeds[i].label;
	s->deed[count] = TEXT_NONE;
	if (!count) {
		screen_say(screen, T_FORM_SCREEN_NOTHING_TO_DO, NULL);
		return screen_done();
	}
	free(s->about);
	s->about = form_shown(screen, s->form->title);
	s->ask = (struct ask){T_LIST_DO, *s->about ? s->about
	    : s->form->label[screen->seat->lang], s->deed, chose};
	return screen_open(&screen_ask, &s->ask);
}
