"""Running the province's hub from lists: install, counties, people, passwords; and a county that syncs."""

from __future__ import annotations

import hashlib
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.sync.hub_installer import HubInstallError
from plugin.sync.postgis_hub import PostgisHub
from plugin.workflows.hub_administration import (
    AccountsFileError,
    collect_photos,
    forget_deleted,
    install_hub,
    people,
    read_counties,
    read_people,
    set_counties,
    set_people,
    silent_devices,
    write_logins,
)
from plugin.workflows.synchronise import synchronise
from tests.sync.laptops import Laptop
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, new_hub, person, shared_server
from tests.sync.senders import Sender, delete, insert

COUNTIES = "code,name\n141125,柳林县\n141129,中阳县\n"
PEOPLE = """login,name,area,role
liu_in_list,刘一,141125,surveyor
liu_in_list,刘一,141129,contractor
sheng_in_list,省,140000,province_reviewer
"""


@pytest.fixture
def server() -> Server:
    """Return the PostgreSQL server of the test run."""
    return shared_server()


def test_a_province_is_set_up_from_two_lists_and_again(server: Server, tmp_path: Path) -> None:
    address = server.address(server.new_database())
    (tmp_path / "counties.csv").write_text(COUNTIES, encoding="utf-8-sig")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")

    assert install_hub(address) == install_hub(address) >= 2
    assert set_counties(address, read_counties(tmp_path / "counties.csv")) == 2
    made = set_people(address, read_people(tmp_path / "people.csv"))
    again = set_people(address, read_people(tmp_path / "people.csv"))

    assert [login.login for login in made] == ["liu_in_list", "sheng_in_list"]
    assert len({login.password for login in made}) == 2 and all(len(login.password) == 20 for login in made)
    assert again == ()
    assert [(p.login, [(m.area, m.role) for m in p.memberships]) for p in people(address)] == [
        ("liu_in_list", [("141125", "surveyor"), ("141129", "contractor")]),
        ("sheng_in_list", [("140000", "province_reviewer")]),
    ]


def test_an_administrator_forgets_deletions_and_sees_who_is_behind() -> None:
    server, database = new_hub(person("liu1", surveyor=LIULIN))
    with closing(PostgisHub(server.address(database, "liu1"))) as hub:
        ann = Sender(hub)
        ann.push(insert("a"), insert("b"))
        ann.push(delete("a", 1))
        hub.ack("new laptop", LIULIN, 3)
        hub.ack("old laptop", LIULIN, 1)
    server.run(
        "UPDATE mine_hub.device SET seen = now() - interval '100 days' WHERE device = 'old laptop'",
        database=database,
    )
    address = server.address(database)

    waited_for = forget_deleted(address)
    forgotten = forget_deleted(address, silent_days=90)

    assert next((f.county, f.forgotten, f.behind) for f in waited_for) == (LIULIN, 0, 0)
    assert [(f.county, f.forgotten, f.behind) for f in forgotten] == [(LIULIN, 1, 1), (ZHONGYANG, 0, 0)]
    silent = [(d.county, d.device, d.login) for d in silent_devices(address)]
    assert silent == [(LIULIN, "old laptop", "liu1")]
    with pytest.raises(HubInstallError, match="at least one day"):
        forget_deleted(address, silent_days=0)
    history = server.run(
        "SELECT operation FROM mine_hub.row_version WHERE uuid = 'a' ORDER BY version", database=database
    )
    assert history == [("insert",), ("delete",)]
    assert [p.login for p in people(address)] == ["liu1"]


def test_photos_that_nobody_names_go_after_a_time_of_grace() -> None:
    server, database = new_hub(person("liu1", surveyor=LIULIN), person("zhang1", surveyor=ZHONGYANG))
    contents = {name: name.encode() for name in ("kept", "small", "deleted", "in dispute", "back again")}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    address = server.address(database)

    def there(hub: PostgisHub, county: str = LIULIN) -> set[str]:
        missing = hub.blobs_missing(county, hashes.values())
        return {name for name, sha256 in hashes.items() if sha256 not in missing}

    with (
        closing(PostgisHub(server.address(database, "liu1"))) as hub,
        closing(PostgisHub(server.address(database, "zhang1"))) as other,
    ):
        for name, content in contents.items():
            hub.blob_put(LIULIN, hashes[name], 0, content, size=len(content))
        other.blob_put(ZHONGYANG, hashes["deleted"], 0, contents["deleted"], size=7)
        Sender(other, ZHONGYANG).push(insert("p", "photo", sha256=hashes["deleted"]))
        ann = Sender(hub)
        kept = insert("a", "photo", sha256=hashes["kept"], thumbnail_sha256=hashes["small"])
        gone = [
            insert(uuid, "photo", sha256=hashes[name])
            for uuid, name in (("b", "deleted"), ("c", "back again"))
        ]
        dispute = replace(insert("k", "_sync_conflict"), values={"mine:sha256": hashes["in dispute"]})
        ann.push(kept, *gone, dispute)
        ann.push(delete("b", 1, "photo"), delete("c", 1, "photo"))

        assert collect_photos(address) == 0
        server.run("UPDATE mine_hub.blob SET unwanted = unwanted - interval '31 days'", database=database)
        ann.push(replace(gone[1], base_version=2))
        assert (collect_photos(address), there(hub)) == (1, set(contents) - {"deleted"})
        assert there(other, ZHONGYANG) == {"deleted"}
        assert collect_photos(address) == 0


def test_nobody_else_forgets_deletions() -> None:
    server, database = new_hub(person("liu1", admin=LIULIN))

    with pytest.raises(HubInstallError, match="permission denied"):
        forget_deleted(server.address(database, "liu1"))


def test_one_wrong_person_leaves_all_out(server: Server, tmp_path: Path) -> None:
    server, database = new_hub()
    (tmp_path / "people.csv").write_text(
        PEOPLE.replace("liu_in_list", "wu1") + "wu2,x,141125,king\n", encoding="utf-8"
    )

    with pytest.raises(HubInstallError, match="there is no role “king”"):
        set_people(server.address(database), read_people(tmp_path / "people.csv"))

    assert people(server.address(database)) == ()
    assert server.run("SELECT 1 FROM pg_roles WHERE rolname LIKE 'wu%'") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code\n141125\n", "has no column “name”"),
        ("code,name\n141125,\n", "has nothing for “name” in line 2"),
        ("", "has no column “code”"),
    ],
)
def test_a_list_that_lacks_something_says_what(text: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "counties.csv").write_text(text, encoding="utf-8")

    with pytest.raises(AccountsFileError, match=sentence):
        read_counties(tmp_path / "counties.csv")


def test_lists_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    (tmp_path / "gbk.csv").write_bytes("code,name\n141125,柳林县\n".encode("gbk"))

    with pytest.raises(AccountsFileError, match="is not in UTF-8"):
        read_counties(tmp_path / "gbk.csv")
    with pytest.raises(AccountsFileError, match="cannot be read"):
        read_people(tmp_path / "none.csv")


def test_first_passwords_are_for_nobody_else(server: Server, tmp_path: Path) -> None:
    made = set_people(server.address(new_hub()[1]), [person("newcomer", surveyor=LIULIN)])

    write_logins(tmp_path / "logins.csv", made)

    assert stat.S_IMODE((tmp_path / "logins.csv").stat().st_mode) == 0o600
    assert made[0].password in (tmp_path / "logins.csv").read_text(encoding="utf-8-sig")


def test_two_laptops_of_a_county_meet_on_the_provinces_hub(server: Server, tmp_path: Path) -> None:
    server, database = new_hub(person("ann", surveyor=LIULIN), person("bo", surveyor=LIULIN))
    ann = Laptop.empty(tmp_path, "ann", Path("unused"))
    bo = Laptop.empty(tmp_path, "bo", Path("unused"))
    pit = ann.pit(depth_m=110.88333333333334)

    def sync(laptop: Laptop, login: str) -> tuple[int, int, int]:
        result = synchronise(laptop.workspace, server.address(database, login), profile_folder=laptop.profile)
        return result.pushed, result.pulled, result.conflicts

    assert sync(ann, "ann") == (1, 0, 0)
    assert sync(bo, "bo") == (0, 1, 0)
    ann.edit("problem_point", pit, depth_m=1.0)
    bo.edit("problem_point", pit, depth_m=2.0, threatened_people=3)
    sync(ann, "ann")
    assert sync(bo, "bo") == (1, 1, 1)
    sync(ann, "ann")

    assert ann.rows() == bo.rows()
    assert (
        ann.value("problem_point", pit, "depth_m"),
        bo.value("problem_point", pit, "threatened_people"),
    ) == (1.0, 3)
    with closing(PostgisHub(server.address(database, "ann"))) as hub:
        assert len(hub.history(LIULIN, "problem_point", pit)) == 3
