"""The protection dock 三区两线: protected objects, distance rules, zones, and what lies in them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import QModelIndex, Qt, QTimer
from qgis.PyQt.QtWidgets import QWidget

from ...domain.errors import MineRestorationError
from ...domain.protection import DistanceRule, rules_in_force
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.listing import listed
from ...qgis_bridge.local_time import local_time
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...qgis_bridge.warning_text import warning_text
from ...store.records import Record
from ...workflows.protection import ProtectionResult, compute_protection
from ...workflows.reading import (
    PROTECTED_TABLES,
    code_lists,
    count_protected,
    distance_rules,
    protection_hits,
)
from ..messages import Messages
from ..models.protection_tables import hit_columns, rule_columns, rule_text
from ..models.row_filter import RowFilter
from ..models.table_model import ROW_ROLE, TableModel
from ..settings import remember, remembered
from ..widgets.access_panel import AccessPanel
from ..widgets.dock_body import DockBody
from ..widgets.progress_strip import ProgressStrip
from ..widgets.stale_banner import StaleBanner
from ..widgets.tab_order import follow_layout
from ..widgets.visible_range_panel import VisibleRangePanel
from .cover_declaration import CoverDeclaration
from .hit_links import HitLinks
from .layer_mapping import LayerMapping
from .object_import import ObjectImport
from .profile_editing import ProfileEditing
from .rule_editing import RuleEditing

WRITTEN_TABLES = ("protection_zone", "protection_hit", "problem_point", "problem_line", "problem_area")
HIT_WIDTHS = (84, 100, 66, 80, 48, 52, 96, 200)
RULE_WIDTHS = (130, 70, 110, 120, 90, 180)
ALL, PRIORITY, RESTRICTED = "", "priority_63", "legal_restriction"
WARNINGS_SHOWN = 2
"""Warnings that stand above the tabs; the others are in the tooltip, so that the lists keep their room."""


class ProtectionDock(QgsDockWidget):
    """Profile and *Compute zones* above five tabs: objects, distances, visible range, hits, access check."""

    def __init__(self, iface: QgisInterface, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Protection"), parent)
        self.setObjectName("MineRestorationProtectionDock")
        self._iface, self._session = iface, session
        self.ui = DockBody("protection_dock")
        self.setWidget(self.ui)
        self.messages = Messages(iface)
        self.progress = ProgressStrip()
        self.ui.progressPlace.addWidget(self.progress)
        self.labels: Labels | None = None
        self.rules: TableModel[DistanceRule] = TableModel([], self)
        self.hits: TableModel[Record] = TableModel([], self)
        self.rule_filter = RowFilter(self.rules, self)
        self.hit_filter = RowFilter(self.hits, self)
        self.mapping = LayerMapping(self.ui, session.project)
        self.object_import = ObjectImport(
            self, session, self.messages, mapping=self.mapping, progress=self.progress
        )
        self.ui.importRow.insertWidget(1, self.object_import.undo_button)
        self.visible_range = VisibleRangePanel(session, self.messages, self.progress)
        self.access = AccessPanel(iface, session, self.messages, self.progress)
        self._add_tabs()
        self.rule_editing = RuleEditing(self, self.messages, chosen=self._chosen_rule)
        self.ui.rulesBox.addLayout(self.rule_editing.row)
        self.profile_editing = ProfileEditing(self, self.messages)
        self.ui.computeRow.insertWidget(2, self.profile_editing.button)
        self.cover = CoverDeclaration(iface, session, self.messages, self)
        self.ui.importRow.addWidget(self.cover.button)
        self.banner = StaleBanner(session)
        self.ui.progressPlace.addWidget(self.banner)
        self._warnings: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(80)
        self._timer.timeout.connect(self.refresh)
        self._no_rule = self.ui.ruleText.text()
        self._prepare_tables()
        self.hit_links = HitLinks(iface, session, self.ui.hitTable, self)
        self._connect()
        self._on_workspace()

    def _add_tabs(self) -> None:
        tabs = self.ui.tabs
        tabs.insertTab(2, self.visible_range, tr("Visible"))
        tabs.setTabToolTip(2, tr("What is seen from the two lines, over an elevation model"))
        tabs.setTabToolTip(tabs.addTab(self.access, tr("Access")), tr("Access check of a mining right"))

    def _prepare_tables(self) -> None:
        for table, model in ((self.ui.ruleTable, self.rule_filter), (self.ui.hitTable, self.hit_filter)):
            table.setModel(model)
            table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
            table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.ui.flagCombo.addItem(tr("All hits"), ALL)
        self.ui.flagCombo.addItem(tr("Priority under No. 63"), PRIORITY)
        self.ui.flagCombo.addItem(tr("Legal restriction"), RESTRICTED)
        self.ui.tabs.setCurrentIndex(remembered("protection/tab", 0))

    def _connect(self) -> None:
        ui = self.ui
        self._session.workspaceChanged.connect(self._on_workspace)
        self._session.recordsChanged.connect(self._on_records)
        self.progress.busyChanged.connect(lambda busy: self._update_buttons())
        self.visible_range.computed.connect(self.compute)
        self.visibilityChanged.connect(self.access.come_in_sight)
        self.banner.recompute.connect(self.compute)
        self.rule_editing.changed.connect(self._on_rules)
        self.rule_editing.profileAdded.connect(self._on_profiles)
        self.profile_editing.changed.connect(self._on_profiles)
        ui.ruleTable.doubleClicked.connect(lambda index: self.rule_editing.edit())
        ui.computeButton.clicked.connect(self.compute)
        ui.importButton.clicked.connect(self.object_import.run)
        ui.profileCombo.activated.connect(self._on_profile)
        ui.ruleFilter.textChanged.connect(self.rule_filter.set_text)
        ui.inForceCheck.toggled.connect(self._filter_rules)
        ui.ruleTable.selectionModel().currentRowChanged.connect(lambda index, _: self._show_rule(index))
        ui.classCombo.activated.connect(self._filter_hits)
        ui.flagCombo.activated.connect(self._filter_hits)
        ui.tabs.currentChanged.connect(lambda index: remember("protection/tab", index))

    # the workspace

    def _on_workspace(self) -> None:
        workspace = self._session.workspace
        self._warnings = ()
        self.labels = None
        if workspace is not None:
            with self.messages.told():
                self.labels = Labels(code_lists(workspace), workspace.schema)
                self.rules.set_columns(rule_columns(self.labels))
                self.hits.set_columns(hit_columns(self.labels))
                self.rules.set_rows(distance_rules(workspace))
                self._fill_profiles(workspace.profile)
        for table, widths in ((self.ui.hitTable, HIT_WIDTHS), (self.ui.ruleTable, RULE_WIDTHS)):
            for column, width in enumerate(widths):
                table.setColumnWidth(column, width)
        self.mapping.set_labels(self.labels)
        self._tell_profile()
        self.visible_range.set_workspace(self.labels)
        self.access.set_workspace(self.labels)
        self.rule_editing.set_workspace(workspace if self.labels else None, self.labels)
        self.profile_editing.set_workspace(workspace if self.labels else None)
        self.banner.set_workspace(self.labels)
        self._filter_rules()
        self.refresh()
        follow_layout(self.ui)

    def _fill_profiles(self, own: str) -> None:
        combo = self.ui.profileCombo
        combo.clear()
        for code, label in self.labels.choices("profile"):
            combo.addItem(label, code)
        wanted = remembered(f"protection/profile/{self._session.require_workspace().workspace_uuid}", own)
        combo.setCurrentIndex(max(0, combo.findData(wanted)))

    def _on_records(self, table: str) -> None:
        if table in PROTECTED_TABLES or table == "protection_hit":
            self._timer.start()

    def refresh(self) -> None:
        """Read counts and hits anew."""
        self._timer.stop()
        with self.hit_links.kept():
            self._read()

    def _read(self) -> None:
        workspace = self._session.workspace
        counts: dict[str, int] = {}
        if workspace is not None and self.labels is not None:
            with self.messages.told():
                counts = dict(count_protected(workspace))
                self.hits.set_rows(protection_hits(workspace))
        else:
            self.hits.set_rows(())
        self._show_counts(counts)
        self._fill_classes()
        self._filter_hits()
        self._update_buttons()

    def _show_counts(self, counts: dict[str, int]) -> None:
        if self.labels is None:
            text = tr("No workspace is open; open or create one in the survey dock.")
        elif not counts:
            text = tr(
                "The workspace holds no protected object yet: import layers below, or draw objects "
                "in the survey dock."
            )
        else:
            named = listed(
                f"{self.labels.code('protected_class', code)} {count}"
                for code, count in sorted(counts.items())
            )
            text = tr("In the workspace: {}").format(named)
        self.ui.countsLabel.setText(text)
        self._has_objects = bool(counts)

    def _update_buttons(self) -> None:
        ready = self.labels is not None and not self.progress.is_busy
        self.ui.computeButton.setEnabled(ready and self._has_objects)
        self.ui.profileCombo.setEnabled(ready)
        self.cover.button.setVisible(ready and self._has_objects)
        self.ui.importButton.setVisible(self.ui.layerTable.rowCount() > 0)
        self.ui.stateLabel.setText(_first_of(self._warnings) or self._state())
        self.ui.stateLabel.setToolTip("\n".join(self._warnings[WARNINGS_SHOWN:]))
        self.ui.stateLabel.setVisible(bool(self.ui.stateLabel.text()))

    def _state(self) -> str:
        if self.labels is None or self.progress.is_busy:
            return ""
        if self.hits.rows:
            first = self.hits.rows[0].values
            moment = local_time(str(first.get("computed_at") or ""))
            profile = self.labels.code("profile", str(first.get("profile") or "").split(" ")[0])
            return tr("Computed {} with the rules of {}.").format(moment, profile)
        return tr("“Compute zones” draws the zones and lists what lies in them.") if self._has_objects else ""

    # computing

    def compute(self) -> None:
        """Compute zones and hits in the background; unsaved edits are not seen, so they are asked to be
        saved."""
        workspace = self._session.workspace
        if workspace is None:
            return
        if self._session.has_unsaved_edits():
            self.messages.hint(tr("Edits that are not saved do not count; save them and compute again."))
        profile = str(self.ui.profileCombo.currentData())
        self.progress.run(
            tr("Computing protection zones"),
            lambda progress: compute_protection(workspace, profile=profile, progress=progress),
            on_done=self._computed,
            on_error=self._failed,
        )

    def _computed(self, result: ProtectionResult) -> None:
        self._warnings = tuple(warning_text(sentence, self.labels) for sentence in result.warnings)
        self._session.reload(WRITTEN_TABLES)
        self.refresh()
        self.ui.tabs.setCurrentWidget(self.ui.hitsTab)
        self.messages.done(
            tr("{} zones are drawn; {} hits lie in them.").format(len(result.zones), len(result.hits))
        )

    def _failed(self, error: MineRestorationError) -> None:
        self._update_buttons()
        self.messages.error(error)

    # distances

    def _on_profile(self, *_: object) -> None:
        workspace = self._session.require_workspace()
        profile = str(self.ui.profileCombo.currentData())
        remember(f"protection/profile/{workspace.workspace_uuid}", profile)
        self._tell_profile()
        self._filter_rules()

    def _tell_profile(self) -> None:
        profile = str(self.ui.profileCombo.currentData() or "")
        for part in (
            self.visible_range, self.access, self.rule_editing, self.profile_editing, self.banner
        ):  # fmt: skip
            part.set_profile(profile)

    def _on_profiles(self, profile: str) -> None:
        """Read the labels anew after a profile was added, renamed or removed, and choose one."""
        workspace = self._session.require_workspace()
        remember(f"protection/profile/{workspace.workspace_uuid}", profile)
        self._on_workspace()

    def _on_rules(self, rule_id: str) -> None:
        """Read the rules anew after an edit, and choose the one that was edited; the visible range and the
        zones may be out of date."""
        before = self._chosen_rule()
        workspace = self._session.require_workspace()
        with self.messages.told():
            self.rules.set_rows(distance_rules(workspace))
        self._filter_rules()
        self._choose_rule(rule_id or (before.rule_id if before is not None else ""))
        self.visible_range.refresh()
        self.banner.look_soon()

    def _choose_rule(self, rule_id: str) -> None:
        """Choose the last of a rule's rows that the table shows, and nothing where it shows none."""
        places = [self.rule_filter.index(row, 0) for row in range(self.rule_filter.rowCount())]
        found = [index for index in places if index.data(ROW_ROLE).rule_id == rule_id]
        self.ui.ruleTable.setCurrentIndex(found[-1] if found else QModelIndex())
        self._show_rule(self.ui.ruleTable.currentIndex())

    def _chosen_rule(self) -> DistanceRule | None:
        index = self.ui.ruleTable.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def _filter_rules(self, *_: object) -> None:
        profile, today = str(self.ui.profileCombo.currentData() or "national"), date.today()
        held = frozenset(rules_in_force(self.rules.rows, on=today, profile=profile))
        only = self.ui.inForceCheck.isChecked()
        self.rule_filter.set_test(held.__contains__ if only else None)

    def _show_rule(self, index: QModelIndex) -> None:
        rule: DistanceRule | None = index.data(ROW_ROLE) if index.isValid() else None
        shown = rule is not None and self.labels is not None
        self.ui.ruleText.setText(rule_text(rule, self.labels) if shown else self._no_rule)

    # hits

    def _fill_classes(self) -> None:
        combo = self.ui.classCombo
        wanted = combo.currentData()
        combo.clear()
        counts = Counter(str(hit.values["class"]) for hit in self.hits.rows)
        combo.addItem(tr("All classes ({})").format(len(self.hits.rows)), "")
        for code, count in sorted(counts.items()):
            combo.addItem(f"{self.labels.code('protected_class', code)} ({count})", code)
        combo.setCurrentIndex(max(0, combo.findData(wanted)))

    def _filter_hits(self, *_: object) -> None:
        code, flag = self.ui.classCombo.currentData() or "", self.ui.flagCombo.currentData() or ""
        self.hit_filter.set_test(
            lambda hit: (not code or hit.values["class"] == code) and (not flag or bool(hit.values.get(flag)))
        )
        shown = self.hit_filter.rowCount()
        self.ui.hitTable.setVisible(bool(self.hits.rows))
        self.ui.hitCount.setText(
            tr("{} hits; click one to see it on the map.").format(shown)
            if self.hits.rows
            else tr("No hits yet: compute the zones first, or nothing lies in them.")
        )

    def unload(self) -> None:
        """Stop what is under way; to be called before the plugin is unloaded."""
        self.banner.unload()
        self.access.marks.clear()
        self.progress.cancel()


def _first_of(warnings: tuple[str, ...]) -> str:
    """Return the first warnings, and how many more there are."""
    more = len(warnings) - WARNINGS_SHOWN
    shown = [*warnings[:WARNINGS_SHOWN], *([tr("… and {} more notes").format(more)] if more > 0 else [])]
    return "\n".join(shown)
