DROP TABLE channels;
DROP TABLE revision_questions;
DROP TABLE questions;
DROP TABLE revisions;
DROP TABLE surveys;
DROP FUNCTION refuse_change;
