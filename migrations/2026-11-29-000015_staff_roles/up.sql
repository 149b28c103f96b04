-- A person can hold several roles at several units.
CREATE TABLE staff_roles (
    staff_id integer NOT NULL REFERENCES staff ON DELETE CASCADE,
    unit_id integer NOT NULL REFERENCES units,
    role text NOT NULL CHECK (role IN ('admin', 'analyst', 'manager', 'viewer')),
    PRIMARY KEY (staff_id, unit_id, role)
);
CREATE INDEX staff_roles_unit_id ON staff_roles (unit_id);
COMMENT ON TABLE staff_roles IS 'Which roles a person has, and at which units.';
COMMENT ON COLUMN staff_roles.staff_id IS 'The person, in staff.';
COMMENT ON COLUMN staff_roles.unit_id IS 'The role holds for this unit and everything below it.';
COMMENT ON COLUMN staff_roles.role IS 'admin, analyst, manager or viewer.';

INSERT INTO staff_roles (staff_id, unit_id, role) SELECT id, unit_id, role FROM staff;

ALTER TABLE staff DROP COLUMN unit_id, DROP COLUMN role;
