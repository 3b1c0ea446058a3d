#include "db/demo.h"

#include "db/care.h"
#include "db/demo_int.h"
#include "db/sealing.h"
#include "forms/check.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAYS 80 /* the station's past, in which its records were keyed */

static const struct account people[] = {
	{.account = (char *)"lgd", .name = (char *)"李国栋", .role = ROLE_INFOADMIN},
	{.account = (char *)"wxl", .name = (char *)"王秀兰", .role = ROLE_CLERK},
	{.account = (char *)"zql", .name = (char *)"赵庆林", .role = ROLE_CHAIR},
	{.account = (char *)"shy", .name = (char *)"孙海燕", .role = ROLE_HANDLER},
};
static const char *const passwords[] = {
	"demo li 2026", "demo wang 2026", "demo zhao 2026", "demo sun 2026"};

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "demo"};
static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "demo"};
static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "demo"};
static const struct actor handler = {"shy", "孙海燕", ROLE_HANDLER, "demo"};

/* The demonstration is keyed along a past that ends now. */
struct past {
	int64_t at;
};

static int64_t
past_now(void *arg)
{
	return ((struct past *)arg)->at;
}

struct demo {
	struct db *db;
	const struct forms *forms;
	struct past *past;
	struct demo_dice dice;
	day_t today;
	char *member[DEMO_MEMBERS]; /* ids */
	struct way {
		char *id;
		int stage;
		int64_t next; /* when it goes on */
	} way[DEMO_APPEALS];
	int appeals;
	struct say *why;
};

static void
set(struct record *record, const char *field, const char *value)
{
	int i = form_field(record->form, field);

	if (i >= 0 && value)
		record_set(record, i, value);
}

static void
set_day(struct record *record, const char *field, day_t day)
{
	char text[11];

	day_format(day, text);
	set(record, field, text);
}

static int
save(struct demo *d, const struct actor *actor, struct record *record, char **id)
{
	check_derive(d->forms, record, day_of(d->past->at));
	int err = store_save(d->db, actor, record, NULL, NULL, d->why);

	if (!err && id)
		*id = xstrdup(record->id);
	record_free(record);
	return err;
}

static int
add_member(struct demo *d, int i)
{
	struct record *record = record_new(forms_find(d->forms, "member"));

	demo_member(record, i, &d->dice, d->today);
	return save(d, &clerk, record, &d->member[i]);
}

static int
event(struct demo *d, const struct actor *actor, const char *id, const char *step,
    const char *const fields[])
{
	d->past->at += MINUTE_MS;
	return store_event(d->db, actor, id, step, fields, NULL, d->why);
}

/* What becomes of a matter, so many hours after the step before. */
#define ANSWER "" /* stands for the matter's own answer */
static const struct stage {
	const struct actor *actor;
	const char *step;
	int hours;
	const char *fields[7]; /* name, value, … */
} stages[] = {
	{&clerk, "tell", 26, {NULL}},
	{&chair, "accept", 14, {NULL}},
	{&chair, "assign", 1, {"handler", "孙海燕"}},
	{&handler, "handle", 50, {"handling", "已到现场了解情况，正在协调。"}},
	{&handler, "propose", 48, {"outcome", "1", "reply", ANSWER, "basis", "本站公示的办法"}},
	{&chair, "approve", 1, {NULL}},
	{&handler, "deliver", 2, {"reply_means", "1"}},
	{&clerk, "call_back", 20, {"satisfied_result", "2"}},
	{&chair, "close", 24, {"closing", "1"}},
};
#define STAGES (int)(sizeof stages / sizeof stages[0])

/* Not every matter goes its way at once. */
static const struct {
	int appeal, stops; /* before this stage, for good */
	const char *step;  /* and goes out of it by this step; or NULL */
	const char *fields[3];
} holds[] = {
	{4, 1, "decline", {"acceptance", "属于仲裁受理的劳动争议，已告知本人去处和期限。"}},
	{9, 3, NULL, {NULL}},
	{14, 2, "withdraw", {"handling", "本人已和后勤谈妥，要求撤回。"}},
	{19, 4, NULL, {NULL}},
	{22, 7, NULL, {NULL}},
	{30, 0, NULL, {NULL}},
	{34, 2, NULL, {NULL}},
};
#define HOLDS (sizeof holds / sizeof holds[0])

static int
take_stage(struct demo *d, const struct way *way, int appeal)
{
	const struct stage *stage = &stages[way->stage];
	const char *fields[7];

	memcpy(fields, stage->fields, sizeof fields);
	for (int i = 1; i < 6 && fields[i - 1]; i += 2)
		if (!*fields[i])
			fields[i] = demo_matters[appeal % demo_matter_count].answer;
	return event(d, stage->actor, way->id, stage->step, fields);
}

/* Takes every matter as far as its time has come. */
static int
advance(struct demo *d)
{
	int err = 0;

	for (int i = 0; !err && i < d->appeals; i++) {
		struct way *way = &d->way[i];
		size_t h = 0;

		while (h < HOLDS && holds[h].appeal != i)
			h++;
		bool held = h < HOLDS && way->stage == holds[h].stops;

		if (way->stage >= STAGES || d->past->at < way->next)
			continue;
		if (!held)
			err = take_stage(d, way, i);
		else if (holds[h].step)
			err = event(d, &chair, way->id, holds[h].step, holds[h].fields);
		way->stage = held ? STAGES : way->stage + 1;
		if (way->stage < STAGES)
			way->next = d->past->at + stages[way->stage].hours * HOUR_MS;
	}
	return err;
}

static int
add_appeal(struct demo *d, int i)
{
	const struct demo_matter *matter = &demo_matters[i % demo_matter_count];
	struct record *record = record_new(forms_find(d->forms, "appeal")), *member = NULL;
	const char *person = d->member[i * 7 % 200];
	char *id = NULL;
	int err = store_get(d->db, &admin, person, STORE_FULL, "演示", &member);

	if (!err) {
		set(record, "person", person);
		set(record, "name", record_get(member, "name"));
		set(record, "sex", record_get(member, "sex"));
		set(record, "phone", record_get(member, "mobile"));
	}
	record_free(member);
	set(record, "channel", matter->channel);
	set(record, "naming", i % 13 == 12 ? "3" : "1");
	set(record, "nature", matter->nature);
	set(record, "subject", matter->subject);
	set(record, "subject_line", matter->title);
	set(record, "content", matter->text);
	set(record, "request", matter->wish);
	set(record, "concerned", "第三作业站");
	set(record, "where_when", i % 2 ? "2026 年秋天，本站" : "今年入冬以来");
	set(record, "persons", "1");
	set(record, "urgency", "1");
	set_day(record, "registered_on", day_of(d->past->at));
	if (!err)
		err = save(d, &clerk, record, &id);
	else
		record_free(record);
	d->way[d->appeals++] = (struct way){id, 0, d->past->at + stages[0].hours * HOUR_MS};
	return err;
}

static int
add_notice(struct demo *d, int i)
{
	const struct demo_paper *paper = &demo_papers[i % demo_paper_count];
	struct record *record = record_new(forms_find(d->forms, "notice"));
	day_t day = day_of(d->past->at);
	char *number = xprintf("三站工发〔%d〕%d号", day_civil(day).year, i + 1);

	set(record, "doc_kind", paper->genre);
	set(record, "number", number);
	set(record, "title", paper->title);
	set(record, "to", "各小组");
	set(record, "body", paper->body);
	set(record, "signature", "第三作业站工会");
	set_day(record, "dated", day);
	set(record, "contact", "李国栋 0455-4612345");
	set(record, "secrecy", "1");
	set(record, "scope", "2");
	set(record, "signer", "赵庆林");
	set_day(record, "signed_on", day);
	set_day(record, "published_on", day);
	set(record, "want_receipt", paper->receipt ? "1" : "2");
	if (paper->receipt)
		set_day(record, "receipt_by", day + 14);
	set(record, "want_reply", "2");
	free(number);
	return save(d, &chair, record, NULL);
}

/* Members, appeals and notices mixed, as they would have come in over the weeks. */
static int
key_all(struct demo *d)
{
	int64_t step = DAYS * DAY_MS / (DEMO_MEMBERS + 10), end = d->past->at;
	int notices = 0, err = 0;

	d->past->at -= DAYS * DAY_MS;
	for (int i = 0; !err && i < DEMO_MEMBERS; i++) {
		int64_t at = d->past->at + step;

		err = add_member(d, i);
		/* The first hundred are keyed before the first matter comes. */
		while (!err && d->appeals < (i - 100) * DEMO_APPEALS / 199)
			err = add_appeal(d, d->appeals);
		if (!err)
			err = advance(d);
		while (!err && notices < (i - 100) * DEMO_NOTICES / 199)
			err = add_notice(d, notices++);
		d->past->at = d->past->at > at ? d->past->at : at;
		if (d->past->at > end)
			d->past->at = end;
	}
	return err;
}

static int
add_accounts(const char *dir, const struct clock *clock, struct say *why)
{
	struct keep *keep = NULL;
	int err = keep_init(dir, clock, why);

	if (!err)
		err = keep_open(dir, clock, &keep, why);
	for (size_t i = 0; !err && i < sizeof people / sizeof people[0]; i++)
		err = keep_add(keep, &admin, &people[i], passwords[i], why);
	keep_close(keep);
	return err;
}

/* Before the first matter in confidence. */
static int
adopt_key(struct demo *d, const char *dir)
{
	struct keep *keep = NULL;
	int err = keep_open(dir, NULL, &keep, d->why);

	if (!err)
		err = sealing_adopt(d->db, keep);
	keep_close(keep);
	return err;
}

int
demo_make(const struct db_options *options, struct say *why)
{
	static const struct unit unit = {
		.name = (char *)"绥棱农场有限公司第三作业站", .level = LEVEL_STATION,
		.code = (char *)"0303", .upper = (char *)"第一管理区工会",
	};
	struct past past = {clock_now(options->clock ? options->clock : &clock_system)};
	struct clock clock = {past_now, &past};
	struct db_options own = *options;
	struct demo d = {.forms = options->forms,
	    .past = &past,
	    .today = day_of(past.at),
	    .why = why};
	int64_t now = past.at;

	own.clock = &clock;
	past.at -= DAYS * DAY_MS;
	int err = db_init(&own, &unit, why);

	if (err)
		return err;
	past.at = now;
	err = add_accounts(options->dir, &clock, why);
	if (!err)
		err = db_open(&own, &d.db, why);
	if (!err)
		err = adopt_key(&d, options->dir);
	if (!err)
		err = key_all(&d);
	past.at = now;
	if (!err)
		err = db_clock_confirm(d.db, &admin, why);
	if (!err)
		err = care_housekeep(d.db); /* the log is folded in */
	db_close(d.db);
	if (err)
		db_unmake(options->dir);
	for (int i = 0; i < DEMO_MEMBERS; i++)
		free(d.member[i]);
	for (int i = 0; i < d.appeals; i++)
		free(d.way[i].id);
	return err;
}
