/*
 * Lines copied out of a chat group (WeChat on a computer or a phone), as messages. What is known:
 *   昵称 2026/11/23 18:02:11        a heading that ends with a time; the text follows, line by line
 *   昵称 18:02
 *   昵称: 说的话                    in one line, the name short and without blanks
 * A line that is none of these goes on with the message before it.
 */
#ifndef BASE_CHAT_H
#define BASE_CHAT_H

struct chat_message {
	char *nick; /* "" if nobody is named */
	char *text; /* lines end with \n between them */
};
struct chat {
	struct chat_message *message;
	int count;
};

/* Replaces *out; chat_release(), which wipes what it held. */
void chat_read(const char *pasted, struct chat *out);
void chat_release(struct chat *chat);

#endif
