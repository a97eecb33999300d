-- What this computer makes of a mailbox's letters, beside the tables of the embedded hub (`sql/hub`).
-- It can be thrown away at any time: it is drawn anew from the letters.

-- Every letter that was folded in, whole: a mailbox that lacks it gets it from here.
CREATE TABLE letter (
    id         INTEGER PRIMARY KEY,
    hash       TEXT NOT NULL UNIQUE,
    county     TEXT NOT NULL,
    outbox     TEXT NOT NULL,
    name       TEXT NOT NULL,
    number     INTEGER NOT NULL,
    batch_hash TEXT NOT NULL,
    clock      INTEGER NOT NULL,
    content    BLOB NOT NULL
);
CREATE INDEX letter_by_outbox ON letter (county, outbox, number);
CREATE INDEX letter_by_name ON letter (county, name);
CREATE INDEX letter_by_clock ON letter (county, clock);

-- The letters that no known letter comes after.
CREATE TABLE tip (
    county TEXT NOT NULL,
    hash   TEXT NOT NULL,
    PRIMARY KEY (county, hash)
) WITHOUT ROWID;

-- The version that a version was made from (0: none), and the letter that brought it is `version.batch_id`.
CREATE TABLE lineage (
    row_id  INTEGER NOT NULL,
    version INTEGER NOT NULL,
    base    INTEGER NOT NULL,
    PRIMARY KEY (row_id, version)
) WITHOUT ROWID;

CREATE TABLE absorbed (
    row_id  INTEGER NOT NULL,
    version INTEGER NOT NULL,
    other   INTEGER NOT NULL,
    PRIMARY KEY (row_id, version, other)
) WITHOUT ROWID;

-- The last versions of branches that did not become the row: they wait to be brought in.
CREATE TABLE branch (
    row_id  INTEGER NOT NULL,
    version INTEGER NOT NULL,
    county  TEXT NOT NULL,
    PRIMARY KEY (row_id, version)
) WITHOUT ROWID;

-- Records of which a delete and a child may have come from two sides.
CREATE TABLE suspect (
    county TEXT NOT NULL,
    uuid   TEXT NOT NULL,
    PRIMARY KEY (county, uuid)
) WITHOUT ROWID;
