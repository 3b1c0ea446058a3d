#include "db/erased.h"

#include "db/care.h"
#include "db/db_int.h"
#include "db/project.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MOST 4096

static const struct actor nobody = {"gongzhan", "工站", ROLE_INFOADMIN, ""};

static char *
path_beside(const struct db *db, const char *backup)
{
	const char *slash = strrchr(backup, '/');

	return xprintf("%.*sgongzhan-%s.erased", slash ? (int)(slash - backup + 1) : 0, backup,
	    db->unit.id);
}

/* --- writing --- */

static int
add_lines(struct db *db, struct buf *out)
{
	sqlite3_stmt *stmt = db_statement(db, "SELECT o.rid, o.kind, b.body FROM op o "
	    "JOIN body b USING(unit, epoch, seq) WHERE o.what = 'erase' ORDER BY o.rid");
	int got;

	while ((got = db_step(db, stmt)) > 0) {
		char *reason = db_text(stmt, 2);

		for (char *at = reason; *at; at++)
			if ((unsigned char)*at < ' ')
				*at = ' ';
		buf_printf(out, "%s\t%s\t%s\n", (const char *)sqlite3_column_text(stmt, 0),
		    (const char *)sqlite3_column_text(stmt, 1), reason);
		free(reason);
	}
	return got;
}

static int
write_whole(const char *path, const struct buf *text)
{
	char *part = xprintf("%s.part", path);
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool good = fd >= 0 && write(fd, text->data, text->len) == (ssize_t)text->len &&
	    fsync(fd) == 0;
	int code = good ? 0 : errno;

	if (fd >= 0 && close(fd) != 0 && good)
		code = errno;
	if (!code && rename(part, path) != 0)
		code = errno;
	if (code && fd >= 0)
		unlink(part);
	free(part);
	return err_from_errno(code);
}

int
erased_write(struct db *db, const char *backup)
{
	struct buf text = BUF_EMPTY;
	char *path = path_beside(db, backup);
	int err = add_lines(db, &text);

	if (!err && text.len)
		err = write_whole(path, &text);
	buf_release(&text);
	free(path);
	return err;
}

void
erased_tell(struct db *db)
{
	struct care_last last;

	if (care_last_backup(db, &last) == 0)
		erased_write(db, last.file); /* a stick that is away gets it with its next backup */
	care_last_release(&last);
}

/* --- erasing again --- */

struct line {
	char *record, *kind, *reason;
};

static int
erase(struct db *db, void *arg)
{
	const struct line *l = arg;
	struct op op = {.what = "erase", .kind = l->kind, .rid = l->record, .body = l->reason};
	int64_t there = 0;
	int err = db_get_int(db, &there, "SELECT count(*) FROM op WHERE rid = ?1 AND NOT EXISTS "
	    "(SELECT 1 FROM op WHERE rid = ?1 AND what = 'erase')", "t", l->record);

	if (err || !there)
		return err;
	err = care_scour(db, l->kind, l->record);
	if (!err)
		err = op_append(db, &nobody, &op);
	return err ? err : project_apply(db, op.id, op.hlc, op.wall, nobody.account, nobody.name,
	    op.what, op.kind, op.rid, op.body);
}

static bool
split(char *text, struct line *out)
{
	out->record = text;
	out->kind = strchr(text, '\t');
	out->reason = out->kind ? strchr(out->kind + 1, '\t') : NULL;
	if (!out->reason)
		return false;
	*out->kind++ = *out->reason++ = '\0';
	out->reason[strcspn(out->reason, "\n")] = '\0';
	return true;
}

int
erased_again(struct db *db, const char *backup)
{
	char *path = path_beside(db, backup), text[LINE_MOST];
	FILE *file = fopen(path, "re");
	struct line line;
	int err = 0;

	free(path);
	if (!file)
		return errno == ENOENT ? 0 : err_from_errno(errno);
	while (!err && fgets(text, sizeof text, file))
		if (split(text, &line))
			err = db_write(db, erase, &line, NULL);
	fclose(file);
	return err ? err : db_checkpoint(db, true);
}
