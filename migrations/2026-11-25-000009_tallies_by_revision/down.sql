LOCK TABLE responses, month_tallies, day_tallies IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE sheet_tallies (
    unit_id integer NOT NULL,
    survey_id integer NOT NULL,
    day date NOT NULL,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    quarantined boolean NOT NULL,
    sheets bigint NOT NULL CHECK (sheets >= 0),
    PRIMARY KEY (unit_id, survey_id, day, mode, quarantined)
) WITH (fillfactor = 70);
COMMENT ON TABLE sheet_tallies IS 'How many sheets came in, kept in the same transaction as the responses.';
COMMENT ON COLUMN sheet_tallies.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN sheet_tallies.survey_id IS 'The survey, in surveys.';
COMMENT ON COLUMN sheet_tallies.day IS 'The reporting day.';
COMMENT ON COLUMN sheet_tallies.mode IS 'As in responses.';
COMMENT ON COLUMN sheet_tallies.quarantined IS 'As in responses.';
COMMENT ON COLUMN sheet_tallies.sheets IS 'Sheets.';

CREATE TABLE answer_tallies (
    unit_id integer NOT NULL,
    survey_id integer NOT NULL,
    day date NOT NULL,
    question_id integer NOT NULL,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    quarantined boolean NOT NULL,
    no_opinion bigint NOT NULL CHECK (no_opinion >= 0),
    level_1 bigint NOT NULL CHECK (level_1 >= 0),
    level_2 bigint NOT NULL CHECK (level_2 >= 0),
    level_3 bigint NOT NULL CHECK (level_3 >= 0),
    level_4 bigint NOT NULL CHECK (level_4 >= 0),
    level_5 bigint NOT NULL CHECK (level_5 >= 0),
    PRIMARY KEY (unit_id, survey_id, day, question_id, mode, quarantined)
) WITH (fillfactor = 70);
COMMENT ON TABLE answer_tallies IS 'How often each level was answered, kept in the same transaction as the responses. Reports read this.';
COMMENT ON COLUMN answer_tallies.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN answer_tallies.survey_id IS 'The survey, in surveys.';
COMMENT ON COLUMN answer_tallies.day IS 'The reporting day.';
COMMENT ON COLUMN answer_tallies.question_id IS 'The question, in questions.';
COMMENT ON COLUMN answer_tallies.mode IS 'As in responses.';
COMMENT ON COLUMN answer_tallies.quarantined IS 'As in responses.';
COMMENT ON COLUMN answer_tallies.no_opinion IS 'Sheets without an answer to the question.';
COMMENT ON COLUMN answer_tallies.level_1 IS 'Very dissatisfied.';
COMMENT ON COLUMN answer_tallies.level_2 IS 'Dissatisfied.';
COMMENT ON COLUMN answer_tallies.level_3 IS 'Neutral.';
COMMENT ON COLUMN answer_tallies.level_4 IS 'Satisfied.';
COMMENT ON COLUMN answer_tallies.level_5 IS 'Very satisfied.';

INSERT INTO sheet_tallies
SELECT unit_id, survey_id, day, mode, quarantined, sum(sheets)
FROM day_tallies JOIN revisions ON revisions.id = revision_id
GROUP BY 1, 2, 3, 4, 5;
INSERT INTO answer_tallies
SELECT
    unit_id, survey_id, day, question_id, mode, quarantined,
    sum(coalesce(places[6 * position + 1], 0)), sum(coalesce(places[6 * position + 2], 0)), sum(coalesce(places[6 * position + 3], 0)),
    sum(coalesce(places[6 * position + 4], 0)), sum(coalesce(places[6 * position + 5], 0)), sum(coalesce(places[6 * position + 6], 0))
FROM day_tallies
CROSS JOIN LATERAL tally_counts(counts) AS places
JOIN revisions ON revisions.id = day_tallies.revision_id
JOIN revision_questions ON revision_questions.revision_id = revisions.id
GROUP BY 1, 2, 3, 4, 5, 6;

DROP FUNCTION tally_counts;
DROP TABLE month_tallies;
DROP TABLE day_tallies;
