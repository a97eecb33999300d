-- What belongs to the database and not to the hub's schema: run with every install and upgrade, and after a hub was
-- restored into another database. Running it again changes nothing.

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO mine_hub_client, mine_hub_admin', current_database());
END
$$;

-- PostgreSQL shows everybody how many rows every table has, how often it was written and how large it is: from that a
-- county could tell how much another one does. In this database only those who watch the server see it.
DO $$
DECLARE
    v_function regprocedure;
    v_columns text;
BEGIN
    FOR v_function IN
        SELECT p.oid::regprocedure FROM pg_proc p
        WHERE p.pronamespace = 'pg_catalog'::regnamespace
          AND ((p.proname ~ '^pg_stat_get_' AND p.proargtypes = '26' AND p.proname !~ '_(db|backend|slru|wal)_')
               OR p.proname IN ('pg_relation_size', 'pg_table_size', 'pg_indexes_size', 'pg_total_relation_size',
                                'pg_database_size', 'pg_relation_filepath'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', v_function);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_monitor, mine_hub_admin', v_function);
    END LOOP;
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO v_columns FROM pg_attribute
    WHERE attrelid = 'pg_class'::regclass AND NOT attisdropped
      AND attname NOT IN ('reltuples', 'relpages', 'relallvisible');
    REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC;
    EXECUTE format('GRANT SELECT (%s) ON pg_catalog.pg_class TO PUBLIC', v_columns);
    GRANT SELECT ON pg_catalog.pg_class TO pg_monitor, mine_hub_admin;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'mine_hub_analyst') THEN -- since version 2
        GRANT SELECT ON pg_catalog.pg_class TO mine_hub_analyst;
    END IF;
END
$$;
