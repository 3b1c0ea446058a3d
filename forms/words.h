/*
 * The vocabulary of the trade, for typing it in pinyin: words in no order, parted by blanks and
 * line ends, each read character by character in one of its readings.
 */
#ifndef FORMS_WORDS_H
#define FORMS_WORDS_H

/* Borrowed for ever. */
const char *words_shipped(void);

#endif
