#include "unit.h"

#include "station_make.h"

#include "db/audit.h"
#include "db/care.h"
#include "db/settings.h"
#include "db/twice.h"

#define ID_ONE "000000198803140020"
#define ID_TWO "000000198803140047"

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor other = {"zyl", "周雨林", ROLE_CLERK, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};
static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "test"};

static int64_t now_ms = INT64_C(1795453200000);

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_ms += 10;
}

static const struct clock test_clock = {test_now, NULL};

struct fixture {
	char folder[STATION_FOLDER];
	struct forms *forms;
	const struct form *form;
	int doc, card, birth, sex;
	struct db *db;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	station_make(f->folder, &test_clock, &f->forms, &f->db);
	f->form = forms_find(f->forms, "member");
	f->doc = form_field(f->form, "doc_no");
	f->card = form_field(f->form, "card_no");
	f->birth = form_field(f->form, "birth");
	f->sex = form_field(f->form, "sex");
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	station_remove(f->folder, f->forms, f->db);
	free(f);
	return 0;
}

static void
set_named(struct record *record, const char *field, const char *value)
{
	assert_true(form_field(record->form, field) >= 0);
	record_set(record, form_field(record->form, field), value);
}

static void
save(struct fixture *f, const struct actor *actor, struct record *record)
{
	struct say why = {0};

	must(store_save(f->db, actor, record, NULL, NULL, &why), &why);
}

/* As a form keeps it that was keyed: marks beside what is there. */
static char *
key_member(struct fixture *f, const struct actor *actor, const char *id, const char *card)
{
	struct record *record = record_new(f->form);

	set_named(record, "name", "白雪梅");
	set_named(record, "birth", "1988-03-14");
	set_named(record, "sex", "1");
	set_named(record, "mobile", "13900001111");
	set_named(record, "union_group", "三组");
	record_set(record, f->doc, id);
	record_set_beside(record, RECORD_TWICE, f->doc, RECORD_WAITS);
	record_set(record, f->card, card);
	if (card)
		record_set_beside(record, RECORD_TWICE, f->card, RECORD_WAITS);
	save(f, actor, record);
	char *made = xstrdup(record->id);

	record_free(record);
	return made;
}

static struct record *
read_member(struct fixture *f, const char *id)
{
	struct record *record = NULL;

	assert_int_equal(store_get(f->db, &admin, id, STORE_FULL, "test", &record), 0);
	return record;
}

/* How many wait for the actor; of the only one, *fields of them. */
static int
waiting(struct fixture *f, const struct actor *actor, int *fields, int *others)
{
	struct twice_list list;

	assert_int_equal(twice_list(f->db, actor, TWICE_MOST, &list), 0);
	int count = list.count;

	for (int i = 0; fields && i < f->form->field_count; i++)
		*fields += count && list.item[0].field[i];
	if (others)
		*others = list.others;
	twice_list_release(&list);
	return count;
}

static int
settle(struct fixture *f, const struct actor *actor, const char *id, const char *doc,
    const char *card, const struct twice_choice *choice, int choices, struct conflicts *out)
{
	struct record *typed = record_new(f->form);
	struct say why = {0};

	typed->id = xstrdup(id);
	record_set(typed, f->doc, doc);
	record_set(typed, f->card, card);
	int err = twice_settle(f->db, actor, typed, choice, choices, out, &why);

	say_release(&why);
	record_free(typed);
	return err;
}

/* The audit's entries of that kind. */
static int
audited(struct fixture *f, const char *what)
{
	struct audit audit;
	int count = 0;

	assert_int_equal(audit_list(f->db, &admin, NULL, 1000, &audit), 0);
	for (int i = 0; i < audit.count; i++)
		count += strcmp(audit.entry[i].what, what) == 0;
	audit_release(&audit);
	return count;
}

static void
it_waits_for_another_or_for_another_day(void **state)
{
	struct fixture *f = *state;
	char *id = key_member(f, &clerk, ID_ONE, "6217");
	int fields = 0, others = 0;

	assert_int_equal(waiting(f, &clerk, NULL, &others), 0);
	assert_int_equal(others, 1);
	assert_int_equal(waiting(f, &other, &fields, &others), 1);
	assert_int_equal(fields, 2);
	assert_int_equal(others, 0);
	assert_int_equal(waiting(f, &chair, NULL, NULL), 0); /* who may not edit it */
	now_ms += DAY_MS;
	assert_int_equal(waiting(f, &clerk, NULL, NULL), 1);
	struct say why = {0};
	const struct setting *setting = setting_find("twice");

	must(setting_set(f->db, NULL, &admin, setting, "2", &why), &why);
	assert_int_equal(waiting(f, &clerk, NULL, NULL), 0);
	assert_int_equal(waiting(f, &other, NULL, NULL), 1);
	must(setting_set(f->db, NULL, &admin, setting, "0", &why), &why);
	assert_int_equal(waiting(f, &other, NULL, NULL), 0);
	free(id);
}

static void
nothing_gives_the_first_value_away(void **state)
{
	struct fixture *f = *state;
	char *id = key_member(f, &clerk, ID_ONE, "6217");
	int before = audited(f, "twice");
	struct twice_item item;

	assert_int_equal(twice_get(f->db, &other, id, &item), 0);
	for (int i = 0; i < f->form->field_count; i++) {
		const struct field *field = &f->form->field[i];

		if (field->twice || field->calculation ||
		    (field->class != CLASS_PLAIN && i != f->form->title))
			assert_null(item.seen->value[i]);
		assert_null(item.seen->note[i]);
	}
	assert_null(item.seen->extra);
	assert_string_equal(item.seen->value[f->form->title], "白雪梅");
	assert_string_equal(record_get(item.seen, "union_group"), "三组");
	twice_item_release(&item);
	assert_int_equal(twice_get(f->db, &clerk, id, &item), ERR_NOTFOUND); /* the same day */
	assert_int_equal(audited(f, "twice"), before);
	free(id);
}

static void
what_is_alike_is_agreed_upon(void **state)
{
	struct fixture *f = *state;
	char *id = key_member(f, &clerk, ID_ONE, "6217");
	struct conflicts differ = {0};

	assert_int_equal(settle(f, &other, id, ID_ONE, "6217", NULL, 0, &differ), 0);
	assert_int_equal(waiting(f, &other, NULL, NULL), 0);
	struct record *record = read_member(f, id);

	assert_string_equal(record->twice[f->doc], RECORD_AGREED);
	assert_string_equal(record->twice[f->card], RECORD_AGREED);
	struct changes changes;
	int agreed = 0;

	assert_int_equal(store_history(f->db, &admin, id, STORE_FULL, &changes), 0);
	for (int i = 0; i < changes.count; i++)
		agreed += changes.change[i].agreed &&
		    strcmp(changes.change[i].who, other.name) == 0;
	assert_int_equal(agreed, 2);
	changes_release(&changes);
	assert_int_equal(audited(f, "twice"), 0); /* nobody saw anything */
	assert_int_equal(settle(f, &other, id, ID_ONE, "6217", NULL, 0, &differ), ERR_NOTFOUND);
	record_free(record);
	free(id);
}

static void
what_differs_is_shown_and_chosen(void **state)
{
	struct fixture *f = *state;
	char *id = key_member(f, &clerk, ID_TWO, "6217");
	struct conflicts differ = {0}, again = {0};

	assert_int_equal(settle(f, &other, id, ID_ONE, "6217", NULL, 0, &differ), ERR_CONFLICT);
	assert_int_equal(differ.count, 1);
	assert_int_equal(differ.conflict[0].field, f->doc);
	assert_string_equal(differ.conflict[0].theirs, ID_TWO);
	assert_string_equal(differ.conflict[0].who, clerk.name);
	assert_int_equal(audited(f, "twice"), 1);
	assert_int_equal(waiting(f, &other, NULL, NULL), 1); /* nothing was written */

	/* Chosen upon a value that is no longer there: shown anew. */
	struct twice_choice choice = {f->doc, ID_ONE, TWICE_FIRST};

	assert_int_equal(settle(f, &other, id, "000000198803140063", "6217", &choice, 1, &again),
	    ERR_CONFLICT);
	conflicts_release(&again);
	choice = (struct twice_choice){f->doc, ID_TWO, TWICE_SECOND};
	assert_int_equal(settle(f, &other, id, ID_ONE, "6217", &choice, 1, &again), 0);
	struct record *record = read_member(f, id);

	assert_string_equal(record->value[f->doc], ID_ONE);
	assert_string_equal(record->value[f->sex], "2"); /* follows from the number */
	assert_string_equal(record->twice[f->doc], RECORD_AGREED);
	assert_int_equal(waiting(f, &other, NULL, NULL), 0);
	conflicts_release(&differ);
	record_free(record);
	free(id);
}

static void
who_is_not_sure_asks(void **state)
{
	struct fixture *f = *state;
	char *id = key_member(f, &clerk, ID_ONE, NULL);
	struct conflicts differ = {0};
	struct twice_choice choice = {f->doc, ID_ONE, TWICE_ASK};

	assert_int_equal(settle(f, &other, id, ID_TWO, NULL, &choice, 1, &differ), 0);
	struct record *record = read_member(f, id);

	assert_true(record_asks(record, f->doc));
	assert_string_equal(record->value[f->doc], ID_ONE);
	assert_string_equal(record->twice[f->doc], RECORD_WAITS);
	assert_int_equal(waiting(f, &other, NULL, NULL), 0); /* until it is answered */
	record_note(record, f->doc, RECORD_REMARK, NULL);
	save(f, &clerk, record);
	assert_int_equal(waiting(f, &other, NULL, NULL), 1);
	record_free(record);
	free(id);
}

static void
a_changed_value_is_not_what_was_agreed_upon(void **state)
{
	struct fixture *f = *state;
	char *id = key_member(f, &clerk, ID_ONE, NULL);
	struct conflicts differ = {0};

	assert_int_equal(settle(f, &other, id, ID_ONE, NULL, NULL, 0, &differ), 0);
	struct record *record = read_member(f, id);

	/* Typed again as it was: nobody keyed anything. */
	record_set_beside(record, RECORD_TWICE, f->doc, RECORD_WAITS);
	save(f, &other, record);
	record_free(record);
	assert_int_equal(waiting(f, &clerk, NULL, NULL), 0);
	/* A sheet brings another: it was keyed by nobody, and agreed upon by nobody. */
	record = read_member(f, id);
	assert_string_equal(record->twice[f->doc], RECORD_AGREED);
	record_set(record, f->doc, ID_TWO);
	save(f, &clerk, record);
	record_free(record);
	record = read_member(f, id);
	assert_null(record->twice[f->doc]);
	/* Keyed anew it waits anew, for another than who keyed that. */
	record_set(record, f->doc, ID_ONE);
	record_set_beside(record, RECORD_TWICE, f->doc, RECORD_WAITS);
	save(f, &other, record);
	record_free(record);
	assert_int_equal(waiting(f, &other, NULL, NULL), 0);
	assert_int_equal(waiting(f, &clerk, NULL, NULL), 1);
	/* Emptied there is nothing to be compared. */
	record = read_member(f, id);
	record_set(record, f->doc, NULL);
	save(f, &clerk, record);
	record_free(record);
	record = read_member(f, id);
	assert_null(record->twice[f->doc]);
	assert_int_equal(waiting(f, &clerk, NULL, NULL), 0);
	record_free(record);
	free(id);
}

static void
tables_made_anew_know_it_too(void **state)
{
	struct fixture *f = *state;
	char *one = key_member(f, &clerk, ID_ONE, "6217");
	char *two = key_member(f, &clerk, ID_TWO, NULL);
	struct conflicts differ = {0};
	struct say why = {0};

	assert_int_equal(settle(f, &other, one, ID_ONE, "6217", NULL, 0, &differ), 0);
	unsigned char before[32], after[32];

	must(care_digest(f->db, before), &why);
	must(care_rebuild(f->db, NULL, &why), &why);
	must(care_digest(f->db, after), &why);
	assert_memory_equal(before, after, sizeof before);
	struct record *record = read_member(f, one);

	assert_string_equal(record->twice[f->doc], RECORD_AGREED);
	assert_int_equal(waiting(f, &other, NULL, NULL), 1);
	record_free(record);
	free(one);
	free(two);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(it_waits_for_another_or_for_another_day),
		TEST(nothing_gives_the_first_value_away),
		TEST(what_is_alike_is_agreed_upon),
		TEST(what_differs_is_shown_and_chosen),
		TEST(who_is_not_sure_asks),
		TEST(a_changed_value_is_not_what_was_agreed_upon),
		TEST(tables_made_anew_know_it_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
