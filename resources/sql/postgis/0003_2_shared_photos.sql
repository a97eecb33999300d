-- The photos of a record that is shared across a county line: who may read the record gets their bytes, by the hash that
-- its photos name and by no other. Every other hash is one answer: empty.
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.photo_is_shared(p_county text, p_sha256 text, p_readers text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Whether a photo, or its thumbnail, belongs to a record that a county shares with one of the areas.
BEGIN
    RETURN EXISTS (
        SELECT FROM mine_hub.share g
        JOIN mine_hub.row_parent p ON p.county = g.county AND p.parent = g.uuid AND p.tbl = 'photo'
        JOIN mine_hub.stored_row s ON s.county = g.county AND s.uuid = p.uuid AND s.tbl = 'photo'
        WHERE g.county = p_county AND mine_hub.covers(p_readers, g.to_county) AND NOT s.deleted
          AND p_sha256 IN (s.vals ->> 'sha256', s.vals ->> 'thumbnail_sha256'));
END
$$;

-- Of several policies PostgreSQL asks the one whose name comes last first: the quick one of a member.
DO $$
DECLARE
    v_table text;
BEGIN
    FOR v_table IN SELECT c.relname FROM pg_class c
                   WHERE c.relnamespace = 'mine_hub'::regnamespace AND c.relkind IN ('r', 'p')
                     AND c.relname ~ '^blob(_chunk(_[0-9]+)?)?$' LOOP
        EXECUTE format('CREATE POLICY across_border ON mine_hub.%I FOR SELECT'
                       ' USING (mine_hub.photo_is_shared(county, sha256, (SELECT mine_hub.my_areas())))', v_table);
    END LOOP;
END
$$;

CREATE FUNCTION mine_hub.blob_bytes(p_county text, p_sha256 text, p_start bigint, p_size bigint) RETURNS bytea
LANGUAGE plpgsql STABLE AS $$
-- Up to p_size bytes of a whole photo; empty at its end and where it is not whole. The caller has asked who is there.
DECLARE
    v_content bytea;
BEGIN
    IF NOT EXISTS (SELECT FROM mine_hub.blob b
                   WHERE b.county = p_county AND b.sha256 = p_sha256 AND b.complete) THEN
        RETURN ''::bytea;
    END IF;
    SELECT string_agg(
        substr(k.content, greatest(0, p_start - k.start)::int + 1,
               (least(p_start + p_size, k.start + length(k.content)) - greatest(k.start, p_start))::int),
        ''::bytea ORDER BY k.start) INTO v_content
    FROM mine_hub.blob_chunk k
    WHERE k.county = p_county AND k.sha256 = p_sha256
      AND k.start < p_start + p_size AND k.start + length(k.content) > p_start;
    RETURN coalesce(v_content, ''::bytea);
END
$$;

CREATE OR REPLACE FUNCTION mine_hub.blob_get(p_county text, p_sha256 text, p_start bigint, p_size bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_member(p_county);
    RETURN mine_hub.blob_bytes(p_county, p_sha256, p_start, p_size);
END
$$;

CREATE FUNCTION mine_hub.shared_photo_get(p_county text, p_owner text, p_sha256 text, p_start bigint, p_size bigint)
RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Up to p_size bytes of a photo of a record that p_owner shares with p_county. Empty where the photo is not whole, not of
-- such a record, or nowhere: one answer.
BEGIN
    PERFORM mine_hub.require_member(p_county);
    IF NOT mine_hub.photo_is_shared(p_owner, p_sha256, ARRAY[p_county]) THEN
        RETURN ''::bytea;
    END IF;
    RETURN mine_hub.blob_bytes(p_owner, p_sha256, p_start, p_size);
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.shared_photo_get(text, text, text, bigint, bigint) TO mine_hub_client;
RESET ROLE;
