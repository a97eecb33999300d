"""Code lists 代码表: what a recorded code means, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .errors import RuleTableError, UnknownCodeError
from .rows import Row, required, text

_LABELS = frozenset({"list", "code", "name_zh", "name_en"})
_NOTES = frozenset({"parent", "definition", "source", "confidence", "valid_from", "extra"})
_BOOKKEEPING = frozenset({"fid", "id", "rowid", "uuid"})


@dataclass(frozen=True, kw_only=True)
class Code:
    """One code of one list; ``extra`` holds the columns that only this list has."""

    list_name: str
    code: str
    name_zh: str
    name_en: str
    parent: str = ""
    definition: str = ""
    source: str = ""
    confidence: str = "proposed"
    valid_from: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: Row, *, list_name: str = "") -> Code:
        """Return the code that a row of a CSV file or of the workspace's table ``code`` describes.

        Raises :class:`RuleTableError` where the code or a label is empty.
        """
        name = list_name or required(row, "list", "code")
        return cls(
            list_name=name,
            code=required(row, "code", name),
            name_zh=required(row, "name_zh", name),
            name_en=required(row, "name_en", name),
            parent=text(row, "parent"),
            definition=text(row, "definition"),
            source=text(row, "source"),
            confidence=text(row, "confidence") or "proposed",
            valid_from=text(row, "valid_from"),
            extra=_extra(row, name),
        )

    def label(self, language: str) -> str:
        """Return the Chinese label for ``zh`` and ``zh_CN``, else the English one."""
        return self.name_zh if language.startswith("zh") else self.name_en


class CodeLists:
    """Every code list of a workspace, by name and code."""

    def __init__(self, codes: Iterable[Code]) -> None:
        self._lists: dict[str, dict[str, Code]] = {}
        for code in codes:
            members = self._lists.setdefault(code.list_name, {})
            if code.code in members:
                raise RuleTableError(code.list_name, code.code, "stands twice in its list")
            members[code.code] = code

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> CodeLists:
        """Return the lists of rows that name their list in the column ``list``."""
        return cls(Code.from_row(row) for row in rows)

    @classmethod
    def from_lists(cls, lists: Mapping[str, Iterable[Row]]) -> CodeLists:
        """Return the lists of tables that are named from outside, as CSV files are."""
        return cls(Code.from_row(row, list_name=name) for name, rows in lists.items() for row in rows)

    def names(self) -> tuple[str, ...]:
        """Return the names of the lists, in order."""
        return tuple(sorted(self._lists))

    def codes(self, list_name: str) -> tuple[Code, ...]:
        """Return the codes of a list in its order; nothing for a list that does not exist."""
        return tuple(self._lists.get(list_name, {}).values())

    def get(self, list_name: str, code: str | None) -> Code | None:
        """Return the code, or None where the list has no such code."""
        return None if code is None else self._lists.get(list_name, {}).get(code)

    def require(self, list_name: str, code: str) -> Code:
        """Return the code; raise :class:`UnknownCodeError` where the list has no such code."""
        found = self.get(list_name, code)
        if found is None:
            raise UnknownCodeError(list_name, code)
        return found

    def label(self, list_name: str, code: str | None, language: str) -> str:
        """Return the label in a language; an unknown code is shown as it stands, None as nothing."""
        found = self.get(list_name, code)
        return (code or "") if found is None else found.label(language)

    def find(self, list_name: str, label: str) -> Code | None:
        """Return the code that a text names: by its code, or by either label."""
        wanted = label.strip()
        exact = self.get(list_name, wanted)
        if exact is not None:
            return exact
        lowered = wanted.lower()
        matches = (
            code for code in self.codes(list_name) if lowered in (code.name_zh.lower(), code.name_en.lower())
        )
        return next(matches, None)

    def ancestry(self, list_name: str, code: str) -> Iterator[Code]:
        """Yield the code and then its parents, the nearest first."""
        seen: set[str] = set()
        current = self.get(list_name, code)
        while current is not None and current.code not in seen:
            seen.add(current.code)
            yield current
            current = self.get(list_name, current.parent)


def _extra(row: Row, list_name: str) -> dict[str, str]:
    """Return the columns a list has of its own, from the row or from its JSON column ``extra``."""
    own = {
        key: text(row, key)
        for key in row
        if isinstance(key, str) and key not in _LABELS | _NOTES | _BOOKKEEPING
    }
    packed = text(row, "extra")
    if packed:
        try:
            loaded = json.loads(packed)
        except ValueError:
            raise RuleTableError(list_name, text(row, "code"), "has an “extra” that is no JSON") from None
        own.update({str(key): str(value) for key, value in dict(loaded).items()})
    return own
