"""What problems of each type are like in the sample county: how many, how large, at which mines, with what
effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemKind:
    """Problems of one type: their number, geometry, size range and usual effects.

    `size` is the radius in metres of an area, the length in metres of a line, or the height or depth in
    metres of a point. `hosts` are mining methods. `land` are damaged land classes; `criteria` are statements
    of the grading table that may hold.
    """

    count: int
    shape: str
    size: tuple[float, float]
    hosts: str
    activity: str
    damage: str = ""
    land: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    people: float = 0.0
    loss_wan_yuan: float = 0.0
    depth_m: tuple[float, float] | None = None


_ANY, _UNDER, _OPEN = "LT DX LD", "DX LD", "LT LD"
_CROP, _WOOD, _WASTE = ("0103", "0102"), ("0305", "0307", "0404"), ("1206", "1207", "1204")
_HAZARD = ("E016", "E017", "E018", "E019", "E020", "E021")
_WATER_BAD = ("E025", "E026", "E027", "E028", "E029")
_WATER_FAIR = ("E030", "E031", "E032", "E033", "E034", "E035")
_SCENE = ("E036", "E037", "E038", "E039", "E040", "E041")

KINDS: Mapping[str, ProblemKind] = {
    "P101": ProblemKind(14, "point", (8, 45), _OPEN, "open_pit", "", _WASTE, _HAZARD, 9, 60, (2, 9)),
    "P102": ProblemKind(
        17, "area", (25, 130), _ANY, "open_pit", "WS", (*_WOOD, *_CROP), _HAZARD, 22, 120, (3, 14)
    ),
    "P103": ProblemKind(
        8, "area", (40, 110), _OPEN, "solid_waste", "YZ", (*_WOOD, *_CROP), _HAZARD, 35, 160, (1, 5)
    ),
    "P104": ProblemKind(
        26, "area", (35, 240), _UNDER, "underground", "TX", (*_CROP, *_WOOD), _HAZARD, 26, 150, (0.5, 12)
    ),
    "P105": ProblemKind(28, "line", (60, 620), _UNDER, "underground", "TX", _CROP, _HAZARD, 6, 35, (0.3, 6)),
    "P106": ProblemKind(
        6, "area", (200, 420), _UNDER, "underground", "TX", _CROP, _HAZARD[1:], 12, 90, (0.2, 2.5)
    ),
    "P107": ProblemKind(22, "area", (20, 90), _OPEN, "open_pit", "WS", _WASTE, _HAZARD, 11, 45, (6, 40)),
    "P201": ProblemKind(7, "area", (220, 520), _UNDER, "underground", criteria=_WATER_BAD),
    "P202": ProblemKind(8, "area", (250, 600), _UNDER, "underground", criteria=(*_WATER_BAD, *_WATER_FAIR)),
    "P203": ProblemKind(11, "point", (5, 60), _UNDER, "underground", criteria=("E029", "E032", "E035")),
    "P204": ProblemKind(5, "point", (5, 60), _UNDER, "underground", criteria=("E028", "E034")),
    "P301": ProblemKind(
        24, "area", (45, 200), _OPEN, "open_pit", "WS", (*_WOOD, *_WASTE), _SCENE, depth_m=(8, 55)
    ),
    "P302": ProblemKind(
        22, "area", (40, 170), _ANY, "solid_waste", "YZ", (*_WOOD, *_CROP, *_WASTE), _SCENE, 4, 20, (4, 30)
    ),
    "P303": ProblemKind(12, "area", (50, 140), _ANY, "construction", "YZ", ("0602", *_CROP), _SCENE[2:]),
    "P304": ProblemKind(7, "area", (30, 90), _ANY, "construction", "YZ", _WASTE, _SCENE[4:]),
    "P305": ProblemKind(7, "area", (60, 190), _UNDER, "underground", "TX", (*_WOOD, *_CROP), _SCENE),
    "P306": ProblemKind(3, "area", (40, 110), _OPEN, "quarry", "WS", _WASTE, ("E036", "E037")),
    "P401": ProblemKind(15, "area", (35, 150), _OPEN, "borrow", "WS", (*_CROP, *_WASTE), ()),
    "P402": ProblemKind(12, "area", (50, 210), _UNDER, "underground", "TX", (*_CROP, "0201"), ()),
    "P403": ProblemKind(13, "area", (35, 140), _ANY, "solid_waste", "YZ", (*_CROP, *_WOOD), ()),
    "P404": ProblemKind(4, "area", (40, 110), _ANY, "tailings", "WR", _CROP, ()),
    "P405": ProblemKind(5, "area", (25, 80), _ANY, "construction", "LS", _WASTE, ()),
    "P501": ProblemKind(6, "point", (1, 5), _UNDER, "underground", criteria=("E028",)),
    "P502": ProblemKind(4, "point", (1, 5), _ANY, "tailings"),
    "P503": ProblemKind(4, "area", (50, 140), _ANY, "tailings", "WR", _CROP, ()),
    "P6": ProblemKind(10, "point", (3, 60), _UNDER, "underground", criteria=("E021",), people=2),
}
"""Every type that has no subtypes; in all three hundred problems."""
