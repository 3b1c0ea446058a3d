#include "db/kiosk.h"

#include "base/err.h"
#include "base/pack.h"
#include "db/kiosk_store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TEXT_MOST 100000 /* bytes of any one text */
#define STEPS_MOST 10000

struct kiosk {
	struct kiosk_store *store; /* NULL: at the line */
	int line;
};

struct kiosk *
kiosk_here(struct kiosk_store *store)
{
	struct kiosk *kiosk = xcalloc(1, sizeof *kiosk);

	*kiosk = (struct kiosk){.store = store, .line = -1};
	return kiosk;
}

struct kiosk *
kiosk_at_line(int socket)
{
	struct kiosk *kiosk = xcalloc(1, sizeof *kiosk);

	kiosk->line = socket;
	return kiosk;
}

void
kiosk_free(struct kiosk *kiosk)
{
	if (!kiosk)
		return;
	kiosk_store_free(kiosk->store);
	if (kiosk->line >= 0)
		close(kiosk->line);
	free(kiosk);
}

/* --- a question and its answer --- */

/* One being asked: fields are added to `out`, the result is read from `in`. */
struct asking {
	struct buf out, answer;
	struct unpack in;
};

static void
begin(struct asking *a, enum kiosk_ask what)
{
	*a = (struct asking){.out = BUF_EMPTY, .answer = BUF_EMPTY};
	pack_int(&a->out, what);
}

static int
by_line(const struct kiosk *kiosk, struct asking *a)
{
	size_t room = KIOSK_ANSWER_MOST + 1;

	a->answer = (struct buf){.data = xcalloc(1, room), .room = room};
	a->answer.len = pack_exchange(kiosk->line, &a->out, a->answer.data, room - 1);
	return a->answer.len ? 0 : ERR_IO;
}

static int
ask(struct kiosk *kiosk, struct asking *a, struct say *why)
{
	int err = kiosk->store
	    ? kiosk_store_answer(kiosk->store, a->out.data, a->out.len, &a->answer)
	    : by_line(kiosk, a);

	a->in = unpack_begin(a->answer.data, a->answer.len);
	if (!err) {
		err = (int)unpack_int(&a->in);
		unpack_say(&a->in, TEXT_MOST, why);
		if (a->in.wrong)
			err = ERR_IO;
	}
	return err;
}

/* Codes, PINs and matters are wiped. An answer with less or more than it should have is none. */
static int
end(struct asking *a, int err)
{
	if (!err && !unpack_is_whole(&a->in))
		err = ERR_IO;
	if (a->out.data)
		explicit_bzero(a->out.data, a->out.len);
	if (a->answer.data)
		explicit_bzero(a->answer.data, a->answer.len);
	buf_release(&a->out);
	buf_release(&a->answer);
	return err;
}

static char *
text(struct asking *a)
{
	return unpack_string(&a->in, TEXT_MOST);
}

static day_t
day(struct asking *a)
{
	return (day_t)unpack_int(&a->in);
}

static void
wipe(char **secret)
{
	if (*secret)
		explicit_bzero(*secret, strlen(*secret));
	free(*secret);
	*secret = NULL;
}

/* --- matters --- */

static void
read_matter(struct asking *a, struct kiosk_matter *out)
{
	char **const texts[] = {&out->number, &out->line, &out->state, &out->outcome, &out->reply,
	    &out->basis, &out->refusal, &out->review, &out->recheck};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = text(a);
	out->reserved = unpack_small(&a->in, 1);
	out->rates = unpack_small(&a->in, 1);
	out->due = day(a);
	int steps = unpack_small(&a->in, STEPS_MOST);

	for (int i = 0; i < steps && !a->in.wrong; i++) {
		out->step = xgrow(out->step, out->steps, sizeof *out->step);
		out->step[out->steps++] = (struct kiosk_step){.day = day(a),
		    .what = (enum text)unpack_small(&a->in, TEXT_COUNT - 1)};
		out->step[i].detail = text(a);
	}
}

void
kiosk_matter_release(struct kiosk_matter *m)
{
	char **const texts[] = {&m->number, &m->line, &m->state, &m->outcome, &m->reply, &m->basis,
	    &m->refusal, &m->review, &m->recheck};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		wipe(texts[i]);
	for (int i = 0; i < m->steps; i++)
		wipe(&m->step[i].detail);
	free(m->step);
	*m = (struct kiosk_matter){0};
}

int
kiosk_find(struct kiosk *kiosk, const char *typed, const char *pin, struct kiosk_matter *out,
    struct say *why)
{
	struct asking a;

	*out = (struct kiosk_matter){0};
	begin(&a, KIOSK_ASK_FIND);
	pack_text(&a.out, typed);
	pack_text(&a.out, pin);
	int err = ask(kiosk, &a, why);

	if (!err)
		read_matter(&a, out);
	return end(&a, err);
}

void
kiosk_forget(struct kiosk *kiosk)
{
	struct asking a;

	begin(&a, KIOSK_ASK_FORGET);
	end(&a, ask(kiosk, &a, NULL));
}

int
kiosk_has_read(struct kiosk *kiosk, struct say *why)
{
	struct asking a;

	begin(&a, KIOSK_ASK_READ);
	return end(&a, ask(kiosk, &a, why));
}

int
kiosk_set_pin(struct kiosk *kiosk, const char *pin, struct say *why)
{
	struct asking a;

	begin(&a, KIOSK_ASK_PIN);
	pack_text(&a.out, pin);
	return end(&a, ask(kiosk, &a, why));
}

int
kiosk_rate(struct kiosk *kiosk, int grade, const char *words, struct kiosk_matter *out,
    struct say *why)
{
	struct asking a;

	*out = (struct kiosk_matter){0};
	begin(&a, KIOSK_ASK_RATE);
	pack_int(&a.out, grade);
	pack_text(&a.out, words);
	int err = ask(kiosk, &a, why);

	if (!err)
		read_matter(&a, out);
	return end(&a, err);
}

/* --- papers --- */

static int
read_items(struct kiosk *kiosk, struct asking *a, struct kiosk_items *out, struct say *why)
{
	*out = (struct kiosk_items){0};
	int err = ask(kiosk, a, why);
	int count = err ? 0 : unpack_small(&a->in, KIOSK_ITEMS_MOST);

	for (int i = 0; i < count && !a->in.wrong; i++) {
		out->item = xgrow(out->item, out->count, sizeof *out->item);
		struct kiosk_item *item = &out->item[out->count++];

		item->id = text(a);
		item->title = text(a);
		item->count = (int)unpack_int(&a->in);
		item->since = day(a);
	}
	return end(a, err);
}

int
kiosk_shelves(struct kiosk *kiosk, struct kiosk_items *out, struct say *why)
{
	struct asking a;

	begin(&a, KIOSK_ASK_SHELVES);
	return read_items(kiosk, &a, out, why);
}

int
kiosk_papers(struct kiosk *kiosk, const char *shelf, struct kiosk_items *out, struct say *why)
{
	struct asking a;

	begin(&a, KIOSK_ASK_PAPERS);
	pack_text(&a.out, shelf);
	return read_items(kiosk, &a, out, why);
}

void
kiosk_items_release(struct kiosk_items *items)
{
	for (int i = 0; i < items->count; i++) {
		free(items->item[i].id);
		free(items->item[i].title);
	}
	free(items->item);
	*items = (struct kiosk_items){0};
}

int
kiosk_paper(struct kiosk *kiosk, const char *id, struct kiosk_paper *out, struct say *why)
{
	char **const texts[] = {&out->title, &out->number, &out->body, &out->annexes,
	    &out->signature, &out->objections_to};
	struct asking a;

	*out = (struct kiosk_paper){0};
	begin(&a, KIOSK_ASK_PAPER);
	pack_text(&a.out, id);
	int err = ask(kiosk, &a, why);

	for (size_t i = 0; !err && i < sizeof texts / sizeof *texts; i++)
		*texts[i] = text(&a);
	if (!err) {
		out->dated = day(&a);
		out->from = day(&a);
		out->to = day(&a);
	}
	return end(&a, err);
}

void
kiosk_paper_release(struct kiosk_paper *p)
{
	free(p->title);
	free(p->number);
	free(p->body);
	free(p->annexes);
	free(p->signature);
	free(p->objections_to);
	*p = (struct kiosk_paper){0};
}

/* --- handing in --- */

int
kiosk_hand_in(struct kiosk *kiosk, const struct kiosk_letter *letter, struct kiosk_receipt *out,
    struct say *why)
{
	struct asking a;

	*out = (struct kiosk_receipt){0};
	begin(&a, KIOSK_ASK_HAND_IN);
	pack_int(&a.out, letter->sort);
	pack_text(&a.out, letter->text);
	pack_text(&a.out, letter->name);
	pack_text(&a.out, letter->phone);
	int err = ask(kiosk, &a, why);

	if (!err) {
		char *code;

		out->number = text(&a);
		code = unpack_string(&a.in, KEEP_QUERY_CODE - 1);
		memcpy(out->code, code, strlen(code) + 1);
		wipe(&code);
	}
	return end(&a, err);
}

void
kiosk_receipt_release(struct kiosk_receipt *receipt)
{
	explicit_bzero(receipt->code, sizeof receipt->code);
	free(receipt->number);
	*receipt = (struct kiosk_receipt){0};
}

int
kiosk_station(struct kiosk *kiosk, char **name, struct say *why)
{
	struct asking a;

	*name = NULL;
	begin(&a, KIOSK_ASK_STATION);
	int err = ask(kiosk, &a, why);

	if (!err)
		*name = text(&a);
	return end(&a, err);
}
