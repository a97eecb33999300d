"""Corner lists of licences: every way they are written gives the same outline, every slip a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.geometry.areas import area_hm2
from plugin.geometry.corner_points import parse_corners
from plugin.geometry.errors import CoordinateTextError, CornerListError
from plugin.geometry.gauss_kruger import to_traditional_xy

SQUARE = [(110.90, 37.40), (110.91, 37.40), (110.91, 37.41), (110.90, 37.41)]
OUTLINE = shapely.Polygon(SQUARE)
X, Y = to_traditional_xy([p[0] for p in SQUARE], [p[1] for p in SQUARE])


def lines(template: str) -> str:
    return "\n".join(
        template.format(n=i + 1, lon=lon, lat=lat, x=x, y=y)
        for i, ((lon, lat), x, y) in enumerate(zip(SQUARE, X, Y, strict=True))
    )


@pytest.mark.parametrize(
    "template",
    [
        "{lon} {lat}",
        "{lat}, {lon}",
        "{n},{lon:.3f},{lat:.3f}",
        "J{n}\t{lon}\t{lat}",
        "拐点{n}：{lon}，{lat}",
        "{n} {x:.3f} {y:.3f}",
        "{n},{y:.3f},{x:.3f}",
        "{n}、X={x:.3f} Y={y:.3f}",
        "{x:.3f},{y:.3f}",
        "{x:,.3f} {y:,.3f}",
        "{n}  {x:.3f}  {y:.3f}  1024.5",
    ],
)
def test_a_list_is_understood_as_people_write_it(template: str) -> None:
    found = parse_corners("拐点坐标(CGCS2000)\n" + lines(template))
    assert found.corners == 4
    assert shapely.hausdorff_distance(found.outline, OUTLINE) < 1e-7


def test_degrees_minutes_and_seconds_are_understood_in_full_width_too() -> None:
    text = (
        "1 110°54′00″ 37°24′00″\n2 E110度54分36秒 N37度24分\n"
        "３ 110°54'36\" 37°24'36\"\nJ4, 110°54′，37°24′36″"
    )
    assert shapely.hausdorff_distance(parse_corners(text).outline, OUTLINE) < 1e-9


def test_a_list_in_one_line_is_cut_into_corners() -> None:
    flat = ",".join(f"{i + 1},{x:.3f},{y:.3f}" for i, (x, y) in enumerate(zip(X, Y, strict=True)))
    assert shapely.hausdorff_distance(parse_corners(flat).outline, OUTLINE) < 1e-7
    pairs = "; ".join(f"{lon} {lat}" for lon, lat in SQUARE)
    assert parse_corners(pairs).outline.equals(OUTLINE)


def test_eastings_without_a_zone_need_the_central_meridian() -> None:
    text = "\n".join(f"{x:.3f} {y % 1e6:.3f}" for x, y in zip(X, Y, strict=True))
    with pytest.raises(CoordinateTextError, match="no zone number"):
        parse_corners(text)
    found = parse_corners(text, central_meridian_deg=111.0)
    assert shapely.hausdorff_distance(found.outline, OUTLINE) < 1e-7


def test_a_repeated_first_corner_closes_the_list_and_a_doubled_one_is_noted() -> None:
    closed = lines("{lon} {lat}") + "\n110.90 37.40"
    assert (parse_corners(closed).corners, parse_corners(closed).notes) == (4, ())
    doubled = lines("{n} {lon} {lat}").replace("2 110.91 37.4\n", "2 110.91 37.4\n3 110.91 37.4\n")
    found = parse_corners(doubled)
    assert found.corners == 4 and "Corner 3 repeats" in found.notes[0]


def test_rings_apart_are_one_right_and_a_ring_inside_is_a_hole() -> None:
    other = "\n".join(f"{lon + 0.05} {lat}" for lon, lat in SQUARE)
    assert parse_corners(lines("{lon} {lat}") + "\n\n" + other).outline.geom_type == "MultiPolygon"
    inner = "110.903 37.403\n110.906 37.403\n110.906 37.406"
    assert len(parse_corners(lines("{lon} {lat}") + "\n\n" + inner).outline.interiors) == 1


def test_blank_lines_between_all_corners_are_no_rings() -> None:
    assert parse_corners(lines("{lon} {lat}").replace("\n", "\n\n")).outline.equals(OUTLINE)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", CornerListError, "there is none"),
        ("见附图", CornerListError, "there is none"),
        ("110.9 37.4\n110.91 37.4", CornerListError, "2 different corners"),
        ("110.9 37.4\n110.9 37.4\n110.9 37.4", CornerListError, "0 different corners"),
        ("110.9 37.4\n110.91 37.41\n110.91 37.4\n110.9 37.41", CornerListError, "1–2 meets the side 3–4"),
        ("110.9 37.4\n110.91 37.4\n110.92 37.4", CornerListError, "meets|one line"),
        ("110.9 37.4\n110.91 37.4\n101.91 37.41", CornerListError, "corner 3 lies"),
        ("110.9 37.4\n110.91", CoordinateTextError, "“110.91” are no corner point"),
        ("110.9 37.4\n4144605.7 37489671.5\n110.9 37.5", CoordinateTextError, "another kind"),
        ("10.9 7.4\n10.91 7.4\n10.9 7.5", CoordinateTextError, "outside China"),
        ("110°70′ 37°24′\n110.9 37.4\n110.9 37.5", CoordinateTextError, "60 or more"),
        ("4144605.7 99489671.5\n1 2\n3 4", CoordinateTextError, "another kind"),
    ],
)
def test_a_slip_is_a_sentence(text: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        parse_corners(text)


@settings(max_examples=30, deadline=None)
@given(
    lon=st.floats(75, 134),
    lat=st.floats(18, 53),
    size=st.floats(0.002, 0.03),
    count=st.integers(3, 12),
    reverse=st.booleans(),
)
def test_an_outline_written_as_traditional_coordinates_comes_back(
    lon: float, lat: float, size: float, count: int, reverse: bool
) -> None:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = np.column_stack([lon + size * np.cos(angle), lat + size * np.sin(angle)])
    zone_edge = np.abs((ring[:, 0] + 1.5) % 3) < 0.2
    x, y = to_traditional_xy(ring[:, 0], ring[:, 1])
    rows = [f"{i + 1} {a:.4f} {b:.4f}" for i, (a, b) in enumerate(zip(x, y, strict=True))]
    found = parse_corners("\n".join(rows[::-1] if reverse else rows))
    assert found.corners == count or zone_edge.any()
    assert area_hm2([found.outline])[0] == pytest.approx(area_hm2([shapely.Polygon(ring)])[0], rel=1e-4)
