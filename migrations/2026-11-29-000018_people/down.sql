DROP TABLE password_links;
DELETE FROM staff WHERE password_hash IS NULL;
ALTER TABLE staff
    ALTER COLUMN password_hash SET NOT NULL,
    DROP COLUMN name,
    DROP COLUMN suspended_at,
    DROP COLUMN last_sign_in_at;
