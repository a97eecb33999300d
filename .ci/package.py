"""Builds `build/mine_restoration-<version>.zip`: what QGIS needs to run the plugin, in one archive."""

from __future__ import annotations

import ast
import re
import subprocess
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "mine_restoration"
CONTENT = (
    "metadata.txt",
    "__init__.py",
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "plugin",
    "forms",
    "resources",
    "i18n",
)
LEFT_OUT = re.compile(r"(^|/)(__pycache__|\.[^/]*)(/|$)|\.pyc$|\.ts$")
VENDORED = ROOT / ".venv" / "vendor"
# The packages that the plugin may import from vendor/, each with those that it needs itself.
COMPANIONS = {
    "sqlite_utils": (
        "click",
        "click_default_group",
        "pluggy",
        "python_dateutil",
        "six",
        "sqlite_fts4",
        "tabulate",
    ),
    "openpyxl": ("et_xmlfile",),
}
STAMP = (2025, 1, 1, 0, 0, 0)


def version() -> str:
    """Return the version in `metadata.txt`."""
    found = re.search(r"^version=(\S+)$", (ROOT / "metadata.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit("package: metadata.txt has no line version=…")
    return found.group(1)


def tracked_files() -> list[Path]:
    """Return the plugin's own files: those that git knows, and the translations compiled from them."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard", *CONTENT],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    compiled = [str(path.relative_to(ROOT)) for path in (ROOT / "i18n").glob("*.qm")]
    files = {name for name in [*listed, *compiled] if name and not LEFT_OUT.search(name)}
    return [ROOT / name for name in sorted(files) if (ROOT / name).is_file()]


def imported_packages(files: list[Path]) -> set[str]:
    """Return the top-level names that the plugin's modules import."""
    names: set[str] = set()
    for file in files:
        if file.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names.add(node.module.split(".")[0])
    return names


def vendored_files(used: set[str]) -> list[Path]:
    """Return the files of the bundled packages that the plugin imports, and of those that they need."""
    wanted: set[str] = set()
    for package, companions in COMPANIONS.items():
        if package in used:
            wanted.update((package, *companions))
    files = []
    found = {info.name.split("-")[0].lower(): info for info in sorted(VENDORED.glob("*.dist-info"))}
    missing = wanted - found.keys()
    if missing:
        raise SystemExit(f"package: {', '.join(sorted(missing))} is not there to be bundled; run make setup")
    for info in (found[package] for package in sorted(wanted)):
        for line in (info / "RECORD").read_text(encoding="utf-8").splitlines():
            path = (VENDORED / line.split(",")[0]).resolve()
            if path.is_relative_to(VENDORED) and path.is_file() and path.suffix not in {".pyc", ".exe"}:
                files.append(path)
    compiled = [path.name for path in files if path.suffix in {".so", ".pyd", ".dylib"}]
    if compiled:
        raise SystemExit(f"package: {', '.join(compiled)} is compiled; only pure Python may be bundled")
    return files


def build() -> Path:
    """Return the archive: the same bytes from the same sources, whoever builds it."""
    own = tracked_files()
    target = ROOT / "build" / f"{NAME}-{version()}.zip"
    target.parent.mkdir(exist_ok=True)
    entries = [(file.relative_to(ROOT), file) for file in own]
    entries += [
        (Path("vendor") / file.relative_to(VENDORED), file) for file in vendored_files(imported_packages(own))
    ]
    partial = target.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in entries:
            entry = zipfile.ZipInfo(f"{NAME}/{name.as_posix()}", STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    partial.replace(target)
    return target


if __name__ == "__main__":
    archive = build()
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size / 1024:.0f} KiB")
