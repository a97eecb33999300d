"""An assessment in words: the reasons that decide, the others, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from ...domain.reasons import Reason
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.assessment import Assessment

_RECORDED_CODES = ("obligor_state", "mine_status")
"""The lists whose codes a reason can name as what was recorded."""


def reason_lines(assessment: Assessment, labels: Labels) -> list[str]:
    """Return the reasons as lines of HTML: grade, problem, land of each period, what has to follow."""
    lines = [_line(tr("Grade"), reason, labels, bold=True) for reason in assessment.grade.deciding]
    others = [r for r in assessment.grade.reasons if r.outcome != assessment.grade.grade]
    lines += [_line(tr("Also"), reason, labels) for reason in others]
    duty = assessment.responsibility
    lines += [_line(tr("Responsibility"), reason, labels, bold=True) for reason in duty.problem.reasons]
    for part in duty.land:
        heading = tr("Land, {}: {}").format(str(part.period), labels.code("responsibility", part.code))
        lines += [_line(heading, reason, labels) for reason in part.reasons[:1]] or [escape(heading)]
    lines += [_line(tr("Next"), reason, labels) for reason in duty.next_steps]
    return lines


def missing_text(assessment: Assessment, labels: Labels) -> list[str]:
    """Return what would make the answers firmer, as lines of HTML."""
    duty = assessment.responsibility
    items = _unique([*duty.problem.missing, *(item for part in duty.land for item in part.missing)])
    lines = []
    if items:
        named = ", ".join(labels.code("missing_item", item) for item in items)
        lines.append(escape(tr("Missing for the responsibility: {}").format(named)))
    if assessment.grade.grade is None:
        lines.append(escape(tr("Not graded: no indicator and no statement of the grading table holds yet.")))
    for column in assessment.unread:
        name = labels.column("problem_area", column)
        lines.append(
            escape(
                tr("“{}” cannot be read; write it like 1985, 1985-03, 1985-03-02 or 八十年代.").format(name)
            )
        )
    return lines


def nearest_text(assessment: Assessment, labels: Labels) -> str:
    """Return the nearest protected object in words, nothing where there is none."""
    derived = assessment.derived
    if not derived.get("nearest_class"):
        return ""
    name = str(derived.get("nearest_name") or "")
    kind = labels.code("protected_class", derived.get("nearest_class"))
    distance = float(derived.get("nearest_distance_m") or 0.0)
    return (
        tr("Nearest protected object: {} {}, {} m").format(kind, name, f"{distance:,.0f}").replace("  ", " ")
    )


def _line(heading: str, reason: Reason, labels: Labels, *, bold: bool = False) -> str:
    text = escape(_readable(reason, labels).sentence(labels.language))
    return f"<b>{escape(heading)}</b> {text}" if bold else f"{escape(heading)}: {text}"


def _readable(reason: Reason, labels: Labels) -> Reason:
    """Return the reason with the label of a code that was recorded, in place of the code."""
    if isinstance(reason.value, str):
        for list_name in _RECORDED_CODES:
            found = labels.codes.get(list_name, reason.value)
            if found is not None:
                return reason.with_value(labels.of(found))
    return reason


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
