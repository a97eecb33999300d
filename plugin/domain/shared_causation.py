"""One problem, several mines: their determinations taken together.

A problem that two mines caused is one duty where both answers agree, and mixed 新老混合 where they do not: it
is then split by period or right, or by the share of causation that is recorded for each mine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .reasons import Reason
from .responsibility import MIXED, UNDETERMINED, Determination, LandDetermination


def combined_problem(determinations: Sequence[Determination]) -> Determination:
    """Return one determination for the problem.

    Answers that agree stay; one that is undetermined leaves the whole undetermined; others are mixed.

    >>> combined_problem([]).code
    'DD'
    """
    codes = {d.code for d in determinations}
    reasons = _distinct(r for d in determinations for r in d.reasons)
    missing = tuple(dict.fromkeys(m for d in determinations for m in d.missing))
    if len(codes) == 1:
        return Determination(code=codes.pop(), reasons=reasons, missing=missing)
    if not codes or UNDETERMINED in codes:
        return Determination(code=UNDETERMINED, reasons=reasons, missing=missing)
    return Determination(code=MIXED, reasons=reasons, missing=(*missing, "split_share"))


def combined_land(parts: Sequence[Sequence[LandDetermination]]) -> tuple[LandDetermination, ...]:
    """Return the determinations of the land, equal answers for one period once, in order of time."""
    found: dict[tuple[str, str], LandDetermination] = {}
    for part in (p for mine in parts for p in mine):
        found.setdefault((part.code, str(part.period)), part)
    return tuple(sorted(found.values(), key=lambda p: (p.period.earliest, p.code)))


def summary_code(land: Sequence[LandDetermination]) -> str | None:
    """Return the one code of the list ``responsibility`` that a table shows for the land, None where it is
    not damaged.

    >>> summary_code(()) is None
    True
    """
    codes = {part.code for part in land}
    if len(codes) > 1:
        return UNDETERMINED if UNDETERMINED in codes else MIXED
    return codes.pop() if codes else None


def _distinct(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    found: dict[tuple[str, object], Reason] = {}
    for reason in reasons:
        found.setdefault((reason.rule_id, reason.value), reason)
    return tuple(found.values())
