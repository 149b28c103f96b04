ALTER TABLE staff DROP COLUMN language;
