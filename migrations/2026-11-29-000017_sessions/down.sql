ALTER TABLE sessions DROP COLUMN last_seen_at, DROP COLUMN address_prefix, DROP COLUMN agent;
