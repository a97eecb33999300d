"""Code lists and rules, read from the workspace."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.domain.errors import RuleTableError
from plugin.domain.grading import GradingRule
from plugin.paths import resource
from plugin.store import rules
from plugin.store.schema import read_csv
from plugin.store.workspace import Workspace


def test_rules_read_from_the_workspace_equal_those_of_the_list(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        stored = rules.read_grading_rules(connection)
    assert stored == tuple(
        GradingRule.from_row(row) for row in read_csv(resource("rules", "grading_rules.csv"))
    )


@pytest.mark.parametrize(
    "name", [name for name in dir(rules) if name.startswith("read_") and name != "read_code_lists"]
)
def test_every_rule_table_is_read(workspace: Workspace, name: str) -> None:
    with workspace.connect() as connection:
        assert len(getattr(rules, name)(connection)) > 0


def test_land_damaged_before_1989_is_the_states(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        days = {ground.day for ground in rules.read_legal_dates(connection)}
    assert date(1989, 1, 1) in days


def test_codes_have_their_labels_and_the_columns_of_their_own_list(workspace: Workspace) -> None:
    with workspace.connect() as connection:
        lists = rules.read_code_lists(connection)
    assert lists.label("mine_status", "ZGB", "zh_CN") == "政策性关闭矿山"
    assert lists.require("problem_type", "P104").extra["geometry"] == "area"


def test_an_edited_distance_is_the_one_that_counts(workspace: Workspace) -> None:
    with workspace.write() as connection:
        connection.execute("UPDATE rule_distance SET distance_m = 812.5 WHERE rule_id = 'Q1-P63'")
    with workspace.connect() as connection:
        found = {rule.rule_id: rule.distance_m for rule in rules.read_distance_rules(connection)}
    assert found["Q1-P63"] == 812.5


def test_a_row_that_a_person_broke_is_named(workspace: Workspace) -> None:
    with workspace.write() as connection:
        connection.execute("UPDATE rule_distance SET distance_m = 'far' WHERE rule_id = 'Q1-P63'")
    with workspace.connect() as connection, pytest.raises(RuleTableError, match="Q1-P63"):
        rules.read_distance_rules(connection)
