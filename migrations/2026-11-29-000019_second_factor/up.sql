-- The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for a lost phone.
ALTER TABLE staff
    ADD COLUMN totp_secret bytea CHECK (length(totp_secret) = 20),
    ADD COLUMN totp_last_step bigint;
COMMENT ON COLUMN staff.totp_secret IS 'The secret of the authenticator app; NULL without a second factor.';
COMMENT ON COLUMN staff.totp_last_step IS 'The time step of the last accepted code; no code of it or an earlier one is accepted again.';

ALTER TABLE sessions ADD COLUMN second_factor_at timestamptz;
COMMENT ON COLUMN sessions.second_factor_at IS 'When the second factor was given; NULL if it was not.';

CREATE TABLE recovery_codes (
    staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    PRIMARY KEY (staff_id, code_hash)
);
COMMENT ON TABLE recovery_codes IS 'Codes that replace one of the authenticator app. Each works once.';
COMMENT ON COLUMN recovery_codes.staff_id IS 'Whose code it is.';
COMMENT ON COLUMN recovery_codes.code_hash IS 'SHA-256 of the code.';
