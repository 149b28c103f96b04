-- Editions are counted straight from the responses. An edition of a month holds the counts of the responses that it
-- counted first: the sum of a month's editions is everything that has been counted of it.

-- When a response was stored, beside when it was submitted: an edition counts what was recorded before a moment, so that it
-- can be recounted. Existing rows are older than any such moment; a constant default does not rewrite the table.
ALTER TABLE responses ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE responses ALTER COLUMN recorded_at SET DEFAULT now();
COMMENT ON COLUMN responses.recorded_at IS 'When it was stored: the start of the transaction; -infinity where that was not kept yet.';

-- Partitions go by the month of the form, and months of UTC; reporting months go by submitted_at in local time. Block
-- ranges follow both closely, cost next to nothing to write, and let a count of one month skip the blocks of all others.
CREATE INDEX responses_times ON responses USING brin (submitted_at, recorded_at)
    WITH (pages_per_range = 32, autosummarize = on);
-- Imported ids that are no UUIDv7 come in any order, so that ranges would overlap; no citizen's response is stored here.
CREATE INDEX other_submitted_at ON response_partitions.other (submitted_at);

ALTER TABLE revision_questions ADD COLUMN places smallint NOT NULL DEFAULT 6 CHECK (places > 0);
COMMENT ON COLUMN revision_questions.places IS 'Numbers that this question takes in the counts of an edition, after those of the questions before it: no answer first, then each option. 6 for a scale from 1 to 5.';

ALTER TABLE editions RENAME TO old_editions;
ALTER INDEX editions_pkey RENAME TO old_editions_pkey;
ALTER TABLE old_editions RENAME CONSTRAINT editions_survey_id_first_month_last_month_number_key TO old_editions_key;

CREATE TABLE editions (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey_id integer NOT NULL REFERENCES surveys,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    number integer NOT NULL CHECK (number > 0),
    published_at timestamptz NOT NULL DEFAULT now(),
    counted_until timestamptz,
    UNIQUE (survey_id, month, number)
);
COMMENT ON TABLE editions IS 'Published figures of a month. They never change; late responses make a further edition.';
COMMENT ON COLUMN editions.id IS 'Identifies the edition; a later one has a higher number.';
COMMENT ON COLUMN editions.survey_id IS 'The survey.';
COMMENT ON COLUMN editions.month IS 'The first day of the reporting month.';
COMMENT ON COLUMN editions.number IS 'Counts up from 1 within the survey and month.';
COMMENT ON COLUMN editions.published_at IS 'When it was published.';
COMMENT ON COLUMN editions.counted_until IS 'It and the editions before it count the responses recorded before this moment; NULL for editions that are older than the record of when responses were stored.';

CREATE TABLE edition_counts (
    unit_id integer NOT NULL,
    edition_id integer NOT NULL REFERENCES editions,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    revision_id integer NOT NULL,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    quarantined boolean NOT NULL,
    responses integer NOT NULL,
    counts integer[] NOT NULL,
    PRIMARY KEY (unit_id, edition_id, month, revision_id, mode, quarantined)
);
CREATE INDEX edition_counts_edition_id ON edition_counts (edition_id);
COMMENT ON TABLE edition_counts IS 'The responses that an edition counted first. The last edition of a quarter or year also counts the few late responses of its other months.';
COMMENT ON COLUMN edition_counts.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN edition_counts.edition_id IS 'The edition.';
COMMENT ON COLUMN edition_counts.month IS 'The first day of the reporting month of the responses.';
COMMENT ON COLUMN edition_counts.revision_id IS 'The text that was asked, in revisions.';
COMMENT ON COLUMN edition_counts.mode IS 'As in responses.';
COMMENT ON COLUMN edition_counts.quarantined IS 'As in responses.';
COMMENT ON COLUMN edition_counts.responses IS 'Responses.';
COMMENT ON COLUMN edition_counts.counts IS 'For each question of the revision in order as many numbers as its places: no answer, then each option. Missing numbers at the end are zero.';

CREATE TABLE edition_dossiers (
    unit_id integer NOT NULL,
    edition_id integer NOT NULL REFERENCES editions,
    received integer NOT NULL CHECK (received >= 0),
    early integer NOT NULL CHECK (early >= 0),
    on_time integer NOT NULL CHECK (on_time >= 0),
    late integer NOT NULL CHECK (late >= 0),
    PRIMARY KEY (unit_id, edition_id)
);
CREATE INDEX edition_dossiers_edition_id ON edition_dossiers (edition_id);
COMMENT ON TABLE edition_dossiers IS 'The dossiers of an edition''s month as they were known when it was published.';
COMMENT ON COLUMN edition_dossiers.unit_id IS 'As in dossiers.';
COMMENT ON COLUMN edition_dossiers.edition_id IS 'The edition.';
COMMENT ON COLUMN edition_dossiers.received IS 'As in dossiers.';
COMMENT ON COLUMN edition_dossiers.early IS 'As in dossiers.';
COMMENT ON COLUMN edition_dossiers.on_time IS 'As in dossiers.';
COMMENT ON COLUMN edition_dossiers.late IS 'As in dossiers.';

-- Editions of quarters and longer periods become editions of their months, where they counted something new of them.
CREATE TEMPORARY TABLE carried ON COMMIT DROP AS
WITH counted AS (
    SELECT edition_id, month, md5(string_agg(concat_ws(' ', unit_id, revision_id, mode, quarantined, sheets, counts), ','
        ORDER BY unit_id, revision_id, mode, quarantined)) AS content
    FROM edition_tallies GROUP BY 1, 2
), compared AS (
    SELECT edition_id, month, survey_id, published_at, content,
        lag(content) OVER (PARTITION BY survey_id, month ORDER BY edition_id) AS content_before
    FROM counted JOIN old_editions ON old_editions.id = edition_id
)
SELECT edition_id, month, survey_id, published_at,
    row_number() OVER (PARTITION BY survey_id, month ORDER BY edition_id) AS number,
    lag(edition_id) OVER (PARTITION BY survey_id, month ORDER BY edition_id) AS edition_before
FROM compared WHERE content IS DISTINCT FROM content_before;

INSERT INTO editions (survey_id, month, number, published_at)
SELECT survey_id, month, number, published_at FROM carried ORDER BY edition_id, month;

INSERT INTO edition_counts
SELECT tallies.unit_id, editions.id, tallies.month, tallies.revision_id, tallies.mode, tallies.quarantined,
    tallies.sheets - coalesce(before.sheets, 0), tally_counts(tallies.counts - coalesce(before.counts, 0))
FROM carried
JOIN editions USING (survey_id, month, number)
JOIN edition_tallies AS tallies ON tallies.edition_id = carried.edition_id AND tallies.month = carried.month
LEFT JOIN edition_tallies AS before ON (before.edition_id, before.month) = (carried.edition_before, carried.month)
    AND (before.unit_id, before.revision_id, before.mode, before.quarantined)
        = (tallies.unit_id, tallies.revision_id, tallies.mode, tallies.quarantined)
WHERE tallies.sheets > coalesce(before.sheets, 0);

INSERT INTO edition_dossiers
SELECT unit_id, editions.id, received, early, on_time, late FROM editions JOIN dossiers USING (month);

DROP TABLE edition_reports;
DROP TABLE edition_tallies;
DROP TABLE old_editions;

CREATE TRIGGER editions_never_change BEFORE UPDATE OR DELETE ON editions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_counts_never_change BEFORE UPDATE OR DELETE ON edition_counts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_dossiers_never_change BEFORE UPDATE OR DELETE ON edition_dossiers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- It said "publish a new revision", which is no way out for an edition.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is published and never changes: publish a new % instead', TG_TABLE_NAME,
        CASE WHEN TG_TABLE_NAME LIKE 'edition%' THEN 'edition' ELSE 'revision' END;
END
$$;

CREATE VIEW edition_counts_by_option AS
SELECT
    surveys.slug AS survey, units.code AS unit_code, units.name AS unit_name, edition_counts.month,
    editions.month AS edition_month, editions.number AS edition, revisions.number AS revision, edition_counts.mode,
    edition_counts.quarantined, questions.key AS question, option,
    coalesce(counts[first_place + option + 1], 0) AS count
FROM edition_counts
JOIN editions ON editions.id = edition_counts.edition_id
JOIN surveys ON surveys.id = editions.survey_id
JOIN units ON units.id = edition_counts.unit_id
JOIN revisions ON revisions.id = edition_counts.revision_id
JOIN (
    SELECT revision_id, question_id, places,
        sum(places) OVER (PARTITION BY revision_id ORDER BY position) - places AS first_place
    FROM revision_questions
) AS asked ON asked.revision_id = edition_counts.revision_id
JOIN questions ON questions.id = asked.question_id
CROSS JOIN LATERAL generate_series(0, places - 1) AS option;
COMMENT ON VIEW edition_counts_by_option IS 'The counts of editions by name: option 0 is no answer, 1 to 5 the scale. It holds counts of fewer than ten people, which are not public.';
