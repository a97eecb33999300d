"""Rules edited in the workspace: nothing is overwritten, and every change has a name and a reason."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from plugin.domain.protection import rules_in_force
from plugin.store.errors import StaleRuleError
from plugin.store.rules import read_distance_rules
from plugin.store.workspace import Workspace
from plugin.workflows.protection import compute_protection
from plugin.workflows.rule_exchange import export_rules, import_rules
from plugin.workflows.rule_profiles import (
    HALF_WIDTHS,
    InvalidRuleError,
    UnknownRuleError,
    add_rule,
    change_rule,
    compare_rules,
    list_rules,
    reset_rules,
    retire_rule,
    rule_history,
)
from tests.workflows.conftest import add, line, record

ON = dt.date(2026, 1, 1)
WHO = {"by": "王工", "reason": "省厅通知"}


def distance(
    workspace: Workspace, rule_id: str, *, on: dt.date = ON, profile: str = "national"
) -> list[float]:
    with workspace.connect() as connection:
        rules = rules_in_force(read_distance_rules(connection), on=on, profile=profile)
    return [rule.distance_m for rule in rules if rule.rule_id == rule_id]


def test_a_correction_leaves_the_old_row_in_the_history_with_who_when_and_why(workspace: Workspace) -> None:
    change_rule(workspace, "Q1-P63", {"distance_m": 800}, **WHO)
    before, after = rule_history(workspace, "Q1-P63")
    assert (before.values["distance_m"], after.values["distance_m"]) == (500.0, 800.0)
    assert before.superseded_at == after.changed_at != ""
    assert (after.revision, after.changed_by, after.change_reason) == (2, "王工", "省厅通知")
    assert distance(workspace, "Q1-P63") == [800.0]


def test_a_law_that_turns_on_a_day_leaves_the_time_before_to_its_own_distance(workspace: Workspace) -> None:
    change_rule(workspace, "X1D-17", {"distance_m": 60}, effective_from=dt.date(2026, 7, 1), **WHO)
    assert distance(workspace, "X1D-17", on=dt.date(2026, 6, 30)) == [50.0]
    assert distance(workspace, "X1D-17", on=dt.date(2026, 7, 1)) == [60.0]
    assert len(rule_history(workspace, "X1D-17")) == 3


def test_a_day_before_the_old_rules_first_is_refused(workspace: Workspace) -> None:
    with pytest.raises(InvalidRuleError, match="within the days of the old one"):
        change_rule(workspace, "X1D-17", {"distance_m": 60}, effective_from=dt.date(2000, 1, 1), **WHO)


def test_a_change_of_a_version_that_no_longer_counts_is_refused(workspace: Workspace) -> None:
    change_rule(workspace, "Q1-P63", {"distance_m": 800}, revision=1, **WHO)
    with pytest.raises(UnknownRuleError):
        change_rule(workspace, "Q1-P63", {"distance_m": 900}, revision=1, **WHO)
    assert issubclass(StaleRuleError, Exception)


@pytest.mark.parametrize("who", [{"by": "", "reason": "x"}, {"by": "x", "reason": " "}])
def test_a_change_without_a_name_or_a_reason_is_refused(workspace: Workspace, who: dict[str, str]) -> None:
    with pytest.raises(InvalidRuleError):
        change_rule(workspace, "Q1-P63", {"distance_m": 800}, **who)
    assert len(rule_history(workspace, "Q1-P63")) == 1


def test_a_wrong_change_writes_nothing(workspace: Workspace) -> None:
    with pytest.raises(InvalidRuleError, match="0 m or more"):
        change_rule(workspace, "Q1-P63", {"distance_m": -1}, **WHO)
    assert distance(workspace, "Q1-P63") == [500.0]


def test_a_province_can_replace_a_national_rule(workspace: Workspace) -> None:
    row = dict(rule_history(workspace, "X1A-17")[0].values)
    own = {**row, "rule_id": "X1A-HN", "profile": "henan", "distance_m": 150, "replaces": "X1A-17"}
    add_rule(workspace, own, **WHO)
    assert distance(workspace, "X1A-17") == [100.0]
    assert distance(workspace, "X1A-17", profile="henan") == []
    assert distance(workspace, "X1A-HN", profile="henan") == [150.0]
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X1A", half_width_m=13.0))
    result = compute_protection(workspace, on=ON, profile="henan")
    assert {z.values["distance_m"] for z in result.zones if z.values["kind"] == "ban"} == {150.0}


def test_an_id_that_exists_is_not_added_twice(workspace: Workspace) -> None:
    with pytest.raises(InvalidRuleError, match="already"):
        add_rule(workspace, {**rule_history(workspace, "X1A-17")[0].values}, **WHO)


def test_a_retired_rule_holds_to_its_last_day(workspace: Workspace) -> None:
    retire_rule(workspace, "P1-30", last_day=dt.date(2025, 12, 31), **WHO)
    retire_rule(workspace, "P3-22", **WHO)
    assert distance(workspace, "P1-30", on=dt.date(2025, 12, 31)) == [5.0]
    assert distance(workspace, "P1-30") == distance(workspace, "P3-22") == []
    assert len(rule_history(workspace, "P3-22")) == 1


def test_a_comparison_names_what_differs_and_a_reset_takes_it_back(workspace: Workspace) -> None:
    assert compare_rules(workspace) == compare_rules(workspace, table=HALF_WIDTHS) == []
    change_rule(workspace, "Q1-P63", {"distance_m": 800}, **WHO)
    retire_rule(workspace, "P3-22", **WHO)
    own = {**rule_history(workspace, "X1A-17")[0].values, "rule_id": "OWN", "profile": "henan"}
    add_rule(workspace, own, **WHO)
    found = {d.rule_id: (d.kind, dict(d.columns)) for d in compare_rules(workspace)}
    assert found == {
        "Q1-P63": ("changed", {"distance_m": (500.0, 800.0)}),
        "P3-22": ("missing", {}),
        "OWN": ("added", {}),
    }
    assert reset_rules(workspace, rule_ids=["Q1-P63"], **WHO) == 1
    assert distance(workspace, "Q1-P63") == [500.0]
    assert reset_rules(workspace, **WHO) == 2
    assert compare_rules(workspace) == []
    assert len(rule_history(workspace, "Q1-P63")) == 3


def test_a_default_half_width_is_changed_like_a_distance(workspace: Workspace) -> None:
    change_rule(workspace, "HW-X1A", {"half_width_m": 15}, table=HALF_WIDTHS, **WHO)
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X1A"))
    warnings = compute_protection(workspace, on=ON).warnings
    assert any("1 X1A (15 m)" in w for w in warnings), warnings


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json"])
def test_an_exported_profile_comes_back_unchanged(workspace: Workspace, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rules{suffix}"
    assert export_rules(workspace, path) == len(list_rules(workspace))
    result = import_rules(workspace, path, **WHO)
    assert (result.added, result.changed, result.problems) == ((), (), ())
    assert len(result.unchanged) == len(list_rules(workspace, history=True))


def test_an_edited_sheet_changes_what_it_changes_and_leaves_the_rest(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "shandong.xlsx"
    export_rules(workspace, path, profile="shandong")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("distance_m") + 1, 20)
    sheet.cell(2, headings.index("valid_from") + 1, dt.datetime(2020, 1, 1))
    new = [sheet.cell(3, n + 1).value for n in range(len(headings))]
    new[headings.index("rule_id")] = "X1E-SD-NEW"
    sheet.append(new)
    changed = sheet.cell(2, headings.index("rule_id") + 1).value
    book.save(path)
    result = import_rules(workspace, path, **WHO)
    assert (result.added, result.changed) == (("X1E-SD-NEW",), (changed,))
    last = rule_history(workspace, changed)[-1]
    assert (last.values["distance_m"], last.values["valid_from"], last.changed_by) == (
        20.0,
        "2020-01-01",
        "王工",
    )


def test_an_import_with_wrong_rows_names_each_and_writes_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "rules.csv"
    export_rules(workspace, path, profile="henan")
    good = path.read_text("utf-8-sig").splitlines()
    bad = [
        good[1].replace("X1E,", "X9,", 1),
        good[1].replace("X1E-HN42", "X1E-A").replace(",20", ",-20"),
        good[1].replace("X1E-HN42", "X1E-B").replace("河南省农村公路条例 第42条", ""),
    ]
    path.write_text("\n".join([good[0], *bad]), encoding="gb18030")
    result = import_rules(workspace, path, **WHO)
    told = [p.sentence() for p in result.problems]
    assert [t.split(": ")[0] for t in told] == [
        "Row 2, rule X1E-HN42", "Row 3, rule X1E-A", "Row 4, rule X1E-B",
    ]  # fmt: skip
    assert "X9" in told[0] and "0 m or more" in told[1] and "legal basis" in told[2]
    assert compare_rules(workspace) == []


def test_a_history_goes_out_with_names_and_reasons(workspace: Workspace, tmp_path: Path) -> None:
    change_rule(workspace, "Q1-P63", {"distance_m": 800}, **WHO)
    export_rules(workspace, tmp_path / "history.json", history=True)
    rows = [r for r in json.loads((tmp_path / "history.json").read_text("utf-8")) if r["rule_id"] == "Q1-P63"]
    assert [r["changed_by"] for r in rows] == [None, "王工"]
    assert import_rules(workspace, tmp_path / "history.json", **WHO).changed == ()
