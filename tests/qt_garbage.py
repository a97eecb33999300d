"""Objects of Qt that only Python's garbage collector would delete, in whichever thread it happens to run.

A timer or a menu that is deleted in another thread than its own ends QGIS. Whatever lives long belongs to a
parent, or is deleted by name; then the collector finds nothing of Qt's to delete.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject


@contextmanager
def no_qt_garbage() -> Iterator[None]:
    """Collect garbage on this thread alone, at the end; AssertionError names what of Qt's is among it."""
    gc.disable()
    yield
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    gc.set_debug(0)
    found = Counter(type(item).__name__ for item in gc.garbage if _is_pythons(item))
    gc.garbage.clear()
    gc.collect()
    assert not found, f"these have no parent and wait for the garbage collector: {dict(found)}"


def _is_pythons(item: object) -> bool:
    """Return whether an object of Qt lives, and would be deleted with its Python half."""
    return isinstance(item, QObject) and not sip.isdeleted(item) and sip.ispyowned(item)
