"""The QGIS project inside a GeoPackage as bytes: which file its layers read, and making that file the one it
stands in.

A stored project names its layers' file relative to the folder. So it survives a move of the folder, but in a
renamed or copied file it still opens the original (tried with QGIS 3.40), or nothing where that is gone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from ..store.workspace import Workspace
from .layers import TABLE_PROPERTY

_MAP_LAYER = re.compile(r"<maplayer\b.*?</maplayer>", re.DOTALL)
_SOURCE = re.compile(r"<datasource>([^<|]*)\|layername=([^<|]*)</datasource>")
_DROP_DOWN = re.compile(
    r'<field\b[^<>]*>\s*<editWidget type="ValueMap">(?:(?!</field>).)*</editWidget>\s*</field>', re.DOTALL
)
_QUOTES = {'"': "&quot;"}


def read_projects(workspace: Workspace) -> dict[str, bytes]:
    """Return the stored projects by name, as the bytes of a `.qgz` archive; none where nothing was ever
    stored.
    """
    with workspace.connect() as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'qgis_projects'").fetchone():
            return {}
        rows = connection.execute("SELECT name, content FROM qgis_projects").fetchall()
    return {str(row["name"]): _decoded(row["content"]) for row in rows}


def replace_projects(workspace: Workspace, projects: Mapping[str, bytes]) -> None:
    """Put other contents in the place of stored projects."""
    with workspace.write() as connection:
        connection.executemany(
            "UPDATE qgis_projects SET content = ? WHERE name = ?",
            [(archive.hex(), name) for name, archive in projects.items()],
        )


def leave_drop_downs_to_domains(workspace: Workspace) -> None:
    """Take the copies of code lists out of the stored styles and projects.

    QGIS makes drop-downs of the file's field domains by itself. What it writes into a style is a copy, which
    would hide codes that are added to the list later.
    """
    projects = read_projects(workspace)
    with workspace.write() as connection:
        styles = connection.execute("SELECT id, styleQML FROM layer_styles").fetchall()
        connection.executemany(
            "UPDATE layer_styles SET styleQML = ? WHERE id = ?",
            [(_DROP_DOWN.sub("", row["styleQML"]), row["id"]) for row in styles],
        )
    plain = {
        name: _with_project_text(archive, _DROP_DOWN.sub("", _project_text(archive)))
        for name, archive in projects.items()
    }
    replace_projects(workspace, plain)


def tables_of(archive: bytes) -> frozenset[str]:
    """Return the workspace tables that the project has layers of."""
    return frozenset(table for _, table in _own_sources(_project_text(archive)))


def retargeted(archive: bytes, path: Path) -> bytes:
    """Return the archive such that every layer of a workspace reads the file at `path`, by its name alone.

    Layers of other files are left as they are. The same bytes come back where nothing is to change.
    """
    text = _project_text(archive)
    target = f"./{path.name}"
    changed = text
    for source in {source for source, _ in _own_sources(text)} - {_quoted(target)}:
        # The same address stands in the layer tree, in layouts' legends and in widgets.
        changed = changed.replace(f">{source}|layername=", f">{escape(target)}|layername=")
        changed = changed.replace(f'"{_requoted(source)}|layername=', f'"{_quoted(target)}|layername=')
    return archive if changed == text else _with_project_text(archive, changed)


def _own_sources(text: str) -> set[tuple[str, str]]:
    """Return (file, table) of the layers that belong to a workspace, the file as it stands in the XML."""
    found = set()
    for block in _MAP_LAYER.findall(text):
        match = _SOURCE.search(block)
        if match and TABLE_PROPERTY in block:
            found.add((match.group(1), unescape(match.group(2))))
    return found


def _quoted(text: str) -> str:
    return escape(text, _QUOTES)


def _requoted(source: str) -> str:
    """Return an address from the text of an element as it stands in an attribute."""
    return _quoted(unescape(source, {"&quot;": '"'}))


def _decoded(content: bytes | str) -> bytes:
    """Return the archive of a row: QGIS stores its bytes as hexadecimal text."""
    if isinstance(content, bytes):
        if content.startswith(b"PK"):
            return content
        content = content.decode("ascii")
    return bytes.fromhex(content)


def _project_entry(names: list[str]) -> str:
    return next(name for name in names if name.endswith(".qgs"))


def _project_text(archive: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return packed.read(_project_entry(packed.namelist())).decode("utf-8")


def _with_project_text(archive: bytes, text: str) -> bytes:
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as packed,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as repacked,
    ):
        names = packed.namelist()
        project = _project_entry(names)
        for name in names:
            repacked.writestr(name, text.encode("utf-8") if name == project else packed.read(name))
    return result.getvalue()
