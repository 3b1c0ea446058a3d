-- The units that are known here, by the keys each signs with: where it belongs, and who says so.
CREATE TABLE card(
	unit TEXT NOT NULL, number INTEGER NOT NULL, upper TEXT NOT NULL, level INTEGER NOT NULL,
	name TEXT NOT NULL, sign BLOB NOT NULL, seal BLOB NOT NULL, since INTEGER NOT NULL,
	gone INTEGER NOT NULL, by TEXT NOT NULL, signature BLOB NOT NULL,
	PRIMARY KEY(unit, number)) STRICT, WITHOUT ROWID;

-- Local: what neighbours have, as far as we know.
-- state: 0 invited, 1 asked to join, 2 joined. next: number of the next bag for it. epoch and last:
-- of its newest bag.
CREATE TABLE link(
	peer TEXT PRIMARY KEY, upper INTEGER NOT NULL, state INTEGER NOT NULL,
	name TEXT NOT NULL, token TEXT NOT NULL, next INTEGER NOT NULL,
	epoch TEXT NOT NULL, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- seq: what its newest bag says that it has; packed: what we have put into bags for it.
CREATE TABLE known(
	peer TEXT NOT NULL, unit TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
	packed INTEGER NOT NULL,
	PRIMARY KEY(peer, unit, epoch)) STRICT, WITHOUT ROWID;
-- Operations of which it got the mark alone; bag: in which it was brought since, 0: in none.
CREATE TABLE kept(
	peer TEXT NOT NULL, unit TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
	bag INTEGER NOT NULL, PRIMARY KEY(peer, unit, epoch, seq)) STRICT, WITHOUT ROWID;
-- Bags, both ways. told: of ours, when its receipt came; of theirs, when it was taken in.
CREATE TABLE bag(
	peer TEXT NOT NULL, way TEXT NOT NULL, epoch TEXT NOT NULL, number INTEGER NOT NULL,
	wall INTEGER NOT NULL, operations INTEGER NOT NULL, told INTEGER NOT NULL,
	PRIMARY KEY(peer, way, epoch, number)) STRICT, WITHOUT ROWID;
