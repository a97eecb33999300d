-- A hub that is a copy for reading: the province's, where each city has a server of its own and PostgreSQL's logical
-- replication brings their rows here. What replication writes fires no trigger; what anybody else writes is refused.
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.keep_copy() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM mine_hub.meta m WHERE m.key = 'copy' AND m.value = 'yes') THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403',
            MESSAGE = 'this hub is a copy for reading; write and review on the hub on which the county lives';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER written_at_home BEFORE UPDATE OF last_sequence ON mine_hub.county
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_copy();
CREATE TRIGGER written_at_home BEFORE INSERT ON mine_hub.batch
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_copy();
CREATE TRIGGER written_at_home BEFORE INSERT OR UPDATE ON mine_hub.blob
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_copy();
CREATE TRIGGER written_at_home BEFORE INSERT OR UPDATE ON mine_hub.share
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_copy();
CREATE TRIGGER written_at_home BEFORE INSERT OR UPDATE ON mine_hub.proposal
    FOR EACH ROW EXECUTE FUNCTION mine_hub.keep_copy();

CREATE FUNCTION mine_hub.set_copy(p_copy boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    PERFORM mine_hub.require_admin();
    INSERT INTO mine_hub.meta (key, value) VALUES ('copy', CASE WHEN p_copy THEN 'yes' ELSE 'no' END)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value;
END
$$;
GRANT EXECUTE ON FUNCTION mine_hub.set_copy(boolean) TO mine_hub_admin;
RESET ROLE;

UPDATE mine_hub.meta SET value = '2' WHERE key = 'version';
