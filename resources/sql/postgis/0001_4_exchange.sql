-- What a laptop calls: hello, push, pull, ack. A batch is answered as the embedded hub answers it, rule by rule.
-- What is called from outside has a fixed search_path; what those functions call inherits it, which is quicker.
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.hello(p_county text) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
DECLARE
    v_roles text[] := mine_hub.require_member(p_county);
BEGIN
    RETURN json_build_object(
        'hub_uuid', (SELECT value FROM mine_hub.meta WHERE key = 'hub_uuid'),
        'format', (SELECT value::int FROM mine_hub.meta WHERE key = 'format'),
        'version', (SELECT value::int FROM mine_hub.meta WHERE key = 'version'),
        'last_sequence', (SELECT c.last_sequence FROM mine_hub.county c WHERE c.county = p_county),
        'roles', v_roles);
END
$$;

CREATE FUNCTION mine_hub.row_json(p_row mine_hub.stored_row) RETURNS jsonb
LANGUAGE sql STABLE
RETURN pg_catalog.jsonb_build_array(p_row.tbl, p_row.uuid, p_row.version, p_row.sequence, p_row.deleted, p_row.vals);

CREATE FUNCTION mine_hub.pull(p_county text, p_cursor bigint, p_limit bigint) RETURNS text
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
    -- The newest number of the county is always that of a row as it stands now.
    v_more := v_count > 0 AND v_count = p_limit AND v_end < v_last;
    RETURN json_build_object('rows', v_rows, 'more', v_more,
                             'cursor', greatest(p_cursor, CASE WHEN v_more THEN v_end ELSE v_last END));
END
$$;

CREATE FUNCTION mine_hub.ack(p_device text, p_county text, p_cursor bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_member(p_county);
    INSERT INTO mine_hub.device (county, device, cursor, login, seen)
    VALUES (p_county, p_device, p_cursor, session_user, now())
    ON CONFLICT (county, device) DO UPDATE
    SET cursor = excluded.cursor, login = excluded.login, seen = excluded.seen;
END
$$;

CREATE FUNCTION mine_hub.write_version(
    p_county text, p_table text, p_uuid text, p_version bigint, p_sequence bigint, p_operation text, p_vals jsonb,
    p_device text, p_epoch text, p_number bigint
) RETURNS void
LANGUAGE plpgsql AS $$
-- One more version of one row, under the county's lock that the caller holds.
BEGIN
    INSERT INTO mine_hub.stored_row AS s (county, tbl, uuid, version, sequence, deleted, vals)
    VALUES (p_county, p_table, p_uuid, p_version, p_sequence, p_operation = 'delete', p_vals)
    ON CONFLICT (county, uuid, tbl) DO UPDATE
    SET version = excluded.version, sequence = excluded.sequence, deleted = excluded.deleted,
        vals = s.vals || excluded.vals;
    INSERT INTO mine_hub.row_version
        (county, tbl, uuid, version, sequence, operation, vals, device, device_epoch, number, login, at)
    VALUES (p_county, p_table, p_uuid, p_version, p_sequence, p_operation, p_vals, p_device, p_epoch, p_number,
            session_user, now());
END
$$;

CREATE FUNCTION mine_hub.push(p_county text, p_content bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The answer to a batch, all stored in one transaction: first what is saved, parents first, then what is deleted.
DECLARE
    v_roles text[] := mine_hub.require_member(p_county);
    v_doc jsonb := convert_from(p_content, 'UTF8')::jsonb;
    v_hash text := encode(sha256(p_content), 'hex');
    v_changes jsonb := v_doc -> 'changes';
    v_device text := v_doc ->> 'device';
    v_epoch text := v_doc ->> 'device_epoch';
    v_number bigint := (v_doc ->> 'number')::bigint;
    v_first bigint;
    v_sequence bigint;
    v_last bigint;
    v_known record;
    v_answers jsonb[] := '{}';
BEGIN
    IF v_doc ->> 'format' IS DISTINCT FROM '1' OR v_doc ->> 'county' IS DISTINCT FROM p_county
       OR jsonb_typeof(v_changes) IS DISTINCT FROM 'array' OR v_device IS NULL OR v_epoch IS NULL OR v_number IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'MH422', MESSAGE = 'it is no batch of this county in a format this hub knows';
    END IF;
    SELECT k.last_sequence INTO v_first FROM mine_hub.county k WHERE k.county = p_county FOR UPDATE;

    SELECT b.hash, b.answer INTO v_known FROM mine_hub.batch b
    WHERE b.county = p_county AND b.device = v_device AND b.device_epoch = v_epoch AND b.number = v_number;
    IF FOUND THEN
        IF v_known.hash <> v_hash THEN
            RAISE EXCEPTION USING ERRCODE = 'MH409', MESSAGE = 'another batch of this number is here';
        END IF;
        RETURN jsonb_build_object('replayed', true, 'rows', v_known.answer);
    END IF;
    SELECT coalesce(max(b.number), 0) INTO v_last FROM mine_hub.batch b
    WHERE b.county = p_county AND b.device = v_device AND b.device_epoch = v_epoch;
    IF v_number <> v_last + 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'MH410', MESSAGE = 'the batch before this one is not here', DETAIL = v_last::text;
    END IF;

    v_sequence := v_first;
    -- A batch that changes one row twice is done in two turns; none of ours does.
    FOR v_turn IN 1 .. (SELECT coalesce(max(n), 0) FROM (
            SELECT count(*) AS n FROM jsonb_array_elements(v_changes) e
            WHERE e ->> 'operation' IS DISTINCT FROM 'delete' GROUP BY e ->> 'table', e ->> 'uuid') x) LOOP
        SELECT * INTO v_sequence, v_answers
        FROM mine_hub.save_changes(p_county, v_changes, v_turn, v_roles, v_device, v_epoch, v_number, v_sequence, v_answers);
    END LOOP;
    SELECT * INTO v_sequence, v_answers
    FROM mine_hub.delete_changes(p_county, v_changes, v_roles, v_device, v_epoch, v_number, v_sequence, v_answers);

    IF v_sequence <> v_first THEN
        UPDATE mine_hub.county k SET last_sequence = v_sequence WHERE k.county = p_county;
    END IF;
    INSERT INTO mine_hub.batch (county, device, device_epoch, number, hash, login, at, answer)
    VALUES (p_county, v_device, v_epoch, v_number, v_hash, session_user, now(), to_jsonb(v_answers));
    RETURN jsonb_build_object('replayed', false, 'rows', to_jsonb(v_answers));
END
$$;

CREATE FUNCTION mine_hub.save_changes(
    p_county text, p_changes jsonb, p_turn bigint, p_roles text[], p_device text, p_epoch text, p_number bigint,
    INOUT io_sequence bigint, INOUT io_answers jsonb[]
)
LANGUAGE plpgsql AS $$
-- Judges the inserts and updates of a batch one by one, and writes those that are accepted at once.
DECLARE
    c record;
    v_answer jsonb;
    v_born text[] := '{}';
    v_positions int[] := '{}';
    v_versions bigint[] := '{}';
    v_sequences bigint[] := '{}';
BEGIN
    -- The subquery hands out plain columns: row security lets no index be used by a condition with a function in it
    -- that might tell what it was asked.
    FOR c IN
        SELECT e.position::int, e.tbl, e.uuid, e.change ->> 'operation' AS operation,
               (e.change ->> 'base_version')::bigint AS base, e.change -> 'values' AS vals, e.parents,
               s.version, s.sequence, s.deleted, s.review_state,
               s.version IS NOT NULL AND NOT s.deleted AND s.vals @> (e.change -> 'values') AS same,
               CASE WHEN s.version IS NULL OR s.deleted THEN
                   (SELECT o FROM mine_hub.stored_row o
                    WHERE o.county = p_county AND o.uuid = e.uuid ORDER BY o.deleted, o.sequence DESC LIMIT 1)
               END AS former,
               CASE WHEN e.parents <> '[]' THEN
                   ARRAY(SELECT p FROM jsonb_array_elements_text(e.parents) WITH ORDINALITY x(p, place)
                         WHERE NOT EXISTS (SELECT FROM mine_hub.stored_row o
                                           WHERE o.county = p_county AND o.uuid = p AND NOT o.deleted)
                         ORDER BY place)
               END AS orphaned_by
        FROM (SELECT x.change, x.position, x.change ->> 'table' AS tbl, x.change ->> 'uuid' AS uuid,
                     x.change -> 'parents' AS parents,
                     row_number() OVER (PARTITION BY x.change ->> 'table', x.change ->> 'uuid'
                                        ORDER BY jsonb_array_length(x.change -> 'parents'), x.position) AS turn
              FROM jsonb_array_elements(p_changes) WITH ORDINALITY x(change, position)
              WHERE x.change ->> 'operation' IS DISTINCT FROM 'delete') e
        LEFT JOIN mine_hub.stored_row s
               ON s.county = p_county AND s.uuid = e.uuid AND s.tbl = e.tbl
        WHERE e.turn = p_turn
        ORDER BY jsonb_array_length(e.parents), e.position
    LOOP
        IF coalesce(c.operation, '') NOT IN ('insert', 'update') OR c.tbl IS NULL OR c.uuid IS NULL OR c.base IS NULL
           OR jsonb_typeof(c.vals) IS DISTINCT FROM 'object' OR jsonb_typeof(c.parents) IS DISTINCT FROM 'array' THEN
            RAISE EXCEPTION USING ERRCODE = 'MH422', MESSAGE = 'a change in it is incomplete or of an unknown kind';
        END IF;
        IF c.version <> c.base OR (c.deleted AND c.operation = 'update') THEN
            v_answer := mine_hub.stale_answer(p_county, c.tbl, c.uuid);
        ELSIF c.same THEN
            v_answer := jsonb_build_array('accepted', c.version, c.sequence);
        ELSE
            v_answer := mine_hub.save_refusal(p_county, c.tbl, c.uuid, c.vals, p_roles, c.deleted, c.review_state, c.former);
            IF v_answer IS NULL AND c.orphaned_by <> '{}' THEN
                v_answer := mine_hub.orphan_answer(p_county, c.orphaned_by, v_born);
            END IF;
        END IF;
        IF v_answer IS NULL THEN
            io_sequence := io_sequence + 1;
            v_answer := jsonb_build_array('accepted', coalesce(c.version, 0) + 1, io_sequence);
            v_positions := v_positions || c.position;
            v_versions := v_versions || coalesce(c.version, 0) + 1;
            v_sequences := v_sequences || io_sequence;
            IF c.version IS NULL OR c.deleted THEN
                v_born := v_born || c.uuid;
            END IF;
        END IF;
        io_answers[c.position] := v_answer;
    END LOOP;
    PERFORM mine_hub.write_saved(p_county, p_changes, v_positions, v_versions, v_sequences, p_device, p_epoch, p_number);
END
$$;

CREATE FUNCTION mine_hub.save_refusal(
    p_county text, p_table text, p_uuid text, p_vals jsonb, p_roles text[], p_deleted boolean, p_state text,
    p_former mine_hub.stored_row
) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
-- The refusal of an insert or update that locks or the person's roles do not allow, or NULL. p_former: the record as
-- it was, where it comes as a new row: again after a delete, or in the table of another geometry type.
DECLARE
    c_locked CONSTANT text := 'the province has accepted this record; ask for it to be reopened before changing it';
    c_no_reason CONSTANT text := 'a record is returned with a reason; write it and send again';
    v_reason text;
    v_state text := CASE WHEN p_vals ? 'review_state' THEN coalesce(p_vals ->> 'review_state', 'draft') END;
    v_refusal text;
BEGIN
    IF NOT p_deleted AND p_state = 'province' AND coalesce(v_state, 'province') = 'province' THEN
        RETURN mine_hub.refused_answer(p_county, p_table, p_uuid, c_locked);
    ELSIF p_former.review_state = 'province' AND NOT p_former.deleted THEN
        RETURN jsonb_build_array('refused', c_locked, mine_hub.row_json(p_former));
    END IF;
    IF v_state = 'returned' AND p_deleted IS NOT NULL AND p_state IS DISTINCT FROM 'returned' THEN
        v_reason := CASE WHEN p_vals ? 'return_reason' THEN p_vals ->> 'return_reason'
            ELSE (SELECT s.vals ->> 'return_reason' FROM mine_hub.stored_row s
                  WHERE s.county = p_county AND s.uuid = p_uuid AND s.tbl = p_table) END;
        IF coalesce(btrim(v_reason), '') = '' THEN
            RETURN mine_hub.refused_answer(p_county, p_table, p_uuid, c_no_reason);
        END IF;
    END IF;
    v_refusal := mine_hub.review_refusal(
        p_roles, p_table, coalesce(p_state, p_former.review_state, 'draft'), v_state,
        coalesce(p_deleted, true)
            OR p_vals - '{review_state,return_reason,reviewed_by,reviewed_at,derived_snapshot}'::text[] <> '{}');
    RETURN CASE WHEN v_refusal IS NOT NULL THEN mine_hub.refused_answer(p_county, p_table, p_uuid, v_refusal) END;
END
$$;

CREATE FUNCTION mine_hub.orphan_answer(p_county text, p_parents text[], p_born text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
-- The answer to a row one of whose parents does not live, nor was saved before it in the same batch; or NULL.
DECLARE
    v_parent text;
    v_row mine_hub.stored_row;
BEGIN
    FOREACH v_parent IN ARRAY p_parents LOOP
        CONTINUE WHEN v_parent = ANY (p_born);
        SELECT o.* INTO v_row FROM mine_hub.stored_row o
        WHERE o.county = p_county AND o.uuid = v_parent ORDER BY o.sequence DESC LIMIT 1;
        RETURN CASE WHEN FOUND THEN jsonb_build_array('stale', mine_hub.row_json(v_row))
               ELSE jsonb_build_array('refused', 'the record it belongs to is not in the hub', NULL) END;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE FUNCTION mine_hub.delete_changes(
    p_county text, p_changes jsonb, p_roles text[], p_device text, p_epoch text, p_number bigint,
    INOUT io_sequence bigint, INOUT io_answers jsonb[]
)
LANGUAGE plpgsql AS $$
-- Judges and does the deletes of a batch, parents first.
DECLARE
    c record;
    v_answer jsonb;
    v_version bigint;
    v_kept text[] := '{}';
BEGIN
    FOR c IN
        SELECT e.position::int, e.change ->> 'table' AS tbl, e.change ->> 'uuid' AS uuid,
               (e.change ->> 'base_version')::bigint AS base, e.change -> 'parents' AS parents
        FROM jsonb_array_elements(p_changes) WITH ORDINALITY e(change, position)
        WHERE e.change ->> 'operation' = 'delete'
        ORDER BY jsonb_array_length(e.change -> 'parents'), e.position
    LOOP
        v_answer := mine_hub.delete_answer(p_county, p_changes, c.tbl, c.uuid, c.base, c.parents, v_kept, p_roles);
        IF v_answer IS NULL THEN
            io_sequence := io_sequence + 1;
            SELECT coalesce(max(s.version), 0) + 1 INTO v_version FROM mine_hub.stored_row s
            WHERE s.county = p_county AND s.uuid = c.uuid AND s.tbl = c.tbl;
            PERFORM mine_hub.write_version(p_county, c.tbl, c.uuid, v_version, io_sequence, 'delete', '{}', p_device,
                                           p_epoch, p_number);
            v_answer := jsonb_build_array('accepted', v_version, io_sequence);
        ELSIF v_answer ->> 0 <> 'accepted' THEN
            v_kept := v_kept || c.uuid;
        END IF;
        io_answers[c.position] := v_answer;
    END LOOP;
END
$$;

CREATE FUNCTION mine_hub.stale_answer(p_county text, p_table text, p_uuid text) RETURNS jsonb
LANGUAGE sql STABLE
RETURN (SELECT jsonb_build_array('stale', mine_hub.row_json(s)) FROM mine_hub.stored_row s
        WHERE s.county = p_county AND s.uuid = p_uuid AND s.tbl = p_table);

CREATE FUNCTION mine_hub.refused_answer(p_county text, p_table text, p_uuid text, p_reason text) RETURNS jsonb
LANGUAGE sql STABLE
RETURN jsonb_build_array('refused', p_reason, (SELECT mine_hub.row_json(s) FROM mine_hub.stored_row s
        WHERE s.county = p_county AND s.uuid = p_uuid AND s.tbl = p_table));

CREATE FUNCTION mine_hub.delete_answer(
    p_county text, p_changes jsonb, p_table text, p_uuid text, p_base bigint, p_parents jsonb, p_kept text[],
    p_roles text[]
) RETURNS jsonb
LANGUAGE plpgsql AS $$
-- The answer to a delete, or NULL where it is to be done.
DECLARE
    v_row mine_hub.stored_row;
    v_child mine_hub.stored_row;
    v_refusal text;
BEGIN
    IF p_table IS NULL OR p_uuid IS NULL OR p_base IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'MH422', MESSAGE = 'a change in it is incomplete or of an unknown kind';
    END IF;
    v_refusal := mine_hub.review_refusal(p_roles, p_table, NULL, NULL, true);
    SELECT s.* INTO v_row FROM mine_hub.stored_row s
    WHERE s.county = p_county AND s.uuid = p_uuid AND s.tbl = p_table;
    IF NOT FOUND THEN
        RETURN CASE WHEN v_refusal IS NOT NULL THEN jsonb_build_array('refused', v_refusal, NULL) END;
    END IF;
    IF v_row.deleted THEN
        RETURN jsonb_build_array('accepted', v_row.version, v_row.sequence);
    ELSIF v_row.version <> p_base OR p_parents ?| p_kept THEN
        RETURN jsonb_build_array('stale', mine_hub.row_json(v_row));
    ELSIF v_row.review_state = 'province' THEN
        RETURN mine_hub.refused_answer(p_county, p_table, p_uuid,
            'the province has accepted this record; ask for it to be reopened before changing it');
    ELSIF v_refusal IS NOT NULL THEN
        RETURN mine_hub.refused_answer(p_county, p_table, p_uuid, v_refusal);
    END IF;
    -- A record that lives on in the table of another geometry type keeps its children.
    IF EXISTS (SELECT FROM mine_hub.stored_row s
               WHERE s.county = p_county AND s.uuid = p_uuid AND s.tbl <> p_table AND NOT s.deleted) THEN
        RETURN NULL;
    END IF;
    SELECT s.* INTO v_child FROM mine_hub.row_parent p
    JOIN mine_hub.stored_row s ON s.county = p_county AND s.uuid = p.uuid AND s.tbl = p.tbl
    WHERE p.county = p_county AND p.parent = p_uuid AND NOT s.deleted
      AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_changes) e
                      WHERE e ->> 'operation' = 'delete' AND e ->> 'table' = s.tbl AND e ->> 'uuid' = s.uuid
                        AND (e ->> 'base_version')::bigint = s.version)
    ORDER BY s.sequence LIMIT 1;
    RETURN CASE WHEN FOUND THEN jsonb_build_array('stale', mine_hub.row_json(v_child)) END;
END
$$;

CREATE FUNCTION mine_hub.write_saved(
    p_county text, p_changes jsonb, p_positions int[], p_versions bigint[], p_sequences bigint[],
    p_device text, p_epoch text, p_number bigint
) RETURNS void
LANGUAGE plpgsql AS $$
-- The inserts and updates of a batch that were accepted, at once, in the order of their sequence.
BEGIN
    IF cardinality(p_positions) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO mine_hub.stored_row AS s (county, tbl, uuid, version, sequence, deleted, vals, geom)
    SELECT p_county, e ->> 'table', e ->> 'uuid', w.version, w.sequence, false, e -> 'values',
           CASE WHEN e -> 'values' ? 'geom' THEN mine_hub.geometry_of(e -> 'values') END
    FROM unnest(p_positions, p_versions, p_sequences) w(position, version, sequence),
         LATERAL (SELECT p_changes -> (w.position - 1)) x(e)
    ON CONFLICT (county, uuid, tbl) DO UPDATE
    SET version = excluded.version, sequence = excluded.sequence, deleted = false, vals = s.vals || excluded.vals,
        geom = CASE WHEN excluded.vals ? 'geom' THEN excluded.geom ELSE s.geom END;

    INSERT INTO mine_hub.row_version
        (county, tbl, uuid, version, sequence, operation, vals, device, device_epoch, number, login, at)
    SELECT p_county, e ->> 'table', e ->> 'uuid', w.version, w.sequence, e ->> 'operation', e -> 'values',
           p_device, p_epoch, p_number, session_user, now()
    FROM unnest(p_positions, p_versions, p_sequences) w(position, version, sequence),
         LATERAL (SELECT p_changes -> (w.position - 1)) x(e);

    WITH saved AS MATERIALIZED (
        SELECT e ->> 'table' AS tbl, e ->> 'uuid' AS uuid, e -> 'parents' AS parents
        FROM unnest(p_positions, p_versions) w(position, version), LATERAL (SELECT p_changes -> (w.position - 1)) x(e)
        WHERE w.version > 1
    )
    DELETE FROM mine_hub.row_parent p USING saved
    WHERE p.county = p_county AND p.uuid = saved.uuid AND p.tbl = saved.tbl AND NOT saved.parents ? p.parent;
    INSERT INTO mine_hub.row_parent (county, parent, tbl, uuid)
    SELECT p_county, parent, e ->> 'table', e ->> 'uuid'
    FROM unnest(p_positions) w(position), LATERAL (SELECT p_changes -> (w.position - 1)) x(e),
         LATERAL jsonb_array_elements_text(e -> 'parents') parent
    ON CONFLICT DO NOTHING;
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.hello(text), mine_hub.pull(text, bigint, bigint), mine_hub.push(text, bytea),
    mine_hub.ack(text, text, bigint) TO mine_hub_client;
RESET ROLE;
