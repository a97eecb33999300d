"""The opinion sheet 准入核查意见单 as a PDF of A4 pages, or as a web page."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QMarginsF, QSize, QSizeF, QUrl
from qgis.PyQt.QtGui import QFont, QImage, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from ..store.workspace import Workspace
from ..workflows.access_check import AccessOpinion
from ..workflows.access_sheet import PICTURE_WIDTH, opinion_html, write_sheet
from ..workflows.reading import code_lists
from .access_map import DPI, draw_access_map
from .errors import PictureError
from .warning_text import in_two_languages

PICTURE = "map.png"
_MARGIN_MM = 15.0
_DOCUMENT_DPI = 96
_LARGEST_MAP, _LEAST_MAP, _AROUND_THE_MAP = 420, 240, 24
"""Heights in pixels of the document: of the map, and of what stands above and below it."""

_PLACEHOLDER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""What stands for an image in a document's text."""


def write_access_pdf(workspace: Workspace, opinion: AccessOpinion, pdf: Path) -> Path:
    """Return the PDF that was written: facts, answer, findings with their clauses, and the map.

    Chinese is set in a font of the machine; the map is a picture. Raises PictureError where the file cannot
    be written.
    """
    writer = _writer(opinion, pdf)
    document = _document(writer)
    warnings = in_two_languages(opinion.warnings, code_lists(workspace))
    document.setHtml(opinion_html(workspace, opinion, picture=PICTURE, warnings=warnings))
    height, on_new_page = room_for_the_map(document)
    pixels = (round(length / _DOCUMENT_DPI * DPI) for length in (PICTURE_WIDTH, height))
    image = draw_access_map(workspace, opinion, QSize(*pixels))
    document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(PICTURE), image)
    document.setHtml(
        opinion_html(workspace, opinion, picture=PICTURE, on_new_page=on_new_page, warnings=warnings)
    )
    document.print(writer)
    if not pdf.is_file() or pdf.stat().st_size == 0:
        raise PictureError(pdf, "the file cannot be written")
    return pdf


def _writer(opinion: AccessOpinion, pdf: Path) -> QPdfWriter:
    writer = QPdfWriter(str(pdf))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(
        QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter
    )
    writer.setResolution(_DOCUMENT_DPI)
    writer.setTitle(f"矿业权准入核查意见单 {opinion.right.name}")
    return writer


def _document(writer: QPdfWriter) -> QTextDocument:
    """Return an empty document of the writer's pages, with a picture of no size where the map will stand."""
    document = QTextDocument()
    font = QFont()
    font.setFamilies(["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun"])
    font.setPointSize(9)
    document.setDefaultFont(font)
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    blank = QImage(PICTURE_WIDTH, 1, QImage.Format.Format_ARGB32_Premultiplied)
    document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(PICTURE), blank)
    return document


def room_for_the_map(document: QTextDocument) -> tuple[int, bool]:
    """Return how high the map may be in pixels of the document, and whether it begins a page of its own.

    It fills what the findings leave of their page, where that is enough to see something.
    """
    block = document.begin()
    while block.isValid() and _PLACEHOLDER not in block.text():
        block = block.next()
    top = document.documentLayout().blockBoundingRect(block).top()
    page = document.pageSize().height()
    left = page - top % page - _AROUND_THE_MAP
    if left < _LEAST_MAP:
        return _LARGEST_MAP, True
    return round(min(left, _LARGEST_MAP)), False


def write_access_page(workspace: Workspace, opinion: AccessOpinion, html: Path) -> Path:
    """Return the HTML file that was written, its warnings in two languages. Raises UnwritableFileError."""
    warnings = in_two_languages(opinion.warnings, code_lists(workspace))
    return write_sheet(workspace, opinion, html, warnings=warnings)
