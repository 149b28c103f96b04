DROP TABLE answer_tallies;
DROP TABLE sheet_tallies;
DROP TABLE comments;
DROP TABLE responses;
