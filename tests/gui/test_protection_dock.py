"""The protection dock: layers are guessed and imported, zones computed beside the window, hits listed and
shown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QWidget

from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.models.table_model import ROW_ROLE
from plugin.qgis_bridge.session import Session
from plugin.store.records import Record, insert_records, new_uuid, read_records

from .conftest import settle, show

ROAD = "LineString (110.860 37.430, 110.900 37.430)"
PIT_BESIDE_THE_ROAD = shapely.box(110.8790, 37.4303, 110.8800, 37.4307)
"""A pit about 33 m north of the road's line: within the 100 m of 公路安全保护条例 art. 17 (一)."""
PIT_FAR_AWAY = shapely.box(110.8790, 37.4500, 110.8800, 37.4504)


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[ProtectionDock]:
    dock = ProtectionDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    settle()
    yield dock
    dock.unload()


def pit(name: str, outline: shapely.Geometry) -> Record:
    values = {"type": "P401", "name": name, "activity": "open_pit"}
    return Record("problem_area", new_uuid(), values, shapely.MultiPolygon([outline]))


def write(session: Session, records: list[Record]) -> None:
    with session.workspace.write() as connection:
        insert_records(connection, records)
    session.reload()
    settle()


def national_road() -> Record:
    values = {"class": "X1A", "name": "G307", "half_width_m": 13.0}
    return Record("protected_line", new_uuid(), values, shapely.MultiLineString([shapely.from_wkt(ROAD)]))


def compute(dock: ProtectionDock, qtbot: object) -> None:
    dock.compute()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=30000)
    settle()


def test_a_pit_beside_a_national_road_is_a_hit_with_its_distance_and_restriction(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    write(open_session, [national_road(), pit("near", PIT_BESIDE_THE_ROAD), pit("far", PIT_FAR_AWAY)])
    assert "G307" not in dock.ui.countsLabel.text()
    assert "National highway" in dock.ui.countsLabel.text()
    compute(dock, qtbot)
    restricted = [hit for hit in dock.hits.rows if hit.values["legal_restriction"]]
    assert {hit.values["target_name"] for hit in restricted} == {"near"}
    # 33 m from the line, less the half-width of 13 m: the distance counts from the edge of the road's land
    assert restricted[0].values["distance_m"] == pytest.approx(20.3, abs=1)
    assert restricted[0].values["overlap_hm2"] == pytest.approx(0.39, abs=0.03)
    with open_session.workspace.connect() as connection:
        flags = {
            r.values["name"]: r.values["legal_restriction"] for r in read_records(connection, "problem_area")
        }
    assert flags == {"near": 1, "far": 0}
    assert dock.ui.tabs.currentWidget() is dock.ui.hitsTab


def test_a_chosen_hit_is_shown_on_the_map(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    write(open_session, [national_road(), pit("near", PIT_BESIDE_THE_ROAD)])
    compute(dock, qtbot)
    dock.ui.hitTable.setCurrentIndex(dock.hit_filter.index(0, 0))
    middle = qgis_iface.mapCanvas().extent().center()
    assert (middle.x(), middle.y()) == pytest.approx((110.8795, 37.4305), abs=0.0005)


def marked(dock: ProtectionDock) -> set[tuple[str, str]]:
    rows = dock.ui.hitTable.selectionModel().selectedRows()
    return {(i.data(ROW_ROLE).values["target_name"], i.data(ROW_ROLE).values["object_name"]) for i in rows}


def test_what_is_selected_on_the_map_is_marked_in_the_list_and_the_map_stays(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    beside = shapely.box(110.8690, 37.4303, 110.8700, 37.4307)
    write(open_session, [national_road(), pit("one", PIT_BESIDE_THE_ROAD), pit("two", beside)])
    compute(dock, qtbot)
    canvas = qgis_iface.mapCanvas()
    show(canvas, 0.1)
    before = canvas.extent()
    open_session.layer("problem_area").selectByExpression("name = 'two'")
    assert marked(dock) == {("two", "G307")}
    open_session.layer("protected_line").selectAll()
    assert marked(dock) == {("one", "G307"), ("two", "G307")}
    assert canvas.extent() == before


def test_a_marked_hit_stays_marked_when_the_list_is_read_anew(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    write(open_session, [national_road(), pit("one", PIT_BESIDE_THE_ROAD)])
    compute(dock, qtbot)
    dock.ui.hitTable.selectRow(0)
    before = qgis_iface.mapCanvas().extent()
    dock.refresh()
    assert marked(dock) == {("one", "G307")}
    assert qgis_iface.mapCanvas().extent() == before


def test_a_double_click_asks_for_the_record_and_for_a_licensed_area_its_mine(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    pit_one = pit("one", PIT_BESIDE_THE_ROAD)
    mine = Record("mine", new_uuid(), {"name": "沙曲矿", "status": "SC"}, None)
    area = Record(
        "mine_area", new_uuid(), {"mine_uuid": mine.uuid}, shapely.MultiPolygon([PIT_BESIDE_THE_ROAD])
    )
    write(open_session, [national_road(), pit_one, mine, area])
    compute(dock, qtbot)
    wanted: list[tuple[str, str]] = []
    dock.hit_links.recordWanted.connect(lambda *asked: wanted.append(asked))
    for row in range(dock.hit_filter.rowCount()):
        dock.ui.hitTable.doubleClicked.emit(dock.hit_filter.index(row, 0))
    assert set(wanted) == {("problem_area", pit_one.uuid), ("mine", mine.uuid)}


def test_hits_are_filtered_by_class_and_by_flag(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    write(open_session, [national_road(), pit("near", PIT_BESIDE_THE_ROAD)])
    compute(dock, qtbot)
    dock.ui.flagCombo.setCurrentIndex(dock.ui.flagCombo.findData("legal_restriction"))
    dock.ui.flagCombo.activated.emit(dock.ui.flagCombo.currentIndex())
    shown = [dock.hit_filter.index(row, 0).data(ROW_ROLE) for row in range(dock.hit_filter.rowCount())]
    assert shown
    assert all(hit.values["legal_restriction"] for hit in shown)


def test_without_protected_objects_nothing_can_be_computed_and_the_dock_says_why(
    dock: ProtectionDock,
) -> None:
    assert not dock.ui.computeButton.isEnabled()
    assert "no protected object yet" in dock.ui.countsLabel.text()


def test_the_rules_show_their_clause_and_only_those_in_force(dock: ProtectionDock) -> None:
    dock.ui.ruleFilter.setText("铁路安全管理条例")
    assert dock.rule_filter.rowCount() > 0
    in_force = dock.rule_filter.rowCount()
    dock.ui.inForceCheck.setChecked(False)
    assert dock.rule_filter.rowCount() >= in_force
    dock.ui.ruleTable.selectRow(0)
    assert "铁路安全管理条例" in dock.ui.ruleText.text()


def test_a_layer_of_the_map_is_guessed_and_imported_with_its_class(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    layer = QgsVectorLayer(
        "LineString?crs=EPSG:4490&field=highway:string&field=name:string", "roads", "memory"
    )
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["trunk", "G307"])
    feature.setGeometry(QgsGeometry.fromWkt(ROAD))
    assert layer.dataProvider().addFeatures([feature])[0]
    open_session.project.addMapLayer(layer)
    qtbot.waitUntil(lambda: dock.ui.layerTable.rowCount() == 1, timeout=2000)
    assert dock.mapping.combo(0).currentData() == "X1A"
    assert not dock.object_import.undo_button.isVisible()
    dock.object_import.run()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=10000)
    settle()
    with open_session.workspace.connect() as connection:
        (road,) = read_records(connection, "protected_line")
    assert (road.values["class"], road.values["name"]) == ("X1A", "G307")
    assert "1" in dock.ui.countsLabel.text()
    dock.ui.tabs.setCurrentWidget(dock.ui.objectsTab)
    assert dock.object_import.undo_button.isVisible()
    dock.object_import.undo()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=10000)
    settle()
    with open_session.workspace.connect() as connection:
        assert not read_records(connection, "protected_line")
    assert not dock.object_import.undo_button.isVisible()


def test_tab_goes_through_the_dock_as_a_person_reads_it(dock: ProtectionDock) -> None:
    """Buttons and lists that are made after the form would else come last, behind all others."""
    chain: list[QWidget] = []
    widget = dock.ui.profileCombo
    while widget not in chain:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    access = dock.access
    read = [
        dock.ui.profileCombo,
        dock.profile_editing.button,
        dock.ui.computeButton,
        dock.ui.importButton,
        dock.object_import.undo_button,
        dock.ui.ruleTable,
        dock.rule_editing.edit_button,
        dock.visible_range.ui.computeButton,
        dock.ui.hitTable,
        access.ui.nameEdit,
        access.ui.cornersEdit,
        access.ui.checkButton,
    ]
    places = [chain.index(widget) for widget in read]
    assert places == sorted(places)
    assert chain.index(access.ui.nameEdit) < chain.index(_stop_in(access.activities)) < places[-2]


def _stop_in(editor: QWidget) -> QWidget:
    """Return where Tab stops in an editor."""
    return next(
        w for w in (editor, *editor.findChildren(QWidget)) if w.focusPolicy() & Qt.FocusPolicy.TabFocus
    )


def test_an_import_says_why_it_left_rows_out(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    county = Record(
        "county",
        new_uuid(),
        {"code": "141125", "name": "柳林县"},
        shapely.MultiPolygon([shapely.box(110.6, 37.2, 111.0, 37.6)]),
    )
    write(open_session, [county])
    layer = QgsVectorLayer("LineString?crs=EPSG:4490&field=highway:string", "roads", "memory")
    shapes = (ROAD, "LineString (179.9 37, -179.9 37)", None)
    features = [QgsFeature(layer.fields()) for _ in shapes]
    for feature, shape in zip(features, shapes, strict=True):
        feature.setAttributes(["trunk"])
        if shape is not None:
            feature.setGeometry(QgsGeometry.fromWkt(shape))
    assert layer.dataProvider().addFeatures(features)[0]
    open_session.project.addMapLayer(layer)
    qtbot.waitUntil(lambda: dock.ui.layerTable.rowCount() == 1, timeout=2000)
    told: list[str] = []
    dock.messages.warn = told.append
    dock.object_import.run()
    qtbot.waitUntil(lambda: not dock.progress.is_busy, timeout=10000)
    settle()
    assert told[0].startswith("1 protected objects are imported, 2 were left out.")
    assert "1 rows: it lies too far from the county" in told[0]
    assert "1 rows: it has no geometry, or an empty one." in told[0]


def test_a_corrected_class_is_remembered_for_layers_of_that_name(
    dock: ProtectionDock, open_session: Session, qgis_iface: QgisInterface, qtbot: object
) -> None:
    def add_layer() -> QgsVectorLayer:
        layer = QgsVectorLayer("LineString?crs=EPSG:4490&field=highway:string", "县道/乡道 2024", "memory")
        feature = QgsFeature(layer.fields())
        feature.setAttributes(["trunk"])
        feature.setGeometry(QgsGeometry.fromWkt(ROAD))
        assert layer.dataProvider().addFeatures([feature])[0]
        open_session.project.addMapLayer(layer)
        return layer

    layer = add_layer()
    qtbot.waitUntil(lambda: dock.ui.layerTable.rowCount() == 1, timeout=2000)
    combo = dock.mapping.combo(0)
    guessed, chosen = combo.currentData(), "X2A"
    assert guessed != chosen
    combo.setCurrentIndex(combo.findData(chosen))
    combo.activated.emit(combo.currentIndex())
    dock.mapping.refresh()
    assert dock.mapping.combo(0).currentData() == chosen
    open_session.project.removeMapLayer(layer)
    qtbot.waitUntil(lambda: dock.ui.layerTable.rowCount() == 0, timeout=2000)
    add_layer()
    qtbot.waitUntil(lambda: dock.ui.layerTable.rowCount() == 1, timeout=2000)
    assert dock.mapping.combo(0).currentData() == chosen


def test_a_person_says_where_objects_are_complete_and_takes_it_back(
    dock: ProtectionDock, open_session: Session, qtbot: object
) -> None:
    county = shapely.MultiPolygon([shapely.box(110.86, 37.42, 110.90, 37.44)])
    values = {"code": "141125", "name": "柳林县"}
    write(open_session, [national_road(), Record("county", new_uuid(), values, county)])
    compute(dock, qtbot)
    assert "known up to the county line" in dock.ui.stateLabel.text()
    show(dock._iface.mapCanvas(), 1.0)
    dock.cover.within_map()
    compute(dock, qtbot)
    assert "county line" not in dock.ui.stateLabel.text()
    dock.cover.forget()
    compute(dock, qtbot)
    assert "known up to the county line" in dock.ui.stateLabel.text()
