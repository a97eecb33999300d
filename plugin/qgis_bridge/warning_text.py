"""Warnings of the engine, which come as English sentences with numbers in them, in the interface's
language."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..domain.codes import CodeLists
from ..store.schema import load_schema
from .labels import Labels
from .listing import listed
from .translation import speaking, tr

_NO_OBJECT = re.compile(r"The workspace holds no protected object")
_NO_WIDTH = re.compile(r"(\d+) roads have no half-width")
_DEFAULT_WIDTH = re.compile(r"(\d+) objects got the default half-width of their class: (.+)\.$")
_EACH_WIDTH = re.compile(r"(\d+) (\w+) \(([\d.]+) m\)")
_NO_RIVER = re.compile(r"(\d+) bridges have no river line within ([\d.]+) m")
_NO_FLOW = re.compile(r"(\d+) rivers have no known flow")
_NO_COUNTY = re.compile(r"The workspace has no county boundary")
_NO_RULE = re.compile(r"(\d+) objects of class (\S+) have no distance rule")
_STALE = re.compile(r"(\d+) sightings are out of date")
_NOBODY = re.compile(r"No object has a rule of the visible range")
_BLIND = re.compile(r"(\d+) observers stand where the elevation model has no height")
_COARSE = re.compile(r"The elevation model is read in cells of ([\d.]+) m, not its own of ([\d.]+) m")
_UNCOVERED = re.compile(r"([\d.]+) hm² within the radius have no elevation")
_BEYOND = re.compile(r"([\d.]+) hm² of the right lie beyond the county line")
_EASTING_FIRST = re.compile(r"The easting Y stands before the northing X")
_LATITUDE_FIRST = re.compile(r"The latitude stands before the longitude")
_TWICE = re.compile(r"Corner (.+) repeats the one before it")

_ENDING = re.compile(
    r"The protected objects of (.+) end at the county line, but their distances reach ([\d.]+) m:"
    r" ([\d.]+) hm²"
)
_PARTLY = re.compile(
    r"The protected objects of (.+) are known beyond the county line, but not everywhere: ([\d.]+) hm²"
    r" within ([\d.]+) m"
)


def warning_text(sentence: str, labels: Labels) -> str:
    """Return a warning translated; one that is not known as it stands."""
    for pattern, say in _KNOWN:
        match = pattern.match(sentence)
        if match is not None:
            return say(match, labels)
    return sentence


def in_two_languages(sentences: Sequence[str], codes: CodeLists) -> tuple[str, ...]:
    """Return warnings in Chinese and English, as papers show them; one that is not known in English alone."""
    labels = Labels(codes, load_schema())
    texts: list[list[str]] = []
    for labels.language in ("zh", "en"):
        with speaking(labels.language):
            texts.append([warning_text(sentence, labels) for sentence in sentences])
    return tuple(" ".join(dict.fromkeys(pair)) for pair in zip(*texts, strict=True))


def _no_object(match: re.Match[str], labels: Labels) -> str:
    return tr("The workspace holds no protected object: import roads, railways, rivers and reserves first.")


def _no_width(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "{} roads have no half-width of their land; their distances are measured from the centre line."
    ).format(match[1])


def _default_width(match: re.Match[str], labels: Labels) -> str:
    each = listed(
        f"{labels.code('protected_class', name)} {count} ({width} m)"
        for count, name, width in _EACH_WIDTH.findall(match[2])
    )
    return tr("{} objects without a half-width got the default of their class: {}.").format(match[1], each)


def _no_river(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "{} bridges have no river line within {} m; their sand bans are not drawn: import rivers as lines."
    ).format(match[1], match[2])


def _no_flow(match: re.Match[str], labels: Labels) -> str:
    return tr("{} rivers have no known flow; their sand bans run both ways.").format(match[1])


def _no_county(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "The workspace has no county boundary, so it cannot be told what is missing beyond it: import it."
    )


def _no_rule(match: re.Match[str], labels: Labels) -> str:
    return tr("{} objects of the class “{}” have no distance rule in this profile.").format(
        match[1], labels.code("protected_class", match[2])
    )


def _stale(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "{} sightings are out of date and do not count; compute the visible range again, then the zones."
    ).format(match[1])


def _nobody(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "No object has a rule of the visible range in this profile: import roads, railways and rivers first."
    )


def _blind(match: re.Match[str], labels: Labels) -> str:
    return tr("{} observers stand where the elevation model has no height; they were left out.").format(
        match[1]
    )


def _coarse(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "The elevation model is read in cells of {} m, not its own of {} m, because the radius is large."
    ).format(match[1], match[2])


def _uncovered(match: re.Match[str], labels: Labels) -> str:
    return tr("{} hm² within the radius have no elevation; nothing is said about them.").format(match[1])


def _beyond(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "{} hm² of the right lie beyond the county line: import the protected objects that lie there."
    ).format(match[1])


def _easting_first(match: re.Match[str], labels: Labels) -> str:
    return tr("The easting Y stands before the northing X; it was read so.")


def _latitude_first(match: re.Match[str], labels: Labels) -> str:
    return tr("The latitude stands before the longitude; it was read so.")


def _twice(match: re.Match[str], labels: Labels) -> str:
    return tr("The corner point {} repeats the one before it and was left out.").format(match[1])


def _ending(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "{}: known up to the county line only, but their distances reach {} m; {} hm² beyond it are not"
        " covered: import what lies there."
    ).format(_classes(match[1], labels), match[2], match[3])


def _partly(match: re.Match[str], labels: Labels) -> str:
    return tr(
        "{}: not known everywhere within {} m beyond the county line; {} hm² are not covered:"
        " import the rest."
    ).format(_classes(match[1], labels), match[3], match[2])


def _classes(codes: str, labels: Labels) -> str:
    return listed(labels.code("protected_class", code) for code in codes.split(", "))


_KNOWN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Labels], str]], ...] = (
    (_NO_OBJECT, _no_object),
    (_BEYOND, _beyond),
    (_EASTING_FIRST, _easting_first),
    (_LATITUDE_FIRST, _latitude_first),
    (_TWICE, _twice),
    (_NO_WIDTH, _no_width),
    (_DEFAULT_WIDTH, _default_width),
    (_NO_RIVER, _no_river),
    (_NO_FLOW, _no_flow),
    (_NO_COUNTY, _no_county),
    (_NO_RULE, _no_rule),
    (_STALE, _stale),
    (_NOBODY, _nobody),
    (_BLIND, _blind),
    (_COARSE, _coarse),
    (_UNCOVERED, _uncovered),
    (_ENDING, _ending),
    (_PARTLY, _partly),
)
