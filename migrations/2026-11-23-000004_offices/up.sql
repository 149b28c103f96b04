CREATE TABLE dossiers (
    unit_id integer NOT NULL REFERENCES units,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    received integer NOT NULL CHECK (received >= 0),
    early integer NOT NULL CHECK (early >= 0),
    on_time integer NOT NULL CHECK (on_time >= 0),
    late integer NOT NULL CHECK (late >= 0),
    PRIMARY KEY (unit_id, month)
);
COMMENT ON TABLE dossiers IS 'Dossiers by unit and month: the denominators.';
COMMENT ON COLUMN dossiers.unit_id IS 'The unit of that month.';
COMMENT ON COLUMN dossiers.month IS 'The first day of the month.';
COMMENT ON COLUMN dossiers.received IS 'Taken in.';
COMMENT ON COLUMN dossiers.early IS 'Settled before the appointed day.';
COMMENT ON COLUMN dossiers.on_time IS 'Settled on the appointed day.';
COMMENT ON COLUMN dossiers.late IS 'Settled after the appointed day.';

CREATE TABLE rollout (
    unit_id integer PRIMARY KEY REFERENCES units,
    adopted_on date NOT NULL
);
COMMENT ON TABLE rollout IS 'When a unit took up the model Chính quyền vì Nhân dân phục vụ.';
COMMENT ON COLUMN rollout.unit_id IS 'The unit of that day.';
COMMENT ON COLUMN rollout.adopted_on IS 'The first day.';

CREATE TABLE contacts (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id integer NOT NULL REFERENCES units,
    role text NOT NULL CHECK (role <> ''),
    name text NOT NULL CHECK (name <> ''),
    telephone text NOT NULL,
    UNIQUE (unit_id, role, name)
);
COMMENT ON TABLE contacts IS 'The people responsible, whose names and numbers the office posts by law.';
COMMENT ON COLUMN contacts.id IS 'Identifies the contact.';
COMMENT ON COLUMN contacts.unit_id IS 'The unit.';
COMMENT ON COLUMN contacts.role IS 'The title, as in Chủ tịch UBND.';
COMMENT ON COLUMN contacts.name IS 'The name.';
COMMENT ON COLUMN contacts.telephone IS 'The number as it is posted.';
