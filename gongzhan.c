#include "base/err.h"

#include <stdio.h>

int
main(void)
{
	fprintf(stderr, "%s\n", text_get(LANG_ZH, err_text(ERR_USAGE)));
	return err_exit_status(ERR_USAGE);
}
