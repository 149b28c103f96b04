INSERT INTO comments (response_id, body) SELECT * FROM unnest($1, $2)
