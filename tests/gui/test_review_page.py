"""The review in the sync dock and what a surveyor sees of it in the survey dock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QItemSelectionModel

from plugin.gui.docks.review_page import ReviewPage
from plugin.gui.docks.survey_dock import SurveyDock
from plugin.gui.docks.sync_dock import SyncDock
from plugin.gui.messages import Messages
from plugin.gui.models.record_list import RETURNED
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record
from plugin.store.workspace import Workspace
from plugin.workflows.review import take_step
from plugin.workflows.synchronise import synchronise
from tests.sync.postgres import LIULIN, ZHONGYANG, lent_hub, person

from .conftest import settle

TABLE = "problem_area"


@pytest.fixture
def pits(open_session: Session) -> list[str]:
    """Three pits, handed in."""
    records = [
        Record(
            TABLE,
            new_uuid(),
            {"type": "P401", "name": f"{number}号采坑", "number": f"141125P2024000{number}", "depth_m": 4.0},
            shapely.MultiPolygon([shapely.box(110.878, 37.43, 110.879, 37.43 + number / 1000)]),
        )
        for number in (1, 2, 3)
    ]
    with open_session.workspace.write() as connection:
        insert_records(connection, records)
    keys = [(TABLE, record.uuid) for record in records]
    assert len(take_step(open_session.workspace, "submit", keys, roles=["surveyor"]).done) == 3
    return [record.uuid for record in records]


@pytest.fixture
def dock(
    qgis_iface: QgisInterface, open_session: Session, pits: list[str], qtbot: object, tmp_path: Path
) -> Iterator[SyncDock]:
    dock = SyncDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    dock.create_hub(tmp_path / "county.mrhub")
    synchronise(open_session.workspace, dock.address())
    dock.ui.tabs.setCurrentWidget(dock.ui.reviewTab)
    settle()
    yield dock
    dock.unload()


def states(workspace: Workspace) -> dict[str, str]:
    with workspace.connect() as connection:
        return {r.uuid: str(r.values["review_state"]) for r in read_records(connection, TABLE)}


def select_all(dock: SyncDock) -> None:
    dock.review.table.selectAll()
    settle()


def test_what_waits_is_listed_for_the_level_that_is_acted_as(dock: SyncDock) -> None:
    page = dock.review
    assert [row.title for row in page.model.rows] == [f"141125P2024000{n}" for n in (1, 2, 3)]
    assert page.upButton.text() == "Pass and forward" and page.upButton.isEnabled()

    page.roleCombo.setCurrentIndex(page.roleCombo.findData("province_reviewer"))

    assert page.model.rows == () and not page.content.isVisible()
    assert "waits for you" in page.emptyLabel.text()


def test_many_are_passed_and_accepted_at_once(dock: SyncDock, open_session: Session) -> None:
    page = dock.review
    select_all(dock)
    assert page.upButton.text() == "Pass and forward (3)"
    page.upButton.click()
    assert set(states(open_session.workspace).values()) == {"county"}

    page.roleCombo.setCurrentIndex(page.roleCombo.findData("province_reviewer"))
    select_all(dock)
    page.upButton.click()

    assert set(states(open_session.workspace).values()) == {"province"}


def test_a_return_needs_a_reason(
    dock: SyncDock, open_session: Session, pits: list[str], qgis_iface: QgisInterface
) -> None:
    page = dock.review
    page.backButton.click()
    assert "Write the reason first" in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Info)[-1]
    assert set(states(open_session.workspace).values()) == {"submitted"}

    page.reasonEdit.setText("缺照片")
    page.backButton.click()

    assert states(open_session.workspace)[pits[0]] == "returned"
    assert page.reasonEdit.text() == ""


def test_before_and_after_are_shown_with_the_shape(
    dock: SyncDock, open_session: Session, pits: list[str], qtbot: object
) -> None:
    workspace, key = open_session.workspace, (TABLE, pits[0])
    take_step(workspace, "return", [key], roles=["county_reviewer"], reason="缺深度")
    synchronise(workspace, dock.address())
    with workspace.write() as connection:
        outline = shapely.MultiPolygon([shapely.box(110.878, 37.43, 110.880, 37.431)])
        update_record(connection, TABLE, pits[0], {"depth_m": 5.5}, outline)
    take_step(workspace, "submit", [key], roles=["surveyor"])
    synchronise(workspace, dock.address())
    page = dock.review
    page.refresh()
    place = [row.uuid for row in page.model.rows].index(pits[0])
    flags = QItemSelectionModel.SelectionFlag
    index = page._sorted.mapFromSource(page.model.index(place, 0))
    page.table.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)

    qtbot.waitUntil(lambda: "缺深度" in page.sinceLabel.text(), timeout=5000)

    rows = {row.field: (row.before, row.after) for row in page.differences.rows}
    assert rows["Depth"] == ("4.0 m", "5.5 m")
    assert "Place and shape" in rows
    assert len(page.preview._outlines) == 2


def test_a_returned_record_is_found_in_the_survey_dock_with_its_reason(
    dock: SyncDock, qgis_iface: QgisInterface, open_session: Session, pits: list[str], qtbot: object
) -> None:
    take_step(
        open_session.workspace, "return", [(TABLE, pits[1])], roles=["county_reviewer"], reason="缺照片"
    )
    survey = SurveyDock(qgis_iface, open_session)
    qtbot.addWidget(survey)
    survey.show()
    settle()

    survey.ui.kindCombo.setCurrentIndex(survey.ui.kindCombo.findData(RETURNED))

    (shown,) = [
        survey.list_page.filter.row_at(survey.list_page.filter.index(place, 0))
        for place in range(survey.list_page.filter.rowCount())
    ]
    assert (shown.uuid, shown.return_reason) == (pits[1], "缺照片")
    survey.open_row(shown)
    assert survey.form.reviewLabel.text() == "Returned: 缺照片"
    survey.unload()


def test_an_accepted_record_is_shown_and_not_saved(
    dock: SyncDock, qgis_iface: QgisInterface, open_session: Session, pits: list[str], qtbot: object
) -> None:
    key = (TABLE, pits[0])
    take_step(open_session.workspace, "forward", [key], roles=["county_reviewer"])
    take_step(open_session.workspace, "accept", [key], roles=["province_reviewer"])
    survey = SurveyDock(qgis_iface, open_session)
    qtbot.addWidget(survey)
    survey.show()
    settle()

    survey.open_record(*key)

    assert "has accepted this record" in survey.form.reviewLabel.text()
    assert not survey.form_page.save()
    survey.unload()


def test_the_role_and_the_name_are_remembered(
    dock: SyncDock, qgis_iface: QgisInterface, qtbot: object
) -> None:
    dock.review.roleCombo.setCurrentIndex(dock.review.roleCombo.findData("city_reviewer"))
    dock.review.nameEdit.setText("施")
    dock.review.nameEdit.editingFinished.emit()

    again = SyncDock(qgis_iface, dock._session)
    qtbot.addWidget(again)

    assert (again.review.role(), again.review.nameEdit.text()) == ("city_reviewer", "施")
    again.unload()


@pytest.fixture
def hub() -> Iterator[str]:
    """The address of the province's hub, in which “kang” reviews two counties."""
    people = (person("liu1", surveyor=LIULIN), person("kang", county_reviewer=f"{LIULIN} {ZHONGYANG}"))
    with lent_hub(*people) as (server, database):
        yield server.address(database, "liu1")


def at_hub(page: ReviewPage, qtbot: object, count: int) -> None:
    """Wait until the list of the hub has so many records."""
    qtbot.waitUntil(lambda: page.is_at_hub() and len(page.model.rows) == count, timeout=10000)


def test_every_county_of_the_hub_is_listed_compared_and_answered_without_a_workspace(
    qgis_iface: QgisInterface, open_session: Session, pits: list[str], hub: str, qtbot: object
) -> None:
    synchronise(open_session.workspace, hub)
    address = hub.replace("liu1@", "kang@")
    page = ReviewPage(
        Session(qgis_iface.mainWindow()),
        Messages(qgis_iface),
        qgis_iface.mapCanvas(),
        address=lambda: address,
    )
    qtbot.addWidget(page)
    page.set_labels(None)
    page.show()

    page.placeCombo.setCurrentIndex(page.placeCombo.findData("hub"))
    at_hub(page, qtbot, 3)

    assert [page.countyCombo.itemText(place) for place in range(page.countyCombo.count())] == [
        "All counties (3)",
        "柳林县 (3)",
    ]
    assert not page.roleCombo.isVisible() and page.upButton.text() == "Pass and forward"
    qtbot.waitUntil(lambda: page.sinceLabel.text() == "Handed in for the first time.", timeout=5000)
    page.reasonEdit.setText("缺照片")
    page.backButton.click()
    at_hub(page, qtbot, 2)
    page.table.selectAll()
    assert page.upButton.text() == "Pass and forward (2)"
    page.upButton.click()
    at_hub(page, qtbot, 0)
    assert page.emptyLabel.text() == "Nothing waits for you in any county of the hub."

    synchronise(open_session.workspace, hub)
    assert sorted(states(open_session.workspace).values()) == ["county", "county", "returned"]
    page.unload()


def test_a_hub_that_is_away_says_so_where_the_list_would_be(
    qgis_iface: QgisInterface, open_session: Session, qtbot: object, tmp_path: Path
) -> None:
    address = f"postgresql:///province?host={tmp_path}"
    page = ReviewPage(open_session, Messages(qgis_iface), qgis_iface.mapCanvas(), address=lambda: address)
    qtbot.addWidget(page)
    page.set_labels(None)
    page.show()

    page.placeCombo.setCurrentIndex(page.placeCombo.findData("hub"))

    qtbot.waitUntil(lambda: "does not answer" in page.emptyLabel.text(), timeout=5000)
    page.unload()


def test_a_hub_that_knows_no_people_offers_this_workspace_alone(dock: SyncDock) -> None:
    assert not dock.review.placeCombo.isVisible() and not dock.review.is_at_hub()
