"""Records across a county line in the review: sharing, what the other county sees, proposals and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely
from qgis.core import Qgis, QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt

from plugin.gui.dialogs.propose_dialog import ProposeDialog
from plugin.gui.dialogs.sharing_dialog import SharingDialog, county_choices
from plugin.gui.docks.review_page import PROPOSED, SHARED, ReviewPage
from plugin.gui.messages import Messages
from plugin.qgis_bridge.labels import Labels
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records, update_record
from plugin.store.schema import load_schema
from plugin.sync.addresses import HubPlace
from plugin.workflows.borders import propose, shared_with_us
from plugin.workflows.grants import SharedRecord, share
from plugin.workflows.reading import shipped_code_lists
from plugin.workflows.review import take_step
from plugin.workflows.synchronise import synchronise
from tests.sync.postgres import LIULIN, ZHONGYANG, lent_hub, person

TABLE = "problem_area"
OUTLINE = shapely.MultiPolygon([shapely.box(110.878, 37.43, 110.879, 37.431)])


@dataclass
class Border:
    """A pit of Liulin at the hub, and pages as several people see them."""

    address: str
    session: Session
    pit: str
    make: Callable[[str, Session | None], ReviewPage]

    def login(self, login: str) -> str:
        return self.address.replace("liu1@", f"{login}@")

    def share(self, may: str) -> None:
        record = SharedRecord(county=LIULIN, table=TABLE, uuid=self.pit)
        share(HubPlace(self.login("kang")), record, ZHONGYANG, may)  # type: ignore[arg-type]

    def propose(self, **values: object) -> None:
        (row,) = shared_with_us(HubPlace(self.login("bo"))).rows
        propose(HubPlace(self.login("bo")), row, values, "量过")  # type: ignore[arg-type]

    def depth(self) -> object:
        with self.session.require_workspace().connect() as connection:
            return read_records(connection, TABLE, uuids=[self.pit])[0].values["depth_m"]


@pytest.fixture
def border(
    qgis_iface: QgisInterface,
    open_session: Session,
    qtbot: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Border]:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "profile"))
    people = (
        person("liu1", surveyor=LIULIN),
        person("kang", county_reviewer=LIULIN),
        person("bo", surveyor=ZHONGYANG),
    )

    def make(address: str, session: Session | None) -> ReviewPage:
        page = ReviewPage(
            session or Session(qgis_iface.mainWindow()),
            Messages(qgis_iface),
            qgis_iface.mapCanvas(),
            address=lambda: address,
        )
        qtbot.addWidget(page, before_close_func=lambda page: page.unload())
        page.set_labels(Labels(shipped_code_lists(), load_schema()) if session else None)
        page.show()
        return page

    pits = [
        Record(
            TABLE,
            new_uuid(),
            {
                "type": kind,
                "name": f"{number}号采坑",
                "number": f"141125P{number}",
                "depth_m": 4.0,
                "criteria": criteria,
            },
            OUTLINE,
        )
        for number, kind, criteria in ((1, "P401", "E009"), (2, "P105", "E018"))
    ]
    with open_session.require_workspace().write() as connection:
        insert_records(connection, pits)
    take_step(
        open_session.require_workspace(), "submit", [(TABLE, pit.uuid) for pit in pits], roles=["surveyor"]
    )
    with lent_hub(*people) as (server, database):
        address = server.address(database, "liu1")
        synchronise(open_session.require_workspace(), address)
        yield Border(address, open_session, pits[0].uuid, make)


def shown(page: ReviewPage, place: str, qtbot: object, count: int) -> ReviewPage:
    """Return the page when its list has so many records."""
    page.placeCombo.setCurrentIndex(page.placeCombo.findData(place))
    qtbot.waitUntil(
        lambda: page.is_at_hub() and not page._trouble and len(page.model.rows) == count, timeout=10000
    )
    return page


def texts(page: ReviewPage, row: int) -> list[str]:
    return [page.model.text(row, column) for column in range(page.model.columnCount())]


def sharing(page: ReviewPage, qtbot: object) -> SharingDialog:
    """Return the dialog of the chosen record when the hub has answered."""
    page.borderButton.click()
    dialog = page.border.dialog
    assert isinstance(dialog, SharingDialog)
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=10000)
    return dialog


def choose(page: ReviewPage, row: int) -> None:
    page.table.clearSelection()
    page._choose({page.model.row(row).key})


def test_the_list_of_the_hub_tells_type_and_grade_and_is_narrowed_and_sorted_by_them(
    border: Border, qtbot: object
) -> None:
    page = shown(border.make(border.login("kang"), None), "hub", qtbot, 2)
    labels = Labels(shipped_code_lists(), load_schema())
    headings = [page.model._columns[c].heading for c in range(page.model.columnCount())]
    assert headings[:5] == ["County", "Review", "Number", "Type", "Grade"]
    assert not any(page.table.isColumnHidden(column) for column in range(7))
    rows = {row.type: place for place, row in enumerate(page.model.rows)}
    assert {kind: page.model.row(place).grade for kind, place in rows.items()} == {"P401": "YZ", "P105": "JQ"}
    assert texts(page, rows["P401"])[3:5] == [
        labels.code("problem_type", "P401"),
        labels.code("impact_grade", "YZ"),
    ]

    page.typeCombo.setCurrentIndex(page.typeCombo.findData("P401"))
    assert [row.type for row in page.model.rows] == ["P401"]
    page.gradeCombo.setCurrentIndex(page.gradeCombo.findData("JQ"))
    assert page.model.rows == () and "choose another type or grade" in page.emptyLabel.text()
    page.typeCombo.setCurrentIndex(0)
    assert [row.type for row in page.model.rows] == ["P105"]
    page.gradeCombo.setCurrentIndex(0)
    for order, worst_first in ((Qt.SortOrder.AscendingOrder, True), (Qt.SortOrder.DescendingOrder, False)):
        page.table.sortByColumn(4, order)
        listed = [page._sorted.index(place, 4).data() for place in range(2)]
        expected = [labels.code("impact_grade", grade) for grade in ("YZ", "JQ")]
        assert listed == (expected if worst_first else expected[::-1])


def test_a_reviewer_shares_a_record_sees_the_grant_takes_it_back_and_undoes_that(
    border: Border, qtbot: object
) -> None:
    page = shown(border.make(border.login("kang"), None), "hub", qtbot, 2)
    choose(page, [row.uuid for row in page.model.rows].index(border.pit))
    assert page.borderButton.text() == "Share…" and page.borderButton.isEnabled()
    dialog = sharing(page, qtbot)
    assert (dialog.model.rows, dialog.status_label.text()) == ((), "It is shared with no county.")

    dialog.county_editor.set_value(ZHONGYANG)
    dialog.share_button.click()
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=10000)

    (grant,) = dialog.model.rows
    assert [dialog.model.text(0, column) for column in range(3)] == ["中阳县", "read", "Kang"]
    assert "中阳县 may see this record now" in dialog.status_label.text()
    dialog.table.selectRow(0)
    dialog.withdraw_button.click()
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=10000)
    assert dialog.model.rows == () and not dialog.withdraw_button.isEnabled()

    dialog.undo_button.click()
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=10000)
    assert [(one.to_county, one.may) for one in dialog.model.rows] == [(ZHONGYANG, grant.may)]
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: not dialog.is_asking, timeout=10000)
    assert dialog.model.rows == ()
    dialog.reject()


def test_every_refusal_is_a_sentence_in_the_dialog(border: Border, qtbot: object) -> None:
    with border.session.require_workspace().write() as connection:
        update_record(connection, TABLE, border.pit, {"classification": "classified"})
    page = border.make(border.login("kang"), border.session)
    choose(page, [row.uuid for row in page.model.rows].index(border.pit))
    dialog = sharing(page, qtbot)

    def told(county: str) -> str:
        dialog.county_editor.combo.setCurrentText(county)
        dialog.share_button.click()
        qtbot.waitUntil(lambda: not dialog.is_asking, timeout=10000)
        return dialog.status_label.text()

    assert "no county in the list of codes" in told("某县")
    assert "belongs to 柳林县 itself" in told(LIULIN)
    assert "is classified and does not leave this computer" in told(ZHONGYANG)
    assert not dialog.undo_button.isEnabled()
    dialog.reject()

    surveyor = border.make(border.address, border.session)
    choose(surveyor, [row.uuid for row in surveyor.model.rows].index(border.pit) ^ 1)
    dialog = sharing(surveyor, qtbot)
    assert "by a reviewer of its own county" in told(ZHONGYANG)
    dialog.reject()

    stranger = border.make(border.login("bo"), border.session)
    dialog = sharing(stranger, qtbot)
    assert "does not serve the county" in dialog.status_label.text()
    dialog.reject()


@pytest.mark.parametrize("hub", ["county.mrhub", "mailbox"])
def test_a_hub_without_people_says_that_sharing_needs_the_province(
    border: Border, qgis_iface: QgisInterface, tmp_path: Path, hub: str
) -> None:
    page = border.make(str(tmp_path / hub), border.session)

    page.borderButton.click()

    assert page.border.dialog is None
    told = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Critical)[-1]
    assert "serves one county" in told and "province's database" in told


def test_a_shared_record_is_another_countys_and_cannot_be_changed(border: Border, qtbot: object) -> None:
    border.share("read")
    page = shown(border.make(border.login("bo"), None), SHARED, qtbot, 1)

    assert texts(page, 0)[:3] == ["柳林县", "Submitted", "141125P1"]
    qtbot.waitUntil(lambda: "nothing of it can be changed here" in page.sinceLabel.text(), timeout=10000)
    assert {row.field: row.after for row in page.differences.rows}["Depth"] == "4.0 m"
    assert page.differenceTable.isColumnHidden(1) and len(page.preview._outlines) == 1
    assert not page.upButton.isVisible() and not page.backButton.isVisible()
    assert page.borderButton.text() == "Propose…" and not page.borderButton.isEnabled()
    assert "for reading alone" in page.borderButton.toolTip()


def test_a_proposal_is_made_on_one_side_and_taken_over_on_the_other(
    border: Border, qtbot: object, qgis_iface: QgisInterface
) -> None:
    border.share("propose")
    page = shown(border.make(border.login("bo"), None), SHARED, qtbot, 1)
    assert page.borderButton.isEnabled()
    page.borderButton.click()
    dialog = page.border.dialog
    assert isinstance(dialog, ProposeDialog) and not dialog.propose_button.isEnabled()
    assert not dialog.shape_check.isEnabled()
    assert not {"number", "review_state", "classification"} & set(dialog.editors)
    dialog.editors["depth_m"].set_value(6.5)
    dialog.editors["depth_m"].changed.emit()
    dialog.note_edit.set_value("量过")
    dialog.propose_button.click()
    qtbot.waitUntil(lambda: page.border.dialog is None, timeout=10000)
    made = shown(page, PROPOSED, qtbot, 1)
    assert texts(made, 0)[:3] == ["柳林县", "Waits for its county", "141125P1"]
    assert not made.upButton.isEnabled()

    owner = shown(border.make(border.address, border.session), PROPOSED, qtbot, 1)
    assert texts(owner, 0)[:3] == ["中阳县", "To be decided", "141125P1"]
    qtbot.waitUntil(lambda: "量过" in owner.sinceLabel.text(), timeout=10000)
    assert [(row.field, row.before, row.after) for row in owner.differences.rows] == [
        ("Depth", "4.0 m", "6.5 m")
    ]
    assert [owner.differences._columns[place].heading for place in (1, 2)] == ["Now", "Proposed"]
    assert (owner.upButton.text(), owner.backButton.text()) == ("Take over", "Decline")
    assert not owner.reasonEdit.isVisible() and not owner.borderButton.isVisible()
    owner.upButton.click()

    qtbot.waitUntil(lambda: texts(owner, 0)[1] == "Taken over", timeout=10000)
    assert border.depth() == 6.5
    assert (
        "goes out with the next sync" in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Success)[-1]
    )


def test_a_proposal_is_declined_without_a_workspace_and_taken_over_only_with_it(
    border: Border, qtbot: object, qgis_iface: QgisInterface
) -> None:
    border.share("propose")
    border.propose(depth_m=6.5)
    page = shown(border.make(border.login("kang"), None), PROPOSED, qtbot, 1)

    page.upButton.click()
    qtbot.waitUntil(lambda: not page.is_answering, timeout=10000)
    assert "workspace of 柳林县" in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)[-1]
    qtbot.waitUntil(lambda: page.backButton.isEnabled(), timeout=10000)
    page.backButton.click()

    qtbot.waitUntil(lambda: bool(page.model.rows) and texts(page, 0)[1] == "Declined", timeout=10000)
    assert border.depth() == 4.0


def test_the_shape_that_is_selected_on_the_map_is_proposed(
    border: Border, qtbot: object, qgis_iface: QgisInterface
) -> None:
    border.share("propose")
    layer = QgsVectorLayer("Polygon?crs=EPSG:4490", "drawn", "memory")
    feature = QgsFeature()
    feature.setGeometry(
        QgsGeometry.fromWkt("POLYGON((110.878 37.43,110.881 37.43,110.881 37.431,110.878 37.43))")
    )
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    layer.selectAll()
    qgis_iface.mapCanvas().setCurrentLayer(layer)
    page = shown(border.make(border.login("bo"), None), SHARED, qtbot, 1)

    page.borderButton.click()
    dialog = page.border.dialog
    assert isinstance(dialog, ProposeDialog) and dialog.shape_check.isEnabled()
    dialog.shape_check.setChecked(True)
    dialog.propose_button.click()
    qtbot.waitUntil(lambda: page.border.dialog is None, timeout=10000)

    owner = shown(border.make(border.address, border.session), PROPOSED, qtbot, 1)
    qtbot.waitUntil(lambda: len(owner.preview._outlines) == 2, timeout=10000)
    assert [row.field for row in owner.differences.rows] == ["Place and shape"]
    owner.upButton.click()
    qtbot.waitUntil(lambda: texts(owner, 0)[1] == "Taken over", timeout=10000)
    with border.session.require_workspace().connect() as connection:
        (record,) = read_records(connection, TABLE, uuids=[border.pit])
    assert record.geometry is not None and record.geometry.bounds[2] == pytest.approx(110.881)


def test_what_can_be_shared_with_begins_with_the_counties_of_the_same_city() -> None:
    choices = county_choices(LIULIN)

    assert LIULIN not in dict(choices) and dict(choices)[ZHONGYANG] == "中阳县 141129"
    assert choices[0][0].startswith("1411") and all(code.startswith("14") for code, _ in choices)
