"""The sync dock with an embedded hub: records go, come back changed, and a conflict is shown and decided."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from qgis.core import Qgis
from qgis.gui import QgisInterface

from plugin.gui.dialogs.repair_dialog import RepairDialog
from plugin.gui.docks.sync_dock import SyncDock
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record
from plugin.store.workspace import Workspace, copy_workspace
from plugin.sync import journal
from plugin.workflows.synchronise import synchronise
from tests.sync.small_disks import small_disk

from .conftest import settle

TABLE = "problem_area"


@pytest.fixture
def pit(open_session: Session) -> Record:
    outline = shapely.MultiPolygon([shapely.box(110.878, 37.430, 110.879, 37.431)])
    record = Record(
        TABLE, new_uuid(), {"type": "P401", "name": "一号采坑", "number": "141125P20240001"}, outline
    )
    with open_session.workspace.write() as connection:
        insert_records(connection, [record])
    return record


@pytest.fixture
def dock(
    qgis_iface: QgisInterface, open_session: Session, pit: Record, qtbot: object, tmp_path: Path
) -> Iterator[SyncDock]:
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    dock.create_hub(tmp_path / "county.mrhub")
    settle()
    yield dock
    dock.unload()


def sync(dock: SyncDock, qtbot: object) -> None:
    dock.sync()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    settle()


def change(workspace: Workspace, uuid: str, name: str) -> None:
    with workspace.write() as connection:
        update_record(connection, TABLE, uuid, {"name": name})


def name_of(workspace: Workspace, uuid: str) -> str:
    with workspace.connect() as connection:
        return str(read_records(connection, TABLE, uuids=[uuid])[0].values["name"])


@pytest.fixture
def colleague(dock: SyncDock, open_session: Session, pit: Record, qtbot: object, tmp_path: Path) -> Workspace:
    """Return a colleague's copy of the workspace, which has renamed the pit and synced; so has this one,
    otherwise."""
    sync(dock, qtbot)
    other = copy_workspace(open_session.workspace.path, tmp_path / "colleague.gpkg")
    change(other, pit.uuid, "北采坑")
    synchronise(other, dock.address())
    change(open_session.workspace, pit.uuid, "南采坑")
    sync(dock, qtbot)
    return other


def test_what_waits_is_told_in_numbers_and_gone_after_a_sync(
    dock: SyncDock, open_session: Session, qtbot: object
) -> None:
    qtbot.waitUntil(lambda: "To send: 1" in dock.ui.waitingLabel.text(), timeout=5000)
    sync(dock, qtbot)
    assert "1 changes were sent, 0 rows were received." in dock.ui.accountLabel.text()
    qtbot.waitUntil(lambda: "To send: 0" in dock.ui.waitingLabel.text(), timeout=5000)
    assert dock.ui.conflictsLabel.text() == "No conflicts."


def test_a_conflict_is_shown_side_by_side(dock: SyncDock, colleague: Workspace) -> None:
    (conflict,) = dock.conflicts.rows
    assert conflict.title == "141125P20240001"
    (row,) = [row for row in dock.sides.rows if row.field == "Name"]
    assert (row.base, row.mine, row.theirs) == ("一号采坑", "南采坑", "北采坑")
    assert dock.ui.mineButton.isEnabled()


def test_keep_theirs_leaves_the_colleagues_name(
    dock: SyncDock, colleague: Workspace, open_session: Session, pit: Record
) -> None:
    dock.ui.theirsButton.click()
    assert dock.conflicts.rows == ()
    assert name_of(open_session.workspace, pit.uuid) == "北采坑"


def test_keep_mine_reaches_the_colleague_with_the_next_sync(
    dock: SyncDock, colleague: Workspace, open_session: Session, pit: Record, qtbot: object
) -> None:
    dock.ui.mineButton.click()
    assert name_of(open_session.workspace, pit.uuid) == "南采坑"
    sync(dock, qtbot)
    synchronise(colleague, dock.address())
    assert name_of(colleague, pit.uuid) == "南采坑"


def test_a_hub_that_is_not_there_is_told_in_a_sentence(
    dock: SyncDock, qgis_iface: QgisInterface, qtbot: object, tmp_path: Path
) -> None:
    dock.ui.hubWidget.setFilePath(str(tmp_path / "nowhere.mrhub"))
    sync(dock, qtbot)
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Critical)
    assert "There is no hub at" in told[-1]


def test_a_conflict_of_several_fields_is_decided_field_by_field_and_undone(
    dock: SyncDock, open_session: Session, pit: Record, qtbot: object, tmp_path: Path
) -> None:
    sync(dock, qtbot)
    other = copy_workspace(open_session.workspace.path, tmp_path / "colleague.gpkg")
    edit(other, pit.uuid, depth_m=2.0, width_m=20.0)
    synchronise(other, dock.address())
    edit(open_session.workspace, pit.uuid, depth_m=3.0, width_m=30.0)
    sync(dock, qtbot)
    page = dock.conflict_page
    assert dock.ui.fieldsButton.isVisible()
    places = {row.column: place for place, row in enumerate(dock.sides.rows)}

    dock.ui.sideTable.clicked.emit(dock.sides.index(places["depth_m"], 2))
    assert [row.chosen for row in dock.sides.rows if row.column == "depth_m"] == ["mine"]
    dock.ui.fieldsButton.click()

    assert (sizes(open_session.workspace, pit.uuid), page.conflicts.rows) == ((3.0, 20.0), ())
    assert dock.ui.undoButton.isVisible()
    dock.ui.undoButton.click()
    assert sizes(open_session.workspace, pit.uuid) == (2.0, 20.0)
    assert len(page.conflicts.rows) == 1


def test_a_table_that_another_tool_made_anew_is_repaired_as_the_person_decides(
    dock: SyncDock, open_session: Session, pit: Record, qtbot: object, tmp_path: Path
) -> None:
    sync(dock, qtbot)
    workspace = open_session.workspace
    with workspace.write() as connection:
        connection.execute(f"DROP TRIGGER sync_log_{TABLE}_update")
        connection.execute(f"UPDATE {TABLE} SET depth_m = 7")
    dock.look()
    qtbot.waitUntil(dock.ui.repairButton.isVisible, timeout=5000)

    dialog = RepairDialog(workspace, dock.labels, dock.messages, parent=dock.ui)
    qtbot.addWidget(dialog)
    assert [dialog.rows.topLevelItem(0).text(column) for column in range(3)] == [
        "141125P20240001",
        "Problem (area)",
        "was changed",
    ]
    dialog.allButton.click()
    dialog.repairButton.click()

    sync(dock, qtbot)
    assert not dock.ui.repairButton.isVisible()
    other = copy_workspace(workspace.path, tmp_path / "colleague.gpkg")
    with other.connect() as connection:
        assert connection.execute(f"SELECT depth_m FROM {TABLE}").fetchone()[0] == 7
    assert "1 changes were sent" in dock.ui.accountLabel.text()


def edit(workspace: Workspace, uuid: str, **values: float) -> None:
    with workspace.write() as connection:
        update_record(connection, TABLE, uuid, values)


def sizes(workspace: Workspace, uuid: str) -> tuple[object, object]:
    with workspace.connect() as connection:
        values = read_records(connection, TABLE, uuids=[uuid])[0].values
    return values["depth_m"], values["width_m"]


def test_a_sync_that_was_stopped_is_told_and_the_next_one_goes_on(
    dock: SyncDock, open_session: Session, pit: Record, qtbot: object
) -> None:
    dock.sync()
    dock.progress.cancel()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)

    told = dock.ui.accountLabel.text()
    assert told.startswith("Not finished") and "What was exchanged until then stays" in told

    sync(dock, qtbot)
    assert dock.ui.accountLabel.text().startswith("Last sync")


def test_a_workspace_restored_from_a_backup_goes_on_as_a_new_device(
    dock: SyncDock, open_session: Session, pit: Record, qtbot: object, tmp_path: Path
) -> None:
    sync(dock, qtbot)
    path = open_session.workspace.path
    backup = shutil.copyfile(path, tmp_path / "last_week.gpkg")
    change(open_session.workspace, pit.uuid, "北采坑")
    sync(dock, qtbot)
    assert not dock.ui.newDeviceButton.isVisible()

    open_session.close()
    backup.replace(path)
    open_session.open(path)
    with open_session.workspace.write() as connection:
        update_record(connection, TABLE, pit.uuid, {"depth_m": 6.0})
    sync(dock, qtbot)
    assert "continue it as a new device" in dock.ui.accountLabel.text()
    assert dock.ui.newDeviceButton.isVisible()

    dock.ui.newDeviceButton.click()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    assert "1 changes were sent, 0 rows were received." in dock.ui.accountLabel.text()
    assert not dock.ui.newDeviceButton.isVisible()
    assert name_of(open_session.workspace, pit.uuid) == "北采坑"


def test_a_person_may_ask_for_a_new_device_where_packages_are_carried(
    dock: SyncDock, open_session: Session, qtbot: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(dock, qtbot)
    identity = devices_of(open_session.workspace)
    asked: list[str] = []
    monkeypatch.setattr(dock.identity, "_confirmed", lambda question: bool(asked.append(question)))
    dock.identity.action.trigger()
    assert devices_of(open_session.workspace) == identity and len(asked) == 1

    monkeypatch.setattr(dock.identity, "_confirmed", lambda question: True)
    dock.identity.action.trigger()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    assert devices_of(open_session.workspace) != identity


def devices_of(workspace: Workspace) -> object:
    with workspace.connect() as connection:
        return journal.get_state(connection, "device")


def test_what_waits_here_is_told_where_the_hub_is_away_or_was_never_named(
    dock: SyncDock, qtbot: object, tmp_path: Path
) -> None:
    def told(beginning: str) -> None:
        qtbot.waitUntil(lambda: dock.ui.waitingLabel.text().startswith(beginning), timeout=5000)

    dock.ui.hubWidget.setFilePath(str(tmp_path / "stick" / "mailbox"))
    told("To send: 1\nThere is no hub at")
    dock.ui.hubWidget.setFilePath("")
    told("To send: 1\nChoose the hub of your county")
    dock.packages.export(tmp_path / "p.mrpkg")
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    told("To send: 1 · packages without a receipt: 1\nChoose")


def test_a_stick_that_takes_nothing_is_told_over_the_map_and_nothing_is_lost(
    dock: SyncDock,
    open_session: Session,
    pit: Record,
    qgis_iface: QgisInterface,
    qtbot: object,
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "stick", megabytes=3) as stick:
        dock.use_mailbox(stick.path)
        sync(dock, qtbot)
        stick.close()
        change(open_session.workspace, pit.uuid, "南采坑")
        sync(dock, qtbot)
        told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
        assert f"Nothing can be written to the hub “{stick.path}”: the folder is read-only" in told[-1]
        stick.close(writable=True)
        sync(dock, qtbot)
        assert "1 changes were sent" in dock.ui.accountLabel.text()
        dock.ui.hubWidget.setFilePath("")
        settle()
