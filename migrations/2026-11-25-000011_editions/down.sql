DROP TABLE edition_tallies;
DROP TABLE edition_reports;
DROP TABLE editions;
