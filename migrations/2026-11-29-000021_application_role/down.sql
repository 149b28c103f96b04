DROP FUNCTION use_response_partition;

CREATE OR REPLACE FUNCTION make_response_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
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
GRANT EXECUTE ON FUNCTION make_response_partition TO PUBLIC;
