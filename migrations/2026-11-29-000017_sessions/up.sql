-- Sessions end when nothing was asked for half an hour, and people see and end their own.
ALTER TABLE sessions
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN address_prefix text CHECK (length(address_prefix) <= 60),
    ADD COLUMN agent text NOT NULL DEFAULT '' CHECK (length(agent) <= 40);
COMMENT ON COLUMN sessions.last_seen_at IS 'When something was last asked for, to the minute.';
COMMENT ON COLUMN sessions.address_prefix IS 'The network of the sign-in: 24 bits of an IPv4 address, 48 of an IPv6 address.';
COMMENT ON COLUMN sessions.agent IS 'Browser and system of the sign-in, as Firefox on Windows.';
