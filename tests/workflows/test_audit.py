"""Other tools at the workspace: what they changed unseen is found, told, and sent only when confirmed."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely

from plugin.store.connection import register_functions
from plugin.store.records import new_uuid
from plugin.workflows.audit import AuditOutdatedError, RecordsBeingEditedError, audit, repair_workspace
from plugin.workflows.synchronise import ChangeLogError, conflicts
from plugin.workflows.workspaces import check
from tests.sync.laptops import FailingHub, Laptop, LostError, equal, hub_rows

gdal = pytest.importorskip("osgeo.gdal", reason="GDAL's Python module is not installed")

PIT = "problem_point"


def overwritten(laptop: Laptop, *statements: str, command: bool = False) -> None:
    """Export the pits, change the export by SQL, and put it in the place of the table, as ogr2ogr does."""
    path = laptop.workspace.path
    export = path.with_name("export.gpkg")
    export.unlink(missing_ok=True)
    assert gdal.VectorTranslate(str(export), str(path), format="GPKG", layers=[PIT]) is not None
    run(export, *statements)
    if command:
        arguments = ["ogr2ogr", "-f", "GPKG", "-update", "-overwrite", str(path), str(export), PIT]
        subprocess.run(arguments, check=True, capture_output=True)
    else:
        options = {"accessMode": "overwrite", "format": "GPKG", "layers": [PIT]}
        assert gdal.VectorTranslate(str(path), str(export), **options) is not None


def run(path: Path, *statements: str, **values: Any) -> None:
    """Run SQL as any tool with the GeoPackage functions would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        register_functions(connection)
        for statement in statements:
            connection.execute(statement, values)


def found(laptop: Laptop) -> set[tuple[str, str]]:
    return {(row.what, row.title) for row in audit(laptop.workspace).unseen}


def test_a_healthy_workspace_has_nothing_to_repair(ann: Laptop) -> None:
    pit = ann.pit("1", depth_m=1.5)
    ann.sync()
    ann.edit(PIT, pit, depth_m=110.88333333333334)
    ann.pit("2")

    report = audit(ann.workspace)

    assert report.ok and report.unknown == 0
    assert ann.sync().pushed == 2


def test_a_table_that_was_made_anew_without_changes_only_gets_its_triggers_back(ann: Laptop) -> None:
    ann.pit("1", depth_m=1.5)
    ann.sync()
    overwritten(ann, command=True)
    with pytest.raises(ChangeLogError):
        ann.sync()

    report = audit(ann.workspace)
    assert report.unseen == () and set(report.triggers) == {
        f"sync_log_{PIT}_{event}" for event in ("insert", "update", "delete")
    }
    repair_workspace(ann.workspace, report, "send")

    assert check(ann.workspace.path).errors == ()
    assert ann.sync().pushed == 0
    assert audit(ann.workspace).ok


def test_the_audit_changes_nothing(ann: Laptop) -> None:
    ann.pit("1")
    ann.sync()
    overwritten(ann, f"UPDATE {PIT} SET depth_m = 9")

    assert audit(ann.workspace) == audit(ann.workspace)

    with pytest.raises(ChangeLogError):
        ann.sync()
    assert {row.version for row in hub_rows(ann.hub).values()} == {1}


@pytest.fixture
def harmed(ann: Laptop, bo: Laptop) -> dict[str, str]:
    """Four pits that both know, of which a tool changed one, deleted one and added another."""
    pits = {number: ann.pit(number, depth_m=1.0) for number in ("same", "changed", "deleted", "edited")}
    ann.sync()
    bo.sync()
    ann.edit(PIT, pits["edited"], depth_m=2.0)
    pits["new"] = ann.pit("made before", depth_m=3.0)
    pits["added"] = new_uuid()
    overwritten(
        ann,
        f"UPDATE {PIT} SET depth_m = 9 WHERE number = 'changed'",
        f"DELETE FROM {PIT} WHERE number = 'deleted'",
        f"INSERT INTO {PIT} (uuid, number, type, geom)"
        f" SELECT '{pits['added']}', 'added', type, geom FROM {PIT} WHERE number = 'same'",
    )
    return pits


def test_what_changed_unseen_is_told_and_edits_that_were_logged_are_not(
    ann: Laptop, harmed: dict[str, str]
) -> None:
    report = audit(ann.workspace)

    assert {(row.what, row.uuid) for row in report.unseen} == {
        ("changed", harmed["changed"]),
        ("deleted", harmed["deleted"]),
        ("added", harmed["added"]),
    }
    assert report.counts() == {(PIT, "changed"): 1, (PIT, "deleted"): 1, (PIT, "added"): 1}


def test_what_a_person_confirms_is_sent(ann: Laptop, bo: Laptop, harmed: dict[str, str]) -> None:
    repair_workspace(ann.workspace, audit(ann.workspace), "send")
    equal(ann, bo)

    assert bo.value(PIT, harmed["changed"], "depth_m") == 9.0
    assert bo.value(PIT, harmed["edited"], "depth_m") == 2.0
    assert bo.record(PIT, harmed["deleted"]) is None
    assert bo.record(PIT, harmed["added"]) is not None
    assert bo.record(PIT, harmed["new"]) is not None
    assert conflicts(ann.workspace) == conflicts(bo.workspace) == []


def test_what_a_person_does_not_want_comes_back_from_the_hub(
    ann: Laptop, bo: Laptop, harmed: dict[str, str]
) -> None:
    repair_workspace(ann.workspace, audit(ann.workspace), "restore")
    equal(ann, bo)

    assert ann.value(PIT, harmed["changed"], "depth_m") == 1.0
    assert ann.record(PIT, harmed["deleted"]) is not None
    assert ann.record(PIT, harmed["added"]) is None
    assert bo.value(PIT, harmed["edited"], "depth_m") == 2.0
    with ann.workspace.connect() as connection:
        kept = connection.execute(
            "SELECT old FROM _sync_log WHERE uuid = ? AND col = 'depth_m'", (harmed["changed"],)
        ).fetchall()
    assert 9.0 in [row[0] for row in kept]


def test_a_row_of_a_batch_that_nobody_answered_comes_back_from_the_hub_as_well(
    ann: Laptop, bo: Laptop
) -> None:
    pit = ann.pit("1", depth_m=1.0)
    ann.sync()
    ann.edit(PIT, pit, depth_m=2.0)
    with pytest.raises(LostError):
        ann.sync_through(lambda hub: FailingHub(hub, 3, True))
    overwritten(ann, f"UPDATE {PIT} SET depth_m = 9")

    repair_workspace(ann.workspace, audit(ann.workspace), "restore")
    equal(ann, bo)

    assert ann.value(PIT, pit, "depth_m") == bo.value(PIT, pit, "depth_m") == 2.0


def test_each_row_can_be_decided(ann: Laptop, bo: Laptop, harmed: dict[str, str]) -> None:
    report = audit(ann.workspace)

    repair_workspace(ann.workspace, report, {(PIT, harmed["changed"]): "send"})
    equal(ann, bo)

    assert bo.value(PIT, harmed["changed"], "depth_m") == 9.0
    assert bo.record(PIT, harmed["deleted"]) is not None
    assert bo.record(PIT, harmed["added"]) is None


def test_an_unseen_change_against_a_colleagues_edit_is_a_conflict_and_neither_is_lost(
    ann: Laptop, bo: Laptop, harmed: dict[str, str]
) -> None:
    bo.edit(PIT, harmed["changed"], depth_m=5.0)
    bo.sync()

    repair_workspace(ann.workspace, audit(ann.workspace), "send")
    equal(ann, bo)

    (conflict,) = conflicts(ann.workspace)
    assert (conflict.mine["depth_m"], conflict.theirs["depth_m"]) == (9.0, 5.0)


def test_decisions_about_an_earlier_state_are_refused(ann: Laptop, harmed: dict[str, str]) -> None:
    report = audit(ann.workspace)
    run(ann.workspace.path, f"UPDATE {PIT} SET depth_m = 8 WHERE number = 'same'")

    with pytest.raises(AuditOutdatedError):
        repair_workspace(ann.workspace, report, "send")
    with pytest.raises(RecordsBeingEditedError):
        repair_workspace(ann.workspace, report, "send", busy={(PIT, harmed["same"])})
    assert not audit(ann.workspace).ok


def test_a_table_that_lost_columns_and_its_unique_key_gets_its_shape_back(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit("1", depth_m=1.5, note="塌陷坑")
    ann.sync()
    path = ann.workspace.path
    run(
        path,
        f"CREATE TABLE saved AS SELECT fid, uuid, number, type, depth_m, geom FROM {PIT}",
        f"DROP TABLE rtree_{PIT}_geom",
        f"DROP TABLE {PIT}",
        f"CREATE TABLE {PIT} AS SELECT * FROM saved",
        "DROP TABLE saved",
    )

    report = audit(ann.workspace)
    assert report.rebuilt == (PIT,)
    repair_workspace(ann.workspace, report, "restore")
    ann.sync()

    assert check(path).errors == ()
    assert ann.value(PIT, pit, "note") == "塌陷坑"
    record = ann.record(PIT, pit)
    assert record is not None and record.geometry == shapely.Point(110.9, 37.4)
    equal(ann, bo)


def test_a_table_that_is_gone_comes_back_from_the_hub(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit("1")
    ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=1.5)
    ann.sync()
    run(ann.workspace.path, "DROP TABLE problem_land")

    report = audit(ann.workspace)
    assert report.counts() == {("problem_land", "deleted"): 1}
    repair_workspace(ann.workspace, report, "restore")

    equal(ann, bo)
    assert len(bo.rows()) == 2


@pytest.mark.parametrize("known", [False, True], ids=["new", "known to the hub"])
def test_a_malformed_key_is_replaced_together_with_its_children(ann: Laptop, bo: Laptop, known: bool) -> None:
    pit = ann.pit("1", depth_m=1.5)
    land = ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=1.5)
    bad = f"{pit}_1"
    if known:
        ann.sync()
    run(
        ann.workspace.path,
        "UPDATE _sync_flag SET value = 1",
        f"UPDATE {PIT} SET uuid = '{bad}'",
        f"UPDATE problem_land SET problem_uuid = '{bad}'",
        f"UPDATE _sync_log SET uuid = '{bad}' WHERE tbl = '{PIT}'",
        "UPDATE _sync_flag SET value = 0",
    )
    assert {finding.kind for finding in check(ann.workspace.path).errors} == {"uuid"}

    report = audit(ann.workspace)
    (rekeyed,) = report.rekeyed
    assert (rekeyed.old, rekeyed.why) == (bad, "it is malformed")
    repair_workspace(ann.workspace, report, "send")
    equal(ann, bo)

    assert check(ann.workspace.path).errors == ()
    ((_, new),) = [key for key in bo.rows() if key[0] == PIT]
    assert new not in (pit, bad)
    assert bo.value("problem_land", land, "problem_uuid") == new


def test_a_key_in_braces_becomes_the_key_it_means(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit("1")
    run(
        ann.workspace.path,
        "UPDATE _sync_flag SET value = 1",
        f"UPDATE {PIT} SET uuid = '{{{pit.upper()}}}'",
        f"UPDATE _sync_log SET uuid = '{{{pit.upper()}}}'",
        "UPDATE _sync_flag SET value = 0",
    )

    repair_workspace(ann.workspace, audit(ann.workspace), "send")
    equal(ann, bo)

    assert bo.record(PIT, pit) is not None


def test_of_two_records_with_one_key_the_first_keeps_it_and_its_children(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit("1", depth_m=1.5)
    land = ann.add("problem_land", problem_uuid=pit, land_use="0103", area_hm2=1.5)
    ann.sync()
    run(
        ann.workspace.path,
        f"INSERT INTO problem_area (uuid, number, type) VALUES ('{pit}', 'copy', 'P104')",
    )

    report = audit(ann.workspace)
    assert [row.why for row in report.rekeyed] == ["another record has it"]
    repair_workspace(ann.workspace, report, "send")
    equal(ann, bo)

    assert bo.value(PIT, pit, "depth_m") == 1.5
    assert bo.value("problem_land", land, "problem_uuid") == pit
    assert len([key for key in bo.rows() if key[0] == "problem_area"]) == 1


def test_edits_after_a_sync_in_either_direction_are_no_surprise_to_the_audit(ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit("1", depth_m=1.0, note="a")
    ann.sync()
    bo.sync()
    bo.edit(PIT, pit, depth_m=2.0)
    ann.edit(PIT, pit, note="b")
    bo.sync()
    ann.sync()
    bo.sync()
    ann.edit(PIT, pit, depth_m=3.0)
    bo.delete(PIT, pit)

    for laptop in (ann, bo):
        report = audit(laptop.workspace)
        assert report.ok and report.unknown == 0, laptop.workspace.path
