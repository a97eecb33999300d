"""The opinion sheet 准入核查意见单 as a PDF of A4 pages, or as a web page."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QMarginsF, QSize, QSizeF, QUrl
from qgis.PyQt.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from ..store.workspace import Workspace
from ..workflows.access_check import AccessOpinion
from ..workflows.access_sheet import opinion_html, write_sheet
from ..workflows.reading import code_lists
from .access_map import DPI, draw_access_map
from .errors import PictureError
from .warning_text import in_two_languages

PICTURE = "map.png"
_MAP_MM = (160, 110)
_MARGIN_MM = 15.0
_MM_PER_INCH = 25.4
_DOCUMENT_DPI = 96


def write_access_pdf(workspace: Workspace, opinion: AccessOpinion, pdf: Path) -> Path:
    """Return the PDF that was written: facts, answer, findings with their clauses, and the map.

    Chinese is set in a font of the machine; the map is a picture. Raises PictureError where the file cannot
    be written.
    """
    pixels = [round(mm / _MM_PER_INCH * DPI) for mm in _MAP_MM]
    image = draw_access_map(workspace, opinion, QSize(*pixels))
    writer = QPdfWriter(str(pdf))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(
        QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter
    )
    writer.setResolution(_DOCUMENT_DPI)
    writer.setTitle(f"矿业权准入核查意见单 {opinion.right.name}")
    document = QTextDocument()
    font = QFont()
    font.setFamilies(["Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun"])
    font.setPointSize(9)
    document.setDefaultFont(font)
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(PICTURE), image)
    warnings = in_two_languages(opinion.warnings, code_lists(workspace))
    document.setHtml(opinion_html(workspace, opinion, picture=PICTURE, warnings=warnings))
    document.print(writer)
    if not pdf.is_file() or pdf.stat().st_size == 0:
        raise PictureError(pdf, "the file cannot be written")
    return pdf


def write_access_page(workspace: Workspace, opinion: AccessOpinion, html: Path) -> Path:
    """Return the HTML file that was written, its warnings in two languages. Raises UnwritableFileError."""
    warnings = in_two_languages(opinion.warnings, code_lists(workspace))
    return write_sheet(workspace, opinion, html, warnings=warnings)
