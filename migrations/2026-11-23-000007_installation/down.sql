DROP TRIGGER successions_grow_version ON successions;
DROP TRIGGER units_grow_version ON units;
DROP FUNCTION grow_units_version;
DROP TABLE installation;
