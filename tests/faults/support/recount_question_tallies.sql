-- How many places of the tallies differ from what the responses say.
WITH sheets AS (
    SELECT
        unit_id, (submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, revision_id, survey_id, mode, quarantined,
        answers
    FROM responses JOIN revisions ON revisions.id = revision_id
), expected AS (
    SELECT unit_id, survey_id, day, mode, quarantined, question_id, get_byte(answers, position) AS level,
        count(*)::bigint AS number
    FROM sheets JOIN revision_questions USING (revision_id) GROUP BY 1, 2, 3, 4, 5, 6, 7
    UNION ALL
    SELECT unit_id, survey_id, day, mode, quarantined, 0, 0, count(*) FROM sheets GROUP BY 1, 2, 3, 4, 5
), found AS (
    SELECT unit_id, survey_id, day, mode, quarantined, question_id, level - 1 AS level, number
    FROM answer_tallies CROSS JOIN LATERAL
        unnest(ARRAY[no_opinion, level_1, level_2, level_3, level_4, level_5]) WITH ORDINALITY AS counted (number, level)
    WHERE number <> 0
    UNION ALL
    SELECT unit_id, survey_id, day, mode, quarantined, 0, 0, sheets FROM sheet_tallies WHERE sheets <> 0
)
SELECT count(*) AS number
FROM expected FULL JOIN found USING (unit_id, survey_id, day, mode, quarantined, question_id, level)
WHERE expected.number IS DISTINCT FROM found.number
