"""Packages by the Toolbox: keys, export, import at the hub, and the receipt back in the county."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import create_workspace
from plugin.sync.embedded_hub import create_hub

from .conftest import Run


@pytest.fixture(autouse=True)
def profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))
    return tmp_path / "profile"


def test_a_package_goes_to_the_hub_and_its_receipt_comes_back(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    workspace = create_workspace(tmp_path / "w.gpkg", county_code="141125")
    record = Record("problem_point", new_uuid(), {"type": "P104", "number": "1"}, shapely.Point(110.9, 37.4))
    with workspace.write() as connection:
        insert_records(connection, [record])
    create_hub(tmp_path / "hub.mrhub").close()
    for scope in ("141125", "hub"):
        made = run("package_keys", SCOPE=scope, OUTPUT=str(tmp_path / f"{scope}.mrkey"))
        own = made.results["OWN"]
        trusted = run("package_keys", CARD=made.results["OUTPUT"], FINGERPRINT=own).results["TRUSTED"]
        assert own == trusted and len(own) == 39

    sent = run("export_package", WORKSPACE=str(workspace.path), ENCRYPT=True, FILE=str(tmp_path / "p.mrpkg"))
    taken = run(
        "import_package",
        FILE=sent.results["FILE"],
        HUB=str(tmp_path / "hub.mrhub"),
        RECEIPT=str(tmp_path / "r.mrpkg"),
    )
    back = run("import_package", FILE=taken.results["RECEIPT"], WORKSPACE=str(workspace.path))
    again = run("import_package", FILE=taken.results["RECEIPT"], WORKSPACE=str(workspace.path))

    assert (sent.results["CHANGES"], sent.results["WITHHELD"]) == (1, 0)
    assert taken.results["CHANGES"] == 1
    assert "1 changes were sent, 0 rows were received." in back.lines
    assert not again.ok
    assert any("taken in already" in line for line in again.lines)


@pytest.mark.parametrize("places", [{}, {"HUB": "x.mrhub", "WORKSPACE": "x.gpkg"}, {"HUB": "x.mrhub"}])
def test_where_a_package_goes_must_be_said(run: Callable[..., Run], places: dict[str, str]) -> None:
    done = run("import_package", FILE="p.mrpkg", **places)

    assert not done.ok
    assert any("Give either" in line or "Say where" in line for line in done.lines)
