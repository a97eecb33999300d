"""Translated text for everything above the engine, and the translator that carries it."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .. import paths

CONTEXT = "MineRestoration"


def tr(text: str) -> str:
    """Return `text` in the language of the interface, or as it stands where no translation is installed.

    `text` is a literal in English; values are put in afterwards: ``tr("{} records").format(count)``.
    `make i18n` files every literal given to `tr(...)` under one context, whichever module it is in.
    """
    return QCoreApplication.translate(CONTEXT, text)


def interface_language() -> str:
    """Return the locale name that QGIS runs in, such as ``zh_CN`` or ``en_US``."""
    return str(QgsApplication.locale())


def load_translator(language: str | None = None) -> QTranslator | None:
    """Return the plugin's translator for `language`, installed in the application; None where there is none.

    The caller keeps the reference, and removes it when the plugin is unloaded. Chinese of any region (`zh`,
    `zh_Hans`, `zh_TW`) gets the simplified Chinese text: it is the only one, and better than English.
    """
    name = language or interface_language()
    compiled = paths.i18n_folder() / f"mine_restoration_{'zh_CN' if name.startswith('zh') else name}.qm"
    if not compiled.is_file():
        return None
    translator = QTranslator()
    if not translator.load(str(compiled)):
        return None
    if not QCoreApplication.installTranslator(translator):
        return None
    return translator
