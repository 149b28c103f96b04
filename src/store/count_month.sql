-- The responses of a reporting month, by unit, revision and mode. Their answers are returned concatenated,
-- one byte each, and counted by the caller: for a million responses these are a few megabytes and take a
-- fraction of a second.
SELECT
    unit_id,
    revision_id,
    mode,
    quarantined,
    count(*)::integer AS responses,
    string_agg(answers, ''::bytea) AS answers
FROM responses
WHERE submitted_at >= ($1::timestamp AT TIME ZONE $3)
    AND submitted_at < ($2::timestamp AT TIME ZONE $3)
    AND recorded_at < coalesce($4, 'infinity')
    AND revision_id = ANY (ARRAY(SELECT id FROM revisions WHERE survey_id = $5))
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
