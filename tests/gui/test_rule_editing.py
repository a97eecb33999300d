"""Distances edited in the dock: each change is a version with a name, a file comes in as a whole."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox

from plugin.gui.dialogs.rule_dialog import RuleDialog
from plugin.gui.dialogs.table_dialog import TableDialog
from plugin.gui.dialogs.who_dialog import WhoDialog
from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.models.table_model import ROW_ROLE
from plugin.qgis_bridge.session import Session
from plugin.workflows.rule_profiles import HALF_WIDTHS, rule_history


class Person:
    """Fills in each dialog that opens, and keeps what it showed."""

    def __init__(self, rules_dock: ProtectionDock, **cells: object) -> None:
        self.cells, self.seen = cells, []
        rules_dock.rule_editing.choose = self

    def __call__(self, dialog: QDialog) -> bool:
        self.seen.append(dialog)
        if isinstance(dialog, RuleDialog):
            assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
            for name, value in self.cells.items():
                dialog.editors[name].set_value(value)
            dialog.byEdit.setText("王工")
            dialog.reasonEdit.setText("省厅通知")
            return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
        if isinstance(dialog, WhoDialog):
            dialog.by_edit.setText("王工")
            dialog.reason_edit.setText("省厅通知")
        return True


def choose_rule(rules_dock: ProtectionDock, rule_id: str) -> None:
    for row in range(rules_dock.rule_filter.rowCount()):
        index = rules_dock.rule_filter.index(row, 0)
        if index.data(ROW_ROLE).rule_id == rule_id:
            rules_dock.ui.ruleTable.setCurrentIndex(index)
            return
    raise AssertionError(rule_id)


def shown(rules_dock: ProtectionDock, rule_id: str) -> list[float]:
    return [rule.distance_m for rule in rules_dock.rules.rows if rule.rule_id == rule_id]


def test_a_changed_distance_is_a_new_version_in_the_table_and_in_the_history(
    rules_dock: ProtectionDock, open_session: Session
) -> None:
    person = Person(rules_dock, distance_m=800.0)
    choose_rule(rules_dock, "Q1-P63")
    rules_dock.rule_editing.edit()
    assert shown(rules_dock, "Q1-P63") == [800.0]
    last = rule_history(open_session.workspace, "Q1-P63")[-1]
    assert (last.changed_by, last.change_reason) == ("王工", "省厅通知")
    assert rules_dock.ui.ruleTable.currentIndex().data(ROW_ROLE).rule_id == "Q1-P63", "it stays chosen"
    rules_dock.rule_editing.show_history()
    table = person.seen[-1]
    assert isinstance(table, TableDialog) and len(table.model.rows) == 2


def test_a_wrong_cell_is_told_and_cannot_be_kept(rules_dock: ProtectionDock) -> None:
    person = Person(rules_dock, distance_m=-3.0, legal_basis="")
    choose_rule(rules_dock, "X1A-17")
    rules_dock.rule_editing.edit()
    assert "the legal basis is missing" in person.seen[0].problemLabel.text()
    assert "give 0 m or more" in person.seen[0].problemLabel.text()
    assert shown(rules_dock, "X1A-17") == [100.0]


def test_a_wording_that_names_another_distance_is_remarked_on(rules_dock: ProtectionDock) -> None:
    person = Person(rules_dock, distance_m=150.0)
    choose_rule(rules_dock, "X1A-17")
    rules_dock.rule_editing.edit()
    assert person.seen[0].problemLabel.text() == (
        "the wording names 100 m: correct it if it means this distance"
    )
    assert shown(rules_dock, "X1A-17") == [150.0], "a remark keeps nothing from being kept"


def test_a_rule_of_a_province_is_added_in_place_of_a_national_one(rules_dock: ProtectionDock) -> None:
    cells = {
        "rule_id": "X1A-HN", "profile": "henan", "protected_class": "X1A", "distance_m": 150.0,
        "measured_from": "road_land_edge", "kind": "ban", "purpose": "restriction", "legal_basis": "某条例",
        "activity": "quarry;blasting", "replaces": "X1A-17",
    }  # fmt: skip
    Person(rules_dock, **cells)
    rules_dock.ui.profileCombo.setCurrentIndex(rules_dock.ui.profileCombo.findData("henan"))
    rules_dock.ui.profileCombo.activated.emit(0)
    rules_dock.rule_editing.add()
    assert rules_dock.ui.ruleTable.currentIndex().data(ROW_ROLE).rule_id == "X1A-HN"
    assert "某条例" in rules_dock.ui.ruleText.text()
    added = next(rule for rule in rules_dock.rules.rows if rule.rule_id == "X1A-HN")
    assert added.activities == {"quarry", "blasting"}
    listed = {
        rules_dock.rule_filter.index(r, 0).data(ROW_ROLE).rule_id
        for r in range(rules_dock.rule_filter.rowCount())
    }
    assert "X1A-HN" in listed and "X1A-17" not in listed


def test_a_retired_rule_leaves_the_table_and_a_comparison_sets_it_back(rules_dock: ProtectionDock) -> None:
    person = Person(rules_dock)
    choose_rule(rules_dock, "P3-22")
    rules_dock.rule_editing.retire()
    assert shown(rules_dock, "P3-22") == []
    rules_dock.rule_editing.compare()
    assert shown(rules_dock, "P3-22") == [50.0]
    assert any(isinstance(d, TableDialog) and len(d.model.rows) == 1 for d in person.seen)


def test_a_file_with_a_wrong_row_shows_the_row_and_changes_nothing(
    rules_dock: ProtectionDock, open_session: Session, tmp_path: Path
) -> None:
    person = Person(rules_dock)
    path = tmp_path / "rules.csv"
    rules_dock.rule_editing.export_to(path)
    path.write_text(path.read_text("utf-8-sig").replace(",50,object,", ",-50,object,"), encoding="utf-8")
    rules_dock.rule_editing.import_from(path)
    problems = person.seen[-1]
    assert isinstance(problems, TableDialog) and "P3-22" in problems.model.text(0, 0)
    assert shown(rules_dock, "P3-22") == [50.0]
    path.write_text(path.read_text("utf-8").replace(",-50,object,", ",60,object,"), encoding="utf-8")
    rules_dock.rule_editing.import_from(path)
    assert shown(rules_dock, "P3-22") == [60.0]


def test_a_default_half_width_is_changed_from_its_list(
    rules_dock: ProtectionDock, open_session: Session
) -> None:
    person = Person(rules_dock)
    rules_dock.rule_editing.ask_metres = lambda name, metres: metres + 2.0
    rules_dock.rule_editing.edit_half_widths()
    assert len(person.seen[0].model.rows) == 10
    history = rule_history(open_session.workspace, "HW-X1A-E", table=HALF_WIDTHS)
    assert [v.values["half_width_m"] for v in history] == [20.0, 22.0]
