#include "share/pass.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

int
pass_send(int socket, const void *bytes, size_t len, int fd, int now)
{
	struct iovec part = {(void *)bytes, len};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	union control control = {{0}};
	ssize_t sent;

	if (fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof control.bytes;
		struct cmsghdr *head = CMSG_FIRSTHDR(&message);

		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(head), &fd, sizeof fd);
	}
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL | (now ? MSG_DONTWAIT : 0));
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)len ? 0 : ERR_IO;
}

static int
take_descriptor(struct msghdr *message)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(message);
	int fd = -1;

	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof fd))
		memcpy(&fd, CMSG_DATA(head), sizeof fd);
	return fd;
}

int
pass_receive(int socket, void *bytes, size_t size, int *fd, int now)
{
	struct iovec part = {bytes, size};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	union control control;
	ssize_t got;

	if (fd) {
		*fd = -1;
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof control.bytes;
	}
	do
		got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (now ? MSG_DONTWAIT : 0));
	while (got < 0 && errno == EINTR);
	if (got > 0 && fd)
		*fd = take_descriptor(&message);
	if (got >= 0)
		return message.msg_flags & MSG_TRUNC ? ERR_IO : (int)got;
	return errno == EAGAIN ? ERR_BUSY : ERR_IO;
}
