"""Sheets, as Excel and as counties write them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from plugin.exchange.errors import LayerChoiceError, UnreadableFileError
from plugin.exchange.layers import read_layer

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")


def test_a_gbk_csv_keeps_leading_zeros_and_counts_rows_as_a_person_does(tmp_path: Path) -> None:
    path = tmp_path / "登记表.csv"
    path.write_bytes("\r\n编号,地类,面积\r\n001,0103,1.5\r\n\r\n002,,\r\n".encode("gbk"))
    table = read_layer(path)
    assert table.columns == ("编号", "地类", "面积")
    assert list(table.rows) == [{"编号": "001", "地类": "0103", "面积": "1.5"}, {"编号": "002"}]
    assert table.first_row == 3
    assert not table.has_geometry


@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
def test_separators_are_told_apart(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"a{separator}b\n1{separator}2\n", encoding="utf-8")
    assert list(read_layer(path).rows) == [{"a": "1", "b": "2"}]


def test_a_heading_that_stands_twice_gets_its_position(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,a\n1,2\n", encoding="utf-8")
    assert read_layer(path).columns == ("a", "a_2")


def test_an_empty_csv_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\n\n")
    with pytest.raises(UnreadableFileError, match="no row of column names"):
        read_layer(tmp_path / "a.csv")


def _book(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_gives_numbers_dates_and_text(tmp_path: Path) -> None:
    rows = [
        ["矿山名称", "产能", "建矿时间"],
        ["一号", 45, dt.datetime(1985, 3, 2)],
        [None, None, None],
        ["二号", 1.5, None],
    ]
    table = read_layer(_book(tmp_path / "a.xlsx", 表=rows))
    assert list(table.rows) == [
        {"矿山名称": "一号", "产能": 45, "建矿时间": "1985-03-02"},
        {"矿山名称": "二号", "产能": 1.5},
    ]


def test_a_workbook_of_several_filled_sheets_asks_which(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", 一=[["a"], [1]], 二=[["b"], [2]], 空=[])
    with pytest.raises(LayerChoiceError, match="一, 二"):
        read_layer(path)
    assert list(read_layer(path, layer="二").rows) == [{"b": 2}]


def test_empty_sheets_do_not_count(tmp_path: Path) -> None:
    assert list(read_layer(_book(tmp_path / "a.xlsx", 一=[["a"], [1]], 空=[])).rows) == [{"a": 1}]
