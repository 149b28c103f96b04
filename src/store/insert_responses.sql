-- A whole batch in one statement, and so in one transaction and one round trip. All values are arrays: the text, and with
-- it the plan, is the same for any number of responses. An id that is stored already is left as it is.
--
-- Any number of transactions may run this once each, with overlapping ids, without deadlock. One waits only for an id that
-- another one has inserted and not committed yet, and each inserts its ids in ascending order. Comments add no wait: a
-- comment is inserted only for a response that the same statement inserted, which `new` guarantees in whichever order
-- PostgreSQL executes the parts. An import runs this several times in its transaction: of two imports that bring the same
-- new ids in different orders PostgreSQL may end one, which then has stored nothing.
WITH new AS (
    INSERT INTO responses (submitted_at, id, unit_id, channel_id, revision_id, mode, late, answers)
    SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (id) DO NOTHING
    RETURNING id
), new_comments AS (
    INSERT INTO comments (response_id, body)
    SELECT response_id, body FROM unnest($9, $10) AS sent (response_id, body)
    -- IS TRUE keeps this a lookup in a hash table. As a join it would be planned for ten rows, as nested loops.
    WHERE (response_id IN (SELECT id FROM new)) IS TRUE
)
SELECT count(*) FROM new
