-- One row a unit, day, revision and mode instead of one a question: a batch of sheets touches a seventh of the rows.
-- Reports are about months and sum up months, so that their cost does not grow with the days.
CREATE TABLE day_tallies (
    unit_id integer NOT NULL,
    day date NOT NULL,
    revision_id integer NOT NULL,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    quarantined boolean NOT NULL,
    sheets integer NOT NULL CHECK (sheets >= 0),
    counts integer[] NOT NULL,
    PRIMARY KEY (unit_id, day, revision_id, mode, quarantined)
) WITH (fillfactor = 50);
COMMENT ON TABLE day_tallies IS 'How many sheets came in and what they say, kept in the same transaction as the responses.';
COMMENT ON COLUMN day_tallies.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN day_tallies.day IS 'The reporting day.';
COMMENT ON COLUMN day_tallies.revision_id IS 'The text that was asked, in revisions.';
COMMENT ON COLUMN day_tallies.mode IS 'As in responses.';
COMMENT ON COLUMN day_tallies.quarantined IS 'As in responses.';
COMMENT ON COLUMN day_tallies.sheets IS 'Sheets.';
COMMENT ON COLUMN day_tallies.counts IS 'Six numbers for each question of the revision in order: no opinion, then the levels from 1 to 5.';

CREATE TABLE month_tallies (
    unit_id integer NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    revision_id integer NOT NULL,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    quarantined boolean NOT NULL,
    sheets integer NOT NULL CHECK (sheets >= 0),
    counts integer[] NOT NULL,
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

CREATE FUNCTION add_counts(counts integer[], more integer[]) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    FOR place IN 1..cardinality(more) LOOP
        IF more[place] <> 0 THEN
            counts[place] := counts[place] + more[place];
        END IF;
    END LOOP;
    RETURN counts;
END
$$;
COMMENT ON FUNCTION add_counts IS 'The sum of two tallies of the same revision, place by place.';

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
    array_agg(number ORDER BY place)
FROM places
GROUP BY 1, 2, 3, 4, 5;

INSERT INTO month_tallies
WITH places AS (
    SELECT
        unit_id, date_trunc('month', day)::date AS month, revision_id, mode, quarantined, place,
        sum(number)::integer AS number
    FROM day_tallies CROSS JOIN LATERAL unnest(counts) WITH ORDINALITY AS counted (number, place)
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT
    unit_id, month, revision_id, mode, quarantined, sum(number) FILTER (WHERE place <= 6),
    array_agg(number ORDER BY place)
FROM places
GROUP BY 1, 2, 3, 4, 5;

DROP TABLE sheet_tallies;
DROP TABLE answer_tallies;
