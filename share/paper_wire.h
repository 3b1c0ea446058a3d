/*
 * What gongzhan-paper is told, in the messages of book_wire.h: the document's title as a sheet,
 * then rows of four cells (what it is, "1" for the first line of its part, further words, the
 * text), E. Back come D … E. E with BOOK_MISSING: there is no font with Chinese letters.
 */
#ifndef SHARE_PAPER_WIRE_H
#define SHARE_PAPER_WIRE_H

#define PAPER_CELLS 4

enum paper_line {
	PAPER_RULING = 'N', /* words: columns; text: lines */
	PAPER_PAGE = 'P',   /* a page begins */
	PAPER_TEXT = 'L',
	PAPER_HEAD = 'H',   /* large, red */
	PAPER_TITLE = 'T',  /* large */
	PAPER_ROW = 'R',    /* of a table; words: where its cells end */
	PAPER_RULE = '-',
	PAPER_QR = 'Q',     /* text: its modules, "1" dark; the lines after it are empty */
	PAPER_FOOT = 'F',   /* the line below the page's */
};

#endif
