"""Who has to restore 责任认定: two separate determinations, each with its reasons and what is missing.

*Problem*: 国土资发〔2016〕63号 二(一)2 and, from its day on, 矿产资源法(2024) art. 45.
*Land*: 土地复垦条例实施办法 art. 28. A period that spans a cut-off day is split there, not averaged.
The answer is a proposal; a person confirms it after the notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .intervals import UNKNOWN, DateInterval
from .legal_dates import LegalDate, Term, grounds_in_force, terms_in_force
from .reasons import Reason, Scalar

PLANNED_ECONOMY = "planned_economy_end"
RECLAMATION_RULES = "land_reclamation_rules_in_force"
UNDETERMINED = "DD"
MIXED = "HH"

_WORKING = {"ZJ": "problem_under_construction", "SC": "problem_producing", "TC": "problem_producing"}
_STOPPED = frozenset({"FQ", "ZGB", "BK"})
_GONE = frozenset({"extinct", "unidentifiable"})


@dataclass(frozen=True, kw_only=True)
class ResponsibilityInput:
    """What is recorded of the damage and of who caused it.

    ``mine_status`` and ``obligor_state`` are codes of their lists; ``survives`` includes a legal
    successor, such as the company that a state enterprise became.
    """

    damage_begin: DateInterval | None = None
    damage_end: DateInterval | None = None
    damage_ongoing: bool = False
    mine_status: str | None = None
    obligor_state: str | None = None
    transferee: str | None = None
    right_transferred_on: date | None = None
    is_land_damage: bool = False
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True)
class Determination:
    """A code of the list ``responsibility``, its reasons, and codes of ``missing_item`` to bring in."""

    code: str
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LandDetermination:
    """The determination of the land that was damaged in one period."""

    code: str
    period: DateInterval
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResponsibilityResult:
    """Both proposals, and the steps that a finding of legacy has to go through."""

    problem: Determination
    land: tuple[LandDetermination, ...] = ()
    next_steps: tuple[Reason, ...] = ()


def determine_responsibility(
    input: ResponsibilityInput, dates: Iterable[LegalDate], *, on: date, terms: Iterable[Term] = ()
) -> ResponsibilityResult:
    """Return who has to restore the problem and the damaged land, by the grounds in force on a day.

    Where dates or evidence do not decide, the code is ``DD`` 待认定 and ``missing`` says what would.
    ``land`` is empty where the record is no land damage, else in order of time. Dates of which the end
    lies before the begin count as not recorded, as do the states of a mine that works and of an obligor
    that is gone.
    """
    grounds = _Grounds(grounds_in_force(dates, on=on))
    input = _without_contradiction(input)
    period = _Period.of(input, on)
    problem = _problem(input, period, grounds)
    land = tuple(_land(input, period, grounds)) if input.is_land_damage else ()
    legacy = any(code.startswith("LS") for code in (problem.code, *(part.code for part in land)))
    steps = terms_in_force(terms, on=on, topic="responsibility") if legacy else ()
    return ResponsibilityResult(problem=problem, land=land, next_steps=tuple(term.reason() for term in steps))


def _without_contradiction(input: ResponsibilityInput) -> ResponsibilityInput:
    """Return the input without the two states where a mine works though nobody is left who answers."""
    if input.mine_status in _WORKING and input.obligor_state in _GONE:
        return replace(input, mine_status=None, obligor_state="unknown")
    return input


class _Grounds:
    """The grounds in force, which give reasons by key."""

    def __init__(self, held: Mapping[str, LegalDate]) -> None:
        self._held = held

    def holds(self, key: str) -> bool:
        return key in self._held

    def cutoff(self, key: str) -> date | None:
        ground = self._held.get(key)
        return None if ground is None else ground.day

    def code(self, key: str) -> str:
        ground = self._held.get(key)
        return UNDETERMINED if ground is None else ground.outcome

    def reasons(self, key: str, value: Scalar = None) -> tuple[Reason, ...]:
        ground = self._held.get(key)
        return () if ground is None else (ground.reason(value),)


@dataclass(frozen=True)
class _Period:
    """When the damage began and ended, tightened by the fact that it began before it ended."""

    begin: DateInterval
    end: DateInterval
    evidence_missing: bool

    @classmethod
    def of(cls, input: ResponsibilityInput, on: date) -> _Period:
        begin = input.damage_begin or UNKNOWN
        end = DateInterval(on, on) if input.damage_ongoing else input.damage_end or UNKNOWN
        if begin.earliest > end.latest:  # The two dates contradict each other, so neither counts.
            return cls(UNKNOWN, UNKNOWN, False)
        begin = DateInterval(begin.earliest, min(begin.latest, end.latest))
        end = DateInterval(max(end.earliest, begin.earliest), end.latest)
        known = begin.is_known or end.is_known
        return cls(begin, end, known and not (input.evidence or "").strip())

    def before(self, day: date) -> bool | None:
        """Return whether damage happened before a day: True, False, or None where that is not decided."""
        if self.begin.is_before(day):
            return True
        return None if self.begin.may_be_before(day) else False

    def after(self, day: date) -> bool | None:
        """Return whether damage happened on a day or later: True, False, or None."""
        if self.end.is_not_before(day):
            return True
        return None if self.end.may_be_not_before(day) else False

    def whole(self) -> DateInterval:
        return DateInterval(self.begin.earliest, max(self.end.latest, self.begin.earliest))

    def part_before(self, day: date) -> DateInterval:
        last = min(self.end.latest, day - timedelta(days=1))
        return DateInterval(min(self.begin.earliest, last), last)

    def part_after(self, day: date) -> DateInterval:
        first = max(self.begin.earliest, day)
        return DateInterval(first, max(self.end.latest, first))

    def unknowns(self, day: date) -> tuple[str, ...]:
        """Return which of the two dates leaves a cut-off day undecided."""
        begin = ("damage_begin",) if self.before(day) is None else ()
        end = ("damage_end",) if self.after(day) is None else ()
        return begin + end

    def evidence(self) -> tuple[str, ...]:
        return ("damage_evidence",) if self.evidence_missing else ()

    def __str__(self) -> str:
        if not (self.begin.is_known or self.end.is_known):
            return ""
        return str(self.begin) if self.begin == self.end else f"{self.begin} → {self.end}"


def _problem(input: ResponsibilityInput, period: _Period, grounds: _Grounds) -> Determination:
    """Return the determination of the problem, 63号 二(一)2."""
    cutoff = grounds.cutoff(PLANNED_ECONOMY)
    when = str(period) or None
    planned = grounds.reasons(PLANNED_ECONOMY, when)
    before = False if cutoff is None else period.before(cutoff)
    after = True if cutoff is None else period.after(cutoff)
    extinct = _extinct(input, grounds)
    if extinct is not None:
        extra = planned if before is True and after is False else ()
        return Determination(code=extinct.code, reasons=extinct.reasons + extra)
    if before is True and after is False:
        return Determination(code=grounds.code(PLANNED_ECONOMY), reasons=planned, missing=period.evidence())
    holder = _holder(input, grounds)
    if before is False:
        return holder
    if before is True and after is True and holder.code != UNDETERMINED:
        return Determination(
            code=MIXED,
            reasons=grounds.reasons("problem_mixed", when) + planned + holder.reasons,
            missing=(*holder.missing, "split_share", *period.evidence()),
        )
    unknowns = () if cutoff is None else period.unknowns(cutoff)
    return Determination(
        code=UNDETERMINED,
        reasons=grounds.reasons("undetermined") + planned + holder.reasons,
        missing=tuple(dict.fromkeys((*unknowns, *holder.missing))),
    )


def _extinct(input: ResponsibilityInput, grounds: _Grounds) -> Determination | None:
    """Return the determination where nobody is left who answers, else None."""
    keys = {"extinct": "problem_obligor_extinct", "unidentifiable": "problem_obligor_unidentifiable"}
    key = keys.get(input.obligor_state or "", "")
    if not grounds.holds(key):
        return None
    return Determination(code=grounds.code(key), reasons=grounds.reasons(key, input.obligor_state))


def _holder(input: ResponsibilityInput, grounds: _Grounds) -> Determination:
    """Return who answers for damage that is not legacy: the enterprise, the holder or the transferee."""
    transferred = _transferred(input, grounds)
    if transferred is not None:
        return transferred
    key = _WORKING.get(input.mine_status or "", "")
    if grounds.holds(key):
        return Determination(code=grounds.code(key), reasons=grounds.reasons(key, input.mine_status))
    if input.mine_status not in _STOPPED:
        missing = ("mine_status",) if input.obligor_state == "survives" else ("mine_status", "obligor_state")
        return Determination(code=UNDETERMINED, reasons=grounds.reasons("undetermined"), missing=missing)
    if input.obligor_state not in {"survives", "transferred"}:
        return Determination(
            code=UNDETERMINED, reasons=grounds.reasons("undetermined"), missing=("obligor_state",)
        )
    key = "problem_right_extinguished"
    if input.obligor_state == "survives" and grounds.holds(key):
        return Determination(code=grounds.code(key), reasons=grounds.reasons(key, input.obligor_state))
    missing = ("transfer_terms",) if input.obligor_state == "transferred" else ("legal_basis",)
    return Determination(code=UNDETERMINED, reasons=grounds.reasons("undetermined"), missing=missing)


def _transferred(input: ResponsibilityInput, grounds: _Grounds) -> Determination | None:
    """Return the determination where the right went to another holder, else None.

    Art. 45(2) of the law of 2024 is applied to transfers from its first day on; an earlier transfer
    follows the contract and the rules of its time, unless the mine still works.
    """
    if input.obligor_state != "transferred" and not (input.transferee or "").strip():
        return None
    key = "problem_right_transferred"
    since = grounds.cutoff(key)
    works = (input.mine_status or "") in _WORKING
    if since is not None and input.right_transferred_on is not None and input.right_transferred_on >= since:
        named = () if (input.transferee or "").strip() else ("transferee",)
        value = input.transferee or input.obligor_state
        return Determination(code=grounds.code(key), reasons=grounds.reasons(key, value), missing=named)
    if works:
        return None
    missing = ("transfer_date",) if input.right_transferred_on is None else ("transfer_terms",)
    reasons = grounds.reasons("undetermined") + grounds.reasons(key, _iso(input.right_transferred_on))
    return Determination(code=UNDETERMINED, reasons=reasons, missing=missing)


def _land(input: ResponsibilityInput, period: _Period, grounds: _Grounds) -> list[LandDetermination]:
    """Return the determinations of the damaged land, art. 28, in order of time."""
    cutoff = grounds.cutoff(RECLAMATION_RULES)
    if cutoff is None:
        return [LandDetermination(code=UNDETERMINED, period=period.whole(), missing=("legal_basis",))]
    before, after = period.before(cutoff), period.after(cutoff)
    owner = _land_owner(input, grounds)
    if before is not True and after is not True and not owner.code.startswith("LS"):
        return [_open(period.whole(), period.unknowns(cutoff), grounds, str(period))]
    if before is None and owner.code.startswith("LS"):
        missing = tuple(dict.fromkeys((*owner.missing, *period.unknowns(cutoff))))
        whole = period.whole()
        return [LandDetermination(code=owner.code, period=whole, reasons=owner.reasons, missing=missing)]
    parts = []
    if before is True:
        extra = owner.reasons if owner.code.startswith("LS") else ()
        parts.append(
            LandDetermination(
                code=grounds.code(RECLAMATION_RULES),
                period=period.part_before(cutoff),
                reasons=grounds.reasons(RECLAMATION_RULES, str(period)) + extra,
                missing=period.evidence(),
            )
        )
    elif before is None:
        parts.append(_open(period.part_before(cutoff), ("damage_begin",), grounds, str(period)))
    if after is True or (after is None and owner.code.startswith("LS")):
        parts.append(
            LandDetermination(
                code=owner.code,
                period=period.part_after(cutoff),
                reasons=owner.reasons,
                missing=owner.missing + (("damage_end",) if after is None else ()),
            )
        )
    elif after is None:
        parts.append(_open(period.part_after(cutoff), ("damage_end",), grounds, str(period)))
    return parts


def _land_owner(input: ResponsibilityInput, grounds: _Grounds) -> Determination:
    """Return who reclaims land that was damaged on the cut-off day or later."""
    keys = {
        "extinct": "land_obligor_extinct",
        "unidentifiable": "land_obligor_unidentifiable",
        "survives": "land_obligor_survives",
        "transferred": "land_obligor_survives",
    }
    key = keys.get(input.obligor_state or "", "")
    if not key and (input.mine_status or "") in _WORKING:
        key = "land_obligor_survives"
    if grounds.holds(key):
        value = input.obligor_state if input.obligor_state in keys else input.mine_status
        return Determination(code=grounds.code(key), reasons=grounds.reasons(key, value))
    missing = ("legal_basis",) if key else ("obligor_state",)
    return Determination(code=UNDETERMINED, reasons=grounds.reasons("undetermined"), missing=missing)


def _open(period: DateInterval, missing: tuple[str, ...], grounds: _Grounds, when: str) -> LandDetermination:
    """Return a determination that the dates leave open."""
    reasons = grounds.reasons("undetermined", when or None) + grounds.reasons(RECLAMATION_RULES, when or None)
    return LandDetermination(code=UNDETERMINED, period=period, reasons=reasons, missing=missing)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
