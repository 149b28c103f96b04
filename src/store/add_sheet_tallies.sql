-- Sorted by the primary key, so that two instances lock the same rows in the same order and never wait in a ring.
INSERT INTO sheet_tallies AS tally (unit_id, survey_id, day, mode, quarantined, sheets)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS batch (unit_id, survey_id, day, mode, quarantined, sheets)
ORDER BY unit_id, survey_id, day, mode, quarantined
ON CONFLICT (unit_id, survey_id, day, mode, quarantined) DO UPDATE SET sheets = tally.sheets + excluded.sheets
