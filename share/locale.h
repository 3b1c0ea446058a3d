/* What an SSH client says of its locale: LC_ALL, LC_CTYPE, LANG; of these the first that is set. */
#ifndef SHARE_LOCALE_H
#define SHARE_LOCALE_H

#define LOCALE_MOST 32 /* bytes; a longer value is no locale's name */

/* Embedded; zero is empty. */
struct locale {
	char value[3][LOCALE_MOST];
};

/* A variable of the client's; others than the three are passed over. */
void locale_note(struct locale *locale, const char *name, const char *value);
/* The one that counts, or NULL; borrowed. */
const char *locale_name(const struct locale *locale);

#endif
