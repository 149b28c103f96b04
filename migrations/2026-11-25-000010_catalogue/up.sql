-- Servers keep surveys and channels in memory too, not only units, so that showing a survey asks the database nothing.
ALTER TABLE installation RENAME COLUMN units_version TO catalogue_version;
COMMENT ON COLUMN installation.catalogue_version IS 'Grows with each transaction that changes units, successions, surveys or channels: processes keep them in memory and read them again when it has grown.';

ALTER FUNCTION grow_units_version RENAME TO grow_catalogue_version;
CREATE OR REPLACE FUNCTION grow_catalogue_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE installation SET catalogue_version = catalogue_version + 1;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION grow_catalogue_version IS 'Tells processes that what they keep in memory has changed.';
CREATE TRIGGER surveys_grow_version AFTER UPDATE OR DELETE ON surveys
    FOR EACH STATEMENT EXECUTE FUNCTION grow_catalogue_version();
CREATE TRIGGER revisions_grow_version AFTER INSERT ON revisions
    FOR EACH STATEMENT EXECUTE FUNCTION grow_catalogue_version();
-- A channel that is new is in nobody's memory.
CREATE TRIGGER channels_grow_version AFTER UPDATE OR DELETE ON channels
    FOR EACH STATEMENT EXECUTE FUNCTION grow_catalogue_version();
