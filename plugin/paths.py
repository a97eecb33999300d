"""Where the plugin's own folders are: the one module that knows the layout of the package on disk."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def root_folder() -> Path:
    """Return the folder of the plugin package: the repository root, or `mine_restoration` in an installed profile."""
    return _ROOT


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under `resources/`; it is not required to exist."""
    return _ROOT.joinpath("resources", *parts)


def form(stem: str) -> Path:
    """Return the path of the Designer form `forms/<stem>.ui`; `stem` is that of the module that loads it."""
    return _ROOT / "forms" / f"{stem}.ui"


def icon(name: str) -> Path:
    """Return the path of `resources/icons/<name>.svg`."""
    return _ROOT / "resources" / "icons" / f"{name}.svg"


def i18n_folder() -> Path:
    """Return the folder of the translations (`.ts` sources, and the `.qm` files built from them)."""
    return _ROOT / "i18n"


def vendor_folder() -> Path:
    """Return the folder of bundled pure-Python dependencies: it exists in a release archive only."""
    return _ROOT / "vendor"


def version() -> str:
    """Return the plugin's version as `metadata.txt` states it: the only place where it is written."""
    for line in (_ROOT / "metadata.txt").read_text(encoding="utf-8").splitlines():
        key, separator, value = line.partition("=")
        if separator and key.strip() == "version":
            return value.strip()
    return "0"


def use_vendored_packages(folder: Path | None = None) -> bool:
    """Return whether the bundled packages were put on `sys.path`.

    They are used only where the installation has no sqlite-utils or one older than the bundled copy. They then go first,
    since sqlite-utils needs the bundled click as well, and an older click may be installed beside QGIS.
    """
    vendor = folder or vendor_folder()
    if not vendor.is_dir() or str(vendor) in sys.path:
        return False
    bundled = _distribution_version(vendor)
    if bundled is None or _installed_version() >= bundled:
        return False
    sys.path.insert(0, str(vendor))
    importlib.invalidate_caches()
    return True


def _distribution_version(folder: Path) -> tuple[int, ...] | None:
    for distribution in importlib.metadata.distributions(path=[str(folder)]):
        if distribution.metadata["Name"].lower().replace("_", "-") == "sqlite-utils":
            return _numbers(distribution.version)
    return None


def _installed_version() -> tuple[int, ...]:
    if importlib.util.find_spec("sqlite_utils") is None:
        return (0,)
    try:
        return _numbers(importlib.metadata.version("sqlite-utils"))
    except importlib.metadata.PackageNotFoundError:
        return (0,)


def _numbers(version_text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version_text.split(".") if part.isdigit())
