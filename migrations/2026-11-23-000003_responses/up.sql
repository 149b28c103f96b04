-- Built for tens of millions of rows. There are no foreign keys on this hot path: units, channels, surveys and
-- revisions are never deleted, and each key would cost an index and a lock for every accepted sheet.
CREATE TABLE responses (
    submitted_at timestamptz NOT NULL,
    id uuid NOT NULL,
    unit_id integer NOT NULL,
    channel_id integer,
    revision_id integer NOT NULL,
    mode smallint NOT NULL CHECK (mode BETWEEN 1 AND 6),
    quarantined boolean NOT NULL DEFAULT false,
    answers bytea NOT NULL,
    PRIMARY KEY (id)
);
COMMENT ON TABLE responses IS 'Accepted answer sheets. No name, no IP address, no device.';
COMMENT ON COLUMN responses.submitted_at IS 'When it was accepted, or when a paper sheet was filled in.';
COMMENT ON COLUMN responses.id IS 'The form token''s UUIDv7, or the imported id: the idempotency key.';
COMMENT ON COLUMN responses.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN responses.channel_id IS 'Where it came in, in channels; NULL for sheets imported without one.';
COMMENT ON COLUMN responses.revision_id IS 'The text that was asked, in revisions.';
COMMENT ON COLUMN responses.mode IS '1 open, 2 verified, 3 invited, 4 kiosk, 5 assisted, 6 paper.';
COMMENT ON COLUMN responses.quarantined IS 'Whether it is suspected and kept out of the figures.';
COMMENT ON COLUMN responses.answers IS 'One byte for each question of the revision in order: 0 no opinion, 1 to 5 the scale.';

CREATE TABLE comments (
    response_id uuid PRIMARY KEY,
    body text NOT NULL CHECK (body <> '')
);
COMMENT ON TABLE comments IS 'Free texts, apart from the answers, so that one can be erased without touching a figure.';
COMMENT ON COLUMN comments.response_id IS 'The response, in responses.';
COMMENT ON COLUMN comments.body IS 'What the citizen wrote; NFC.';

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
