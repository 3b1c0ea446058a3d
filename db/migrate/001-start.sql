CREATE TABLE meta(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The log is the truth. A body may be destroyed by order; its hash stays in the chain.
CREATE TABLE op(
	unit TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
	hlc INTEGER NOT NULL, wall INTEGER NOT NULL,
	account TEXT NOT NULL, name TEXT NOT NULL,
	what TEXT NOT NULL, kind TEXT NOT NULL, rid TEXT NOT NULL,
	body_hash BLOB NOT NULL, chain BLOB NOT NULL,
	PRIMARY KEY(unit, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX op_rid ON op(rid, hlc);
CREATE TABLE body(
	unit TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
	salt BLOB NOT NULL, body TEXT NOT NULL,
	PRIMARY KEY(unit, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE TRIGGER op_stays BEFORE UPDATE ON op BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER op_is_kept BEFORE DELETE ON op BEGIN SELECT RAISE(ABORT, 'append only'); END;

-- Who wrote a field last, where that is not the operation that made the record.
CREATE TABLE fver(
	rid TEXT NOT NULL, field TEXT NOT NULL, hlc INTEGER NOT NULL, op TEXT NOT NULL,
	PRIMARY KEY(rid, field)) STRICT, WITHOUT ROWID;
-- Events of procedures: kept for ever, in order.
CREATE TABLE event(
	rid TEXT NOT NULL, hlc INTEGER NOT NULL, op TEXT NOT NULL, step TEXT NOT NULL,
	wall INTEGER NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
	PRIMARY KEY(rid, hlc, op)) STRICT, WITHOUT ROWID;
CREATE TABLE kind(kind TEXT PRIMARY KEY, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Local: never exchanged.
CREATE TABLE draft(
	id TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, record TEXT, seen TEXT,
	title TEXT, field TEXT, body TEXT NOT NULL, wall INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX draft_account ON draft(account, wall);
CREATE TABLE setting(k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE serial(series TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE audit(
	seq INTEGER PRIMARY KEY, wall INTEGER NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
	place TEXT NOT NULL, what TEXT NOT NULL, record TEXT NOT NULL, field TEXT NOT NULL,
	reason TEXT NOT NULL, chain BLOB NOT NULL) STRICT;
