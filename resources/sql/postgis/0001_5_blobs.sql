-- Photos: pieces that arrive in order, counted as a photo when the whole has its hash. Every county has its own.
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.blobs_missing(p_county text, p_hashes text[]) RETURNS json
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The hashes that are not whole in this county, each with the bytes that are here.
BEGIN
    PERFORM mine_hub.require_member(p_county);
    RETURN (SELECT coalesce(json_object_agg(h.sha256, coalesce(b.received, 0)), '{}')
            FROM (SELECT DISTINCT unnest(p_hashes) AS sha256) h
            LEFT JOIN mine_hub.blob b ON b.county = p_county AND b.sha256 = h.sha256
            WHERE NOT coalesce(b.complete, false));
END
$$;

CREATE FUNCTION mine_hub.blob_put(p_county text, p_sha256 text, p_start bigint, p_content bytea, p_size bigint)
RETURNS json
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- How many bytes are here now, or the problem after which none of them are. A piece that is here already, or that
-- comes too early, changes nothing: the answer says where to go on.
DECLARE
    v_blob mine_hub.blob;
    v_received bigint;
BEGIN
    PERFORM mine_hub.require_member(p_county);
    IF p_size NOT BETWEEN 0 AND 536870912 THEN
        RETURN json_build_object('problem', 'is larger than this hub keeps');
    END IF;
    INSERT INTO mine_hub.blob (county, sha256, size, received, login)
    VALUES (p_county, p_sha256, p_size, 0, session_user) ON CONFLICT DO NOTHING;
    SELECT b.* INTO v_blob FROM mine_hub.blob b WHERE b.county = p_county AND b.sha256 = p_sha256 FOR UPDATE;
    IF v_blob.complete THEN
        RETURN json_build_object('received', v_blob.received);
    ELSIF v_blob.size <> p_size OR v_blob.received + length(p_content) > p_size THEN
        PERFORM mine_hub.blob_drop(p_county, p_sha256);
        RETURN json_build_object('problem', 'has another size than announced');
    ELSIF p_start <> v_blob.received THEN
        RETURN json_build_object('received', v_blob.received);
    END IF;
    IF length(p_content) > 0 THEN
        INSERT INTO mine_hub.blob_chunk (county, sha256, start, content) VALUES (p_county, p_sha256, p_start, p_content);
    END IF;
    v_received := v_blob.received + length(p_content);
    IF v_received = p_size AND p_sha256 IS DISTINCT FROM (
        SELECT encode(sha256(coalesce(string_agg(k.content, ''::bytea ORDER BY k.start), ''::bytea)), 'hex')
        FROM mine_hub.blob_chunk k WHERE k.county = p_county AND k.sha256 = p_sha256) THEN
        PERFORM mine_hub.blob_drop(p_county, p_sha256);
        RETURN json_build_object('problem', 'arrived with other content than its hash names');
    END IF;
    UPDATE mine_hub.blob b SET received = v_received, complete = (v_received = p_size)
    WHERE b.county = p_county AND b.sha256 = p_sha256;
    RETURN json_build_object('received', v_received);
END
$$;

CREATE FUNCTION mine_hub.blob_drop(p_county text, p_sha256 text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    DELETE FROM mine_hub.blob_chunk k WHERE k.county = p_county AND k.sha256 = p_sha256;
    DELETE FROM mine_hub.blob b WHERE b.county = p_county AND b.sha256 = p_sha256;
END
$$;

CREATE FUNCTION mine_hub.blob_get(p_county text, p_sha256 text, p_start bigint, p_size bigint) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Up to p_size bytes of a whole photo; empty at its end and where it is not whole.
DECLARE
    v_content bytea;
BEGIN
    PERFORM mine_hub.require_member(p_county);
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

GRANT EXECUTE ON FUNCTION mine_hub.blobs_missing(text, text[]), mine_hub.blob_put(text, text, bigint, bytea, bigint),
    mine_hub.blob_get(text, text, bigint, bigint) TO mine_hub_client;
RESET ROLE;
