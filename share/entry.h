/*
 * Terminals' descriptions (terminfo) for processes that can open no file: the compiled entries of a
 * short list are read at the start and handed to curses through its environment, as
 * TERMINFO=b64:….  A terminal that is not on the list is taken for a vt100, whose few words they
 * all understand.
 */
#ifndef SHARE_ENTRY_H
#define SHARE_ENTRY_H

/*
 * Reads what this machine has of the list, first in the folder `own` (may be NULL); returns how
 * many. ERR_NOTFOUND: not even vt100.
 */
int entry_load(const char *own);
/* The name on the list that stands for what a client calls its terminal. Borrowed for ever. */
const char *entry_choose(const char *term);
/* Puts that entry into the environment. */
void entry_use(const char *name);

#endif
