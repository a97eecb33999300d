-- Review on the hub itself: what waits for whom, many records answered at once, and what a record was before.
DO $$
BEGIN
    IF (SELECT value FROM mine_hub.meta WHERE key = 'version') IS DISTINCT FROM '1' THEN
        RAISE EXCEPTION 'This step brings a hub of version 1 to version 2; run the steps after the hub''s version alone.';
    END IF;
END
$$;
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.review_queue(p_area text)
RETURNS TABLE (county text, tbl text, uuid text, version bigint, sequence bigint, state text, title text, actions text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The records of an area that wait for what the person may do: forward, return or accept them.
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.county, s.tbl, s.uuid, s.version, s.sequence, s.review_state,
           coalesce(s.vals ->> 'number', s.vals ->> 'name', ''), t.actions
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

CREATE FUNCTION mine_hub.review(p_county text, p_action text, p_reason text, p_records jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Answers records, given as [[table, uuid, the version that was looked at], …], each as a push would be answered.
DECLARE
    v_roles text[] := mine_hub.require_member(p_county);
    v_sequence bigint;
    v_answers jsonb := '[]';
    v_state text;
    v_needs_reason boolean;
    v_row mine_hub.stored_row;
    v_record jsonb;
BEGIN
    SELECT k.last_sequence INTO v_sequence FROM mine_hub.county k WHERE k.county = p_county FOR UPDATE;
    FOR v_record IN SELECT e FROM jsonb_array_elements(p_records) e LOOP
        SELECT s.* INTO v_row FROM mine_hub.stored_row s
        WHERE s.county = p_county AND s.uuid = v_record ->> 1 AND s.tbl = v_record ->> 0;
        SELECT t.to_state, t.needs_reason INTO v_state, v_needs_reason FROM mine_hub.review_transition t
        WHERE t.from_state = coalesce(v_row.review_state, 'draft') AND t.action = p_action
          AND (t.role = ANY (v_roles) OR 'admin' = ANY (v_roles)) LIMIT 1;
        IF v_row.uuid IS NULL THEN
            v_answers := v_answers || jsonb_build_array(jsonb_build_array('refused', 'it is not in the hub', NULL));
        ELSIF v_row.version <> (v_record ->> 2)::bigint OR v_row.deleted THEN
            v_answers := v_answers || jsonb_build_array(jsonb_build_array('stale', mine_hub.row_json(v_row)));
        ELSIF v_state IS NULL THEN
            v_answers := v_answers || jsonb_build_array(jsonb_build_array(
                'refused', format('your role may not do this to a record in the review state “%s”',
                                  coalesce(v_row.review_state, 'draft')), mine_hub.row_json(v_row)));
        ELSIF v_needs_reason AND coalesce(btrim(p_reason), '') = '' THEN
            v_answers := v_answers || jsonb_build_array(jsonb_build_array(
                'refused', 'a record is returned with a reason; write it and send again', mine_hub.row_json(v_row)));
        ELSE
            v_sequence := v_sequence + 1;
            PERFORM mine_hub.write_version(
                p_county, v_row.tbl, v_row.uuid, v_row.version + 1, v_sequence, 'update',
                jsonb_build_object(
                    'review_state', v_state, 'return_reason', CASE WHEN v_needs_reason THEN btrim(p_reason) END,
                    'reviewed_by', (SELECT p.name FROM mine_hub.person p WHERE p.login = session_user),
                    'reviewed_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')),
                NULL, NULL, NULL);
            v_answers := v_answers || jsonb_build_array(jsonb_build_array('accepted', v_row.version + 1, v_sequence));
        END IF;
    END LOOP;
    UPDATE mine_hub.county k SET last_sequence = v_sequence WHERE k.county = p_county AND k.last_sequence <> v_sequence;
    RETURN v_answers;
END
$$;

CREATE FUNCTION mine_hub.row_history(p_county text, p_table text, p_uuid text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Every version of a record, oldest first: version, sequence, operation, the values it brought, who, when.
BEGIN
    PERFORM mine_hub.require_member(p_county);
    RETURN (SELECT coalesce(json_agg(json_build_array(v.version, v.sequence, v.operation, v.vals, v.login, v.at)
                                     ORDER BY v.version), '[]')
            FROM mine_hub.row_version v WHERE v.county = p_county AND v.uuid = p_uuid AND v.tbl = p_table);
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.review_queue(text), mine_hub.review(text, text, text, jsonb),
    mine_hub.row_history(text, text, text) TO mine_hub_client;
RESET ROLE;
