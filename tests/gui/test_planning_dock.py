"""The planning dock: a zone drawn by hand, zones proposed, what they hold, and their attributes saved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
from qgis.gui import QgisInterface

from plugin.gui.docks.planning_dock import PlanningDock
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records

from .conftest import Hand, settle

OUTLINE = [(110.876, 37.426), (110.884, 37.426), (110.884, 37.434), (110.876, 37.434)]


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[PlanningDock]:
    with open_session.workspace.write() as connection:
        insert_records(connection, problems())
    open_session.reload()
    dock = PlanningDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.ask = lambda *_: True
    dock.show()
    settle()
    yield dock
    dock.unload()


def problems() -> list[Record]:
    """Return two pits about 180 m apart, and one about 2 km away."""
    records = []
    for x, grade in ((110.878, "YZ"), (110.881, "JQ"), (110.905, "JQ")):
        outline = shapely.MultiPolygon([shapely.box(x, 37.430, x + 0.001, 37.431)])
        records.append(Record("problem_area", new_uuid(), {"type": "P401", "grade": grade}, outline))
        land = {"problem_uuid": records[-1].uuid, "land_use": "0103", "area_hm2": 0.5}
        records.append(Record("problem_land", new_uuid(), land))
    return records


def zones(session: Session) -> list[Record]:
    with session.workspace.connect() as connection:
        return read_records(connection, "treatment_zone")


def propose(dock: PlanningDock, qtbot: object) -> None:
    dock.propose()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=20000)
    settle()


def test_problems_within_the_gap_are_proposed_as_one_zone_and_kept(
    dock: PlanningDock, open_session: Session, qtbot: object
) -> None:
    dock.ui.gapSpin.setValue(300)
    propose(dock, qtbot)
    assert len(dock.proposals.zones) == 2
    assert zones(open_session) == []
    dock.ui.keepButton.click()
    settle()
    kept = zones(open_session)
    assert sorted(int(zone.values["problem_count"]) for zone in kept) == [1, 2]
    assert len({zone.values["number"] for zone in kept if zone.values["number"]}) == 2
    assert len(dock.zones.rows) == 2


def test_proposals_that_are_not_kept_leave_nothing(
    dock: PlanningDock, open_session: Session, qtbot: object
) -> None:
    propose(dock, qtbot)
    dock.ui.cancelButton.click()
    assert dock.proposals.zones == ()
    assert zones(open_session) == []


def test_a_drawn_zone_says_what_it_holds_and_is_saved_with_its_attributes(
    dock: PlanningDock, open_session: Session, hand: Hand
) -> None:
    dock.draw()
    hand.draw(OUTLINE)
    settle()
    zone = dock.zone()
    assert zone.values["problem_count"] == 2
    assert zone.values["worst_grade"] == "YZ"
    groups = {group.title: group.bars for group in dock.chart.groups}
    assert [(bar.label, bar.text) for bar in groups["Problems by grade"]] == [
        ("Severe", "1"),
        ("Slight", "1"),
    ]
    assert [(bar.label, bar.text) for bar in groups["Land damaged (hm²)"]] == [("Dry cropland", "1.00")]
    dock.form.editor("reuse_direction").set_value("L")
    dock.form.editor("planned_year").set_value(2027)
    dock.form.editor("planned_year").changed.emit()
    dock.save()
    (saved,) = zones(open_session)
    assert (saved.values["reuse_direction"], saved.values["planned_year"]) == ("L", 2027)
    assert saved.values["origin"] == "drawn"
    # 0.008° × 0.008° at 37.43° N is about 708 m × 888 m
    assert saved.values["area_hm2"] == pytest.approx(62.9, abs=1)


def test_a_drawn_zone_can_be_undone_before_it_is_saved(
    dock: PlanningDock, open_session: Session, hand: Hand
) -> None:
    dock.draw()
    hand.draw(OUTLINE)
    settle()
    assert len(dock.zones.rows) == 1
    dock.ui.undoButton.click()
    settle()
    assert dock.zones.rows == ()
    assert zones(open_session) == []


def test_a_deleted_zone_is_gone_after_saving(
    dock: PlanningDock, open_session: Session, qtbot: object
) -> None:
    propose(dock, qtbot)
    dock.proposals.keep()
    settle()
    dock.select(dock.zones.rows[0].uuid)
    dock.delete()
    dock.save()
    assert len(zones(open_session)) == 1
