DROP VIEW edition_counts_by_option;
DROP TABLE edition_dossiers;
DROP TABLE edition_counts;
DROP TABLE editions;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is published and never changes: publish a new revision instead', TG_TABLE_NAME;
END
$$;
ALTER TABLE revision_questions DROP COLUMN places;
DROP INDEX response_partitions.other_submitted_at;
DROP INDEX responses_times;
ALTER TABLE responses DROP COLUMN recorded_at;
CREATE TABLE editions (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey_id integer NOT NULL REFERENCES surveys,
    first_month date NOT NULL CHECK (date_trunc('month', first_month) = first_month),
    last_month date NOT NULL CHECK (date_trunc('month', last_month) = last_month AND first_month <= last_month),
    number integer NOT NULL CHECK (number > 0),
    published_at timestamptz NOT NULL DEFAULT now(),
    changes jsonb,
    UNIQUE (survey_id, first_month, last_month, number)
);
COMMENT ON TABLE editions IS 'Published figures of a period. They never change; late responses make a new edition.';
COMMENT ON COLUMN editions.id IS 'Identifies the edition.';
COMMENT ON COLUMN editions.survey_id IS 'The survey.';
COMMENT ON COLUMN editions.first_month IS 'The first day of the first month.';
COMMENT ON COLUMN editions.last_month IS 'The first day of the last month.';
COMMENT ON COLUMN editions.number IS 'Counts up from 1 within the survey and period.';
COMMENT ON COLUMN editions.published_at IS 'When it was published.';
COMMENT ON COLUMN editions.changes IS 'What changed since the edition before; null in the first one.';

CREATE TABLE edition_reports (
    edition_id integer NOT NULL REFERENCES editions,
    unit_id integer NOT NULL REFERENCES units,
    current_boundaries boolean NOT NULL,
    report jsonb NOT NULL,
    shown smallint[] NOT NULL,
    PRIMARY KEY (edition_id, unit_id, current_boundaries)
);
CREATE INDEX edition_reports_unit_id ON edition_reports (unit_id);
COMMENT ON TABLE edition_reports IS 'The reports of an edition, under the rules of publication that held then.';
COMMENT ON COLUMN edition_reports.edition_id IS 'The edition.';
COMMENT ON COLUMN edition_reports.unit_id IS 'The version of the unit that it is about.';
COMMENT ON COLUMN edition_reports.current_boundaries IS 'Whether predecessors count for the unit that took them over.';
COMMENT ON COLUMN edition_reports.report IS 'The report.';
COMMENT ON COLUMN edition_reports.shown IS 'For each question in order which figures it shows: bits 0 to 4 the levels from 1 to 5, bit 5 the two upper ones together.';

-- What came later is not mixed with what stands fixed: longer periods count a published month as it was published, or the
-- difference would show the few late answers.
CREATE TABLE edition_tallies (
    edition_id integer NOT NULL REFERENCES editions,
    unit_id integer NOT NULL,
    month date NOT NULL,
    revision_id integer NOT NULL,
    mode smallint NOT NULL,
    quarantined boolean NOT NULL,
    sheets integer NOT NULL,
    counts numeric NOT NULL,
    PRIMARY KEY (edition_id, unit_id, month, revision_id, mode, quarantined)
);
COMMENT ON TABLE edition_tallies IS 'The monthly counts that an edition rests on, as they were.';
COMMENT ON COLUMN edition_tallies.edition_id IS 'The edition.';
COMMENT ON COLUMN edition_tallies.unit_id IS 'As in the monthly counts.';
COMMENT ON COLUMN edition_tallies.month IS 'As in the monthly counts.';
COMMENT ON COLUMN edition_tallies.revision_id IS 'As in the monthly counts.';
COMMENT ON COLUMN edition_tallies.mode IS 'As in responses.';
COMMENT ON COLUMN edition_tallies.quarantined IS 'As in responses.';
COMMENT ON COLUMN edition_tallies.sheets IS 'Sheets.';
COMMENT ON COLUMN edition_tallies.counts IS 'As in the daily counts.';

CREATE TRIGGER editions_never_change BEFORE UPDATE OR DELETE ON editions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_tallies_never_change BEFORE UPDATE OR DELETE ON edition_tallies
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_reports_never_change BEFORE UPDATE OR DELETE ON edition_reports
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
