#include "share/answering.h"

#include "base/buf.h"
#include "db/kiosk_store.h"
#include "share/pass.h"

#include <signal.h>
#include <unistd.h>

#define ANSWER_MS 400 /* a lookup, whatever it finds */

/* Until the desk hangs up, does not read or asks what is no question. */
static void
answer(struct kiosk_store *store, int line)
{
	static char question[KIOSK_ASKED_MOST];
	struct buf text = BUF_EMPTY;
	int got, err = 0;

	while (!err && (got = pass_receive(line, question, sizeof question, NULL, false)) > 0) {
		err = kiosk_store_answer(store, question, (size_t)got, &text);
		if (!err)
			err = pass_send(line, text.data, text.len, -1, true);
		buf_clear(&text);
	}
	buf_release(&text);
}

static void
serve(const struct serve_options *options, int line, const char *where)
{
	struct db_options store = {
		.dir = options->dir, .forms = options->forms, .clock = options->clock};
	struct say why = {0};
	struct keep *keep = NULL;
	struct db *db = NULL;

	if (db_open(&store, &db, &why) == 0 &&
	    keep_open(options->dir, options->clock, &keep, &why) == 0) {
		struct kiosk_store *desk =
		    kiosk_store_new(db, keep, options->lang, where, ANSWER_MS);

		answer(desk, line);
		kiosk_store_free(desk);
	}
	keep_close(keep);
	db_close(db);
	say_release(&why);
}

void
answering_run(const struct serve_options *options, int monitor)
{
	struct answering_line fresh;
	int line, got;

	signal(SIGINT, SIG_IGN); /* it ends with the monitor, not with a key */
	signal(SIGTERM, SIG_IGN);
	signal(SIGCHLD, SIG_IGN); /* nobody waits for them */
	while ((got = pass_receive(monitor, &fresh, sizeof fresh, &line, false)) != 0) {
		fresh.where[sizeof fresh.where - 1] = '\0';
		if (got == sizeof fresh && line >= 0 && fork() == 0) {
			close(monitor);
			serve(options, line, fresh.where);
			_exit(0);
		}
		if (line >= 0)
			close(line);
	}
	_exit(0);
}
