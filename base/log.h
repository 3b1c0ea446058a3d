/*
 * What went wrong lately, so that it can be read out over the phone: one line for each message with
 * a number, "2026-11-23 19:02:07 E217 form": when, which, where. Nothing else is written, so
 * nothing personal can be. Two files of at most LOG_MOST bytes: PATH, and PATH.1, which was PATH
 * before.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

#define LOG_MOST 65536

struct log;

/* Opens or makes the file, 0600; NULL if that cannot be, which log_note() and the rest accept. */
struct log *log_new(const char *path);
void log_free(struct log *log);
/* `where`: a screen or command, a few letters. Failures are not told: this is for failures. */
void log_note(struct log *log, int64_t now, int number, const char *where);

struct log_entry {
	char when[20]; /* "YYYY-MM-DD HH:MM:SS" */
	int number;
	char where[24];
};
/* The last ones, newest first, at most `most`; how many. Lines that are none are passed over. */
int log_read(struct log *log, struct log_entry out[], int most);

#endif
