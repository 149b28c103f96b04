-- The server connects as a role that owns nothing (its rights: src/store/app_rights.sql). What it cannot do itself any more, two
-- functions do as the owner. Both take nothing but a month, and look up names in fixed schemas only.
CREATE OR REPLACE FUNCTION make_response_partition(month date) RETURNS boolean LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month);
    name text := 'month_' || to_char(first, 'YYYY_MM');
    low uuid;
    high uuid;
BEGIN
    IF (first BETWEEN '2020-01-01' AND now() + interval '13 months') IS NOT TRUE THEN
        RAISE EXCEPTION 'no table is made for responses of %: only for months from 2020 until a year from now',
            coalesce(to_char(first, 'YYYY-MM'), 'no month');
    END IF;
    IF to_regclass('response_partitions.' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    low := public.first_response_id(first);
    high := public.first_response_id((first + interval '1 month')::date);
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
COMMENT ON FUNCTION make_response_partition IS 'Makes the table for a month of responses, unless it is there, and moves into it what waited elsewhere. Runs as its owner.';

CREATE FUNCTION use_response_partition(month date) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := 'month_' || to_char(month, 'YYYY_MM');
BEGIN
    IF to_regclass('response_partitions.' || name) IS NOT NULL THEN
        EXECUTE format('LOCK TABLE response_partitions.%I IN ROW EXCLUSIVE MODE', name);
    END IF;
END
$$;
COMMENT ON FUNCTION use_response_partition IS 'Locks the table of a month as an insert does, so that the transaction notices a table that is new. Runs as its owner.';

REVOKE ALL ON FUNCTION make_response_partition, use_response_partition FROM PUBLIC;
