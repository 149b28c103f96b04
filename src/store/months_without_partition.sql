-- Only UUIDv7s contain a month. hailong has issued none before 2020; older and newer ones come from other
-- software.
SELECT DISTINCT
    date_trunc(
        'month',
        to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) AT TIME ZONE 'UTC'
    )::date AS month
FROM response_partitions.other
WHERE id >= first_response_id('2020-01-01') AND id < first_response_id($1) AND substr(id::text, 15, 1) = '7'
