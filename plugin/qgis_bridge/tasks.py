"""Long work beside the window: a task of QGIS with progress and cancel, answered on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..domain.errors import MineRestorationError
from ..domain.progress import CancelledError, Progress
from .errors import UnexpectedError
from .messages import log_traceback
from .python_thread import in_python_thread

Result = TypeVar("Result")

_running: set[QgsTask] = set()
"""Tasks that have not ended: QGIS does not keep the Python half of a task alive."""


class TaskProgress:
    """The progress that a function in a task reports to; safe to call from its thread."""

    def __init__(self, task: BackgroundTask) -> None:  # type: ignore[type-arg]
        self._task = task

    def report(self, fraction: float, message: str = "") -> None:
        """Show that `fraction` (0 … 1) of the work is done."""
        self._task.setProgress(100.0 * min(max(fraction, 0.0), 1.0))
        if message:
            self._task.progressMessage.emit(message)

    def cancelled(self) -> bool:
        """Return whether the person asked to stop."""
        return bool(self._task.isCanceled())


class BackgroundTask(QgsTask, Generic[Result]):
    """Runs a function in a thread of QGIS's task manager. The function touches no layer and no widget."""

    progressMessage = pyqtSignal(str)
    """What the function is doing, in its own words; slots of QObjects hear it on their own thread."""

    def __init__(
        self,
        description: str,
        function: Callable[[Progress], Result],
        on_done: Callable[[Result], None],
        on_error: Callable[[MineRestorationError], None],
    ) -> None:
        # Silent: the docks tell how it ended; QGIS would tell it once more, as a message of the system.
        super().__init__(description, QgsTask.Flag.CanCancel | QgsTask.Flag.Silent)
        self._function = function
        self._on_done = on_done
        self._on_error = on_error
        self._result: list[Result] = []
        self.error: MineRestorationError | None = None

    def run(self) -> bool:
        """Return whether the function came to its end; called by QGIS in another thread."""
        try:
            self._result.append(in_python_thread(lambda: self._function(TaskProgress(self))))
        except MineRestorationError as error:
            self.error = error
            return False
        except Exception as error:  # noqa: BLE001 - the thread must not die silently; it is logged and told
            log_traceback(error)
            self.error = UnexpectedError(self.description(), error)
            return False
        return True

    def finished(self, successful: bool) -> None:
        """Hand the result or the error to the caller; called by QGIS on the main thread."""
        _running.discard(self)
        if successful and self._result:
            if not _is_gone(self._on_done):
                self._on_done(self._result[0])
        elif not _is_gone(self._on_error):
            self._on_error(self.error or CancelledError())


def _is_gone(callback: Callable[..., None]) -> bool:
    """Return whether a callback, a method or a lambda, belongs to a window that was closed meanwhile."""
    cells = getattr(callback, "__closure__", None) or ()
    owners = [getattr(callback, "__self__", None), *(cell.cell_contents for cell in cells)]
    return any(isinstance(owner, QObject) and sip.isdeleted(owner) for owner in owners)


def run_in_background(
    description: str,
    function: Callable[[Progress], Result],
    *,
    on_done: Callable[[Result], None],
    on_error: Callable[[MineRestorationError], None],
) -> BackgroundTask[Result]:
    """Return the running task; `function` gets a Progress, `on_done` its result.

    `on_error` gets an error whose text is one sentence: what the function raised, CancelledError where the
    person stopped it (`task.cancel()`), or UnexpectedError where the function has a fault; its traceback is
    then in the log. One of the two is called, once, on the main thread, unless it is a method or a lambda of
    a window that is gone by then. Layers are read on the main thread before, never inside `function`.
    """
    task = BackgroundTask(description, function, on_done, on_error)
    _running.add(task)
    QgsApplication.taskManager().addTask(task)
    return task
