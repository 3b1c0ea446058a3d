/*
 * A station that clerks reach over SSH, by our own service or by another's that runs the same
 * program for each: OpenSSH's with ForceCommand, dropbear with -c. Both as this user, at a free
 * port of 127.0.0.1, with keys and settings of their own in a folder of the test.
 */
#ifndef TESTS_SSH_SERVICE_H
#define TESTS_SSH_SERVICE_H

#include "tests/play/pty.h"

enum service_kind { SERVICE_OWN, SERVICE_OPENSSH, SERVICE_DROPBEAR, SERVICE_KINDS };

struct service {
	enum service_kind kind;
	/* Borrowed: folders of the program, of the station, and (made by the caller) its own. */
	const char *build, *station, *folder;
	const char *group; /* a cgroup that its processes belong to, or NULL */
	int each;          /* connections of an account */
	/* Its own. */
	pid_t pid;
	int port, way;
};

const char *service_name(enum service_kind kind);
/* A sentence without a full stop why it cannot run here, or NULL. */
const char *service_missing(const struct service *service);
/* A key pair, and accounts for so many clerks whose key is enough. Once, before all services. */
int service_accounts(const struct service *service, int clerks);
/* 0, or -1. service_stop is fine with what was not started. */
int service_start(struct service *service);
void service_stop(struct service *service);
/* The clerk comes and signs in; her day's page stands there. 0, or -1 and stderr shows it. */
int service_come(const struct service *service, int clerk, struct pty *pty);
/* The account that she has. */
void service_account(const struct service *service, int clerk, char out[16]);

#endif
