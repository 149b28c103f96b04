DROP TABLE recovery_codes;
ALTER TABLE sessions DROP COLUMN second_factor_at;
ALTER TABLE staff DROP COLUMN totp_secret, DROP COLUMN totp_last_step;
