-- Summed by unit, because the units are the strata of the weighted share.
SELECT
    totals.unit_id,
    questions.key,
    totals.no_opinion,
    ARRAY[totals.level_1, totals.level_2, totals.level_3, totals.level_4, totals.level_5] AS levels
FROM (
    SELECT
        unit_id,
        question_id,
        sum(no_opinion)::bigint AS no_opinion,
        sum(level_1)::bigint AS level_1,
        sum(level_2)::bigint AS level_2,
        sum(level_3)::bigint AS level_3,
        sum(level_4)::bigint AS level_4,
        sum(level_5)::bigint AS level_5
    FROM answer_tallies
    WHERE unit_id = ANY($1) AND survey_id = $2 AND day BETWEEN $3 AND $4 AND NOT quarantined
    GROUP BY unit_id, question_id
) AS totals
JOIN questions ON questions.id = totals.question_id
