"""The demonstration on the sample county, without real input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugin.store.records import read_records
from plugin.store.workspace import open_workspace
from plugin.workflows.demo import demonstrate, main
from plugin.workflows.demo_steps import Demo, NotADemoFolderError, prepare_folder

pytest.importorskip("osgeo.gdal", reason="GDAL's Python module is not installed")


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> Demo:
    return demonstrate(tmp_path_factory.mktemp("demo"), say=told.append)


def test_every_step_has_its_numbers(demo: Demo) -> None:
    assert demo.imported.imported == 12
    assert sum(demo.recomputed.graded.values()) == 312
    assert {"YZ", "JYZ", "JQ"} <= set(demo.recomputed.graded)
    assert {"LS1", "LS2", "XD2", "DD", "HH"} <= set(demo.recomputed.responsibility)
    assert {"Q1", "Q3", "X1A", "X2A", "X4A", "N1"} <= set(demo.protection.per_class)
    assert len(demo.zones) > 10


def test_the_workspace_holds_what_was_computed_and_drawn(demo: Demo) -> None:
    with open_workspace(demo.county.workspace.path).connect() as connection:
        assert len(read_records(connection, "protection_zone")) == len(demo.protection.zones)
        assert len(read_records(connection, "protection_hit")) == len(demo.protection.hits)
        assert len(read_records(connection, "treatment_zone")) == len(demo.zones)
        assert all(record.values["grade_reasons"] for record in read_records(connection, "problem_line"))


def test_the_second_laptop_got_everything_and_one_conflict_is_kept_with_both_values(demo: Demo) -> None:
    story = demo.sync
    assert story.first_push.pushed > 1000 and story.first_push.photos_sent == 6
    assert (story.second_pull.pushed, story.second_pull.pulled) == (0, 0), "a copy sends nothing twice"
    [conflict] = story.conflicts
    assert {conflict.mine["loss_wan_yuan"], conflict.theirs["loss_wan_yuan"]} == {320.0, 180.0}
    # The other edit of laptop B met nobody else's and arrived on laptop A.
    with demo.county.workspace.connect() as connection:
        second = read_records(connection, "problem_area")[1]
    assert second.values["treatment_status"] == "2"


def test_all_is_told_in_both_languages_with_the_files(demo: Demo, told: list[str]) -> None:
    text = "\n".join(told)
    for words in (
        "1 调查 Survey",
        "2 三区两线 Protection",
        "3 治理规划 Planning",
        "4 同步 Sync",
        "合成数据",
        "conflict kept",
    ):
        assert words in text
    for path in (demo.county.workspace.path, demo.sync.hub, demo.sync.second.path):
        assert path.is_file() and str(path) in text


def test_a_second_run_replaces_its_own_files_and_leaves_others(demo: Demo) -> None:
    folder = demo.county.workspace.path.parent
    (folder / "notes.txt").write_text("mine")
    assert (
        json.loads((folder / "demo.json").read_text(encoding="utf-8"))["pushed"]
        == demo.sync.first_push.pushed
    )
    prepare_folder(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["demo.json", "notes.txt"]


def test_a_folder_with_other_work_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sample_county.gpkg").write_bytes(b"somebody's")
    with pytest.raises(NotADemoFolderError, match="choose an empty folder"):
        prepare_folder(tmp_path)
    assert main(["--output", str(tmp_path)]) == 1
    assert "choose an empty folder" in capsys.readouterr().err
    assert (tmp_path / "sample_county.gpkg").read_bytes() == b"somebody's"
