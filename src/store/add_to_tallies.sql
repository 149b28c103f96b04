-- As record_new.sql writes them, and in the same order: the main query first, which are the months.
WITH days AS (
    INSERT INTO day_tallies AS tally (unit_id, day, revision_id, mode, quarantined, sheets, counts)
    SELECT unit_id, day, revision_id, mode, false, sheets, counts::numeric
    FROM unnest($1, $2, $3, $4, $5, $6) AS batch (unit_id, day, revision_id, mode, sheets, counts)
    ON CONFLICT (unit_id, day, revision_id, mode, quarantined) DO UPDATE
    SET sheets = tally.sheets + excluded.sheets, counts = tally.counts + excluded.counts
)
INSERT INTO month_tallies AS tally (unit_id, month, revision_id, mode, quarantined, sheets, counts)
SELECT unit_id, month, revision_id, mode, false, sheets, counts::numeric
FROM unnest($7, $8, $9, $10, $11, $12) AS batch (unit_id, month, revision_id, mode, sheets, counts)
ON CONFLICT (unit_id, month, revision_id, mode, quarantined) DO UPDATE
SET sheets = tally.sheets + excluded.sheets, counts = tally.counts + excluded.counts
