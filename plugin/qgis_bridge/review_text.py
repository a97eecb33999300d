"""The sentences of the review and of the repair of a workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .problem_words import said
from .translation import tr


def _not_allowed(error: Any) -> str:
    return tr(
        "Your level may not take this step with a record in this state;"
        " choose a record that waits for you, or the level you act as."
    )


def _no_reason(error: Any) -> str:
    return tr("A record is given back with a reason; write it, then try again.")


def _being_edited(error: Any) -> str:
    return tr("This record has unsaved edits; save or discard them, then try again.")


def _gone(error: Any) -> str:
    return tr("This record is no longer as it was listed; the list is read again.")


def _step_refused(error: Any) -> str:
    return tr("The hub did not let you do this: {}.").format(said(error.problem) or error.problem)


def _outdated(error: Any) -> str:
    return tr("“{}” changed after it was checked; nothing was repaired, decide again.").format(
        error.path.name
    )


def _edits_open(error: Any) -> str:
    return tr("{} records have unsaved edits; save or discard them, then repair the workspace.").format(
        error.count
    )


REVIEW_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "ReviewNotAllowedError": _not_allowed,
    "ReasonMissingError": _no_reason,
    "RecordBeingEditedError": _being_edited,
    "RecordGoneError": _gone,
    "StepRefusedError": _step_refused,
    "AuditOutdatedError": _outdated,
    "RecordsBeingEditedError": _edits_open,
}
