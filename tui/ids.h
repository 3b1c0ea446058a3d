/* Ids of records, or names, each once. Embedded: all zero is empty, ids_release. */
#ifndef TUI_IDS_H
#define TUI_IDS_H

struct ids {
	char **id; /* NULL behind the last; NULL while there was none */
	int count;
};

int ids_index(const struct ids *ids, const char *id); /* -1: not there */
void ids_add(struct ids *ids, const char *id);
/* The others may stand in another order then; i < 0: nothing. */
void ids_remove(struct ids *ids, int i);
/* Adds it where it is not there, else takes it out. */
void ids_toggle(struct ids *ids, const char *id);
/* Takes them one by one from a list with NULL behind the last; list NULL: nothing. */
void ids_add_all(struct ids *ids, const char *const *list);
void ids_release(struct ids *ids);

#endif
