/* A name that was made, changed or taken away lasts only when its folder was synced too. */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

void folder_sync(const char *folder);
/* The folder that a file is in. */
void folder_sync_of(const char *file);

#endif
