-- Every response that was recorded before this moment is visible to a snapshot taken later, or never will be: recorded_at is
-- the start of its transaction, and no transaction that began before is still running. A second covers the time between the
-- start of a transaction and its appearance among the running ones. Transactions of other roles are not seen: everything
-- that writes responses must use one role.
SELECT least(
    clock_timestamp() - interval '1 second',
    (SELECT min(xact_start) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid())
) AS moment,
    clock_timestamp() AS now
