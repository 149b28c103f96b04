ALTER TABLE staff ADD COLUMN role text CHECK (role IN ('admin', 'analyst', 'manager', 'viewer')),
    ADD COLUMN unit_id integer REFERENCES units;
-- One role of each person stays: the one that may do most.
UPDATE staff SET role = kept.role, unit_id = kept.unit_id
FROM (
    SELECT DISTINCT ON (staff_id) staff_id, role, unit_id FROM staff_roles
    ORDER BY staff_id, array_position(ARRAY['admin', 'analyst', 'manager', 'viewer'], role), unit_id
) AS kept
WHERE kept.staff_id = staff.id;
DELETE FROM staff WHERE role IS NULL;
ALTER TABLE staff ALTER COLUMN role SET NOT NULL, ALTER COLUMN unit_id SET NOT NULL;
CREATE INDEX staff_unit_id ON staff (unit_id);
COMMENT ON COLUMN staff.role IS 'admin, analyst, manager or viewer.';
COMMENT ON COLUMN staff.unit_id IS 'They see this unit and everything below it.';
DROP TABLE staff_roles;
