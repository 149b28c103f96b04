-- A server of this version may still be accepting responses: what it wrote between the recount below and the end would be
-- missing from the tallies.
LOCK TABLE responses IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE day_tallies (
    unit_id integer NOT NULL,
    day date NOT NULL,
    revision_id integer NOT NULL,
    mode smallint NOT NULL,
    quarantined boolean NOT NULL,
    sheets integer NOT NULL,
    counts numeric NOT NULL,
    PRIMARY KEY (unit_id, day, revision_id, mode, quarantined)
) WITH (fillfactor = 50);
COMMENT ON TABLE day_tallies IS 'How many sheets came in and what they say, kept in the same transaction as the responses.';
COMMENT ON COLUMN day_tallies.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN day_tallies.day IS 'The reporting day.';
COMMENT ON COLUMN day_tallies.revision_id IS 'The text that was asked, in revisions.';
COMMENT ON COLUMN day_tallies.mode IS 'As in responses.';
COMMENT ON COLUMN day_tallies.quarantined IS 'As in responses.';
COMMENT ON COLUMN day_tallies.sheets IS 'Sheets.';
COMMENT ON COLUMN day_tallies.counts IS 'Nine decimal digits a place from the lowest, six places for each question of the revision in order: no opinion, then the levels from 1 to 5.';

CREATE TABLE month_tallies (
    unit_id integer NOT NULL,
    month date NOT NULL,
    revision_id integer NOT NULL,
    mode smallint NOT NULL,
    quarantined boolean NOT NULL,
    sheets integer NOT NULL,
    counts numeric NOT NULL,
    PRIMARY KEY (unit_id, month, revision_id, mode, quarantined)
) WITH (fillfactor = 50);
COMMENT ON TABLE month_tallies IS 'The daily counts summed up by month, kept in the same transaction. Reports read this.';
COMMENT ON COLUMN month_tallies.unit_id IS 'As in the daily counts.';
COMMENT ON COLUMN month_tallies.month IS 'The first day of the reporting month.';
COMMENT ON COLUMN month_tallies.revision_id IS 'As in the daily counts.';
COMMENT ON COLUMN month_tallies.mode IS 'As in responses.';
COMMENT ON COLUMN month_tallies.quarantined IS 'As in responses.';
COMMENT ON COLUMN month_tallies.sheets IS 'Sheets.';
COMMENT ON COLUMN month_tallies.counts IS 'As in the daily counts.';

CREATE FUNCTION tally_counts(counts numeric) RETURNS integer[] LANGUAGE sql IMMUTABLE
    RETURN ARRAY(
        SELECT substr(digits, length(digits) - 9 * place + 1, 9)::integer
        FROM (SELECT lpad(counts::text, 9 * ((length(counts::text) + 8) / 9), '0') AS digits) AS padded,
            generate_series(1, length(digits) / 9) AS place
        ORDER BY place
    );
COMMENT ON FUNCTION tally_counts IS 'The places of a tally as an array, up to the last one that is not zero.';

-- Counted anew rather than converted. Where HAILONG_TIME_ZONE is another one, `hailong tallies verify --repair`
-- puts the days right.
INSERT INTO day_tallies
WITH sheets AS (
    SELECT
        unit_id, (submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, revision_id, mode, quarantined, answers,
        count(*) AS number
    FROM responses
    GROUP BY 1, 2, 3, 4, 5, 6
), places AS (
    SELECT
        unit_id, day, revision_id, mode, quarantined, place,
        coalesce(sum(number) FILTER (WHERE get_byte(answers, place / 6) = place % 6), 0)::integer AS number
    FROM sheets CROSS JOIN LATERAL generate_series(0, 6 * length(answers) - 1) AS place
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT
    unit_id, day, revision_id, mode, quarantined, sum(number) FILTER (WHERE place < 6),
    string_agg(lpad(number::text, 9, '0'), '' ORDER BY place DESC)::numeric
FROM places
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO month_tallies
SELECT
    unit_id, date_trunc('month', day)::date, revision_id, mode, quarantined, sum(sheets), sum(counts)
FROM day_tallies
GROUP BY 1, 2, 3, 4, 5;
