-- A response is called a response, as in the rest of the schema.
COMMENT ON TABLE responses IS 'Accepted responses. No name, no IP address, no device.';
COMMENT ON COLUMN responses.channel_id IS 'Where it came in, in channels; NULL for responses imported without one.';
