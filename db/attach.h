/*
 * Files of a record 附件: of notices and appeals. Each is a record of the kind attachment, named by
 * the digest of its bytes, so it is backed up, checked and travels like any other, with the record
 * that it is of (forms/scope.h), and is erased with it. What is in it is for nobody here to open:
 * its type is told by its first bytes, and it is given out again as it came.
 *
 * Of a matter that only a few may see or that has sealed values the file is encrypted, name and
 * bytes, with a key of its own that is sealed as such values are (sealing.h): giving it out is a
 * question to the keeper, with a reason.
 */
#ifndef DB_ATTACH_H
#define DB_ATTACH_H

#include "db/keep.h"
#include "db/store.h"

#define ATTACH_MOST (700 * 1024) /* bytes of a file */

struct attached {
	char *id;
	char *file_name; /* NULL: sealed */
	char *digest;    /* of the bytes as they are kept */
	char *type;      /* "PDF", "JPEG" …; "" where it is none that is known */
	int64_t size;
};
struct attached_list {
	struct attached *attached; /* oldest first */
	int count;
};

/* ERR_NOTFOUND, also where the record is hidden; ERR_DENIED where it is for others. */
int attach_list(struct db *db, const struct actor *actor, const char *record,
    struct attached_list *out);
void attached_release(struct attached_list *list);
/*
 * ERR_DENIED: no right, or the record is closed (signed, another unit's). ERR_INPUT: too large,
 * empty. ERR_EXISTS: the same bytes are there. All with *why.
 */
int attach_add(struct db *db, const struct actor *actor, const char *record,
    const char *file_name, const void *bytes, size_t len, struct say *why);
/*
 * As it came: *bytes and *file_name (a new string) are the caller's. ERR_DAMAGED: not what its
 * digest says. A sealed one needs a reason (ERR_USAGE) and the keeper's leave.
 */
int attach_get(struct db *db, struct keep *keep, const struct actor *actor, const char *id,
    const char *reason, struct buf *bytes, char **file_name, struct say *why);
/* The ids of a record's files, NULL-terminated, all of it the caller's. No rights are asked. */
int attach_ids(struct db *db, const char *record, char ***out);

#endif
