/*
 * The keeper as a process: serves the lines that the monitor gives it, one question after another,
 * so that only one password is hashed at a time.
 */
#ifndef SHARE_KEEPING_H
#define SHARE_KEEPING_H

#include "db/keep.h"

#define KEEPING_LINES 1024
#define KEEPING_WHERE 64

/* Monitor to keeper, with the line's descriptor. */
struct keeping_line {
	uint32_t number;
	char where[KEEPING_WHERE];
};
/* Keeper to monitor. */
enum keeping_what {
	KEEPING_ADMITTED, /* line `number` is this account's; before its process hears of it */
	KEEPING_LEAVE,    /* this account's process `number` is to go, by an administrator's word */
};
struct keeping_news {
	uint32_t what, number;
	char account[40];
};

/* Does not return: the process ends when the monitor's socket is closed. */
void keeping_run(const char *dir, const struct clock *clock, int monitor)
    __attribute__((noreturn));

#endif
