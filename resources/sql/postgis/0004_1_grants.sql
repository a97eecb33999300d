-- Who was granted a record across a county line, by whom and since when; and what a list for reviewers says of a problem.
DO $$
BEGIN
    IF (SELECT value FROM mine_hub.meta WHERE key = 'version') IS DISTINCT FROM '3' THEN
        RAISE EXCEPTION 'This step brings a hub of version 3 to version 4; run the steps after the hub''s version alone.';
    END IF;
END
$$;
SET ROLE mine_hub_owner;

ALTER TABLE mine_hub.share ADD COLUMN by_name text; -- noted with the grant: nobody reads the name of another login

CREATE OR REPLACE FUNCTION mine_hub.share(p_county text, p_uuid text, p_to text, p_may text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Grants another county to read a record or to propose changes of it; p_may NULL takes the grant back, also that of a
-- record which was deleted since.
BEGIN
    IF NOT mine_hub.require_member(p_county) && ARRAY['county_reviewer', 'admin'] THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'a record is shared by a reviewer of its own county';
    ELSIF p_to !~ '^[0-9]{6}$' OR p_to = p_county OR coalesce(p_may, 'read') NOT IN ('read', 'propose') THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'a record is shared with another county, to read or to propose';
    ELSIF NOT EXISTS (SELECT FROM mine_hub.stored_row s
                      WHERE s.county = p_county AND s.uuid = p_uuid AND (p_may IS NULL OR NOT s.deleted)) THEN
        RAISE EXCEPTION USING ERRCODE = 'MH406', MESSAGE = 'there is no such record that you may see';
    END IF;
    IF p_may IS NULL THEN
        DELETE FROM mine_hub.share s WHERE s.county = p_county AND s.uuid = p_uuid AND s.to_county = p_to;
    ELSE
        INSERT INTO mine_hub.share (county, uuid, to_county, may, login, at, by_name)
        VALUES (p_county, p_uuid, p_to, p_may, session_user, now(),
                (SELECT p.name FROM mine_hub.person p WHERE p.login = session_user))
        ON CONFLICT (county, uuid, to_county) DO UPDATE
        SET may = excluded.may, login = excluded.login, at = excluded.at, by_name = excluded.by_name;
    END IF;
END
$$;

-- On a copy for reading nothing is taken back either.
CREATE OR REPLACE FUNCTION mine_hub.keep_copy() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM mine_hub.meta m WHERE m.key = 'copy' AND m.value = 'yes') THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403',
            MESSAGE = 'this hub is a copy for reading; write and review on the hub on which the county lives';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER taken_back_at_home BEFORE DELETE ON mine_hub.share
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_copy();

CREATE FUNCTION mine_hub.grants(p_county text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- What a county shares with others: the record, with whom, what they may do, who granted it, and when.
BEGIN
    PERFORM mine_hub.require_member(p_county);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(s.tbl, s.uuid, coalesce(s.vals ->> 'number', s.vals ->> 'name', ''),
                                                    g.to_county, g.may, coalesce(g.by_name, g.login::text), g.at)
                                  ORDER BY g.at, s.tbl, s.uuid, g.to_county), '[]')
        FROM mine_hub.share g JOIN mine_hub.stored_row s ON s.county = g.county AND s.uuid = g.uuid
        WHERE g.county = p_county);
END
$$;

DROP FUNCTION mine_hub.review_queue(text);
CREATE FUNCTION mine_hub.review_queue(p_area text)
RETURNS TABLE (county text, tbl text, uuid text, version bigint, sequence bigint, state text, title text, actions text[],
               type text, grade text, reviewed_at text, reviewed_by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The records of an area that wait for what the person may do: forward, return or accept them.
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.county, s.tbl, s.uuid, s.version, s.sequence, s.review_state,
           coalesce(s.vals ->> 'number', s.vals ->> 'name', ''), t.actions,
           s.vals ->> 'type', mine_hub.derived(s.vals, 'grade'), s.vals ->> 'reviewed_at', s.vals ->> 'reviewed_by'
    FROM mine_hub.county k
    CROSS JOIN LATERAL (SELECT mine_hub.my_roles(k.county) AS roles) r
    JOIN LATERAL (
        SELECT rt.from_state, array_agg(DISTINCT rt.action ORDER BY rt.action) AS actions
        FROM mine_hub.review_transition rt
        WHERE rt.action IN ('forward', 'return', 'accept') AND (rt.role = ANY (r.roles) OR 'admin' = ANY (r.roles))
        GROUP BY rt.from_state) t ON true
    JOIN mine_hub.stored_row s ON s.county = k.county AND s.review_state = t.from_state
     AND NOT s.deleted AND s.review_state NOT IN ('draft', 'province')
    WHERE mine_hub.covers(ARRAY[mine_hub.area_of(p_area)], k.county) AND r.roles <> '{}'
    ORDER BY s.county, s.sequence;
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.grants(text), mine_hub.review_queue(text) TO mine_hub_client;
RESET ROLE;

UPDATE mine_hub.meta SET value = '4' WHERE key = 'version';
