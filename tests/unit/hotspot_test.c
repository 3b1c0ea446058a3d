#include "unit.h"

#include "base/buf.h"
#include "forms/hotspot.h"

#include <stdio.h>

#define TODAY 20000
static const struct hot_limits limits = {28, 5, 5, 3, 3, "上访、喝农药 罢工"};

static struct hot_case cases[64];
static int count;
static char id[64][16], who[64][16];

/* A matter so many days ago; person 0: not known. */
static struct hot_case *
came(int ago, int person)
{
	struct hot_case *c = &cases[count];

	snprintf(id[count], sizeof id[count], "m%02d", count);
	snprintf(who[count], sizeof who[count], "p%d", person);
	*c = (struct hot_case){.id = id[count], .day = TODAY - ago,
	    .person = person ? who[count] : NULL};
	count++;
	return c;
}

static const struct hotspot *
find(struct hotspots *spots, enum hot_by by, const char *value)
{
	for (int i = 0; i < spots->count; i++)
		if (spots->spot[i].by == by && strcmp(spots->spot[i].value, value) == 0)
			return &spots->spot[i];
	return NULL;
}

static void
look(struct hotspots *spots, int from)
{
	hotspots_find(cases, count, &limits, TODAY - from, TODAY, spots);
}

static int
setup(void **state)
{
	(void)state;
	count = 0;
	return 0;
}

/* Four of a class never are; five are where the past had half of them or less. */
static void
few_are_never_hot(void **state)
{
	struct hotspots spots;

	(void)state;
	for (int i = 0; i < 4; i++)
		came(i, 1)->subject = "0806";
	look(&spots, 400);
	assert_int_equal(spots.count, 0);
	hotspots_release(&spots);
	came(27, 1)->subject = "0804";
	look(&spots, 400);
	assert_int_equal(spots.count, 1);
	assert_int_equal(spots.spot[0].by, HOT_CLASS);
	assert_string_equal(spots.spot[0].value, "08");
	assert_int_equal(spots.spot[0].rules, HOT_BIT(HOT_MORE));
	assert_int_equal(spots.spot[0].count, 5);
	assert_int_equal(spots.spot[0].persons, 1);
	assert_string_equal(spots.spot[0].id[0], "m00");
	assert_string_equal(spots.spot[0].id[4], "m04");
	assert_null(spots.spot[0].id[5]);
	hotspots_release(&spots);
}

static void
the_window_is_as_long_as_it_says(void **state)
{
	struct hotspots spots;

	(void)state;
	for (int i = 0; i < 4; i++)
		came(i, 1)->subject = "0806";
	came(28, 1)->subject = "0806"; /* the day before it */
	look(&spots, 400);
	assert_int_equal(spots.count, 0);
	assert_int_equal(spots.since, TODAY - 27);
	hotspots_release(&spots);
}

/* Twice the mean of three windows before, and twice the same days of last year. */
static void
it_is_measured_by_its_own_past(void **state)
{
	struct hotspots spots;
	const struct hotspot *spot;

	(void)state;
	for (int i = 0; i < 6; i++)
		came(i, 1)->subject = "0703";
	for (int i = 0; i < 9; i++)
		came(28 + i * 9, 1)->subject = "0703"; /* three in each window before */
	look(&spots, 112);
	spot = find(&spots, HOT_CLASS, "07");
	assert_non_null(spot);
	assert_int_equal(spot->windows, 3);
	assert_int_equal(spot->past, 9);
	assert_int_equal(spot->last_year, -1);
	hotspots_release(&spots);
	came(30, 1)->subject = "0703"; /* the past is more than half of it now */
	look(&spots, 112);
	assert_null(find(&spots, HOT_CLASS, "07"));
	hotspots_release(&spots);
}

static void
last_year_counts_where_it_was_more(void **state)
{
	struct hotspots spots;

	(void)state;
	for (int i = 0; i < 7; i++)
		came(i, 1)->subject = "0703"; /* the heating of each autumn */
	for (int i = 0; i < 4; i++)
		came(364 + i, 1)->subject = "0703";
	look(&spots, 500);
	assert_null(find(&spots, HOT_CLASS, "07"));
	hotspots_release(&spots);
	look(&spots, 363); /* nothing was kept then */
	assert_non_null(find(&spots, HOT_CLASS, "07"));
	hotspots_release(&spots);
}

/* A station that began last week has no past. */
static void
without_a_past_nothing_is_compared(void **state)
{
	struct hotspots spots;

	(void)state;
	for (int i = 0; i < 9; i++)
		came(i, 1)->subject = "0703";
	look(&spots, 54);
	assert_int_equal(spots.count, 0);
	hotspots_release(&spots);
	look(&spots, 55); /* one full window before */
	assert_int_equal(spots.count, 1);
	assert_int_equal(spots.spot[0].windows, 1);
	hotspots_release(&spots);
}

static void
five_persons_about_one_thing(void **state)
{
	struct hotspots spots;
	const struct hotspot *spot;

	(void)state;
	for (int i = 0; i < 4; i++)
		came(i, i + 1)->subject = "0703";
	came(5, 4)->subject = "0703"; /* the fourth once more */
	look(&spots, 10);
	assert_int_equal(spots.count, 0);
	hotspots_release(&spots);
	came(6, 0)->subject = "0703"; /* without a name: another one */
	look(&spots, 10);
	spot = find(&spots, HOT_SUBJECT, "0703");
	assert_non_null(spot);
	assert_int_equal(spot->rules, HOT_BIT(HOT_PERSONS));
	assert_int_equal(spot->persons, 5);
	assert_int_equal(spot->count, 6);
	hotspots_release(&spots);
	for (int i = 0; i < count; i++) { /* classes, places, targets are too wide for that */
		cases[i].subject = i % 2 ? "0701" : "0703";
		cases[i].place = cases[i].target = "晒场";
	}
	look(&spots, 10);
	assert_int_equal(spots.count, 0);
	hotspots_release(&spots);
}

static void
three_times_the_same_matter(void **state)
{
	struct hotspots spots;
	const struct hotspot *spot;

	(void)state;
	came(100, 1);
	came(60, 1)->matter = "m00";
	look(&spots, 200);
	assert_int_equal(spots.count, 0);
	hotspots_release(&spots);
	came(1, 1)->matter = "m00";
	look(&spots, 200);
	spot = find(&spots, HOT_MATTER, "m00");
	assert_non_null(spot);
	assert_int_equal(spot->rules, HOT_BIT(HOT_REPEATS));
	assert_int_equal(spot->count, 3);
	hotspots_release(&spots);
	cases[2].day = TODAY - 28; /* all of it long ago */
	look(&spots, 200);
	assert_int_equal(spots.count, 0);
	hotspots_release(&spots);
}

static void
late_and_bad_ones_come_together(void **state)
{
	struct hotspots spots;
	const struct hotspot *spot;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct hot_case *c = came(i ? i : 80, i + 1);

		c->subject = "0904";
		c->late = true;
	}
	came(2, 9)->subject = "0904";
	look(&spots, 10);
	spot = find(&spots, HOT_SUBJECT, "0904");
	assert_non_null(spot);
	assert_int_equal(spot->rules, HOT_BIT(HOT_LATE));
	assert_int_equal(spot->count, 3); /* the late ones, the old one too */
	assert_string_equal(spot->id[2], "m00");
	hotspots_release(&spots);
	for (int i = 0; i < 3; i++) {
		cases[i].late = false;
		cases[i].bad = true;
	}
	look(&spots, 10);
	assert_int_equal(spots.count, 0); /* one of them is old */
	hotspots_release(&spots);
	cases[0].day = TODAY;
	look(&spots, 10);
	assert_int_equal(spots.count, 1);
	assert_int_equal(spots.spot[0].rules, HOT_BIT(HOT_BAD));
	assert_int_equal(spots.spot[0].count, 3);
	hotspots_release(&spots);
}

static void
one_word_of_danger_is_enough(void **state)
{
	struct hotspots spots;

	(void)state;
	came(3, 1)->text = "再不管就去上访，别逼人";
	came(3, 2)->text = "打农药的时候轮着穿";
	came(40, 3)->text = "罢工";
	look(&spots, 400);
	assert_int_equal(spots.count, 1);
	assert_int_equal(spots.spot[0].by, HOT_WORD);
	assert_string_equal(spots.spot[0].value, "上访");
	assert_string_equal(spots.spot[0].id[0], "m00");
	assert_int_equal(spots.spot[0].count, 1);
	hotspots_release(&spots);
}

/* What is found does not hang on the order in which it is read. */
static void
order_is_nothing(void **state)
{
	struct hotspots spots, again;

	(void)state;
	for (int i = 0; i < 12; i++) {
		struct hot_case *c = came(i % 5, i % 6);

		c->subject = i % 3 ? "0806" : "0904";
		c->place = i % 2 ? "北大地" : "三组";
		c->late = i % 4 == 0;
		c->text = i == 7 ? "罢工" : NULL;
	}
	look(&spots, 400);
	assert_true(spots.count > 3);
	for (int i = 0; i < count / 2; i++) {
		struct hot_case c = cases[i];

		cases[i] = cases[count - 1 - i];
		cases[count - 1 - i] = c;
	}
	look(&again, 400);
	assert_int_equal(spots.count, again.count);
	for (int i = 0; i < spots.count; i++) {
		assert_string_equal(spots.spot[i].value, again.spot[i].value);
		assert_int_equal(spots.spot[i].rules, again.spot[i].rules);
		for (int k = 0; spots.spot[i].id[k]; k++)
			assert_string_equal(spots.spot[i].id[k], again.spot[i].id[k]);
	}
	assert_int_equal(spots.spot[0].by, HOT_WORD);
	for (int i = 2; i < spots.count; i++)
		assert_true(spots.spot[i].rules != spots.spot[i - 1].rules ||
		    spots.spot[i].count <= spots.spot[i - 1].count);
	hotspots_release(&spots);
	hotspots_release(&again);
}

static void
a_place_is_what_is_left_of_when_and_where(void **state)
{
	static const char *const pairs[][2] = {
		{"11月3日晚，三组晒场", "三组晒场"}, {"2026-11-03 三组 晒场", "三组晒场"},
		{"三组晒场", "三组晒场"}, {"11月10号上午 3号地", "3号地"},
		{"3号地", "3号地"}, {"昨天下午两点，烘干塔", "两点烘干塔"},
		{"今年秋天", NULL}, {"２０２６年１１月", NULL}, {"2026.11.3", NULL},
		{"", NULL}, {NULL, NULL}, {"12栋3单元", "12栋3单元"}, {"晚熟地", "晚熟地"},
		{"8:30，Ａ区B栋", "Ａ区B栋"}, {"2026 年秋天，本站", NULL}, {"今年入冬以来", NULL},
		{"本站晒场", "本站晒场"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char *place = hot_place(pairs[i][0]);

		assert_string_equal(place ? place : "none", pairs[i][1] ? pairs[i][1] : "none");
		free(place);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(few_are_never_hot, setup),
		cmocka_unit_test_setup(the_window_is_as_long_as_it_says, setup),
		cmocka_unit_test_setup(it_is_measured_by_its_own_past, setup),
		cmocka_unit_test_setup(last_year_counts_where_it_was_more, setup),
		cmocka_unit_test_setup(without_a_past_nothing_is_compared, setup),
		cmocka_unit_test_setup(five_persons_about_one_thing, setup),
		cmocka_unit_test_setup(three_times_the_same_matter, setup),
		cmocka_unit_test_setup(late_and_bad_ones_come_together, setup),
		cmocka_unit_test_setup(one_word_of_danger_is_enough, setup),
		cmocka_unit_test_setup(order_is_nothing, setup),
		cmocka_unit_test_setup(a_place_is_what_is_left_of_when_and_where, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
