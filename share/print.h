/*
 * Papers filled in from the store (forms/paper.h) and written as files or sent to the printer.
 * Personal values are masked unless a right and a reason say otherwise; each print is written into
 * the audit. What is printed of a record again after it changed says 第2稿; the same again does not.
 */
#ifndef SHARE_PRINT_H
#define SHARE_PRINT_H

#include "db/store.h"
#include "forms/paper.h"
#include "share/press.h"

struct print_options {
	const struct paper *paper;
	/* A record's id, a kind, or some of a kind as KIND:ID,ID…; NULL: of the station. */
	const char *of;
	enum press_format format;
	bool to_printer;          /* by lp, as PDF; else to */
	const char *output;       /* file; NULL or "-": standard output (fd 1) */
	const char *code;         /* the record's query code, made for this print; or NULL */
	bool unmask;
	const char *reason;       /* wanted with unmask */
};

/* ERR_USAGE where the paper is not one of such a thing; *why says what it is of. */
/*
 * The paper itself, for screens; *out is empty before and the caller's, also after an error. It is
 * written into the audit as printed.
 */
int print_make(struct db *db, const struct actor *actor, const struct print_options *options,
    struct document *out, struct say *why);
int print_paper(struct db *db, const struct actor *actor, const struct print_options *options,
    struct say *why);
/* Any document, by the same ways; the caller settles rights and the audit. */
int print_document(const struct document *document, const struct print_options *options,
    struct say *why);

#endif
