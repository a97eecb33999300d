"""Questions that need an answer before work goes on."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QInputDialog, QMessageBox, QWidget

from ...qgis_bridge.translation import tr

SAVE, DISCARD, CANCEL = "save", "discard", "cancel"


def ask_about_changes(parent: QWidget) -> str:
    """Return what happens to changes on a form: they are saved, discarded, or the person goes on writing."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(tr("Unsaved changes"))
    box.setText(tr("This record has changes that are not saved."))
    save = box.addButton(tr("Save"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
    back = box.addButton(tr("Go on writing"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.setEscapeButton(back)
    box.exec()
    return {save: SAVE, discard: DISCARD}.get(box.clickedButton(), CANCEL)


def ask_whether(parent: QWidget, title: str, question: str, *, yes: str) -> bool:
    """Return whether the person chose ``yes``, the name of what is then done; Escape and *Cancel* do not."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setText(question)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is agree


def ask_text(parent: QWidget, title: str, question: str, *, width_px: int = 420) -> str:
    """Return what the person typed, without blanks around it; empty where nothing was, or on *Cancel*."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    dialog.setOkButtonText(tr("Go on"))
    dialog.setCancelButtonText(tr("Cancel"))
    dialog.resize(width_px, dialog.sizeHint().height())
    return str(dialog.textValue()).strip() if dialog.exec() else ""


def show_note(parent: QWidget, title: str, text: str) -> None:
    """Show a text that can be selected and copied, until the person closes it."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle(title)
    box.setText(text)
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
    box.exec()


def ask_delete(parent: QWidget, names: list[str], children: Mapping[str, int]) -> bool:
    """Return whether records are to be deleted; the question names them and what goes with them."""
    text = (
        tr("Delete “{}”?").format(names[0])
        if len(names) == 1
        else tr("Delete {} records?").format(len(names))
    )
    details = ", ".join(f"{name}: {count}" for name, count in children.items() if count)
    if details:
        text += "\n" + tr("With it go: {}.").format(details)
    text += "\n" + tr("It can be undone until the edits are saved.")
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Delete"))
    box.setText(text)
    delete = box.addButton(tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(tr("Keep"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.exec()
    return box.clickedButton() is delete
