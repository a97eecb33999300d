-- Deletions that every device has received are forgotten: they travel no more, and their values are in the history alone.
-- What stays of such a row is its key, its version, and the negative of its last place in the sequence: a pull from
-- before the beginning, which is what a device too far behind does, finds it there.
DO $$
BEGIN
    IF (SELECT value FROM mine_hub.meta WHERE key = 'version') IS DISTINCT FROM '2' THEN
        RAISE EXCEPTION 'This step brings a hub of version 2 to version 3; run the steps after the hub''s version alone.';
    END IF;
END
$$;
SET ROLE mine_hub_owner;

-- For the functions below alone: who administers the hub has no right on any table.
CREATE POLICY admin_reads ON mine_hub.device FOR SELECT USING (mine_hub.is_hub_admin());

CREATE FUNCTION mine_hub.enter(p_county text) RETURNS text
LANGUAGE plpgsql AS $$
-- Makes the administrator a member of a county for the time of the transaction, which nobody else sees: a policy of
-- their own on the rows would cost every push a third of its time. Returns what mine_hub.leave takes away again.
DECLARE
    v_made bigint;
BEGIN
    PERFORM mine_hub.require_admin();
    IF EXISTS (SELECT FROM mine_hub.meta m WHERE m.key = 'copy' AND m.value = 'yes') THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403',
            MESSAGE = 'this hub is a copy for reading; clean up on the hub on which the county lives';
    END IF;
    INSERT INTO mine_hub.person (login, name) VALUES (session_user, session_user) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_made = ROW_COUNT;
    IF v_made > 0 THEN
        INSERT INTO mine_hub.membership (login, area, role) VALUES (session_user, p_county, 'admin');
        RETURN 'person';
    END IF;
    INSERT INTO mine_hub.membership (login, area, role) VALUES (session_user, p_county, 'admin') ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_made = ROW_COUNT;
    RETURN CASE WHEN v_made > 0 THEN 'membership' ELSE '' END;
END
$$;

CREATE FUNCTION mine_hub.leave(p_county text, p_made text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF p_made <> '' THEN
        DELETE FROM mine_hub.membership m WHERE m.login = session_user AND m.area = p_county AND m.role = 'admin';
    END IF;
    IF p_made = 'person' THEN
        DELETE FROM mine_hub.person p WHERE p.login = session_user;
    END IF;
END
$$;

CREATE FUNCTION mine_hub.silent_since() RETURNS timestamptz
LANGUAGE sql STABLE
-- A device that was last seen before this is behind: nothing is kept for it.
RETURN coalesce((SELECT pg_catalog.now() - pg_catalog.make_interval(days => m.value::int)
                 FROM mine_hub.meta m WHERE m.key = 'silent_days'), '-infinity'::timestamptz);

CREATE FUNCTION mine_hub.set_silent_days(p_days int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_admin();
    IF p_days IS NULL OR p_days < 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'a device is waited for at least one day';
    END IF;
    INSERT INTO mine_hub.meta (key, value) VALUES ('silent_days', p_days::text)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value;
END
$$;

CREATE FUNCTION mine_hub.silent_devices() RETURNS TABLE (county text, device text, login name, seen timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The devices that are declared behind, those that were silent the longest first.
BEGIN
    PERFORM mine_hub.require_admin();
    RETURN QUERY SELECT d.county, d.device, d.login, d.seen FROM mine_hub.device d
                 WHERE d.seen < mine_hub.silent_since() ORDER BY d.seen, d.county, d.device;
END
$$;

CREATE FUNCTION mine_hub.forget_deleted(p_county text DEFAULT NULL)
RETURNS TABLE (county text, forgotten bigint, behind bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Forgets, in one county or in all, the deletions that every device has received which is not behind.
#variable_conflict use_column
DECLARE
    v_since timestamptz := mine_hub.silent_since();
    v_county text;
    v_last bigint;
    v_end bigint;
    v_forgotten bigint;
    v_behind bigint;
    v_made text;
BEGIN
    PERFORM mine_hub.require_admin();
    FOR v_county IN SELECT k.county FROM mine_hub.county k
                    WHERE p_county IS NULL OR k.county = p_county ORDER BY k.county LOOP
        v_made := mine_hub.enter(v_county);
        SELECT k.last_sequence INTO v_last FROM mine_hub.county k WHERE k.county = v_county FOR UPDATE;
        SELECT coalesce(min(d.cursor) FILTER (WHERE d.seen >= v_since), v_last), count(*) FILTER (WHERE d.seen < v_since)
        INTO v_end, v_behind FROM mine_hub.device d WHERE d.county = v_county;
        -- The state of the review stays: a record that comes back goes on from it.
        UPDATE mine_hub.stored_row s
        SET sequence = -s.sequence, geom = NULL,
            vals = CASE WHEN s.vals ? 'review_state'
                   THEN jsonb_build_object('review_state', s.vals -> 'review_state') ELSE '{}' END
        WHERE s.county = v_county AND s.deleted AND s.sequence BETWEEN 1 AND v_end;
        GET DIAGNOSTICS v_forgotten = ROW_COUNT;
        PERFORM mine_hub.leave(v_county, v_made);
        county := v_county;
        forgotten := v_forgotten;
        behind := v_behind;
        RETURN NEXT;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION mine_hub.pull(p_county text, p_cursor bigint, p_limit bigint) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- STABLE: all of it sees the one state of the county that the call found.
DECLARE
    v_last bigint;
    v_rows json;
    v_count bigint;
    v_end bigint;
    v_more boolean;
BEGIN
    PERFORM mine_hub.require_member(p_county);
    SELECT c.last_sequence INTO v_last FROM mine_hub.county c WHERE c.county = p_county;
    SELECT coalesce(json_agg(json_build_array(p.tbl, p.uuid, p.version, p.sequence, p.deleted, p.vals)
                             ORDER BY p.sequence), '[]'), count(*), max(p.sequence)
    INTO v_rows, v_count, v_end
    FROM (SELECT s.tbl, s.uuid, s.version, s.sequence, s.deleted, s.vals FROM mine_hub.stored_row s
          WHERE s.county = p_county AND s.sequence > p_cursor ORDER BY s.sequence LIMIT p_limit) p;
    -- The newest number of the county is that of a row as it stands now, or of a deletion that was forgotten.
    v_more := v_count > 0 AND v_count = p_limit AND v_end < v_last;
    RETURN json_build_object(
        'rows', v_rows, 'more', v_more,
        'cursor', greatest(p_cursor, CASE WHEN v_more THEN v_end ELSE v_last END),
        'forgotten', coalesce((SELECT -s.sequence FROM mine_hub.stored_row s
                               WHERE s.county = p_county AND s.sequence < 0 ORDER BY s.sequence LIMIT 1), 0));
END
$$;

CREATE OR REPLACE FUNCTION mine_hub.orphan_answer(p_county text, p_parents text[], p_born text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
-- The answer to a row one of whose parents does not live, nor was saved before it in the same batch; or NULL.
-- A parent that was forgotten has no values to come back with.
DECLARE
    v_parent text;
    v_row mine_hub.stored_row;
BEGIN
    FOREACH v_parent IN ARRAY p_parents LOOP
        CONTINUE WHEN v_parent = ANY (p_born);
        SELECT o.* INTO v_row FROM mine_hub.stored_row o
        WHERE o.county = p_county AND o.uuid = v_parent AND o.sequence > 0 ORDER BY o.sequence DESC LIMIT 1;
        RETURN CASE WHEN FOUND THEN jsonb_build_array('stale', mine_hub.row_json(v_row))
               ELSE jsonb_build_array('refused', 'the record it belongs to is not in the hub', NULL) END;
    END LOOP;
    RETURN NULL;
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.set_silent_days(int), mine_hub.silent_devices(), mine_hub.forget_deleted(text)
    TO mine_hub_admin;
RESET ROLE;

-- A proposal: half a year without a sign.
INSERT INTO mine_hub.meta (key, value) VALUES ('silent_days', '180');
