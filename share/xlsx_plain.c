#include "share/xlsx_plain.h"

#include "base/buf.h"

#include <stdbool.h>
#include <string.h>

char *
xlsx_plain(const char *text)
{
	struct buf out = BUF_EMPTY;

	for (const char *s = text; *s; s++) {
		bool like = strncmp(s, "_x", 2) == 0 &&
		    strspn(s + 2, "0123456789abcdefABCDEF") >= 4 && s[6] == '_';

		if (like)
			buf_puts(&out, "_x005F");
		buf_putc(&out, *s);
	}
	return buf_take(&out);
}
