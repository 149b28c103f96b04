CREATE TABLE surveys (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title jsonb NOT NULL
);
COMMENT ON TABLE surveys IS 'Surveys; what they ask is in their revisions.';
COMMENT ON COLUMN surveys.id IS 'Identifies the survey.';
COMMENT ON COLUMN surveys.slug IS 'Name in addresses and files, as in mot-cua.';
COMMENT ON COLUMN surveys.title IS 'Title by language: {"vi": …, "en": …}.';

CREATE TABLE revisions (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey_id integer NOT NULL REFERENCES surveys,
    number integer NOT NULL CHECK (number > 0),
    published_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (survey_id, number)
);
COMMENT ON TABLE revisions IS 'Published texts of surveys. They never change; a change is a new revision.';
COMMENT ON COLUMN revisions.id IS 'Identifies the revision.';
COMMENT ON COLUMN revisions.survey_id IS 'The survey.';
COMMENT ON COLUMN revisions.number IS 'Counts up from 1 within the survey; the highest one is asked.';
COMMENT ON COLUMN revisions.published_at IS 'When it was published.';

CREATE TABLE questions (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey_id integer NOT NULL REFERENCES surveys,
    key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]*$' AND key NOT IN ('comment', 'token')),
    UNIQUE (survey_id, key)
);
COMMENT ON TABLE questions IS 'Questions, known by keys that live across revisions, so that their series go on.';
COMMENT ON COLUMN questions.id IS 'Identifies the question.';
COMMENT ON COLUMN questions.survey_id IS 'The survey.';
COMMENT ON COLUMN questions.key IS 'Name in forms, files and figures, as in settlement.';

CREATE TABLE revision_questions (
    revision_id integer NOT NULL REFERENCES revisions,
    position smallint NOT NULL CHECK (position >= 0),
    question_id integer NOT NULL REFERENCES questions,
    headline boolean NOT NULL,
    required boolean NOT NULL,
    wording jsonb NOT NULL,
    label jsonb NOT NULL,
    finding jsonb NOT NULL,
    PRIMARY KEY (revision_id, position),
    UNIQUE (revision_id, question_id)
);
CREATE INDEX revision_questions_question_id ON revision_questions (question_id);
COMMENT ON TABLE revision_questions IS 'What a revision asks, in order.';
COMMENT ON COLUMN revision_questions.revision_id IS 'The revision.';
COMMENT ON COLUMN revision_questions.position IS 'Place within the revision from 0, and of the answer within responses.answers.';
COMMENT ON COLUMN revision_questions.question_id IS 'The question.';
COMMENT ON COLUMN revision_questions.headline IS 'Whether headline charts show it.';
COMMENT ON COLUMN revision_questions.required IS 'Whether a sheet without an answer to it is refused.';
COMMENT ON COLUMN revision_questions.wording IS 'The question as it is asked, by language.';
COMMENT ON COLUMN revision_questions.label IS 'A few words for axes and tables, by language.';
COMMENT ON COLUMN revision_questions.finding IS 'How a finding goes on after the share, by language.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is published and never changes: publish a new revision instead', TG_TABLE_NAME;
END
$$;
COMMENT ON FUNCTION refuse_change IS 'Keeps published revisions as they are.';
CREATE TRIGGER revisions_never_change BEFORE UPDATE OR DELETE ON revisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_questions_never_change BEFORE UPDATE OR DELETE ON revision_questions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE channels (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
    unit_id integer NOT NULL REFERENCES units,
    label text NOT NULL CHECK (label <> ''),
    survey_id integer NOT NULL REFERENCES surveys,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (unit_id, label, survey_id, mode)
);
CREATE INDEX channels_survey_id ON channels (survey_id);
COMMENT ON TABLE channels IS 'Where answers come in: one row a QR code on a wall.';
COMMENT ON COLUMN channels.id IS 'Identifies the channel; signed into form tokens.';
COMMENT ON COLUMN channels.code IS 'Opaque public code: Crockford base32 with his check symbol last.';
COMMENT ON COLUMN channels.unit_id IS 'The unit for which it was made; its answers go to the unit of the day.';
COMMENT ON COLUMN channels.label IS 'The counter, as in Quầy 2 – Hộ tịch.';
COMMENT ON COLUMN channels.survey_id IS 'The survey that it asks.';
COMMENT ON COLUMN channels.mode IS '1 open, 2 verified, 3 invited, 4 kiosk, 5 assisted, 6 paper.';
COMMENT ON COLUMN channels.created_at IS 'When it was made.';
