#include "unit.h"

#include "db/keep.h"
#include "db/keeper.h"
#include "db/seal.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};
static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "test"};
static const struct actor auditor = {"cjf", "陈建芳", ROLE_AUDITOR, "test"};
static const char record[] = "k7f3q9x2.abcdef.7";

struct fixture {
	char folder[32];
	struct keep *keep;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	strcpy(f->folder, "/tmp/keep-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	assert_int_equal(keep_init(f->folder, NULL, NULL), 0);
	assert_int_equal(keep_open(f->folder, NULL, &f->keep, NULL), 0);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char *remove = xprintf("rm -rf '%s'", f->folder);

	keep_close(f->keep);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(f);
	return 0;
}

/* What the log says about openings of seals; a new string. */
static char *
unsealings(struct keep *keep)
{
	struct keep_log log;
	struct buf all = BUF_EMPTY;

	assert_int_equal(keep_log_get(keep, &admin, NULL, -1, &log), 0);
	for (int i = 0; i < log.count; i++)
		if (strcmp(log.entry[i].what, "unseal") == 0)
			buf_printf(&all, "%s %s|", log.entry[i].account, log.entry[i].where);
	keep_log_release(&log);
	return buf_take(&all);
}

static void
assert_same(const struct keep_identity *a, const struct keep_identity *b)
{
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->since, b->since);
	assert_memory_equal(a->sign, b->sign, sizeof a->sign);
	assert_memory_equal(a->seal, b->seal, sizeof a->seal);
}

static void
the_unit_has_keys_of_its_own_that_stay(void **state)
{
	struct fixture *f = *state;
	struct keep_identity first, again;
	unsigned char signature[KEEP_SIGNATURE];

	assert_int_equal(keep_identity(f->keep, &first), 0);
	assert_int_equal(first.number, 1);
	keep_close(f->keep);
	assert_int_equal(keep_open(f->folder, NULL, &f->keep, NULL), 0);
	assert_int_equal(keep_identity(f->keep, &again), 0);
	assert_same(&first, &again);
	assert_int_equal(keep_sign(f->keep, "abc", 3, signature), 0);
	assert_int_equal(crypto_sign_verify_detached(signature, (const void *)"abc", 3, first.sign),
	    0);
	assert_int_not_equal(crypto_sign_verify_detached(signature, (const void *)"abd", 3,
	    first.sign), 0);
}

static void
an_older_store_gets_keys_when_it_is_opened(void **state)
{
	struct fixture *f = *state;
	struct keep_identity own = {0};
	char *path = xprintf("%s/keep/keep.db", f->folder);
	sqlite3 *sql;

	keep_close(f->keep);
	assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql, "DROP TABLE identity", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sql);
	assert_int_equal(keep_open(f->folder, NULL, &f->keep, NULL), 0);
	assert_int_equal(keep_identity(f->keep, &own), 0);
	assert_int_equal(own.number, 1);
	free(path);
}

static void
a_sealed_value_is_opened_with_a_reason_and_that_is_written_down(void **state)
{
	struct fixture *f = *state;
	struct keep_identity own;
	struct say why = {0};
	char *plain = NULL;

	assert_int_equal(keep_identity(f->keep, &own), 0);
	char *sealed = seal_text(own.seal, "张秀芹 13900002210"), *log;

	assert_true(seal_is_sealed(sealed));
	assert_int_equal(keep_unseal(f->keep, &clerk, record, "核实", sealed, &plain, &why),
	    ERR_DENIED);
	assert_int_equal(keep_unseal(f->keep, &chair, record, "", sealed, &plain, &why), ERR_INPUT);
	assert_int_equal(why.id, T_KEEP_NO_REASON);
	log = unsealings(f->keep);
	assert_string_equal(log, "");
	free(log);
	assert_null(plain);
	assert_int_equal(keep_unseal(f->keep, &chair, record, "核实身份", sealed, &plain, &why), 0);
	assert_string_equal(plain, "张秀芹 13900002210");
	log = unsealings(f->keep);
	assert_string_equal(log, "zql test k7f3q9x2.abcdef.7: 核实身份|");
	free(log);
	free(plain);
	free(sealed);
	say_release(&why);
}

static void
what_was_sealed_to_another_or_changed_stays_shut(void **state)
{
	struct fixture *f = *state;
	unsigned char other[32], secret[32];
	struct keep_identity own;
	struct say why = {0};
	char *plain = NULL;

	crypto_box_keypair(other, secret);
	assert_int_equal(keep_identity(f->keep, &own), 0);
	char *foreign = seal_text(other, "张秀芹"), *ours = seal_text(own.seal, "张秀芹");

	assert_int_equal(keep_unseal(f->keep, &chair, record, "核实", foreign, &plain, &why),
	    ERR_NOTFOUND);
	assert_int_equal(why.id, T_KEEP_NOT_OURS);
	ours[20] = ours[20] == 'A' ? 'B' : 'A';
	assert_int_equal(keep_unseal(f->keep, &chair, record, "核实", ours, &plain, &why),
	    ERR_NOTFOUND);
	assert_int_equal(keep_unseal(f->keep, &chair, record, "核实", "seal1:", &plain, &why),
	    ERR_NOTFOUND);
	assert_int_equal(keep_unseal(f->keep, &chair, record, "核实", "张秀芹", &plain, &why),
	    ERR_NOTFOUND);
	assert_null(plain);
	free(foreign);
	free(ours);
	say_release(&why);
}

/* Names of one to nine characters: as long as each other once they are sealed. */
static void
the_length_tells_nothing(void **state)
{
	unsigned char key[32] = {9}, secret[32];

	(void)state;
	crypto_box_keypair(key, secret);
	char *shorter = seal_text(key, "张"), *longer = seal_text(key, "古丽娜尔买买提江");
	char *most = xcalloc(1, SEAL_PLAIN_MOST + 2), *sealed;

	assert_int_equal(strlen(shorter), strlen(longer));
	memset(most, 'x', SEAL_PLAIN_MOST);
	sealed = seal_text(key, most);
	assert_true(strlen(sealed) <= 4096);
	char *back = seal_open(key, secret, sealed);

	assert_string_equal(back, most);
	most[SEAL_PLAIN_MOST] = 'x';
	assert_null(seal_text(key, most));
	free(back);
	free(sealed);
	free(most);
	free(shorter);
	free(longer);
}

static void
replaced_keys_open_what_they_were_given_and_sign_no_more(void **state)
{
	struct fixture *f = *state;
	struct keep_identity before, after;
	unsigned char signature[KEEP_SIGNATURE], key[32], sealed_key[32 + crypto_box_SEALBYTES];
	unsigned char opened[32];
	char *plain = NULL;

	randombytes_buf(key, sizeof key);
	assert_int_equal(keep_identity(f->keep, &before), 0);
	char *sealed = seal_text(before.seal, "张秀芹");

	crypto_box_seal(sealed_key, key, sizeof key, before.seal);
	assert_int_equal(keep_identity_renew(f->keep, &clerk, NULL), ERR_DENIED);
	assert_int_equal(keep_identity_renew(f->keep, &admin, NULL), 0);
	assert_int_equal(keep_identity(f->keep, &after), 0);
	assert_int_equal(after.number, 2);
	assert_memory_not_equal(before.sign, after.sign, 32);
	assert_memory_not_equal(before.seal, after.seal, 32);
	assert_int_equal(keep_unseal(f->keep, &chair, record, "核实", sealed, &plain, NULL), 0);
	assert_string_equal(plain, "张秀芹");
	assert_int_equal(keep_open_key(f->keep, sealed_key, sizeof sealed_key, opened), 0);
	assert_memory_equal(key, opened, 32);
	sealed_key[40] ^= 1;
	assert_int_equal(keep_open_key(f->keep, sealed_key, sizeof sealed_key, opened),
	    ERR_NOTFOUND);
	assert_int_equal(keep_sign(f->keep, "abc", 3, signature), 0);
	assert_int_equal(crypto_sign_verify_detached(signature, (const void *)"abc", 3, after.sign),
	    0);
	free(plain);
	free(sealed);
}

/* The keeper's end of a line, in a process of its own. */
static pid_t
serve(struct fixture *f, int line, int far)
{
	struct keeper_line state = {.where = xstrdup("10.0.0.7")};
	char question[KEEPER_QUESTION];
	ssize_t got;
	pid_t child = fork();

	if (child) {
		keeper_line_release(&state);
		return child;
	}
	close(far);
	while ((got = recv(line, question, sizeof question, 0)) > 0) {
		struct buf answer = BUF_EMPTY;

		if (keeper_answer(f->keep, &state, question, (size_t)got, &answer) != 0)
			break;
		(void)!send(line, answer.data, answer.len, 0);
		buf_release(&answer);
	}
	_exit(0);
}

static void
a_line_opens_for_who_may_and_never_signs(void **state)
{
	struct fixture *f = *state;
	struct account account = {.account = (char *)"zql", .name = (char *)"赵庆林",
		.role = ROLE_CHAIR}, found;
	struct keep_identity own, seen;
	unsigned char bytes[80] = {0}, signature[KEEP_SIGNATURE];
	char *plain = NULL;
	int ends[2], status;

	assert_int_equal(keep_add(f->keep, &admin, &account, "Zhongguo 2026", NULL), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	pid_t child = serve(f, ends[1], ends[0]);
	struct keep *line = keep_at_line(ends[0]);

	close(ends[1]);
	assert_int_equal(keep_sign_in(line, "zql", "Zhongguo 2026", "", &found, NULL), 0);
	assert_int_equal(keep_identity(f->keep, &own), 0);
	assert_int_equal(keep_identity(line, &seen), 0);
	assert_same(&own, &seen);
	char *sealed = seal_text(own.seal, "张秀芹");

	/* Whoever acts by the line's own account is not believed. */
	assert_int_equal(keep_unseal(line, &clerk, record, "核实", sealed, &plain, NULL), 0);
	assert_string_equal(plain, "张秀芹");
	char *log = unsealings(f->keep);

	assert_string_equal(log, "zql 10.0.0.7 k7f3q9x2.abcdef.7: 核实|");
	assert_int_equal(keep_sign(line, "abc", 3, signature), ERR_DENIED);
	assert_int_equal(keep_open_key(line, bytes, sizeof bytes, bytes), ERR_DENIED);
	assert_int_equal(keep_identity_renew(line, &admin, NULL), ERR_DENIED);
	keep_close(line);
	assert_int_equal(waitpid(child, &status, 0), child);
	account_release(&found);
	free(plain);
	free(log);
	free(sealed);
}

/* --- query codes --- */

static int64_t hour_ms = INT64_C(1795453200000);

static int64_t
hour_now(void *arg)
{
	(void)arg;
	return hour_ms;
}

static int
find_code(struct fixture *f, const char *typed, const char *where, enum text what)
{
	struct say why = {0};
	char *found = NULL;
	int err = keep_code_find(f->keep, typed, where, &found, &why);

	assert_int_equal(why.id, what);
	if (!err)
		assert_string_equal(found, record);
	free(found);
	say_release(&why);
	return err;
}

/* Read over the phone, typed as one likes; what is mistyped is told from what there is not. */
static void
a_code_finds_its_record(void **state)
{
	struct fixture *f = *state;
	char code[KEEP_QUERY_CODE], again[KEEP_QUERY_CODE], typed[80] = "";

	assert_int_equal(keep_code_make(f->keep, &chair, record, code), 0);
	assert_int_equal(strlen(code), 19);
	assert_int_equal(find_code(f, code, "desk", TEXT_NONE), 0);
	for (const char *s = code; *s; s++) /* as a phone's keyboard may write them */
		if (*s != ' ')
			snprintf(typed + strlen(typed), sizeof typed - strlen(typed), "%s%c",
			    *s == '3' ? "－" : "", *s);
	assert_int_equal(find_code(f, typed, "desk", TEXT_NONE), 0);
	for (int i = 0; i < 19; i++) { /* any one figure wrong */
		char wrong[KEEP_QUERY_CODE];

		strcpy(wrong, code);
		if (wrong[i] == ' ')
			continue;
		wrong[i] = wrong[i] == '9' ? '0' : (char)(wrong[i] + 1);
		assert_int_equal(find_code(f, wrong, "desk", T_KEEP_CODE_WRONG), ERR_INPUT);
	}
	assert_int_equal(find_code(f, "", "desk", T_KEEP_CODE_WRONG), ERR_INPUT);
	assert_int_equal(find_code(f, "二〇二六", "desk", T_KEEP_CODE_WRONG), ERR_INPUT);
	/* a new one takes the place of the old */
	assert_int_equal(keep_code_make(f->keep, &chair, record, again), 0);
	assert_int_equal(find_code(f, code, "desk", T_KEEP_CODE_NONE), ERR_NOTFOUND);
	assert_int_equal(find_code(f, again, "desk", TEXT_NONE), 0);
	assert_int_equal(keep_code_make(f->keep, &auditor, record, code), ERR_DENIED);
	/* nothing of it in the files */
	char *search = xprintf("grep -raq -e '%s' -e '%.4s%.4s%.4s%.4s' %s", again, again,
	    again + 5, again + 10, again + 15, f->folder);

	assert_int_not_equal(system(search), 0);
	free(search);
}

/* From one place ten wrong ones, from all together a hundred; then one more a minute. */
static void
guessing_codes_is_shut(void **state)
{
	static const struct clock clock = {hour_now, NULL};
	struct fixture *f = *state;
	char code[KEEP_QUERY_CODE], place[24];

	keep_close(f->keep);
	assert_int_equal(keep_open(f->folder, &clock, &f->keep, NULL), 0);
	assert_int_equal(keep_code_make(f->keep, &chair, record, code), 0);
	for (int i = 0; i < 10; i++)
		assert_int_equal(find_code(f, "0000 0000 0000 0002", "10.0.0.1",
		    T_KEEP_CODE_WRONG), ERR_INPUT); /* mistyped costs nothing */
	for (int i = 0; i < 10; i++)
		assert_int_equal(find_code(f, "0000 0000 0000 0000", "10.0.0.1",
		    T_KEEP_CODE_NONE), ERR_NOTFOUND);
	assert_int_equal(find_code(f, code, "10.0.0.1", T_KEEP_CODE_SHUT), ERR_DENIED);
	assert_int_equal(find_code(f, code, "10.0.0.2", TEXT_NONE), 0);
	for (int i = 0; i < 90; i++) {
		snprintf(place, sizeof place, "10.0.1.%d", i);
		assert_int_equal(find_code(f, "0000 0000 0000 0000", place, T_KEEP_CODE_NONE),
		    ERR_NOTFOUND);
	}
	assert_int_equal(find_code(f, code, "10.0.0.3", T_KEEP_CODE_SHUT), ERR_DENIED);
	/* the right one, which was put back, did not count */
	assert_int_equal(find_code(f, "0000 0000 0000 0000", "10.0.0.3", T_KEEP_CODE_SHUT),
	    ERR_DENIED);
	hour_ms += 60000;
	assert_int_equal(find_code(f, code, "10.0.0.1", TEXT_NONE), 0);
	assert_int_equal(find_code(f, "0000 0000 0000 0000", "10.0.0.1", T_KEEP_CODE_NONE),
	    ERR_NOTFOUND);
	assert_int_equal(find_code(f, code, "10.0.0.1", T_KEEP_CODE_SHUT), ERR_DENIED);
}

/* The same text has the same mark, under a key of this keeper's alone. */
static void
a_mark_is_the_keepers_own(void **state)
{
	struct fixture *f = *state, *other = NULL;
	char one[KEEP_MARK], two[KEEP_MARK];

	assert_int_equal(set_up((void **)&other), 0);
	assert_int_equal(keep_mark(f->keep, &clerk, "000000197105030045", one), 0);
	assert_int_equal(keep_mark(f->keep, &chair, "000000197105030045", two), 0);
	assert_string_equal(one, two);
	assert_int_equal(keep_mark(f->keep, &chair, "000000197105030046", two), 0);
	assert_string_not_equal(one, two);
	assert_int_equal(keep_mark(other->keep, &chair, "000000197105030045", two), 0);
	assert_string_not_equal(one, two);
	for (int i = 1; i < 60; i++)
		assert_int_equal(keep_mark(f->keep, &clerk, "x", one), 0);
	assert_int_equal(keep_mark(f->keep, &clerk, "x", one), ERR_DENIED);
	assert_int_equal(tear_down((void **)&other), 0);
}

static int64_t at;

static int64_t
told_time(void *arg)
{
	(void)arg;
	return at;
}

static int
try(struct keep *keep, const char *password, const char *where, enum text *said)
{
	struct account found = {0};
	struct say why = {0};
	int err = keep_sign_in(keep, "wxl", password, where, &found, &why);

	*said = why.id;
	account_release(&found);
	say_release(&why);
	return err;
}

static void
strangers_elsewhere_shut_nobody_out_of_the_own_seat(void **state)
{
	const struct clock clock = {told_time, NULL};
	const struct account wxl = {.account = (char *)"wxl", .name = (char *)"王秀兰"};
	struct fixture *f = *state;
	enum text said;

	keep_close(f->keep);
	at = INT64_C(1795428120000);
	assert_int_equal(keep_open(f->folder, &clock, &f->keep, NULL), 0);
	assert_int_equal(keep_add(f->keep, &admin, &wxl, "Right words 1", NULL), 0);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(try(f->keep, "wrong", "10.0.0.7", &said), ERR_DENIED);
		assert_int_equal(said, T_KEEP_REFUSED_FAR);
	}
	/* The right one is refused in the same words, from everywhere but here. */
	assert_int_equal(try(f->keep, "Right words 1", "10.0.0.8", &said), ERR_DENIED);
	assert_int_equal(said, T_KEEP_REFUSED_FAR);
	assert_int_equal(try(f->keep, "Right words 1", "console", &said), 0);
	assert_int_equal(try(f->keep, "Right words 1", "10.0.0.8", &said), ERR_DENIED);
	at += 15 * 60000;
	assert_int_equal(try(f->keep, "Right words 1", "10.0.0.8", &said), 0);
}

static void
a_stranger_at_the_seat_makes_it_wait_for_a_minute(void **state)
{
	const struct clock clock = {told_time, NULL};
	const struct account wxl = {.account = (char *)"wxl", .name = (char *)"王秀兰"};
	struct fixture *f = *state;
	enum text said;

	keep_close(f->keep);
	at = INT64_C(1795428120000);
	assert_int_equal(keep_open(f->folder, &clock, &f->keep, NULL), 0);
	assert_int_equal(keep_add(f->keep, &admin, &wxl, "Right words 1", NULL), 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(try(f->keep, "wrong", "console", &said), ERR_DENIED);
		assert_int_equal(said, T_KEEP_REFUSED);
	}
	assert_int_equal(try(f->keep, "Right words 1", "console", &said), ERR_DENIED);
	assert_int_equal(said, T_KEEP_SHUT);
	assert_int_equal(try(f->keep, "Right words 1", "10.0.0.8", &said), 0);
	at += 60000;
	assert_int_equal(try(f->keep, "Right words 1", "console", &said), 0);
	/* The count began anew. */
	assert_int_equal(try(f->keep, "wrong", "console", &said), ERR_DENIED);
	assert_int_equal(try(f->keep, "Right words 1", "console", &said), 0);
	/* An administrator ends it. */
	for (int i = 0; i < 5; i++)
		try(f->keep, "wrong", "console", &said);
	assert_int_equal(keep_lock(f->keep, &admin, "wxl", false, NULL), 0);
	assert_int_equal(try(f->keep, "Right words 1", "console", &said), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_unit_has_keys_of_its_own_that_stay, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(an_older_store_gets_keys_when_it_is_opened, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    a_sealed_value_is_opened_with_a_reason_and_that_is_written_down, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(what_was_sealed_to_another_or_changed_stays_shut,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    strangers_elsewhere_shut_nobody_out_of_the_own_seat, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_stranger_at_the_seat_makes_it_wait_for_a_minute,
		    set_up, tear_down),
		cmocka_unit_test(the_length_tells_nothing),
		cmocka_unit_test_setup_teardown(
		    replaced_keys_open_what_they_were_given_and_sign_no_more, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_line_opens_for_who_may_and_never_signs, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(a_code_finds_its_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(guessing_codes_is_shut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_mark_is_the_keepers_own, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
