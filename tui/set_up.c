/* The first start: what the unit is called, who looks after it; then the station is made. */
#include "tui/set_up.h"

#include "tui/entry.h"
#include "tui/prompt.h"
#include "tui/sign_in.h"
#include "tui/stick_pick.h"

#include "base/pinyin.h"

#include <stdlib.h>
#include <string.h>

enum { UNIT, LEVEL, UPPER, CODE, PERSON, ACCOUNT, PASSWORD, AGAIN, FIELDS };

static const struct {
	int row;
	enum text label, meaning;
	size_t max;
	bool secret;
} field[FIELDS] = {
	[UNIT] = {5, T_SET_UP_UNIT, T_SET_UP_UNIT_NOTE, 60, false},
	[LEVEL] = {6, T_SET_UP_LEVEL, T_SET_UP_LEVEL_NOTE, 1, false},
	[UPPER] = {7, T_SET_UP_UPPER, T_SET_UP_UPPER_NOTE, 60, false},
	[CODE] = {8, T_SET_UP_CODE, T_SET_UP_CODE_NOTE, 30, false},
	[PERSON] = {10, T_SET_UP_PERSON, T_SET_UP_PERSON_NOTE, 50, false},
	[ACCOUNT] = {11, T_SIGN_IN_ACCOUNT, T_SET_UP_ACCOUNT_NOTE, 32, false},
	[PASSWORD] = {12, T_SIGN_IN_PASSWORD, T_SET_UP_PASSWORD_NOTE, 1024, true},
	[AGAIN] = {13, T_SIGN_IN_AGAIN, T_SET_UP_AGAIN_NOTE, 1024, true},
};

#define ROW_TIME 15
#define ROW_DISPLAY 16
#define ROW_DISK 17

struct set_up {
	struct entry *entry[FIELDS];
	bool account_typed; /* else it follows the name */
	bool touched, leaving;
	struct prompt prompt;
	char *backup; /* its file */
	char *code;   /* that opens it */
	struct stick_pick pick;
};

static int
start(struct screen *screen, const void *arg)
{
	struct set_up *s = screen->data = xcalloc(1, sizeof *s);

	(void)arg;
	if (!screen->seat->set_up)
		return ERR_NOTFOUND;
	for (int i = 0; i < FIELDS; i++) {
		s->entry[i] = entry_new(screen->cdk, field[i].max);
		entry_set_secret(s->entry[i], field[i].secret);
	}
	entry_widget(s->entry[UNIT])->typing = entry_widget(s->entry[UPPER])->typing = TYPING_TEXT;
	entry_widget(s->entry[PERSON])->typing = TYPING_NAME;
	entry_set(s->entry[LEVEL], "1");
	widget_focus(entry_widget(s->entry[UNIT]));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct set_up *s = screen->data;

	stick_pick_release(&s->pick);
	free(s->backup);
	if (s->code)
		explicit_bzero(s->code, strlen(s->code));
	free(s->code);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct set_up *s = screen->data;

	for (int i = 0; i < FIELDS; i++)
		widget_place(entry_widget(s->entry[i]), field[i].row, GRID_VALUE - 1, 1,
		    GRID_VALUE_COLS + 2);
}

/* What a wrong clock or a terminal without Chinese would spoil is to be seen beforehand. */
static void
paint_checks(const struct screen *screen)
{
	char time[20];

	day_time_format(screen_now(screen), time);
	time[16] = '\0';
	screen_label(screen, ROW_TIME, T_SET_UP_TIME, '=');
	screen_write(ROW_TIME, GRID_VALUE, time);
	screen_write(ROW_TIME, GRID_MEANING, screen_text(screen, T_SET_UP_TIME_NOTE));
	screen_label(screen, ROW_DISPLAY, T_SET_UP_DISPLAY, '=');
	screen_write(ROW_DISPLAY, GRID_VALUE, "工会 古丽娜尔·买买提 䶮");
	screen_write(ROW_DISPLAY, GRID_MEANING, screen_text(screen, T_SET_UP_DISPLAY_NOTE));
	if (screen->seat->disk == DISK_UNKNOWN)
		return;
	bool plain = screen->seat->disk == DISK_PLAIN;

	screen_label(screen, ROW_DISK, T_SET_UP_DISK, plain ? '!' : '=');
	screen_write(ROW_DISK, GRID_VALUE,
	    screen_text(screen, plain ? T_SET_UP_DISK_PLAIN : T_SET_UP_DISK_SEALED));
	screen_write(ROW_DISK, GRID_MEANING,
	    screen_text(screen, plain ? T_SET_UP_DISK_PLAIN_NOTE : T_SET_UP_DISK_SEALED_NOTE));
}

static enum text
meaning_of(const struct set_up *s, int i)
{
	const char *again = entry_text(s->entry[AGAIN]);

	if (i != AGAIN || !*again)
		return field[i].meaning;
	return strcmp(again, entry_text(s->entry[PASSWORD])) == 0 ? T_SET_UP_ALIKE
								  : field[i].meaning;
}

static void
paint(struct screen *screen)
{
	struct set_up *s = screen->data;

	screen_write(0, GRID_TEXT, screen_text(screen, T_SET_UP_TITLE));
	screen_write(1, GRID_TEXT, screen_text(screen, T_SET_UP_LEAD));
	for (int i = 0; i < FIELDS; i++) {
		bool focus = widget_has_focus(entry_widget(s->entry[i]));

		screen_label(screen, field[i].row, field[i].label, focus ? '>' : 0);
		screen_write(field[i].row, GRID_MEANING, screen_text(screen, meaning_of(s, i)));
	}
	paint_checks(screen);
	screen_write(screen_bottom() - 1, GRID_TEXT, screen_text(screen, T_SET_UP_NEXT));
}

static struct reaction
wrong(struct screen *screen, int which, enum text text)
{
	struct set_up *s = screen->data;

	widget_focus(entry_widget(s->entry[which]));
	screen_say(screen, text, NULL);
	return screen_done();
}

static struct reaction
make(struct screen *screen)
{
	struct set_up *s = screen->data;
	const char *level = entry_text(s->entry[LEVEL]);
	struct setup setup = {
		.unit = {.name = xstrdup(entry_text(s->entry[UNIT])),
		    .level = (enum level)(level[0] - '1'),
		    .code = xstrdup(entry_text(s->entry[CODE])),
		    .upper = xstrdup(entry_text(s->entry[UPPER]))},
		.person = entry_text(s->entry[PERSON]),
		.account = entry_text(s->entry[ACCOUNT]),
		.password = entry_text(s->entry[PASSWORD]),
	};
	struct say why = {0};
	int err = screen->seat->set_up(screen->seat, &setup, &why);

	free(setup.unit.name);
	free(setup.unit.code);
	free(setup.unit.upper);
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	say_release(&why);
	return screen_replace(&screen_sign_in, NULL);
}

static struct reaction
save(struct screen *screen)
{
	struct set_up *s = screen->data;
	const char *level = entry_text(s->entry[LEVEL]);

	if (!*entry_text(s->entry[UNIT]))
		return wrong(screen, UNIT, T_SET_UP_NO_UNIT);
	if (level[0] < '1' || level[0] > '5')
		return wrong(screen, LEVEL, T_SET_UP_BAD_LEVEL);
	if (!*entry_text(s->entry[PERSON]))
		return wrong(screen, PERSON, T_SET_UP_NO_PERSON);
	if (!*entry_text(s->entry[ACCOUNT]))
		return wrong(screen, ACCOUNT, T_SET_UP_NO_ACCOUNT);
	if (strcmp(entry_text(s->entry[PASSWORD]), entry_text(s->entry[AGAIN])) != 0)
		return wrong(screen, AGAIN, T_SIGN_IN_UNLIKE);
	return make(screen);
}

/* Nothing of this page is kept: one Esc is not enough to lose it. */
static struct reaction
leave(struct screen *screen)
{
	struct set_up *s = screen->data;

	if (!s->touched || s->leaving)
		return screen_pass();
	s->leaving = true;
	screen_say(screen, T_SET_UP_LEAVE, NULL);
	return screen_done();
}

/* The sign-in name is the name's initials until somebody wants another. */
static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct set_up *s = screen->data;

	s->leaving = false;
	s->touched |= widget->changed;
	if (widget == entry_widget(s->entry[ACCOUNT]))
		s->account_typed |= widget->changed;
	if (widget == entry_widget(s->entry[PERSON]) && !s->account_typed) {
		char *initials = pinyin_initials_all(entry_text(s->entry[PERSON]));

		initials[strcspn(initials, " ")] = '\0';
		entry_set(s->entry[ACCOUNT], initials);
		free(initials);
	}
	widget->changed = false;
	return screen_done();
}

/* A digit takes the place of the level; elsewhere what the field does not take is nothing. */
static struct reaction
text(struct screen *screen, int key)
{
	struct set_up *s = screen->data;

	s->leaving = false;
	if (widget_has_focus(entry_widget(s->entry[LEVEL])) && key >= '1' && key <= '5')
		entry_set(s->entry[LEVEL], (char[]){(char)key, '\0'});
	return screen_done();
}

static struct reaction restore_sealed(struct screen *screen, int which);

static struct reaction
ask_code(struct screen *screen)
{
	struct set_up *s = screen->data;

	s->prompt = (struct prompt){T_SET_UP_CODE_OF_BACKUP, T_SET_UP_BACKUP_HINT, 1, 60, &s->code,
		restore_sealed};
	return screen_open(&screen_prompt, &s->prompt);
}

static struct reaction
restore_with(struct screen *screen, const char *code)
{
	struct set_up *s = screen->data;
	struct say why = {0};
	int err = screen->seat->restore(screen->seat, s->backup, code, &why);

	if (err == ERR_DENIED && !code) {
		say_release(&why);
		return ask_code(screen);
	}
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	say_release(&why);
	return screen_replace(&screen_sign_in, NULL);
}

static struct reaction
restore(struct screen *screen, int which)
{
	(void)which;
	return restore_with(screen, NULL);
}

static struct reaction
restore_sealed(struct screen *screen, int which)
{
	const struct set_up *s = screen->data;

	(void)which;
	return restore_with(screen, s->code);
}

static struct reaction
ask_backup(struct screen *screen)
{
	struct set_up *s = screen->data;

	s->prompt = (struct prompt){
		T_SET_UP_BACKUP, T_SET_UP_BACKUP_HINT, 1, 200, &s->backup, restore};
	return screen_open(&screen_prompt, &s->prompt);
}

/* The backup's file, chosen on a stick instead of typed. */
static struct reaction
restore_this(struct screen *screen, const char *path)
{
	struct set_up *s = screen->data;

	free(s->backup);
	s->backup = xstrdup(path);
	return restore_with(screen, NULL);
}

static struct reaction
find_backup(struct screen *screen)
{
	struct set_up *s = screen->data;

	s->pick.endings = ".gzb";
	s->pick.chosen = restore_this;
	return stick_pick_open(screen, &s->pick);
}

static bool
can(const struct screen *screen, enum act act)
{
	return act == ACT_FIND ? screen->seat->restore && stick_pick_can(screen)
	    : act != ACT_DO || screen->seat->restore;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_DO:
		return can(screen, act) ? ask_backup(screen) : screen_done();
	case ACT_FIND:
		return can(screen, act) ? find_backup(screen) : screen_done();
	case ACT_SAVE:
		return save(screen);
	case ACT_BACK:
		return leave(screen);
	case ACT_MENU:
	case ACT_SWAP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, T_DO_SET_UP},
	{ACT_DO, T_SET_UP_RESTORE},
	{ACT_FIND, T_SET_UP_STICK},
	{ACT_BACK, T_DO_LEAVE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_set_up = {
	.name = "set_up",
	.bare = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.act = act,
	.text = text,
	.used = used,
	.can = can,
};
