-- Whoever writes a row gives it the number of their transaction, so that the sum of these numbers changes with every
-- change, whatever it is about, at the cost of reading the rows' heads.
SELECT
    (SELECT count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) FROM month_tallies) AS tallies,
    (SELECT count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) FROM dossiers) AS dossiers,
    (SELECT count(*) || ':' || coalesce(max(id), 0) FROM editions WHERE survey_id = $1) AS editions,
    (SELECT coalesce(max(id), 0)::bigint FROM revisions WHERE survey_id = $1) AS revisions
