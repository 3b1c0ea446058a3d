#include "share/crowd.h"

/* Chance of being dropped, in ten thousandths: 0 up to half of the limit, then straight to all. */
static unsigned
chance(int there, int limit)
{
	int half = limit / 2;

	if (there < half)
		return 0;
	if (there >= limit)
		return 10000;
	return (unsigned)(10000 * (there - half + 1) / (limit - half + 1));
}

bool
crowd_admits(const struct crowd *crowd, const struct serve_limits *limits, unsigned dice)
{
	return crowd->all < limits->clerks && dice >= chance(crowd->strangers, limits->strangers) &&
	    dice >= chance(crowd->strangers_address, limits->strangers_address);
}
