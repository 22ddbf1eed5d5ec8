-- Until then nothing of the session is sent that stands behind this one: somebody is sending it, or it has just failed.
-- By the database's clock, since the senders' may differ.
ALTER TABLE callbacks ADD COLUMN blocks_until timestamptz(3);
