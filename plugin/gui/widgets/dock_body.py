"""The inside of a dock: a Designer form with a first width at which its tables can be read."""

from __future__ import annotations

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QWidget

from ... import paths

FIRST_SIZE = QSize(430, 560)
"""What a dock asks for when it is shown for the first time; it leaves half of a small laptop to the map."""


class DockBody(QWidget):
    """The widgets of ``forms/<stem>.ui`` as attributes."""

    def __init__(self, stem: str) -> None:
        super().__init__()
        uic.loadUi(str(paths.form(stem)), self)

    def sizeHint(self) -> QSize:
        """Return the first size, or more where the form needs it."""
        return super().sizeHint().boundedTo(FIRST_SIZE).expandedTo(FIRST_SIZE)
