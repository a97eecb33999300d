"""A province's profile made in the dock: named, given a rule in the place of a national one, exported."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox

from plugin.gui.dialogs.profile_dialog import ProfileDialog
from plugin.gui.dialogs.rule_dialog import RuleDialog
from plugin.gui.dialogs.table_dialog import TableDialog
from plugin.gui.docks.protection_dock import ProtectionDock
from plugin.gui.models.table_model import ROW_ROLE
from plugin.qgis_bridge.session import Session
from plugin.workflows.rule_provinces import province_profiles


class Planner:
    """Fills in the dialogs of profiles and rules, and keeps what they showed."""

    def __init__(
        self, rules_dock: ProtectionDock, *, region: str = "13", legal_basis: str = "省条例"
    ) -> None:
        self.region, self.legal_basis = region, legal_basis
        self.seen: list[QDialog] = []
        rules_dock.profile_editing.choose = self
        rules_dock.rule_editing.choose = self

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


def choose_rule(rules_dock: ProtectionDock, rule_id: str) -> None:
    rows = [rules_dock.rule_filter.index(row, 0) for row in range(rules_dock.rule_filter.rowCount())]
    rules_dock.ui.ruleTable.setCurrentIndex(next(i for i in rows if i.data(ROW_ROLE).rule_id == rule_id))


def listed(rules_dock: ProtectionDock) -> set[str]:
    return {
        rules_dock.rule_filter.index(r, 0).data(ROW_ROLE).rule_id
        for r in range(rules_dock.rule_filter.rowCount())
    }


def test_a_planner_gives_a_new_province_a_rule_in_the_place_of_a_national_one(
    rules_dock: ProtectionDock, open_session: Session, tmp_path: Path
) -> None:
    Planner(rules_dock)
    rules_dock.profile_editing.add()
    assert rules_dock.ui.profileCombo.currentData() == "hebei"
    assert rules_dock.ui.profileCombo.currentText() == "Hebei"
    assert "X1A-17" in listed(rules_dock)
    choose_rule(rules_dock, "X1A-17")
    rules_dock.rule_editing.adapt()
    assert "X1A-17-HEBEI" in listed(rules_dock) and "X1A-17" not in listed(rules_dock)
    rules_dock.profile_editing.export_to(tmp_path / "hebei.csv")
    assert "河北省" in (tmp_path / "hebei.csv").read_text("utf-8-sig")


def test_a_rule_of_a_province_needs_a_legal_basis_of_its_own(rules_dock: ProtectionDock) -> None:
    planner = Planner(rules_dock, legal_basis="")
    rules_dock.profile_editing.add()
    choose_rule(rules_dock, "X1A-17")
    rules_dock.rule_editing.adapt()
    assert "the legal basis is missing" in planner.seen[-1].problemLabel.text()
    assert "X1A-17-HEBEI" not in listed(rules_dock)


def test_a_region_that_has_a_profile_is_told(rules_dock: ProtectionDock, open_session: Session) -> None:
    planner = Planner(rules_dock, region="14")
    rules_dock.profile_editing.add()
    assert "is the profile of this region already" in planner.seen[0].problem_label.text()
    assert len(province_profiles(open_session.workspace)) == 4


def test_what_was_added_here_alone_is_renamed_and_removed(
    rules_dock: ProtectionDock, open_session: Session
) -> None:
    Planner(rules_dock)
    editing = rules_dock.profile_editing
    editing.button.menu().aboutToShow.emit()
    assert not editing.rename_action.isEnabled() and not editing.remove_action.isEnabled()
    editing.add()
    editing.button.menu().aboutToShow.emit()
    assert editing.rename_action.isEnabled() and editing.remove_action.isEnabled()
    editing.rename()
    assert rules_dock.ui.profileCombo.currentData() == "hebei"
    editing.remove()
    assert rules_dock.ui.profileCombo.currentData() == "national"
    assert rules_dock.ui.profileCombo.findData("hebei") == -1


def test_a_file_brings_its_profile_along(rules_dock: ProtectionDock, tmp_path: Path) -> None:
    Planner(rules_dock)
    rules_dock.profile_editing.add()
    choose_rule(rules_dock, "X1A-17")
    rules_dock.rule_editing.adapt()
    path = tmp_path / "rules.csv"
    rules_dock.profile_editing.export_to(path)
    text = path.read_text("utf-8-sig").replace("hebei", "hainan").replace("HEBEI", "HAINAN")
    path.write_text(text.replace("河北省,Hebei,13", "海南省,Hainan,46"), encoding="utf-8")
    rules_dock.rule_editing.choose = _signing
    rules_dock.rule_editing.import_from(path)
    assert rules_dock.ui.profileCombo.currentText() == "Hainan"
    assert "X1A-17-HAINAN" in listed(rules_dock)


def _signing(dialog: QDialog) -> bool:
    dialog.by_edit.setText("王工")
    dialog.reason_edit.setText("省厅通知")
    return True


def test_the_list_of_profiles_counts_their_rules(rules_dock: ProtectionDock) -> None:
    planner = Planner(rules_dock)
    rules_dock.profile_editing.show_all()
    table = planner.seen[-1].model
    assert [table.text(row, 1) for row in range(len(table.rows))] == ["", "37", "41", "14"]
    assert [int(table.text(row, 2)) > 0 for row in range(len(table.rows))] == [True, True, True, False]
