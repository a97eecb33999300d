"""Installing the province's hub: by our installer and by psql alike, again, and from an older version."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from plugin.paths import resource
from plugin.sync.batches import Batch, Change
from plugin.sync.errors import HubUnavailableError, NewerHubError, NotAHubError
from plugin.sync.hub_installer import HubInstaller, HubInstallError, Membership, Person, newest_version
from plugin.sync.postgis_errors import HubLoginError, HubOutdatedError
from plugin.sync.postgis_hub import VERSION, PostgisHub
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, lent_hub, new_hub, person

COLUMNS = """
SELECT c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attstorage::text, pg_get_expr(d.adbin, d.adrelid), a.attnum
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'mine_hub'::regnamespace ORDER BY c.relname, a.attnum
"""
CATALOGUE = {
    "columns": COLUMNS,
    "relations": "SELECT relname, relowner::regrole::text, relrowsecurity, relforcerowsecurity, reloptions,"
    " coalesce(relacl, acldefault('r', relowner))::text[] FROM pg_class"
    " WHERE relnamespace = 'mine_hub'::regnamespace ORDER BY 1",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'mine_hub'::regnamespace ORDER BY 1, 2",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'mine_hub' ORDER BY 1",
    "policies": "SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check"
    " FROM pg_policies WHERE schemaname = 'mine_hub' ORDER BY 1, 2",
    "functions": "SELECT oid::regprocedure::text, pg_get_functiondef(oid), proowner::regrole::text,"
    " proacl::text[] FROM pg_proc WHERE pronamespace = 'mine_hub'::regnamespace ORDER BY 1",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'mine_hub.%' ORDER BY 1, 2",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'mine_hub' ORDER BY 1",
    "transitions": "SELECT * FROM mine_hub.review_transition ORDER BY 1, 2, 3",
    "settings": "SELECT key, CASE WHEN key <> 'hub_uuid' THEN value END FROM mine_hub.meta ORDER BY 1",
    "roles": "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles"
    " WHERE rolname LIKE 'mine\\_hub\\_%' ORDER BY 1",
    "closed functions": "SELECT oid::regprocedure::text, proacl::text[] FROM pg_proc"
    " WHERE pronamespace = 'pg_catalog'::regnamespace AND proacl IS NOT NULL ORDER BY 1",
}


def catalogue(server: Server, database: str) -> dict[str, list[tuple[object, ...]]]:
    """Return what PostgreSQL knows of the hub in a database."""
    return {name: server.run(query, database=database) for name, query in CATALOGUE.items()}


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """Return a database with nothing in it."""
    name = server.new_database()
    yield name
    server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


def install(server: Server, database: str, *, version: int | None = None) -> int:
    with HubInstaller(server.address(database)) as installer:
        return installer.install(version=version)


def test_installing_twice_is_installing_once(server: Server, empty: str) -> None:
    first = install(server, empty)
    before = catalogue(server, empty)
    identity = server.run("SELECT value FROM mine_hub.meta WHERE key = 'hub_uuid'", database=empty)

    again = install(server, empty)

    assert first == again == newest_version() >= VERSION
    assert catalogue(server, empty) == before
    assert server.run("SELECT value FROM mine_hub.meta WHERE key = 'hub_uuid'", database=empty) == identity


def test_a_hub_of_an_older_version_becomes_what_a_new_one_is_and_keeps_its_rows(
    server: Server, empty: str
) -> None:
    assert install(server, empty, version=1) == 1
    with HubInstaller(server.address(empty)) as installer:
        installer.create_counties({LIULIN: "柳林县"})
        installer.create_person(person("ann", surveyor=LIULIN))
    old = catalogue(server, empty)
    with closing(PostgisHub(server.address(empty, "ann"))) as hub:
        with pytest.raises(HubOutdatedError, match=f"has version 1, this plugin needs {VERSION}"):
            hub.hello(LIULIN)
        change = Change(table="mine", uuid="a", operation="insert", base_version=0, values={"x": 1.5})
        hub.push(Batch(county=LIULIN, device="ann", device_epoch="1", number=1, changes=(change,)))

    assert install(server, empty) == newest_version()

    fresh = new_hub()[1]
    new = catalogue(server, empty)
    assert new != old
    assert new == catalogue(server, fresh)
    with closing(PostgisHub(server.address(empty, "ann"))) as hub:
        (row,) = hub.pull(LIULIN, 0, 10).rows
        assert (row.values, hub.hello(LIULIN).last_sequence) == ({"x": 1.5}, 1)


def test_a_grant_of_before_the_upgrade_tells_the_login_that_gave_it(server: Server, empty: str) -> None:
    assert install(server, empty, version=3) == 3
    with HubInstaller(server.address(empty)) as installer:
        installer.create_counties({LIULIN: "柳林县"})
        installer.create_person(person("kang", county_reviewer=LIULIN))
    with closing(PostgisHub(server.address(empty, "kang"))) as hub:
        change = Change(table="mine", uuid="a", operation="insert", base_version=0, values={"name": "x"})
        hub.push(Batch(county=LIULIN, device="kang", device_epoch="1", number=1, changes=(change,)))
        hub.share(LIULIN, "a", ZHONGYANG, "read")
        with pytest.raises(HubOutdatedError, match="has version 3"):
            hub.require_version()

    assert install(server, empty) == newest_version()

    assert catalogue(server, empty) == catalogue(server, new_hub()[1])
    with closing(PostgisHub(server.address(empty, "kang"))) as hub:
        hub.require_version()
        (grant,) = hub.grants(LIULIN)
        assert (grant.title, grant.to_county, grant.may, grant.by) == ("x", ZHONGYANG, "read", "kang")


def test_psql_installs_what_our_installer_installs(server: Server, empty: str) -> None:
    psql = shutil.which("psql")
    assert psql is not None
    steps = [
        *sorted(resource("sql", "postgis").glob("0*.sql")),
        resource("sql", "postgis", "database_rights.sql"),
    ]
    files = [argument for path in steps for argument in ("-f", str(path))]

    subprocess.run(
        [
            psql,
            "-h",
            server.socket,
            "-U",
            "postgres",
            "-d",
            empty,
            "-q",
            "-1",
            "-v",
            "ON_ERROR_STOP=1",
            *files,
        ],
        check=True,
        capture_output=True,
    )

    assert catalogue(server, empty) == catalogue(server, new_hub()[1])


def test_a_backup_that_is_restored_is_the_hub_it_was(server: Server, tmp_path: Path) -> None:
    server, database = new_hub(person("ann", surveyor=LIULIN))
    with closing(PostgisHub(server.address(database, "ann"))) as hub:
        change = Change(table="mine", uuid="a", operation="insert", base_version=0, values={"x": 1.5})
        hub.push(Batch(county=LIULIN, device="ann", device_epoch="1", number=1, changes=(change,)))
        before = (hub.hello(LIULIN), hub.pull(LIULIN, 0, 9))
    other, file = server.new_database(template="template0"), str(tmp_path / "hub.dump")
    place = ["-h", server.socket, "-U", "postgres"]

    subprocess.run([str(server.programs / "pg_dump"), *place, "-Fc", "-f", file, database], check=True)
    subprocess.run([str(server.programs / "pg_restore"), *place, "-e", "-d", other, file], check=True)
    assert install(server, other) == newest_version()

    assert catalogue(server, other) == catalogue(server, database)
    with closing(PostgisHub(server.address(other, "ann"))) as hub:
        assert (hub.hello(LIULIN), hub.pull(LIULIN, 0, 9)) == before


def test_a_step_that_was_done_is_not_done_again_by_psql(server: Server, empty: str) -> None:
    install(server, empty)

    for name in ("0001_1_tables.sql", "0002_1_review.sql"):
        with pytest.raises(Exception, match=r"after (its|the hub's) version alone"):
            server.run(resource("sql", "postgis", name).read_text(encoding="utf-8"), database=empty)


def test_an_installation_that_fails_leaves_nothing(server: Server, empty: str) -> None:
    server.run("CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis", database=empty)

    with pytest.raises(HubInstallError, match="was left as it was: PostGIS is not in the schema public"):
        install(server, empty)

    assert server.run("SELECT to_regnamespace('mine_hub')::text", database=empty) == [(None,)]


def test_a_newer_hub_is_left_alone(server: Server, empty: str) -> None:
    install(server, empty)
    server.run("UPDATE mine_hub.meta SET value = '99' WHERE key = 'version'", database=empty)

    with pytest.raises(NewerHubError, match="update the plugin"):
        install(server, empty)


def test_who_may_not_make_a_hub_is_told_so(server: Server, empty: str) -> None:
    server.run("CREATE ROLE nobody_special LOGIN")
    try:
        with (
            HubInstaller(server.address(empty, "nobody_special")) as installer,
            pytest.raises(HubInstallError, match="permission denied"),
        ):
            installer.install()
    finally:
        server.run("DROP ROLE nobody_special")


def test_a_database_without_a_hub_says_so(server: Server, empty: str) -> None:
    with closing(PostgisHub(server.address(empty))) as hub, pytest.raises(NotAHubError, match="no hub in it"):
        hub.hello(LIULIN)
    with HubInstaller(server.address(empty)) as installer:
        with pytest.raises(HubInstallError, match="install it first"):
            installer.create_counties({LIULIN: "柳林县"})
        with pytest.raises(HubInstallError, match="install it first"):
            installer.people()


def test_people_are_made_changed_and_listed(server: Server) -> None:
    server, database = new_hub()
    with HubInstaller(server.address(database)) as installer:
        ann = Person(login="ann", name="安", memberships=(Membership(area=LIULIN, role="surveyor"),))
        installer.create_person(ann)
        installer.create_person(ann)
        installer.create_person(
            Person(login="ann", name="安娜", memberships=(Membership(area="141100", role="city_reviewer"),))
        )
        installer.revoke("ann", [Membership(area=LIULIN, role="surveyor")])

        assert installer.people() == (
            Person(login="ann", name="安娜", memberships=(Membership(area="141100", role="city_reviewer"),)),
        )
        assert installer.counties() == {LIULIN: "柳林县", ZHONGYANG: "中阳县"}
    with closing(PostgisHub(server.address(database, "ann"))) as hub:
        assert hub.roles(ZHONGYANG) == {"city_reviewer"}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Person(login="pg_x", name="x"), "is no login"),
        (Person(login="Ann; DROP", name="x"), "is no login"),
        (Person(login="postgres", name="x"), "passes every border"),
        (person("eve", queen=LIULIN), "there is no role “queen”"),
        (person("eve", surveyor="柳林"), "is no code of a province, city or county"),
        (person("eve", city_reviewer=LIULIN), "does not go with an area of that size"),
        (person("eve", province_reviewer="1411"), "does not go with an area of that size"),
    ],
)
def test_a_person_that_cannot_be_is_refused_and_leaves_no_login(wrong: Person, sentence: str) -> None:
    with lent_hub() as (server, database), HubInstaller(server.address(database)) as installer:
        with pytest.raises(HubInstallError, match=sentence):
            installer.create_person(wrong)
        assert installer.people() == ()
        assert server.run("SELECT 1 FROM pg_roles WHERE rolname IN ('eve', 'pg_x')") == []


@pytest.mark.parametrize("code", ["14112", "141100", "柳林", "1411255"])
def test_a_code_that_is_no_countys_is_refused(code: str) -> None:
    with (
        lent_hub() as (server, database),
        HubInstaller(server.address(database)) as installer,
        pytest.raises(HubInstallError, match="is no code of a county"),
    ):
        installer.create_counties({code: "x"})


def test_only_who_sees_a_whole_province_reads_its_tables(server: Server) -> None:
    server, database = new_hub(person("ann", surveyor=LIULIN), person("zhao", province_reviewer="140000"))
    with HubInstaller(server.address(database)) as installer:
        installer.let_analyse("zhao")
        with pytest.raises(HubInstallError, match="no role in the whole province"):
            installer.let_analyse("ann")

    assert server.run("SELECT count(*) FROM mine_hub.map_problem", database=database, user="zhao") == [(0,)]


def test_a_password_is_kept_as_its_verifier_and_asked_for(server: Server) -> None:
    server, database = new_hub()
    with HubInstaller(server.address(database)) as installer:
        installer.create_person(person("keyed", surveyor=LIULIN), password="the right one")

    ((kept,),) = server.run("SELECT rolpassword FROM pg_authid WHERE rolname = 'keyed'")
    assert kept.startswith("SCRAM-SHA-256$")
    with server.asking_for_passwords(database):
        address = server.address(database, "keyed")
        with closing(PostgisHub(address, password="the right one")) as hub:
            assert hub.hello(LIULIN).last_sequence == 0
        with (
            closing(PostgisHub(address, password="hunter2")) as hub,
            pytest.raises(HubLoginError, match="does not let you in") as raised,
        ):
            hub.hello(LIULIN)
        assert "hunter2" not in str(raised.value)
        with pytest.raises(HubLoginError):
            HubInstaller(address, password="hunter2")


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(HubUnavailableError, match="no server answers there"):
        HubInstaller("postgresql://ann@/hub?host=/nowhere")
