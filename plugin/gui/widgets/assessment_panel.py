"""Grade and responsibility of a problem as they stand while it is written, with their reasons underneath."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QTextBrowser, QVBoxLayout, QWidget

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.assessment import Assessment
from ..colours import UNDECIDED, grade_colour
from .assessment_text import missing_text, nearest_text, reason_lines
from .wrapped_check import paint_tag


class AssessmentPanel(QFrame):
    """Two tags, *grade* and *responsibility*, and the reasons of both in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.grade_tag = QLabel()
        self.duty_tag = QLabel()
        for tag in (self.grade_tag, self.duty_tag):
            tag.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            tag.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.reasons = QTextBrowser()
        self.reasons.setFrameShape(QFrame.Shape.NoFrame)
        self.reasons.setOpenLinks(False)
        self.reasons.setFixedHeight(self.reasons.fontMetrics().lineSpacing() * 5 + 8)
        self.reasons.setAccessibleName(tr("Reasons of grade and responsibility"))
        self.reasons.viewport().setAutoFillBackground(False)
        self.reasons.document().setDocumentMargin(2)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(QLabel(tr("Grade")))
        first.addWidget(self.grade_tag)
        first.addWidget(QLabel(tr("Responsibility")))
        first.addWidget(self.duty_tag)
        first.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 4, 6, 4)
        box.setSpacing(3)
        box.addLayout(first)
        box.addWidget(self.reasons)
        self.show_nothing(tr("Fill in the form: grade and responsibility appear here with their reasons."))

    def show_nothing(self, sentence: str) -> None:
        """Show that there is no result yet, and why."""
        paint_tag(self.grade_tag, "–", UNDECIDED)
        paint_tag(self.duty_tag, "–", UNDECIDED)
        self.reasons.setHtml(f"<p style='margin:0'>{escape(sentence)}</p>")

    def show_assessment(self, assessment: Assessment, labels: Labels) -> None:
        """Show grade, responsibility, and the reasons with their clauses."""
        grade = assessment.grade.grade
        paint_tag(
            self.grade_tag, labels.code("impact_grade", grade) or tr("not graded yet"), grade_colour(grade)
        )
        duty = assessment.derived.get("responsibility")
        land = assessment.derived.get("land_responsibility")
        text = labels.code("responsibility", duty) or tr("open")
        if land and land != duty:
            text = tr("{} (land: {})").format(text, labels.code("responsibility", land))
        paint_tag(self.duty_tag, text, UNDECIDED)
        self.duty_tag.setToolTip(text)
        lines = [*reason_lines(assessment, labels), *missing_text(assessment, labels)]
        nearest = nearest_text(assessment, labels)
        if nearest:
            lines.append(escape(nearest))
        self.reasons.setHtml("".join(f"<p style='margin:0 0 2px 0'>{line}</p>" for line in lines))
