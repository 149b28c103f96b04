DROP TABLE successions;
DROP TABLE units;
DROP EXTENSION btree_gist;
