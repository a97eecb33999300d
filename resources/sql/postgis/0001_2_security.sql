-- Who sees what: forced row security on the membership of the person who logged in, on every table and partition.
-- Under SECURITY DEFINER current_user is the owner of the functions; session_user stays the person.
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.is_hub_admin() RETURNS boolean
LANGUAGE sql STABLE
RETURN pg_catalog.pg_has_role(session_user, 'mine_hub_admin', 'MEMBER');

CREATE FUNCTION mine_hub.my_areas() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- In PL/pgSQL, which keeps its plan for the session: every policy asks this once for each statement.
BEGIN
    RETURN ARRAY(SELECT DISTINCT m.area FROM mine_hub.membership m WHERE m.login = session_user);
END
$$;

CREATE FUNCTION mine_hub.covers(p_areas text[], p_county text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- Each parameter as PostgreSQL can inline it into a policy: the areas are then looked up once for a statement.
RETURN ARRAY[p_county, pg_catalog.left(p_county, 4), pg_catalog.left(p_county, 2)] && p_areas;

CREATE FUNCTION mine_hub.my_roles(p_county text) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    RETURN ARRAY(SELECT DISTINCT m.role FROM mine_hub.membership m
                 WHERE m.login = session_user AND mine_hub.covers(ARRAY[m.area], p_county) ORDER BY m.role);
END
$$;

CREATE FUNCTION mine_hub.require_member(p_county text) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The person's roles in a county. A county that is not there and one that is not the person's are the same answer.
DECLARE
    v_roles text[] := mine_hub.my_roles(p_county);
BEGIN
    IF v_roles <> '{}' AND EXISTS (SELECT FROM mine_hub.county c WHERE c.county = p_county) THEN
        RETURN v_roles;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'MH404', MESSAGE = 'this hub does not serve that county to you';
END
$$;

DO $$
DECLARE
    v_table record;
BEGIN
    FOR v_table IN
        SELECT c.relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'county') AS scoped
        FROM pg_class c WHERE c.relnamespace = 'mine_hub'::regnamespace AND c.relkind IN ('r', 'p')
    LOOP
        EXECUTE format('ALTER TABLE mine_hub.%I ENABLE ROW LEVEL SECURITY', v_table.relname);
        EXECUTE format('ALTER TABLE mine_hub.%I FORCE ROW LEVEL SECURITY', v_table.relname);
        -- History is written once: it has no policy for a change or a delete, so that not even its owner can.
        IF v_table.relname LIKE 'row\_version%' THEN
            EXECUTE format('CREATE POLICY member_reads ON mine_hub.%I FOR SELECT'
                           ' USING (mine_hub.covers((SELECT mine_hub.my_areas()), county))', v_table.relname);
            EXECUTE format('CREATE POLICY member_adds ON mine_hub.%I FOR INSERT'
                           ' WITH CHECK (mine_hub.covers((SELECT mine_hub.my_areas()), county))', v_table.relname);
        ELSIF v_table.scoped THEN
            EXECUTE format('CREATE POLICY member ON mine_hub.%I'
                           ' USING (mine_hub.covers((SELECT mine_hub.my_areas()), county))'
                           ' WITH CHECK (mine_hub.covers((SELECT mine_hub.my_areas()), county))', v_table.relname);
        END IF;
    END LOOP;
END
$$;

CREATE POLICY admin ON mine_hub.county USING (mine_hub.is_hub_admin()) WITH CHECK (mine_hub.is_hub_admin());
CREATE POLICY everybody ON mine_hub.meta FOR SELECT USING (true);
CREATE POLICY admin ON mine_hub.meta USING (mine_hub.is_hub_admin()) WITH CHECK (mine_hub.is_hub_admin());
CREATE POLICY everybody ON mine_hub.review_transition FOR SELECT USING (true);
CREATE POLICY admin ON mine_hub.review_transition USING (mine_hub.is_hub_admin()) WITH CHECK (mine_hub.is_hub_admin());
-- These two are asked by the policies of all others: they ask no table themselves.
CREATE POLICY own ON mine_hub.person FOR SELECT USING (login = session_user);
CREATE POLICY admin ON mine_hub.person USING (mine_hub.is_hub_admin()) WITH CHECK (mine_hub.is_hub_admin());
CREATE POLICY own ON mine_hub.membership FOR SELECT USING (login = session_user);
CREATE POLICY admin ON mine_hub.membership USING (mine_hub.is_hub_admin()) WITH CHECK (mine_hub.is_hub_admin());

-- Locks that hold whoever writes, also a superuser.
CREATE FUNCTION mine_hub.keep_locked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NOT NEW.deleted
       AND NEW.vals ->> 'review_state' IS DISTINCT FROM OLD.vals ->> 'review_state' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'MH423',
        MESSAGE = 'the province has accepted this record; ask for it to be reopened before changing it';
END
$$;
CREATE TRIGGER locked_when_accepted BEFORE UPDATE OR DELETE ON mine_hub.stored_row
    FOR EACH ROW WHEN (OLD.review_state = 'province' AND NOT OLD.deleted) EXECUTE FUNCTION mine_hub.keep_locked();

CREATE FUNCTION mine_hub.keep_history() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'MH423', MESSAGE = 'the history of the hub is not changed';
END
$$;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON mine_hub.row_version
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_history();

-- Nobody gets a right that is not given below by name.
ALTER DEFAULT PRIVILEGES FOR ROLE mine_hub_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA mine_hub FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA mine_hub FROM PUBLIC;
GRANT USAGE ON SCHEMA mine_hub TO mine_hub_client, mine_hub_admin;
RESET ROLE;
