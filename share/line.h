/*
 * One clerk's SSH line, in her own process: key exchange, sign-in by asking the keeper, one session
 * channel, and then bytes between it and the screens.
 *
 * States: GREETING → ADMITTED (the keeper found the password right) → STARTED (she asked for a
 * shell on a terminal) or TURNED AWAY (she asked for something that is not offered) → closed.
 * Invariants: before ADMITTED no channel opens; there is never more than one channel; nothing is
 * read from the network while keys wait for the screens, nothing is painted while painted bytes
 * wait for the network (serve_flush), so neither side makes memory grow.
 */
#ifndef SHARE_LINE_H
#define SHARE_LINE_H

#include "share/lend.h"
#include "share/serve.h"

struct ssh_key_struct;

/* Window sizes a client may ask for; memory grows with them. */
#define LINE_ROWS 60
#define LINE_COLS 200

/*
 * In the monitor, before the first fork: takes the host key over and plays one whole handshake with
 * itself, so that what the libraries build on first use is shared by all clerks' processes. ERR_IO.
 */
int line_prepare(struct ssh_key_struct *key);

/* Takes the socket over; the others are borrowed. */
struct line *line_new(int socket, struct keep *keep, struct borrower *borrower, enum lang lang);
void line_free(struct line *line);
/*
 * Until a shell is asked for, and then *seat is filled but for what belongs to the store. 0;
 * ERR_DENIED: turned away, which she was told; ERR_IO: the line is gone.
 */
int line_greet(struct line *line, struct serve_seat *seat);
/* After the screens: the last bytes, a sentence (TEXT_NONE: none), an exit status, good-bye. */
void line_end(struct line *line, enum text sentence, int status);

#endif
