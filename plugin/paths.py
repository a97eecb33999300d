"""Where the plugin's own folders are: the one module that knows the layout of the package on disk."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


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
    """Return whether the bundled packages were put on `sys.path`, as they are where any is not installed.

    They go last, so that no package of the installation is replaced by ours; but first where an installed one
    is older than the bundled one by a major version, since the plugin would then not run with it.
    """
    vendor = folder or vendor_folder()
    if not vendor.is_dir() or str(vendor) in sys.path:
        return False
    bundled = {
        d.metadata["Name"]: _numbers(d.version) for d in importlib.metadata.distributions(path=[str(vendor)])
    }
    installed = {name: _installed_version(name) for name in bundled}
    if any(installed[name] and installed[name][0] < version[0] for name, version in bundled.items()):
        sys.path.insert(0, str(vendor))
    elif not all(installed.values()):
        sys.path.append(str(vendor))
    else:
        return False
    importlib.invalidate_caches()
    return True


def _installed_version(name: str) -> tuple[int, ...]:
    try:
        return _numbers(importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return ()


def _numbers(version_text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version_text.split(".") if part.isdigit())
