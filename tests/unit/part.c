/* Prints a part of an .xlsx, or their names, for played tests:   part FILE [NAME] */
#include "share/parts.h"

#include <fcntl.h>
#include <stdio.h>

int
main(int argc, char **argv)
{
	struct parts *parts = NULL;
	struct buf part = BUF_EMPTY;
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;

	if (fd < 0 || parts_open(fd, &parts) != BOOK_FINE)
		return 1;
	for (int i = 0; argc == 2 && parts_name(parts, i); i++)
		puts(parts_name(parts, i));
	if (argc > 2 && parts_get(parts, argv[2], (size_t)64 << 20, &part) != BOOK_FINE)
		return 1;
	fputs(buf_text(&part), stdout);
	buf_release(&part);
	parts_close(parts);
	return 0;
}
