-- Every response recorded before this moment is visible to a later snapshot or will never be: recorded_at is
-- the start of its transaction, and no transaction that began earlier is still running. The second allows for
-- the time between the start of a transaction and its appearance in pg_stat_activity. Transactions of other
-- roles are not visible, so everything that writes responses must use one role.
SELECT least(
    clock_timestamp() - interval '1 second',
    (SELECT min(xact_start) FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid())
) AS moment,
    clock_timestamp() AS now
