/*
 * What the columns of a sheet mean: headings as people and other programs write them (blanks, line
 * breaks, *, full-width signs, remarks in brackets) matched to the fields of a form.
 */
#ifndef SHARE_SHEET_H
#define SHARE_SHEET_H

#include "forms/form.h"

struct sheet;

/* Prepares the headings of a form: labels, names, further headings. Heap type. */
struct sheet *sheet_new(const struct form *form);
void sheet_free(struct sheet *sheet);
/*
 * Takes a row as headings: returns how many of its cells name a field (each field counts once) and
 * sets field[i] to the field of column i, or -1.
 */
int sheet_match(const struct sheet *sheet, char *const cell[], int count, int field[]);

/* 出生日期 （yyyy/MM/dd）* → 出生日期: the form in which headings are compared; a new string. */
char *sheet_heading_key(const char *text);

#endif
