"""Distances edited in the dock: each change is a version with a name, a file comes in as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.gui import QgisInterface
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox

from plugin.gui.dialogs.rule_dialog import RuleDialog
from plugin.gui.dialogs.table_dialog import TableDialog
from plugin.gui.dialogs.who_dialog import WhoDialog
from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.models.table_model import ROW_ROLE
from plugin.qgis_bridge.session import Session
from plugin.workflows.rule_profiles import HALF_WIDTHS, rule_history

from .conftest import settle


@pytest.fixture
def dock(qgis_iface: QgisInterface, open_session: Session, qtbot: object) -> Iterator[ProtectionDock]:
    dock = ProtectionDock(qgis_iface, open_session)
    qtbot.addWidget(dock)
    dock.show()
    dock.ui.tabs.setCurrentWidget(dock.ui.rulesTab)
    settle()
    yield dock
    dock.unload()


class Person:
    """Fills in each dialog that opens, and keeps what it showed."""

    def __init__(self, dock: ProtectionDock, **cells: object) -> None:
        self.cells, self.seen = cells, []
        dock.rule_editing.choose = self

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


def choose_rule(dock: ProtectionDock, rule_id: str) -> None:
    for row in range(dock.rule_filter.rowCount()):
        index = dock.rule_filter.index(row, 0)
        if index.data(ROW_ROLE).rule_id == rule_id:
            dock.ui.ruleTable.setCurrentIndex(index)
            return
    raise AssertionError(rule_id)


def shown(dock: ProtectionDock, rule_id: str) -> list[float]:
    return [rule.distance_m for rule in dock.rules.rows if rule.rule_id == rule_id]


def test_a_changed_distance_is_a_new_version_in_the_table_and_in_the_history(
    dock: ProtectionDock, open_session: Session
) -> None:
    person = Person(dock, distance_m=800.0)
    choose_rule(dock, "Q1-P63")
    dock.rule_editing.edit()
    assert shown(dock, "Q1-P63") == [800.0]
    last = rule_history(open_session.workspace, "Q1-P63")[-1]
    assert (last.changed_by, last.change_reason) == ("王工", "省厅通知")
    choose_rule(dock, "Q1-P63")
    dock.rule_editing.show_history()
    table = person.seen[-1]
    assert isinstance(table, TableDialog) and len(table.model.rows) == 2


def test_a_wrong_cell_is_told_and_cannot_be_kept(dock: ProtectionDock) -> None:
    person = Person(dock, distance_m=-3.0, legal_basis="")
    choose_rule(dock, "X1A-17")
    dock.rule_editing.edit()
    assert "the legal basis is missing" in person.seen[0].problemLabel.text()
    assert "give 0 m or more" in person.seen[0].problemLabel.text()
    assert shown(dock, "X1A-17") == [100.0]


def test_a_rule_of_a_province_is_added_in_place_of_a_national_one(dock: ProtectionDock) -> None:
    cells = {
        "rule_id": "X1A-HN", "profile": "henan", "protected_class": "X1A", "distance_m": 150.0,
        "measured_from": "road_land_edge", "kind": "ban", "purpose": "restriction", "legal_basis": "某条例",
        "activity": "quarry;blasting", "replaces": "X1A-17",
    }  # fmt: skip
    Person(dock, **cells)
    dock.rule_editing.add()
    added = next(rule for rule in dock.rules.rows if rule.rule_id == "X1A-HN")
    assert added.activities == {"quarry", "blasting"}
    dock.ui.profileCombo.setCurrentIndex(dock.ui.profileCombo.findData("henan"))
    dock.ui.profileCombo.activated.emit(0)
    listed = {dock.rule_filter.index(r, 0).data(ROW_ROLE).rule_id for r in range(dock.rule_filter.rowCount())}
    assert "X1A-HN" in listed and "X1A-17" not in listed


def test_a_retired_rule_leaves_the_table_and_a_comparison_sets_it_back(dock: ProtectionDock) -> None:
    person = Person(dock)
    choose_rule(dock, "P3-22")
    dock.rule_editing.retire()
    assert shown(dock, "P3-22") == []
    dock.rule_editing.compare()
    assert shown(dock, "P3-22") == [50.0]
    assert any(isinstance(d, TableDialog) and len(d.model.rows) == 1 for d in person.seen)


def test_a_file_with_a_wrong_row_shows_the_row_and_changes_nothing(
    dock: ProtectionDock, open_session: Session, tmp_path: Path
) -> None:
    person = Person(dock)
    path = tmp_path / "rules.csv"
    dock.rule_editing.export_to(path)
    path.write_text(path.read_text("utf-8-sig").replace(",50,object,", ",-50,object,"), encoding="utf-8")
    dock.rule_editing.import_from(path)
    problems = person.seen[-1]
    assert isinstance(problems, TableDialog) and "P3-22" in problems.model.text(0, 0)
    assert shown(dock, "P3-22") == [50.0]
    path.write_text(path.read_text("utf-8").replace(",-50,object,", ",60,object,"), encoding="utf-8")
    dock.rule_editing.import_from(path)
    assert shown(dock, "P3-22") == [60.0]


def test_a_default_half_width_is_changed_from_its_list(dock: ProtectionDock, open_session: Session) -> None:
    person = Person(dock)
    dock.rule_editing.ask_metres = lambda name, metres: metres + 2.0
    dock.rule_editing.edit_half_widths()
    assert len(person.seen[0].model.rows) == 10
    history = rule_history(open_session.workspace, "HW-X1A-E", table=HALF_WIDTHS)
    assert [v.values["half_width_m"] for v in history] == [20.0, 22.0]
