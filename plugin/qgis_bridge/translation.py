"""Translated text for everything above the engine, and the translator that carries it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .. import paths

CONTEXT = "MineRestoration"
_other_language: ContextVar[str] = ContextVar("other_language", default="")


def tr(text: str) -> str:
    """Return `text` in the language of the interface, or as it stands where no translation is installed.

    `text` is a literal in English; values are put in afterwards: ``tr("{} records").format(count)``.
    `make i18n` files every literal given to `tr(...)` under one context, whichever module it is in.
    """
    other = _other_language.get()
    if other:
        translator = _translator_of(other)
        # As bytes: a str may hold ASCII alone here.
        found = translator.translate(CONTEXT.encode(), text.encode()) if translator is not None else ""
        return str(found or text)
    return QCoreApplication.translate(CONTEXT, text)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make `tr` answer in `language` (`zh`, `en`) inside the block, whatever the interface speaks."""
    before = _other_language.set(language)
    try:
        yield
    finally:
        _other_language.reset(before)


def interface_language() -> str:
    """Return the locale name that QGIS runs in, such as ``zh_CN`` or ``en_US``."""
    return str(QgsApplication.locale())


def load_translator(language: str | None = None) -> QTranslator | None:
    """Return the plugin's translator for `language`, installed in the application; None where there is none.

    The caller keeps the reference, and removes it when the plugin is unloaded. Chinese of any region (`zh`,
    `zh_Hans`, `zh_TW`) gets the simplified Chinese text: it is the only one, and better than English.
    """
    translator = _read_translator(language or interface_language())
    if translator is None or not QCoreApplication.installTranslator(translator):
        return None
    return translator


def _read_translator(language: str) -> QTranslator | None:
    """Return the plugin's translator for `language`, not installed; None where there is none."""
    name = "zh_CN" if language.startswith("zh") else language
    compiled = paths.i18n_folder() / f"mine_restoration_{name}.qm"
    translator = QTranslator()
    return translator if compiled.is_file() and translator.load(str(compiled)) else None


@functools.cache
def _translator_of(language: str) -> QTranslator | None:
    return _read_translator(language)
