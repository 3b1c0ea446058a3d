/* print: papers as files or to the printer. */
#include "front.h"

#include "db/audit.h"
#include "share/print.h"
#include "tui/act.h"
#include "tui/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const of_words[PAPER_OFS] = {"-", "RECORD-ID", "KIND", "KIND"};

/* --- papers of what is no record --- */

static const char *
key_name(int key, char out[8])
{
	snprintf(out, 8, "Esc %c", key - INPUT_TWIN);
	return key == INPUT_NONE ? "" : out;
}

/* Every key with its twin, for beside the keyboard. */
static int
write_keys(struct front *f, struct document *out)
{
	static const int width[] = {12, 10, 12, 38};

	document_add_row(out, PART_HEADS,
	    (const char *const[]){"键", "代替", "叫什么", "做什么"}, width, 4);
	for (enum act act = 0; act < ACT_COUNT; act++) {
		const struct act_row *row = act_row(act);
		char twin[8];

		document_add_row(out, PART_ROW,
		    (const char *const[]){row->name[LANG_ZH], key_name(row->twin, twin),
			text_get(LANG_ZH, row->label), text_get(LANG_ZH, row->help)}, width, 4);
	}
	(void)f;
	return 0;
}

/* Who has an account, to be looked through and signed. */
static int
write_accounts(struct front *f, struct document *out)
{
	static const int width[] = {14, 12, 18, 18, 10};
	struct accounts accounts = {0};
	int err = front_keep(f);

	if (!err)
		err = keep_list(f->keep, &f->actor, &accounts);
	document_add_row(out, PART_HEADS,
	    (const char *const[]){"登录名", "姓名", "角色", "上次登录", "停用"}, width, 5);
	for (int i = 0; !err && i < accounts.count; i++) {
		const struct account *a = &accounts.account[i];
		char when[20] = "";

		if (a->last_sign_in)
			day_time_format(a->last_sign_in, when);
		when[a->last_sign_in ? 16 : 0] = '\0';
		document_add_row(out, PART_ROW,
		    (const char *const[]){a->account, a->name, role_name(a->role, LANG_ZH), when,
			a->locked ? "是" : ""}, width, 5);
	}
	accounts_release(&accounts);
	return err;
}

static const struct card {
	const char *id;
	const char *label[LANG_COUNT];
	int (*write)(struct front *f, struct document *out);
	enum action needs; /* ACTION_READ: whoever has signed in */
} cards[] = {
	{"keys", {"键位卡", "Card of keys"}, write_keys, ACTION_READ},
	{"accounts", {"账号清单", "Sheet of accounts"}, write_accounts, ACTION_ACCOUNTS},
};
#define CARDS (sizeof cards / sizeof *cards)

static const struct card *
card_find(const char *id)
{
	for (size_t i = 0; i < CARDS; i++)
		if (strcmp(cards[i].id, id) == 0)
			return &cards[i];
	return NULL;
}

static int
print_card(struct front *f, const struct card *card, const struct print_options *options)
{
	struct document document = {.ruling = RULING_SHEET};
	char today[11];
	int err = front_may(f, card->needs);

	day_format(day_of(clock_now(db_clock(f->db))), today);
	document.title = xstrdup(card->label[LANG_ZH]);
	document.foot = xprintf("%s　%s", db_unit(f->db)->name, today);
	document_add(&document, PART_TITLE, card->label[LANG_ZH]);
	document_add_blank(&document);
	if (!err)
		err = card->write(f, &document);
	if (!err)
		err = audit_add(f->db, &f->actor, "print", NULL, card->id, NULL);
	if (!err)
		err = print_document(&document, options, &f->why);
	document_release(&document);
	return err;
}

/* --- all of them --- */

/* Which papers there are: name, what it is of, label. */
static int
list_papers(struct front *f)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; papers_at(f->forms, i); i++) {
		const struct paper *paper = papers_at(f->forms, i);

		buf_printf(&out, "%s%s\t%s%s%s\t%s", i ? "\n" : "", paper->id, of_words[paper->of],
		    paper->kind ? ":" : "", paper->kind ? paper->kind : "",
		    paper->label[f->lang]);
	}
	for (size_t i = 0; i < CARDS; i++)
		buf_printf(&out, "\n%s\t-\t%s", cards[i].id, cards[i].label[f->lang]);
	front_answer(f, buf_text(&out));
	buf_release(&out);
	return 0;
}

/* How it is to be printed; ERR_USAGE with f->why. */
static int
read_options(struct front *f, struct print_options *out)
{
	const char *to = f->opt[OPT_TO] ? f->opt[OPT_TO] : "text";

	out->to_printer = strcmp(to, "printer") == 0;
	out->format = out->to_printer ? PRESS_PDF : press_find(to);
	out->output = f->opt[OPT_OUTPUT];
	out->unmask = f->opt[OPT_UNMASK] != NULL;
	out->reason = f->opt[OPT_REASON];
	out->paper = papers_find(f->forms, f->arg[0]);
	out->of = f->arg_count > 1 ? f->arg[1] : NULL;
	if (!out->paper && !card_find(f->arg[0]))
		say_set(&f->why, T_FRONT_NO_PAPER, f->arg[0], NULL);
	else if (!out->paper && out->of)
		say_set(&f->why, T_PRINT_OF_STATION, f->arg[0], NULL);
	else if (out->format == PRESS_FORMATS)
		say_set(&f->why, T_FRONT_TO, NULL);
	else if (out->unmask && !out->reason)
		say_set(&f->why, T_FRONT_REASON, NULL);
	else if (out->reason && !out->unmask)
		say_set(&f->why, T_FRONT_NOT_MASKED, NULL);
	return f->why.id == TEXT_NONE ? 0 : ERR_USAGE;
}

/*
 * A code of its own for each slip: of the one before only a hash is known. Whoever may not make
 * one, or does not reach the keeper, prints room for it.
 */
static void
make_code(struct front *f, struct print_options *options, char code[KEEP_QUERY_CODE])
{
	struct record *record = NULL;

	if (!options->paper || !options->of || !paper_has_code(options->paper))
		return;
	/* Of a matter that is hidden from her the code that is out stays good. */
	if (store_get(f->db, &f->actor, options->of, STORE_MASKED, NULL, &record) == 0 &&
	    front_keep(f) == 0 && keep_code_make(f->keep, &f->actor, options->of, code) == 0)
		options->code = code;
	record_free(record);
	say_release(&f->why);
}

int
front_print(struct front *f)
{
	struct print_options options = {0};
	char code[KEEP_QUERY_CODE];

	if (f->arg_count == 1 && strcmp(f->arg[0], "list") == 0)
		return list_papers(f);
	int err = read_options(f, &options);

	if (!err)
		err = front_open(f, false);
	if (!err)
		make_code(f, &options, code);
	if (!err && options.paper)
		err = print_paper(f->db, &f->actor, &options, &f->why);
	else if (!err)
		err = print_card(f, card_find(f->arg[0]), &options);
	explicit_bzero(code, sizeof code);
	if (!err && options.to_printer)
		front_tell(f, T_FRONT_SENT, NULL, NULL);
	else if (!err && options.output)
		front_tell(f, T_FRONT_PRINTED, options.output, NULL);
	return err;
}
