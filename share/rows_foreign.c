/* Files that are taken for sheets and are none: web pages named .xls, as many systems give them
 * out, and papers. */
#include "share/rows_int.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

static const struct {
	const char *begins; /* in any case of letters, behind blanks */
	enum text text;
} kinds[] = {
	{"<html", T_SHARE_IS_PAGE},
	{"<!doctype", T_SHARE_IS_PAGE},
	{"<table", T_SHARE_IS_PAGE},
	{"<?xml", T_SHARE_IS_PAGE},
	{"<meta", T_SHARE_IS_PAGE},
	{"<style", T_SHARE_IS_PAGE},
	{"%PDF-", T_SHARE_IS_PAPER},
	{"{\\rtf", T_SHARE_IS_PAPER},
	{"\x89PNG", T_SHARE_IS_PAPER},
	{"\xFF\xD8\xFF", T_SHARE_IS_PAPER},
};

static enum text
kind_of(const struct rows_file *file)
{
	const char *head = (const char *)file->head;
	size_t at = file->head_len >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (at < file->head_len && strchr(" \t\r\n", head[at]) && head[at])
		at++;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t len = strlen(kinds[i].begins);

		if (len <= file->head_len - at && strncasecmp(head + at, kinds[i].begins, len) == 0)
			return kinds[i].text;
	}
	return TEXT_NONE;
}

static bool
is_foreign(const struct rows_file *file)
{
	return kind_of(file) != TEXT_NONE;
}

static int
open_foreign(const struct rows_file *file, const char *charset, void **out, struct say *why)
{
	(void)charset, (void)out;
	close(file->fd);
	say_set(why, kind_of(file), NULL);
	return ERR_INPUT;
}

const struct rows_format rows_foreign = {.is = is_foreign, .open = open_foreign};
