"""Foreign records on their way into a workspace: matched, located, repaired, checked; and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import shapely

from plugin.domain.changes import Value
from plugin.domain.progress import CancelledError
from plugin.exchange.errors import FieldMappingError, MissingCrsError
from plugin.exchange.source_table import SourceTable
from plugin.geometry.coordinate_traps import wgs84_to_gcj02
from plugin.geometry.gauss_kruger import to_traditional_xy
from plugin.store.records import Record, insert_records, read_records
from plugin.store.workspace import Workspace
from plugin.workflows import import_records as module
from plugin.workflows.import_records import ImportSettingError, import_records, undo_import
from plugin.workflows.import_targets import UnknownTargetError

COUNTY = shapely.box(111.0, 37.0, 111.4, 37.3)
PIT = "POLYGON ((111.1 37.1, 111.101 37.1, 111.101 37.101, 111.1 37.101, 111.1 37.1))"
BOW_TIE = "POLYGON ((111.1 37.1, 111.102 37.102, 111.102 37.1, 111.1 37.102, 111.1 37.1))"


def table(
    rows: Sequence[Mapping[str, Value]],
    shapes: Sequence[str | Any | None] | None = None,
    *,
    crs: str | None = "EPSG:4490",
    name: str = "source",
) -> SourceTable:
    geometries = np.full(len(rows), None, dtype=object)
    for index, shape in enumerate(shapes or []):
        geometries[index] = shapely.from_wkt(shape) if isinstance(shape, str) else shape
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return SourceTable(name=name, columns=columns, rows=list(rows), geometries=geometries, crs=crs)


def records(workspace: Workspace, *tables: str) -> list[Record]:
    with workspace.connect() as connection:
        return [record for name in tables for record in read_records(connection, name)]


def add_county(workspace: Workspace) -> None:
    uuid = "6f1c1c1e-0000-4000-8000-000000000001"
    values = {"code": "141125", "name": "柳林县"}
    with workspace.write() as connection:
        insert_records(connection, [Record("county", uuid, values, shapely.MultiPolygon([COUNTY]))])


def test_points_lines_and_areas_of_a_family_go_into_their_own_tables(workspace: Workspace) -> None:
    rows = [{"问题类型": "崩塌"}, {"问题类型": "地裂缝"}, {"问题类型": "P104"}]
    source = table(rows, ["POINT (111.1 37.1)", "LINESTRING (111.1 37.1, 111.11 37.1)", PIT])
    result = import_records(workspace, source, target="problem")
    assert (result.imported, result.skipped) == (3, 0)
    assert [
        record.values["type"]
        for record in records(workspace, "problem_point", "problem_line", "problem_area")
    ] == ["P101", "P105", "P104"]
    assert records(workspace, "problem_line")[0].geometry.geom_type == "MultiLineString"


def test_gauss_kruger_coordinates_come_out_in_degrees(workspace: Workspace) -> None:
    # AT13: 110.8833, 37.4333 is X 4144605.743, Y 489671.577 in the 3-degree zone 37 (EPSG:4546).
    source = table([{"type": "P6"}], ["POINT (489671.577 4144605.743)"], crs="EPSG:4546")
    import_records(workspace, source, target="problem_point")
    point = records(workspace, "problem_point")[0].geometry
    assert (point.x, point.y) == (pytest.approx(110.8833, abs=1e-7), pytest.approx(37.4333, abs=1e-7))


def test_a_sheet_gets_its_points_from_degrees_or_traditional_coordinates(workspace: Workspace) -> None:
    northing, easting = to_traditional_xy([110.8833], [37.4333])
    rows: list[dict[str, Value]] = [
        {"问题类型": "P6", "经度": "110.8833", "纬度": "37.4333"},
        {"问题类型": "P6", "经度": "110°52′59.88″", "纬度": "37°25′59.88″"},
    ]
    import_records(workspace, table(rows, crs=None), target="problem")
    rows = [
        {"问题类型": "P6", "X": float(northing[0]), "Y": float(easting[0])},
        {"问题类型": "P6", "X": float(easting[0]), "Y": float(northing[0])},
    ]
    import_records(workspace, table(rows, crs=None), target="problem")
    for record in records(workspace, "problem_point"):
        assert (record.geometry.x, record.geometry.y) == (
            pytest.approx(110.8833, abs=1e-6),
            pytest.approx(37.4333, abs=1e-6),
        )


def test_a_layer_without_crs_is_refused_and_nothing_is_written(workspace: Workspace) -> None:
    with pytest.raises(MissingCrsError, match="says no coordinate reference system"):
        import_records(workspace, table([{"type": "P6"}], ["POINT (111 37)"], crs=None), target="problem")
    assert records(workspace, "problem_point") == []


def test_empty_and_missing_geometry_is_skipped_with_a_reason(workspace: Workspace) -> None:
    rows = [{"type": "P6"}] * 3
    result = import_records(workspace, table(rows, ["POINT EMPTY", None, "POINT (111 37)"]), target="problem")
    assert (result.imported, result.skipped) == (1, 2)
    assert [row.number for row in result.skipped_rows] == [1, 2]
    assert "no geometry" in result.skipped_rows[0].reason


def test_invalid_geometry_is_repaired_and_reported(workspace: Workspace) -> None:
    result = import_records(workspace, table([{"type": "P104"}], [BOW_TIE]), target="problem")
    assert (result.imported, len(result.repaired_rows)) == (1, 1)
    assert "Self-intersection" in result.repaired_rows[0].reason
    assert records(workspace, "problem_area")[0].geometry.is_valid


def test_an_unknown_code_skips_its_row_alone_and_says_which(workspace: Workspace) -> None:
    rows = [{"type": "P999"}, {"type": "地面塌陷"}, {"type": "Landslide"}]
    result = import_records(workspace, table(rows, [PIT] * 3), target="problem")
    assert (result.imported, result.skipped) == (2, 1)
    assert result.skipped_rows[0].reason == "“P999” is not in the code list “problem_type”"
    assert "P999" in result.report_html and "地面塌陷" in result.report_html


def test_a_required_value_that_is_missing_skips_the_row_unless_a_default_is_given(
    workspace: Workspace,
) -> None:
    source = table([{"矿山名称": "一号煤矿"}], ["POINT (111 37)"])
    result = import_records(workspace, source, target="mine")
    assert "“status” (生产现状) is empty" in result.skipped_rows[0].reason
    assert import_records(workspace, source, target="mine", defaults={"status": "生产矿山"}).imported == 1
    assert records(workspace, "mine")[0].values["status"] == "SC"


def test_a_default_that_cannot_be_used_is_refused(workspace: Workspace) -> None:
    source = table([{"name": "a"}], ["POINT (111 37)"])
    with pytest.raises(ImportSettingError, match=r"“status”.*“XX” is not in the code list"):
        import_records(workspace, source, target="mine", defaults={"status": "XX"})
    with pytest.raises(ImportSettingError, match="is no column of “mine”"):
        import_records(workspace, source, target="mine", defaults={"nope": 1})


def test_a_mapping_can_give_a_value_for_all_rows(workspace: Workspace) -> None:
    source = table([{"n": "一号"}], ["POINT (111 37)"])
    result = import_records(workspace, source, target="mine", mapping={"n": "name", "=停产矿山": "status"})
    assert result.imported == 1
    assert records(workspace, "mine")[0].values["status"] == "TC"


def test_wrong_settings_are_sentences(workspace: Workspace) -> None:
    source = table([{"n": "a"}], ["POINT (111 37)"])
    with pytest.raises(FieldMappingError, match="source column “m”"):
        import_records(workspace, source, target="mine", mapping={"m": "name"})
    with pytest.raises(
        UnknownTargetError, match=r"protection_hit.*choose one of problem, protected_object, mine"
    ):
        import_records(workspace, source, target="protection_hit")
    with pytest.raises(ImportSettingError, match="none of auto, gcj02, none"):
        import_records(workspace, source, target="mine", source_crs_trap="wgs")


def test_values_as_people_write_them_are_read(workspace: Workspace) -> None:
    row: dict[str, Value] = {
        "问题类型": "滑坡", "受威胁人数": "１２", "直接经济损失(万元)": "1,234.5", "占用破坏基本农田": "是",
        "损毁开始时间": "八十年代", "损毁结束时间": "1992年5月",
        "调查日期": "2024/5/6", "分级描述性指标": "E016；E019",
    }  # fmt: skip
    import_records(workspace, table([row], [PIT]), target="problem")
    values = records(workspace, "problem_area")[0].values
    assert (values["threatened_people"], values["loss_wan_yuan"], values["basic_farmland_occupied"]) == (
        12,
        1234.5,
        1,
    )
    assert (values["damage_begin"], values["damage_begin_precision"]) == ("八十年代", "decade")
    assert (values["damage_end"], values["damage_end_precision"]) == ("1992年5月", "month")
    assert (values["surveyed_on"], values["criteria"]) == ("2024-05-06", "E016;E019")


def test_a_value_that_does_not_fit_is_kept_in_the_note_and_told(workspace: Workspace) -> None:
    result = import_records(
        workspace,
        table([{"type": "P6", "受威胁人数": "若干", "备注": "旧井"}], ["POINT (111 37)"]),
        target="problem",
    )
    assert result.imported == 1
    assert records(workspace, "problem_point")[0].values["note"] == "旧井; 受威胁人数: 若干"
    assert "若干" in result.report_html


def test_a_time_that_cannot_be_read_skips_the_row(workspace: Workspace) -> None:
    rows = [{"type": "P6", "damage_begin": "很久以前"}, {"type": "P6", "damage_begin": "不详"}]
    result = import_records(workspace, table(rows, ["POINT (111 37)"] * 2), target="problem")
    assert [row.number for row in result.skipped_rows] == [1]
    assert "很久以前" in result.skipped_rows[0].reason
    assert records(workspace, "problem_point")[0].values["damage_begin_precision"] == "unknown"


def test_the_outline_of_a_mine_becomes_its_licensed_area_and_two_outlines_one_mine(
    workspace: Workspace,
) -> None:
    rows = [{"MINE_NAME": "Xingwu"}, {"MINE_NAME": "Xingwu"}, {"MINE_NAME": "Jude"}]
    result = import_records(workspace, table(rows, [PIT] * 3), target="mine", defaults={"status": "SC"})
    assert {name: len(uuids) for name, uuids in result.written.items()} == {"mine": 2, "mine_area": 3}
    mines = {record.uuid: record for record in records(workspace, "mine")}
    for area in records(workspace, "mine_area"):
        assert shapely.intersects(area.geometry, mines[str(area.values["mine_uuid"])].geometry)
    again = import_records(workspace, table(rows[:1], [PIT]), target="mine", defaults={"status": "SC"})
    assert {name: len(uuids) for name, uuids in again.written.items()} == {"mine_area": 1}


def test_protected_classes_are_guessed_and_uncertain_ones_noted(workspace: Workspace) -> None:
    rows = [{"highway": "primary", "name": "307国道"}, {"highway": "unclassified"}, {"highway": "footway"}]
    result = import_records(
        workspace, table(rows, ["LINESTRING (111 37, 111.1 37)"] * 3), target="protected_object"
    )
    first, second = records(workspace, "protected_line")
    assert (first.values["class"], first.values["level"], first.values["note"]) == ("X1B", "province", None)
    assert second.values["class"] == "X1E" and "class guessed (low): highway=unclassified" in str(
        second.values["note"]
    )
    assert result.skipped_rows[0].number == 3


def test_a_class_column_goes_before_any_guess(workspace: Workspace) -> None:
    rows = [{"highway": "primary", "类别": "国道"}]
    import_records(workspace, table(rows, ["LINESTRING (111 37, 111.1 37)"]), target="protected_object")
    assert records(workspace, "protected_line")[0].values["class"] == "X1A"


def test_a_wrong_kind_of_geometry_is_skipped_with_a_reason(workspace: Workspace) -> None:
    result = import_records(workspace, table([{"type": "P6"}], [PIT]), target="problem_point")
    assert result.skipped_rows[0].reason == "an area cannot be imported into “problem_point”"
    several = table([{"type": "P6"}], ["MULTIPOINT (111 37, 111.1 37)"])
    assert (
        "MultiPoint of 2 points"
        in import_records(workspace, several, target="problem").skipped_rows[0].reason
    )


def test_uuids_come_along_and_a_second_import_of_the_same_rows_writes_nothing(workspace: Workspace) -> None:
    uuid = "0b9d3a64-6f0c-4f5e-9d5c-0d2f8f6a7b10"
    source = table([{"uuid": uuid.upper(), "type": "P6"}], ["POINT (111 37)"])
    assert import_records(workspace, source, target="problem").written == {"problem_point": (uuid,)}
    again = import_records(workspace, source, target="problem")
    assert (again.imported, again.skipped) == (0, 1)
    assert "already" in again.skipped_rows[0].reason


def test_rows_without_geometry_go_into_tables_without_geometry(workspace: Workspace) -> None:
    result = import_records(workspace, table([{"type": "P6"}], ["POINT (111 37)"]), target="problem")
    parent = result.written["problem_point"][0]
    land = table([{"问题": parent, "地类": "旱地", "面积": "1.5"}], crs=None)
    assert import_records(workspace, land, target="problem_land").imported == 1
    assert records(workspace, "problem_land")[0].values["land_use"] == "0103"


def test_undo_takes_back_all_and_only_what_the_import_wrote(workspace: Workspace) -> None:
    import_records(workspace, table([{"type": "P6"}], ["POINT (111 37)"]), target="problem")
    result = import_records(
        workspace, table([{"name": "a"}] * 3, [PIT] * 3), target="mine", defaults={"status": "SC"}
    )
    assert undo_import(workspace, result) == 4
    assert records(workspace, "mine", "mine_area") == []
    assert len(records(workspace, "problem_point")) == 1
    assert undo_import(workspace, result) == 0


def test_rows_on_the_other_side_of_the_globe_are_left_out(workspace: Workspace) -> None:
    """One line over the antimeridian among a county's roads would leave no projection for all of them."""
    add_county(workspace)
    shapes = ["LINESTRING (111.1 37.1, 111.2 37.1)", "LINESTRING (179.9 37, -179.9 37)", "POINT (0 0)"]
    roads = table([{"name": str(i)} for i in range(3)], shapes)
    result = import_records(workspace, roads, target="protected_object", defaults={"class": "X1A"})
    assert (result.imported, result.skipped) == (1, 2)
    assert all(row.reason.startswith("it lies too far from the county") for row in result.skipped_rows)


class StopsAfter:
    """A person who cancels after some questions."""

    def __init__(self, questions: int) -> None:
        self.left = questions

    def report(self, fraction: float, message: str = "") -> None:
        assert 0 <= fraction <= 1

    def cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("questions", range(6))
def test_cancelling_at_any_moment_leaves_nothing_half_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, questions: int
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    source = table([{"type": "P6"}] * 5, [f"POINT (111 37.{n})" for n in range(5)])
    with pytest.raises(CancelledError):
        import_records(workspace, source, target="problem", progress=StopsAfter(questions))
    assert records(workspace, "problem_point") == []


def test_a_failure_in_a_late_batch_takes_the_earlier_ones_back(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    calls = []

    def fails_late(connection: Any, batch: Sequence[Record]) -> None:
        calls.append(len(batch))
        if len(calls) == 2:
            raise OSError("disk full")
        insert_records(connection, batch)

    monkeypatch.setattr(module, "insert_records", fails_late)
    source = table([{"type": "P6"}] * 4, ["POINT (111 37)"] * 4)
    with pytest.raises(OSError, match="disk full"):
        import_records(workspace, source, target="problem")
    assert calls == [2, 2]
    assert records(workspace, "problem_point") == []


def shifted(geometry: Any) -> Any:
    return shapely.transform(geometry, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))


def test_declared_gcj02_is_shifted_back_and_none_leaves_all_as_it_is(workspace: Workspace) -> None:
    # AT14: the shift at Liulin is about +0.005691, +0.000429 degrees.
    point = shapely.Point(110.8833 + 0.005691, 37.4333 + 0.000429)
    assert import_records(
        workspace, table([{"type": "P6"}], [point]), target="problem", source_crs_trap="gcj02"
    ).shifted
    assert not import_records(
        workspace, table([{"type": "P6"}], [point]), target="problem", source_crs_trap="none"
    ).shifted
    back, kept = (record.geometry for record in records(workspace, "problem_point"))
    assert (back.x, back.y) == (pytest.approx(110.8833, abs=2e-6), pytest.approx(37.4333, abs=2e-6))
    assert kept.x == pytest.approx(point.x)


def test_a_source_that_declares_gcj02_in_a_column_is_shifted_back(workspace: Workspace) -> None:
    source = table([{"type": "P6", "坐标系": "GCJ-02"}], [shifted(shapely.Point(111.2, 37.2))])
    result = import_records(workspace, source, target="problem")
    assert result.shifted and "declares GCJ-02" in result.warnings[0]
    assert records(workspace, "problem_point")[0].geometry.x == pytest.approx(111.2, abs=1e-7)


def test_a_shifted_county_line_is_noticed_by_the_line_that_is_there(workspace: Workspace) -> None:
    add_county(workspace)
    outline = shapely.segmentize(COUNTY, 0.01)
    result = import_records(workspace, table([{"name": "柳林县"}], [shifted(outline)]), target="county")
    assert result.shifted and "it was taken off" in result.warnings[0]
    same = import_records(workspace, table([{"name": "柳林县"}], [outline]), target="county")
    assert not same.shifted and same.warnings == ()
    assert len(records(workspace, "county")) == 1, "the county's line is replaced"


def test_features_that_stick_out_by_the_shift_are_warned_of_but_not_moved(workspace: Workspace) -> None:
    add_county(workspace)
    # Five points just inside the eastern line; shifted by GCJ-02 they lie some 500 m east, outside.
    points = [shapely.Point(111.397, 37.05 + 0.04 * n) for n in range(5)]
    result = import_records(
        workspace, table([{"type": "P6"}] * 5, [shifted(p) for p in points]), target="problem"
    )
    assert not result.shifted and "SOURCE_CRS_TRAP = gcj02" in result.warnings[0]
    assert import_records(workspace, table([{"type": "P6"}] * 5, points), target="problem").warnings == ()


def test_the_columns_of_a_map_portal_are_warned_of(workspace: Workspace) -> None:
    result = import_records(
        workspace, table([{"adcode": 141125, "name": "柳林县"}], [COUNTY]), target="county"
    )
    assert "DataV" in result.warnings[0] and not result.shifted


def test_another_county_is_not_taken_for_ours(workspace: Workspace) -> None:
    rows = [{"adcode": 141125, "name": "柳林县"}, {"adcode": 141124, "name": "临县"}]
    result = import_records(workspace, table(rows, [COUNTY, COUNTY]), target="county", source_crs_trap="none")
    assert [record.values["name"] for record in records(workspace, "county")] == ["柳林县"]
    assert "it is county 141124" in result.skipped_rows[0].reason


def test_the_report_is_a_document_in_both_languages_with_foreign_text_escaped(workspace: Workspace) -> None:
    source = table([{"type": "<script>"}], ["POINT (111 37)"], name="<b>x</b>")
    report = import_records(workspace, source, target="problem").report_html
    assert report.startswith("<!DOCTYPE html>")
    assert "导入报告 Import report" in report and "未导入 Skipped: 1" in report
    assert "<script>" not in report and "<b>x" not in report


def test_an_empty_source_imports_nothing(workspace: Workspace) -> None:
    result = import_records(workspace, table([]), target="problem")
    assert (result.imported, result.skipped, result.written) == (0, 0, {})
