-- The comments on responses to a survey, by unit, for responses that are not quarantined and were submitted
-- on these reporting days.
SELECT
    responses.unit_id,
    count(*) AS comments
FROM comments
JOIN responses ON responses.id = comments.response_id
JOIN revisions ON revisions.id = responses.revision_id
JOIN surveys ON surveys.id = revisions.survey_id
WHERE surveys.slug = $1
    AND responses.unit_id = ANY ($2)
    AND NOT responses.quarantined
    AND responses.submitted_at >= ($4::timestamp AT TIME ZONE $3)
    AND responses.submitted_at < (($5 + 1)::timestamp AT TIME ZONE $3)
GROUP BY responses.unit_id
