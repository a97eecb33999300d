"""The algorithms for who runs a PostGIS hub, with a login that QGIS's authentication manager keeps."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsFeature,
    QgsProcessingException,
    QgsVectorLayer,
)

from plugin.qgis_bridge.credentials import CredentialsError, login_of
from plugin.sync.hub_installer import newest_version
from plugin.sync.postgis_hub import PostgisHub
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, new_hub, person, shared_server
from tests.sync.senders import Sender, delete, insert

from .conftest import Run


@pytest.fixture
def server() -> Server:
    """Return the PostgreSQL server of the test run."""
    return shared_server()


@pytest.fixture
def login(tmp_path: Path) -> str:
    """Return the id of a stored login of the database's superuser."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("the master's", True)
    stored = QgsAuthMethodConfig("Basic")
    stored.setName("postgres")
    stored.setConfig("username", "postgres")
    stored.setConfig("password", "unused")
    answer = manager.storeAuthenticationConfig(stored)
    assert answer[0] if isinstance(answer, tuple) else answer
    return str((answer[1] if isinstance(answer, tuple) else stored).id())


def test_a_hub_is_installed_and_its_people_are_made(
    run: Callable[..., Run], server: Server, login: str, tmp_path: Path
) -> None:
    hub = server.address(server.new_database(), None)
    counties, people = tmp_path / "counties.csv", tmp_path / "people.csv"
    counties.write_text("code,name\n141125,柳林县\n", encoding="utf-8")
    people.write_text("login,name,area,role\nqin,秦,141125,surveyor\n", encoding="utf-8")

    installed = run("install_hub", HUB=hub, LOGIN=login)
    made = run(
        "hub_accounts",
        HUB=hub,
        LOGIN=login,
        COUNTIES=str(counties),
        PEOPLE=str(people),
        OUTPUT=str(tmp_path / "first.csv"),
    )

    assert installed.results == {"VERSION": newest_version()}
    assert [made.results[key] for key in ("COUNTY_COUNT", "PERSON_COUNT", "NEW_LOGINS")] == [1, 1, 1]
    assert (tmp_path / "first.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("qin,秦,")


def test_deletions_are_forgotten_and_a_silent_device_is_named(
    run: Callable[..., Run], server: Server, login: str
) -> None:
    _, database = new_hub(person("qin", surveyor=LIULIN))
    with closing(PostgisHub(server.address(database, "qin"))) as hub:
        sender = Sender(hub)
        sender.push(insert("a"))
        sender.push(delete("a", 1))
        hub.ack("old-laptop", LIULIN, 0)
    server.run("UPDATE mine_hub.device SET seen = now() - interval '100 days'", database=database)
    hub_address = server.address(database, None)

    waited = run("forget_deletions", HUB=hub_address, LOGIN=login)
    forgotten = run("forget_deletions", HUB=hub_address, LOGIN=login, SILENT_DAYS=90)

    assert waited.results == {"FORGOTTEN": 0, "BEHIND": 0, "PHOTOS": 0}
    assert forgotten.results == {"FORGOTTEN": 1, "BEHIND": 1, "PHOTOS": 0}
    assert any("old-laptop" in line and "qin" in line for line in forgotten.lines)


def pits(*uuids: str, classified: str = "") -> QgsVectorLayer:
    """Return a layer of records that are known by their uuid."""
    fields = "field=uuid:string&field=number:string&field=classification:string"
    layer = QgsVectorLayer(f"Point?crs=EPSG:4490&{fields}", "pits", "memory")
    features = []
    for uuid in uuids:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([uuid, f"no. {uuid}", "classified" if uuid == classified else None])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer


def test_records_are_shared_across_the_county_line_and_taken_back(
    run: Callable[..., Run], server: Server
) -> None:
    _, database = new_hub(person("kang", county_reviewer=LIULIN), person("bo", surveyor=ZHONGYANG))
    hub, layer = server.address(database, "kang"), pits("a", "b", "secret", "nowhere", classified="secret")
    with closing(PostgisHub(hub)) as reviewer:
        Sender(reviewer).push(insert("a"), insert("b"), insert("secret"))
    given = {"HUB": hub, "INPUT": layer, "COUNTY": LIULIN, "TO_COUNTY": ZHONGYANG}

    shared = run("share_records", **given, GRANT="propose")

    assert shared.results == {"CHANGED": 2, "REFUSED": 2}
    assert any("no. secret" in line and "classified" in line for line in shared.lines)
    assert any("no. nowhere" in line and "does not have" in line for line in shared.lines)
    with closing(PostgisHub(server.address(database, "bo"))) as beyond:
        assert {(row.row.uuid, row.may) for row in beyond.shared_rows(ZHONGYANG)} == {
            ("a", "propose"),
            ("b", "propose"),
        }
        assert run("share_records", **given, GRANT="withdraw").results == {"CHANGED": 3, "REFUSED": 1}
        assert beyond.shared_rows(ZHONGYANG) == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"TO_COUNTY": "999999"}, "no county in the list"),
        ({"TO_COUNTY": LIULIN}, "belongs to 柳林县 itself"),
        ({"COUNTY": ZHONGYANG, "TO_COUNTY": LIULIN}, "does not serve the county"),
        ({"HUB": "county.mrhub"}, "province's database"),
    ],
)
def test_what_cannot_be_shared_is_one_sentence(
    run: Callable[..., Run], server: Server, changed: dict[str, str], sentence: str
) -> None:
    _, database = new_hub(person("kang", county_reviewer=LIULIN))
    given = {
        "HUB": server.address(database, "kang"),
        "INPUT": pits("a"),
        "COUNTY": LIULIN,
        "TO_COUNTY": ZHONGYANG,
    }

    failed = run("share_records", **{**given, **changed})

    assert not failed.ok and any(sentence in line for line in failed.lines)


def test_a_hub_that_cannot_be_reached_is_one_sentence(run: Callable[..., Run]) -> None:
    failed = run("install_hub", HUB="postgresql://ann@/hub?host=/nowhere")

    assert not failed.ok
    assert any("no server answers there" in line for line in failed.lines)


def test_a_login_is_what_the_manager_keeps_and_is_never_shown(login: str) -> None:
    found = login_of(login)

    assert (found.user, found.password) == ("postgres", "unused")
    assert "unused" not in repr(found)
    assert login_of(" ").user is None
    with pytest.raises(CredentialsError, match="is not in the authentication manager"):
        login_of("absent0")


def test_an_address_with_a_mistake_is_refused(run: Callable[..., Run]) -> None:
    try:
        failed = run("install_hub", HUB="postgresql://ann:secret@far.example.org/hub?sslmode=disable")
    except QgsProcessingException as error:
        told = str(error)
    else:
        told = "\n".join(failed.lines)
    assert "must be encrypted" in told and "secret" not in told
