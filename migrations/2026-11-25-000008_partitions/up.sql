-- The token's UUIDv7 begins with its moment of issue, so that the id alone says which month a response belongs to:
-- the primary key is unique across partitions, and no statement looks into more than one for an id. Partitions live
-- in a schema of their own, because there is one more each month.
CREATE SCHEMA response_partitions;
COMMENT ON SCHEMA response_partitions IS 'One table a month of public.responses, made ahead by the server.';

ALTER TABLE responses RENAME TO unpartitioned_responses;
ALTER INDEX responses_pkey RENAME TO unpartitioned_responses_pkey;

-- Built for tens of millions of rows. There are no foreign keys on this hot path: units, channels, surveys and
-- revisions are never deleted, and each key would cost an index and a lock for every accepted sheet. Nor are there
-- CHECK constraints, which PostgreSQL compiles anew for every statement.
CREATE TABLE responses (
    submitted_at timestamptz NOT NULL,
    id uuid NOT NULL,
    unit_id integer NOT NULL,
    channel_id integer,
    revision_id integer NOT NULL,
    mode smallint NOT NULL,
    quarantined boolean NOT NULL DEFAULT false,
    late boolean NOT NULL DEFAULT false,
    answers bytea NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
COMMENT ON TABLE responses IS 'Accepted answer sheets. No name, no IP address, no device.';
COMMENT ON COLUMN responses.submitted_at IS 'When it was accepted, or when a paper sheet was filled in.';
COMMENT ON COLUMN responses.id IS 'The form token''s UUIDv7, or the imported id: the idempotency key, and the month''s partition.';
COMMENT ON COLUMN responses.unit_id IS 'The unit of the day, in units.';
COMMENT ON COLUMN responses.channel_id IS 'Where it came in, in channels; NULL for sheets imported without one.';
COMMENT ON COLUMN responses.revision_id IS 'The text that was asked, in revisions.';
COMMENT ON COLUMN responses.mode IS '1 open, 2 verified, 3 invited, 4 kiosk, 5 assisted, 6 paper.';
COMMENT ON COLUMN responses.quarantined IS 'Whether it is suspected and kept out of the figures.';
COMMENT ON COLUMN responses.late IS 'Whether its form was sent more than 24 hours after it was shown.';
COMMENT ON COLUMN responses.answers IS 'One byte for each question of the revision in order: 0 no opinion, 1 to 5 the scale.';

-- Whatever bears no month of ours: ids that are no UUIDv7, and months for which no table has been made yet. So no
-- insert ever fails for want of a partition.
CREATE TABLE response_partitions.other PARTITION OF responses DEFAULT;

CREATE FUNCTION first_response_id(month date) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN (lpad(to_hex((extract(epoch FROM month) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
COMMENT ON FUNCTION first_response_id IS 'The least UUIDv7 of a day; months are those of UTC.';

CREATE FUNCTION make_response_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', month);
    name text := 'month_' || to_char(first, 'YYYY_MM');
    low uuid := first_response_id(first);
    high uuid := first_response_id((first + interval '1 month')::date);
BEGIN
    IF to_regclass('response_partitions.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- Two processes may want it at once. Asked of the table itself: what to_regclass remembers may be older than the
    -- wait for the lock.
    PERFORM pg_advisory_xact_lock(hashtext('response_partitions'));
    IF EXISTS (
        SELECT FROM pg_class WHERE relnamespace = 'response_partitions'::regnamespace AND relname = name
    ) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE response_partitions.%I (LIKE public.responses INCLUDING ALL)', name);
    -- Held from here on, so that an id is never in both tables and never in neither.
    LOCK TABLE response_partitions.other IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM response_partitions.other WHERE id >= %L AND id < %L RETURNING *)
         INSERT INTO response_partitions.%I SELECT * FROM moved', low, high, name);
    EXECUTE format(
        'ALTER TABLE public.responses ATTACH PARTITION response_partitions.%I FOR VALUES FROM (%L) TO (%L)',
        name, low, high);
    RETURN true;
END
$$;
COMMENT ON FUNCTION make_response_partition IS 'Makes the table for a month of responses, unless it is there, and moves into it what waited elsewhere.';

SELECT make_response_partition(made.month)
FROM (
    SELECT DISTINCT date_trunc('month', submitted_at AT TIME ZONE 'UTC')::date AS month
    FROM unpartitioned_responses
) AS made
WHERE made.month BETWEEN '2020-01-01' AND now() + interval '1 month';
INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, quarantined, answers)
SELECT submitted_at, id, unit_id, channel_id, revision_id, mode, quarantined, answers FROM unpartitioned_responses;
DROP TABLE unpartitioned_responses;
