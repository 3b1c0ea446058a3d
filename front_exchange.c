/* exchange: joining with the units above and below, and bags to and from them. */
#include "front.h"

#include "base/day.h"
#include "db/board.h"
#include "db/store.h"
#include "share/bag.h"
#include "share/exchange.h"
#include "share/joining.h"
#include "share/rows.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *
when(int64_t ms, char out[20])
{
	*out = '\0';
	if (ms)
		day_time_format(ms, out);
	return out;
}

/* A line for a program, or for a person: columns apart by tabs. Takes the object over. */
static void
answer(const struct front *f, json_t *object)
{
	struct buf out = BUF_EMPTY;
	const char *key;
	json_t *value;

	if (f->opt[OPT_JSON]) {
		front_answer_json(f, object);
		return;
	}
	json_object_foreach(object, key, value) {
		if (out.len || key != json_object_iter_key(json_object_iter(object)))
			buf_putc(&out, '\t');
		if (json_is_string(value))
			buf_puts(&out, json_string_value(value));
		else
			buf_printf(&out, "%lld", (long long)json_integer_value(value));
	}
	front_answer(f, buf_text(&out));
	buf_release(&out);
	json_decref(object);
}

/* --- who is who --- */

static const char *
state_word(const struct front *f, const struct link *link)
{
	static const char *const names[] = {"invited", "asked", "joined"};
	static const enum text words[] = {
		T_EXCHANGE_INVITED, T_EXCHANGE_ASKED, T_EXCHANGE_JOINED};

	return f->opt[OPT_JSON] ? names[link->state] : text_get(f->lang, words[link->state]);
}

static void
show_row(struct front *f, const struct board_row *row)
{
	const struct link *link = &row->link;
	char came[20], told[20], made[20], backup[20], urge[20], urged[20];

	answer(f, json_pack("{s:s,s:s,s:s,s:s,s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "unit",
	    link->peer, "name", link->name, "side", f->opt[OPT_JSON] ? link->upper ? "above"
	    : "below" : text_get(f->lang, link->upper ? T_EXCHANGE_ABOVE : T_EXCHANGE_BELOW),
	    "state", state_word(f, link), "unpacked", (json_int_t)row->unpacked, "unreceived",
	    (json_int_t)row->missing, "came", when(row->came, came), "receipt",
	    when(row->receipt, told), "as of", when(link->made, made), "backup",
	    when(link->backup, backup), "program", link->program, "urge", when(link->urge, urge),
	    "urged", when(link->urged, urged)));
}

static int
exchange_status(struct front *f)
{
	struct board board;
	int err = board_list(f->db, &board);

	for (int i = 0; !err && i < board.count; i++)
		show_row(f, &board.row[i]);
	if (!err && board.count == 0)
		front_tell(f, T_EXCHANGE_ALONE, NULL, NULL);
	board_release(&board);
	return err;
}

static int
exchange_identity(struct front *f)
{
	const struct unit *unit = db_unit(f->db);
	struct keep_identity own;
	int err = keep_identity(f->keep, &own);
	char since[20], sign[65] = "";

	if (err)
		return err;
	for (int i = 0; i < 32; i++)
		snprintf(sign + i * 2, 3, "%02x", own.sign[i]);
	answer(f, json_pack("{s:s,s:s,s:i,s:s,s:s}", "unit", unit->id, "name", unit->name, "number",
	    own.number, "since", when(own.since, since), "key", sign));
	return 0;
}

/* --- joining --- */

static bool
is_heading(const char *name)
{
	static const char *const headings[] = {"单位", "名称", "单位名称", "单位全称", "name", "unit"};

	for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
		if (strcmp(headings[i], name) == 0)
			return true;
	return !*name;
}

static int
invite_rows(struct front *f, struct rows *rows, const char *folder, int *count)
{
	struct row row;
	int got, err = 0;

	while (!err && (got = rows_next(rows, &row)) > 0) {
		char *path = NULL;

		if (row.count == 0 || is_heading(row.cell[0]))
			continue;
		err = joining_invite(f->db, f->keep, row.cell[0], folder, &path, &f->why);
		if (!err)
			front_answer(f, path);
		*count += !err;
		free(path);
	}
	if (!err && got < 0) {
		rows_explain(rows, &f->why);
		err = got;
	}
	return err;
}

/* One unit, named on the command line. */
static int
invite_one(struct front *f)
{
	const char *folder = f->arg_count > 1 ? f->arg[1] : ".";
	char *path = NULL;
	int err = joining_invite(f->db, f->keep, f->opt[OPT_NAME], folder, &path, &f->why);

	if (!err)
		front_answer(f, path);
	if (!err)
		front_tell(f, T_EXCHANGE_INVITATIONS, "1", NULL);
	free(path);
	return err;
}

static int
exchange_invite(struct front *f)
{
	if (f->opt[OPT_NAME] && f->arg_count <= 2)
		return invite_one(f);
	if (f->opt[OPT_NAME] || f->arg_count < 2) {
		say_set(&f->why, T_FRONT_ARGUMENTS, "exchange invite SHEET [DIR] | "
		    "exchange invite --name NAME [DIR]", NULL);
		return ERR_USAGE;
	}
	const char *folder = f->arg_count > 2 ? f->arg[2] : ".";
	struct rows *rows = NULL;
	char number[24];
	int count = 0, err = rows_new(f->arg[1], f->opt[OPT_ENCODING], &rows, &f->why);

	if (!err)
		err = invite_rows(f, rows, folder, &count);
	rows_free(rows);
	snprintf(number, sizeof number, "%d", count);
	if (!err)
		front_tell(f, T_EXCHANGE_INVITATIONS, number, NULL);
	return err;
}

static int
exchange_join(struct front *f)
{
	const char *folder = f->arg_count > 2 ? f->arg[2] : ".";
	char digits[JOINING_DIGITS], *path = NULL;
	int err = joining_ask(f->db, f->keep, f->arg[1], folder, &path, digits, &f->why);

	if (!err)
		front_tell(f, T_EXCHANGE_REQUEST, path, digits);
	free(path);
	return err;
}

/* The digits are typed as they are heard, and never shown before. */
static int
ask_digits(struct front *f, const struct joining *joining, char out[JOINING_DIGITS + 2])
{
	if (f->opt[OPT_DIGITS]) {
		snprintf(out, JOINING_DIGITS + 2, "%s", f->opt[OPT_DIGITS]);
		return 0;
	}
	char *question = text_format(f->lang, T_EXCHANGE_ASK_DIGITS, joining->invited,
	    joining->card.name, NULL);

	fputs(question, stderr);
	free(question);
	if (!fgets(out, JOINING_DIGITS + 2, stdin))
		*out = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return 0;
}

static int
exchange_accept(struct front *f)
{
	struct joining joining;
	char digits[JOINING_DIGITS + 2];
	int err = joining_read(f->db, f->keep, f->arg[1], &joining, &f->why);

	if (err)
		return err;
	err = ask_digits(f, &joining, digits);
	if (!err)
		err = joining_accept(f->db, f->keep, &joining, digits, &f->why);
	if (!err)
		front_tell(f, T_EXCHANGE_ACCEPTED, joining.invited, joining.card.unit);
	joining_release(&joining);
	return err;
}

/* --- bags --- */

static bool
is_meant(const struct front *f, const struct link *link)
{
	const char *to = f->opt[OPT_TO];

	return link->state == LINK_JOINED &&
	    (!to || strcmp(to, link->peer) == 0 || strcmp(to, link->name) == 0);
}

/* For screens, in words. */
static void
say_bag(const struct front *f, enum text id, const char *unit, int64_t number, int64_t operations)
{
	char *bag = xprintf("%lld", (long long)number);
	char *many = xprintf("%lld", (long long)operations);
	char *line = text_format(f->lang, id, unit, bag, many, NULL);

	front_say(f, line);
	free(line);
	free(many);
	free(bag);
}

static int
pack_one(struct front *f, const struct link *link, const char *folder)
{
	struct exchange_packed packed;
	int err = exchange_pack(f->db, f->keep, link->peer, folder, &packed, &f->why);

	if (err)
		return err;
	if (f->told)
		say_bag(f, T_EXCHANGE_PACKED, link->name, packed.number, packed.operations);
	else
		answer(f, json_pack("{s:s,s:s,s:I,s:I}", "file", packed.path, "to", link->name,
		    "number", (json_int_t)packed.number, "operations",
		    (json_int_t)packed.operations));
	free(packed.path);
	return 0;
}

static int
exchange_pack_all(struct front *f)
{
	const char *folder = f->arg_count > 1 ? f->arg[1] : ".";
	struct links links = {0};
	int packed = 0, err = link_list(f->db, &links);

	for (int i = 0; !err && i < links.count; i++)
		if (is_meant(f, &links.link[i])) {
			err = pack_one(f, &links.link[i], folder);
			packed += !err;
		}
	links_release(&links);
	if (!err && !packed) {
		say_set(&f->why, f->opt[OPT_TO] ? T_EXCHANGE_NOT_JOINED : T_EXCHANGE_NOBODY,
		    f->opt[OPT_TO], NULL);
		err = ERR_NOTFOUND;
	}
	return err;
}

/* One bag after another: what is wrong with one does not stop the next. */
static int
unpack_one(struct front *f, const char *file)
{
	struct exchange_taken taken;
	struct say why = {0};
	int err = exchange_unpack(f->db, f->keep, file, &taken, &why);

	if (err == ERR_PARTIAL)
		say_take(&why, &taken.trouble);
	if (err && why.id == TEXT_NONE)
		say_set(&why, err_text(err), NULL);
	if (err) {
		char *line = say_text(&why, f->lang);

		front_say(f, line);
		free(line);
	} else if (taken.again) {
		front_tell(f, T_EXCHANGE_AGAIN, file, NULL);
	}
	if ((!err || err == ERR_PARTIAL) && f->told && !taken.again)
		say_bag(f, T_EXCHANGE_TAKEN, taken.from, taken.number, taken.operations);
	else if ((!err || err == ERR_PARTIAL) && !f->told)
		answer(f, json_pack("{s:s,s:s,s:I,s:I}", "file", file, "from", taken.from, "number",
		    (json_int_t)taken.number, "operations", (json_int_t)taken.operations));
	exchange_taken_release(&taken);
	say_release(&why);
	return err;
}

/* What came of several. */
struct unpacked {
	int bags, good, first; /* first: the error of the first that was not taken */
};

static void
count_one(struct front *f, const char *file, struct unpacked *u)
{
	int err = unpack_one(f, file);

	u->bags++;
	u->good += !err;
	if (err && !u->first)
		u->first = err;
}

static int
is_bag(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 && strcmp(entry->d_name + len - 4, ".bag") == 0;
}

/* Those in a folder that are for us, in order; others' are others'. */
static void
unpack_folder(struct front *f, const char *folder, struct unpacked *u)
{
	struct dirent **list = NULL;
	int count = scandir(folder, &list, is_bag, versionsort), ours = 0;

	for (int i = 0; i < count; i++) {
		char *file = xprintf("%s/%s", folder, list[i]->d_name), to[BAG_ID_CHARS + 1];

		if (bag_addressee(file, to, NULL) == 0 && strcmp(to, db_unit(f->db)->id) == 0) {
			count_one(f, file, u);
			ours++;
		}
		free(file);
		free(list[i]);
	}
	free(list);
	if (!ours)
		front_tell(f, T_EXCHANGE_NO_BAG, folder, NULL);
}

static int
exchange_unpack_all(struct front *f)
{
	struct unpacked u = {0};
	struct stat st;

	for (int i = 1; i < f->arg_count; i++)
		if (stat(f->arg[i], &st) == 0 && S_ISDIR(st.st_mode))
			unpack_folder(f, f->arg[i], &u);
		else
			count_one(f, f->arg[i], &u);
	if (!u.first)
		return 0;
	say_set(&f->why, T_EXCHANGE_SOME, NULL);
	return u.good || u.bags > 1 ? ERR_PARTIAL : u.first;
}

/* 催办: a line in the next bag, and a text for WeChat. */
static int
exchange_urge(struct front *f)
{
	struct board board;
	int err = board_list(f->db, &board), asked = 0;

	for (int i = 0; !err && i < board.count; i++) {
		const struct link *link = &board.row[i].link;

		if (link->state != LINK_JOINED || (strcmp(link->peer, f->arg[1]) != 0 &&
		    strcmp(link->name, f->arg[1]) != 0))
			continue;
		err = link_urge(f->db, link->peer, &f->why);
		char *text = exchange_urging(f->db, &board.row[i], f->lang);

		front_answer(f, text);
		free(text);
		asked++;
	}
	board_release(&board);
	if (!err && !asked) {
		say_set(&f->why, T_EXCHANGE_NOT_JOINED, f->arg[1], NULL);
		err = ERR_NOTFOUND;
	}
	return err;
}

/* 转出: a record goes over to another unit, with its history. */
static int
exchange_give(struct front *f)
{
	struct card card;
	int err = card_find(f->db, f->arg[2], 0, &card);

	if (err == ERR_NOTFOUND)
		err = card_find_named(f->db, f->arg[2], &card);
	if (err) {
		say_set(&f->why, T_EXCHANGE_UNKNOWN, f->arg[2], NULL);
		return err;
	}
	err = store_hand_over(f->db, &f->actor, f->arg[1], card.unit, &f->why);
	if (!err)
		front_tell(f, T_EXCHANGE_GIVEN, f->arg[1], card.name);
	card_release(&card);
	return err;
}

static int
exchange_log(struct front *f)
{
	int most = f->opt[OPT_LIMIT] ? atoi(f->opt[OPT_LIMIT]) : 50;
	struct link_bags bags = {0};
	char made[20], told[20];
	int err = most > 0 ? link_bags(f->db, most, &bags) : ERR_USAGE;

	for (int i = 0; !err && i < bags.count; i++) {
		const struct link_bag *bag = &bags.bag[i];
		struct link link = {.name = NULL};

		link_find(f->db, bag->peer, &link);
		answer(f, json_pack("{s:s,s:s,s:s,s:I,s:I,s:s}", "when", when(bag->when, made),
		    "way", f->opt[OPT_JSON] ? bag->out ? "out" : "in" : text_get(f->lang, bag->out
		    ? T_EXCHANGE_OUT : T_EXCHANGE_IN), "unit", link.name ? link.name : bag->peer,
		    "number", (json_int_t)bag->number, "operations", (json_int_t)bag->operations,
		    bag->out ? "receipt" : "taken", when(bag->told, told)));
		link_release(&link);
	}
	link_bags_release(&bags);
	return err;
}

static const struct {
	const char *name;
	int least, most; /* arguments behind it */
	int (*run)(struct front *f);
} subcommands[] = {
	{"status", 0, 0, exchange_status},
	{"identity", 0, 0, exchange_identity},
	{"invite", 0, 2, exchange_invite},
	{"join", 1, 2, exchange_join},
	{"accept", 1, 1, exchange_accept},
	{"pack", 0, 1, exchange_pack_all},
	{"unpack", 1, 1000, exchange_unpack_all},
	{"log", 0, 0, exchange_log},
	{"urge", 1, 1, exchange_urge},
	{"give", 2, 2, exchange_give},
};

int
front_exchange(struct front *f)
{
	for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands; i++) {
		if (strcmp(subcommands[i].name, f->arg[0]) != 0 ||
		    f->arg_count - 1 < subcommands[i].least ||
		    f->arg_count - 1 > subcommands[i].most)
			continue;
		int err = front_open(f, false);

		if (!err)
			err = front_may(f, ACTION_ACCOUNTS);
		if (!err)
			err = front_keep(f);
		return err ? err : subcommands[i].run(f);
	}
	say_set(&f->why, T_FRONT_ARGUMENTS, "exchange status|identity|invite|join|accept|pack|"
	    "unpack|log|urge|give", NULL);
	return ERR_USAGE;
}
