-- What ends a record: asked of every operation that comes from elsewhere.
CREATE INDEX op_ends ON op(rid) WHERE what IN ('erase', 'void');
