-- What the province counts and draws: by county, grade, responsibility and state of the review.
-- The views ask with the rights of who looks: they show nobody a county that is not theirs. Reading them directly, as a
-- map does, is for members of mine_hub_analyst; everybody else has the function, which counts within their counties.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mine_hub_analyst') THEN
        CREATE ROLE mine_hub_analyst NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEROLE NOCREATEDB;
    END IF;
END
$$;
SET ROLE mine_hub_owner;

CREATE FUNCTION mine_hub.number_of(p_value jsonb) RETURNS double precision
LANGUAGE sql IMMUTABLE
-- The number of a value, NULL for any other: a statistic is not to fail by one county's row.
RETURN CASE WHEN pg_catalog.jsonb_typeof(p_value) = 'number' AND pg_catalog.length(p_value #>> '{}') < 20
            THEN (p_value #>> '{}')::double precision
            WHEN (p_value ->> 'real') ~ '^-?[0-9]{1,20}(\.[0-9]{1,20})?(e[-+]?[0-9]{1,2})?$'
            THEN (p_value ->> 'real')::double precision END;

CREATE FUNCTION mine_hub.derived(p_vals jsonb, p_name text) RETURNS text
LANGUAGE sql IMMUTABLE
-- A result of the rules: those handed in with the record (`derived_snapshot`, JSON with sorted keys and no blanks).
RETURN coalesce(p_vals ->> p_name, pg_catalog.substring(
    p_vals ->> 'derived_snapshot', '[{,]"' || p_name || '":"([^"\\]*)"'));

CREATE VIEW mine_hub.map_problem WITH (security_invoker = true) AS
SELECT s.county, s.tbl, s.uuid, s.version, s.vals ->> 'number' AS number, s.vals ->> 'type' AS type,
       mine_hub.derived(s.vals, 'grade') AS grade,
       coalesce(s.vals ->> 'responsibility_confirmed', mine_hub.derived(s.vals, 'responsibility')) AS responsibility,
       s.vals ->> 'treatment_status' AS treatment_status, s.review_state,
       coalesce(mine_hub.number_of(s.vals -> 'area_hm2'),
                mine_hub.number_of(jsonb_build_object('real', substring(
                    s.vals ->> 'derived_snapshot', '[{,]"area_hm2":(-?[0-9.e+-]+)')))) AS area_hm2,
       s.geom
FROM mine_hub.stored_row s
WHERE s.tbl IN ('problem_point', 'problem_line', 'problem_area') AND NOT s.deleted
  AND mine_hub.covers((SELECT mine_hub.my_areas()), s.county);

CREATE VIEW mine_hub.map_mine WITH (security_invoker = true) AS
SELECT s.county, s.tbl, s.uuid, s.version, s.vals ->> 'number' AS number, s.vals ->> 'name' AS name,
       s.vals ->> 'status' AS status, s.vals ->> 'obligor_state' AS obligor_state, s.review_state, s.geom
FROM mine_hub.stored_row s
WHERE s.tbl IN ('mine', 'mine_area') AND NOT s.deleted
  AND mine_hub.covers((SELECT mine_hub.my_areas()), s.county);

CREATE VIEW mine_hub.map_treatment_zone WITH (security_invoker = true) AS
SELECT s.county, s.uuid, s.version, s.vals ->> 'number' AS number, s.vals ->> 'name' AS name,
       s.vals ->> 'zone_type' AS zone_type, s.vals ->> 'reuse_direction' AS reuse_direction,
       mine_hub.number_of(s.vals -> 'planned_year') AS planned_year, s.review_state, s.geom
FROM mine_hub.stored_row s
WHERE s.tbl = 'treatment_zone' AND NOT s.deleted
  AND mine_hub.covers((SELECT mine_hub.my_areas()), s.county);

CREATE VIEW mine_hub.problem_statistics WITH (security_invoker = true) AS
SELECT p.county, p.grade, p.responsibility, p.review_state, count(*) AS problems, sum(p.area_hm2) AS area_hm2
FROM mine_hub.map_problem p
GROUP BY p.county, p.grade, p.responsibility, p.review_state;

CREATE FUNCTION mine_hub.statistics(p_area text)
RETURNS TABLE (county text, grade text, responsibility text, review_state text, problems bigint,
               area_hm2 double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp
BEGIN ATOMIC
    SELECT p.county, p.grade, p.responsibility, p.review_state, p.problems, p.area_hm2
    FROM mine_hub.problem_statistics p
    WHERE mine_hub.covers(ARRAY[mine_hub.area_of(p_area)], p.county)
    ORDER BY p.county, p.grade COLLATE "C", p.responsibility COLLATE "C", p.review_state COLLATE "C";
END;

CREATE FUNCTION mine_hub.require_whole_province(p_login name) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, mine_hub, pg_temp AS $$
-- Tables may be read directly by who sees a whole province alone: PostgreSQL's estimates speak of all rows of a table.
BEGIN
    PERFORM mine_hub.require_admin();
    IF NOT EXISTS (SELECT FROM mine_hub.membership m WHERE m.login = p_login AND length(m.area) = 2) THEN
        RAISE EXCEPTION USING ERRCODE = 'MH403', MESSAGE = 'that person has no role in the whole province';
    END IF;
END
$$;

GRANT EXECUTE ON FUNCTION mine_hub.statistics(text) TO mine_hub_client;
GRANT EXECUTE ON FUNCTION mine_hub.require_whole_province(name) TO mine_hub_admin;
GRANT USAGE ON SCHEMA mine_hub TO mine_hub_analyst;
GRANT EXECUTE ON FUNCTION mine_hub.my_areas(), mine_hub.covers(text[], text), mine_hub.number_of(jsonb),
    mine_hub.derived(jsonb, text), mine_hub.row_shared_with_me(text, text, text) TO mine_hub_analyst;
GRANT SELECT ON mine_hub.stored_row, mine_hub.map_problem, mine_hub.map_mine, mine_hub.map_treatment_zone,
    mine_hub.problem_statistics TO mine_hub_analyst;
RESET ROLE;
