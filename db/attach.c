#include "db/attach.h"

#include "base/digest.h"
#include "db/db_int.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/sealing.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define KIND "attachment"
#define NAME_MOST 120
#define KEY crypto_secretbox_KEYBYTES
#define NONCE crypto_secretbox_NONCEBYTES
#define TAG crypto_secretbox_MACBYTES
#define BASE64 sodium_base64_VARIANT_ORIGINAL

/* --- the types that people meet --- */

static const struct {
	const char *begins, *type;
} types[] = {
	{"%PDF", "PDF"}, {"\xff\xd8\xff", "JPEG"}, {"\x89PNG", "PNG"}, {"GIF8", "GIF"},
	{"PK\x03\x04", "ZIP/OOXML"}, {"\xd0\xcf\x11\xe0", "DOC/XLS/WPS"}, {"{\\rtf", "RTF"},
	{"#!AMR", "AMR"}, {"ID3", "MP3"}, {"RIFF", "WAV/AVI"}, {"MZ", "EXE"}, {"\x7f" "ELF", "ELF"},
	{"#!", "SCRIPT"},
};

static const char *
type_of(const void *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t n = strlen(types[i].begins);

		if (len >= n && memcmp(bytes, types[i].begins, n) == 0)
			return types[i].type;
	}
	return "";
}

/* --- reading --- */

static const struct form *
form_of(struct db *db)
{
	return forms_find(db_forms(db), KIND);
}

int
attach_ids(struct db *db, const char *record, char ***out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT id FROM rec_attachment WHERE f_of = ? ORDER BY hlc, id"), "t", record);
	char **ids = xcalloc(1, sizeof *ids);
	int count = 0, got;

	while ((got = db_step(db, stmt)) > 0) {
		ids = xrealloc(ids, (size_t)(count + 2) * sizeof *ids);
		ids[count++] = db_text(stmt, 0);
		ids[count] = NULL;
	}
	*out = ids;
	return got;
}

/* The record that files are of; what only others may see of it, they may not see either. */
static int
read_parent(struct db *db, const struct actor *actor, const char *id, struct record **out)
{
	const struct form *form = project_kind(db, id);

	if (!form || !rights_may(actor, ACTION_READ, form->kind))
		return form ? ERR_DENIED : ERR_NOTFOUND;
	int err = guard_read(db, actor, form, id, out);

	if (!err && guard_of(actor, *out) == GUARD_RESERVED) {
		record_free(*out);
		*out = NULL;
		err = ERR_DENIED;
	}
	return err;
}

static int64_t
number_of(const struct record *record, const char *field)
{
	const char *value = record_get(record, field);

	return value ? strtoll(value, NULL, 10) : 0;
}

int
attach_list(struct db *db, const struct actor *actor, const char *id, struct attached_list *out)
{
	struct record *parent = NULL;
	char **ids = NULL;
	int err = read_parent(db, actor, id, &parent);

	*out = (struct attached_list){NULL, 0};
	record_free(parent);
	if (!err)
		err = attach_ids(db, id, &ids);
	for (char **p = ids; !err && p && *p; p++) {
		struct record *record = NULL;

		err = project_read(db, form_of(db), *p, &record);
		if (err)
			break;
		out->attached = xrealloc(out->attached,
		    (size_t)(out->count + 1) * sizeof *out->attached);
		const char *type = record_get(record, "file_type");
		const char *digest = record_get(record, "name");

		out->attached[out->count++] = (struct attached){.id = xstrdup(*p),
		    .file_name = xstrdup(record_get(record, "file_name")),
		    .digest = xstrdup(digest ? digest : ""), .type = xstrdup(type ? type : ""),
		    .size = number_of(record, "size")};
		record_free(record);
	}
	for (char **p = ids; p && *p; p++)
		free(*p);
	free(ids);
	if (err)
		attached_release(out);
	return err;
}

void
attached_release(struct attached_list *list)
{
	for (int i = 0; i < list->count; i++) {
		free(list->attached[i].id);
		free(list->attached[i].file_name);
		free(list->attached[i].digest);
		free(list->attached[i].type);
	}
	free(list->attached);
	*list = (struct attached_list){NULL, 0};
}

/* --- adding --- */

static char *
hex_digest(const void *bytes, size_t len)
{
	unsigned char sum[DIGEST_BYTES];
	char *hex = xcalloc(DIGEST_BYTES * 2 + 1, 1);

	digest(bytes, len, sum);
	return sodium_bin2hex(hex, DIGEST_BYTES * 2 + 1, sum, sizeof sum);
}

static bool
is_sealed(const struct record *parent)
{
	bool sealed = guard_is_reserved(parent);

	for (int i = 0; i < parent->form->field_count; i++)
		sealed = sealed || record_is_sealed(parent->value[i]);
	return sealed;
}

static int
may_add(struct db *db, const struct actor *actor, const struct record *parent, struct say *why)
{
	const struct procedure *procedure = procedure_of(parent->form);
	const char *state = record_get(parent, "state");

	if (!rights_may(actor, ACTION_EDIT, parent->form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	if (procedure && procedure->own && !store_is_own(db, parent->id)) {
		say_set(why, T_PROCEDURE_NOT_OURS, NULL);
		return ERR_DENIED;
	}
	if (procedure && state && procedure_is_fixed(procedure, parent, atoi(state),
	    day_of(clock_now(db_clock(db))))) {
		say_set(why, T_PROCEDURE_FIXED, NULL);
		return ERR_DENIED;
	}
	return 0;
}

/* Under a key of its own, which is sealed together with the name. */
static int
encrypt(struct db *db, const struct record *parent, struct record *record, const char *file_name,
    struct buf *bytes, struct say *why)
{
	unsigned char key[KEY];
	size_t len = NONCE + TAG + bytes->len;
	unsigned char *box = xcalloc(len, 1);
	char hex[KEY * 2 + 1];

	crypto_secretbox_keygen(key);
	randombytes_buf(box, NONCE);
	crypto_secretbox_easy(box + NONCE, (const unsigned char *)buf_text(bytes), bytes->len, box,
	    key);
	sodium_bin2hex(hex, sizeof hex, key, sizeof key);
	char *plain = xprintf("%s %s", hex, file_name);
	char *sealed = sealing_seal(db, parent, plain);

	record_put(record, "seal", sealed);
	sodium_memzero(bytes->data, bytes->len);
	buf_clear(bytes);
	buf_add(bytes, box, len);
	if (!sealed)
		say_set(why, T_SEALING_CANNOT, record->form->label[LANG_ZH],
		    record->form->label[LANG_EN], NULL);
	int err = sealed ? 0 : ERR_INPUT;

	sodium_memzero(plain, strlen(plain));
	sodium_memzero(key, sizeof key);
	sodium_memzero(hex, sizeof hex);
	free(plain);
	free(sealed);
	free(box);
	return err;
}

static int
save(struct db *db, const struct actor *actor, const struct record *parent, const char *file_name,
    const struct buf *original, struct say *why)
{
	struct record *record = record_new(form_of(db));
	struct buf bytes = BUF_EMPTY;
	char size[24];
	int err = 0;

	buf_add(&bytes, buf_text(original), original->len);
	snprintf(size, sizeof size, "%zu", bytes.len);
	record_put(record, "of", parent->id);
	record_put(record, "size", size);
	record_put(record, "file_type", type_of(buf_text(&bytes), bytes.len));
	if (is_sealed(parent))
		err = encrypt(db, parent, record, file_name, &bytes, why);
	else
		record_put(record, "file_name", file_name);
	char *sum = hex_digest(buf_text(&bytes), bytes.len);
	size_t room = sodium_base64_encoded_len(bytes.len, BASE64);
	char *text = xcalloc(room, 1);

	sodium_bin2base64(text, room, (const unsigned char *)buf_text(&bytes), bytes.len, BASE64);
	record_put(record, "name", sum);
	record_put(record, "bytes", text);
	if (!err)
		err = store_save(db, actor, record, NULL, NULL, why);
	record_free(record);
	buf_release(&bytes);
	free(sum);
	free(text);
	return err;
}

/* The same bytes twice are one file; of sealed ones nobody can tell. */
static bool
is_there(struct db *db, const char *record, const struct buf *bytes)
{
	char *sum = hex_digest(buf_text(bytes), bytes->len);
	int64_t one = 0;
	bool there = db_get_int(db, &one, "SELECT 1 FROM rec_attachment WHERE f_of = ? AND "
	    "f_name = ?", "tt", record, sum) == 0;

	free(sum);
	return there;
}

int
attach_add(struct db *db, const struct actor *actor, const char *id, const char *file_name,
    const void *bytes, size_t len, struct say *why)
{
	struct record *parent = NULL;
	struct buf all = BUF_EMPTY;
	char most[12];
	int err = read_parent(db, actor, id, &parent);

	if (err)
		return err;
	buf_add(&all, bytes, len);
	snprintf(most, sizeof most, "%d", ATTACH_MOST / 1024);
	err = may_add(db, actor, parent, why);
	if (!err && (!len || len > ATTACH_MOST)) {
		say_set(why, len ? T_ATTACH_BIG : T_ATTACH_EMPTY, most, NULL);
		err = ERR_INPUT;
	}
	if (!err && is_there(db, id, &all)) {
		say_set(why, T_ATTACH_THERE, NULL);
		err = ERR_EXISTS;
	}
	char *name = xstrndup(file_name, strlen(file_name) < NAME_MOST ? strlen(file_name)
	    : NAME_MOST);

	if (!err)
		err = save(db, actor, parent, name, &all, why);
	free(name);
	record_free(parent);
	buf_release(&all);
	return err;
}

/* --- giving out --- */

/* The bytes as they are kept, if they are what their digest says. */
static bool
read_bytes(const struct record *record, struct buf *out)
{
	const char *text = record_get(record, "bytes"), *sum = record_get(record, "name");
	size_t most = text ? strlen(text) : 0, len = 0;
	unsigned char *bytes = xcalloc(most + 1, 1);
	bool good = text && sum && sodium_base642bin(bytes, most, text, most, NULL, &len, NULL,
	    BASE64) == 0;

	if (good) {
		char *is = hex_digest(bytes, len);

		good = strcmp(is, sum) == 0;
		free(is);
	}
	if (good)
		buf_add(out, bytes, len);
	free(bytes);
	return good;
}

/* In place; the name stands beside the key. */
static bool
decrypt(struct buf *bytes, const char *opened, char **file_name)
{
	unsigned char key[KEY];
	size_t len = 0;
	const char *blank = strchr(opened, ' ');

	if (!blank || bytes->len < NONCE + TAG || sodium_hex2bin(key, sizeof key, opened,
	    (size_t)(blank - opened), NULL, &len, NULL) != 0 || len != sizeof key)
		return false;
	size_t plain_len = bytes->len - NONCE - TAG;
	unsigned char *plain = xcalloc(plain_len + 1, 1);
	const unsigned char *box = (const unsigned char *)buf_text(bytes);
	bool good = crypto_secretbox_open_easy(plain, box + NONCE, bytes->len - NONCE, box,
	    key) == 0;

	buf_clear(bytes);
	if (good) {
		buf_add(bytes, plain, plain_len);
		*file_name = xstrdup(blank + 1);
	}
	sodium_memzero(plain, plain_len);
	sodium_memzero(key, sizeof key);
	free(plain);
	return good;
}

static int
unseal(struct keep *keep, const struct actor *actor, const struct record *record,
    const char *reason, struct buf *bytes, char **file_name, struct say *why)
{
	char *opened = NULL;

	if (!reason) {
		say_set(why, T_ATTACH_REASON, NULL);
		return ERR_USAGE;
	}
	int err = keep_unseal(keep, actor, record_get(record, "of"), reason,
	    record_get(record, "seal"), &opened, why);

	if (!err && !decrypt(bytes, opened, file_name))
		err = ERR_DAMAGED;
	if (opened)
		sodium_memzero(opened, strlen(opened));
	free(opened);
	return err;
}

int
attach_get(struct db *db, struct keep *keep, const struct actor *actor, const char *id,
    const char *reason, struct buf *bytes, char **file_name, struct say *why)
{
	const struct form *form = project_kind(db, id);
	struct record *record = NULL, *parent = NULL;
	int err = form && strcmp(form->kind, KIND) == 0 ? project_read(db, form, id, &record)
							: ERR_NOTFOUND;
	const char *of = err ? NULL : record_get(record, "of");

	if (!err)
		err = of ? read_parent(db, actor, of, &parent) : ERR_NOTFOUND;
	if (!err && !read_bytes(record, bytes))
		err = ERR_DAMAGED;
	if (!err && record_get(record, "seal"))
		err = unseal(keep, actor, record, reason, bytes, file_name, why);
	else if (!err)
		*file_name = xstrdup(record_get(record, "file_name"));
	record_free(record);
	record_free(parent);
	return err;
}
