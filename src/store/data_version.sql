-- Changes whenever data on public pages change. Each serving process runs it about once a second, so it must
-- stay cheap.
SELECT
    (SELECT count(*) || ':' || coalesce(max(id), 0) FROM editions) AS editions,
    (SELECT catalogue_version || ':' || illustrative FROM installation) AS reference_data,
    -- Every write sets xmin of the row to its transaction id, so the sum changes with every change.
    (SELECT count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) FROM rollout) AS rollout
