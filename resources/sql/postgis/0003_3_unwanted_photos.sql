-- The bytes of photos that no record names any more, nor a conflict: dropped after a time of grace, since a deleted record
-- may come back until then.
SET ROLE mine_hub_owner;

ALTER TABLE mine_hub.blob ADD COLUMN unwanted timestamptz; -- since when nothing names it

CREATE FUNCTION mine_hub.named_photos(p_county text) RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT e.value #>> '{}'
    FROM mine_hub.stored_row s, LATERAL jsonb_each(s.vals) e
    WHERE s.county = p_county AND NOT s.deleted AND s.tbl IN ('photo', '_sync_conflict')
      AND jsonb_typeof(e.value) = 'string'
      AND (e.key = 'sha256' OR e.key LIKE '%:sha256' OR e.key LIKE '%thumbnail_sha256');
END;

CREATE FUNCTION mine_hub.collect_photos(p_county text DEFAULT NULL) RETURNS TABLE (county text, collected bigint, bytes bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- What is found unwanted for the first time is only marked; what is named again is wanted again.
#variable_conflict use_column
DECLARE
    v_before timestamptz := now() - make_interval(days => (
        SELECT m.value::int FROM mine_hub.meta m WHERE m.key = 'photo_grace_days'));
    v_county text;
    v_made text;
    v_named text[];
    v_dropped text[];
BEGIN
    PERFORM mine_hub.require_admin();
    FOR v_county IN SELECT k.county FROM mine_hub.county k
                    WHERE p_county IS NULL OR k.county = p_county ORDER BY k.county LOOP
        v_made := mine_hub.enter(v_county);
        -- A push that names a photo waits for this lock, or was there before.
        PERFORM FROM mine_hub.county k WHERE k.county = v_county FOR UPDATE;
        v_named := ARRAY(SELECT n FROM mine_hub.named_photos(v_county) n);
        SELECT coalesce(array_agg(b.sha256), '{}'), coalesce(sum(b.received), 0) INTO v_dropped, bytes FROM mine_hub.blob b
        WHERE b.county = v_county AND b.unwanted <= v_before
          AND NOT EXISTS (SELECT FROM unnest(v_named) n WHERE n = b.sha256);
        DELETE FROM mine_hub.blob_chunk k WHERE k.county = v_county AND k.sha256 = ANY (v_dropped);
        DELETE FROM mine_hub.blob b WHERE b.county = v_county AND b.sha256 = ANY (v_dropped);
        UPDATE mine_hub.blob b SET unwanted = NULL FROM unnest(v_named) n
        WHERE b.county = v_county AND b.sha256 = n AND b.unwanted IS NOT NULL;
        UPDATE mine_hub.blob b SET unwanted = now()
        WHERE b.county = v_county AND b.unwanted IS NULL
          AND NOT EXISTS (SELECT FROM unnest(v_named) n WHERE n = b.sha256);
        PERFORM mine_hub.leave(v_county, v_made);
        county := v_county;
        collected := cardinality(v_dropped);
        RETURN NEXT;
    END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.collect_photos(text) TO mine_hub_admin;
RESET ROLE;

INSERT INTO mine_hub.meta (key, value) VALUES ('photo_grace_days', '30');
