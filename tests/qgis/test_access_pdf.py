"""The opinion sheet as a PDF: A4 pages with the map, or a sentence where it cannot be written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
import shapely
from qgis.core import QgsRectangle, QgsRenderContext
from qgis.PyQt.QtCore import QSize, QSizeF, QUrl
from qgis.PyQt.QtGui import QImage, QTextDocument

from plugin.qgis_bridge import access_pdf
from plugin.qgis_bridge.access_legend import class_entries, legend_image
from plugin.qgis_bridge.access_map import draw_access_map
from plugin.qgis_bridge.access_pdf import write_access_page, write_access_pdf
from plugin.qgis_bridge.errors import PictureError
from plugin.qgis_bridge.layers import open_layer
from plugin.qgis_bridge.styles import apply_style
from plugin.store.records import Record, insert_records, new_uuid
from plugin.store.workspace import Workspace, create_workspace
from plugin.workflows.access_check import AccessOpinion, MiningRight, check_access


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = create_workspace(tmp_path / "w.gpkg", county_code="141125")
    reserve = shapely.box(110.90, 37.40, 110.92, 37.42)
    values = {"class": "Q1", "condition": "core", "name": "庞泉沟"}
    with made.write() as connection:
        insert_records(connection, [Record("protected_area", new_uuid(), values, reserve)])
    return made


@pytest.fixture
def opinion(workspace: Workspace) -> AccessOpinion:
    right = MiningRight(
        name="甲矿",
        outline=shapely.box(110.91, 37.41, 110.93, 37.43),
        activities=frozenset({"open_pit"}),
        right_age="new",
    )
    return check_access(workspace, right, on=dt.date(2026, 1, 1))


def test_the_sheet_is_a_pdf_of_a4_pages(
    qgis_app: object, workspace: Workspace, opinion: AccessOpinion, tmp_path: Path
) -> None:
    pdf = write_access_pdf(workspace, opinion, tmp_path / "sheet.pdf")
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
    assert b"/MediaBox [0 0 595" in content
    assert b"/Subtype /Image" in content


def test_the_map_shows_the_right_over_the_reserve(
    qgis_app: object, workspace: Workspace, opinion: AccessOpinion
) -> None:
    image = draw_access_map(workspace, opinion, QSize(600, 400))
    assert (image.width(), image.height()) == (600, 400)
    middle = image.pixelColor(300, 150)
    assert middle.blue() > middle.red()
    assert image.pixelColor(200, 300) != image.pixelColor(560, 40)


def test_a_folder_that_is_not_there_is_told(
    qgis_app: object, workspace: Workspace, opinion: AccessOpinion, tmp_path: Path
) -> None:
    with pytest.raises(PictureError, match="cannot be written"):
        write_access_pdf(workspace, opinion, tmp_path / "nowhere" / "sheet.pdf")


def test_warnings_stand_on_the_sheet_in_chinese_and_in_english(
    qgis_app: object, workspace: Workspace, opinion: AccessOpinion, tmp_path: Path
) -> None:
    """Whatever the interface speaks: the sheet goes to people who read either."""
    missing = (
        "The protected objects of X2A end at the county line, but their distances reach 1000 m:"
        " 12.5 hm² beyond the line are not covered; import what lies there."
    )
    warned = dataclasses.replace(opinion, warnings=(missing, "Something that no translator knows."))
    page = write_access_page(workspace, warned, tmp_path / "sheet.html").read_text("utf-8")
    assert "铁路线路：数据只到县界，而规定距离达 1000 m" in page
    assert "Railway: known up to the county line only, but their distances reach 1000 m" in page
    assert page.count("Something that no translator knows.") == 1


def test_the_map_stands_whole_on_a_page_whatever_room_the_findings_leave(qgis_app: object) -> None:
    """Qt prints a picture that does not fit on the next page, and leaves a line of it at the foot of this."""
    for rows in range(0, 40, 3):
        document, height, on_new_page = _laid_out(rows)
        document.addResource(
            QTextDocument.ResourceType.ImageResource,
            QUrl(access_pdf.PICTURE),
            QImage(600, height, QImage.Format.Format_RGB32),
        )
        document.setHtml(_sheet(rows, on_new_page=on_new_page))
        block = document.begin()
        while "\N{OBJECT REPLACEMENT CHARACTER}" not in block.text():
            block = block.next()
        place = document.documentLayout().blockBoundingRect(block)
        page = document.pageSize().height()
        assert place.top() // page == (place.bottom() - 1) // page
        assert height >= 240


def _laid_out(rows: int) -> tuple[QTextDocument, int, bool]:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(680, 1009))
    blank = QImage(600, 1, QImage.Format.Format_RGB32)
    document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(access_pdf.PICTURE), blank)
    document.setHtml(_sheet(rows))
    return document, *access_pdf.room_for_the_map(document)


def _sheet(rows: int, *, on_new_page: bool = False) -> str:
    cells = "".join("<tr><td>自然保护区<br>核心区</td></tr>" for _ in range(rows))
    style = ' style="page-break-before:always"' if on_new_page else ""
    return f'<table>{cells}</table><p{style}><img src="{access_pdf.PICTURE}"></p><p>end</p>'


def test_the_legend_names_the_right_the_reach_and_the_classes_in_sight(
    qgis_app: object, workspace: Workspace
) -> None:
    layer = open_layer(workspace.path, workspace.schema.table("protected_area"), default_style=False)
    apply_style(layer, workspace.schema.table("protected_area"))
    seen = class_entries([layer], QgsRectangle(110.915, 37.415, 110.93, 37.43))
    assert [entry.text for entry in seen] == ["自然保护区 Nature reserve"]
    assert class_entries([layer], QgsRectangle(111.915, 37.415, 111.93, 37.43)) == []
    image = legend_image(seen, 400, dots_per_mm=8.0, context=QgsRenderContext())
    swatch = image.pixelColor(28, 20)
    assert swatch.green() > swatch.red()
