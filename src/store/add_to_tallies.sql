-- As record_new.sql writes them, and in the same order, for the same reason.
WITH days AS (
    INSERT INTO day_tallies AS tally (unit_id, day, revision_id, mode, quarantined, sheets, counts)
    SELECT unit_id, day, revision_id, mode, false, sheets, ($1::integer[])[first:last]
    FROM unnest($2, $3, $4, $5, $6, $7, $8) AS batch (unit_id, day, revision_id, mode, sheets, first, last)
    ON CONFLICT (unit_id, day, revision_id, mode, quarantined) DO UPDATE
    SET sheets = tally.sheets + excluded.sheets, counts = add_counts(tally.counts, excluded.counts)
)
INSERT INTO month_tallies AS tally (unit_id, month, revision_id, mode, quarantined, sheets, counts)
SELECT unit_id, month, revision_id, mode, false, sheets, ($9::integer[])[first:last]
FROM unnest($10, $11, $12, $13, $14, $15, $16) AS batch (unit_id, month, revision_id, mode, sheets, first, last)
ON CONFLICT (unit_id, month, revision_id, mode, quarantined) DO UPDATE
SET sheets = tally.sheets + excluded.sheets, counts = add_counts(tally.counts, excluded.counts)
