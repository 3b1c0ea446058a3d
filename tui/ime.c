#include "tui/ime.h"

#include "tui/compose.h"

#include "base/hanzi.h"
#include "base/personname.h"
#include "db/phrase.h"
#include "forms/words.h"

#include <stdlib.h>
#include <string.h>

/* How often before how lately: both in the weight of a learnt word. */
#define TIMES_SHIFT 20
#define LATELY ((UINT32_C(1) << TIMES_SHIFT) - 1)
#define TIMES_MOST (UINT32_MAX >> TIMES_SHIFT)

struct ime {
	struct seat *seat;
	struct compose *compose;
	struct lexicon *learnt, *station; /* NULL until it is switched on */
	struct phrases unwritten;
	struct phrase_habit habit;
	uint32_t lately; /* counts what was learnt */
	bool opened;
	bool on;                   /* in fields */
	const struct screen *list; /* the one whose search it is on for */
	const struct widget *widget; /* that is composed for */
	unsigned place;
};

static struct lexicon *terms;

/* --- words --- */

static void
add_code_name(const char *name)
{
	size_t before = strcspn(name, "("), paren = before;
	const char *wide = strstr(name, "（");

	lexicon_add(terms, name, NULL, LEXICON_TERM, 0);
	if (wide && (size_t)(wide - name) < paren)
		paren = (size_t)(wide - name);
	if (name[paren] && paren >= 6) { /* two characters */
		char *head = xstrndup(name, paren);

		lexicon_add(terms, head, NULL, LEXICON_TERM, 0);
		free(head);
	}
}

static void
add_codes(const struct forms *forms, const struct form *form)
{
	for (int i = 0; i < form->field_count; i++) {
		const struct codes *codes = form->field[i].choices
		    ? forms_codes(forms, form->field[i].choices) : NULL;

		for (int k = 0; codes && k < codes->code_count; k++)
			add_code_name(codes->code[k].name[LANG_ZH]);
	}
}

void
ime_prepare(const struct forms *forms)
{
	if (terms)
		return;
	terms = lexicon_new();
	lexicon_add_words(terms, words_shipped(), LEXICON_TERM);
	for (int i = 0; i < forms_count(forms); i++)
		add_codes(forms, forms_at(forms, i));
	personname_prepare();
	hanzi_prepare();
}

static uint32_t
weight(struct ime *ime, int times)
{
	uint32_t most = (uint32_t)times < TIMES_MOST ? (uint32_t)times : TIMES_MOST;

	if (ime->lately < LATELY)
		ime->lately++;
	return most << TIMES_SHIFT | ime->lately;
}

static void
take_phrases(struct ime *ime, struct lexicon *into, struct phrases *phrases)
{
	static const enum lexicon_kind kind[] = {
		[PHRASE_LEARNT] = LEXICON_LEARNT, [PHRASE_NAME] = LEXICON_NAME,
		[PHRASE_WORD] = LEXICON_TERM};

	for (int i = 0; i < phrases->count; i++) {
		const struct phrase *p = &phrases->phrase[i];

		lexicon_add(into, p->text, p->reading, kind[p->kind],
		    p->kind == PHRASE_LEARNT ? weight(ime, p->count) : 0);
	}
	phrases_release(phrases);
}

static void
open_codes(struct seat *seat)
{
	if (!seat->codes && seat->open_pinyin)
		seat->open_pinyin(seat, true);
}

/* What is hers and the station's, when it is switched on. A store that cannot be read now is no
 * reason not to type. */
static void
load(struct ime *ime)
{
	struct seat *seat = ime->seat;
	struct phrases phrases;

	if (!ime->opened && seat->open_pinyin)
		seat->open_pinyin(seat, false);
	ime->opened = true;
	ime_prepare(seat->forms);
	if (ime->learnt)
		return;
	ime->learnt = lexicon_new();
	ime->station = lexicon_new();
	ime->habit = (struct phrase_habit){.fuzzy = SPELLING_FUZZY};
	if (!seat->db || !seat->actor.account)
		return;
	ime->habit = phrase_habit(seat->db, &seat->actor);
	if (phrase_learnt(seat->db, &seat->actor, &phrases) == 0)
		take_phrases(ime, ime->learnt, &phrases);
	if (phrase_station(seat->db, &seat->actor, &phrases) == 0)
		take_phrases(ime, ime->station, &phrases);
	if (ime->habit.codes)
		open_codes(seat);
}

static void
learn(void *arg, const char *text, const char *reading, bool chosen)
{
	struct ime *ime = arg;
	uint32_t known = lexicon_weight(ime->learnt, text, reading);

	/* What comes first by itself needs no learning. */
	if (!ime->widget || ime->widget->typing == TYPING_PRIVATE || (!chosen && !known))
		return;
	lexicon_add(ime->learnt, text, reading, LEXICON_LEARNT,
	    weight(ime, (int)(known >> TIMES_SHIFT) + 1));
	phrases_add(&ime->unwritten, PHRASE_LEARNT, text, reading);
	ime->unwritten.phrase[ime->unwritten.count - 1].count = 1;
}

void
ime_tick(struct ime *ime)
{
	struct seat *seat = ime->seat;

	if (!ime->unwritten.count || !seat->db || !seat->actor.account)
		return;
	/* What cannot be written now is known on this seat all the same. */
	phrase_learn(seat->db, &seat->actor, &ime->unwritten);
	phrases_release(&ime->unwritten);
}

/* --- life --- */

struct ime *
ime_new(struct seat *seat)
{
	struct ime *ime = xcalloc(1, sizeof *ime);

	ime->seat = seat;
	ime->compose = compose_new();
	return ime;
}

void
ime_leave(struct ime *ime)
{
	ime_tick(ime);
	phrases_release(&ime->unwritten);
	compose_start(ime->compose, &(struct compose_means){.name = false});
	lexicon_free(ime->learnt);
	lexicon_free(ime->station);
	ime->learnt = ime->station = NULL;
	ime->on = false;
	ime->list = NULL;
	ime->widget = NULL;
}

void
ime_free(struct ime *ime)
{
	if (!ime)
		return;
	ime_leave(ime);
	compose_free(ime->compose);
	free(ime);
}

/* --- where --- */

/* The field with the focus, or NULL. */
static const struct widget *
field_of(const struct screen *screen)
{
	const struct widget *focus = widget_focused(screen->cdk);

	return focus && focus->typing != TYPING_NOTHING ? focus : NULL;
}

bool
ime_fits(const struct screen *screen)
{
	return field_of(screen) || screen->ops->text;
}

bool
ime_is_on(const struct ime *ime, const struct screen *screen)
{
	return field_of(screen) ? ime->on : ime->list == screen;
}

/* Another field or another way begins anew. */
static void
restart(struct ime *ime, const struct widget *widget)
{
	struct compose_means means = {.words = {ime->learnt, ime->station, terms},
	    .fuzzy = ime->habit.fuzzy, .name = widget && widget->typing == TYPING_NAME,
	    .learn = learn, .arg = ime};

	means.more = ime->seat->words;
	if (ime->habit.codes)
		means.table = ime->seat->codes;
	ime->widget = widget;
	ime->place = widget ? widget->place : 0;
	compose_start(ime->compose, &means);
}

void
ime_toggle(struct ime *ime, const struct screen *screen, struct buf *out)
{
	const struct widget *field = field_of(screen);

	load(ime);
	compose_flush(ime->compose, out);
	if (field)
		ime->on = !ime->on;
	else
		ime->list = ime->list == screen ? NULL : screen;
	restart(ime, field);
}

bool
ime_key(struct ime *ime, const struct screen *screen, int key, struct buf *out)
{
	const struct widget *field = field_of(screen);

	if (!ime_is_on(ime, screen) || (field && field->typing == TYPING_PLAIN))
		return false;
	if (field != ime->widget || (field && field->place != ime->place))
		restart(ime, field);
	return compose_key(ime->compose, key, out);
}

void
ime_flush(struct ime *ime, struct buf *out)
{
	compose_flush(ime->compose, out);
}

bool
ime_is_composing(const struct ime *ime)
{
	return !compose_is_empty(ime->compose);
}

bool
ime_line(struct ime *ime, int cols, struct buf *out)
{
	if (!ime_is_composing(ime))
		return false;
	compose_paint(ime->compose, cols, out);
	return true;
}

/* --- habits --- */

static void
keep_habit(struct ime *ime)
{
	struct seat *seat = ime->seat;

	if (seat->db && seat->actor.account)
		phrase_set_habit(seat->db, &seat->actor, &ime->habit);
	restart(ime, ime->widget);
}

bool
ime_has_codes(const struct ime *ime)
{
	return ime->habit.codes && ime->seat->codes;
}

bool
ime_switch_codes(struct ime *ime, struct buf *out)
{
	load(ime);
	open_codes(ime->seat);
	if (!ime->seat->codes)
		return false;
	compose_flush(ime->compose, out);
	ime->habit.codes = !ime->habit.codes;
	keep_habit(ime);
	return true;
}

unsigned
ime_next_fuzzy(struct ime *ime)
{
	load(ime);
	ime->habit.fuzzy = (ime->habit.fuzzy - 1) & SPELLING_FUZZY;
	keep_habit(ime);
	return ime->habit.fuzzy;
}
