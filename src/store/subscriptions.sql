-- A page of the subscriptions to stored units ($1), each with the code that its unit has today ($2) and with
-- its last mail. Wanted are those whose address or name contains a text ($3), without regard to accents and
-- case, or whose stored unit is one of those that were searched for ($4); or only the one with an id ($5).
-- The page is cut before the outbox is searched, so that a province costs no more than an office.
WITH scope AS (
    SELECT unit_id, code FROM unnest($1::integer[], $2::text[]) AS scope (unit_id, code)
), wanted AS (
    SELECT digests.id, digests.unit_id, digests.recipient, digests.name, digests.language, digests.created_at,
        digests.paused_at, surveys.slug AS survey, scope.code AS code_today,
        count(*) OVER () AS total,
        count(digests.paused_at) OVER () AS paused
    FROM digests
    JOIN scope ON scope.unit_id = digests.unit_id
    JOIN surveys ON surveys.id = digests.survey_id
    WHERE ($5::integer IS NULL OR digests.id = $5)
        AND (strpos(digests.recipient, $3) > 0
            OR strpos(lower(translate(regexp_replace(normalize(digests.name, NFD), '[\u0300-\u036f]', '', 'g'),
                'Đđ', 'dd')), $3) > 0
            OR digests.unit_id = ANY ($4))
    ORDER BY digests.recipient, digests.id
    LIMIT $6 OFFSET $7
)
SELECT wanted.id, wanted.unit_id, wanted.recipient, wanted.name, wanted.language, wanted.created_at,
    wanted.paused_at, wanted.survey, wanted.total, wanted.paused,
    mail.period, mail.delivered_at, mail.failed_at, mail.last_error
FROM wanted
JOIN units ON units.id = wanted.unit_id
LEFT JOIN LATERAL (
    SELECT period, delivered_at, failed_at, last_error
    FROM outbox
    WHERE outbox.recipient = wanted.recipient
        AND outbox.kind = 'digest'
        -- A mail names its unit by the code of that month: the one subscribed to, or what has become of it.
        AND outbox.topic IN (wanted.code_today || '/' || wanted.survey, units.code || '/' || wanted.survey)
    ORDER BY period DESC
    LIMIT 1
) AS mail ON true
ORDER BY wanted.recipient, wanted.id
