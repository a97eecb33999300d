"""Review 审核: which level may bring a record from which state to which, and what it needs to do so.

draft → submitted → county → city (may be left out) → province; each level may return a record with a reason,
and the level that accepted it last may take that back. The same rows stand in the PostGIS hub's table
`review_transition`; a test keeps the two equal. The states are the code list `review_state`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from .errors import MineRestorationError

Action = Literal["submit", "withdraw", "forward", "return", "accept", "reopen"]
Role = Literal["surveyor", "contractor", "county_reviewer", "city_reviewer", "province_reviewer", "admin"]

DRAFT, RETURNED = "draft", "returned"
ADMIN: Role = "admin"
"""The role that may do whatever somebody may do."""

LOCKED_STATES = frozenset({"province"})
"""The states in which a record is only reopened, not edited; its derived values are frozen."""

STATE, REASON, REVIEWER, MOMENT, SNAPSHOT = (
    "review_state",
    "return_reason",
    "reviewed_by",
    "reviewed_at",
    "derived_snapshot",
)
REVIEW_COLUMNS = (STATE, REASON, REVIEWER, MOMENT, SNAPSHOT)
"""The columns of the field group `review`: they say nothing of the pit, only how far its record is."""


@dataclass(frozen=True)
class Transition:
    """One step that one role may take; ``needs_reason``: it is taken with a sentence for the surveyor."""

    from_state: str
    to_state: str
    role: Role
    action: Action
    needs_reason: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition("draft", "submitted", "surveyor", "submit"),
    Transition("draft", "submitted", "contractor", "submit"),
    Transition("draft", "submitted", "county_reviewer", "submit"),
    Transition("returned", "submitted", "surveyor", "submit"),
    Transition("returned", "submitted", "contractor", "submit"),
    Transition("returned", "submitted", "county_reviewer", "submit"),
    Transition("returned", "draft", "surveyor", "withdraw"),
    Transition("returned", "draft", "contractor", "withdraw"),
    Transition("submitted", "draft", "surveyor", "withdraw"),
    Transition("submitted", "draft", "contractor", "withdraw"),
    Transition("submitted", "county", "county_reviewer", "forward"),
    Transition("submitted", "returned", "county_reviewer", "return", True),
    Transition("county", "returned", "county_reviewer", "reopen", True),
    Transition("county", "city", "city_reviewer", "forward"),
    Transition("county", "returned", "city_reviewer", "return", True),
    Transition("county", "province", "province_reviewer", "accept"),
    Transition("county", "returned", "province_reviewer", "return", True),
    Transition("city", "returned", "city_reviewer", "reopen", True),
    Transition("city", "province", "province_reviewer", "accept"),
    Transition("city", "returned", "province_reviewer", "return", True),
    Transition("province", "returned", "province_reviewer", "reopen", True),
)

_WAITING: Collection[Action] = frozenset({"forward", "return", "accept"})


class ReviewNotAllowedError(MineRestorationError):
    """A step of the review that these roles may not take with a record in this state."""

    def __init__(self, state: str, action: str, roles: Iterable[str]) -> None:
        self.state = state
        self.action = action
        self.roles = tuple(roles)
        super().__init__(
            f"A record in the review state “{state}” does not take “{action}” from"
            f" {', '.join(self.roles) or 'nobody in particular'};"
            " choose a record that waits for you, or the role you act in."
        )


class ReasonMissingError(MineRestorationError):
    """A return without the sentence that tells the surveyor what to mend."""

    def __init__(self, action: str) -> None:
        self.action = action
        super().__init__(
            f"The step “{action}” gives a record back, and nobody knows why; write the reason, "
            "then try again."
        )


def allowed_actions(state: str | None, roles: Collection[Role]) -> tuple[Action, ...]:
    """Return the steps that somebody with these roles may take with a record in a state.

    >>> allowed_actions("submitted", ["county_reviewer"])
    ('forward', 'return')
    >>> allowed_actions(None, ["surveyor"])
    ('submit',)
    >>> allowed_actions("province", [])
    ()
    """
    return tuple(dict.fromkeys(step.action for step in _steps(state, roles)))


def next_state(state: str | None, action: Action, roles: Collection[Role], *, reason: str = "") -> str:
    """Return the state a record has after a step. Raises ReviewNotAllowedError, ReasonMissingError.

    >>> next_state("city", "accept", ["province_reviewer"])
    'province'
    """
    for step in _steps(state, roles):
        if step.action == action:
            if step.needs_reason and not reason.strip():
                raise ReasonMissingError(action)
            return step.to_state
    raise ReviewNotAllowedError(state or DRAFT, action, roles)


def waiting_states(roles: Collection[Role]) -> frozenset[str]:
    """Return the states in which records wait for somebody with these roles to forward or accept them.

    >>> sorted(waiting_states(["province_reviewer"]))
    ['city', 'county']
    >>> waiting_states(["surveyor"])
    frozenset()
    """
    return frozenset(step.from_state for step in TRANSITIONS if step.action in _WAITING and _may(step, roles))


def is_locked(state: object) -> bool:
    """Return whether a record in a state may be reopened, but not edited or deleted."""
    return state in LOCKED_STATES


def _steps(state: str | None, roles: Collection[Role]) -> list[Transition]:
    return [step for step in TRANSITIONS if step.from_state == (state or DRAFT) and _may(step, roles)]


def _may(step: Transition, roles: Collection[Role]) -> bool:
    return step.role in roles or ADMIN in roles
