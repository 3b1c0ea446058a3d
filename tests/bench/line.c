/*
 * Clerks over SSH, by our service and beside it by OpenSSH's and dropbear running the same program:
 * memory of each at work and ten seconds after the last key, echo and "saved" while all key
 * members, how fairly they are served, also while one floods; and whether a refusal takes the same
 * time for an account that is there and one that is not. The clerks' end is OpenSSH's client.
 */
#include "tests/bench/stock.h"

#include "base/err.h"
#include "db/keep.h"
#include "tests/ssh/crew.h"
#include "tests/ssh/service.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLERKS 50
#define CLERKS_BRIEF 2
#define EACH 5 /* connections of an account */
#define PATIENCE 60000
#define REST_MS 10000
#define KEYS_A_SECOND 4
#define SECONDS 20
#define DEMO 300 /* members of the demonstration station */

/* What clerks feel of a service. */
struct felt {
	double working, rested; /* KiB of each; 0: could not be measured */
	struct samples echo, saved, flooded; /* ms; the last: echo while one floods */
	int least, most; /* saves of a clerk */
	int least_flooded, most_flooded;
	bool there;
};

static void
felt_release(struct felt *felt)
{
	samples_release(&felt->echo);
	samples_release(&felt->saved);
	samples_release(&felt->flooded);
}

/* --- memory ----------------------------------------------------------------------------------- */

/* A group of processes whose memory the kernel counts with its own; NULL where none can be made. */
static char *
make_group(enum service_kind kind)
{
	char *path = xprintf("/sys/fs/cgroup/memory/gongzhan-bench-%d-%d", (int)getpid(),
	    (int)kind);

	if (mkdir(path, 0700) == 0)
		return path;
	free(path);
	fputs("ssh: no group of processes can be made here: memory is not measured\n", stderr);
	return NULL;
}

/* The number behind a word in a file of "WORD NUMBER" lines. */
static double
number_of(const char *path, const char *word)
{
	char text[8192];
	FILE *file = fopen(path, "re");
	size_t got = file ? fread(text, 1, sizeof text - 1, file) : 0;

	if (file)
		fclose(file);
	text[got] = '\0';
	const char *at = strstr(text, word);

	return at ? atof(at + strlen(word)) : 0;
}

/* KiB of the group: what processes hold of their own, and what the kernel holds for them. */
static double
group_memory(const char *group)
{
	if (!group)
		return 0;
	char *stat = xprintf("%s/memory.stat", group);
	char *kernel = xprintf("%s/memory.kmem.usage_in_bytes", group);
	double bytes = number_of(stat, "rss ") + number_of(kernel, "");

	free(stat);
	free(kernel);
	return bytes / 1024;
}

/* --- what all do ------------------------------------------------------------------------------ */

static void
pump_all(struct crew *crew, int ms)
{
	for (int64_t end = pty_now() + ms * INT64_C(1000000); pty_now() < end;) {
		for (int i = 0; i < crew->count; i++)
			pty_pump(&crew->clerk[i].pty, 0);
		usleep(20000);
	}
}

static int
all_do(struct crew *crew, const char *keys, const char *text)
{
	for (int i = 0; i < crew->count; i++)
		pty_keys(&crew->clerk[i].pty, keys);
	for (int i = 0; i < crew->count; i++)
		if (!pty_wait(&crew->clerk[i].pty, text, PATIENCE)) {
			fprintf(stderr, "after \"%s\" never came \"%s\"\n", keys, text);
			pty_show(&crew->clerk[i].pty, stderr);
			return -1;
		}
	return 0;
}

/* The list, a search in it, a member opened, and an empty form. */
static int
look_about(const struct run *run, struct crew *crew)
{
	char *all = xprintf("共 %d 人", run->members + DEMO);
	int err = all_do(crew, "1", all);

	if (!err)
		err = all_do(crew, "zxq", " 人，共");
	if (!err)
		err = all_do(crew, "<Enter>", "1 本人");
	if (!err)
		err = all_do(crew, "<Esc><Esc>", " 人，共");
	if (!err)
		err = all_do(crew, "<F6>", "照证件写");
	free(all);
	return err;
}

static void
count_saves(const struct crew *crew, const int *before, int *least, int *most)
{
	*least = *most = -1;
	for (int i = 0; i < crew->count; i++) {
		int saves = crew_saves(crew, i) - (before ? before[i] : 0);

		if (crew->clerk[i].floods)
			continue;
		*least = *least < 0 || saves < *least ? saves : *least;
		*most = saves > *most ? saves : *most;
	}
}

/* One leaves her form for the list, and searches there faster than anybody can. */
static int
work_beside_flood(struct crew *crew, int seconds, struct felt *out)
{
	int *before = xcalloc((size_t)crew->count, sizeof *before);
	struct pty *flooder = &crew->clerk[0].pty;

	for (int i = 0; i < crew->count; i++)
		before[i] = crew_saves(crew, i);
	samples_release(&crew->echo);
	pty_keys(flooder, "<Esc><Esc>");
	crew->clerk[0].floods = pty_wait(flooder, " 人，共", PATIENCE);
	int err = crew->clerk[0].floods ? crew_work(crew, seconds) : -1;

	count_saves(crew, before, &out->least_flooded, &out->most_flooded);
	out->flooded = crew->echo;
	crew->echo = (struct samples){0};
	free(before);
	return err;
}

static int
work(const struct run *run, struct crew *crew, struct felt *out)
{
	int err = look_about(run, crew);

	if (!err)
		err = crew_work(crew, run->brief ? 2 : SECONDS);
	count_saves(crew, NULL, &out->least, &out->most);
	out->echo = crew->echo;
	out->saved = crew->saved;
	crew->echo = crew->saved = (struct samples){0};
	return err;
}

/* What there is without clerks is looked at when they have gone. */
static int
measure_crew(const struct run *run, struct crew *crew, const char *group, struct felt *out)
{
	int err = work(run, crew, out);
	double working = group_memory(group);

	pump_all(crew, run->brief ? 100 : REST_MS);
	double rested = group_memory(group);

	if (!err)
		err = work_beside_flood(crew, run->brief ? 1 : SECONDS / 2, out);
	for (int i = 0; i < crew->count; i++)
		pty_end(&crew->clerk[i].pty);
	usleep(500000);
	double none = group_memory(group);

	if (group) {
		out->working = (working - none) / crew->count;
		out->rested = (rested - none) / crew->count;
	}
	out->there = !err;
	return err;
}

static int
measure_service(const struct run *run, struct service *service, struct felt *out)
{
	struct crew crew = {.count = run->brief ? CLERKS_BRIEF : CLERKS,
		.keys_a_second = KEYS_A_SECOND};
	char *group = make_group(service->kind);
	int err = service_accounts(service, crew.count);

	crew_begin(&crew);
	service->group = group;
	if (!err)
		err = service_start(service);
	for (int i = 0; !err && i < crew.count; i++)
		err = service_come(service, i, &crew.clerk[i].pty);
	if (!err)
		err = measure_crew(run, &crew, group, out);
	crew_release(&crew);
	service_stop(service);
	if (group)
		rmdir(group);
	service->group = NULL;
	free(group);
	return err;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Where nobody saved, nothing is fair. */
static enum verdict
verdict_fair(int least, int most)
{
	return most > 0 ? verdict_least((double)least / most, 0.5) : MISSED;
}

static void
add_own(struct run *run, struct felt *f, int clerks)
{
	double median = samples_part(&f->echo, 0.5), most = samples_part(&f->echo, 0.99);

	if (f->working > 0)
		row_add(run, xprintf("SSH, %d clerks, memory of each at work", clerks),
		    xprintf("%.0f KiB", f->working), xstrdup("1400 KiB"),
		    verdict_most(f->working, 1400));
	if (f->working > 0)
		row_add(run, xprintf("SSH, %d clerks, memory of each ten seconds after", clerks),
		    xprintf("%.0f KiB", f->rested), xstrdup("1000 KiB"),
		    verdict_most(f->rested, 1000));
	row_add(run, xprintf("SSH, %d clerks, %d keys/s and a save every 2 s, echo", clerks,
	    KEYS_A_SECOND), xprintf("median %.2f p99 %.2f ms (%d keys, none lost)", median, most,
	    f->echo.count), xstrdup("1 / 5 ms"), median <= 1 && most <= 5 ? KEPT : MISSED);
	most = samples_part(&f->saved, 0.99);
	row_add(run, xstrdup("their \"saved\""), xprintf("median %.1f p99 %.1f ms (%d)",
	    samples_part(&f->saved, 0.5), most, f->saved.count), xstrdup("500 ms"),
	    verdict_most(most, 500));
	row_add(run, xstrdup("fair: least to most saves of a clerk"), xprintf("%d / %d", f->least,
	    f->most), xstrdup("0.5"), verdict_fair(f->least, f->most));
	row_add(run, xstrdup("the others' echo while one floods a list"),
	    xprintf("median %.2f p99 %.2f ms; saves %d / %d", samples_part(&f->flooded, 0.5),
	    samples_part(&f->flooded, 0.99), f->least_flooded, f->most_flooded),
	    xstrdup("fair 0.5"),
	    verdict_fair(f->least_flooded, f->most_flooded));
}

/* Ours against theirs: at most so many times. */
static void
add_peer(struct run *run, const char *name, struct felt *own, struct felt *f, double most)
{
	double part = own->rested / f->rested;

	if (f->working > 0)
		row_add(run, xprintf("the same by %s: memory of each", name),
		    xprintf("%.0f at work, %.0f KiB after", f->working, f->rested),
		    xprintf("ours %.2f ×, at most %.1f ×", part, most),
		    verdict_most(part, most));
	row_add(run, xprintf("the same by %s: echo, \"saved\"", name),
	    xprintf("median %.2f p99 %.2f ms, median %.1f p99 %.1f ms",
	    samples_part(&f->echo, 0.5), samples_part(&f->echo, 0.99),
	    samples_part(&f->saved, 0.5), samples_part(&f->saved, 0.99)),
	    xprintf("ours %.2f × at the p99", samples_part(&own->echo, 0.99) /
	    samples_part(&f->echo, 0.99)), NO_BAR);
	row_add(run, xprintf("the same by %s: fair, while one floods", name),
	    xprintf("%d / %d, %d / %d; echo p99 %.2f ms", f->least, f->most, f->least_flooded,
	    f->most_flooded, samples_part(&f->flooded, 0.99)), xstrdup(""), NO_BAR);
}

/* --- refusals --------------------------------------------------------------------------------- */

#define TRIES 3 /* of a connection */

static int
add_victims(const char *station, int count)
{
	struct actor admin = {"os:bench", "bench", ROLE_INFOADMIN, "bench"};
	struct keep *keep = NULL;
	int err = keep_open(station, NULL, &keep, NULL);

	for (int i = 0; !err && i < count; i++) {
		char name[16];
		struct account account = {.account = name, .name = (char *)"录入员",
		    .role = ROLE_CLERK};

		snprintf(name, sizeof name, "v%d", i);
		err = keep_add(keep, &admin, &account, "bench words 2026", NULL);
	}
	keep_close(keep);
	return err;
}

static int
refuse(const struct service *service, const char *account, struct samples *ms)
{
	char *line = xprintf("exec ssh -F none -p %d -o PubkeyAuthentication=no "
	    "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
	    "%s@127.0.0.1", service->port, account);
	const char *const argv[] = {"/bin/sh", "-c", line, NULL};
	struct pty pty = {0};
	bool asked = pty_run(&pty, 24, 80, argv) == 0 && pty_wait(&pty, "password:", PATIENCE);

	for (int i = 0; asked && i < TRIES - 1; i++) {
		char row[PTY_ROW_BYTES] = "";
		int64_t start = pty_now();

		pty_keys(&pty, "wrong words 2026<Enter>");
		while (!strstr(row, "password:") && !pty.eof && ms_since(start) < PATIENCE) {
			pty_pump(&pty, 20);
			pty_row(&pty, 2 * (i + 1), row);
		}
		asked = strstr(row, "password:") != NULL;
		samples_add(ms, (double)(pty.read_at - start) / 1e6);
	}
	if (!asked && pty.vt)
		pty_show(&pty, stderr);
	pty_end(&pty);
	free(line);
	return asked ? 0 : -1;
}

/* In turns, so that whatever else the machine does falls on both. */
static int
refusals(struct run *run, struct service *service)
{
	struct samples known = {0}, unknown = {0};
	int count = run->brief ? 1 : 40, err = add_victims(service->station, count);

	if (!err)
		err = service_start(service);
	for (int i = 0; !err && i < count; i++) {
		char there[16], nobody[16];

		snprintf(there, sizeof there, "v%d", i);
		snprintf(nobody, sizeof nobody, "n%d", i);
		err = refuse(service, there, &known);
		if (!err)
			err = refuse(service, nobody, &unknown);
	}
	service_stop(service);
	if (!err)
		row_add(run, xprintf("a refusal over SSH: account there / not there (%d each)",
		    known.count), xprintf("median %.1f / %.1f ms; of pairs the first is slower in "
		    "%.0f %%", samples_part(&known, 0.5), samples_part(&unknown, 0.5),
		    100 * samples_above(&known, &unknown)), xstrdup("alike: 35-65 %"),
		    run->brief ? NO_BAR
		    : verdict_most(samples_above(&known, &unknown) > 0.5
			? samples_above(&known, &unknown)
			: 1 - samples_above(&known, &unknown), 0.65));
	samples_release(&known);
	samples_release(&unknown);
	return err;
}

/* ---------------------------------------------------------------------------------------------- */

/* A peer that is not here is a row that says so; our own must be. */
static int
measure_kind(struct run *run, enum service_kind kind, struct felt *felt)
{
	static const char *const names[] = {"own", "openssh", "dropbear"};
	char *station = stock_copy(run, run->members, names[kind]);
	char *folder = xprintf("%s/%s.line", run->tmp, names[kind]);
	struct service service = {.kind = kind, .build = run->build, .station = station,
		.folder = folder, .each = EACH};
	const char *missing = service_missing(&service);
	int err = station && mkdir(folder, 0700) == 0 ? 0 : -1;

	if (missing)
		row_add(run, xprintf("the same by %s", service_name(kind)),
		    xprintf("absent: %s", missing), xstrdup(""), NO_BAR);
	else if (!err)
		err = measure_service(run, &service, &felt[kind]);
	if (!missing && !err && kind == SERVICE_OWN)
		add_own(run, &felt[kind], run->brief ? CLERKS_BRIEF : CLERKS);
	else if (!missing && !err)
		add_peer(run, service_name(kind), &felt[SERVICE_OWN], &felt[kind],
		    kind == SERVICE_OPENSSH ? 0.5 : 1);
	if (!missing && !err && kind == SERVICE_OWN)
		err = refusals(run, &service);
	free(station);
	free(folder);
	return err;
}

static int
measure(struct run *run)
{
	struct felt felt[SERVICE_KINDS] = {{0}};
	struct service own = {.kind = SERVICE_OWN, .build = run->build};
	const char *missing = service_missing(&own);
	int err = 0;

	if (missing)
		fprintf(stderr, "ssh: %s: left out\n", missing);
	for (int kind = 0; !missing && !err && kind < SERVICE_KINDS; kind++)
		err = measure_kind(run, (enum service_kind)kind, felt);
	for (int kind = 0; kind < SERVICE_KINDS; kind++)
		felt_release(&felt[kind]);
	return err;
}

const struct bench bench_line = {"ssh", "clerks over SSH, beside OpenSSH and dropbear", measure};
