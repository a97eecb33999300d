"""Foreign values made fit for our columns: codes by label, dates and numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from ..domain.changes import Value
from ..domain.codes import CodeLists
from ..domain.errors import UnreadableDateError
from ..domain.intervals import parse_when
from ..store.schema import LIST_SEPARATOR, Column
from ..store.values import UnfitValueError, fitted

_TRUE = frozenset({"1", "true", "yes", "y", "t", "是", "有", "真"})
_FALSE = frozenset({"0", "false", "no", "n", "f", "否", "无", "假"})
_DAY = re.compile(r"([12]\d{3})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s].*)?")
_COMPACT_DAY = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
_SEPARATORS = re.compile(r"[;；,，、|]")
_BRACKETS = re.compile(r"[(（].*?[)）]")
_UNKNOWN_TIMES = frozenset({"不明", "不详", "未知", "unknown", "?", "？"})


class UnknownImportCodeError(ValueError):
    """A text that names no code of the column's list; the row is not imported."""


class CodeReader:
    """Turns codes, Chinese and English labels into codes, and counts which text became which code."""

    def __init__(self, lists: CodeLists) -> None:
        self._lists = lists
        self._known: dict[tuple[str, str], str | None] = {}
        self.translated: Counter[tuple[str, str, str]] = Counter()

    def read(self, list_name: str, text: str) -> str:
        """Return the code of a text. Raises UnknownImportCodeError."""
        key = (list_name, text)
        if key not in self._known:
            self._known[key] = self._find(list_name, text)
        code = self._known[key]
        if code is None:
            raise UnknownImportCodeError(f"“{text}” is not in the code list “{list_name}”")
        if code != text:
            self.translated[(list_name, text, code)] += 1
        return code

    def _find(self, list_name: str, text: str) -> str | None:
        found = self._lists.find(list_name, text)
        if found is not None:
            return found.code
        wanted = _plain(text)
        for code in self._lists.codes(list_name):
            names = [code.code, *re.split(r"[、/]", code.name_zh), code.name_zh, code.name_en]
            if wanted in {_plain(name) for name in names}:
                return code.code
        return None


def import_value(column: Column, value: Value, codes: CodeReader) -> Value:
    """Return the value as the column stores it, None where it is blank.

    :raises UnknownImportCodeError: where the column has a code list that the text is not in.
    :raises store.values.UnfitValueError: where it is no number, date or other value of the column's type.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if column.codes:
        text = _text(value)
        parts = _SEPARATORS.split(text) if column.several else [text]
        return LIST_SEPARATOR.join(codes.read(column.codes, part.strip()) for part in parts if part.strip())
    if column.type == "TEXT":
        return _text(value)
    if isinstance(value, str):
        return fitted(column, _parsed(column.type, unicodedata.normalize("NFKC", value).strip()))
    return fitted(column, value)


def date_precision(text: str) -> str | None:
    """Return the code of `date_precision` that a time as people write it has; None where it cannot be read.

    >>> [date_precision(text) for text in ("八十年代", "1985", "1985-03", "1985/3/2")]
    ['decade', 'year', 'month', 'day']
    """
    if text.strip() in _UNKNOWN_TIMES:
        return "unknown"
    try:
        when = parse_when(text)
    except UnreadableDateError:
        return None
    days = (when.latest - when.earliest).days
    if "年代" in text or text.endswith("s"):
        return "decade"
    return "day" if days == 0 else "month" if days < 31 else "year" if days < 366 else "interval"


def complete_times(values: dict[str, Value], columns: Mapping[str, Column]) -> None:
    """Give the times of damage the precision that their text has, where none came along.

    :raises store.values.UnfitValueError: where a time cannot be read.
    """
    for name in ("damage_begin", "damage_end"):
        text, precision = values.get(name), f"{name}_precision"
        if name not in columns or not isinstance(text, str):
            continue
        read = date_precision(text)
        if read is None:
            raise UnfitValueError(f"is no time that can be read: “{text}”")
        if read == "unknown":
            values[name] = None
        if not values.get(precision):
            values[precision] = read


def _parsed(kind: str, text: str) -> object:
    if kind in ("REAL", "INTEGER"):
        try:
            return float(text.replace(",", ""))
        except ValueError:
            raise UnfitValueError(f"takes a number, not “{text}”") from None
    if kind == "BOOLEAN":
        if text.casefold() not in _TRUE | _FALSE:
            raise UnfitValueError(f"takes yes or no, not “{text}”")
        return int(text.casefold() in _TRUE)
    if kind == "DATE":
        found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
        return f"{int(found[1]):04d}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text
    return text


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value).strip()


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _BRACKETS.sub("", folded) or folded
    return re.sub(r"[\s_/·-]+", "", folded).removesuffix("矿山").removesuffix("mining").removesuffix("mine")
