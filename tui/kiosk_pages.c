/* The pages of the self-service desk, a row each; where a page leads stands in what it does. */
#include "tui/kiosk_int.h"

#include "base/width.h"
#include "db/rights.h"

#include <stdlib.h>
#include <string.h>

/* --- views --- */

void
kiosk_view_release(struct kiosk_view *view)
{
	for (int i = 0; i < view->items; i++)
		free(view->item[i].label);
	view->items = 0;
	view->lists = false;
	buf_release(&view->title);
	buf_release(&view->body);
	buf_release(&view->foot);
}

void
kiosk_add_item(struct kiosk_screen *s, char key, const char *label)
{
	struct kiosk_view *view = &s->view;

	view->item[view->items].key = key;
	view->item[view->items++].label = xstrdup(label);
}

static void
offer(struct kiosk_screen *s, char key, enum text label)
{
	kiosk_add_item(s, key, kiosk_text(s, label));
}

/* A line of the body, or with "" an empty one. */
static void
line(struct kiosk_screen *s, const char *text)
{
	buf_printf(&s->view.body, "%s\n", text);
}

void
kiosk_show(struct kiosk_screen *s)
{
	const struct kiosk_page_ops *page = &kiosk_pages[s->page];

	kiosk_view_release(&s->view);
	buf_puts(&s->view.title, kiosk_text(s, page->title));
	if (page->help != TEXT_NONE)
		line(s, kiosk_text(s, page->help));
	if (page->show)
		page->show(s);
	if (page->typing == KIOSK_CHOOSES && s->page != PAGE_FIRST)
		offer(s, '0', page->back == PAGE_FIRST ? T_SELF_BEGINNING : T_SELF_BACK);
}

static void
line_of(struct kiosk_screen *s, enum text id, const char *arg)
{
	char *text = text_format(s->screen->seat->lang, id, arg ? arg : "", NULL);

	line(s, text);
	free(text);
}

/* A heading and what stands below it, if there is anything. */
static void
part(struct kiosk_screen *s, enum text head, const char *text)
{
	if (!text || !*text)
		return;
	if (s->view.body.len)
		line(s, "");
	line(s, kiosk_text(s, head));
	line(s, text);
}

static char *
day_words(const struct kiosk_screen *s, day_t day)
{
	struct civil c = day_civil(day);
	char month[12], number[12];

	snprintf(month, sizeof month, "%d", c.month);
	snprintf(number, sizeof number, "%d", c.day);
	return text_format(s->screen->seat->lang, T_SELF_DAY, month, number, NULL);
}

/* --- first --- */

static void
show_first(struct kiosk_screen *s)
{
	if (s->station) {
		buf_clear(&s->view.title);
		buf_puts(&s->view.title, s->station);
	}
	offer(s, '1', T_SELF_MATTER);
	offer(s, '2', T_SELF_PAPERS);
	offer(s, '3', T_SELF_HAND_IN);
	if (!s->screen->seat->keep)
		offer(s, '0', T_SELF_END);
	else
		kiosk_add_item(s, '0', ""); /* for an administrator, who knows */
	buf_puts(&s->view.foot, kiosk_text(s, T_SELF_PRIVATE));
}

static void
choose_first(struct kiosk_screen *s, int figure)
{
	switch (figure) {
	case '1':
		kiosk_go(s, PAGE_CODE);
		break;
	case '2':
		kiosk_open_shelves(s);
		break;
	case '3':
		kiosk_go(s, PAGE_SORT);
		break;
	case '0':
		if (s->screen->seat->keep)
			kiosk_go(s, PAGE_ACCOUNT);
		else
			s->leaves = true;
		break;
	}
}

/* --- one's own matter --- */

static void
look_up(struct kiosk_screen *s, const char *typed, const char *pin)
{
	struct say why = {0};

	kiosk_matter_release(&s->matter);
	int err = kiosk_find(s->kiosk, typed, pin, &s->matter, &why);

	s->found = !err;
	if (!err) {
		kiosk_go(s, PAGE_MATTER);
		return;
	}
	kiosk_go(s, PAGE_CODE);
	kiosk_complain(s, err, &why);
}

/* A number is shorter than a code. */
static void
typed_code(struct kiosk_screen *s, const char *text)
{
	if (kiosk_figures(text) >= KIOSK_CODE) {
		look_up(s, text, NULL);
		return;
	}
	kiosk_keep(&s->typed, text);
	kiosk_go(s, PAGE_PIN);
}

static void
show_pin(struct kiosk_screen *s)
{
	line_of(s, T_SELF_PIN_HELP, s->typed);
}

static void
typed_pin(struct kiosk_screen *s, const char *text)
{
	look_up(s, s->typed, text);
	kiosk_keep(&s->typed, NULL);
}

static bool
has_answer(const struct kiosk_matter *m)
{
	return *m->reply || *m->refusal || *m->review || *m->recheck;
}

static void
show_steps(struct kiosk_screen *s)
{
	const struct kiosk_matter *m = &s->matter;

	for (int i = 0; i < m->steps; i++) {
		const struct kiosk_step *step = &m->step[i];
		char *day = day_words(s, step->day);
		char *what = text_format(s->screen->seat->lang, step->what,
		    *step->detail ? step->detail : kiosk_text(s, T_SELF_SOMEBODY), NULL);

		buf_printf(&s->view.body, "%s%*s%s\n", day, 10 - width_of_text(day), "", what);
		free(what);
		free(day);
	}
}

static void
show_matter(struct kiosk_screen *s)
{
	const struct kiosk_matter *m = &s->matter;

	if (!m->number)
		return;
	line(s, m->number);
	if (*m->line)
		line(s, m->line);
	if (m->reserved)
		line(s, kiosk_text(s, T_SELF_RESERVED));
	line(s, "");
	show_steps(s);
	line_of(s, T_SELF_STATE, m->state);
	if (m->due != DAY_NONE) {
		char *day = day_words(s, m->due);

		line_of(s, T_SELF_DUE, day);
		free(day);
	}
	if (m->reserved)
		return;
	if (has_answer(m))
		offer(s, '1', T_SELF_ANSWER);
	if (m->rates)
		offer(s, '2', T_SELF_RATE);
	offer(s, '3', T_SELF_SET_PIN);
}

static void
open_answer(struct kiosk_screen *s)
{
	struct say why = {0};
	int err = *s->matter.reply ? kiosk_has_read(s->kiosk, &why) : 0;

	kiosk_go(s, PAGE_ANSWER);
	if (err)
		kiosk_complain(s, err, &why);
	say_release(&why);
}

static void
choose_matter(struct kiosk_screen *s, int figure)
{
	if (figure == '1')
		open_answer(s);
	else
		kiosk_go(s, figure == '2' ? PAGE_RATE : PAGE_NEW_PIN);
}

static void
show_answer(struct kiosk_screen *s)
{
	const struct kiosk_matter *m = &s->matter;

	part(s, T_SELF_PART_OUTCOME, m->outcome);
	part(s, T_SELF_PART_REPLY, m->reply);
	part(s, T_SELF_PART_BASIS, m->basis);
	part(s, T_SELF_PART_REFUSAL, m->refusal);
	part(s, T_SELF_PART_REVIEW, m->review);
	part(s, T_SELF_PART_RECHECK, m->recheck);
	if (m->rates)
		offer(s, '1', T_SELF_RATE);
}

static void
choose_answer(struct kiosk_screen *s, int figure)
{
	(void)figure;
	kiosk_go(s, PAGE_RATE);
}

/* --- how satisfied --- */

static void
show_rate(struct kiosk_screen *s)
{
	offer(s, '1', T_SELF_GRADE_1);
	offer(s, '2', T_SELF_GRADE_2);
	offer(s, '3', T_SELF_GRADE_3);
	offer(s, '4', T_SELF_GRADE_4);
}

static void
rate(struct kiosk_screen *s, int grade, const char *words)
{
	struct kiosk_matter fresh;
	struct say why = {0};
	int err = kiosk_rate(s->kiosk, grade, words, &fresh, &why);

	if (err) {
		kiosk_matter_release(&fresh);
		kiosk_complain(s, err, &why);
		return;
	}
	kiosk_matter_release(&s->matter);
	s->matter = fresh;
	kiosk_go(s, PAGE_MATTER);
	kiosk_say(s, grade == KIOSK_GRADES ? T_SELF_AGAIN_NOTED : T_SELF_THANKS);
}

static void
choose_rate(struct kiosk_screen *s, int figure)
{
	if (figure == '0' + KIOSK_GRADES)
		kiosk_go(s, PAGE_WHY);
	else
		rate(s, figure - '0', "");
}

static void
typed_why(struct kiosk_screen *s, const char *text)
{
	rate(s, KIOSK_GRADES, text);
}

/* --- a PIN of one's own --- */

static void
typed_new_pin(struct kiosk_screen *s, const char *text)
{
	kiosk_keep(&s->typed, text);
	kiosk_go(s, PAGE_PIN_AGAIN);
}

static void
typed_again(struct kiosk_screen *s, const char *text)
{
	struct say why = {0};
	int err = 0;

	if (strcmp(text, s->typed) != 0)
		say_set(&why, T_SELF_NOT_THE_SAME, NULL);
	else
		err = kiosk_set_pin(s->kiosk, text, &why);
	kiosk_keep(&s->typed, NULL);
	if (err || why.id != TEXT_NONE) {
		kiosk_go(s, PAGE_NEW_PIN);
		kiosk_complain(s, err, &why);
		return;
	}
	kiosk_go(s, PAGE_MATTER);
	kiosk_say(s, T_SELF_PIN_SET);
}

/* --- notices and postings --- */

static void
show_list(struct kiosk_screen *s)
{
	int first = s->leaf * KIOSK_CHOICES, i;

	s->view.lists = true;
	if (!s->items.count)
		line(s, kiosk_text(s, T_SELF_NOTHING));
	for (i = first; i < s->items.count && i < first + KIOSK_CHOICES; i++) {
		const struct kiosk_item *item = &s->items.item[i];
		char *label = s->page == PAGE_SHELVES ? xprintf("%s  %d", item->title, item->count)
						      : xstrdup(item->title);

		kiosk_add_item(s, (char)('1' + i - first), label);
		free(label);
	}
	s->from = first;
	s->leaves_on = i < s->items.count;
}

void
kiosk_open_shelves(struct kiosk_screen *s)
{
	struct say why = {0};

	kiosk_items_release(&s->items);
	int err = kiosk_shelves(s->kiosk, &s->items, &why);

	if (err)
		kiosk_complain(s, err, &why);
	else
		kiosk_go(s, PAGE_SHELVES);
}

static void
open_papers(struct kiosk_screen *s)
{
	struct say why = {0};

	kiosk_items_release(&s->items);
	int err = kiosk_papers(s->kiosk, s->shelf, &s->items, &why);

	if (err)
		kiosk_complain(s, err, &why);
	else
		kiosk_go(s, PAGE_PAPERS);
}

static const struct kiosk_item *
chosen_item(const struct kiosk_screen *s, int figure)
{
	return &s->items.item[s->from + figure - '1'];
}

static void
choose_shelf(struct kiosk_screen *s, int figure)
{
	kiosk_keep(&s->shelf, chosen_item(s, figure)->id);
	open_papers(s);
}

static void
choose_paper(struct kiosk_screen *s, int figure)
{
	struct say why = {0};

	kiosk_paper_release(&s->paper);
	int err = kiosk_paper(s->kiosk, chosen_item(s, figure)->id, &s->paper, &why);

	if (err)
		kiosk_complain(s, err, &why);
	else
		kiosk_go(s, PAGE_PAPER);
}

static void
show_paper(struct kiosk_screen *s)
{
	const struct kiosk_paper *p = &s->paper;
	char from[11] = "", to[11] = "", dated[11] = "";

	if (!p->title)
		return;
	line(s, p->title);
	if (*p->number)
		line(s, p->number);
	line(s, "");
	line(s, p->body);
	part(s, T_SELF_PART_ANNEXES, p->annexes);
	if (p->dated != DAY_NONE)
		day_format(p->dated, dated);
	buf_printf(&s->view.body, "\n%s  %s\n", p->signature, dated);
	if (p->from != DAY_NONE && p->to != DAY_NONE) {
		day_format(p->from, from);
		day_format(p->to, to);
		char *posted = text_format(s->screen->seat->lang, T_SELF_POSTED, from, to,
		    p->objections_to, NULL);

		line(s, posted);
		free(posted);
	}
}

/* --- handing in --- */

static void
show_sort(struct kiosk_screen *s)
{
	offer(s, '1', T_SELF_SORT_APPEAL);
	offer(s, '2', T_SELF_SORT_SUGGESTION);
	offer(s, '3', T_SELF_SORT_QUESTION);
}

static void
choose_sort(struct kiosk_screen *s, int figure)
{
	s->sort = (enum kiosk_sort)(figure - '1');
	kiosk_go(s, PAGE_TEXT);
}

static void
typed_text(struct kiosk_screen *s, const char *text)
{
	kiosk_keep(&s->text, text);
	kiosk_go(s, s->name ? PAGE_SURE : PAGE_NAMED);
}

static void
show_named(struct kiosk_screen *s)
{
	offer(s, '1', T_SELF_WITH_NAME);
	offer(s, '2', T_SELF_WITHOUT);
}

static void
choose_named(struct kiosk_screen *s, int figure)
{
	kiosk_keep(&s->name, "");
	kiosk_keep(&s->phone, "");
	kiosk_go(s, figure == '1' ? PAGE_NAME : PAGE_SURE);
}

static void
typed_name(struct kiosk_screen *s, const char *text)
{
	kiosk_keep(&s->name, text);
	kiosk_go(s, PAGE_PHONE);
}

static void
typed_phone(struct kiosk_screen *s, const char *text)
{
	kiosk_keep(&s->phone, text);
	kiosk_go(s, PAGE_SURE);
}

static void
show_sure(struct kiosk_screen *s)
{
	line(s, s->text ? s->text : "");
	line(s, "");
	if (s->name && *s->name)
		buf_printf(&s->view.body, "%s  %s\n", s->name, s->phone);
	else
		line(s, kiosk_text(s, T_SELF_NO_NAME));
	offer(s, '1', T_SELF_SEND);
	offer(s, '2', T_SELF_CHANGE);
}

static void
change_text(struct kiosk_screen *s)
{
	char *text = xstrdup(s->text);

	kiosk_go(s, PAGE_TEXT);
	edit_set(&s->edit, text);
	kiosk_keep(&text, NULL);
}

static void
choose_sure(struct kiosk_screen *s, int figure)
{
	struct kiosk_letter letter = {.sort = s->sort, .text = s->text, .name = s->name,
		.phone = s->phone};
	struct say why = {0};

	if (figure == '2') {
		change_text(s);
		return;
	}
	int err = kiosk_hand_in(s->kiosk, &letter, &s->receipt, &why);

	if (!err) {
		kiosk_go(s, PAGE_RECEIPT);
		return;
	}
	if (err == ERR_INPUT) /* name or telephone: they are asked for again */
		kiosk_go(s, PAGE_NAMED);
	kiosk_complain(s, err, &why);
}

static void
show_receipt(struct kiosk_screen *s)
{
	line_of(s, T_SELF_NUMBER_IS, s->receipt.number);
	if (*s->receipt.code)
		line_of(s, T_SELF_CODE_IS, s->receipt.code);
	buf_puts(&s->view.foot, kiosk_text(s, T_SELF_NOTE_IT));
}

/* --- the administrator --- */

static void
typed_account(struct kiosk_screen *s, const char *text)
{
	kiosk_keep(&s->typed, text);
	kiosk_go(s, PAGE_PASSWORD);
}

static bool
may_end(const struct account *account)
{
	const struct actor actor = {account->account, account->name, account->role, ""};

	return rights_may(&actor, ACTION_ACCOUNTS, NULL);
}

static void
typed_password(struct kiosk_screen *s, const char *text)
{
	struct seat *seat = s->screen->seat;
	struct account account = {0};
	struct say why = {0};
	int err = keep_sign_in(seat->keep, s->typed, text, seat->where, &account, &why);

	if (!err && may_end(&account)) {
		s->leaves = true;
	} else {
		if (!err)
			say_set(&why, T_DB_NO_RIGHT, NULL);
		kiosk_go(s, PAGE_FIRST);
		kiosk_complain(s, err, &why);
	}
	say_release(&why);
	account_release(&account);
}

const struct kiosk_page_ops kiosk_pages[PAGE_COUNT] = {
	[PAGE_FIRST] = {.title = T_SELF_TITLE, .show = show_first, .chosen = choose_first},
	[PAGE_CODE] = {.title = T_SELF_MATTER, .help = T_SELF_CODE_HELP, .typing = KIOSK_FIGURES,
	    .most = KIOSK_NUMBER, .typed = typed_code},
	[PAGE_PIN] = {.title = T_SELF_MATTER, .back = PAGE_CODE, .typing = KIOSK_SECRET,
	    .most = KEEP_PIN_MOST, .show = show_pin, .typed = typed_pin},
	[PAGE_MATTER] = {.title = T_SELF_YOURS, .show = show_matter, .chosen = choose_matter},
	[PAGE_ANSWER] = {.title = T_SELF_ANSWER, .back = PAGE_MATTER, .show = show_answer,
	    .chosen = choose_answer},
	[PAGE_RATE] = {.title = T_SELF_RATE_TITLE, .back = PAGE_MATTER, .show = show_rate,
	    .chosen = choose_rate},
	[PAGE_WHY] = {.title = T_SELF_WHY, .back = PAGE_RATE, .typing = KIOSK_TEXT,
	    .most = KIOSK_LETTER, .typed = typed_why},
	[PAGE_NEW_PIN] = {.title = T_SELF_SET_PIN, .help = T_SELF_NEW_PIN_HELP,
	    .back = PAGE_MATTER, .typing = KIOSK_SECRET, .most = KEEP_PIN_MOST,
	    .typed = typed_new_pin},
	[PAGE_PIN_AGAIN] = {.title = T_SELF_PIN_AGAIN, .back = PAGE_NEW_PIN,
	    .typing = KIOSK_SECRET, .most = KEEP_PIN_MOST, .typed = typed_again},
	[PAGE_SHELVES] = {.title = T_SELF_PAPERS, .show = show_list, .chosen = choose_shelf},
	[PAGE_PAPERS] = {.title = T_SELF_PAPERS, .back = PAGE_SHELVES, .show = show_list,
	    .chosen = choose_paper},
	[PAGE_PAPER] = {.title = T_SELF_PAPERS, .back = PAGE_PAPERS, .show = show_paper},
	[PAGE_SORT] = {.title = T_SELF_HAND_IN_TITLE, .show = show_sort, .chosen = choose_sort},
	[PAGE_TEXT] = {.title = T_SELF_TEXT, .help = T_SELF_TEXT_HELP, .back = PAGE_SORT,
	    .typing = KIOSK_TEXT, .most = KIOSK_LETTER, .typed = typed_text},
	[PAGE_NAMED] = {.title = T_SELF_NAMED, .help = T_SELF_NAMED_HELP, .back = PAGE_TEXT,
	    .show = show_named, .chosen = choose_named},
	[PAGE_NAME] = {.title = T_SELF_NAME, .back = PAGE_NAMED, .typing = KIOSK_TEXT,
	    .most = KIOSK_NAME, .typed = typed_name},
	[PAGE_PHONE] = {.title = T_SELF_PHONE, .back = PAGE_NAME, .typing = KIOSK_FIGURES,
	    .most = KIOSK_PHONE, .typed = typed_phone},
	[PAGE_SURE] = {.title = T_SELF_SURE, .show = show_sure, .chosen = choose_sure},
	[PAGE_RECEIPT] = {.title = T_SELF_RECEIVED, .show = show_receipt},
	[PAGE_ACCOUNT] = {.title = T_SELF_ACCOUNT, .typing = KIOSK_PLAIN, .most = 40,
	    .typed = typed_account},
	[PAGE_PASSWORD] = {.title = T_SELF_PASSWORD, .typing = KIOSK_SECRET, .most = 64,
	    .typed = typed_password},
};
