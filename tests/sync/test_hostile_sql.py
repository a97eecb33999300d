"""Hostile SQL: a county's login with psql in its hands reads, changes and infers nothing of another county.

Ann surveys Liulin. Bo surveys Zhongyang, which has a record, a photo and a conflict that Ann never learns of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

import psycopg2
import psycopg2.errors
import pytest

from plugin.sync.batches import Batch, Change, to_bytes
from plugin.sync.postgis_hub import PostgisHub
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, new_hub, person

NOWHERE = "149998"
SECRET = "the secret of Zhongyang"
SECRET_PHOTO = b"a photo of Zhongyang"
SECRET_HASH = hashlib.sha256(SECRET_PHOTO).hexdigest()
RECORD = "5c1f3d9e-0000-4000-8000-000000000001"

TABLES_OF_ROWS = (
    "stored_row",
    "row_version",
    "row_parent",
    "batch",
    "device",
    "blob",
    "blob_chunk",
    "share",
    "proposal",
)


@dataclass
class Attacker:
    """Ann with psql."""

    server: Server
    database: str
    connection: Any

    def run(self, statement: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return list(cursor.fetchall()) if cursor.description else []

    def error(self, statement: str, parameters: tuple[object, ...] = ()) -> tuple[str, str]:
        """Return state and text of the error that a statement must end with."""
        with pytest.raises(psycopg2.Error) as raised:
            self.run(statement, parameters)
        diagnostics = raised.value.diag
        told = (diagnostics.message_primary, diagnostics.message_detail, diagnostics.message_hint)
        return str(raised.value.pgcode), "|".join(filter(None, told))


def batch(county: str, device: str, number: int, *changes: Change) -> Batch:
    return Batch(county=county, device=device, device_epoch="1", number=number, changes=changes)


def insert(uuid: str, table: str = "problem_point", parents: tuple[str, ...] = (), **values: Any) -> Change:
    return Change(table=table, uuid=uuid, operation="insert", base_version=0, parents=parents, values=values)


@pytest.fixture(scope="module")
def province(server: Server) -> tuple[Server, str]:
    """Return a hub in which Zhongyang has something to hide."""
    server, database = new_hub(
        person("ann", surveyor=LIULIN),
        person("bo", surveyor=ZHONGYANG),
        person("carol", county_reviewer=ZHONGYANG),
    )
    with closing(PostgisHub(server.address(database, "bo"))) as hub:
        hub.push(
            batch(ZHONGYANG, "bo", 1, insert(RECORD, note=SECRET), insert("k", "_sync_conflict", mine=SECRET))
        )
        hub.blob_put(ZHONGYANG, SECRET_HASH, 0, SECRET_PHOTO, size=len(SECRET_PHOTO))
        hub.ack("bo", ZHONGYANG, 2)
    with closing(PostgisHub(server.address(database, "ann"))) as hub:
        hub.push(batch(LIULIN, "ann", 1, insert("ours", note="ours")))
    server.run("ANALYZE", database=database)
    return server, database


@pytest.fixture
def ann(province: tuple[Server, str]) -> Iterator[Attacker]:
    """Return Ann, connected."""
    server, database = province
    with closing(server.connect(database, "ann")) as connection:
        yield Attacker(server, database, connection)


def everything(server: Server, database: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of Zhongyang, as a superuser sees them."""
    return {
        table: server.run(
            f"SELECT t::text FROM mine_hub.{table} t WHERE county = %s ORDER BY 1",
            (ZHONGYANG,),
            database=database,
        )
        for table in (*TABLES_OF_ROWS, "county")
    }


def relations(server: Server, database: str) -> list[str]:
    rows = server.run(
        "SELECT relname FROM pg_class WHERE relnamespace = 'mine_hub'::regnamespace"
        " AND relkind IN ('r', 'p', 'v', 'm', 'S')",
        database=database,
    )
    return [row[0] for row in rows]


# -- what the catalogue must say


def test_row_security_is_forced_on_every_table_and_partition(province: tuple[Server, str]) -> None:
    server, database = province

    tables = server.run(
        "SELECT relname, relrowsecurity AND relforcerowsecurity,"
        " (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid)"
        " FROM pg_class c WHERE relnamespace = 'mine_hub'::regnamespace AND relkind IN ('r', 'p')",
        database=database,
    )

    assert len(tables) > 3 * 8
    assert [name for name, forced, policies in tables if not forced or not policies] == []


def test_nobody_who_logs_in_owns_or_passes_anything(province: tuple[Server, str]) -> None:
    server, database = province

    owners = server.run(
        "SELECT DISTINCT r.rolname, r.rolcanlogin, r.rolsuper, r.rolbypassrls FROM ("
        " SELECT relowner AS owner FROM pg_class WHERE relnamespace = 'mine_hub'::regnamespace"
        " UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'mine_hub'::regnamespace"
        " UNION SELECT nspowner FROM pg_namespace WHERE nspname = 'mine_hub') o"
        " JOIN pg_roles r ON r.oid = o.owner",
        database=database,
    )

    assert owners == [("mine_hub_owner", False, False, False)]


def test_every_function_of_a_definer_has_a_fixed_path_and_no_grant_to_everybody(
    province: tuple[Server, str],
) -> None:
    server, database = province

    loose = server.run(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'mine_hub'::regnamespace AND ("
        " (prosecdef AND NOT 'search_path=pg_catalog, mine_hub, pg_temp' = ANY (coalesce(proconfig, '{}')))"
        " OR has_function_privilege('public', oid, 'EXECUTE'))",
        database=database,
    )
    inner = server.run(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'mine_hub'::regnamespace AND NOT prosecdef"
        " AND has_function_privilege('ann', oid, 'EXECUTE')",
        database=database,
    )

    assert (loose, inner) == ([], [])


def test_views_ask_with_the_rights_of_who_looks(province: tuple[Server, str]) -> None:
    server, database = province

    views = server.run(
        "SELECT relname, 'security_invoker=true' = ANY (reloptions) FROM pg_class"
        " WHERE relnamespace = 'mine_hub'::regnamespace AND relkind = 'v'",
        database=database,
    )

    assert len(views) >= 4
    assert all(invoker for _, invoker in views)


def test_every_key_and_foreign_key_of_a_countys_table_starts_with_the_county(
    province: tuple[Server, str],
) -> None:
    server, database = province

    first = server.run(
        "SELECT conrelid::regclass::text, a.attname FROM pg_constraint k"
        " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]"
        " WHERE connamespace = 'mine_hub'::regnamespace AND contype IN ('p', 'u', 'f')"
        " AND EXISTS (SELECT FROM pg_attribute c WHERE c.attrelid = k.conrelid AND c.attname = 'county')",
        database=database,
    )

    assert {column for _, column in first} == {"county"}


# -- direct access


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM mine_hub.{}",
        "SELECT count(*) FROM mine_hub.{}",
        "INSERT INTO mine_hub.{} DEFAULT VALUES",
        "DELETE FROM mine_hub.{}",
        "TRUNCATE mine_hub.{}",
        "EXPLAIN SELECT * FROM mine_hub.{}",
        "COPY mine_hub.{} TO STDOUT",
        "DO $$ BEGIN LOCK TABLE mine_hub.{} IN ACCESS SHARE MODE; END $$",
        "ALTER TABLE mine_hub.{} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE mine_hub.{} OWNER TO ann",
        "CREATE POLICY mine ON mine_hub.{} USING (true)",
        "GRANT SELECT ON mine_hub.{} TO ann",
        "DROP TABLE mine_hub.{}",
        "CREATE TRIGGER mine BEFORE INSERT ON mine_hub.{} EXECUTE FUNCTION tsvector_update_trigger()",
        "SELECT nextval('mine_hub.{}')",
        "CREATE VIEW leak AS SELECT * FROM mine_hub.{}",
        "CREATE RULE leak AS ON INSERT TO mine_hub.{} DO ALSO NOTHING",
    ],
)
def test_no_table_partition_or_view_can_be_touched_directly(ann: Attacker, statement: str) -> None:
    for name in relations(ann.server, ann.database):
        state, text = ann.error(statement.format(name))
        assert state in ("42501", "42809", "0A000", "55000"), (name, state, text)  # no right; a view has none
        assert SECRET not in text


# -- every function with the other county's code


CALLS = {
    "hello": ("SELECT mine_hub.hello(%s)", ()),
    "pull": ("SELECT mine_hub.pull(%s, 0, 10)", ()),
    "ack": ("SELECT mine_hub.ack('ann', %s, 0)", ()),
    "blobs_missing": ("SELECT mine_hub.blobs_missing(%s, %s)", ([SECRET_HASH],)),
    "blob_put": ("SELECT mine_hub.blob_put(%s, %s, 0, 'x', 1)", (SECRET_HASH,)),
    "blob_get": ("SELECT mine_hub.blob_get(%s, %s, 0, 10)", (SECRET_HASH,)),
    "review": (
        "SELECT mine_hub.review(%s, 'submit', NULL, %s)",
        (json.dumps([["problem_point", RECORD, 1]]),),
    ),
    "row_history": ("SELECT mine_hub.row_history(%s, 'problem_point', %s)", (RECORD,)),
    "share": ("SELECT mine_hub.share(%s, %s, '141125', 'read')", (RECORD,)),
    "grants": ("SELECT mine_hub.grants(%s)", ()),
    "shared_rows": ("SELECT mine_hub.shared_rows(%s)", ()),
    "shared_photo_get": ("SELECT mine_hub.shared_photo_get(%s, '141129', %s, 0, 10)", (SECRET_HASH,)),
    "proposals": ("SELECT mine_hub.proposals(%s)", ()),
    "answer_proposal": ("SELECT mine_hub.answer_proposal(%s, gen_random_uuid(), true)", ()),
}


@pytest.mark.parametrize("call", CALLS)
def test_another_county_and_one_that_does_not_exist_are_the_same_answer(ann: Attacker, call: str) -> None:
    statement, parameters = CALLS[call]

    theirs = ann.error(statement, (ZHONGYANG, *parameters))
    nowhere = ann.error(statement, (NOWHERE, *parameters))

    assert theirs == nowhere == ("MH404", "this hub does not serve that county to you")


def test_a_batch_for_another_county_is_refused_however_it_is_labelled(ann: Attacker) -> None:
    content = to_bytes(batch(ZHONGYANG, "ann", 1, insert("x")))

    for county in (ZHONGYANG, NOWHERE):
        assert ann.error("SELECT mine_hub.push(%s, %s)", (county, content))[0] == "MH404"
    assert ann.error("SELECT mine_hub.push(%s, %s)", (LIULIN, content))[0] == "MH422"


def test_every_function_is_covered_here_or_says_nothing_of_a_county(ann: Attacker) -> None:
    granted = ann.run(
        "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace"
        " WHERE nspname = 'mine_hub') AND has_function_privilege(oid, 'EXECUTE')"
    )

    assert {row[0] for row in granted} - set(CALLS) == {
        *("push", "propose", "review_queue", "statistics", "counties", "memberships", "installed_version")
    }


@pytest.mark.parametrize("area", [ZHONGYANG, NOWHERE, "141100", "140000", "14", ""])
def test_what_lists_an_area_lists_the_own_county_alone(ann: Attacker, area: str) -> None:
    for statement in ("SELECT * FROM mine_hub.statistics(%s)", "SELECT * FROM mine_hub.review_queue(%s)"):
        assert {row[0] for row in ann.run(statement, (area,))} <= {LIULIN}


def test_lists_without_an_area_show_oneself_alone(ann: Attacker) -> None:
    assert [row[0] for row in ann.run("SELECT * FROM mine_hub.counties()")] == [LIULIN]
    assert {row[0] for row in ann.run("SELECT * FROM mine_hub.memberships()")} == {"ann"}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT mine_hub.grant_membership('ann', '140000', 'admin')",
        "SELECT mine_hub.revoke_membership('bo', '141129', 'surveyor')",
        "SELECT mine_hub.create_county('141130', 'mine')",
        "SELECT mine_hub.set_person('ann', 'queen')",
        "SELECT mine_hub.write_version('141129', 't', 'u', 1, 1, 'insert', '{}', NULL, NULL, NULL)",
        "SELECT mine_hub.my_areas()",
        "SELECT mine_hub.row_shared_with_me('141129', 'problem_point', 'x')",
        "SELECT mine_hub.blob_drop('141129', 'x')",
        "SELECT mine_hub.blob_bytes('141129', 'x', 0, 1)",
        "SELECT mine_hub.photo_is_shared('141129', 'x', ARRAY['141125'])",
        "SELECT mine_hub.forget_deleted('141129')",
        "SELECT mine_hub.forget_deleted()",
        "SELECT mine_hub.collect_photos()",
        "SELECT mine_hub.enter('141129')",
        "SELECT mine_hub.leave('141129', 'person')",
        "SELECT mine_hub.named_photos('141129')",
        "SELECT mine_hub.set_silent_days(1)",
        "SELECT mine_hub.silent_devices()",
    ],
)
def test_what_administers_or_works_inside_cannot_be_called(ann: Attacker, statement: str) -> None:
    assert ann.error(statement)[0] == "42501"


# -- oracles of keys, parents and photos


def test_a_uuid_of_another_county_behaves_as_one_that_is_new(ann: Attacker) -> None:
    def answer(number: int, uuid: str) -> Any:
        content = to_bytes(
            batch(LIULIN, "prober", number, insert(uuid), insert("c" + uuid, "photo", (uuid,)))
        )
        rows = json.loads(ann.run("SELECT mine_hub.push(%s, %s)", (LIULIN, content))[0][0])["rows"]
        return [row[:2] for row in rows]

    assert answer(1, RECORD) == answer(2, "5c1f3d9e-0000-4000-8000-000000000002")


def test_a_parent_of_another_county_is_no_parent(ann: Attacker) -> None:
    content = to_bytes(
        batch(LIULIN, "orphan", 1, insert("o1", "photo", (RECORD + "x",)), insert("o2", "photo", ("k",)))
    )

    known, unknown = json.loads(ann.run("SELECT mine_hub.push(%s, %s)", (LIULIN, content))[0][0])["rows"]

    assert known == unknown == ["refused", "the record it belongs to is not in the hub", None]


def test_a_proposal_for_a_record_that_is_not_shared_says_what_one_for_no_record_says(ann: Attacker) -> None:
    def answer(county: str, uuid: str) -> tuple[str, str]:
        return ann.error(
            "SELECT mine_hub.propose(%s, 'problem_point', %s, %s, '{}', '')", (county, uuid, LIULIN)
        )

    answers = {answer(ZHONGYANG, RECORD), answer(ZHONGYANG, "none"), answer(NOWHERE, RECORD)}

    assert answers == {("MH406", "there is no such record that you may see")}


def test_a_photo_of_another_county_is_missing_here_and_cannot_be_fetched(ann: Attacker) -> None:
    (missing,) = ann.run("SELECT mine_hub.blobs_missing(%s, %s)", (LIULIN, [SECRET_HASH, "0" * 64]))
    (content,) = ann.run("SELECT mine_hub.blob_get(%s, %s, 0, 100)", (LIULIN, SECRET_HASH))

    assert missing == ({SECRET_HASH: 0, "0" * 64: 0},)
    assert bytes(content[0]) == b""


def test_a_grant_gives_the_photos_of_its_record_and_tells_nothing_of_any_other(server: Server) -> None:
    server, database = new_hub(
        person("ann", surveyor=LIULIN),
        person("bo", surveyor=ZHONGYANG),
        person("carol", county_reviewer=ZHONGYANG),
    )
    open_, hidden = b"on the line", b"a photo inland"
    named, unnamed, foreign = (hashlib.sha256(content).hexdigest() for content in (open_, hidden, b"nowhere"))
    with closing(PostgisHub(server.address(database, "bo"))) as hub:
        for content in (open_, hidden):
            hub.blob_put(ZHONGYANG, hashlib.sha256(content).hexdigest(), 0, content, size=len(content))
        changes = (
            insert("r"),
            insert("s"),
            insert("p", "photo", ("r",), sha256=named),
            insert("q", "photo", ("s",), sha256=unnamed),
        )
        hub.push(batch(ZHONGYANG, "bo", 1, *changes))
    with closing(PostgisHub(server.address(database, "carol"))) as hub:
        hub.share(ZHONGYANG, "r", LIULIN, "propose")
    with closing(server.connect(database, "ann")) as connection:
        ann = Attacker(server, database, connection)

        def get(owner: str, sha256: str) -> bytes:
            statement = "SELECT mine_hub.shared_photo_get(%s, %s, %s, 0, 100)"
            return bytes(ann.run(statement, (LIULIN, owner, sha256))[0][0])

        # Her own rows name what she would like to have; that does not make it hers.
        mine = batch(LIULIN, "ann", 1, insert("r"), insert("x", "photo", ("r",), sha256=unnamed))
        ann.run("SELECT mine_hub.push(%s, %s)", (LIULIN, to_bytes(mine)))
        ann.run(
            "SELECT mine_hub.propose(%s, 'problem_point', 'r', %s, %s, '')",
            (ZHONGYANG, LIULIN, json.dumps({"sha256": unnamed})),
        )

        assert get(ZHONGYANG, named) == open_
        assert [get(ZHONGYANG, one) for one in (unnamed, foreign)] == [b"", b""]
        assert [get(owner, named) for owner in (NOWHERE, LIULIN, "14", "%")] == [b""] * 4
        assert ann.run("SELECT mine_hub.blob_get(%s, %s, 0, 100)", (LIULIN, named))[0][0].tobytes() == b""
        assert ann.error("SELECT mine_hub.blob_get(%s, %s, 0, 100)", (ZHONGYANG, named))[0] == "MH404"
        assert ann.run("SELECT mine_hub.blobs_missing(%s, %s)", (LIULIN, [named, unnamed]))[0][0] == {
            named: 0,
            unnamed: 0,
        }
        for statement in ("INSERT INTO mine_hub.blob DEFAULT VALUES", "SELECT * FROM mine_hub.blob_chunk"):
            assert ann.error(statement)[0] == "42501"


def test_a_device_name_of_another_county_is_free_here(ann: Attacker) -> None:
    content = to_bytes(batch(LIULIN, "bo", 1))

    assert json.loads(ann.run("SELECT mine_hub.push(%s, %s)", (LIULIN, content))[0][0])["rows"] == []


# -- becoming somebody else


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE mine_hub_owner",
        "SET ROLE mine_hub_admin",
        "SET ROLE bo",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION bo",
        "SET SESSION AUTHORIZATION mine_hub_owner",
        "GRANT mine_hub_owner TO ann",
        "CREATE ROLE eve LOGIN SUPERUSER",
        "ALTER ROLE ann BYPASSRLS",
        "SELECT set_config('session_authorization', 'bo', false)",
        "SELECT set_config('role', 'mine_hub_owner', false)",
        "SET session_preload_libraries = 'auto_explain'",
        "SET session_replication_role = replica",
        "LOAD 'auto_explain'",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "CREATE EXTENSION dblink",
        "CREATE PUBLICATION p FOR ALL TABLES",
        "SELECT pg_create_logical_replication_slot('s', 'test_decoding')",
        "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_nobody_becomes_somebody_else(ann: Attacker, statement: str) -> None:
    assert ann.error(statement)[0] in ("42501", "22023", "0A000", "42704", "55000")


def test_a_setting_for_the_next_login_makes_nobody_else_of_it(ann: Attacker) -> None:
    for setting in ("session_authorization = 'bo'", "role = 'mine_hub_owner'"):
        ann.run(f"ALTER ROLE ann SET {setting}")

        try:
            with closing(ann.server.connect(ann.database, "ann")) as connection:
                again = Attacker(ann.server, ann.database, connection)
                assert again.run("SELECT session_user::text, current_user::text") == [("ann", "ann")]
                assert again.error("SELECT mine_hub.pull(%s, 0, 10)", (ZHONGYANG,))[0] == "MH404"
        except psycopg2.OperationalError as refused:
            assert "permission denied" in str(refused)
        finally:
            ann.run("ALTER ROLE ann RESET ALL")


def test_acting_as_a_group_does_not_change_who_one_is(ann: Attacker) -> None:
    ann.run("SET ROLE mine_hub_client")

    assert ann.error("SELECT mine_hub.pull(%s, 0, 10)", (ZHONGYANG,))[0] == "MH404"
    assert [row[0] for row in ann.run("SELECT * FROM mine_hub.counties()")] == [LIULIN]


def test_row_security_cannot_be_switched_off(ann: Attacker) -> None:
    ann.run("SET row_security = off")

    assert ann.error("SELECT mine_hub.pull(%s, 0, 10)", (ZHONGYANG,))[0] in ("MH404", "42501")
    assert ann.error("SELECT mine_hub.counties()")[0] == "42501"


# -- shadowing what the functions call


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE SCHEMA evil",
        "CREATE TABLE public.county (county text)",
        "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql RETURN 'epoch'::timestamptz",
        "CREATE TEMP TABLE membership (login name, area text, role text)",
        "CREATE TEMP VIEW membership AS SELECT 1",
        "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE FUNCTION mine_hub.evil() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
        "CREATE CAST (text AS int) WITH INOUT AS IMPLICIT",
        "CREATE TYPE public.t AS (a int)",
    ],
)
def test_nothing_can_be_made_in_the_database(ann: Attacker, statement: str) -> None:
    assert ann.error(statement)[0] in ("42501", "3F000", "42P17", "0A000")


def test_a_schema_of_ones_own_in_front_of_the_path_shadows_nothing(province: tuple[Server, str]) -> None:
    """Even where somebody was given a schema and temporary tables, contrary to the installation."""
    server, database = province
    server.run(f'GRANT TEMPORARY ON DATABASE "{database}" TO ann', database=database)
    server.run("CREATE SCHEMA IF NOT EXISTS evil AUTHORIZATION ann", database=database)
    with closing(server.connect(database, "ann")) as connection:
        ann = Attacker(server, database, connection)
        for schema in ("evil", "pg_temp"):
            ann.run(f"CREATE TABLE {schema}.membership (login name, area text, role text)")
            ann.run(f"INSERT INTO {schema}.membership VALUES ('ann', '14', 'admin')")
            ann.run(f"CREATE TABLE {schema}.stored_row (county text)")
        ann.run(
            "CREATE FUNCTION evil.covers(a text[], b text) RETURNS boolean LANGUAGE sql RETURN true;"
            "CREATE FUNCTION evil.my_areas() RETURNS text[] LANGUAGE sql RETURN ARRAY['14'];"
            "CREATE FUNCTION evil.pg_has_role(name, text, text) RETURNS boolean LANGUAGE sql RETURN true;"
            "CREATE FUNCTION evil.left(text, int) RETURNS text LANGUAGE sql RETURN '14';"
            "CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE sql RETURN true;"
            "CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same);"
            "CREATE FUNCTION evil.meets(text[], text[]) RETURNS boolean LANGUAGE sql RETURN true;"
            "CREATE OPERATOR evil.&& (LEFTARG = text[], RIGHTARG = text[], FUNCTION = evil.meets)"
        )
        for path in ("evil, pg_catalog, mine_hub", "pg_temp, evil, pg_catalog", "evil"):
            ann.run(f"SET search_path = {path}")
            assert ann.error("SELECT mine_hub.pull(%s, 0, 10)", (ZHONGYANG,))[0] == "MH404"
            assert {row[0] for row in ann.run("SELECT county FROM mine_hub.counties()")} == {LIULIN}
    server.run("DROP SCHEMA evil CASCADE", database=database)
    server.run(f'REVOKE TEMPORARY ON DATABASE "{database}" FROM ann', database=database)


# -- inferring


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_relation_size('mine_hub.stored_row_0')",
        "SELECT pg_total_relation_size('mine_hub.stored_row')",
        "SELECT pg_database_size(current_database())",
        "SELECT reltuples FROM pg_class WHERE relname = 'stored_row_0'",
        "SELECT relpages FROM pg_class",
        "SELECT * FROM pg_stat_user_tables",
        "SELECT n_tup_ins FROM pg_stat_all_tables",
        "SELECT idx_scan FROM pg_stat_user_indexes",
        "SELECT heap_blks_hit FROM pg_statio_user_tables",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_authid",
        "SELECT * FROM pg_hba_file_rules",
        "SELECT pg_stat_get_live_tuples('mine_hub.stored_row_0'::regclass)",
    ],
)
def test_sizes_counts_and_samples_of_tables_are_not_shown(ann: Attacker, statement: str) -> None:
    assert ann.error(statement)[0] == "42501"


def test_the_planners_samples_show_nothing_of_the_hub(ann: Attacker) -> None:
    assert ann.run("SELECT * FROM pg_stats WHERE schemaname = 'mine_hub'") == []
    assert ann.run("SELECT * FROM pg_stats_ext WHERE schemaname = 'mine_hub'") == []


def test_a_plan_of_a_call_shows_no_plan_of_what_it_does(ann: Attacker) -> None:
    plan = "\n".join(row[0] for row in ann.run("EXPLAIN ANALYZE SELECT * FROM mine_hub.counties()"))

    assert "Function Scan" in plan
    assert "membership" not in plan and "Rows Removed" not in plan


def test_what_others_run_and_keep_is_not_shown(ann: Attacker, province: tuple[Server, str]) -> None:
    server, database = province
    with closing(server.connect(database, "bo")) as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('application_name', %s, false), lo_from_bytea(424242, %s)", ("x", SECRET_PHOTO)
        )
        queries = ann.run("SELECT query FROM pg_stat_activity WHERE usename = 'bo' AND query <> ''")
        assert {row[0] for row in queries} <= {"<insufficient privilege>"}
        assert ann.error("SELECT lo_get(424242)")[0] == "42501"
        assert ann.error("SELECT * FROM pg_largeobject")[0] == "42501"
        cursor.execute("SELECT lo_unlink(424242)")


def test_a_leaky_function_in_a_query_of_ones_own_is_given_no_row(province: tuple[Server, str]) -> None:
    """The analyst of another province may read the tables; row security goes before their functions."""
    server, database = province
    server.run("CREATE ROLE dora LOGIN; GRANT mine_hub_client, mine_hub_analyst TO dora", database=database)
    try:
        server.run(
            "SELECT mine_hub.set_person('dora', 'Dora'), mine_hub.grant_membership('dora', '13', 'surveyor')",
            database=database,
        )
        server.run("CREATE SCHEMA dora AUTHORIZATION dora", database=database)
        with closing(server.connect(database, "dora")) as connection:
            dora = Attacker(server, database, connection)
            dora.run(
                "CREATE FUNCTION dora.leak(t text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS"
                " $$BEGIN RAISE NOTICE '%', t; RETURN true; END$$"
            )
            for relation in ("stored_row", "map_problem", "problem_statistics"):
                assert dora.run(f"SELECT * FROM mine_hub.{relation} WHERE dora.leak(county)") == []
            assert connection.notices == []
            assert dora.error("SELECT * FROM mine_hub.stored_row_0")[0] == "42501"
            assert dora.error("UPDATE mine_hub.stored_row SET deleted = true")[0] == "42501"
    finally:
        server.run("DROP OWNED BY dora; DROP ROLE dora", database=database)


# -- after all that


def test_a_surveyor_cannot_accept_reopen_or_forge_history(
    province: tuple[Server, str], ann: Attacker
) -> None:
    content = to_bytes(batch(LIULIN, "forger", 1, insert("forged", review_state="province")))
    (answer,) = json.loads(ann.run("SELECT mine_hub.push(%s, %s)", (LIULIN, content))[0][0])["rows"]
    reviewed = json.loads(
        ann.run(
            "SELECT mine_hub.review(%s, 'accept', NULL, %s)",
            (LIULIN, json.dumps([["problem_point", "ours", 1]])),
        )[0][0]
    )

    assert answer[:2] == [
        "refused",
        "your role may not bring a record from the review state “draft” to “province”",
    ]
    assert reviewed[0][0] == "refused"
    authors = province[0].run(
        "SELECT DISTINCT login::text FROM mine_hub.row_version WHERE county = %s",
        (LIULIN,),
        database=province[1],
    )
    assert authors == [("ann",)]


def test_the_other_county_is_as_it_was_after_all_attacks(province: tuple[Server, str], ann: Attacker) -> None:
    before = everything(*province)
    for statement, parameters in CALLS.values():
        with suppress(psycopg2.Error):
            ann.run(statement, (ZHONGYANG, *parameters))

    assert everything(*province) == before
    assert len(before["stored_row"]) == 2 and len(before["blob"]) == 1
