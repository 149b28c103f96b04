CREATE TABLE whole_responses (LIKE responses INCLUDING ALL);
INSERT INTO whole_responses SELECT * FROM responses;
DROP TABLE responses;
ALTER TABLE whole_responses RENAME TO responses;
ALTER INDEX whole_responses_pkey RENAME TO responses_pkey;
ALTER TABLE responses DROP COLUMN late;
DROP FUNCTION make_response_partition;
DROP FUNCTION first_response_id;
DROP SCHEMA response_partitions;
