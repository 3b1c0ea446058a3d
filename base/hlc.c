#include "base/hlc.h"

int64_t
hlc_ms(int64_t value)
{
	return value >> HLC_COUNTER_BITS;
}

bool
hlc_is_ahead(const struct hlc *hlc, int64_t wall_ms)
{
	return hlc->last && !hlc->confirmed && wall_ms > hlc_ms(hlc->last) + HLC_AHEAD_MS;
}

int64_t
hlc_next(struct hlc *hlc, int64_t wall_ms)
{
	int64_t now = wall_ms << HLC_COUNTER_BITS;

	if (now <= hlc->last || hlc_is_ahead(hlc, wall_ms))
		now = hlc->last + 1; /* a full counter carries into the milliseconds */
	hlc->last = now;
	return now;
}

void
hlc_seen(struct hlc *hlc, int64_t value)
{
	if (value > hlc->last)
		hlc->last = value;
}
