DROP TRIGGER channels_grow_version ON channels;
DROP TRIGGER revisions_grow_version ON revisions;
DROP TRIGGER surveys_grow_version ON surveys;
ALTER FUNCTION grow_catalogue_version RENAME TO grow_units_version;
CREATE OR REPLACE FUNCTION grow_units_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE installation SET units_version = units_version + 1;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION grow_units_version IS 'Tells processes that units or successions have changed.';
ALTER TABLE installation RENAME COLUMN catalogue_version TO units_version;
COMMENT ON COLUMN installation.units_version IS 'Grows with each transaction that changes units or successions: processes keep them in memory and read them again when it has grown.';
