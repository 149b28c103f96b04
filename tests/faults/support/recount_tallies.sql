-- How many places of the tallies differ from what the responses say: by day, and by month.
WITH sheets AS (
    SELECT unit_id, (submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, revision_id, mode, quarantined, answers
    FROM responses
), places AS (
    SELECT unit_id, day, revision_id, mode, quarantined, 6 * question + get_byte(answers, question) + 1 AS place
    FROM sheets CROSS JOIN LATERAL generate_series(0, length(answers) - 1) AS question
    UNION ALL
    SELECT unit_id, day, revision_id, mode, quarantined, 0 FROM sheets
), expected AS (
    SELECT 'day' AS span, unit_id, day, revision_id, mode, quarantined, place, count(*) AS number
    FROM places GROUP BY 2, 3, 4, 5, 6, 7
    UNION ALL
    SELECT 'month', unit_id, date_trunc('month', day)::date, revision_id, mode, quarantined, place, count(*)
    FROM places GROUP BY 2, 3, 4, 5, 6, 7
), tallies AS (
    SELECT 'day' AS span, unit_id, day, revision_id, mode, quarantined, sheets, counts FROM day_tallies
    UNION ALL
    SELECT 'month', unit_id, month, revision_id, mode, quarantined, sheets, counts FROM month_tallies
), found AS (
    SELECT span, unit_id, day, revision_id, mode, quarantined, place, number
    FROM tallies CROSS JOIN LATERAL unnest(tally_counts(counts)) WITH ORDINALITY AS counted (number, place)
    WHERE number <> 0
    UNION ALL
    SELECT span, unit_id, day, revision_id, mode, quarantined, 0, sheets FROM tallies WHERE sheets <> 0
)
SELECT count(*) AS number
FROM expected FULL JOIN found USING (span, unit_id, day, revision_id, mode, quarantined, place)
WHERE expected.number IS DISTINCT FROM found.number
