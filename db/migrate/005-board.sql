-- What a neighbour's newest bag says of it, and who waits for whose bag since when (0: nobody).
ALTER TABLE link ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN backup INTEGER NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN program TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN urge INTEGER NOT NULL DEFAULT 0;
ALTER TABLE link ADD COLUMN urged INTEGER NOT NULL DEFAULT 0;
