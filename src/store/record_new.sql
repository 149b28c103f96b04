-- A whole batch in one statement, and so in one transaction and one round trip. All arrays: the text, and with it the
-- plan, is the same for any number of sheets. An id that is known already makes all of it fail; the caller then takes
-- the batch apart. The tallies are sorted by their primary keys, and months are always written before days, so that
-- all writers lock the same rows in the same order and never wait in a ring.
WITH new_responses AS (
    INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, late, answers)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
), new_comments AS (
    INSERT INTO comments (response_id, body) SELECT * FROM unnest($9, $10)
), days AS (
    INSERT INTO day_tallies AS tally (unit_id, day, revision_id, mode, quarantined, sheets, counts)
    SELECT unit_id, day, revision_id, mode, false, sheets, counts::numeric
    FROM unnest($11, $12, $13, $14, $15, $16) AS batch (unit_id, day, revision_id, mode, sheets, counts)
    ON CONFLICT (unit_id, day, revision_id, mode, quarantined) DO UPDATE
    SET sheets = tally.sheets + excluded.sheets, counts = tally.counts + excluded.counts
)
INSERT INTO month_tallies AS tally (unit_id, month, revision_id, mode, quarantined, sheets, counts)
SELECT unit_id, month, revision_id, mode, false, sheets, counts::numeric
FROM unnest($17, $18, $19, $20, $21, $22) AS batch (unit_id, month, revision_id, mode, sheets, counts)
ON CONFLICT (unit_id, month, revision_id, mode, quarantined) DO UPDATE
SET sheets = tally.sheets + excluded.sheets, counts = tally.counts + excluded.counts
