"""Where a review takes place: in the open workspace, or at the hub for every county of a login."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from ...domain.review import Action, Role
from ...qgis_bridge.hub_place import hub_name, hub_place
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...workflows.area_review import (
    AreaQueue,
    compared_at_the_hub,
    serves_areas,
    take_step_at_the_hub,
    waiting_everywhere,
)
from ...workflows.review import ReviewOutcome, ReviewRow, review_rows, take_step
from ...workflows.review_compare import before_and_after
from .review_before_after import Compare

_UP: dict[str, Action] = {
    "surveyor": "submit",
    "county_reviewer": "forward",
    "city_reviewer": "forward",
    "province_reviewer": "accept",
}
_HANDED_IN_BY: dict[str, tuple[str, ...]] = {"surveyor": ("draft", "returned")}
"""Roles for whom other records wait than those to forward or accept."""


class InWorkspace:
    """The open workspace; the person says as whom they act, and the next sync tells the others."""

    def __init__(self, session: Session, address: Callable[[], str]) -> None:
        self._session, self._address = session, address

    def rows(self, role: Role, state: str) -> list[ReviewRow]:
        """Return the records that wait for a role, or those in a state."""
        states = (state,) if state else _HANDED_IN_BY.get(role)
        return review_rows(self._session.require_workspace(), [role], states=states)

    def compare(self, row: ReviewRow) -> Compare:
        """Return the work that compares; the login is read here."""
        workspace, hub = self._session.require_workspace(), hub_place(self._address())
        return lambda: before_and_after(workspace, hub, row.table, row.uuid)

    def step(
        self, action: Action, rows: Sequence[ReviewRow], *, role: Role, reviewer: str, reason: str
    ) -> ReviewOutcome:
        """Take a step now and show it in the layers."""
        outcome = take_step(
            self._session.require_workspace(),
            action,
            [row.key for row in rows],
            roles=[role],
            reviewer=reviewer,
            reason=reason,
            busy=self._session.busy_rows(),
        )
        self._session.reload(tuple({table for table, _ in outcome.done}))
        return outcome


class DistantPlace(Protocol):
    """A list that the hub keeps. What its methods give back runs in the background; the login is read before,
    on the main thread."""

    border_action: str
    """What is done across the county line with a record of the list: share, propose, or nothing."""
    asks_reason: bool
    """Whether something is given back with a reason."""
    is_answered: bool
    """Whether steps are taken from this list."""

    def queue(self) -> Callable[[], AreaQueue]:
        """Return the work that reads the list."""

    def compare(self, row: ReviewRow) -> Compare:
        """Return the work that compares."""

    def step(self, action: Action, rows: Sequence[ReviewRow], *, reason: str) -> Callable[[], ReviewOutcome]:
        """Return the work that takes a step."""

    def after(self, outcome: ReviewOutcome) -> str:
        """Return what is told of a step that was taken, with a place for the number of records."""

    def names(self) -> Mapping[str, str]:
        """Return what the buttons say for each step."""

    def empty_text(self) -> str:
        """Return what is told where the list is empty."""


class AtHub:
    """The province's hub: it knows the person by the login, and every step holds there at once."""

    border_action, asks_reason, is_answered = "share", True, True

    def __init__(self, address: Callable[[], str]) -> None:
        self._address = address

    def is_offered(self) -> bool:
        """Return whether the hub that is chosen is one that knows people and counties."""
        name = hub_name(self._address())
        return serves_areas(name.address) if name.address else bool(name.login)

    def queue(self) -> Callable[[], AreaQueue]:
        """Return the work that asks what waits."""
        hub = hub_place(self._address())
        return lambda: waiting_everywhere(hub)

    def compare(self, row: ReviewRow) -> Compare:
        """Return the work that compares."""
        hub = hub_place(self._address())
        return lambda: compared_at_the_hub(hub, row)

    def step(self, action: Action, rows: Sequence[ReviewRow], *, reason: str) -> Callable[[], ReviewOutcome]:
        """Return the work that takes a step."""
        hub, chosen = hub_place(self._address()), tuple(rows)
        return lambda: take_step_at_the_hub(hub, action, chosen, reason=reason)

    def after(self, outcome: ReviewOutcome) -> str:
        """Return what is told of a step; nothing of this computer changed by it."""
        return tr("{} records: done at the hub. Their counties receive it with the next sync.")

    def names(self) -> Mapping[str, str]:
        """Return what the buttons say for each step."""
        return action_names()

    def empty_text(self) -> str:
        """Return what is told where nothing waits."""
        return tr("Nothing waits for you in any county of the hub.")


def action_names() -> dict[str, str]:
    """Return what a button says for each step."""
    return {
        "submit": tr("Submit"),
        "withdraw": tr("Withdraw"),
        "forward": tr("Pass and forward"),
        "return": tr("Return"),
        "accept": tr("Accept"),
        "reopen": tr("Reopen"),
    }


def up_action(role: Role) -> Action:
    """Return the step by which a role takes records on."""
    return _UP[role]


def up_action_of(rows: Sequence[ReviewRow]) -> Action:
    """Return the step by which the hub lets somebody take records on."""
    return "accept" if any("accept" in row.actions for row in rows) else "forward"
