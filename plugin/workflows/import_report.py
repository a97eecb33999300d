"""The report of an import: what came in, what did not and why, for people who read Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from .import_rows import SkippedRow

SHOWN_ROWS = 200
_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;margin:1.5em}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:left}"
)


def report_html(
    *,
    source: str,
    target: str,
    imported: Mapping[str, int],
    matched: Iterable[tuple[str, str, str]],
    unused: Sequence[str],
    codes: Mapping[tuple[str, str, str], int],
    guesses: Mapping[tuple[str, str], int],
    repaired: Sequence[SkippedRow],
    noted: Sequence[SkippedRow],
    skipped: Sequence[SkippedRow],
    warnings: Sequence[str],
) -> str:
    """Return a whole HTML document; every text from outside is escaped."""
    parts = [
        f"<h1>导入报告 Import report</h1><p>{escape(source)} → {escape(target)}</p>",
        _list("警告 Warnings", warnings),
        _table("导入 Imported", ("表 Table", "记录 Records"), sorted(imported.items())),
        f"<p>未导入 Skipped: {len(skipped)} · 修复几何 Geometry repaired: {len(repaired)}</p>",
        _table("字段对应 Columns", ("来源 Source", "目标 Target", "依据 By"), matched),
        _list("未使用的来源字段 Source columns not used", [", ".join(unused)] if unused else []),
        _table(
            "代码对应 Codes",
            ("代码表 List", "来源 Source", "代码 Code", "行 Rows"),
            [(*key, count) for key, count in sorted(codes.items())],
        ),
        _table(
            "推测的保护对象类别 Protected classes guessed",
            ("类别 Class", "可信度 Confidence", "行 Rows"),
            [(*key, count) for key, count in sorted(guesses.items())],
        ),
        _rows("修复的几何 Geometry repaired", repaired),
        _rows("无法按类型保存、记入备注的值 Values that did not fit, kept in the note", noted),
        _rows("未导入的行及原因 Rows not imported, and why", skipped),
    ]
    body = "\n".join(part for part in parts if part)
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>导入报告 Import report</title>'
        f"<style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows]
    if not lines:
        return ""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{''.join(lines)}</table>"


def _list(title: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    return f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"


def _rows(title: str, rows: Sequence[SkippedRow]) -> str:
    shown = [(row.number, row.reason) for row in rows[:SHOWN_ROWS]]
    more = len(rows) - len(shown)
    rest = f"<p>… {more} 行略 more</p>" if more else ""
    return _table(f"{title} ({len(rows)})", ("行 Row", "原因 Reason"), shown) + rest if rows else ""
