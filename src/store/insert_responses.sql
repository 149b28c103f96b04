-- One statement for any number of sheets: arrays are bound, so the text, and with it the plan, never changes.
-- A sheet whose id is known already is left as it is; only the new ones are returned, and only they are tallied.
INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, late, answers)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO NOTHING
RETURNING id
