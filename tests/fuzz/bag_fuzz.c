/*
 * Bags as they may come on a stick.  An input is a recipe for changing a real one: its first byte
 * says whether the file's bytes are changed, or the lines in it, which are then sealed and signed
 * anew by who may (a neighbour whose program is wrong or whose keys were stolen); then come changes
 * of four bytes each: place (two), what, byte.  Of a changed file nothing is taken; of changed
 * lines no operation is taken that its author has not signed.
 */
#include "db/db_int.h"
#include "db/store.h"
#include "share/bag.h"
#include "share/exchange.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES_MOST 64

static struct place {
	char dir[40];
	struct db *db;
	struct keep *keep;
} low, up;
static struct forms *forms;
static char *line[LINES_MOST]; /* of the real bag, but for its end */
static int lines;
static char *whole; /* the real bag */
static size_t whole_len;

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
make_place(struct place *p, enum level level)
{
	struct unit unit = {.name = (char *)"站", .code = (char *)"", .upper = (char *)"",
		.level = level};
	struct db_options options = {.dir = p->dir, .forms = forms};

	strcpy(p->dir, access("/dev/shm", W_OK) == 0 ? "/dev/shm/bag-XXXXXX" : "/tmp/bag-XXXXXX");
	assert(mkdtemp(p->dir) && db_init(&options, &unit, NULL) == 0);
	assert(keep_init(p->dir, NULL, NULL) == 0 && db_open(&options, &p->db, NULL) == 0);
	assert(keep_open(p->dir, NULL, &p->keep, NULL) == 0);
}

static void
join(struct place *at, const struct place *other, bool upper)
{
	struct link link = {.upper = upper, .state = LINK_JOINED, .next = 1, .name = (char *)"站",
		.token = (char *)""};
	struct card card;

	memcpy(link.peer, db_unit(other->db)->id, sizeof link.peer);
	assert(link_put(at->db, &link) == 0);
	assert(exchange_own_card(other->db, other->keep, &card) == 0);
	assert(card_keep(at->db, &card) == 0);
	card_release(&card);
}

static void
key(const char *name)
{
	struct record *record = record_new(forms_find(forms, "member"));

	record_set(record, form_field(record->form, "name"), name);
	assert(store_save(low.db, &admin, record, NULL, NULL, NULL) == 0);
	record_set(record, form_field(record->form, "job"), "会计");
	assert(store_save(low.db, &admin, record, NULL, NULL, NULL) == 0);
	record_free(record);
}

static int
open_key(void *arg, const void *sealed, size_t len, unsigned char out[32])
{
	(void)arg;
	return keep_open_key(up.keep, sealed, len, out);
}

static int
note_line(void *arg, char *text, size_t len, const unsigned char sum[32])
{
	(void)arg;
	(void)sum;
	if (strncmp(text, "{\"end\"", 6) != 0 && lines < LINES_MOST)
		line[lines++] = xstrndup(text, len);
	return 0;
}

static void
clean(void)
{
	char *remove = xprintf("rm -rf '%s' '%s'", low.dir, up.dir);

	keep_close(low.keep);
	keep_close(up.keep);
	db_close(low.db);
	db_close(up.db);
	if (system(remove) != 0)
		perror(low.dir);
	free(remove);
	for (int i = 0; i < lines; i++)
		free(line[i]);
	free(whole);
	forms_free(forms);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct exchange_packed packed;

	(void)argc;
	(void)argv;
	forms = forms_new();
	assert(forms_add_shipped(forms, NULL) == 0);
	atexit(clean);
	make_place(&low, LEVEL_STATION);
	make_place(&up, LEVEL_AREA);
	join(&low, &up, true);
	join(&up, &low, false);
	for (int i = 0; i < 5; i++)
		key(i % 2 ? "张伟" : "李娜");
	assert(exchange_pack(low.db, low.keep, db_unit(up.db)->id, low.dir, &packed, NULL) == 0);
	assert(bag_read(packed.path, open_key, NULL, note_line, NULL, NULL) == 0);
	FILE *file = fopen(packed.path, "re");

	whole = xcalloc(1, 65536);
	whole_len = fread(whole, 1, 65536, file);
	fclose(file);
	free(packed.path);
	return 0;
}

/* --- changing --- */

static char *
change(const char *from, size_t *len, const uint8_t *data, size_t size)
{
	char *out = xcalloc(1, *len + size + 1);

	memcpy(out, from, *len);
	for (; size >= 4; data += 4, size -= 4) {
		size_t at = *len ? (size_t)(data[0] << 8 | data[1]) % *len : 0;

		if (*len == 0)
			break;
		if (data[2] % 3 == 0) {
			out[at] = (char)data[3];
		} else if (data[2] % 3 == 1) {
			memmove(out + at, out + at + 1, *len - at);
			--*len;
		} else {
			memmove(out + at + 1, out + at, *len - at);
			out[at] = (char)data[3];
			++*len;
		}
	}
	return out;
}

static void
end(struct bag *bag)
{
	unsigned char sum[32], signature[64];
	char hex[65], text[100];

	bag_sum(bag, sum);
	sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
	char *statement = xprintf("gongzhan bag 1\n%s\n%s\n", db_unit(up.db)->id, hex);

	assert(keep_sign(low.keep, statement, strlen(statement), signature) == 0);
	sodium_bin2base64(text, sizeof text, signature, sizeof signature,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *last = xprintf("{\"end\":\"%s\"}", text);

	bag_line(bag, last);
	assert(bag_end(bag, NULL) == 0);
	free(last);
	free(statement);
}

/* The lines as one text, so that changes make and remove lines, too. */
static void
write_lines(const char *path, const uint8_t *data, size_t size)
{
	struct keep_identity own;
	struct buf all = BUF_EMPTY;
	struct bag *bag;

	for (int i = 0; i < lines; i++)
		buf_printf(&all, "%s\n", line[i]);
	size_t len = all.len;
	char *text = change(all.data, &len, data, size), *at = text;

	assert(keep_identity(up.keep, &own) == 0);
	assert(bag_new(path, db_unit(up.db)->id, own.seal, &bag, NULL) == 0);
	while (at < text + len) {
		char *stop = memchr(at, '\n', (size_t)(text + len - at));

		if (stop)
			*stop = '\0';
		bag_line(bag, at);
		at = stop ? stop + 1 : text + len;
	}
	end(bag);
	free(text);
	buf_release(&all);
}

static void
write_whole(const char *path, const uint8_t *data, size_t size)
{
	size_t len = whole_len;
	char *bytes = change(whole, &len, data, size);
	FILE *file = fopen(path, "we");

	assert(fwrite(bytes, 1, len, file) == len && fclose(file) == 0);
	free(bytes);
}

/* --- what must hold --- */

struct trying {
	char *path;
	bool is_changed_file;
};

/* Whatever is here of the lower unit's stream is what it wrote. */
static void
check_stream(struct db *db)
{
	struct stream_at here, there;
	const char *unit = db_unit(low.db)->id;

	assert(stream_find(db, unit, low.db->epoch, -1, &here) == 0);
	assert(stream_find(low.db, unit, low.db->epoch, here.seq, &there) == 0);
	assert(memcmp(here.chain, there.chain, sizeof here.chain) == 0);
}

/* Everything is taken back behind it. */
static int
unpack(struct db *db, void *arg)
{
	const struct trying *t = arg;
	struct exchange_taken taken;
	struct say why = {0};
	struct streams streams;
	int err = exchange_unpack(db, up.keep, t->path, &taken, &why);

	assert(!err || err == ERR_PARTIAL || why.id != TEXT_NONE);
	assert(stream_list(db, &streams) == 0);
	if (err && err != ERR_PARTIAL)
		assert(streams.count == 0);
	assert(!t->is_changed_file || err);
	for (int i = 0; i < streams.count; i++)
		assert(strcmp(streams.at[i].unit, db_unit(low.db)->id) == 0 ||
		    strcmp(streams.at[i].unit, db->unit.id) == 0);
	check_stream(db);
	streams_release(&streams);
	exchange_taken_release(&taken);
	say_release(&why);
	return ERR_PARTIAL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trying t = {.path = xprintf("%s/try.bag", low.dir)};
	bool lines_too = size && data[0] % 2;

	if (size) {
		data++;
		size--;
	}
	if (lines_too)
		write_lines(t.path, data, size);
	else
		write_whole(t.path, data, size);
	size_t len = whole_len;
	char *bytes = change(whole, &len, data, size);

	t.is_changed_file = !lines_too && (len != whole_len || memcmp(bytes, whole, len) != 0);
	free(bytes);
	assert(db_write(up.db, unpack, &t, NULL) == ERR_PARTIAL);
	free(t.path);
	return 0;
}
