-- The language that a person chose for the staff pages.
ALTER TABLE staff ADD COLUMN language text CHECK (language IN ('vi', 'en'));
COMMENT ON COLUMN staff.language IS 'The language in which the pages open after signing in; NULL for that of the sign-in page.';
