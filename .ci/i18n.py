"""Collects the texts of the interface into `i18n/*.ts`, keeping the translations; `--check` changes nothing.

pylupdate5 files a plain `tr("…")` under the class it happens to stand in, where no lookup finds it.
Here a plain `tr` has one context (that of `plugin/qgis_bridge/translation.py`), `self.tr` has its class,
and a form its top widget, as Qt looks them up.
"""

from __future__ import annotations

import argparse
import ast
import string
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTEXT = "MineRestoration"
SOURCES = ("plugin/app.py", "plugin/gui", "plugin/processing", "plugin/qgis_bridge")


@dataclass(frozen=True, order=True)
class Message:
    """One text to translate: Qt's context, the English source, and the comment that tells twins apart."""

    context: str
    source: str
    comment: str = ""


class _Finder(ast.NodeVisitor):
    def __init__(self, file: Path) -> None:
        self.file = file
        self.classes: list[str] = []
        self.found: list[Message] = []
        self.complaints: list[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.classes.append(node.name)
        self.generic_visit(node)
        self.classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name, texts = node.func, node.args
        if isinstance(name, ast.Name) and name.id == "tr" and texts:
            self._add(CONTEXT, node, texts[0])
        elif isinstance(name, ast.Attribute) and name.attr == "tr" and texts:
            own = isinstance(name.value, ast.Name) and name.value.id == "self"
            self._add(self.classes[-1] if own and self.classes else CONTEXT, node, texts[0])
        elif isinstance(name, ast.Attribute) and name.attr == "translate" and len(texts) >= 2:
            context = texts[0].value if isinstance(texts[0], ast.Constant) else None
            self._add(str(context or CONTEXT), node, texts[1])

    def _add(self, context: str, call: ast.Call, text: ast.expr) -> None:
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            self.found.append(Message(context, text.value))
        else:
            place = f"{self.file.relative_to(ROOT)}:{call.lineno}"
            self.complaints.append(f"{place}: tr() takes a literal, and values by .format() afterwards")


def python_messages(file: Path) -> tuple[list[Message], list[str]]:
    """Return the messages of a module, and a complaint for every `tr` whose text is no literal."""
    finder = _Finder(file)
    finder.visit(ast.parse(file.read_text(encoding="utf-8"), str(file)))
    return finder.found, finder.complaints


def form_messages(file: Path) -> Iterator[Message]:
    """Yield the messages of a Designer form, except texts marked as not to be translated."""
    root = ElementTree.parse(file).getroot()
    context = root.findtext("class") or file.stem
    for element in root.iter("string"):
        text = element.text or ""
        if text.strip() and element.get("notr") != "true":
            yield Message(context, text, element.get("comment") or "")


def all_messages() -> tuple[set[Message], list[str]]:
    """Return every message of the sources and forms, and the complaints."""
    messages: set[Message] = set()
    complaints: list[str] = []
    for source in SOURCES:
        path = ROOT / source
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if file.name == "translation.py":
                continue  # it defines tr
            found, complained = python_messages(file)
            messages.update(found)
            complaints += complained
    for form in sorted((ROOT / "forms").glob("*.ui")):
        messages.update(form_messages(form))
    return messages, complaints


def read_translations(file: Path) -> dict[Message, str]:
    """Return the finished translations of a `.ts` file; none where there is no file."""
    if not file.is_file():
        return {}
    done: dict[Message, str] = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.text and translation.get("type") is None:
                key = Message(
                    context.findtext("name") or "",
                    message.findtext("source") or "",
                    message.findtext("comment") or "",
                )
                done[key] = translation.text
    return done


def write_translations(file: Path, language: str, messages: set[Message], done: dict[Message, str]) -> None:
    """Write the `.ts` file of a language: contexts and sources in order, so that changes are easy to read."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context, name = root, ""
    for message in sorted(messages):
        if message.context != name:
            name = message.context
            context = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(context, "name").text = name
        element = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(element, "source").text = message.source
        if message.comment:
            ElementTree.SubElement(element, "comment").text = message.comment
        translation = ElementTree.SubElement(element, "translation")
        if message in done:
            translation.text = done[message]
        else:
            translation.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def placeholders(text: str) -> list[str]:
    """Return the names in braces that `.format` fills, in order; none where braces are plain text."""
    try:
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return []


def check(file: Path, messages: set[Message], done: dict[Message, str]) -> list[str]:
    """Return what is wrong with the translations of one language."""
    name = file.relative_to(ROOT)
    wrong = [f"{name}: not translated: {m.context}: {m.source!r}" for m in sorted(messages - done.keys())]
    wrong += [f"{name}: no longer in the sources: {m.source!r}" for m in sorted(done.keys() - messages)]
    wrong += [
        f"{name}: other placeholders than the source: {m.source!r}"
        for m in sorted(messages & done.keys())
        if placeholders(m.source) != placeholders(done[m])
    ]
    return wrong


def main() -> int:
    """Return 0 where all is well; `--check` compares, otherwise the files are brought up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    checking = parser.parse_args().check
    messages, complaints = all_messages()
    for file in sorted((ROOT / "i18n").glob("*.ts")):
        done = read_translations(file)
        if checking:
            complaints += check(file, messages, done)
        else:
            language = file.stem.removeprefix("mine_restoration_")
            write_translations(file, language, messages, done)
            missing = len(messages - done.keys())
            print(
                f"{file.relative_to(ROOT)}: {len(messages)} texts, {missing} not translated", file=sys.stderr
            )
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
