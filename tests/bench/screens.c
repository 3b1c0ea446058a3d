/*
 * A tour of all main screens of a big station: what each costs on the line, what a typed key costs,
 * and how much memory the program has taken when it has seen everything.
 */
#include "tests/bench/stock.h"

#include <stdlib.h>
#include <string.h>

/* Each is done where the one before led; a whole screen is one with another first line. */
static const struct step {
	const char *keys, *text;
	bool whole;
} tour[] = {
	{"1", "人，共", true},
	{"z", "查找 [z", false},
	{"<Esc><Esc>", "查找 [ ", false},
	{"<Enter>", "[1 本人]", true},
	{"<PgDn>", "[2 工作与会籍]", false},
	{"<PgDn>", "[3 联系与备注]", false},
	{"<F7>", "修改记录", false},
	{"<Esc><Esc>", "[3 联系与备注]", false},
	{"<F9>", "办什么", false},
	{"<Esc><Esc>", "[3 联系与备注]", false},
	{"<Esc><Esc>", "人，共", true},
	{"<F6>", "照证件写", true},
	{"<F1>", "帮助：", false},
	{"<Esc><Esc>", "照证件写", false},
	{"<Esc><Esc>", "人，共", true},
	{"<Esc><Esc>", "星期", true},
	{"2", "共 40 件", true},
	{"<Enter>", "下一步", true},
	{"<F7>", "修改记录", false},
	{"<Esc><Esc>", "下一步", false},
	{"<Esc><Esc>", "共 40 件", true},
	{"<F6>", "渠道 >", true},
	{"<Esc><Esc>", "共 40 件", true},
	{"<Esc><Esc>", "星期", true},
	{"3", "共 12 件", true},
	{"<Enter>", "经过", true},
	{"<F4>", "看什么", false},
	{"1", "共 1 页", true},
	{"<Esc><Esc>", "经过", true},
	{"<Esc><Esc>", "共 12 件", true},
	{"<F6>", "文种 >", true},
	{"<F4>", "通知", false},
	{"<Esc><Esc>", "文种 >", false},
	{"<Esc><Esc>", "共 12 件", true},
	{"<Esc><Esc>", "星期", true},
	{"4", "工会干部", true},
	{"<Esc><Esc>", "星期", true},
	{"5", "工会组织", true},
	{"<Esc><Esc>", "星期", true},
	{"<F10>", "English", false},
	{"<Esc><Esc>", "星期", false},
	{"<F12>", "登录名", true},
	{"lgd<Enter>demo li 2026<Enter>", "星期", true},
	{"6", "在用 4", true},
	{"<F6>", "姓名拼音首字母", true},
	{"<Esc><Esc>", "在用 4", true},
	{"<Tab><Tab>", "[登录", false},
	{"<Esc><Esc>", "星期", true},
};
#define STEPS (int)(sizeof tour / sizeof tour[0])

/* Has room in a field, and goes beyond its end. */
static const char typed[] = "张家湾三队东头第二排 12 号";
static const char typed_beyond[] = "红砖房，后门朝西，到了打电话。abc 123";

static const char pinyin[] = "gonghui";

struct seen {
	struct samples changed, repainted, key, key_beyond, key_in_text, letter;
	const char *widest; /* step of the most bytes */
};

static long
bytes_of(struct pty *pty, const char *keys, const char *text)
{
	pty->bytes = 0;
	return program_do(pty, keys, text) == 0 ? pty->bytes : -1;
}

static int
take_tour(struct pty *pty, struct seen *seen)
{
	double most = 0;

	for (int i = 0; i < STEPS; i++) {
		long bytes = bytes_of(pty, tour[i].keys, tour[i].text);

		if (bytes < 0)
			return -1;
		if (!tour[i].whole)
			continue;
		samples_add(&seen->changed, (double)bytes);
		bytes = bytes_of(pty, "<C-l>", tour[i].text);
		samples_add(&seen->repainted, (double)bytes);
		if ((double)bytes > most)
			seen->widest = tour[i].text;
		most = (double)bytes > most ? (double)bytes : most;
	}
	return 0;
}

/* Types character by character, waiting for each. */
static int
echo(struct pty *pty, const char *text, struct samples *out)
{
	for (const char *c = text; *c;) {
		char one[5] = "";
		int len = 1;

		while ((c[len] & 0xc0) == 0x80)
			len++;
		memcpy(one, c, (size_t)len);
		pty->bytes = 0;
		if (pty_keys(pty, one))
			return -1;
		program_settle(pty);
		samples_add(out, (double)pty->bytes);
		c += len;
	}
	return 0;
}

/* In a field and in a long text of a new member, there by pinyin, too. */
static int
type(struct pty *pty, struct seen *seen)
{
	int err = program_do(pty, "1<F6>", "照证件写");

	if (!err)
		err = program_do(pty, "<PgDn><PgDn>", "现住址 >");
	if (!err)
		err = echo(pty, typed, &seen->key);
	if (!err)
		err = echo(pty, typed_beyond, &seen->key_beyond);
	if (!err)
		err = program_do(pty, "<Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab><Tab>", "/ 2000");
	if (!err)
		err = echo(pty, typed, &seen->key_in_text);
	if (!err)
		err = program_do(pty, "<F8>", "F8关拼音");
	if (!err)
		err = echo(pty, pinyin, &seen->letter);
	return err ? err : program_do(pty, "", "1工会");
}

/* --- memory ----------------------------------------------------------------------------------- */

struct memory {
	long private_clean, private_dirty, shared_dirty; /* KiB */
};

static int
read_memory(pid_t pid, struct memory *out)
{
	static const char *const names[] = {"Private_Clean:", "Private_Dirty:", "Shared_Dirty:"};
	long *const values[] = {&out->private_clean, &out->private_dirty, &out->shared_dirty};
	char *path = xprintf("/proc/%d/smaps_rollup", (int)pid), line[256];
	FILE *file = fopen(path, "re");
	int found = 0;

	free(path);
	while (file && fgets(line, sizeof line, file))
		for (int i = 0; i < 3; i++)
			if (strncmp(line, names[i], strlen(names[i])) == 0) {
				*values[i] = strtol(line + strlen(names[i]), NULL, 10);
				found++;
			}
	if (file)
		fclose(file);
	return found == 3 ? 0 : -1;
}

/* ---------------------------------------------------------------------------------------------- */

static void
add_bytes(struct run *run, const char *what, struct samples *s, double bar, const char *widest)
{
	double most = samples_part(s, 1);

	row_add(run, xstrdup(what),
	    xprintf("median %.0f, most %.0f%s%s%s", samples_part(s, 0.5), most,
		widest ? " (" : "", widest ? widest : "", widest ? ")" : ""),
	    xprintf("%.0f bytes", bar), verdict_most(most, bar));
}

static void
add_rows(struct run *run, struct seen *seen, const struct memory *memory)
{
	double all = (double)(memory->private_clean + memory->private_dirty + memory->shared_dirty);

	row_add(run, xprintf("memory after the tour, pinyin on, %d members", run->members),
	    xprintf("%.1f MiB (dirty %.1f)", all / 1024,
		(double)(memory->private_dirty + memory->shared_dirty) / 1024),
	    xstrdup("8 MiB"), verdict_most(all / 1024, 8));
	add_bytes(run, "bytes, another screen of 80x24", &seen->changed, 1900, NULL);
	add_bytes(run, "bytes, a whole screen painted anew", &seen->repainted, 1900, seen->widest);
	add_bytes(run, "bytes, a key echoed in a field", &seen->key, 25, NULL);
	add_bytes(run, "bytes, a key echoed in a long text", &seen->key_in_text, 25, NULL);
	row_add(run, xstrdup("bytes, a letter of pinyin, with what it may mean"),
	    xprintf("median %.0f, most %.0f", samples_part(&seen->letter, 0.5),
		samples_part(&seen->letter, 1)), xstrdup(""), NO_BAR);
	double mean = samples_mean(&seen->key_beyond);

	row_add(run, xstrdup("bytes, keys beyond a field's end, which scrolls"),
	    xprintf("mean %.0f, most %.0f", mean, samples_part(&seen->key_beyond, 1)),
	    xstrdup("25 bytes"), verdict_most(mean, 25));
}

static int
measure(struct run *run)
{
	char *dir = stock_copy(run, run->members, "screens");
	struct pty pty = {0};
	struct seen seen = {0};
	struct memory memory = {0};
	int err = dir ? program_start(run, &pty, dir) : -1;

	if (!err)
		err = program_sign_in(&pty);
	if (!err)
		err = take_tour(&pty, &seen);
	if (!err)
		err = type(&pty, &seen);
	if (!err)
		err = read_memory(pty.child, &memory);
	if (!err)
		add_rows(run, &seen, &memory);
	pty_end(&pty);
	samples_release(&seen.changed);
	samples_release(&seen.repainted);
	samples_release(&seen.key);
	samples_release(&seen.key_beyond);
	samples_release(&seen.key_in_text);
	samples_release(&seen.letter);
	free(dir);
	return err;
}

const struct bench bench_screens = {"screens", "memory, bytes to the terminal", measure};
