-- Who did what. Rows are added and never changed: a trigger refuses everything else, also to the owner.
CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    happened_at timestamptz NOT NULL DEFAULT now(),
    actor text NOT NULL CHECK (length(actor) <= 254),
    address_prefix text CHECK (length(address_prefix) <= 60),
    action text NOT NULL CHECK (length(action) <= 40),
    unit_id integer REFERENCES units,
    subject text NOT NULL DEFAULT '' CHECK (length(subject) <= 254),
    before jsonb,
    after jsonb
);
CREATE INDEX audit_log_unit_id ON audit_log (unit_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor, id);
COMMENT ON TABLE audit_log IS 'What staff and commands did. Rows are only ever added.';
COMMENT ON COLUMN audit_log.id IS 'Counts up in the order of writing.';
COMMENT ON COLUMN audit_log.happened_at IS 'When it happened.';
COMMENT ON COLUMN audit_log.actor IS 'The e-mail address of the member of staff, or the name of the command, as hailong staff.';
COMMENT ON COLUMN audit_log.address_prefix IS 'The network that the request came from: 24 bits of an IPv4 address, 48 of an IPv6 address; NULL for commands.';
COMMENT ON COLUMN audit_log.action IS 'What was done, as in sign-in.';
COMMENT ON COLUMN audit_log.unit_id IS 'The unit that it was about, in units; NULL for none.';
COMMENT ON COLUMN audit_log.subject IS 'What it was done to, as the e-mail address of a member of staff.';
COMMENT ON COLUMN audit_log.before IS 'The values before a change.';
COMMENT ON COLUMN audit_log.after IS 'The values after a change.';

CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END
$$;
COMMENT ON FUNCTION refuse_change_of_audit_log IS 'Refuses to change or delete entries of the audit log.';
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log();
