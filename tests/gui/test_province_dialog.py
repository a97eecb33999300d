"""The way to the province in the sync dock: the dialog against a real server, and sync by itself."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
import shapely
from qgis.core import Qgis, QgsApplication, QgsAuthMethodConfig, QgsSettings
from qgis.gui import QgisInterface

from plugin.gui.dialogs.province_dialog import ProvinceDialog
from plugin.gui.docks.sync_dock import SyncDock
from plugin.qgis_bridge.busy_rows import BusyRows
from plugin.qgis_bridge.credentials import CredentialsError
from plugin.qgis_bridge.hub_place import NoAddressOfLoginError, hub_place
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record
from plugin.store.workspace import Workspace, copy_workspace
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_hub import VERSION
from plugin.workflows.synchronise import synchronise
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, lent_hub, person

from .conftest import settle

TABLE = "problem_area"
PASSWORD = "柳林-1125 @:/?"


@pytest.fixture
def hub() -> Iterator[tuple[Server, str]]:
    """A hub in which liu1 is surveyor of Liulin; it lets everybody in by name."""
    liu = person("liu1", surveyor=LIULIN)
    with lent_hub(liu) as (server, database):
        with HubInstaller(server.address(database)) as installer:
            installer.create_person(liu, password=PASSWORD)
        yield server, database


@pytest.fixture
def guarded(hub: tuple[Server, str]) -> Iterator[tuple[Server, str]]:
    """The same, asking for passwords."""
    server, database = hub
    with server.asking_for_passwords(database):
        yield server, database


StoredLogin = Callable[..., str]


@pytest.fixture
def stored_login() -> Iterator[StoredLogin]:
    """Return what keeps a login in QGIS's authentication manager and gives its id; they go with the test."""
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("the master's", True)
    kept: list[str] = []

    def store(user: str, password: str, resource: str = "") -> str:
        stored = QgsAuthMethodConfig("Basic")
        stored.setName(f"{user} {uuid4().hex[:6]}")
        stored.setUri(resource)
        stored.setConfig("username", user)
        stored.setConfig("password", password)
        answer = manager.storeAuthenticationConfig(stored)
        assert answer[0] if isinstance(answer, tuple) else answer
        kept.append(str((answer[1] if isinstance(answer, tuple) else stored).id()))
        return kept[-1]

    yield store
    for identity in kept:
        assert manager.removeAuthenticationConfig(identity)


def dialog_for(
    qtbot: object, host: str, database: str, login: str = "", *, county: str = LIULIN, tls: str = ""
) -> ProvinceDialog:
    dialog = ProvinceDialog(county=county)
    qtbot.addWidget(dialog)
    dialog.host_edit.setText(host)
    dialog.database_edit.setText(database)
    dialog.tls_combo.setCurrentIndex(dialog.tls_combo.findData(tls))
    if login:
        dialog.login_select.setConfigId(login)
    return dialog


def lines_of(dialog: ProvinceDialog, qtbot: object) -> list[str]:
    dialog.test_button.click()
    qtbot.waitUntil(lambda: not dialog.is_testing, timeout=30000)
    return str(dialog.result_label.text()).splitlines()


def test_a_connection_that_works_says_so_step_by_step(
    guarded: tuple[Server, str], qtbot: object, stored_login: StoredLogin
) -> None:
    server, database = guarded
    dialog = dialog_for(qtbot, server.socket, database, stored_login("liu1", PASSWORD))

    assert lines_of(dialog, qtbot) == [
        "✓ You are logged in as “liu1”.",
        f"✓ The hub is there, version {VERSION}.",
        "✓ Your county is served; you are: surveyor of the county.",
        "Everything works.",
    ]


def test_a_login_or_a_place_that_is_wrong_has_its_sentence(
    guarded: tuple[Server, str], qtbot: object, stored_login: StoredLogin
) -> None:
    server, database = guarded
    right, wrong = stored_login("liu1", PASSWORD), stored_login("liu1", "no")

    def last(host: str, name: str, login: str = "", **options: str) -> str:
        return lines_of(dialog_for(qtbot, host, name, login, **options), qtbot)[-1]

    assert "No computer of the name “hub.invalid” is known here" in last("hub.invalid", "province")
    assert "user name or the password is wrong" in last(server.socket, database, wrong)
    assert "no database of the name “nowhere”" in last(server.socket, "nowhere", right)
    assert "There is no hub in the database “postgres”" in last(server.socket, "postgres", right)
    assert f"shows you no county {ZHONGYANG}" in last(server.socket, database, right, county=ZHONGYANG)


def test_a_closed_port_and_a_server_without_tls_have_their_sentences(qtbot: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def say_no() -> None:
            way, _ = listening.accept()
            with way:
                way.recv(8)
                way.sendall(b"N")

        answering = Thread(target=say_no)
        answering.start()
        dialog = dialog_for(qtbot, "localhost", "province", tls="require")
        dialog.port_spin.setValue(port)
        lines = lines_of(dialog, qtbot)
        answering.join()
    assert lines[1] == f"✓ A server answers at localhost:{port}."
    assert "The server offers no TLS" in lines[2]
    assert f"nothing listens at localhost:{port}" in lines_of(dialog, qtbot)[-1]


def test_a_hub_of_another_version_has_its_sentence(
    hub: tuple[Server, str], qtbot: object, stored_login: StoredLogin
) -> None:
    server, database = hub
    dialog = dialog_for(qtbot, server.socket, database, stored_login("liu1", PASSWORD))
    change = "UPDATE mine_hub.meta SET value = '{}' WHERE key = '{}'"
    server.run(change.format(99, "format"), database=database)
    assert "update the plugin" in lines_of(dialog, qtbot)[-1]
    server.run(change.format(1, "version"), database=database)
    try:
        assert "ask who runs the hub to upgrade it" in lines_of(dialog, qtbot)[-1]
    finally:
        server.run(change.format(VERSION, "version"), database=database)


def test_what_was_chosen_is_one_text_without_a_password_and_is_shown_again(
    qtbot: object, stored_login: StoredLogin
) -> None:
    login = stored_login("liu1", PASSWORD)
    dialog = dialog_for(qtbot, "hub.example.org", "province", login, tls="verify-full")
    dialog.port_spin.setValue(5433)
    dialog.certificate_widget.setFilePath("/etc/ssl/province.crt")
    text = dialog.text()

    assert text == (
        "postgresql://hub.example.org:5433/province?sslmode=verify-full"
        f"&sslrootcert=/etc/ssl/province.crt&authcfg={login}"
    )
    again = ProvinceDialog(text)
    qtbot.addWidget(again)
    assert again.text() == text
    assert hub_place(text).password == PASSWORD


def test_a_login_may_carry_the_address_and_one_that_is_gone_is_told(stored_login: StoredLogin) -> None:
    login = stored_login("liu1", PASSWORD, "postgresql://hub.example.org/province")

    assert hub_place(f"authcfg={login}").address == "postgresql://hub.example.org/province"
    with pytest.raises(NoAddressOfLoginError, match="names no database"):
        hub_place(f"authcfg={stored_login('liu1', PASSWORD)}")
    with pytest.raises(CredentialsError, match="is not in the authentication manager"):
        hub_place("postgresql://hub.example.org/province?authcfg=absent0")


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
def dock(qgis_iface: QgisInterface, open_session: Session, pit: Record, qtbot: object) -> Iterator[SyncDock]:
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    settle()
    yield dock
    dock.unload()


def idle(dock: SyncDock, qtbot: object) -> None:
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    settle()


def name_of(workspace: Workspace, uuid: str) -> str:
    with workspace.connect() as connection:
        return str(read_records(connection, TABLE, uuids=[uuid])[0].values["name"])


def test_the_dock_syncs_with_the_province_and_remembers_the_way_without_the_password(
    dock: SyncDock,
    guarded: tuple[Server, str],
    qtbot: object,
    monkeypatch: pytest.MonkeyPatch,
    stored_login: StoredLogin,
) -> None:
    server, database = guarded
    chosen = dialog_for(qtbot, server.socket, database, stored_login("liu1", PASSWORD)).text()
    monkeypatch.setattr(ProvinceDialog, "exec", lambda self: True)
    monkeypatch.setattr(ProvinceDialog, "text", lambda self: chosen)
    dock.choose_province()
    settings = QgsSettings()
    kept = [str(settings.value(key)) for key in settings.allKeys() if key.startswith("mine_restoration")]
    assert chosen in kept
    assert not any(PASSWORD in value for value in kept)
    qtbot.waitUntil(lambda: "To send: 1" in dock.ui.waitingLabel.text(), timeout=10000)

    dock.sync()
    idle(dock, qtbot)

    assert "1 changes were sent, 0 rows were received." in dock.ui.accountLabel.text()
    assert dock.address() == chosen


def test_a_package_is_taken_into_the_province_with_the_login(
    dock: SyncDock, guarded: tuple[Server, str], qtbot: object, tmp_path: Path, stored_login: StoredLogin
) -> None:
    server, database = guarded
    dock.packages.export(tmp_path / "p.mrpkg")
    idle(dock, qtbot)
    dock.ui.hubWidget.setFilePath(
        dialog_for(qtbot, server.socket, database, stored_login("liu1", PASSWORD)).text()
    )

    dock.packages.take_in(tmp_path / "p.mrpkg", tmp_path / "r.mrpkg")
    idle(dock, qtbot)

    assert "was taken in: 1 changes, 0 photos." in dock.ui.accountLabel.text()
    assert (tmp_path / "r.mrpkg").exists()


def test_a_sync_by_itself_leaves_what_is_being_edited_and_brings_the_rest(
    dock: SyncDock,
    open_session: Session,
    pit: Record,
    hub: tuple[Server, str],
    qtbot: object,
    tmp_path: Path,
) -> None:
    server, database = hub
    dock.ui.hubWidget.setFilePath(server.address(database, "liu1"))
    dock.background.choose(5)
    dock.background.tick()
    idle(dock, qtbot)
    other = copy_workspace(open_session.workspace.path, tmp_path / "colleague.gpkg")
    with other.write() as connection:
        update_record(connection, TABLE, pit.uuid, {"name": "北采坑"})
    synchronise(other, dock.address())
    layer = open_session.layer(TABLE)
    assert layer.startEditing()
    feature = next(layer.getFeatures())
    assert layer.changeAttributeValue(feature.id(), layer.fields().indexOf("name"), "南采坑")

    dock.background.tick()
    idle(dock, qtbot)

    assert "1 rows are being edited here" in dock.ui.accountLabel.text()
    assert name_of(open_session.workspace, pit.uuid) == "一号采坑"
    assert layer.isEditable() and layer.getFeature(feature.id())["name"] == "南采坑"
    assert layer.rollBack()
    dock.background.tick()
    idle(dock, qtbot)
    assert name_of(open_session.workspace, pit.uuid) == "北采坑"


def test_a_row_that_is_edited_meanwhile_is_known_at_once(
    open_session: Session, pit: Record, qtbot: object
) -> None:
    rows = BusyRows(open_session)
    assert len(rows) == 0
    layer = open_session.layer(TABLE)
    assert layer.startEditing()
    feature = next(layer.getFeatures())
    assert layer.changeAttributeValue(feature.id(), layer.fields().indexOf("name"), "南采坑")

    qtbot.waitUntil(lambda: (TABLE, pit.uuid) in rows, timeout=5000)

    rows.stop()
    assert layer.rollBack()
    assert list(rows) == [(TABLE, pit.uuid)]


def popups(iface: QgisInterface) -> int:
    """Return how many messages were pushed over the map."""
    levels = (Qgis.MessageLevel.Info, Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)
    return sum(len(iface.messageBar().get_messages(level)) for level in levels)


def test_offline_is_one_quiet_line_and_the_next_sync_goes_on(
    dock: SyncDock, hub: tuple[Server, str], qgis_iface: QgisInterface, qtbot: object
) -> None:
    server, database = hub
    dock.ui.hubWidget.setFilePath("postgresql://liu1@/province?host=/nowhere")
    settle()
    told = popups(qgis_iface)
    dock.background.choose(10)
    dock.background.tick()
    idle(dock, qtbot)

    assert dock.background.is_offline
    assert "It is tried again every 10 minutes." in dock.ui.waitingLabel.text()
    assert popups(qgis_iface) == told

    dock.ui.hubWidget.setFilePath(server.address(database, "liu1"))
    qtbot.waitUntil(lambda: dock.ui.waitingLabel.text().startswith("To send: 1 · to rec"), timeout=10000)
    assert "It is tried again every 10 minutes." in dock.ui.waitingLabel.text()
    dock.sync()
    idle(dock, qtbot)
    assert not dock.background.is_offline
    qtbot.waitUntil(lambda: "To send: 0" in dock.ui.waitingLabel.text(), timeout=10000)


def test_the_minutes_are_remembered_for_the_workspace(
    dock: SyncDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    dock.background.actions[30].trigger()
    assert dock.background.timer.isActive() and dock.background.timer.interval() == 30 * 60_000

    again = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(again)
    assert again.background.minutes == 30 and again.background.actions[30].isChecked()
    again.background.actions[0].trigger()
    assert not again.background.timer.isActive()
    again.unload()


def test_a_password_that_was_typed_into_the_address_is_not_remembered(
    open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)

    dock.ui.hubWidget.setFilePath("postgresql://liu1:geheim@127.0.0.1:1/province?sslmode=require")

    settings = QgsSettings()
    kept = [str(settings.value(key)) for key in settings.allKeys() if "mine_restoration" in key]
    assert "postgresql://liu1@127.0.0.1:1/province?sslmode=require" in kept
    assert not any("geheim" in value for value in kept)
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Info)
    assert "The password is not remembered" in told[-1]
    dock.unload()
