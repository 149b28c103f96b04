CREATE TABLE digests (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id integer NOT NULL REFERENCES units,
    survey_id integer NOT NULL REFERENCES surveys,
    recipient text NOT NULL CHECK (recipient = lower(recipient)),
    language text NOT NULL CHECK (language IN ('vi', 'en')),
    cadence text NOT NULL CHECK (cadence IN ('monthly')),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (unit_id, survey_id, recipient)
);
CREATE INDEX digests_survey_id ON digests (survey_id);
COMMENT ON TABLE digests IS 'Who gets which report by e-mail.';
COMMENT ON COLUMN digests.id IS 'Identifies the subscription.';
COMMENT ON COLUMN digests.unit_id IS 'The unit that it is about.';
COMMENT ON COLUMN digests.survey_id IS 'The survey that it is about.';
COMMENT ON COLUMN digests.recipient IS 'The address, in lower case.';
COMMENT ON COLUMN digests.language IS 'vi or en.';
COMMENT ON COLUMN digests.cadence IS 'How often: monthly.';
COMMENT ON COLUMN digests.created_at IS 'Since when.';

CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    topic text NOT NULL,
    period text NOT NULL,
    recipient text NOT NULL,
    message_id text NOT NULL UNIQUE,
    message bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    failed_at timestamptz,
    last_error text,
    UNIQUE (kind, topic, period, recipient),
    CHECK (delivered_at IS NULL OR failed_at IS NULL)
);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE delivered_at IS NULL AND failed_at IS NULL;
COMMENT ON TABLE outbox IS 'Mails, written in a transaction and delivered later, once for each kind, topic, period and recipient.';
COMMENT ON COLUMN outbox.id IS 'Identifies the mail.';
COMMENT ON COLUMN outbox.kind IS 'What it is, as in digest.';
COMMENT ON COLUMN outbox.topic IS 'What it is about, as in 33/mot-cua.';
COMMENT ON COLUMN outbox.period IS 'The month that it is about, as in 2024-11.';
COMMENT ON COLUMN outbox.recipient IS 'To whom it goes.';
COMMENT ON COLUMN outbox.message_id IS 'The stable Message-ID, by which a receiver knows a repeat.';
COMMENT ON COLUMN outbox.message IS 'The whole message as it is sent (RFC 5322).';
COMMENT ON COLUMN outbox.created_at IS 'When it was composed.';
COMMENT ON COLUMN outbox.attempts IS 'How often delivery was tried.';
COMMENT ON COLUMN outbox.next_attempt_at IS 'When it is tried next.';
COMMENT ON COLUMN outbox.delivered_at IS 'When a server took it; NULL until then.';
COMMENT ON COLUMN outbox.failed_at IS 'When it was given up, to be seen by somebody; NULL otherwise.';
COMMENT ON COLUMN outbox.last_error IS 'What the last attempt said.';
