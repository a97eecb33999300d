-- The province's hub: roles, schema and tables. Plain SQL: psql and the plugin's installer run it alike, as a superuser.
-- Every key and every foreign key starts with the county, so that no error of a key speaks of another county.

DO $$
BEGIN
    IF current_setting('server_version_num')::int < 150000 THEN
        RAISE EXCEPTION 'The hub needs PostgreSQL 15 or later; this server is older: upgrade it, then install again.';
    END IF;
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'mine_hub') THEN
        RAISE EXCEPTION 'There is a hub in this database already; run the upgrade steps after its version alone.';
    END IF;
    -- Roles belong to the whole server: another hub on it has made them.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mine_hub_owner') THEN
        CREATE ROLE mine_hub_owner NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEROLE NOCREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mine_hub_client') THEN
        CREATE ROLE mine_hub_client NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEROLE NOCREATEDB;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mine_hub_admin') THEN
        CREATE ROLE mine_hub_admin NOLOGIN NOBYPASSRLS NOSUPERUSER NOCREATEROLE NOCREATEDB;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname IN ('mine_hub_owner', 'mine_hub_client', 'mine_hub_admin')
               AND (rolsuper OR rolbypassrls OR rolcanlogin)) THEN
        RAISE EXCEPTION 'A role of the hub may log in or pass row security; take that right away, then install again.';
    END IF;
END
$$;

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                   WHERE e.extname = 'postgis' AND n.nspname = 'public') THEN
        RAISE EXCEPTION 'PostGIS is not in the schema public of this database; move it there, then install again.';
    END IF;
END
$$;

CREATE SCHEMA mine_hub AUTHORIZATION mine_hub_owner;
SET ROLE mine_hub_owner;

CREATE TABLE mine_hub.meta (
    key   text PRIMARY KEY,
    value text NOT NULL
);

-- The sequence is taken from here under a lock of the row that is held to commit: no gap, and nobody who comes late.
CREATE TABLE mine_hub.county (
    county        text COLLATE "C" PRIMARY KEY CHECK (county ~ '^[0-9]{6}$' AND county !~ '00$'),
    name          text NOT NULL,
    last_sequence bigint NOT NULL DEFAULT 0
);

CREATE TABLE mine_hub.person (
    login name PRIMARY KEY,
    name  text NOT NULL
);

-- An area is the beginning of the codes of its counties: two digits are a province, four a city, six a county.
CREATE TABLE mine_hub.membership (
    login name NOT NULL REFERENCES mine_hub.person (login) ON DELETE CASCADE,
    area  text COLLATE "C" NOT NULL CHECK (area ~ '^([0-9]{2}){1,3}$'),
    role  text NOT NULL CHECK (role IN ('surveyor', 'contractor', 'county_reviewer', 'city_reviewer',
                                        'province_reviewer', 'admin')),
    PRIMARY KEY (login, area, role),
    CHECK (role NOT IN ('city_reviewer') OR length(area) <= 4),
    CHECK (role NOT IN ('province_reviewer') OR length(area) = 2)
);

-- Who may bring a record from one state of its review to another. A project convention, kept as rows.
CREATE TABLE mine_hub.review_transition (
    from_state    text NOT NULL,
    to_state      text NOT NULL,
    role          text NOT NULL,
    action        text NOT NULL CHECK (action IN ('submit', 'withdraw', 'forward', 'return', 'accept', 'reopen')),
    needs_reason  boolean NOT NULL,
    PRIMARY KEY (from_state, to_state, role)
);

CREATE FUNCTION mine_hub.geometry_of(p_vals jsonb) RETURNS public.geometry
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
-- The geometry of a row for maps and statistics. The row itself keeps the WKB byte for byte, also where it is none.
BEGIN
    IF p_vals -> 'geom' ->> 'blob' IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN public.ST_SetSRID(public.ST_GeomFromWKB(decode(p_vals -> 'geom' ->> 'blob', 'base64')), 4490);
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END
$$;

-- A row as it stands. A deleted one stays as a tombstone with its last values. Values are the canonical form of the
-- batches: whole numbers and texts are JSON's, a float is {"real": its shortest text}, bytes are {"blob": base64}.
CREATE TABLE mine_hub.stored_row (
    county       text COLLATE "C" NOT NULL REFERENCES mine_hub.county (county),
    tbl          text COLLATE "C" NOT NULL,
    uuid         text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    sequence     bigint NOT NULL,
    deleted      boolean NOT NULL,
    vals         jsonb NOT NULL,
    review_state text GENERATED ALWAYS AS (vals ->> 'review_state') STORED,
    geom         public.geometry(Geometry, 4490), -- mine_hub.geometry_of(vals), which takes a tenth of a push
    PRIMARY KEY (county, uuid, tbl),
    UNIQUE (county, sequence)
) PARTITION BY HASH (county);
CREATE INDEX stored_row_geom ON mine_hub.stored_row USING gist (geom);
CREATE INDEX stored_row_review ON mine_hub.stored_row (county, review_state)
    WHERE NOT deleted AND review_state NOT IN ('draft', 'province');

-- What a row cannot stand without: a photo its problem, a link its problem and its mine.
CREATE TABLE mine_hub.row_parent (
    county text COLLATE "C" NOT NULL,
    parent text COLLATE "C" NOT NULL,
    tbl    text COLLATE "C" NOT NULL,
    uuid   text COLLATE "C" NOT NULL,
    PRIMARY KEY (county, uuid, tbl, parent),
    FOREIGN KEY (county, uuid, tbl) REFERENCES mine_hub.stored_row (county, uuid, tbl)
);
CREATE INDEX row_parent_by_parent ON mine_hub.row_parent (county, parent);

-- Every batch that was answered, with its answer, so that a replay gets the same one.
CREATE TABLE mine_hub.batch (
    county       text COLLATE "C" NOT NULL REFERENCES mine_hub.county (county),
    device       text COLLATE "C" NOT NULL,
    device_epoch text COLLATE "C" NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),
    hash         text NOT NULL,
    login        name NOT NULL,
    at           timestamptz NOT NULL,
    answer       jsonb NOT NULL,
    PRIMARY KEY (county, device, device_epoch, number)
);

-- The history: every version of every row, with the values that it brought and who brought them. A version that a
-- review on the hub itself made has no device.
CREATE TABLE mine_hub.row_version (
    county       text COLLATE "C" NOT NULL,
    tbl          text COLLATE "C" NOT NULL,
    uuid         text COLLATE "C" NOT NULL,
    version      bigint NOT NULL,
    sequence     bigint NOT NULL,
    operation    text NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
    vals         jsonb NOT NULL,
    device       text,
    device_epoch text,
    number       bigint,
    login        name NOT NULL,
    at           timestamptz NOT NULL,
    -- To stored_row it has no foreign key: rows are never taken away, and checking it would be a third of a push.
    PRIMARY KEY (county, uuid, tbl, version),
    UNIQUE (county, sequence)
) PARTITION BY HASH (county);

CREATE TABLE mine_hub.device (
    county text COLLATE "C" NOT NULL REFERENCES mine_hub.county (county),
    device text COLLATE "C" NOT NULL,
    cursor bigint NOT NULL,
    login  name NOT NULL,
    seen   timestamptz NOT NULL,
    PRIMARY KEY (county, device)
);

CREATE TABLE mine_hub.blob (
    county   text COLLATE "C" NOT NULL REFERENCES mine_hub.county (county),
    sha256   text COLLATE "C" NOT NULL,
    size     bigint NOT NULL CHECK (size BETWEEN 0 AND 536870912),
    received bigint NOT NULL CHECK (received BETWEEN 0 AND size),
    complete boolean NOT NULL DEFAULT false,
    login    name NOT NULL,
    PRIMARY KEY (county, sha256)
);

CREATE TABLE mine_hub.blob_chunk (
    county  text COLLATE "C" NOT NULL,
    sha256  text COLLATE "C" NOT NULL,
    start   bigint NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (county, sha256, start),
    FOREIGN KEY (county, sha256) REFERENCES mine_hub.blob (county, sha256)
) PARTITION BY HASH (county);
ALTER TABLE mine_hub.blob_chunk ALTER COLUMN content SET STORAGE EXTERNAL; -- photos are compressed already

DO $$
-- By hash, not one for each county: the size of a partition is public in PostgreSQL's catalogue.
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['stored_row', 'row_version', 'blob_chunk'] LOOP
        FOR v_part IN 0..7 LOOP
            EXECUTE format('CREATE TABLE mine_hub.%I PARTITION OF mine_hub.%I FOR VALUES WITH (MODULUS 8, REMAINDER %s)',
                           v_table || '_' || v_part, v_table, v_part);
        END LOOP;
    END LOOP;
END
$$;

RESET ROLE;
