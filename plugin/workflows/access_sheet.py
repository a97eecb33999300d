"""The opinion sheet 准入核查意见单 of an access check: one HTML page with a map, in Chinese and English."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np
import shapely

from ..domain.codes import CodeLists
from ..exchange.errors import UnwritableFileError
from ..geometry.arrays import geometry_array
from ..geometry.projection import projection_of
from ..geometry.shared_parts import shared_part
from ..store.records import read_records
from ..store.rules import read_code_lists
from ..store.workspace import Workspace
from .access_check import AccessFinding, AccessOpinion
from .protection_inputs import PROTECTED_TABLES

MAP_SIDE = 560
PICTURE_WIDTH = 620
"""How wide the picture of a printed sheet is, in pixels of 1/96 inch: within an A4 page's margins."""

_LEGEND = (
    "蓝色：矿业权；绿色：保护对象；橙色虚线：规则所及范围 "
    "Blue: the mining right; green: protected objects; orange, dashed: how far the rules reach"
)
_STYLE = """
body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:2em auto;max-width:60em;color:#222}
h1{font-size:1.5em;text-align:center}h2{font-size:1.1em;border-bottom:1px solid #999}
table{border-collapse:collapse;width:100%;font-size:.9em}
td,th{border:1px solid #999;padding:.25em .5em;text-align:left;vertical-align:top}th{background:#eee}
.number{text-align:right}.answer{font-size:1.2em;font-weight:bold}
.prohibited,.unlawful_since_start{color:#b00020}.existing_to_handle,.order_unknown{color:#b05a00}
.clear{color:#1b6e2e}svg{border:1px solid #999;display:block;margin:1em auto}
@media print{body{margin:0}}
"""
_PAGE_STYLE = """
body{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC';font-size:9pt}
h1{font-size:15pt;text-align:center}h2{font-size:11pt}table{border-collapse:collapse}
td,th{border:1px solid #999999;padding:3px}th{background-color:#eeeeee;text-align:left}
.answer{font-size:13pt;font-weight:bold}.prohibited,.unlawful_since_start{color:#b00020}
.existing_to_handle,.order_unknown{color:#b05a00}.clear{color:#1b6e2e}
"""


def opinion_html(
    workspace: Workspace,
    opinion: AccessOpinion,
    *,
    picture: str | None = None,
    on_new_page: bool = False,
    warnings: Sequence[str] | None = None,
) -> str:
    """Return the opinion sheet as one HTML document without outside files; texts are escaped.

    The map shows the right, the objects whose rules reach it and how far each rule reaches, drawn to scale
    in the plane of the right's middle meridian. With ``picture``, the name of an image with its own legend,
    the document shows that in its place, at the head of a page with ``on_new_page``, and is plain enough for
    a page printed by Qt. ``warnings`` are those of the opinion as a person reads them, in Chinese and
    English; by default as they stand.
    """
    with workspace.connect() as connection:
        codes = read_code_lists(connection)
        wanted = [f.object_uuid for f in opinion.findings]
        shapes = {
            r.uuid: r.geometry for t in PROTECTED_TABLES for r in read_records(connection, t, uuids=wanted)
        }
    style = _STYLE if picture is None else _PAGE_STYLE
    title = "矿业权准入核查意见单 Access check of a mining right"
    body = [
        f"<h1>{title}</h1>",
        _facts(workspace, opinion, codes),
        _answer(opinion, codes),
        _findings(opinion.findings, codes),
        f'{_map(opinion, shapes)}<p align="center">{_LEGEND}</p>'
        if picture is None
        else _picture(picture, on_new_page=on_new_page),
        _list(opinion.warnings if warnings is None else warnings),
        "<p>本意见由软件按所列依据计算，供主管部门审核，以主管部门认定为准。 "
        "Computed from the rules named above; the authority decides.</p>",
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style></head>\n<body>\n{chr(10).join(body)}\n</body></html>\n"
    )


def write_sheet(
    workspace: Workspace, opinion: AccessOpinion, path: Path, *, warnings: Sequence[str] | None = None
) -> Path:
    """Return the HTML file that was written, as :func:`opinion_html`. Raises UnwritableFileError."""
    try:
        path.write_text(opinion_html(workspace, opinion, warnings=warnings), encoding="utf-8")
    except OSError as error:
        raise UnwritableFileError(path, error.strerror or str(error)) from error
    return path


def _picture(name: str, *, on_new_page: bool) -> str:
    before = ' style="page-break-before:always"' if on_new_page else ""
    return f'<p align="center"{before}><img src="{escape(name)}" width="{PICTURE_WIDTH}"></p>'


def _facts(workspace: Workspace, opinion: AccessOpinion, codes: CodeLists) -> str:
    right = opinion.right
    age = {"new": "拟新设 New", "existing": "已设 Existing"}[right.right_age]
    established = right.established_on.isoformat() if right.established_on else "—"
    activities = "、".join(_label(codes, "activity", a) for a in sorted(right.activities))
    rows = [
        ("名称 Name", right.name),
        ("县 County", f"{workspace.county_name} {workspace.county_code}"),
        ("面积 Area", f"{opinion.area_hm2:,.4f} hm²"),
        ("类别 Kind of right", age),
        ("设立日期 Established on", established),
        ("开采活动 Activity", activities),
        ("规则 Profile", f"{_label(codes, 'profile', opinion.profile)}，{opinion.on.isoformat()}"),
    ]
    cells = "".join(f'<tr><th width="25%">{escape(k)}</th><td>{escape(v)}</td></tr>' for k, v in rows)
    return f'<table width="100%" cellspacing="0">{cells}</table>'


def _answer(opinion: AccessOpinion, codes: CodeLists) -> str:
    label = escape(_label(codes, "access_conclusion", opinion.conclusion))
    return f'<h2>意见 Opinion</h2><p class="answer {escape(opinion.conclusion)}">{label}</p>'


def _findings(findings: Sequence[AccessFinding], codes: CodeLists) -> str:
    if not findings:
        return ""
    heads = (
        ("结论 Conclusion", 14),
        ("保护对象 Object", 12),
        ("类别、功能区 Class, zone", 13),
        ("距离 Distance (m)", 9),
        ("重叠 Overlap (hm²)", 9),
        ("占比 Share", 8),
        ("先后 First", 10),
        ("依据 Basis", 25),
    )
    head = "".join(f'<th width="{width}%">{name}</th>' for name, width in heads)
    rows = "".join(_row(f, codes) for f in findings)
    return f'<h2>依据 Findings</h2><table width="100%" cellspacing="0"><tr>{head}</tr>{rows}</table>'


def _row(finding: AccessFinding, codes: CodeLists) -> str:
    first = {
        "right": "矿业权在先 The right",
        "object": "保护对象在先 The object",
        "same_day": "同日 Same day",
        "unknown": "不明 Unknown",
    }[finding.first]
    condition = (
        "" if finding.condition == "none" else f"<br>{_escaped(codes, 'object_condition', finding.condition)}"
    )
    rule = finding.rule
    return (
        f'<tr><td class="{escape(finding.conclusion)}">'
        f"{_escaped(codes, 'access_conclusion', finding.conclusion)}</td>"
        f"<td>{escape(finding.object_name)}</td>"
        f"<td>{_escaped(codes, 'protected_class', finding.protected_class)}{condition}</td>"
        f'<td class="number" align="right">{finding.distance_m:,.1f} / {rule.distance_m:g}</td>'
        f'<td class="number" align="right">{finding.overlap_hm2:,.4f}</td>'
        f'<td class="number" align="right">{finding.overlap_share:.2%}</td>'
        f"<td>{first}</td>"
        f"<td>{escape(rule.legal_basis)}<br>{escape(rule.text_zh)}</td></tr>"
    )


def _map(opinion: AccessOpinion, shapes: dict[str, shapely.Geometry | None]) -> str:
    """Return a map in SVG: reaches of the rules, objects, and the right on top."""
    seen = {
        (f.object_uuid, f.rule.distance_m, f.rule.direction): f
        for f in opinion.findings
        if shapes.get(f.object_uuid)
    }
    objects = geometry_array(shapes[uuid] for uuid in {f.object_uuid for f in seen.values()})
    reaches = geometry_array(f.zone for f in seen.values() if f.rule.distance_m > 0 and f.zone is not None)
    outline = geometry_array([opinion.right.outline])
    projection = projection_of(outline)
    frame = shapely.buffer(projection.forward(outline)[0].envelope, _margin(projection.forward(outline)[0]))
    west, south, east, north = frame.bounds
    scale = MAP_SIDE / max(east - west, north - south)
    view = shapely.box(west, south, east, north)
    drawn = []
    for array, style in (
        (reaches, "fill:#e07a00;fill-opacity:.15;stroke:#e07a00;stroke-dasharray:4 3"),
        (objects, "fill:#2e7d32;fill-opacity:.35;stroke:#2e7d32;stroke-width:2"),
        (outline, "fill:#1f4ea8;fill-opacity:.25;stroke:#1f4ea8;stroke-width:2"),
    ):
        paths = (_path(shared_part(g, view), west, north, scale) for g in projection.forward(array))
        drawn += [f'<path d="{path}" style="{style}"/>' for path in paths if path]
    bar_m = _round_length((east - west) / 4)
    foot = (north - south) * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{(east - west) * scale:.0f}" '
        f'height="{foot:.0f}" fill-rule="evenodd">{"".join(drawn)}'
        f'<path d="M12,{foot - 14:.0f}h{bar_m * scale:.1f}" stroke="#222" stroke-width="3"/>'
        f'<text x="12" y="{foot - 20:.0f}" font-size="12">{bar_m:g} m</text></svg>'
    )


def _margin(outline: shapely.Geometry) -> float:
    west, south, east, north = outline.bounds
    return float(0.4 * max(east - west, north - south))


def _path(geometry: shapely.Geometry, west: float, north: float, scale: float) -> str:
    """Return SVG path data of lines and of the rings of polygons."""
    if geometry is None or geometry.is_empty:
        return ""
    parts = shapely.get_parts(geometry_array([geometry]))
    strings: list[shapely.Geometry] = []
    for part in parts:
        dimension = shapely.get_dimensions(part)
        if dimension == 2:
            strings.extend(shapely.get_rings(part))
        elif dimension == 1:
            strings.append(part)
        elif not part.is_empty:
            strings.append(part.buffer(4 / scale).exterior)
    return "".join(_string(s, west, north, scale) for s in strings)


def _string(line: shapely.Geometry, west: float, north: float, scale: float) -> str:
    xy = shapely.get_coordinates(line)
    points = [f"{(x - west) * scale:.1f},{(north - y) * scale:.1f}" for x, y in xy]
    closed = "Z" if len(xy) > 2 and np.array_equal(xy[0], xy[-1]) else ""
    return f"M{'L'.join(points)}{closed}"


def _round_length(metres: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is not above the length."""
    power = 10.0 ** math.floor(math.log10(metres))
    return float(max(m * power for m in (1, 2, 5) if m * power <= metres))


def _list(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(t)}</li>" for t in texts)
    return f"<h2>提示 Warnings</h2><ul>{items}</ul>" if items else ""


def _label(codes: CodeLists, list_name: str, code: str) -> str:
    return f"{codes.label(list_name, code, 'zh')} {codes.label(list_name, code, 'en')}"


def _escaped(codes: CodeLists, list_name: str, code: str) -> str:
    return escape(_label(codes, list_name, code))
