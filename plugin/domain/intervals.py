"""Days that are known only roughly: an interval with its earliest and its latest day."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import UnreadableDateError


@dataclass(frozen=True)
class DateInterval:
    """The days on which something may have happened, both ends included.

    ``date.min`` and ``date.max`` stand for an end that is not known.
    """

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise UnreadableDateError(f"{self.earliest}–{self.latest}", "ends before it begins")

    @property
    def is_known(self) -> bool:
        """Return whether at least one end is known."""
        return self.earliest != date.min or self.latest != date.max

    def is_before(self, day: date) -> bool:
        """Return whether every possible day lies before ``day``."""
        return self.latest < day

    def may_be_before(self, day: date) -> bool:
        """Return whether some possible day lies before ``day``."""
        return self.earliest < day

    def is_not_before(self, day: date) -> bool:
        """Return whether every possible day is ``day`` or later."""
        return self.earliest >= day

    def may_be_not_before(self, day: date) -> bool:
        """Return whether some possible day is ``day`` or later."""
        return self.latest >= day

    def __str__(self) -> str:
        first = "…" if self.earliest == date.min else self.earliest.isoformat()
        last = "…" if self.latest == date.max else self.latest.isoformat()
        return first if first == last and first != "…" else f"{first} – {last}"


UNKNOWN = DateInterval(date.min, date.max)
"""Nothing is known of the day."""

_DIGITS = {character: str(value) for value, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_PARTS = {"初": (0, 3), "早": (0, 3), "前": (0, 4), "中": (3, 6), "末": (6, 9), "后": (5, 9), "晚": (6, 9)}
"""Years of a decade that 初, 前期, 中期, 后期, 末 may mean; neighbours overlap, because usage does."""

_DECADE = re.compile(
    r"(?:(?P<century>\d{1,2}|[一二三四五六七八九十]{1,3})世纪|(?P<last>上个?世纪)|(?P<this>本世纪))?"
    r"(?P<decade>\d{4}|\d{2}|[一二三四五六七八九]?十|[零〇]{2})年代"
    r"(?P<part>[初早前中末后晚])?[期叶]?"
)
_CHINESE_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_CHINESE_PART = re.compile(r"(?<=[年月])[一二三四五六七八九十]{1,3}(?=[月日号])")
_ENGLISH_DECADE = re.compile(r"(?:(?P<part>early|mid|late)[ -]?)?(?P<decade>\d{3}0)'?s")
_ENGLISH_PARTS = {"early": "初", "mid": "中", "late": "末"}
_DAY = re.compile(r"(?P<y>[12]\d{3})(?:年|[-/.])(?P<m>\d{1,2})(?:月|[-/.])(?P<d>\d{1,2})[日号]?")
_COMPACT = re.compile(r"(?P<y>[12]\d{3})(?P<m>\d{2})(?P<d>\d{2})")
_MONTH = re.compile(r"(?P<y>[12]\d{3})(?:年|[-/.])(?P<m>\d{1,2})(?:月份?)?(?P<part>[上中下]旬|初|中|底|末)?")
_YEAR = re.compile(r"(?P<y>[12]\d{3})年?(?P<part>上半年|下半年|年?初|年?中|年?底|年?末|[春夏秋冬]季?)?")
_YEAR_PARTS = {"上半": (1, 6), "下半": (7, 12), "初": (1, 3), "中": (5, 8), "底": (10, 12), "末": (10, 12)}
_SEASONS = {"春": (2, 5), "夏": (5, 8), "秋": (8, 11), "冬": (10, 12)}
_MONTH_PARTS = {"上": (1, 10), "中": (11, 20), "下": (21, 31), "初": (1, 10), "底": (21, 31), "末": (21, 31)}
_OPEN_ENDS = {
    **dict.fromkeys(("before ", "之前", "以前", "前"), "before"),
    **dict.fromkeys(("since ", "以来", "起"), "from"),
    **dict.fromkeys(("after ", "之后", "以后", "后"), "after"),
}
_JOINTS = ("至", "到", "~", "—", "–", "－", "‒", "−", " to ", " - ")


def parse_when(text: str | None, precision: str | None = None) -> DateInterval:
    """Return the days that a text may mean; an empty text is :data:`UNKNOWN`.

    Reads ``1985``, ``1985-03``, ``1985年3月2日``, ``八十年代``, ``80年代初``, ``二十世纪八十年代``,
    ``1985–1988-12-31``, ``1989年以前`` (the year itself excluded). ``precision`` is a code of the list
    ``date_precision`` and widens what the text says: ``1985`` known to the ``decade`` is 1980 to 1989.
    Raises :class:`UnreadableDateError`.

    >>> print(parse_when("八十年代"))
    1980-01-01 – 1989-12-31
    >>> print(parse_when("1985年3月"))
    1985-03-01 – 1985-03-31
    >>> parse_when("") is UNKNOWN
    True
    """
    if precision == "unknown" or text is None or not text.strip():
        return UNKNOWN
    begin, end = parse_period(text)
    return _widened(DateInterval(begin.earliest, max(begin.latest, end.latest)), precision)


def parse_period(text: str | None) -> tuple[DateInterval, DateInterval]:
    """Return when a period began and when it ended, each as an interval.

    A text with one day gives that day twice. Raises :class:`UnreadableDateError`.

    >>> begin, end = parse_period("1985–1988-12-31")
    >>> print(begin, "|", end)
    1985-01-01 – 1985-12-31 | 1988-12-31
    """
    if text is None or not text.strip():
        return UNKNOWN, UNKNOWN
    written = _normalised(text)
    for first, second in _halves(written):
        begin, end = _single(first), _single(second)
        if begin is not None and end is not None:
            if begin.earliest > end.latest:
                raise UnreadableDateError(text, "ends before it begins")
            return begin, end
    single = _single(written)
    if single is None:
        raise UnreadableDateError(text)
    return single, single


def _normalised(text: str) -> str:
    """Return the text with plain digits and without blanks inside Chinese words."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = plain.removeprefix("约").removeprefix("大约").removeprefix("公元")
    plain = _CHINESE_YEAR.sub(lambda found: _digits(found.group()), plain)
    plain = _CHINESE_PART.sub(lambda found: str(_small(found.group())), plain)
    return re.sub(r"\s+", "", plain) if re.search(r"[一-鿿]", plain) else plain


def _halves(text: str) -> list[tuple[str, str]]:
    """Return the ways in which a text may be a period of two days."""
    halves = []
    for joint in _JOINTS:
        first, joined, second = text.partition(joint)
        if joined:
            halves.append((first.strip(), second.strip()))
    short = re.fullmatch(r"(\d{2})(\d{2})年?[-/](\d{2})年?", text)
    if short and int(short[3]) > max(12, int(short[2])):
        halves.append((short[1] + short[2], short[1] + short[3]))
    for found in re.finditer(r"-(?=\d{4}|\d{2}年代|[^\d\s/.-])", text):
        halves.append((text[: found.start()], text[found.end() :]))
    return [half for half in halves if half[0] and half[1]]


def _single(text: str) -> DateInterval | None:
    """Return the days of a text that names one day, month, year or decade, else None."""
    for read in (_day, _month, _year, _decade, _open_ended):
        found = read(text)
        if found is not None:
            return found
    return None


def _day(text: str) -> DateInterval | None:
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        return None
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise UnreadableDateError(text, "is no day of the calendar") from None
    return DateInterval(day, day)


def _month(text: str) -> DateInterval | None:
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    year, month = int(found["y"]), int(found["m"])
    if not 1 <= month <= 12:
        raise UnreadableDateError(text, "is no month of the calendar")
    last = monthrange(year, month)[1]
    first_day, last_day = _MONTH_PARTS.get((found["part"] or " ")[0], (1, last))
    return DateInterval(date(year, month, first_day), date(year, month, min(last_day, last)))


def _year(text: str) -> DateInterval | None:
    found = _YEAR.fullmatch(text)
    if not found:
        return None
    year = int(found["y"])
    part = (found["part"] or "").removeprefix("年").removesuffix("年").removesuffix("季")
    first, last = _YEAR_PARTS.get(part) or _SEASONS.get(part) or (1, 12)
    last_day = monthrange(year, last)[1]
    if part == "冬":
        return DateInterval(date(year, 1, 1), date(year + 1, 3, 31))
    return DateInterval(date(year, first, 1), date(year, last, last_day))


def _decade(text: str) -> DateInterval | None:
    english = _ENGLISH_DECADE.fullmatch(text)
    if english:
        return _years_of_decade(int(english["decade"]), _ENGLISH_PARTS.get(english["part"] or "", ""))
    found = _DECADE.fullmatch(text)
    if not found:
        return None
    written = found["decade"]
    decade = int(written) if written.isdigit() else _small(written)
    if len(written) != 4:
        decade += _century_start(found, decade)
    if decade % 10:
        return None
    return _years_of_decade(decade, found["part"] or "")


def _century_start(found: re.Match[str], decade: int) -> int:
    """Return the year in which the century of a decade begins: 1900 for 八十年代."""
    if found["last"]:
        return 1900
    if found["this"]:
        return 2000
    if found["century"]:
        written = found["century"]
        return (int(written) if written.isdigit() else _small(written)) * 100 - 100
    return 1900 if decade >= 30 else 2000


def _years_of_decade(decade: int, part: str) -> DateInterval | None:
    if not 1000 <= decade <= 2990:
        return None
    first, last = _PARTS.get(part, (0, 9))
    return DateInterval(date(decade + first, 1, 1), date(decade + last, 12, 31))


def _open_ended(text: str) -> DateInterval | None:
    """Return the days of “1989年以前”, “before 1989”, “1995年起”, “since 1995”."""
    for word, side in _OPEN_ENDS.items():
        rest = text.removeprefix(word) if word.endswith(" ") else text.removesuffix(word)
        inner = None if rest == text else _single(rest.strip())
        if inner is None:
            continue
        if side == "before" and inner.earliest != date.min:
            return DateInterval(date.min, inner.earliest - timedelta(days=1))
        if side == "from":
            return DateInterval(inner.earliest, date.max)
        if side == "after" and inner.latest != date.max:
            return DateInterval(inner.latest + timedelta(days=1), date.max)
    return None


def _widened(interval: DateInterval, precision: str | None) -> DateInterval:
    """Return the interval no narrower than its precision allows."""
    first, last = interval.earliest, interval.latest
    if precision == "decade":
        first = date(first.year - first.year % 10, 1, 1) if first != date.min else first
        last = date(last.year - last.year % 10 + 9, 12, 31) if last != date.max else last
    elif precision == "year":
        first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    elif precision == "month":
        first = date(first.year, first.month, 1)
        last = date(last.year, last.month, monthrange(last.year, last.month)[1])
    return DateInterval(first, last)


def _digits(text: str) -> str:
    """Return 一九八五 as 1985."""
    return "".join(_DIGITS.get(character, character) for character in text)


def _small(text: str) -> int:
    """Return a Chinese number below one hundred: 二十一 as 21."""
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int(_digits(text))
    return (int(_digits(tens)) if tens else 1) * 10 + (int(_digits(units)) if units else 0)
