#include "base/err.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	int status;
	enum text text;
} table[] = {
	[-ERR_USAGE] = {2, T_ERR_USAGE},       [-ERR_INPUT] = {1, T_ERR_INPUT},
	[-ERR_PARTIAL] = {1, T_ERR_PARTIAL},   [-ERR_DENIED] = {3, T_ERR_DENIED},
	[-ERR_DAMAGED] = {4, T_ERR_DAMAGED},   [-ERR_NEWER] = {4, T_ERR_NEWER},
	[-ERR_NOTFOUND] = {2, T_ERR_NOTFOUND}, [-ERR_EXISTS] = {2, T_ERR_EXISTS},
	[-ERR_FULL] = {5, T_ERR_FULL},         [-ERR_BUSY] = {5, T_ERR_BUSY},
	[-ERR_READONLY] = {5, T_ERR_READONLY}, [-ERR_MOVED] = {4, T_ERR_MOVED},
	[-ERR_NETFS] = {2, T_ERR_NETFS},       [-ERR_CONFLICT] = {1, T_ERR_CONFLICT},
	[-ERR_IO] = {4, T_ERR_IO},
};

static size_t
row(int err)
{
	size_t i = (size_t)-err;

	return i < sizeof table / sizeof table[0] ? i : (size_t)-ERR_IO;
}

int
err_exit_status(int err)
{
	return err >= 0 ? 0 : table[row(err)].status;
}

enum text
err_text(int err)
{
	return err >= 0 ? TEXT_NONE : table[row(err)].text;
}

int
err_from_errno(int code)
{
	switch (code) {
	case 0:
		return 0;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case EROFS:
		return ERR_READONLY;
	case EACCES:
	case EPERM:
		return ERR_DENIED;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOTFOUND;
	case EEXIST:
		return ERR_EXISTS;
	default:
		return ERR_IO;
	}
}

int
err_of_file(const char *path, int code, struct say *why)
{
	switch (err_from_errno(code)) {
	case ERR_NOTFOUND:
		say_set(why, T_FILE_MISSING, path, NULL);
		break;
	case ERR_DENIED:
		say_set(why, T_FILE_DENIED, path, NULL);
		break;
	case ERR_READONLY:
		say_set(why, T_FILE_READONLY, path, NULL);
		break;
	case ERR_FULL:
		say_set(why, T_FILE_FULL, path, NULL);
		break;
	case ERR_EXISTS:
		say_set(why, T_FILE_NOT_PLAIN, path, NULL);
		break;
	default:
		say_set(why, code == EISDIR || code == ELOOP ? T_FILE_NOT_PLAIN
		    : code == EBADF ? T_FILE_CLOSED : T_FILE_FAILED, path, strerror(code), NULL);
		break;
	}
	return err_from_errno(code);
}
