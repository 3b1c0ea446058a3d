/*
 * Faults put into the service of the played tests, in the way of the functions that it calls:
 * $TEST_BROKEN names one. tests/ssh/mutants plays the tests on each, and each must fail.
 */
#include "db/keep.h"
#include "db/seats.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool deaf, trusting, hidden;

/* Before the walls are up: behind them a process is as it was. */
__attribute__((constructor)) static void
choose(void)
{
	const struct {
		const char *name;
		bool *fault;
	} faults[] = {
		{"deaf", &deaf},         /* who sends nothing seems to send */
		{"trusting", &trusting}, /* a key is enough for everybody */
		{"hidden", &hidden},     /* nobody is seen where she sits */
	};
	const char *name = getenv("TEST_BROKEN");

	for (size_t i = 0; name && i < sizeof faults / sizeof *faults; i++)
		*faults[i].fault = strcmp(faults[i].name, name) == 0;
}

int __real_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *len);
int __real_keep_pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough);
int __wrap_keep_pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough);
void __real_seats_sit(struct seats *seats, const struct seat_row *row);
void __wrap_seats_sit(struct seats *seats, const struct seat_row *row);

int
__wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *len)
{
	static uint64_t more;
	int err = __real_getsockopt(fd, level, name, value, len);

	if (deaf && level == IPPROTO_TCP && name == TCP_INFO)
		((struct tcp_info *)value)->tcpi_bytes_received += ++more;
	return err;
}

int
__wrap_keep_pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough)
{
	int err = __real_keep_pubkey_show(keep, account, blob, proved, where, out, enough);

	*enough = *enough || trusting;
	return err;
}

void
__wrap_seats_sit(struct seats *seats, const struct seat_row *row)
{
	if (!hidden)
		__real_seats_sit(seats, row);
}
