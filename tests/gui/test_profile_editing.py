"""A province's profile made in the dock: named, given a rule in the place of a national one, exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.gui import QgisInterface
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox

from plugin.gui.dialogs.profile_dialog import ProfileDialog
from plugin.gui.dialogs.rule_dialog import RuleDialog
from plugin.gui.dialogs.table_dialog import TableDialog
from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.models.table_model import ROW_ROLE
from plugin.qgis_bridge.session import Session
from plugin.workflows.rule_provinces import province_profiles

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


class Planner:
    """Fills in the dialogs of profiles and rules, and keeps what they showed."""

    def __init__(self, dock: ProtectionDock, *, region: str = "13", legal_basis: str = "省条例") -> None:
        self.region, self.legal_basis = region, legal_basis
        self.seen: list[QDialog] = []
        dock.profile_editing.choose = self
        dock.rule_editing.choose = self

    def __call__(self, dialog: QDialog) -> bool:
        self.seen.append(dialog)
        if isinstance(dialog, ProfileDialog):
            dialog.name_zh.setText("河北省")
            dialog.name_en.setText("Hebei")
            if dialog.region.isEnabled():
                dialog.region.setText(self.region)
            dialog.by_edit.setText("王工")
            dialog.reason_edit.setText("省厅通知")
        if isinstance(dialog, RuleDialog):
            dialog.editors["distance_m"].set_value(150.0)
            dialog.editors["legal_basis"].set_value(self.legal_basis)
            dialog.byEdit.setText("王工")
            dialog.reasonEdit.setText("省厅通知")
        if isinstance(dialog, TableDialog):
            return True
        return bool(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled())


def choose_rule(dock: ProtectionDock, rule_id: str) -> None:
    rows = [dock.rule_filter.index(row, 0) for row in range(dock.rule_filter.rowCount())]
    dock.ui.ruleTable.setCurrentIndex(next(i for i in rows if i.data(ROW_ROLE).rule_id == rule_id))


def listed(dock: ProtectionDock) -> set[str]:
    return {dock.rule_filter.index(r, 0).data(ROW_ROLE).rule_id for r in range(dock.rule_filter.rowCount())}


def test_a_planner_gives_a_new_province_a_rule_in_the_place_of_a_national_one(
    dock: ProtectionDock, open_session: Session, tmp_path: Path
) -> None:
    Planner(dock)
    dock.profile_editing.add()
    assert dock.ui.profileCombo.currentData() == "hebei"
    assert dock.ui.profileCombo.currentText() == "Hebei"
    assert "X1A-17" in listed(dock)
    choose_rule(dock, "X1A-17")
    dock.rule_editing.adapt()
    assert "X1A-17-HEBEI" in listed(dock) and "X1A-17" not in listed(dock)
    dock.profile_editing.export_to(tmp_path / "hebei.csv")
    assert "河北省" in (tmp_path / "hebei.csv").read_text("utf-8-sig")


def test_a_rule_of_a_province_needs_a_legal_basis_of_its_own(dock: ProtectionDock) -> None:
    planner = Planner(dock, legal_basis="")
    dock.profile_editing.add()
    choose_rule(dock, "X1A-17")
    dock.rule_editing.adapt()
    assert "the legal basis is missing" in planner.seen[-1].problemLabel.text()
    assert "X1A-17-HEBEI" not in listed(dock)


def test_a_region_that_has_a_profile_is_told(dock: ProtectionDock, open_session: Session) -> None:
    planner = Planner(dock, region="14")
    dock.profile_editing.add()
    assert "is the profile of this region already" in planner.seen[0].problem_label.text()
    assert len(province_profiles(open_session.workspace)) == 4


def test_what_was_added_here_alone_is_renamed_and_removed(
    dock: ProtectionDock, open_session: Session
) -> None:
    Planner(dock)
    editing = dock.profile_editing
    editing.button.menu().aboutToShow.emit()
    assert not editing.rename_action.isEnabled() and not editing.remove_action.isEnabled()
    editing.add()
    editing.button.menu().aboutToShow.emit()
    assert editing.rename_action.isEnabled() and editing.remove_action.isEnabled()
    editing.rename()
    assert dock.ui.profileCombo.currentData() == "hebei"
    editing.remove()
    assert dock.ui.profileCombo.currentData() == "national"
    assert dock.ui.profileCombo.findData("hebei") == -1


def test_a_file_brings_its_profile_along(dock: ProtectionDock, tmp_path: Path) -> None:
    Planner(dock)
    dock.profile_editing.add()
    choose_rule(dock, "X1A-17")
    dock.rule_editing.adapt()
    path = tmp_path / "rules.csv"
    dock.profile_editing.export_to(path)
    text = path.read_text("utf-8-sig").replace("hebei", "hainan").replace("HEBEI", "HAINAN")
    path.write_text(text.replace("河北省,Hebei,13", "海南省,Hainan,46"), encoding="utf-8")
    dock.rule_editing.choose = _signing
    dock.rule_editing.import_from(path)
    assert dock.ui.profileCombo.currentText() == "Hainan"
    assert "X1A-17-HAINAN" in listed(dock)


def _signing(dialog: QDialog) -> bool:
    dialog.by_edit.setText("王工")
    dialog.reason_edit.setText("省厅通知")
    return True


def test_the_list_of_profiles_counts_their_rules(dock: ProtectionDock) -> None:
    planner = Planner(dock)
    dock.profile_editing.show_all()
    table = planner.seen[-1].model
    assert [table.text(row, 1) for row in range(len(table.rows))] == ["", "37", "41", "14"]
    assert [int(table.text(row, 2)) > 0 for row in range(len(table.rows))] == [True, True, True, False]
