-- Every published month as its latest edition counts it; a month in which nobody answered has a row of nulls.
WITH latest AS (
    SELECT month::date AS month, max(id) AS edition_id
    FROM editions, generate_series(first_month, last_month, interval '1 month') AS month
    WHERE survey_id = $1
    GROUP BY 1
)
SELECT latest.month, unit_id, revision_id, mode, quarantined, sheets, counts::text AS counts
FROM latest LEFT JOIN edition_tallies USING (edition_id, month)
