CREATE TABLE staff (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash text NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'analyst', 'manager', 'viewer')),
    unit_id integer NOT NULL REFERENCES units,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staff_unit_id ON staff (unit_id);
COMMENT ON TABLE staff IS 'People who sign in.';
COMMENT ON COLUMN staff.id IS 'Identifies the person.';
COMMENT ON COLUMN staff.email IS 'The address that they sign in with, in lower case.';
COMMENT ON COLUMN staff.password_hash IS 'Argon2id in PHC format.';
COMMENT ON COLUMN staff.role IS 'admin, analyst, manager or viewer.';
COMMENT ON COLUMN staff.unit_id IS 'They see this unit and everything below it.';
COMMENT ON COLUMN staff.created_at IS 'When they were added.';

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_staff_id ON sessions (staff_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
COMMENT ON TABLE sessions IS 'Who is signed in. A stolen copy of this table opens no session.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the random token in the cookie.';
COMMENT ON COLUMN sessions.staff_id IS 'Who it is.';
COMMENT ON COLUMN sessions.created_at IS 'When they signed in.';
COMMENT ON COLUMN sessions.expires_at IS 'When they are signed out at the latest.';
