-- People are invited, suspended and removed; they set their own password by a link that works once.
ALTER TABLE staff
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD COLUMN name text NOT NULL DEFAULT '' CHECK (length(name) <= 80),
    ADD COLUMN suspended_at timestamptz,
    ADD COLUMN last_sign_in_at timestamptz;
COMMENT ON COLUMN staff.password_hash IS 'Argon2id in PHC format; NULL until the person has set a password.';
COMMENT ON COLUMN staff.name IS 'The name, as in Nguyễn Thị Lan; empty if it is not known.';
COMMENT ON COLUMN staff.suspended_at IS 'Since when the person may not sign in; NULL for active people.';
COMMENT ON COLUMN staff.last_sign_in_at IS 'When the person signed in last.';

CREATE TABLE password_links (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_links_staff_id ON password_links (staff_id);
COMMENT ON TABLE password_links IS 'Links with which people set their password. Each works once.';
COMMENT ON COLUMN password_links.token_hash IS 'SHA-256 of the random token in the link.';
COMMENT ON COLUMN password_links.staff_id IS 'Whose password it sets.';
COMMENT ON COLUMN password_links.created_at IS 'When it was made.';
COMMENT ON COLUMN password_links.expires_at IS 'When it stops working.';
