"""Questions that need an answer before work goes on."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtWidgets import QMessageBox, QWidget

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
