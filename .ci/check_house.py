"""The rules of the house that no ready-made tool checks; the status is 1 where one is broken."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 400
REQUIRED_METADATA = ("name", "description", "about", "version", "author", "email", "icon", "license", "tags")
# What an installed QGIS has, and what the release archive carries in vendor/.
BESIDE_QGIS = {"qgis", "osgeo", "numpy", "shapely", "pyproj", "psycopg2", "cryptography", "processing"}
VENDORED = {"sqlite_utils", "openpyxl"}
TOP_LEVEL = {
    *(
        "metadata.txt",
        "__init__.py",
        "plugin",
        "forms",
        "resources",
        "i18n",
        "tests",
        "docs",
        "Makefile",
        "README.md",
    ),
    *("pyproject.toml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"),
}


def metadata_complaints() -> Iterator[str]:
    """Yield what is wrong with `metadata.txt`, and other places that state a version."""
    metadata = configparser.RawConfigParser()
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    general = metadata["general"]
    for key in REQUIRED_METADATA:
        if not general.get(key):
            yield f"metadata.txt: {key} is missing"
    expected = {"qgisMinimumVersion": "3.40", "qgisMaximumVersion": "4.99", "hasProcessingProvider": "yes"}
    for key, value in expected.items():
        if general.get(key) != value:
            yield f"metadata.txt: {key} must be {value}"
    if not re.fullmatch(r"\d+\.\d+\.\d+", general.get("version", "")):
        yield "metadata.txt: version must have three numbers"
    if not (ROOT / general.get("icon", "")).is_file():
        yield "metadata.txt: the icon does not exist"
    if re.search(r"^version\s*=", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE):
        yield "pyproject.toml: the version stands in metadata.txt alone"
    if "## Unreleased" not in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"):
        yield "CHANGELOG.md: there is no section Unreleased"


def module_complaints(file: Path) -> Iterator[str]:
    """Yield what is wrong with one module of the plugin."""
    name = file.relative_to(ROOT)
    text = file.read_text(encoding="utf-8")
    if len(text.splitlines()) > LONGEST_MODULE:
        yield f"{name}: more than {LONGEST_MODULE} lines; split it"
    allowed = set(sys.stdlib_module_names) | BESIDE_QGIS | VENDORED
    layer = name.parts[1].removesuffix(".py")
    for node in ast.walk(ast.parse(text, str(file))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            modules = [node.module or ""]
        else:
            continue
        for module in modules:
            package = module.split(".")[0]
            if package in {"plugin", "mine_restoration"}:
                yield f"{name}:{node.lineno}: imports inside plugin/ are relative"
            elif package not in allowed:
                yield f"{name}:{node.lineno}: {package} is neither beside QGIS nor in vendor/"
            elif module == "qgis.utils" and layer not in {"app", "gui", "qgis_bridge"}:
                yield f"{name}:{node.lineno}: iface belongs to app, gui and qgis_bridge"


def repository_complaints() -> Iterator[str]:
    """Yield what does not belong into the repository: other top-level names, and paths of one machine."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, text=True
    )
    files = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    for top in sorted({name.split("/")[0] for name in files}):
        if top not in TOP_LEVEL and not top.startswith("."):
            yield f"{top}: the top level of the repository is fixed"
    machine_path = re.compile(rb"(?<![\w.~/])/(?:root|work|farm|home/\w+)/")
    for name in files:
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8000] and machine_path.search(content):
            yield f"{name}: a path of one machine"


def main() -> int:
    """Return the exit status."""
    complaints = [*metadata_complaints(), *repository_complaints()]
    for file in sorted((ROOT / "plugin").rglob("*.py")):
        complaints += module_complaints(file)
    print("\n".join(complaints) or "the house is in order")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
