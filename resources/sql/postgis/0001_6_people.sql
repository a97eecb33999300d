-- Counties, people and their memberships: for members of mine_hub_admin. Logins themselves are PostgreSQL's roles.
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.require_admin() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    IF NOT mine_hub.is_hub_admin() THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'your login does not administer this hub';
    END IF;
END
$$;

CREATE FUNCTION mine_hub.area_of(p_code text) RETURNS text
LANGUAGE sql IMMUTABLE
-- 140000 is the province 14, 141100 the city 1411, 141125 the county itself.
RETURN CASE WHEN p_code ~ '^[0-9]{2}0000$' THEN pg_catalog.left(p_code, 2)
            WHEN p_code ~ '^[0-9]{4}00$' THEN pg_catalog.left(p_code, 4) ELSE p_code END;

CREATE FUNCTION mine_hub.create_county(p_county text, p_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Makes a county, or gives it another name.
BEGIN
    PERFORM mine_hub.require_admin();
    INSERT INTO mine_hub.county AS c (county, name) VALUES (p_county, p_name)
    ON CONFLICT (county) DO UPDATE SET name = excluded.name WHERE c.name <> excluded.name;
END
$$;

CREATE FUNCTION mine_hub.set_person(p_login name, p_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_admin();
    INSERT INTO mine_hub.person AS p (login, name) VALUES (p_login, p_name)
    ON CONFLICT (login) DO UPDATE SET name = excluded.name WHERE p.name <> excluded.name;
END
$$;

CREATE FUNCTION mine_hub.grant_membership(p_login name, p_area text, p_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_admin();
    INSERT INTO mine_hub.membership (login, area, role) VALUES (p_login, mine_hub.area_of(p_area), p_role)
    ON CONFLICT DO NOTHING;
END
$$;

CREATE FUNCTION mine_hub.revoke_membership(p_login name, p_area text, p_role text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_admin();
    DELETE FROM mine_hub.membership m
    WHERE m.login = p_login AND m.area = mine_hub.area_of(p_area) AND m.role = p_role;
END
$$;

CREATE FUNCTION mine_hub.counties() RETURNS TABLE (county text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp
-- The counties that the person may see, or all for who administers the hub.
BEGIN ATOMIC
    SELECT c.county, c.name FROM mine_hub.county c ORDER BY c.county;
END;

CREATE FUNCTION mine_hub.memberships() RETURNS TABLE (login name, name text, area text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp
-- The person's own memberships, or all for who administers the hub.
BEGIN ATOMIC
    SELECT p.login, p.name, m.area, m.role FROM mine_hub.person p LEFT JOIN mine_hub.membership m USING (login)
    ORDER BY p.login, m.area, m.role;
END;

CREATE FUNCTION mine_hub.installed_version() RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp
RETURN (SELECT value::int FROM mine_hub.meta WHERE key = 'version');

GRANT EXECUTE ON FUNCTION mine_hub.create_county(text, text), mine_hub.set_person(name, text),
    mine_hub.grant_membership(name, text, text), mine_hub.revoke_membership(name, text, text)
    TO mine_hub_admin;
GRANT EXECUTE ON FUNCTION mine_hub.counties(), mine_hub.memberships(), mine_hub.installed_version()
    TO mine_hub_admin, mine_hub_client;
RESET ROLE;

INSERT INTO mine_hub.meta (key, value) VALUES ('hub_uuid', gen_random_uuid()::text), ('format', '1'), ('version', '1');
