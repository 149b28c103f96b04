-- Changes whenever anything changes that public pages show. Asked about once a second by each process that serves pages,
-- and so it must stay cheap.
SELECT
    (SELECT count(*) || ':' || coalesce(max(id), 0) FROM editions) AS editions,
    (SELECT catalogue_version || ':' || illustrative FROM installation) AS reference_data,
    -- Every write gives a row the number of its transaction, so that the sum changes with every change.
    (SELECT count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) FROM rollout) AS rollout
