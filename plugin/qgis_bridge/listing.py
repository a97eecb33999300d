"""Names and clauses one after another, with the marks of the interface's language: ， and ； in Chinese.

Not 、, which stands inside names of classes (河流、湖泊)."""

from __future__ import annotations

from collections.abc import Iterable

from .translation import tr


def listed(names: Iterable[str]) -> str:
    """Return names one after another."""
    return tr(", ").join(names)


def clauses(sentences: Iterable[str]) -> str:
    """Return parts of a sentence one after another."""
    return tr("; ").join(sentences)
