"""A province's profile is added in the workspace, gets its own rules, and travels in a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from plugin.domain.protection import rules_in_force
from plugin.store.rules import read_distance_rules
from plugin.store.workspace import Workspace
from plugin.workflows.protection import compute_protection
from plugin.workflows.rule_exchange import export_rules, import_rules
from plugin.workflows.rule_profiles import add_rule, list_rules, retire_rule, rule_history
from plugin.workflows.rule_provinces import (
    InvalidProfileError,
    add_profile,
    profile_problems,
    province_profiles,
    remove_profile,
    rename_profile,
)
from tests.sync.laptops import new_workspace
from tests.workflows.conftest import add, line, record

ON = dt.date(2026, 1, 1)
WHO = {"by": "王工", "reason": "冀自然资规"}
HEBEI = {"name_zh": "河北省", "name_en": "Hebei", "region": "13"}


def national(workspace: Workspace, rule_id: str) -> dict[str, object]:
    (found,) = (v for v in list_rules(workspace) if v.rule_id == rule_id)
    return dict(found.values)


def a_rule_of_hebei(workspace: Workspace) -> None:
    replaced = national(workspace, "X1A-17")
    own = {
        **replaced,
        "rule_id": "X1A-17-HEBEI",
        "profile": "hebei",
        "replaces": "X1A-17",
        "distance_m": 150.0,
    }
    add_rule(workspace, own, **WHO)


def test_a_new_profile_stands_on_top_of_the_national_rules(workspace: Workspace) -> None:
    made = add_profile(workspace, **HEBEI, **WHO)
    assert (made.code, made.name_zh, made.region, made.rules, made.own) == ("hebei", "河北省", "13", 0, True)
    assert "王工: 冀自然资规" in made.history[0]
    with workspace.connect() as connection:
        rules = read_distance_rules(connection)
    assert rules_in_force(rules, on=ON, profile="hebei") == rules_in_force(rules, on=ON, profile="national")


def test_its_rule_replaces_a_national_one_there_and_nowhere_else(workspace: Workspace) -> None:
    add(workspace, record("protected_line", line((0, 0), (2000, 0)), class_="X1A", half_width_m=10.0))
    add_profile(workspace, **HEBEI, **WHO)
    a_rule_of_hebei(workspace)
    distances = {
        profile: {z.values["distance_m"] for z in compute_protection(workspace, profile=profile, on=ON).zones}
        for profile in ("hebei", "shanxi")
    }
    assert 150.0 in distances["hebei"] and 100.0 not in distances["hebei"]
    assert 100.0 in distances["shanxi"] and 150.0 not in distances["shanxi"]
    assert [p.rules for p in province_profiles(workspace) if p.code == "hebei"] == [1]
    assert [v.changed_by for v in rule_history(workspace, "X1A-17-HEBEI")] == ["王工"]


def test_a_profile_travels_with_its_rules_in_a_file(workspace: Workspace, tmp_path: Path) -> None:
    add_profile(workspace, **HEBEI, **WHO)
    a_rule_of_hebei(workspace)
    for name in ("rules.xlsx", "rules.csv", "rules.json"):
        other = new_workspace(tmp_path / f"{name}.gpkg", "130130")
        assert export_rules(workspace, tmp_path / name, profile="hebei") == 1
        result = import_rules(other, tmp_path / name, **WHO)
        assert (result.added, result.profiles) == (("X1A-17-HEBEI",), ("hebei",))
        (hebei,) = (p for p in province_profiles(other) if p.code == "hebei")
        assert (hebei.name_zh, hebei.name_en, hebei.region, hebei.rules) == ("河北省", "Hebei", "13", 1)
        assert import_rules(other, tmp_path / name, **WHO).unchanged == ("X1A-17-HEBEI",)


def test_a_file_with_a_wrong_row_adds_no_profile(workspace: Workspace, tmp_path: Path) -> None:
    add_profile(workspace, **HEBEI, **WHO)
    a_rule_of_hebei(workspace)
    export_rules(workspace, tmp_path / "rules.csv", profile="hebei")
    text = (tmp_path / "rules.csv").read_text(encoding="utf-8-sig").replace("restriction", "nothing")
    (tmp_path / "rules.csv").write_text(text, encoding="utf-8")
    other = new_workspace(tmp_path / "other.gpkg", "130130")
    assert import_rules(other, tmp_path / "rules.csv", **WHO).problems
    assert "hebei" not in {p.code for p in province_profiles(other)}


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"name_zh": " "}, "no_name"),
        ({"name_zh": "河南省"}, "name_taken"),
        ({"region": "9"}, "region"),
        ({"region": "98"}, "region"),
        ({"region": "14"}, "region_taken"),
        ({"by": ""}, "nobody"),
        ({"reason": " "}, "no_reason"),
    ],
)
def test_a_profile_without_name_region_or_reason_is_refused(
    workspace: Workspace, wrong: dict[str, str], kind: str
) -> None:
    with pytest.raises(InvalidProfileError) as caught:
        add_profile(workspace, **{**HEBEI, **WHO, **wrong})
    assert [k for k, _ in caught.value.problems] == [kind]
    assert len(province_profiles(workspace)) == 4


def test_a_city_may_have_a_profile_beside_its_province_and_a_name_without_letters_a_code(
    workspace: Workspace,
) -> None:
    assert profile_problems(workspace, name_zh="吕梁市", region="1411") == ()
    assert add_profile(workspace, name_zh="吕梁市", region="1411", **WHO).code == "region_1411"


def test_a_profile_is_renamed_and_its_history_says_who_did(workspace: Workspace) -> None:
    add_profile(workspace, **{**HEBEI, "name_zh": "河北"}, **WHO)
    renamed = rename_profile(workspace, "hebei", name_zh="河北省", name_en="Hebei Province", **WHO)
    assert (renamed.code, renamed.name_zh, renamed.name_en) == ("hebei", "河北省", "Hebei Province")
    assert [("河北 (" in step, "河北省 (" in step) for step in renamed.history] == [
        (True, False),
        (False, True),
    ]
    assert profile_problems(workspace, name_zh="河北省", region="13", renamed="hebei") == ()


def test_what_the_plugin_ships_and_what_has_a_history_stays(workspace: Workspace) -> None:
    with pytest.raises(InvalidProfileError, match="comes with the plugin"):
        remove_profile(workspace, "shanxi")
    with pytest.raises(InvalidProfileError, match="no profile"):
        rename_profile(workspace, "hebei", name_zh="河北省", **WHO)
    add_profile(workspace, **HEBEI, **WHO)
    a_rule_of_hebei(workspace)
    retire_rule(workspace, "X1A-17-HEBEI", **WHO)
    with pytest.raises(InvalidProfileError, match="history"):
        remove_profile(workspace, "hebei")


def test_a_profile_that_was_added_by_mistake_is_taken_out(workspace: Workspace) -> None:
    add_profile(workspace, **HEBEI, **WHO)
    remove_profile(workspace, "hebei")
    assert [p.code for p in province_profiles(workspace)] == ["national", "shandong", "henan", "shanxi"]
