COMMENT ON TABLE responses IS 'Accepted answer sheets. No name, no IP address, no device.';
COMMENT ON COLUMN responses.channel_id IS 'Where it came in, in channels; NULL for sheets imported without one.';
