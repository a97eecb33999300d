"""The menus of the survey dock that choose what a new record is: the type of a problem, the class of an
object."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtWidgets import QMenu, QWidget

from ...domain.codes import Code
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr

SHAPES = ("point", "line", "area")


def shape_name(shape: str) -> str:
    """Return the name of a shape that can be drawn."""
    return {"point": tr("as a point"), "line": tr("as a line"), "area": tr("as an area")}[shape]


def shape_of(code: Code) -> str:
    """Return the shape in which a type of problem or a class of object is recorded, an area where none is
    said."""
    shape = code.extra.get("geometry", "area")
    return shape if shape in SHAPES else "area"


def problem_menu(labels: Labels, chosen: Callable[[Code, str], None], parent: QWidget) -> QMenu:
    """Return the types of problem, grouped by their class; ``chosen`` gets the type and the shape to draw."""
    menu = QMenu(parent)
    codes = labels.codes.codes("problem_type")
    parents = {code.parent for code in codes if code.parent}
    for group in (code for code in codes if not code.parent):
        if group.code in parents:
            below = menu.addMenu(labels.of(group))
            for code in (code for code in codes if code.parent == group.code):
                below.addAction(_text(code, labels), _call(chosen, code, shape_of(code)))
        else:
            menu.addAction(_text(group, labels), _call(chosen, group, shape_of(group)))
    menu.addSeparator()
    other = menu.addMenu(tr("In another shape"))
    for shape in SHAPES:
        _add_by_shape(other.addMenu(shape_name(shape)), codes, parents, shape, labels, chosen)
    return menu


def _add_by_shape(
    menu: QMenu,
    codes: tuple[Code, ...],
    parents: set[str],
    shape: str,
    labels: Labels,
    chosen: Callable[[Code, str], None],
) -> None:
    for code in codes:
        if code.code not in parents:
            menu.addAction(labels.of(code), _call(chosen, code, shape))


def object_menu(labels: Labels, chosen: Callable[[Code, str], None], parent: QWidget) -> QMenu:
    """Return the protected classes that exist as objects, by their group; ``chosen`` gets class and shape."""
    menu = QMenu(parent)
    groups: dict[str, QMenu] = {}
    for code in labels.codes.codes("protected_class"):
        if code.extra.get("is_object", "1") != "1":
            continue
        group = code.extra.get("group", "")
        if group not in groups:
            groups[group] = menu.addMenu(group_name(group))
        groups[group].addAction(_text(code, labels), _call(chosen, code, shape_of(code)))
    return menu


def group_name(group: str) -> str:
    """Return the name of a group of protected classes; the list names them in Chinese."""
    names = {
        "三区": tr("Three zones"),
        "两线": tr("Two lines"),
        "基本农田": tr("Basic farmland"),
        "其他": tr("Other"),
    }
    return names.get(group, group or tr("Other"))


def _text(code: Code, labels: Labels) -> str:
    return f"{labels.of(code)}  ({shape_name(shape_of(code))})"


def _call(chosen: Callable[[Code, str], None], code: Code, shape: str) -> Callable[[], None]:
    return lambda: chosen(code, shape)
