-- The embedded hub: one file, many counties; every key starts with the county or with a row that belongs to one.

CREATE TABLE hub_meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

-- A device that was silent for so many days is behind: deletions are forgotten without it. A proposal.
INSERT INTO hub_meta VALUES ('silent_days', 180);

-- The sequence is taken from here inside the push's own write transaction: it has no gap and no late comer.
CREATE TABLE county (
    code          TEXT NOT NULL PRIMARY KEY,
    last_sequence INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- A row as it stands. A deleted one stays as a tombstone with its last values.
CREATE TABLE row (
    id       INTEGER PRIMARY KEY,
    county   TEXT NOT NULL REFERENCES county (code),
    tbl      TEXT NOT NULL,
    uuid     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    deleted  INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    UNIQUE (county, uuid, tbl),
    UNIQUE (county, sequence)
);

-- What a row cannot stand without: a photo its problem, a link its problem and its mine.
CREATE TABLE row_parent (
    county TEXT NOT NULL,
    parent TEXT NOT NULL,
    row_id INTEGER NOT NULL REFERENCES row (id),
    PRIMARY KEY (county, parent, row_id)
) WITHOUT ROWID;
CREATE INDEX row_parent_by_row ON row_parent (row_id);

-- Values keep SQLite's own types: no affinity, nothing rounded.
CREATE TABLE cell (
    row_id INTEGER NOT NULL REFERENCES row (id),
    col    TEXT NOT NULL,
    value,
    PRIMARY KEY (row_id, col)
) WITHOUT ROWID;

-- Every batch that was answered, so that a replay gets the same answer.
CREATE TABLE batch (
    id           INTEGER PRIMARY KEY,
    county       TEXT NOT NULL REFERENCES county (code),
    device       TEXT NOT NULL,
    device_epoch TEXT NOT NULL,
    number       INTEGER NOT NULL,
    hash         TEXT NOT NULL,
    at           TEXT NOT NULL,
    UNIQUE (county, device, device_epoch, number)
);

CREATE TABLE batch_result (
    batch_id    INTEGER NOT NULL REFERENCES batch (id),
    position    INTEGER NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('accepted', 'stale', 'refused')),
    version     INTEGER,
    sequence    INTEGER,
    reason      TEXT,
    row_id      INTEGER REFERENCES row (id),
    row_version INTEGER,
    PRIMARY KEY (batch_id, position)
) WITHOUT ROWID;

-- The history: every version of every row, with the values that it brought.
CREATE TABLE version (
    row_id    INTEGER NOT NULL REFERENCES row (id),
    version   INTEGER NOT NULL,
    county    TEXT NOT NULL,
    sequence  INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
    batch_id  INTEGER NOT NULL REFERENCES batch (id),
    at        TEXT NOT NULL,
    PRIMARY KEY (row_id, version),
    UNIQUE (county, sequence)
) WITHOUT ROWID;

CREATE TABLE version_cell (
    row_id  INTEGER NOT NULL,
    version INTEGER NOT NULL,
    col     TEXT NOT NULL,
    value,
    PRIMARY KEY (row_id, version, col)
) WITHOUT ROWID;

CREATE TABLE device (
    county TEXT NOT NULL REFERENCES county (code),
    device TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    seen   TEXT NOT NULL,
    PRIMARY KEY (county, device)
) WITHOUT ROWID;

CREATE TABLE blob (
    county   TEXT NOT NULL REFERENCES county (code),
    sha256   TEXT NOT NULL,
    size     INTEGER NOT NULL,
    received INTEGER NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
    unwanted TEXT, -- since when no photo of the county names it; collected after a time of grace
    PRIMARY KEY (county, sha256)
) WITHOUT ROWID;

CREATE TABLE blob_chunk (
    id      INTEGER PRIMARY KEY,
    county  TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    start   INTEGER NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (county, sha256, start)
);

-- What is in dispute, for a person with any SQLite tool.
CREATE VIEW conflict AS
SELECT row.county, row.uuid AS conflict_uuid, row.sequence,
       max(CASE cell.col WHEN 'tbl' THEN cell.value END) AS tbl,
       max(CASE cell.col WHEN 'uuid' THEN cell.value END) AS uuid,
       max(CASE cell.col WHEN 'kind' THEN cell.value END) AS kind,
       max(CASE cell.col WHEN 'field_group' THEN cell.value END) AS field_group,
       max(CASE cell.col WHEN 'device' THEN cell.value END) AS device,
       max(CASE cell.col WHEN 'at' THEN cell.value END) AS at,
       max(CASE cell.col WHEN 'resolved_at' THEN cell.value END) AS resolved_at,
       max(CASE cell.col WHEN 'resolution' THEN cell.value END) AS resolution
FROM row JOIN cell ON cell.row_id = row.id
WHERE row.tbl = '_sync_conflict' AND NOT row.deleted
GROUP BY row.id;
