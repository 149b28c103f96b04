DROP TABLE edition_reports;
DROP TABLE editions;
