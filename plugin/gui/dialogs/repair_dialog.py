"""What changed while the change log was not watching, and what of it is to be sent."""

from __future__ import annotations

from collections.abc import Collection

from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QTreeWidgetItem, QWidget

from ... import paths
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...workflows.audit import AuditReport, Choice, audit, repair_workspace
from ..messages import Messages

KEY_ROLE = int(Qt.ItemDataRole.UserRole)


class RepairDialog(QDialog):
    """Audits when it is made; nothing is changed before the person presses “Repair”."""

    def __init__(
        self,
        workspace: Workspace,
        labels: Labels,
        messages: Messages,
        *,
        busy: Collection[tuple[str, str]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        uic.loadUi(str(paths.form("repair_dialog")), self)
        self._workspace, self._labels, self._messages, self._busy = workspace, labels, messages, busy
        self.report: AuditReport | None = None
        self.allButton.clicked.connect(lambda: self._tick(Qt.CheckState.Checked))
        self.noneButton.clicked.connect(lambda: self._tick(Qt.CheckState.Unchecked))
        self.repairButton.clicked.connect(self.repair)
        self.cancelButton.clicked.connect(self.reject)
        self._audit()

    def _audit(self) -> None:
        self.rows.clear()
        self.report = None
        with self._messages.told():
            self.report = audit(self._workspace)
        report = self.report
        self.repairButton.setEnabled(report is not None)
        if report is None:
            return
        names = {"added": tr("is new"), "changed": tr("was changed"), "deleted": tr("is gone")}
        for row in report.unseen:
            texts = [row.title or row.uuid, self._labels.table(row.table), names[row.what]]
            item = QTreeWidgetItem(self.rows, texts)
            item.setData(0, KEY_ROLE, row.key)
            item.setCheckState(0, Qt.CheckState.Unchecked)
        self.rows.resizeColumnToContents(0)
        self.summaryLabel.setText(self._summary(report))
        for widget in (self.rows, self.hintLabel, self.allButton, self.noneButton):
            widget.setVisible(bool(report.unseen))

    def _summary(self, report: AuditReport) -> str:
        sentences = []
        if report.triggers:
            sentences.append(
                tr("{} triggers of the change log are missing or altered.").format(len(report.triggers))
            )
        if report.rebuilt:
            names = ", ".join(self._labels.table(table) for table in report.rebuilt)
            sentences.append(tr("These tables have lost their shape: {}.").format(names))
        if report.rekeyed:
            sentences.append(
                tr("{} records get a new key, with all that belongs to them.").format(len(report.rekeyed))
            )
        if report.unseen:
            sentences.append(tr("{} records changed unseen; tick what is right.").format(len(report.unseen)))
        else:
            sentences.append(tr("No record changed unseen."))
        return " ".join(sentences)

    def _tick(self, state: Qt.CheckState) -> None:
        for place in range(self.rows.topLevelItemCount()):
            self.rows.topLevelItem(place).setCheckState(0, state)

    def choices(self) -> dict[tuple[str, str], Choice]:
        """Return for each record whether it is sent or comes back from the hub."""
        items = [self.rows.topLevelItem(place) for place in range(self.rows.topLevelItemCount())]
        return {
            tuple(item.data(0, KEY_ROLE)): "send"
            if item.checkState(0) == Qt.CheckState.Checked
            else "restore"
            for item in items
        }

    def repair(self) -> None:
        """Repair the workspace as it was decided; where it changed meanwhile, it is audited again."""
        if self.report is None:
            return
        done = False
        with self._messages.told():
            repair_workspace(self._workspace, self.report, self.choices(), busy=self._busy)
            self._messages.done(tr("The workspace is repaired; sync to exchange what was decided."))
            done = True
        if done:
            self.accept()
        else:
            self._audit()
