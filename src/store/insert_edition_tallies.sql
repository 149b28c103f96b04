-- One statement for all, because a province has hundreds of rows a month.
INSERT INTO edition_tallies
SELECT $1, unit_id, month, revision_id, mode, quarantined, sheets, counts::numeric
FROM unnest($2::integer[], $3::date[], $4::integer[], $5::smallint[], $6::boolean[], $7::integer[], $8::text[])
    AS tallies (unit_id, month, revision_id, mode, quarantined, sheets, counts)
