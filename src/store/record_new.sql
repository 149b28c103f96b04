-- A whole batch in one statement, and so in one transaction and one round trip. All arrays: the text, and with it the
-- plan, is the same for any number of sheets. An id that is known already makes all of it fail; the caller then takes
-- the batch apart.
--
-- All writers lock in the same order and never wait in a ring: responses by their ids, then months, then days, each
-- sorted by the primary key. PostgreSQL carries out the main query first and then the others from the last to the
-- first; that is no promise of its, so that a test looks at it.
WITH days AS (
    INSERT INTO day_tallies AS tally (unit_id, day, revision_id, mode, quarantined, sheets, counts)
    SELECT unit_id, day, revision_id, mode, false, sheets, counts::numeric
    FROM unnest($1, $2, $3, $4, $5, $6) AS batch (unit_id, day, revision_id, mode, sheets, counts)
    ON CONFLICT (unit_id, day, revision_id, mode, quarantined) DO UPDATE
    SET sheets = tally.sheets + excluded.sheets, counts = tally.counts + excluded.counts
), months AS (
    INSERT INTO month_tallies AS tally (unit_id, month, revision_id, mode, quarantined, sheets, counts)
    SELECT unit_id, month, revision_id, mode, false, sheets, counts::numeric
    FROM unnest($7, $8, $9, $10, $11, $12) AS batch (unit_id, month, revision_id, mode, sheets, counts)
    ON CONFLICT (unit_id, month, revision_id, mode, quarantined) DO UPDATE
    SET sheets = tally.sheets + excluded.sheets, counts = tally.counts + excluded.counts
), new_comments AS (
    INSERT INTO comments (response_id, body) SELECT * FROM unnest($13, $14)
)
INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, late, answers)
SELECT * FROM unnest($15, $16, $17, $18, $19, $20, $21, $22)
