-- Records across a county line: they belong to one county, which grants another to read them or to propose changes.
-- Without a grant nothing is seen. A grant takes the record's children with it.
SET ROLE mine_hub_owner;

CREATE TABLE mine_hub.share (
    county    text COLLATE "C" NOT NULL REFERENCES mine_hub.county (county),
    uuid      text COLLATE "C" NOT NULL,
    to_county text COLLATE "C" NOT NULL CHECK (to_county ~ '^[0-9]{6}$' AND to_county <> county),
    may       text NOT NULL CHECK (may IN ('read', 'propose')),
    login     name NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (county, uuid, to_county)
);
CREATE INDEX share_by_reader ON mine_hub.share (to_county);

CREATE TABLE mine_hub.proposal (
    county      text COLLATE "C" NOT NULL REFERENCES mine_hub.county (county),
    id          uuid NOT NULL DEFAULT gen_random_uuid(),
    tbl         text COLLATE "C" NOT NULL,
    uuid        text COLLATE "C" NOT NULL,
    from_county text COLLATE "C" NOT NULL,
    version     bigint NOT NULL,
    vals        jsonb NOT NULL CHECK (jsonb_typeof(vals) = 'object'),
    note        text NOT NULL,
    login       name NOT NULL,
    at          timestamptz NOT NULL,
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'declined')),
    answered_by name,
    answered_at timestamptz,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, uuid, tbl) REFERENCES mine_hub.stored_row (county, uuid, tbl)
);
CREATE INDEX proposal_by_author ON mine_hub.proposal (from_county);

ALTER TABLE mine_hub.share ENABLE ROW LEVEL SECURITY;
ALTER TABLE mine_hub.share FORCE ROW LEVEL SECURITY;
ALTER TABLE mine_hub.proposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE mine_hub.proposal FORCE ROW LEVEL SECURITY;

CREATE FUNCTION mine_hub.shared_with_me(p_county text, p_uuid text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM mine_hub.share s WHERE s.county = p_county AND s.uuid = p_uuid
                   AND mine_hub.covers((SELECT mine_hub.my_areas()), s.to_county));
END
$$;

CREATE FUNCTION mine_hub.row_shared_with_me(p_county text, p_table text, p_uuid text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    RETURN mine_hub.shared_with_me(p_county, p_uuid) OR EXISTS (
        SELECT FROM mine_hub.row_parent p WHERE p.county = p_county AND p.uuid = p_uuid AND p.tbl = p_table
          AND mine_hub.shared_with_me(p_county, p.parent));
END
$$;

CREATE FUNCTION mine_hub.may_propose(p_county text, p_uuid text, p_from text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM mine_hub.share s WHERE s.county = p_county AND s.uuid = p_uuid
                   AND s.to_county = p_from AND s.may = 'propose');
END
$$;

CREATE POLICY member ON mine_hub.share
    USING (mine_hub.covers((SELECT mine_hub.my_areas()), county))
    WITH CHECK (mine_hub.covers((SELECT mine_hub.my_areas()), county));
CREATE POLICY across_border ON mine_hub.share FOR SELECT USING (mine_hub.covers((SELECT mine_hub.my_areas()), to_county));
CREATE POLICY member ON mine_hub.proposal
    USING (mine_hub.covers((SELECT mine_hub.my_areas()), county))
    WITH CHECK (mine_hub.covers((SELECT mine_hub.my_areas()), county));
CREATE POLICY author_reads ON mine_hub.proposal FOR SELECT
    USING (mine_hub.covers((SELECT mine_hub.my_areas()), from_county));
CREATE POLICY author_adds ON mine_hub.proposal FOR INSERT
    WITH CHECK (mine_hub.covers((SELECT mine_hub.my_areas()), from_county)
                AND mine_hub.may_propose(county, uuid, from_county) AND state = 'open');
-- Of several policies PostgreSQL asks the one whose name comes last first: the quick one of a member.
CREATE POLICY across_border ON mine_hub.row_parent FOR SELECT USING (mine_hub.shared_with_me(county, parent));
DO $$
DECLARE
    v_table text;
BEGIN
    FOR v_table IN SELECT c.relname FROM pg_class c
                   WHERE c.relnamespace = 'mine_hub'::regnamespace AND c.relkind IN ('r', 'p')
                     AND c.relname ~ '^stored_row(_[0-9]+)?$' LOOP
        EXECUTE format('CREATE POLICY across_border ON mine_hub.%I FOR SELECT'
                       ' USING (mine_hub.row_shared_with_me(county, tbl, uuid))', v_table);
    END LOOP;
END
$$;

CREATE FUNCTION mine_hub.share(p_county text, p_uuid text, p_to text, p_may text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Grants another county to read a record or to propose changes of it; p_may NULL takes the grant back.
BEGIN
    IF NOT mine_hub.require_member(p_county) && ARRAY['county_reviewer', 'admin'] THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'a record is shared by a reviewer of its own county';
    ELSIF p_to !~ '^[0-9]{6}$' OR p_to = p_county OR coalesce(p_may, 'read') NOT IN ('read', 'propose') THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'a record is shared with another county, to read or to propose';
    ELSIF NOT EXISTS (SELECT FROM mine_hub.stored_row s WHERE s.county = p_county AND s.uuid = p_uuid AND NOT s.deleted) THEN
        RAISE EXCEPTION USING ERRCODE = 'MH406', MESSAGE = 'there is no such record that you may see';
    END IF;
    IF p_may IS NULL THEN
        DELETE FROM mine_hub.share s WHERE s.county = p_county AND s.uuid = p_uuid AND s.to_county = p_to;
    ELSE
        INSERT INTO mine_hub.share (county, uuid, to_county, may, login, at)
        VALUES (p_county, p_uuid, p_to, p_may, session_user, now())
        ON CONFLICT (county, uuid, to_county) DO UPDATE SET may = excluded.may, login = excluded.login, at = excluded.at;
    END IF;
END
$$;

CREATE FUNCTION mine_hub.shared_rows(p_county text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The records that other counties share with a county, and their children: owner, what it may do, the row.
BEGIN
    PERFORM mine_hub.require_member(p_county);
    RETURN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(s.county, g.may, mine_hub.row_json(s)) ORDER BY s.county, s.sequence), '[]')
        FROM mine_hub.share g
        JOIN mine_hub.stored_row s ON s.county = g.county AND NOT s.deleted
         AND (s.uuid = g.uuid OR EXISTS (SELECT FROM mine_hub.row_parent p
                                         WHERE p.county = g.county AND p.parent = g.uuid AND p.uuid = s.uuid AND p.tbl = s.tbl))
        WHERE g.to_county = p_county);
END
$$;

CREATE FUNCTION mine_hub.propose(
    p_county text, p_table text, p_uuid text, p_from text, p_vals jsonb, p_note text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Proposes values for another county's record; who owns it decides. A record that is not there, not shared, or shared
-- for reading alone is one answer.
DECLARE
    v_id uuid := gen_random_uuid();
    v_version bigint;
BEGIN
    PERFORM mine_hub.require_member(p_from);
    SELECT s.version INTO v_version FROM mine_hub.stored_row s
    WHERE s.county = p_county AND s.uuid = p_uuid AND s.tbl = p_table AND NOT s.deleted;
    IF v_version IS NULL OR NOT mine_hub.may_propose(p_county, p_uuid, p_from) THEN
        RAISE EXCEPTION USING ERRCODE = 'MH406', MESSAGE = 'there is no such record that you may see';
    END IF;
    INSERT INTO mine_hub.proposal (county, id, tbl, uuid, from_county, version, vals, note, login, at)
    VALUES (p_county, v_id, p_table, p_uuid, p_from, v_version, p_vals, coalesce(p_note, ''), session_user, now());
    RETURN v_id;
END
$$;

CREATE FUNCTION mine_hub.proposals(p_county text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- The proposals to a county, and those it made.
BEGIN
    PERFORM mine_hub.require_member(p_county);
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_array(p.county, p.id, p.tbl, p.uuid, p.from_county, p.version, p.vals,
                                                        p.note, p.login, p.at, p.state) ORDER BY p.at, p.id), '[]')
            FROM mine_hub.proposal p WHERE p.county = p_county OR p.from_county = p_county);
END
$$;

CREATE FUNCTION mine_hub.answer_proposal(p_county text, p_id uuid, p_taken boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Notes what the owner decided; the change itself is made on a laptop and comes with its sync.
BEGIN
    IF NOT mine_hub.require_member(p_county) && ARRAY['surveyor', 'county_reviewer', 'admin'] THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'a proposal is answered by the county that owns the record';
    END IF;
    UPDATE mine_hub.proposal p
    SET state = CASE WHEN p_taken THEN 'taken' ELSE 'declined' END, answered_by = session_user, answered_at = now()
    WHERE p.county = p_county AND p.id = p_id AND p.state = 'open';
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'MH406', MESSAGE = 'there is no such record that you may see';
    END IF;
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.share(text, text, text, text), mine_hub.shared_rows(text),
    mine_hub.propose(text, text, text, text, jsonb, text), mine_hub.proposals(text),
    mine_hub.answer_proposal(text, uuid, boolean) TO mine_hub_client;
RESET ROLE;
