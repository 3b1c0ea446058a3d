#include "share/media.h"

const char *
media_root(void)
{
	return "";
}
