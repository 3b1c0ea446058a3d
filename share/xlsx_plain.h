/* Text that is to stand in a workbook as it is. */
#ifndef SHARE_XLSX_PLAIN_H
#define SHARE_XLSX_PLAIN_H

/*
 * Readers take _x000D_ for the character of that number: where it is meant as it stands, its first
 * letter is written so. A new string.
 */
char *xlsx_plain(const char *text);

#endif
