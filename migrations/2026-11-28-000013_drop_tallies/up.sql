-- Reports are made of editions, and editions are counted from the responses: nothing reads or writes the tallies any more.
DROP TABLE day_tallies;
DROP TABLE month_tallies;
DROP FUNCTION tally_counts;
