"""One editor for each kind of column: a text, a number with its unit, a date, a tick, a code."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsDateEdit, QgsFilterLineEdit
from qgis.PyQt.QtCore import QDate, QLocale, Qt, pyqtSignal
from qgis.PyQt.QtGui import QDoubleValidator, QIntValidator
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from ...domain.changes import Value
from ...qgis_bridge.translation import tr

LONG_LIST = 15
"""A combo box with more codes than this can be typed in, and completes what is typed."""
NUMBER_WIDTH = 64
"""A number of four digits and four decimals can be read in it."""
_DATE_FORMAT = "yyyy-MM-dd"


class FieldEditor(QWidget):
    """An editor of one column's value; ``changed`` follows every change by the person."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def value(self) -> Value:
        """Return the value as the workspace stores it; None where the field is empty."""
        return None

    def set_value(self, value: Value) -> None:
        """Show ``value`` as the workspace stores it."""

    def set_read_only(self, read_only: bool) -> None:
        """Let the person only read."""
        self.setEnabled(not read_only)

    def _hold(self, widget: QWidget) -> None:
        widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row.addWidget(widget, 1)
        self.setFocusProxy(widget)


class TextEditor(FieldEditor):
    """One line of text."""

    def __init__(self, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(parent)
        self.edit = QgsFilterLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.textEdited.connect(self.changed)
        self.edit.cleared.connect(self.changed)
        self._hold(self.edit)

    def value(self) -> Value:
        """Return the text without blanks at its ends, or None."""
        return self.edit.text().strip() or None

    def set_value(self, value: Value) -> None:
        """Show a text."""
        self.edit.setText("" if value is None else str(value))
        self.edit.setCursorPosition(0)

    def set_read_only(self, read_only: bool) -> None:
        """Let the text be read and copied, not changed."""
        self.edit.setReadOnly(read_only)


class LongTextEditor(FieldEditor):
    """Several lines of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * 3 + 10)
        self.edit.textChanged.connect(self._on_text)
        self._hold(self.edit)
        self._loading = False

    def value(self) -> Value:
        """Return the text, or None."""
        return self.edit.toPlainText().strip() or None

    def set_value(self, value: Value) -> None:
        """Show a text."""
        self._loading = True
        self.edit.setPlainText("" if value is None else str(value))
        self._loading = False

    def _on_text(self) -> None:
        if not self._loading:
            self.changed.emit()


class NumberEditor(FieldEditor):
    """A number and its unit; an empty field is "not known", which is not zero."""

    def __init__(self, parent: QWidget | None = None, *, unit: str = "", whole: bool = False) -> None:
        super().__init__(parent)
        self._whole = whole
        self.edit = QgsFilterLineEdit()
        self.edit.setValidator(_validator(whole, self.edit))
        self.edit.setShowClearButton(False)
        self.edit.setMinimumWidth(NUMBER_WIDTH)
        self.edit.textEdited.connect(self.changed)
        self._hold(self.edit)
        if unit:
            self._row.addWidget(QLabel(unit))

    def value(self) -> Value:
        """Return the number, or None where nothing readable is written."""
        text = self.edit.text().strip()
        try:
            return int(text) if self._whole else float(text)
        except ValueError:
            return None

    def set_value(self, value: Value) -> None:
        """Show a number."""
        if value is None or isinstance(value, bytes):
            self.edit.setText("")
        elif self._whole:
            self.edit.setText(str(int(float(value))))
        else:
            self.edit.setText(number_text(float(value)))

    def set_read_only(self, read_only: bool) -> None:
        """Let the number be read and copied, not changed."""
        self.edit.setReadOnly(read_only)


class DateEditor(FieldEditor):
    """A day, or none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QgsDateEdit()
        self.edit.setAllowNull(True)
        self.edit.setDisplayFormat(_DATE_FORMAT)
        self.edit.setCalendarPopup(True)
        self.edit.setNullRepresentation("")
        self.edit.clear()
        self.edit.valueChanged.connect(self._on_value)
        self._hold(self.edit)
        self._loading = False

    def value(self) -> Value:
        """Return the day as ``yyyy-mm-dd``, or None."""
        if self.edit.isNull():
            return None
        return str(self.edit.date().toString(_DATE_FORMAT))

    def set_value(self, value: Value) -> None:
        """Show a day written as ``yyyy-mm-dd``."""
        self._loading = True
        day = QDate.fromString(str(value or "")[:10], _DATE_FORMAT)
        if day.isValid():
            self.edit.setDate(day)
        else:
            self.edit.clear()
        self._loading = False

    def _on_value(self, *_: object) -> None:
        if not self._loading:
            self.changed.emit()


class TickEditor(FieldEditor):
    """Yes, no, or not said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(tr("Yes"))
        self.box.clicked.connect(self.changed)
        self._hold(self.box)
        self._said = False
        self.box.clicked.connect(self._say)

    def value(self) -> Value:
        """Return 1 or 0; None where nobody said."""
        if self.box.isChecked():
            return 1
        return 0 if self._said else None

    def set_value(self, value: Value) -> None:
        """Show 1 as ticked."""
        self._said = value is not None
        self.box.setChecked(bool(value))

    def _say(self) -> None:
        self._said = True


class CodeEditor(FieldEditor):
    """A code of a list, shown by its label; groups of the list are indented or left out."""

    def __init__(
        self, parent: QWidget | None = None, *, choices: Sequence[tuple[str, str]] = (), optional: bool = True
    ) -> None:
        super().__init__(parent)
        self.combo = QComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(4)
        if optional:
            self.combo.addItem("", None)
        for code, label in choices:
            self.combo.addItem(label, code)
        self._told: Value = None
        if len(choices) > LONG_LIST:
            _make_searchable(self.combo)
            self.combo.lineEdit().editingFinished.connect(self._tell)
        self.combo.activated.connect(self._tell)
        self._hold(self.combo)

    def value(self) -> Value:
        """Return the code, or None; of a text that was typed, the code of the entry that reads like it."""
        combo = self.combo
        if combo.isEditable() and combo.currentText() != combo.itemText(combo.currentIndex()):
            typed = combo.currentText().strip()
            places = (i for i in range(combo.count()) if combo.itemText(i).strip() == typed)
            return combo.itemData(next(places, -1))
        return combo.currentData()

    def set_value(self, value: Value) -> None:
        """Show a code; one that the list does not have is shown as it stands, so that it is not lost."""
        index = self.combo.findData(None if value in (None, "") else str(value))
        if index < 0 and value not in (None, ""):
            self.combo.addItem(str(value), str(value))
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)
        if self.combo.isEditable():
            self.combo.lineEdit().setCursorPosition(0)
        self._told = self.value()

    def _tell(self, *_: object) -> None:
        if self.value() != self._told:
            self._told = self.value()
            self.changed.emit()


def number_text(value: float) -> str:
    """Return a number as people write it: no exponent, no needless zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _validator(whole: bool, parent: QWidget) -> QDoubleValidator | QIntValidator:
    if whole:
        return QIntValidator(0, 2_000_000_000, parent)
    validator = QDoubleValidator(-1e9, 1e12, 6, parent)
    validator.setNotation(QDoubleValidator.Notation.StandardNotation)
    validator.setLocale(QLocale.c())  # the decimal sign is a point in every language of the interface
    return validator


def _make_searchable(combo: QComboBox) -> None:
    combo.setEditable(True)
    combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer = QCompleter(combo.model(), combo)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    combo.setCompleter(completer)
    completer.activated.connect(lambda *_: combo.activated.emit(combo.currentIndex()))
