-- Places in others' chains whose operation is not here: kept back, or destroyed before it came.
CREATE TABLE blank(
	unit TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
	mark BLOB NOT NULL, chain BLOB NOT NULL,
	PRIMARY KEY(unit, epoch, seq)) STRICT, WITHOUT ROWID;
-- Two operations on one field that are based on the same one: all of them.
CREATE TABLE fork(
	rid TEXT NOT NULL, field TEXT NOT NULL, base TEXT NOT NULL, op TEXT NOT NULL,
	PRIMARY KEY(rid, field, base, op)) STRICT, WITHOUT ROWID;

-- Local: operations that came after later ones of the same record, in the order in which they came.
CREATE TABLE late(n INTEGER PRIMARY KEY, rid TEXT NOT NULL, op TEXT NOT NULL) STRICT;
CREATE INDEX late_rid ON late(rid, n);

-- What each unit has signed last of what it wrote: place and signature.
CREATE TABLE head(
	unit TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, signature BLOB NOT NULL,
	PRIMARY KEY(unit, epoch)) STRICT, WITHOUT ROWID;
