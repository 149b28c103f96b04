-- All rights of the application's role, and of nobody else but the owner. Runs as the owner, after the migrations; names the
-- role by the setting hailong.app_role. Changes only what differs, so that it can run at every start without touching the
-- catalogue. A table that is not listed here cannot be read by the application.
DO $$
DECLARE
    app_role constant name := current_setting('hailong.app_role');
    app_role_id constant oid := (SELECT oid FROM pg_roles WHERE rolname = app_role);
    entry record;
BEGIN
    FOR entry IN
        -- In alphabetical order, as string_agg below.
        WITH wanted (relation, rights) AS (VALUES
            ('public.__diesel_schema_migrations', 'SELECT'),
            ('public.audit_log', 'INSERT, SELECT'),
            ('public.channels', 'INSERT, SELECT'),
            ('public.comments', 'INSERT, SELECT'),
            ('public.contacts', 'INSERT, SELECT, UPDATE'),
            ('public.digests', 'DELETE, INSERT, SELECT, UPDATE'),
            ('public.dossiers', 'INSERT, SELECT, UPDATE'),
            ('public.edition_counts', 'INSERT, SELECT'),
            ('public.edition_dossiers', 'INSERT, SELECT'),
            ('public.editions', 'INSERT, SELECT'),
            ('public.installation', 'SELECT, UPDATE'),
            ('public.outbox', 'DELETE, INSERT, SELECT, UPDATE'),
            ('public.password_links', 'DELETE, INSERT, SELECT'),
            ('public.questions', 'INSERT, SELECT, UPDATE'),
            ('public.recovery_codes', 'DELETE, INSERT, SELECT'),
            ('public.responses', 'INSERT, SELECT'),
            ('public.revision_questions', 'INSERT, SELECT'),
            ('public.revisions', 'INSERT, SELECT'),
            ('public.rollout', 'INSERT, SELECT, UPDATE'),
            ('public.sessions', 'DELETE, INSERT, SELECT, UPDATE'),
            ('public.staff', 'DELETE, INSERT, SELECT, UPDATE'),
            ('public.staff_roles', 'DELETE, INSERT, SELECT'),
            ('public.successions', 'INSERT, SELECT, UPDATE'),
            ('public.surveys', 'INSERT, SELECT, UPDATE'),
            ('public.units', 'INSERT, SELECT, UPDATE'),
            -- Tables of months are reached through responses, whose rights are enough.
            ('response_partitions.other', 'SELECT')
        ), present AS (
            SELECT format('%I.%I', nspname, relname) AS relation,
                coalesce((
                    SELECT string_agg(privilege_type, ', ' ORDER BY privilege_type)
                    FROM aclexplode(relacl) WHERE grantee = app_role_id
                ), '') AS rights
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname IN ('public', 'response_partitions') AND relkind IN ('r', 'p', 'v', 'm', 'S')
                AND pg_has_role(relowner, 'USAGE')
        )
        SELECT relation, present.relation IS NULL AS is_missing, coalesce(wanted.rights, '') AS rights
        FROM wanted FULL JOIN present USING (relation)
        WHERE present.rights IS DISTINCT FROM coalesce(wanted.rights, '')
    LOOP
        IF entry.is_missing THEN
            RAISE EXCEPTION 'the role % does not own the table %', current_user, entry.relation;
        END IF;
        EXECUTE format('REVOKE ALL ON %s FROM %I', entry.relation, app_role);
        IF entry.rights <> '' THEN
            EXECUTE format('GRANT %s ON %s TO %I', entry.rights, entry.relation, app_role);
        END IF;
    END LOOP;

    FOR entry IN
        SELECT nspname FROM pg_namespace
        WHERE nspname IN ('public', 'response_partitions') AND NOT has_schema_privilege(app_role, oid, 'USAGE')
    LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', entry.nspname, app_role);
    END LOOP;
    FOR entry IN
        SELECT oid::regprocedure AS function FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname IN ('make_response_partition', 'use_response_partition')
            AND NOT has_function_privilege(app_role, oid, 'EXECUTE')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', entry.function, app_role);
    END LOOP;
END
$$
