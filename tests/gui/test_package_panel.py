"""Packages and mailboxes in the sync dock: export, the hub's side, the receipt, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from qgis.gui import QgisInterface

from plugin.gui.docks.sync_dock import SyncDock
from plugin.qgis_bridge.error_text import sentence_of
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid
from plugin.sync.package_errors import DamagedPackageError, UnknownKeyError
from plugin.workflows.packages import HUB_SCOPE, make_key, trust_card, write_key_card
from plugin.workflows.synchronise import waiting

from .conftest import settle


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[SyncDock]:
    outline = shapely.MultiPolygon([shapely.box(110.878, 37.430, 110.879, 37.431)])
    values = {"type": "P401", "name": "一号采坑", "number": "141125P20240001"}
    with open_session.workspace.write() as connection:
        insert_records(connection, [Record("problem_area", new_uuid(), values, outline)])
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    settle()
    yield dock
    dock.unload()


def idle(dock: SyncDock, qtbot: object) -> None:
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    settle()


def test_a_package_is_exported_taken_in_and_its_receipt_comes_back(
    dock: SyncDock,
    open_session: Session,
    qtbot: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dock.create_hub(tmp_path / "county.mrhub")
    dock.packages.export(tmp_path / "p.mrpkg")
    idle(dock, qtbot)
    account = dock.ui.accountLabel.text()
    assert "1 changes and 0 photos are in the package “p.mrpkg”." in account
    assert "They count as sent when its receipt was imported." in account
    assert waiting(open_session.workspace, dock.address()).to_send == 1

    dock.packages.take_in(tmp_path / "p.mrpkg", tmp_path / "r.mrpkg")
    idle(dock, qtbot)
    assert "was taken in: 1 changes, 0 photos." in dock.ui.accountLabel.text()

    monkeypatch.setattr(dock.packages, "_ask_for_the_receipt_again", lambda: True)
    (tmp_path / "r.mrpkg").unlink()
    dock.packages.take_in(tmp_path / "p.mrpkg", tmp_path / "r.mrpkg")
    qtbot.waitUntil(lambda: (tmp_path / "r.mrpkg").exists(), timeout=30000)
    idle(dock, qtbot)

    dock.packages.receive(tmp_path / "r.mrpkg")
    idle(dock, qtbot)
    assert "1 changes were sent, 0 rows were received." in dock.ui.accountLabel.text()
    assert waiting(open_session.workspace, dock.address()).to_send == 0


def test_a_package_that_is_refused_is_told_in_a_sentence(
    dock: SyncDock, qgis_iface: QgisInterface, qtbot: object, tmp_path: Path
) -> None:
    (tmp_path / "bad.mrpkg").write_bytes(b"no package")
    with qtbot.waitSignal(dock.packages.failed, timeout=30000) as failed:
        dock.packages.receive(tmp_path / "bad.mrpkg")
    idle(dock, qtbot)
    (error,) = failed.args
    assert isinstance(error, DamagedPackageError)
    assert "“bad.mrpkg” is cut off, damaged or was changed on its way" in sentence_of(error)
    assert sentence_of(error) in dock.ui.accountLabel.text()
    (tmp_path / "bad.mrpkg").unlink()
    assert sentence_of(error).startswith("There is no package “")


def test_an_unknown_key_is_trusted_after_its_fingerprint_was_typed(
    dock: SyncDock, qtbot: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dock.create_hub(tmp_path / "county.mrhub")
    dock.packages.export(tmp_path / "p.mrpkg")
    idle(dock, qtbot)
    office = tmp_path / "office"
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(office))
    said: list[str] = []

    def type_what_was_said() -> str:
        said.append("asked")
        return str(fingerprint)

    county = tmp_path / "profile"
    fingerprint = write_key_card("141125", tmp_path / "c.mrkey", profile_folder=county)
    monkeypatch.setattr(dock.packages, "_ask_fingerprint", type_what_was_said)
    with qtbot.waitSignal(dock.packages.failed, timeout=30000) as failed:
        dock.packages.take_in(tmp_path / "p.mrpkg", tmp_path / "r.mrpkg")
    idle(dock, qtbot)

    assert isinstance(failed.args[0], UnknownKeyError)
    assert said == ["asked"]
    assert (tmp_path / "r.mrpkg").exists()


def test_encrypting_needs_the_hubs_key_and_says_so(dock: SyncDock, qtbot: object, tmp_path: Path) -> None:
    with qtbot.waitSignal(dock.packages.failed, timeout=30000) as failed:
        dock.packages.export(tmp_path / "p.mrpkg", encrypt=True)
    idle(dock, qtbot)
    assert "trust the hub's key card first" in sentence_of(failed.args[0])

    office = tmp_path / "office"
    make_key(HUB_SCOPE, profile_folder=office)
    said = write_key_card(HUB_SCOPE, tmp_path / "hub.mrkey", profile_folder=office)
    trust_card(tmp_path / "hub.mrkey", said)
    dock.packages.export(tmp_path / "p.mrpkg", encrypt=True)
    idle(dock, qtbot)
    assert (tmp_path / "p.mrpkg").exists()


def test_an_empty_folder_becomes_the_mailbox_of_the_workspace(
    dock: SyncDock, open_session: Session, qtbot: object, tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "System Volume Information").mkdir()
    dock.use_mailbox(folder)
    settle()
    assert dock.address() == str(folder)

    dock.sync()
    idle(dock, qtbot)

    assert "1 changes were sent, 0 rows were received." in dock.ui.accountLabel.text()
    assert len(list(folder.glob("141125/letters/*/*.json"))) == 1


def test_a_folder_of_other_things_is_not_made_a_mailbox(dock: SyncDock, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.doc").write_text("mine")
    before = dock.address()

    dock.use_mailbox(folder)

    assert dock.address() == before
    assert [path.name for path in folder.iterdir()] == ["letter.doc"]


def test_without_a_workspace_nothing_can_be_exported(
    qgis_iface: QgisInterface, session: Session, qtbot: object
) -> None:
    dock = SyncDock(qgis_iface, session)
    qtbot.addWidget(dock)
    assert not dock.packages.export_button.isEnabled()
    assert not dock.packages.import_button.isEnabled()
    dock.unload()


def test_who_runs_the_hub_chooses_it_and_takes_packages_in_without_a_workspace(
    dock: SyncDock, open_session: Session, qtbot: object, tmp_path: Path
) -> None:
    dock.packages.export(tmp_path / "p.mrpkg")
    idle(dock, qtbot)
    open_session.close()
    settle()
    assert dock.ui.hubWidget.isEnabled() and dock.ui.createButton.isEnabled()
    assert "take counties' packages into a hub" in dock.ui.accountLabel.text()

    dock.create_hub(tmp_path / "county.mrhub")
    assert dock.packages.hub_action.isEnabled() and not dock.ui.syncButton.isEnabled()
    dock.packages.take_in(tmp_path / "p.mrpkg", tmp_path / "r.mrpkg")
    idle(dock, qtbot)
    assert "was taken in: 1 changes, 0 photos." in dock.ui.accountLabel.text()
