"""Readiness for Qt 6 and QGIS 4: names what the new bindings no longer have; the status is 1 if any.

Enumerations are looked up in the QGIS that is installed: `Qt.AlignLeft` is a member of `Qt.AlignmentFlag`, so
it must be written `Qt.AlignmentFlag.AlignLeft`. The same holds for every class of `qgis.core` and `qgis.gui`.
"""

from __future__ import annotations

import ast
import enum
import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKED = ("__init__.py", "plugin", "tests")
GONE_METHODS = {
    "exec_": "exec",
    "print_": "print",
    "globalPos": "globalPosition",
    "toTime_t": "toSecsSinceEpoch",
}
GONE_CLASSES = {
    "QRegExp": "QRegularExpression",
    "QRegExpValidator": "QRegularExpressionValidator",
    "QDesktopWidget": "QScreen",
    "QTextCodec": "Python's codecs",
    "QMatrix": "QTransform",
}
# Qt 6 moved these from QtWidgets to QtGui; qgis.PyQt.QtGui has them in both.
MOVED_TO_GUI = {"QAction", "QActionGroup", "QShortcut", "QUndoCommand", "QUndoStack", "QFileSystemModel"}


class _Checker(ast.NodeVisitor):
    def __init__(self, file: Path) -> None:
        self.file = file
        self.imported: dict[str, object] = {}
        self.complaints: list[str] = []

    def complain(self, node: ast.AST, sentence: str) -> None:
        line = getattr(node, "lineno", 1)
        self.complaints.append(f"{self.file.relative_to(ROOT)}:{line}: {sentence}")

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._check_module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        self._check_module(node, module)
        for alias in node.names:
            if alias.name in GONE_CLASSES:
                self.complain(node, f"Qt 6 has no {alias.name}; use {GONE_CLASSES[alias.name]}")
            if module == "qgis.PyQt.QtWidgets" and alias.name in MOVED_TO_GUI:
                self.complain(node, f"import {alias.name} from qgis.PyQt.QtGui")
            if module.split(".")[0] == "qgis" and node.level == 0:
                found = getattr(importlib.import_module(module), alias.name, None)
                if isinstance(found, type):
                    self.imported[alias.asname or alias.name] = found

    def _check_module(self, node: ast.AST, module: str) -> None:
        if module.split(".")[0] in {"PyQt5", "PyQt6", "sip"}:
            self.complain(node, f"import from qgis.PyQt, not from {module}")
        if module.endswith("_rc"):
            self.complain(node, f"{module} is a compiled resource file; read the file by its path")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.generic_visit(node)
        if node.attr in GONE_METHODS:
            self.complain(node, f"write {GONE_METHODS[node.attr]}, not {node.attr}")
        if not isinstance(node.value, ast.Name):
            return
        owner = self.imported.get(node.value.id)
        if node.value.id == "QVariant" and node.attr[:1].isupper():
            self.complain(node, f"QVariant.{node.attr} is gone; use QMetaType.Type")
        elif owner is not None and not _is_enumeration(owner):
            scoped = _scoped_name(owner, node.attr)
            if scoped:
                self.complain(node, f"write {scoped}, not {node.value.id}.{node.attr}")


def _is_enumeration(owner: object) -> bool:
    """Return whether `owner` is itself an enumeration: one of Python's, or a number as in PyQt 5."""
    return isinstance(owner, type) and issubclass(owner, (enum.Enum, int))


def _scoped_name(owner: object, name: str) -> str | None:
    """Return how `owner.name` must be written where it is a member of an enumeration outside it."""
    value = getattr(owner, name, None)
    kind = type(value)
    if value is None or isinstance(value, (type, bool)) or kind in (int, float, str, tuple):
        return None
    if isinstance(value, enum.Enum):
        return f"{kind.__qualname__}.{value.name}"
    return f"{kind.__qualname__}.{name}" if isinstance(value, int) else None


def python_files() -> list[Path]:
    """Return the modules to check."""
    files: list[Path] = []
    for name in CHECKED:
        path = ROOT / name
        files += [path] if path.is_file() else sorted(path.rglob("*.py"))
    return files


def main() -> int:
    """Return the exit status."""
    complaints: list[str] = []
    for file in python_files():
        checker = _Checker(file)
        checker.visit(ast.parse(file.read_text(encoding="utf-8"), str(file)))
        complaints += checker.complaints
    complaints += [
        f"{path.relative_to(ROOT)}: compiled resources are gone" for path in ROOT.glob("resources/**/*.qrc")
    ]
    print("\n".join(complaints) or "ready for Qt 6 and QGIS 4")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
