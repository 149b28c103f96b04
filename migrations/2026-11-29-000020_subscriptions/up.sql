-- Subscriptions are managed on a page: they have a name, can be paused, and show their last mail.
ALTER TABLE digests
    ADD COLUMN name text NOT NULL DEFAULT '' CHECK (length(name) <= 80),
    ADD COLUMN paused_at timestamptz;
COMMENT ON COLUMN digests.name IS 'The name of the recipient, as in Nguyễn Thị Lan; empty if it is not known.';
COMMENT ON COLUMN digests.paused_at IS 'Since when the recipient gets no mails; NULL for active subscriptions.';

-- The last mail of each subscription on a page is found by its recipient.
CREATE INDEX outbox_recipient ON outbox (recipient, kind);
