"""One value on its way into a column: checked against the column's type, written as OGR would write it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timezone
from types import MappingProxyType

from ..domain.changes import Value
from .schema import Column

TIME = "DATETIME"
_CANONICAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


_PLAIN: tuple[set[type], ...] = ({str}, {int}, set())


class UnfitValueError(ValueError):
    """A value that its column cannot hold; the message completes the sentence “the column … ”."""


def fitted(column: Column, value: object) -> Value:
    """Return the value natively typed for the column; blank texts are no value (NULL).

    Dates become `yyyy-mm-dd`, times `yyyy-mm-ddThh:mm:ss.fffZ` in UTC, as GeoPackage 1.3
    writes them (table 1); OGR leaves out milliseconds that are zero, in one version or another.
    Raises UnfitValueError.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _FITTERS[column.type](value)


def fitted_column(column: Column, values: Sequence[object]) -> list[Value]:
    """Return what `fitted` gives for each value of a column; equal ones are looked at once.

    Only values of one plain type are compared: elsewhere equal ones may be written differently, such as one
    moment on two days. Raises UnfitValueError.
    """
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {float} and column.type == "REAL":
        if all(math.isfinite(value) for value in values if isinstance(value, float)):
            return [value if isinstance(value, float) else None for value in values]
    elif kinds in _PLAIN:
        known = {value: fitted(column, value) for value in set(values)}
        return [known[value] for value in values]
    return [fitted(column, value) for value in values]


def canonical(column_type: str, value: Value) -> Value:
    """Return the value such that two ways of writing one time compare as equal; others as they are."""
    if column_type == TIME and isinstance(value, str) and not _CANONICAL_TIME.fullmatch(value):
        try:
            return _datetime(value)
        except UnfitValueError:
            return value
    return value


def _text(value: object) -> Value:
    if isinstance(value, str):
        return value
    raise UnfitValueError(f"takes text, not {value!r}")


def _real(value: object) -> Value:
    number = _number(value)
    if not math.isfinite(number):
        raise UnfitValueError("takes a finite number; a missing value is left blank")
    return float(number)


def _integer(value: object) -> Value:
    if isinstance(value, int):
        number = int(value)
        if not -(2**63) <= number < 2**63:
            raise UnfitValueError(f"takes a 64-bit whole number, not {value!r}")
        return number
    real = _number(value)
    if not math.isfinite(real) or real != int(real):
        raise UnfitValueError(f"takes a whole number, not {value!r}")
    return int(real)


def _number(value: object) -> float:
    if isinstance(value, (bytes, str)) or not hasattr(value, "__float__"):
        raise UnfitValueError(f"takes a number, not {value!r}")
    return float(value)


def _boolean(value: object) -> Value:
    if value in (0, 1):
        return int(bool(value))
    raise UnfitValueError(f"takes yes or no (1 or 0), not {value!r}")


def _date(value: object) -> Value:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return datetime.strptime(str(value).strip(), "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise UnfitValueError(f"takes a date such as 2024-05-31, not {value!r}") from None


def _datetime(value: object) -> Value:
    if isinstance(value, datetime):
        moment = value
    else:
        text = str(value).strip().replace("Z", "+00:00").replace("/", "-")
        try:
            moment = datetime.fromisoformat(_padded(text))
        except ValueError:
            raise UnfitValueError(f"takes a time such as 2024-05-31T08:00:00Z, not {value!r}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    utc = moment.astimezone(timezone.utc)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _padded(text: str) -> str:
    """Return the text with three digits of milliseconds, which Python 3.10 insists on."""
    head, dot, tail = text.partition(".")
    if not dot:
        return text
    digits = tail[: len(tail) - len(tail.lstrip("0123456789"))]
    return f"{head}.{digits[:3].ljust(3, '0')}{tail[len(digits) :]}"


def _blob(value: object) -> Value:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise UnfitValueError(f"takes bytes, not {type(value).__name__}")


_FITTERS: MappingProxyType[str, Callable[[object], Value]] = MappingProxyType(
    {
        "TEXT": _text,
        "REAL": _real,
        "INTEGER": _integer,
        "BOOLEAN": _boolean,
        "DATE": _date,
        TIME: _datetime,
        "BLOB": _blob,
    }
)
