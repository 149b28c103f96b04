-- Sheets that say the same are counted here, because that is a fraction of the rows; their answers are taken apart by
-- the caller, who does it the same way for new sheets.
SELECT
    unit_id,
    (submitted_at AT TIME ZONE $1)::date AS day,
    revision_id,
    mode,
    quarantined,
    answers,
    count(*) AS sheets
FROM responses
GROUP BY 1, 2, 3, 4, 5, 6
