/*
 * The key by which clients recognise this station: ed25519, made at the first start and kept in
 * DATA/keep/host_ed25519 (0600); who can read it can pretend to be the station.  Beside it
 * host_ed25519.print, its fingerprint as clients show it, to be printed and pinned on the wall.
 */
#ifndef SHARE_HOSTKEY_H
#define SHARE_HOSTKEY_H

#include "base/text.h"

struct ssh_key_struct;

/*
 * Makes the key if there is none. ERR_DENIED: others may read the file. *out is freed with
 * ssh_key_free(), *print ("SHA256:…") with free().
 */
int hostkey_get(const char *dir, struct ssh_key_struct **out, char **print, struct say *why);

#endif
