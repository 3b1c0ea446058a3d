#include "tui/account_log.h"

#include "db/audit.h"
#include "db/settings.h"
#include "db/store.h"

#include <stdlib.h>
#include <string.h>

#define MOST 1000

enum { COLS_WHEN = 16, COLS_WHO = 10, COLS_WHAT = 12 };

/* An entry of either; the other is NULL. */
struct entry_ref {
	int64_t when;
	const struct keep_entry *sign;
	const struct audit_entry *read;
};

struct account_log {
	struct keep_log signs;
	struct audit reads;
	struct entry_ref *ref;
	int count;
};

/* What the keeper and the audit write, and how people say it. */
static const struct {
	const char *what;
	enum text text;
} words[] = {
	{"in", T_LOG_IN}, {"refused", T_LOG_REFUSED}, {"shut", T_LOG_SHUT},
	{"password", T_LOG_PASSWORD}, {"reset", T_LOG_RESET}, {"add", T_LOG_ADD},
	{"lock", T_LOG_LOCK}, {"unlock", T_LOG_UNLOCK}, {"policy", T_LOG_POLICY},
	{"edit", T_LOG_EDIT}, {"unmask", T_LOG_UNMASK}, {"export", T_LOG_EXPORT},
	{"export unmasked", T_LOG_EXPORT_FULL}, {"import", T_LOG_IMPORT},
	{"setting", T_LOG_SETTING}, {"erase", T_LOG_ERASE}, {"unseal", T_LOG_UNSEAL},
	{"renew", T_LOG_RENEW}, {"key", T_LOG_KEY}, {"key alone", T_LOG_KEY_ALONE},
	{"key off", T_LOG_KEY_OFF}, {"twice", T_LOG_TWICE}, {"out", T_LOG_OUT},
};

static const char *
word(const struct screen *screen, const char *what)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].what, what) == 0)
			return screen_text(screen, words[i].text);
	return what;
}

struct account_log *
account_log_new(void)
{
	return xcalloc(1, sizeof(struct account_log));
}

static void
empty(struct account_log *log)
{
	keep_log_release(&log->signs);
	audit_release(&log->reads);
	free(log->ref);
	log->ref = NULL;
	log->count = 0;
}

void
account_log_free(struct account_log *log)
{
	if (log)
		empty(log);
	free(log);
}

/* Both are newest first already. */
static void
merge(struct account_log *log)
{
	int s = 0, r = 0;

	log->ref = xcalloc((size_t)(log->signs.count + log->reads.count + 1), sizeof *log->ref);
	while (s < log->signs.count || r < log->reads.count) {
		bool sign = r >= log->reads.count || (s < log->signs.count &&
		    log->signs.entry[s].when >= log->reads.entry[r].when);
		struct entry_ref *ref = &log->ref[log->count++];

		if (sign)
			*ref = (struct entry_ref){log->signs.entry[s].when,
			    &log->signs.entry[s], NULL}, s++;
		else
			*ref = (struct entry_ref){log->reads.entry[r].when, NULL,
			    &log->reads.entry[r]}, r++;
	}
}

void
account_log_fetch(struct account_log *log, const struct screen *screen)
{
	const struct seat *seat = screen->seat;

	empty(log);
	keep_log_get(seat->keep, &seat->actor, NULL, MOST, &log->signs);
	audit_list(seat->db, &seat->actor, NULL, MOST, &log->reads);
	merge(log);
}

int
account_log_count(const struct account_log *log)
{
	return log->count;
}

/* Whose record it was. */
static void
add_title(const struct screen *screen, const char *id, struct buf *out)
{
	struct record *record = NULL;
	const struct seat *seat = screen->seat;

	if (store_get(seat->db, &seat->actor, id, STORE_MASKED, NULL, &record) != 0) {
		buf_puts(out, id);
		return;
	}
	const char *title = record->value[record->form->title];

	buf_printf(out, "%s %s", record->form->label[seat->lang], title ? title : "");
	record_free(record);
}

/* "口令最短 8 → 10" of "least_length: 8 → 10". */
static void
add_policy(const struct screen *screen, const char *change, struct buf *out)
{
	const char *value = strstr(change, ": ");
	char *id = value ? xstrndup(change, (size_t)(value - change)) : NULL;
	const struct setting *setting = id ? setting_find(id) : NULL;

	if (setting)
		buf_printf(out, "%s %s  ", screen_text(screen, setting->label), value + 2);
	free(id);
}

static void
add_read(const struct screen *screen, const struct audit_entry *entry, struct buf *out)
{
	if (entry->record && *entry->record)
		add_title(screen, entry->record, out);
	if (entry->field && forms_find(screen->seat->forms, entry->field))
		buf_puts(out, forms_find(screen->seat->forms,
		    entry->field)->label[screen->seat->lang]);
	else if (entry->field && setting_find(entry->field))
		buf_puts(out, screen_text(screen, setting_find(entry->field)->label));
	if (entry->reason && *entry->reason)
		buf_printf(out, "  %s", entry->reason);
}

/* The person; an account that does not exist as it was typed. */
static void
add_who(const struct screen *screen, const struct entry_ref *ref, struct buf *out)
{
	struct account account = {0};

	if (ref->read)
		screen_column(out, ref->read->name, COLS_WHO);
	else if (keep_find(screen->seat->keep, ref->sign->account, &account) == 0)
		screen_column(out, account.name, COLS_WHO);
	else
		screen_column(out, ref->sign->account, COLS_WHO);
	account_release(&account);
}

void
account_log_line(const struct account_log *log, const struct screen *screen, int i,
    struct list_line *out)
{
	const struct entry_ref *ref = &log->ref[i];
	const struct keep_entry *sign = ref->sign;
	const char *what = sign ? sign->what : ref->read->what;
	char time[20];

	day_time_format(ref->when, time);
	time[16] = '\0';
	out->mark = strcmp(what, "refused") == 0 || strcmp(what, "shut") == 0 ? '!' : 0;
	screen_column(&out->text, time, COLS_WHEN);
	add_who(screen, ref, &out->text);
	screen_column(&out->text, word(screen, what), COLS_WHAT);
	if (sign && strcmp(what, "policy") == 0)
		add_policy(screen, sign->where, &out->text);
	if (!sign)
		add_read(screen, ref->read, &out->text);
	else if (sign->by && *sign->by)
		buf_printf(&out->text, "%s %s", screen_text(screen, T_LOG_BY), sign->by);
	else
		buf_puts(&out->text, strcmp(sign->where, "console") == 0
		    ? screen_text(screen, T_ACCOUNT_HERE) : sign->where);
}

void
account_log_heads(const struct screen *screen, int row)
{
	struct buf text = BUF_EMPTY;

	screen_column(&text, screen_text(screen, T_LOG_WHEN), COLS_WHEN);
	screen_column(&text, screen_text(screen, T_LOG_WHO), COLS_WHO);
	screen_column(&text, screen_text(screen, T_LOG_WHAT), COLS_WHAT);
	buf_puts(&text, screen_text(screen, T_LOG_ABOUT));
	screen_write(row, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}
