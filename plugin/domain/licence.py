"""Mining licence numbers 采矿许可证号: ``C`` and 22 digits; anything else is a warning, never a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = 22

_NUMBER = re.compile(r"C(\d+)")


@dataclass(frozen=True, kw_only=True)
class LicenceCheck:
    """A licence number as written without blanks, the authority's area code, and a warning or ``""``."""

    number: str
    area_code: str | None = None
    warning_en: str = ""
    warning_zh: str = ""

    @property
    def is_plain(self) -> bool:
        """Return whether nothing is odd about the number."""
        return not self.warning_en


def check_licence(number: str) -> LicenceCheck:
    """Return what is to be said about a licence number; an empty one is plain (a mine may have none).

    >>> check_licence("C1411252009111220045442").is_plain
    True
    >>> check_licence("C14112520091112200454421").warning_en
    'The licence number has 23 digits after C, where 22 are usual.'
    """
    written = re.sub(r"\s+", "", number).upper()
    if not written:
        return LicenceCheck(number="")
    found = _NUMBER.fullmatch(written)
    if not found:
        return LicenceCheck(
            number=written,
            warning_en="The licence number is not the letter C and 22 digits; older numbers look different.",
            warning_zh="采矿许可证号不是“C”加22位数字；旧证号可能不同，请核对。",
        )
    digits = found[1]
    if len(digits) == DIGITS:
        return LicenceCheck(number=written, area_code=digits[:6])
    return LicenceCheck(
        number=written,
        area_code=digits[:6] if len(digits) > 6 else None,
        warning_en=f"The licence number has {len(digits)} digits after C, where {DIGITS} are usual.",
        warning_zh=f"采矿许可证号“C”后有{len(digits)}位数字，通常为{DIGITS}位，请核对。",
    )
