"""Why a rule answered as it did: what was asked, what was recorded, which clause decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

Scalar = None | bool | int | float | str

_DOUBT = {
    "derived": ("derived from the text", "由条文推得"),
    "recalled": ("source not seen, to be checked", "来源未核，待核实"),
    "proposed": ("a proposal, not law", "建议值，非法定"),
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One rule's part in an answer.

    ``value`` is what the record holds, ``threshold`` what the rule asks, ``outcome`` the code that
    follows; dates are ISO texts, ``""`` where a bound is open.
    """

    rule_id: str
    topic: str
    statement_en: str
    statement_zh: str
    value: Scalar = None
    threshold: str = ""
    outcome: str = ""
    clause: str = ""
    valid_from: str = ""
    valid_to: str = ""
    confidence: str = "verified"

    def to_dict(self) -> dict[str, Scalar]:
        """Return the reason as a dictionary that JSON can hold."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Scalar]) -> Reason:
        """Return the reason that :meth:`to_dict` gave; keys that are not known are left out."""
        texts = {
            key: str(data.get(key) or "")
            for key in cls.__dataclass_fields__
            if key not in {"value", "confidence"}
        }
        confidence = str(data.get("confidence") or "verified")
        return cls(**texts, value=data.get("value"), confidence=confidence)

    def with_value(self, value: Scalar) -> Reason:
        """Return the same reason for another recorded value."""
        return replace(self, value=value)

    def sentence(self, language: str) -> str:
        """Return the reason as one sentence for a person, with its clause, date and doubt.

        >>> Reason(rule_id="E001", topic="land", statement_en="Cropland destroyed: more than 2 hm²",
        ...        statement_zh="破坏耕地>2 hm²", value=2.01, clause="DZ/T 0223-2011 附录E",
        ...        valid_from="2011-08-31").sentence("en")
        'Cropland destroyed: more than 2 hm²; recorded: 2.01 (DZ/T 0223-2011 附录E, in force from 2011-08-31)'
        """
        return self._chinese() if language.startswith("zh") else self._english()

    def _english(self) -> str:
        notes = [self.clause] if self.clause else []
        if self.valid_from:
            until = f" to {self.valid_to}" if self.valid_to else ""
            notes.append(f"in force from {self.valid_from}{until}")
        if self.confidence in _DOUBT:
            notes.append(_DOUBT[self.confidence][0])
        recorded = "" if self.value is None else f"; recorded: {_written(self.value)}"
        return f"{self.statement_en}{recorded}" + (f" ({', '.join(notes)})" if notes else "")

    def _chinese(self) -> str:
        notes = [self.clause] if self.clause else []
        if self.valid_from:
            notes.append(f"自{self.valid_from}起施行" + (f"至{self.valid_to}" if self.valid_to else ""))
        if self.confidence in _DOUBT:
            notes.append(_DOUBT[self.confidence][1])
        recorded = "" if self.value is None else f"；记录：{_written(self.value)}"
        return f"{self.statement_zh}{recorded}" + (f"（{'，'.join(notes)}）" if notes else "")


def _written(value: Scalar) -> str:
    """Return a value as a person writes it: 12.0 as 12."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return f"{value:g}" if isinstance(value, float) else str(value)
