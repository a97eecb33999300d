"""Access of mining rights 矿业权准入: what a rule that reaches a right means for it.

国土资发〔2016〕63号 二(二)1: no new right at odds with a nature reserve, rights that stand in one already are
handled as the rules say. So the answer depends on the rule's kind, on whether the right is new, and on
which was first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

RightAge = Literal["new", "existing"]
FirstEstablished = Literal["right", "object", "same_day", "unknown"]

CLEAR = "clear"

RANK = (
    "prohibited",
    "unlawful_since_start",
    "existing_to_handle",
    "order_unknown",
    "needs_consent",
    "needs_agreement",
    "needs_check",
    "information",
    CLEAR,
)
"""The codes of ``access_conclusion``, the weightiest first."""

_BY_KIND = {
    "consent": "needs_consent",
    "consult_approve": "needs_agreement",
    "as_designated": "needs_check",
    "info": "information",
}


def first_established(right_on: date | None, object_on: date | None) -> FirstEstablished:
    """Return which was established first; ``unknown`` where a day is not recorded.

    >>> first_established(date(2001, 5, 1), date(2003, 1, 1))
    'right'
    >>> first_established(None, date(2003, 1, 1))
    'unknown'
    """
    if right_on is None or object_on is None:
        return "unknown"
    if right_on == object_on:
        return "same_day"
    return "right" if right_on < object_on else "object"


def conclusion(kind: str, *, right_age: RightAge, first: FirstEstablished) -> str:
    """Return the code of ``access_conclusion`` for a rule of this kind that reaches the right.

    >>> conclusion("ban", right_age="new", first="unknown")
    'prohibited'
    >>> conclusion("ban", right_age="existing", first="object")
    'unlawful_since_start'
    """
    if kind != "ban":
        return _BY_KIND.get(kind, "information")
    if right_age == "new":
        return "prohibited"
    return {
        "right": "existing_to_handle",
        "object": "unlawful_since_start",
        "same_day": "unlawful_since_start",
        "unknown": "order_unknown",
    }[first]


def weightiest(conclusions: Iterable[str]) -> str:
    """Return the weightiest of some conclusions, ``clear`` where there is none.

    >>> weightiest(["information", "prohibited"]), weightiest([])
    ('prohibited', 'clear')
    """
    return min(conclusions, key=RANK.index, default=CLEAR)
