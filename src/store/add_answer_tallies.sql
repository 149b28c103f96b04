-- Sorted like the sheets' tallies first, so that all writers lock the same rows in the same order and never wait in a
-- ring.
INSERT INTO answer_tallies AS tally (
    unit_id, survey_id, day, question_id, mode, quarantined,
    no_opinion, level_1, level_2, level_3, level_4, level_5
)
SELECT
    batch.unit_id, batch.survey_id, batch.day, questions.id, batch.mode, batch.quarantined,
    batch.no_opinion, batch.level_1, batch.level_2, batch.level_3, batch.level_4, batch.level_5
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS batch (
    unit_id, survey_id, day, key, mode, quarantined, no_opinion, level_1, level_2, level_3, level_4, level_5
)
JOIN questions USING (survey_id, key)
ORDER BY batch.unit_id, batch.survey_id, batch.day, batch.mode, batch.quarantined, questions.id
ON CONFLICT (unit_id, survey_id, day, question_id, mode, quarantined) DO UPDATE SET
    no_opinion = tally.no_opinion + excluded.no_opinion,
    level_1 = tally.level_1 + excluded.level_1,
    level_2 = tally.level_2 + excluded.level_2,
    level_3 = tally.level_3 + excluded.level_3,
    level_4 = tally.level_4 + excluded.level_4,
    level_5 = tally.level_5 + excluded.level_5
