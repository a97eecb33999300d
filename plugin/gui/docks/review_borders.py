"""What the review shows of other counties: the records they share, proposals either way, and both dialogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtWidgets import QDialog, QPushButton

from ...domain.review import Action
from ...qgis_bridge.hub_place import hub_place
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.selected_shape import selected_shape
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...workflows.area_review import AreaQueue
from ...workflows.borders import (
    ForeignRow,
    ProposalRow,
    compared_as_proposed,
    compared_as_shared,
    decline,
    proposals_of,
    shared_with_us,
    take_over,
)
from ...workflows.grants import SharedRecord, require_province
from ...workflows.review import ReviewOutcome, ReviewRow
from ...workflows.review_compare import geometry_of
from ..dialogs.propose_dialog import ProposeDialog
from ..dialogs.sharing_dialog import SharingDialog
from ..messages import Messages
from .review_before_after import Compare


class SharedByOthers:
    """The records of other counties that the login may see: they are read, and stay where they are."""

    border_action, asks_reason, is_answered = "propose", False, False

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address

    def queue(self) -> Callable[[], AreaQueue]:
        """Return the work that reads the list."""
        hub = hub_place(self._address())
        return lambda: shared_with_us(hub)

    def compare(self, row: ReviewRow) -> Compare:
        """Return the work that lists what the record says."""
        return lambda: compared_as_shared(_foreign(row))

    def step(self, action: Action, rows: Sequence[ReviewRow], *, reason: str) -> Callable[[], ReviewOutcome]:
        """Return work that does nothing: these records are reviewed by their own county."""
        return lambda: ReviewOutcome(done=())

    def after(self, outcome: ReviewOutcome) -> str:
        """Return nothing: there is no step."""
        return ""

    def names(self) -> Mapping[str, str]:
        """Return nothing: there is no step."""
        return {}

    def empty_text(self) -> str:
        """Return what is told where nobody shares anything."""
        return tr("No other county shares a record with yours.")


class Proposals:
    """What other counties propose for our records, and what we proposed for theirs."""

    border_action, asks_reason, is_answered = "", False, True

    def __init__(self, session: Session, address: Callable[[], str]) -> None:
        self._session, self._address = session, address

    def queue(self) -> Callable[[], AreaQueue]:
        """Return the work that reads the list."""
        hub = hub_place(self._address())
        return lambda: proposals_of(hub)

    def compare(self, row: ReviewRow) -> Compare:
        """Return the work that lists what would change."""
        return lambda: compared_as_proposed(_proposal(row))

    def step(self, action: Action, rows: Sequence[ReviewRow], *, reason: str) -> Callable[[], ReviewOutcome]:
        """Return the work that takes proposals over into the open workspace, or declines them."""
        hub, chosen = hub_place(self._address()), [_proposal(row) for row in rows if row.actions]
        if action != "accept":
            return lambda: decline(hub, chosen)
        workspace, busy = self._session.workspace, self._session.busy_rows()
        return lambda: take_over(hub, chosen, workspace, busy=busy)

    def after(self, outcome: ReviewOutcome) -> str:
        """Show what was taken over, and return what is told of it."""
        if self._session.workspace is not None:
            self._session.reload(tuple({table for table, _ in outcome.done}))
        return tr("{} proposals answered. What was taken over goes out with the next sync.")

    def names(self) -> Mapping[str, str]:
        """Return what the buttons say."""
        return {"accept": tr("Take over"), "return": tr("Decline")}

    def empty_text(self) -> str:
        """Return what is told where there are none."""
        return tr("No county has proposed anything to yours, nor yours to another.")


def _foreign(row: ReviewRow) -> ForeignRow:
    if not isinstance(row, ForeignRow):
        raise TypeError(type(row).__name__)
    return row


def _proposal(row: ReviewRow) -> ProposalRow:
    if not isinstance(row, ProposalRow):
        raise TypeError(type(row).__name__)
    return row


class BorderButton(QObject):
    """The button that shares the chosen record, or proposes changes to it, and the dialog it opens."""

    def __init__(
        self,
        button: QPushButton,
        session: Session,
        messages: Messages,
        canvas: QgsMapCanvas,
        *,
        address: Callable[[], str],
    ) -> None:
        super().__init__(button)
        self._button, self._session, self._messages, self._canvas = button, session, messages, canvas
        self._address = address
        self._action = ""
        self._rows: Sequence[ReviewRow] = ()
        self._labels: Labels | None = None
        self.dialog: QDialog | None = None
        button.clicked.connect(self.open)

    def show(self, action: str, rows: Sequence[ReviewRow], labels: Labels | None) -> None:
        """Stand for what may be done with the chosen records: share, propose, or nothing."""
        self._action, self._rows, self._labels = action, rows, labels
        self._button.setVisible(bool(action))
        self._button.setEnabled(len(rows) == 1)
        self._button.setText(tr("Propose…") if action == "propose" else tr("Share…"))
        tip = tr("With which counties beyond the county line the record is shared")
        if action == "propose":
            tip = tr("Propose other values, which its county takes over or declines")
            may = all(isinstance(row, ForeignRow) and row.may == "propose" for row in rows)
            self._button.setEnabled(len(rows) == 1 and may)
            tip = tip if may else tr("Its county shares it for reading alone")
        self._button.setToolTip(tip)

    def open(self) -> None:
        """Open the dialog; where the hub cannot do it, a sentence says so."""
        if len(self._rows) != 1:
            return
        with self._messages.told():
            place = hub_place(self._address())
            require_province(place)
            row, window = self._rows[0], self._button.window()
            if self._action == "propose" and self._labels is not None:
                foreign = _foreign(row)
                shape = selected_shape(self._canvas.currentLayer(), geometry_of(foreign.values.get("geom")))
                dialog: QDialog = ProposeDialog(place, foreign, self._labels, shape=shape, parent=window)
                dialog.accepted.connect(self._proposed)
            else:
                record = SharedRecord(
                    county=row.county, table=row.table, uuid=row.uuid, title=row.title or row.name
                )
                dialog = SharingDialog(place, record, workspace=self._session.workspace, parent=window)
            self._show_dialog(dialog)

    def _show_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self, _result: int) -> None:
        self.dialog = None

    def _proposed(self) -> None:
        self._messages.done(tr("The proposal waits for its county at the hub."))
