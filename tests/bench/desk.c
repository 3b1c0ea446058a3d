/*
 * The self-service desk answers in the same time whether there is such a code, and such a number,
 * or not: what is measured is the whole lookup, its wait included, and by how much what it does
 * for itself would have told one from the other.
 */
#include "tests/bench/stock.h"

#include "base/err.h"
#include "db/kiosk.h"
#include "db/kiosk_store.h"

#include <stdlib.h>
#include <string.h>

#define TRIES 40
#define TRIES_BRIEF 2
#define ANSWER_MS 400 /* as at the desk */

/* Each try an hour after the one before, so that none is locked. */
static int64_t now = INT64_C(1795431600000);

static int64_t
later(void *arg)
{
	return *(int64_t *)arg;
}

struct desk {
	struct stock stock;
	struct keep *keep;
	struct kiosk *kiosk;
	struct clock clock;
	char code[KEEP_QUERY_CODE];
	char figures[7]; /* of the number of the same matter */
};

/* A code and a PIN for the newest matter that anybody may see. */
static int
give_code(struct desk *d)
{
	struct store_query query = {.form = forms_find(d->stock.forms, "appeal"),
	    .order = STORE_NEWEST, .limit = 50};
	struct store_page page = {0};
	int err = store_list(d->stock.db, &stock_clerk, &query, &page), at = 0;

	while (!err && at < page.count && page.row[at].reserved)
		at++;
	if (!err && at == page.count)
		err = ERR_NOTFOUND;
	if (!err) {
		const char *number = record_get(page.row[at].record, "number");

		snprintf(d->figures, sizeof d->figures, "%s", number + strlen(number) - 6);
		err = keep_code_make(d->keep, &stock_clerk, page.row[at].record->id, d->code);
		if (!err)
			err = keep_pin_set(d->keep, page.row[at].record->id, "480156", NULL);
	}
	store_page_release(&page);
	return err;
}

static int
open_desk(struct desk *d, const char *dir, int slow)
{
	int err = stock_open(&d->stock, dir);

	d->clock = (struct clock){later, &now};
	if (!err)
		err = keep_open(dir, &d->clock, &d->keep, NULL);
	if (!err)
		err = give_code(d);
	if (!err)
		d->kiosk = kiosk_here(kiosk_store_new(d->stock.db, d->keep, LANG_ZH, "bench",
		    slow));
	return err;
}

static void
close_desk(struct desk *d)
{
	kiosk_free(d->kiosk);
	keep_close(d->keep);
	stock_close(&d->stock);
}

/* -1: the answer was another one than was to be. */
static int
ask(struct desk *d, const char *typed, const char *pin, int answer, struct samples *ms)
{
	struct kiosk_matter matter;
	int64_t start = pty_now();
	int err = kiosk_find(d->kiosk, typed, pin, &matter, NULL);

	samples_add(ms, ms_since(start));
	kiosk_matter_release(&matter);
	now += 3600000;
	return err == answer ? 0 : -1;
}

static int
measure_pairs(struct run *run, const char *dir, int slow, const char *what)
{
	struct desk d = {.kiosk = NULL};
	struct samples code = {0}, no_code = {0}, number = {0}, no_number = {0};
	int count = run->brief ? TRIES_BRIEF : TRIES, err = open_desk(&d, dir, slow);

	for (int i = 0; !err && i < count; i++) {
		err = ask(&d, d.code, NULL, 0, &code);
		if (!err)
			err = ask(&d, "0000000000000000", NULL, ERR_NOTFOUND, &no_code);
		if (!err)
			err = ask(&d, d.figures, "480157", ERR_NOTFOUND, &number);
		if (!err)
			err = ask(&d, "010199", "480157", ERR_NOTFOUND, &no_number);
	}
	if (!err)
		row_add(run, xprintf("a lookup at the self-service desk, %s (%d each)", what,
		    count), xprintf("code there / not %.1f / %.1f ms, number there "
		    "/ not, PIN wrong %.1f / %.1f ms; first slower in %.0f, %.0f %%",
		    samples_part(&code, 0.5),
		    samples_part(&no_code, 0.5), samples_part(&number, 0.5),
		    samples_part(&no_number, 0.5), 100 * samples_above(&code, &no_code),
		    100 * samples_above(&number, &no_number)), xstrdup(slow ? "alike" : "-"),
		    NO_BAR);
	samples_release(&code);
	samples_release(&no_code);
	samples_release(&number);
	samples_release(&no_number);
	close_desk(&d);
	return err ? -1 : 0;
}

static int
measure(struct run *run)
{
	char *dir = stock_copy(run, 0, "desk");
	int err = dir ? measure_pairs(run, dir, ANSWER_MS, "with its wait") : -1;

	if (!err)
		err = measure_pairs(run, dir, 0, "without");
	free(dir);
	return err;
}

const struct bench bench_desk = {"desk", "lookups at the self-service desk", measure};
