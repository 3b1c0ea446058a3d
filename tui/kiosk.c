#include "tui/kiosk_int.h"

#include "tui/face_int.h"
#include "tui/term.h"

#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define AWAY_MS 60000 /* without a key: whoever stood here has gone */
#define WARN_MS 15000

static const struct kiosk_page_ops *
page_of(const struct kiosk_screen *s)
{
	return &kiosk_pages[s->page];
}

const char *
kiosk_text(const struct kiosk_screen *s, enum text id)
{
	return screen_text(s->screen, id);
}

void
kiosk_keep(char **to, const char *text)
{
	char *fresh = xstrdup(text);

	if (*to)
		explicit_bzero(*to, strlen(*to));
	free(*to);
	*to = fresh;
}

int
kiosk_figures(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text >= '0' && *text <= '9';
	return count;
}

/* --- what is said --- */

void
kiosk_say(struct kiosk_screen *s, enum text id)
{
	free(s->said);
	s->said = text_format(s->screen->seat->lang, id, NULL);
}

void
kiosk_complain(struct kiosk_screen *s, int err, struct say *why)
{
	if (why->id == TEXT_NONE)
		say_set(why, T_KIOSK_CANNOT, NULL);
	free(s->said);
	s->said = say_text(why, s->screen->seat->lang);
	say_release(why);
	if (err != ERR_IO)
		return;
	char *said = s->said; /* it is still to be read on the first page */

	s->said = NULL;
	kiosk_go(s, PAGE_FIRST);
	s->said = said;
}

/* --- where one is --- */

static struct face *
face_of(const struct kiosk_screen *s)
{
	return s->screen->seat->face;
}

/* Text is typed in Chinese from the start; nothing of what was typed is known to the next page. */
static void
set_input(struct kiosk_screen *s)
{
	struct buf rest = BUF_EMPTY;

	ime_leave(face_of(s)->ime);
	if (page_of(s)->typing == KIOSK_TEXT)
		ime_toggle(face_of(s)->ime, s->screen, &rest);
	buf_release(&rest);
}

/* Everything of whoever stood here. */
static void
forget(struct kiosk_screen *s)
{
	char **const words[] = {&s->typed, &s->shelf, &s->text, &s->name, &s->phone};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		kiosk_keep(words[i], NULL);
	if (s->found)
		kiosk_forget(s->kiosk);
	s->found = false;
	kiosk_matter_release(&s->matter);
	kiosk_items_release(&s->items);
	kiosk_paper_release(&s->paper);
	kiosk_receipt_release(&s->receipt);
	edit_release(&s->edit);
	kiosk_view_release(&s->view);
	free(s->said);
	s->said = NULL;
}

void
kiosk_go(struct kiosk_screen *s, enum kiosk_page page)
{
	s->page = page;
	s->leaf = 0;
	edit_release(&s->edit);
	edit_init(&s->edit, kiosk_pages[page].most, false);
	if (page == PAGE_FIRST) {
		forget(s);
		term_wipe();
		face_of(s)->whole = true;
	}
	set_input(s);
}

static void
go_back(struct kiosk_screen *s)
{
	enum kiosk_page back = page_of(s)->back;

	if (s->page == PAGE_PAPERS) {
		kiosk_open_shelves(s);
	} else if (back == PAGE_TEXT) { /* what was written stays to be changed */
		kiosk_go(s, back);
		edit_set(&s->edit, s->text ? s->text : "");
	} else if (s->page != PAGE_FIRST) {
		kiosk_go(s, back);
	}
}

/* --- keys --- */

static void
choose(struct kiosk_screen *s, int figure)
{
	bool offered = false;

	for (int i = 0; i < s->view.items; i++)
		offered = offered || s->view.item[i].key == figure;
	if (figure == KIOSK_MORE && s->leaves_on)
		s->leaf++;
	else if (figure == KIOSK_MORE && s->leaf)
		s->leaf = 0;
	else if (offered && figure == '0' && s->page != PAGE_FIRST)
		go_back(s);
	else if (offered)
		page_of(s)->chosen(s, figure);
}

static void
enter(struct kiosk_screen *s)
{
	const struct kiosk_page_ops *page = page_of(s);
	const char *text = edit_text(&s->edit);
	char *typed;

	if (page->typing == KIOSK_CHOOSES)
		return;
	if (!text[strspn(text, " ")]) {
		go_back(s);
		return;
	}
	typed = xstrdup(text);
	page->typed(s, typed);
	kiosk_keep(&typed, NULL);
}

/* Figures as Chinese keyboards may write them. */
static int
plain(int key)
{
	return key >= 0xFF10 && key <= 0xFF19 ? key - 0xFF10 + '0' : key;
}

/* A code that is whole is looked up; nobody need know of Enter. */
static void
type(struct kiosk_screen *s, int key)
{
	bool changed = false, figure = plain(key) >= '0' && plain(key) <= '9';

	if (page_of(s)->typing == KIOSK_FIGURES)
		key = plain(key);
	if (page_of(s)->typing == KIOSK_FIGURES && input_is_char(key) && !figure)
		return;
	edit_key(&s->edit, key, &changed);
	if (s->page == PAGE_CODE && changed && kiosk_figures(edit_text(&s->edit)) == KIOSK_CODE)
		enter(s);
}

static struct reaction
after_key(struct kiosk_screen *s)
{
	return s->leaves ? screen_quit() : screen_done();
}

static struct reaction
text(struct screen *screen, int key)
{
	struct kiosk_screen *s = screen->data;

	free(s->said);
	s->said = NULL;
	kiosk_show(s);
	if (page_of(s)->typing != KIOSK_CHOOSES)
		type(s, key);
	else if (plain(key) >= '0' && plain(key) <= '9')
		choose(s, plain(key));
	else if (key == ' ')
		choose(s, KIOSK_MORE);
	return after_key(s);
}

static struct reaction
typing_act(struct kiosk_screen *s, enum act act)
{
	if (page_of(s)->typing != KIOSK_TEXT)
		return screen_done();
	if (act == ACT_FORWARD) {
		struct buf rest = BUF_EMPTY;

		ime_toggle(face_of(s)->ime, s->screen, &rest);
		edit_set(&s->edit, edit_text(&s->edit));
		buf_release(&rest);
		return screen_done();
	}
	return screen_pass();
}

/* Nothing but this is passed on: no menu, no help, no other screen. */
static struct reaction
act(struct screen *screen, enum act act)
{
	struct kiosk_screen *s = screen->data;

	if (act == ACT_REPAINT)
		return screen_pass();
	if (act == ACT_FORWARD || act == ACT_PINYIN || act == ACT_CODES || act == ACT_FUZZY)
		return typing_act(s, act);
	free(s->said);
	s->said = NULL;
	kiosk_show(s);
	if (act == ACT_BACK)
		go_back(s);
	else if (act == ACT_NEXT && page_of(s)->typing != KIOSK_CHOOSES)
		enter(s);
	else if ((act == ACT_NEXT || act == ACT_DOWN || act == ACT_PAGE_DOWN) && s->leaves_on)
		s->leaf++;
	else if ((act == ACT_UP || act == ACT_PAGE_UP) && s->leaf)
		s->leaf--;
	return after_key(s);
}

/* --- time --- */

static int64_t
left_ms(const struct kiosk_screen *s)
{
	return AWAY_MS - (face_now() - face_of(s)->key);
}

static void
tick(struct screen *screen, int64_t now)
{
	struct kiosk_screen *s = screen->data;
	struct face *face = face_of(s);

	(void)now;
	if (left_ms(s) > 0)
		return;
	if (s->page != PAGE_FIRST) {
		kiosk_go(s, PAGE_FIRST);
		face->key = face_now();
	} else if (!screen->seat->keep) {
		face_stop(screen->seat); /* over a line: the place is somebody else's */
	}
}

static char *
hint(const struct screen *screen)
{
	const struct kiosk_screen *s = screen->data;
	int64_t left = left_ms(s);
	char seconds[12];

	if (s->page == PAGE_FIRST || left > WARN_MS)
		return xstrdup(kiosk_text(s, page_of(s)->typing == KIOSK_TEXT ? T_SELF_TYPING
		    : page_of(s)->typing == KIOSK_CHOOSES ? TEXT_NONE : T_SELF_FIGURES));
	snprintf(seconds, sizeof seconds, "%d", (int)((left < 0 ? 0 : left) + 999) / 1000);
	return text_format(screen->seat->lang, T_SELF_LEAVING, seconds, NULL);
}

/* --- life --- */

static int
start(struct screen *screen, const void *arg)
{
	struct kiosk_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct say why = {0};

	(void)arg;
	s->screen = screen;
	s->kiosk = screen->seat->kiosk;
	edit_init(&s->edit, 0, false);
	if (kiosk_station(s->kiosk, &s->station, &why) != 0)
		kiosk_say(s, T_KIOSK_CANNOT);
	say_release(&why);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct kiosk_screen *s = screen->data;

	forget(s);
	free(s->station);
	free(s);
	term_wipe();
}

static const struct screen_act acts[] = {{ACT_COUNT, TEXT_NONE}};

const struct screen_ops screen_kiosk = {
	.name = "kiosk",
	.bare = true,
	.rows = KIOSK_ROWS,
	.cols = KIOSK_COLS,
	.acts = acts,
	.open = start,
	.close = finish,
	.paint = kiosk_paint,
	.act = act,
	.text = text,
	.tick = tick,
	.hint = hint,
};
