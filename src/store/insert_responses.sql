-- A whole batch in one statement, and therefore in one transaction and one round trip. All values are arrays:
-- the text, and with it the plan, is the same for any number of responses. Responses with a stored id are
-- skipped.
--
-- Any number of transactions may run this once each, with overlapping ids, without deadlock. A transaction
-- waits only for an id that another one has inserted and not committed yet, and each inserts its ids in
-- ascending order. Comments add no wait: a comment is inserted only for a response that this statement
-- inserted, which `new` guarantees in whichever order PostgreSQL executes the parts. An import runs this
-- several times in its transaction. If two imports insert the same new ids in different orders, PostgreSQL
-- may abort one of them, which then has stored nothing.
WITH new AS (
    INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, late, answers)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), new_comments AS (
    INSERT INTO comments (response_id, body)
    SELECT response_id, body FROM unnest($9, $10) AS sent (response_id, body)
    -- IS TRUE keeps this a lookup in a hash table. A join would be planned for ten rows, as nested loops.
    WHERE (response_id IN (SELECT id FROM new)) IS TRUE
)
SELECT count(*) FROM new
