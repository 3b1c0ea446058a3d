/*
 * The notice of a year's days off (国务院办公厅关于2026年部分节假日安排的通知), as it is published, in
 * the short form of base/calendar.h:
 *
 *   一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。   →   off 1/1-3 work 1/4
 *
 * Days before 放假 are off, days before 上班 are worked; what stands in brackets is passed over.
 */
#ifndef BASE_NOTICE_H
#define BASE_NOTICE_H

#include "base/buf.h"

#include <stdbool.h>

/* Is it such a notice rather than the short form? */
bool notice_is(const char *text);
/* Appends the short form; whether it is right is for calendar_add() and a person to say. */
void notice_shorten(const char *text, struct buf *out);

#endif
