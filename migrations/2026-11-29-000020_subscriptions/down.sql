DROP INDEX outbox_recipient;
ALTER TABLE digests DROP COLUMN name, DROP COLUMN paused_at;
