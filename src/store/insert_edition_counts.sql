-- One statement for all rows, because a whole country has ten thousand rows a month.
INSERT INTO edition_counts (unit_id, edition_id, month, revision_id, mode, quarantined, responses, counts)
SELECT unit_id, $1, $2, revision_id, mode, quarantined, responses, counts::integer[]
FROM unnest($3::integer[], $4::integer[], $5::smallint[], $6::boolean[], $7::integer[], $8::text[])
    AS counted (unit_id, revision_id, mode, quarantined, responses, counts)
