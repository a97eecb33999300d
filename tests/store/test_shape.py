"""A workspace that another program took a table or a column from is a sentence, not a riddle."""

from __future__ import annotations

import sqlite3

import pytest

from plugin.store.errors import IncompleteWorkspaceError
from plugin.store.repair import repair
from plugin.store.shape import missing_parts, require_whole
from plugin.store.workspace import Workspace
from plugin.workflows.workspaces import check


def spoil(workspace: Workspace, *statements: str) -> None:
    connection = sqlite3.connect(workspace.path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_new_workspace_is_whole(workspace: Workspace) -> None:
    require_whole(workspace)


def test_a_lost_table_is_named_and_can_be_made_anew(workspace: Workspace) -> None:
    spoil(workspace, "DROP TABLE photo")
    with pytest.raises(IncompleteWorkspaceError, match=r"photo.*check and repair") as raised:
        require_whole(workspace)
    assert raised.value.repairable
    assert [finding.kind for finding in check(workspace.path).errors] == ["incomplete"]
    with workspace.write() as connection:
        repair(connection, workspace.schema)
    require_whole(workspace)


def test_a_lost_column_is_named_with_its_table(workspace: Workspace) -> None:
    spoil(
        workspace,
        "PRAGMA legacy_alter_table = ON",
        "CREATE TABLE kept AS SELECT fid, geom, uuid, type FROM problem_area",
        "DROP TABLE problem_area",
        "ALTER TABLE kept RENAME TO problem_area",
    )
    with workspace.connect() as connection:
        missing = missing_parts(connection, workspace.schema)
    assert "problem_area.loss_wan_yuan" in missing.records
    assert not missing.rest


def test_lost_rules_cannot_be_made_anew(workspace: Workspace) -> None:
    spoil(workspace, "DROP TABLE rule_grading")
    with pytest.raises(IncompleteWorkspaceError, match=r"rule_grading.*open a copy") as raised:
        require_whole(workspace)
    assert not raised.value.repairable


@pytest.mark.parametrize(
    ("table", "column"), [("_sync_base", "hash"), ("rule_distance", "confidence"), ("code", "parent")]
)
def test_a_column_that_rules_codes_or_the_log_lost_is_named(
    workspace: Workspace, table: str, column: str
) -> None:
    spoil(workspace, "CREATE TABLE other (x)", f"DROP TABLE {table}", f"ALTER TABLE other RENAME TO {table}")
    with pytest.raises(IncompleteWorkspaceError) as raised:
        require_whole(workspace)
    assert f"{table}.{column}" in raised.value.parts
    assert not raised.value.repairable
