DROP TABLE outbox;
DROP TABLE digests;
