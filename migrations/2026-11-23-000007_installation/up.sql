CREATE TABLE installation (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    illustrative boolean NOT NULL DEFAULT false,
    units_version bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE installation IS 'One row: what holds for the whole database.';
COMMENT ON COLUMN installation.id IS 'Always true, so that there is one row.';
COMMENT ON COLUMN installation.illustrative IS 'Whether the data are made up to show the product; everything shown is then marked so.';
COMMENT ON COLUMN installation.units_version IS 'Grows with each transaction that changes units or successions: processes keep them in memory and read them again when it has grown.';
INSERT INTO installation DEFAULT VALUES;

CREATE FUNCTION grow_units_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE installation SET units_version = units_version + 1;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION grow_units_version IS 'Tells processes that units or successions have changed.';
CREATE TRIGGER units_grow_version AFTER INSERT OR UPDATE OR DELETE ON units
    FOR EACH STATEMENT EXECUTE FUNCTION grow_units_version();
CREATE TRIGGER successions_grow_version AFTER INSERT OR UPDATE OR DELETE ON successions
    FOR EACH STATEMENT EXECUTE FUNCTION grow_units_version();
