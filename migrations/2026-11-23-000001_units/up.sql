-- Two units may not hold one code on the same day: an equality inside a range exclusion needs this extension.
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE units (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL CHECK (code ~ '^([0-9]{2}|[0-9]{3}|[0-9]{5})$'),
    name text NOT NULL CHECK (name <> ''),
    kind text NOT NULL CHECK (kind IN ('province', 'district', 'commune', 'ward', 'town')),
    parent_id integer REFERENCES units,
    valid_from date,
    valid_to date,
    CHECK (valid_from <= valid_to),
    CONSTRAINT units_one_holder_a_day
        EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX units_parent_id ON units (parent_id);

COMMENT ON TABLE units IS 'Versions of administrative units: who held a GSO code during which days. A code alone identifies nobody.';
COMMENT ON COLUMN units.id IS 'Identifies one version of a unit.';
COMMENT ON COLUMN units.code IS 'Code of the General Statistics Office: 2 digits for a province, 3 for a district, 5 below.';
COMMENT ON COLUMN units.name IS 'Name with its kind, as in Phường Lê Lợi; NFC.';
COMMENT ON COLUMN units.kind IS 'province, district, commune, ward or town.';
COMMENT ON COLUMN units.parent_id IS 'The unit above; NULL for a province.';
COMMENT ON COLUMN units.valid_from IS 'First day of validity; NULL where it is older than the records.';
COMMENT ON COLUMN units.valid_to IS 'Last day of validity; NULL while it lasts.';

CREATE TABLE successions (
    predecessor_id integer NOT NULL REFERENCES units,
    successor_id integer NOT NULL REFERENCES units,
    effective_on date NOT NULL,
    share double precision CHECK (share BETWEEN 0 AND 1),
    PRIMARY KEY (predecessor_id, successor_id),
    CHECK (predecessor_id <> successor_id)
);
CREATE INDEX successions_successor_id ON successions (successor_id);

COMMENT ON TABLE successions IS 'Which unit took over which, wholly or in part.';
COMMENT ON COLUMN successions.predecessor_id IS 'The unit before.';
COMMENT ON COLUMN successions.successor_id IS 'The unit after.';
COMMENT ON COLUMN successions.effective_on IS 'First day of the successor''s responsibility.';
COMMENT ON COLUMN successions.share IS 'The part of the predecessor that went there, 0 to 1; NULL is not known, which is the whole where there is no other successor.';
