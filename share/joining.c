#include "share/joining.h"

#include "db/link.h"
#include "share/bag.h"
#include "share/card_line.h"
#include "share/exchange.h"
#include "share/outfile.h"

#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_BYTES 16
#define FILE_MOST 65536

static void
random_id(char out[9])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (int i = 0; i < 8; i++)
		out[i] = letters[randombytes_uniform(32)];
	out[8] = '\0';
}

/* What both units' keys and the invitation have made. */
static int
make_digits(const struct card *upper, const struct card *lower, const char *token,
    char out[JOINING_DIGITS])
{
	unsigned char keys[128], salt[crypto_pwhash_SALTBYTES], made[16];
	uint64_t number = 0;

	memcpy(keys, upper->sign, 32);
	memcpy(keys + 32, upper->seal, 32);
	memcpy(keys + 64, lower->sign, 32);
	memcpy(keys + 96, lower->seal, 32);
	crypto_generichash(salt, sizeof salt, (const void *)token, strlen(token), NULL, 0);
	if (crypto_pwhash(made, sizeof made, (const char *)keys, sizeof keys, salt,
	    crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
	    crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_BUSY; /* no 64 MiB just now */
	for (int i = 0; i < 8; i++)
		number = number << 8 | made[i];
	snprintf(out, JOINING_DIGITS, "%06u", (unsigned)(number % 1000000));
	return 0;
}

static int
no_invitation(const char *file, struct say *why)
{
	say_set(why, T_JOINING_NONE, file, NULL);
	return ERR_INPUT;
}

/* --- above: inviting --- */

/* Names of files: what a folder cannot have is left out. */
static char *
file_name(const char *folder, const char *name, const char *ending)
{
	char *path = xprintf("%s/%s%s", folder, name, ending);

	for (char *at = path + strlen(folder) + 1; *at; at++)
		if (strchr("/\\:*?\"<>|", *at) || (unsigned char)*at < ' ')
			*at = '_';
	return path;
}

static int
write_line(const char *path, json_t *line, struct say *why)
{
	struct outfile *file = NULL;
	char *text = json_dumps(line, JSON_COMPACT);
	int err = outfile_new(path, &file, why);

	if (!err) {
		fprintf(outfile_stream(file), "%s\n", text);
		err = outfile_end(file, why);
	}
	free(text);
	json_decref(line);
	return err;
}

int
joining_invite(struct db *db, struct keep *keep, const char *name, const char *folder, char **path,
    struct say *why)
{
	unsigned char token[TOKEN_BYTES];
	char hex[TOKEN_BYTES * 2 + 1];
	struct card own;
	struct link link = {.state = LINK_INVITED, .name = (char *)(uintptr_t)name, .token = hex,
		.next = 1};
	int err = exchange_own_card(db, keep, &own);

	if (err)
		return err;
	random_id(link.peer);
	randombytes_buf(token, sizeof token);
	sodium_bin2hex(hex, sizeof hex, token, sizeof token);
	err = link_put(db, &link);
	*path = file_name(folder, name, ".join");
	if (!err)
		err = write_line(*path, json_pack("{s:i,s:s,s:s,s:s,s:o}", "join", EXCHANGE_VERSION,
		    "invitation", link.peer, "token", hex, "name", name, "unit",
		    card_line_make(&own)), why);
	if (err)
		link_drop(db, link.peer);
	if (err) {
		free(*path);
		*path = NULL;
	}
	card_release(&own);
	return err;
}

/* --- below: asking --- */

struct invitation {
	struct card upper;
	char id[9];
	char *token, *name; /* owned */
};

static void
invitation_release(struct invitation *invitation)
{
	card_release(&invitation->upper);
	free(invitation->token);
	free(invitation->name);
}

static int
read_invitation(const char *file, struct invitation *out, struct say *why)
{
	char text[FILE_MOST];
	FILE *in = fopen(file, "re");

	memset(out, 0, sizeof *out);
	if (!in)
		return err_of_file(file, errno, why);
	size_t len = fread(text, 1, sizeof text, in);

	fclose(in);
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const char *id = json_string_value(json_object_get(line, "invitation"));
	const char *token = json_string_value(json_object_get(line, "token"));
	const char *name = json_string_value(json_object_get(line, "name"));
	bool good = json_integer_value(json_object_get(line, "join")) == EXCHANGE_VERSION && id &&
	    strlen(id) == 8 && token && strlen(token) == TOKEN_BYTES * 2 && name &&
	    card_line_read(json_object_get(line, "unit"), &out->upper);

	if (good) {
		memcpy(out->id, id, sizeof out->id);
		out->token = xstrdup(token);
		out->name = xstrdup(name);
	}
	json_decref(line);
	return good && strcmp(out->upper.by, out->upper.unit) == 0 &&
	    card_is_signed(&out->upper, out->upper.sign) ? 0 : no_invitation(file, why);
}

static int
check_upper(struct db *db, const struct invitation *invitation, struct say *why)
{
	struct links links;
	int err = link_list(db, &links);

	for (int i = 0; !err && i < links.count; i++)
		if (links.link[i].upper && links.link[i].state == LINK_JOINED &&
		    strcmp(links.link[i].peer, invitation->upper.unit) != 0) {
			say_set(why, T_JOINING_OTHER, links.link[i].name, NULL);
			err = ERR_EXISTS;
		}
	if (!err && (int)invitation->upper.level <= (int)db_unit(db)->level) {
		say_set(why, T_JOINING_LEVEL, invitation->upper.name, NULL);
		err = ERR_INPUT;
	}
	links_release(&links);
	return err;
}

static int
write_request(const struct invitation *invitation, const struct card *own, const char *path,
    struct say *why)
{
	struct bag *bag = NULL;
	int err = bag_new(path, invitation->upper.unit, invitation->upper.seal, &bag, why);

	if (err)
		return err;
	json_t *line = json_pack("{s:i,s:s,s:s,s:o}", "ask", EXCHANGE_VERSION, "invitation",
	    invitation->id, "token", invitation->token, "unit", card_line_make(own));
	char *text = json_dumps(line, JSON_COMPACT);

	bag_line(bag, text);
	free(text);
	json_decref(line);
	return bag_end(bag, why);
}

/* Who joins anew goes on with its bags where it was: no two have the same number. */
static void
keep_numbers(struct db *db, struct link *link)
{
	struct link before;

	if (link_find(db, link->peer, &before) != 0)
		return;
	link->next = before.next;
	memcpy(link->epoch, before.epoch, sizeof link->epoch);
	link->last = before.last;
	link_release(&before);
}

int
joining_ask(struct db *db, struct keep *keep, const char *file, const char *folder, char **path,
    char digits[JOINING_DIGITS], struct say *why)
{
	struct invitation invitation;
	struct card own = {.name = NULL};
	int err = read_invitation(file, &invitation, why);
	struct link link = {.upper = true, .state = LINK_ASKED, .name = invitation.upper.name,
		.token = invitation.token, .next = 1};

	memcpy(link.peer, invitation.upper.unit, sizeof link.peer);
	keep_numbers(db, &link);
	if (!err)
		err = check_upper(db, &invitation, why);
	if (!err)
		err = card_keep(db, &invitation.upper);
	if (!err)
		err = link_put(db, &link);
	if (!err)
		err = exchange_own_card(db, keep, &own);
	if (!err)
		err = make_digits(&invitation.upper, &own, invitation.token, digits);
	if (!err) {
		*path = file_name(folder, invitation.id, ".request");
		err = write_request(&invitation, &own, *path, why);
	}
	card_release(&own);
	invitation_release(&invitation);
	return err;
}

/* --- above: accepting --- */

struct reading {
	struct keep *keep;
	struct joining *out;
	char *token;
	bool good;
};

static int
open_key(void *arg, const void *sealed, size_t len, unsigned char out[32])
{
	return keep_open_key(((struct reading *)arg)->keep, sealed, len, out);
}

static int
read_request(void *arg, char *text, size_t len, const unsigned char sum[32])
{
	struct reading *r = arg;
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const char *id = json_string_value(json_object_get(line, "invitation"));
	const char *token = json_string_value(json_object_get(line, "token"));
	struct card *card = &r->out->card;

	(void)sum;
	r->good = !r->token && json_object_get(line, "ask") && id && strlen(id) == 8 && token &&
	    card_line_read(json_object_get(line, "unit"), card) &&
	    strcmp(card->by, card->unit) == 0 && card_is_signed(card, card->sign);
	if (r->good) {
		memcpy(r->out->invitation, id, 9);
		r->token = xstrdup(token);
	}
	json_decref(line);
	return r->good ? 0 : ERR_INPUT;
}

/* Is it the answer to an invitation of ours that nobody has answered yet? */
static int
check_invited(struct db *db, const struct reading *r, struct say *why)
{
	struct joining *joining = r->out;
	struct link link = {.name = NULL};
	int err = link_find(db, joining->invitation, &link);
	bool right = !err && link.state == LINK_INVITED && strcmp(link.token, r->token) == 0 &&
	    strcmp(joining->card.upper, db_unit(db)->id) == 0 &&
	    (int)joining->card.level < (int)db_unit(db)->level;

	if (right)
		joining->invited = xstrdup(link.name);
	else
		say_set(why, T_JOINING_UNINVITED, joining->card.name, NULL);
	link_release(&link);
	return right ? 0 : ERR_DENIED;
}

int
joining_read(struct db *db, struct keep *keep, const char *file, struct joining *out,
    struct say *why)
{
	struct reading r = {.keep = keep, .out = out};
	struct card own = {.name = NULL};

	memset(out, 0, sizeof *out);
	int err = bag_read(file, open_key, &r, read_request, &r, why);

	if (err == ERR_INPUT || (!err && !r.good))
		err = no_invitation(file, why);
	if (!err)
		err = check_invited(db, &r, why);
	if (!err)
		err = exchange_own_card(db, keep, &own);
	if (!err)
		err = make_digits(&own, &out->card, r.token, out->digits);
	if (err)
		joining_release(out);
	card_release(&own);
	free(r.token);
	return err;
}

/* Keys that the unit had before are not believed any more. */
static int
end_older(struct db *db, struct keep *keep, const struct card *fresh)
{
	struct card card;
	int err = 0;

	for (int number = fresh->number - 1; !err && number > 0; number--) {
		if (card_find(db, fresh->unit, number, &card) != 0)
			continue;
		card.gone = true;
		card.since++;
		err = exchange_sign_card(db, keep, &card);
		if (!err)
			err = card_keep(db, &card);
		card_release(&card);
	}
	return err;
}

int
joining_accept(struct db *db, struct keep *keep, struct joining *joining, const char *digits,
    struct say *why)
{
	struct link link = {.state = LINK_JOINED, .name = joining->invited, .token = (char[1]){0},
		.next = 1};
	struct card before;

	if (strcmp(digits, joining->digits) != 0) {
		say_set(why, T_JOINING_DIGITS, NULL);
		return ERR_DENIED;
	}
	memcpy(link.peer, joining->card.unit, sizeof link.peer);
	keep_numbers(db, &link);
	if (card_find(db, link.peer, joining->card.number, &before) == 0) {
		if (joining->card.since <= before.since)
			joining->card.since = before.since + 1;
		card_release(&before);
	}
	int err = exchange_sign_card(db, keep, &joining->card);

	if (!err)
		err = end_older(db, keep, &joining->card);
	if (!err)
		err = card_keep(db, &joining->card);
	if (!err)
		err = link_put(db, &link);
	return err ? err : link_drop(db, joining->invitation);
}

void
joining_release(struct joining *joining)
{
	card_release(&joining->card);
	free(joining->invited);
	memset(joining, 0, sizeof *joining);
}
