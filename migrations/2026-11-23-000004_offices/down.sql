DROP TABLE contacts;
DROP TABLE rollout;
DROP TABLE dossiers;
