"""What must be right before the plugin imports shapely or pyproj inside QGIS, and how to mend what is not.

Two copies of GEOS in one process end QGIS with a segmentation fault, and no Python code can catch that. So
the packages are looked at on disk first: nothing dangerous is imported to find out that it is dangerous.
(QGIS itself imports any shapely that it finds, for `QgsGeometry.as_shapely`; the first call is the end.)
"""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path

from qgis.core import Qgis

from .translation import tr

MINIMUM_SHAPELY = (2, 0)
# Pure-Python packages that the plugin imports and its archive carries, with the oldest that serves.
BUNDLED: dict[str, tuple[int, ...]] = {"openpyxl": (3, 1), "sqlite_utils": (4, 0)}


@dataclass(frozen=True)
class Problem:
    """One thing that keeps the plugin from working: the component, a sentence about it, and the remedy."""

    component: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class _Package:
    """Where a package would be imported from, and the version in its metadata (empty where unknown)."""

    folder: Path
    version: str

    @property
    def site(self) -> Path:
        return self.folder.parent

    def is_older_than(self, minimum: tuple[int, ...]) -> bool:
        numbers = tuple(int(part) for part in self.version.split(".")[:2] if part.isdigit())
        return bool(numbers) and numbers < minimum


def find_problems(
    *,
    search_path: Sequence[str] | None = None,
    platform: str = sys.platform,
    geos_of_qgis: str | None = None,
    geos_of_shapely: Callable[[], str] | None = None,
) -> list[Problem]:
    """Return what is missing or dangerous in this QGIS, most dangerous first; empty where all is well.

    `search_path` is `sys.path` unless given; `geos_of_qgis` is a version such as ``3.11.1``. shapely is
    imported, to ask it for its GEOS, only after its files were found safe. Wheels matter on Linux alone,
    where QGIS and Python share the system's libraries; the other installers bring packages that fit.
    """
    path = list(sys.path if search_path is None else search_path)
    linux = platform.startswith("linux")
    problems = [
        *_shapely_problems(_find("shapely", path), linux),
        *_pyproj_problems(_find("pyproj", path), linux),
    ]
    if _find("numpy", path) is None:
        problems.append(_missing("numpy", linux))
    if not problems:
        problems += _loaded_problems(
            geos_of_qgis or Qgis.geosVersion(), geos_of_shapely or _ask_shapely, linux
        )
    for name, minimum in BUNDLED.items():
        problems += _bundled_problems(name, minimum, _find(name, path))
    return problems


def _find(name: str, path: Sequence[str]) -> _Package | None:
    found = PathFinder.find_spec(name, list(path))
    if found is None or not found.origin:
        return None
    folder = Path(found.origin).parent
    versions = [d.version for d in importlib.metadata.distributions(name=name, path=[str(folder.parent)])]
    return _Package(folder, versions[0] if versions else "")


def _shapely_problems(package: _Package | None, linux: bool) -> list[Problem]:
    if package is None:
        return [_missing("shapely", linux)]
    if linux and _is_wheel_with_libraries(package, "shapely"):
        sentence = tr(
            "shapely in {folder} is a wheel with a GEOS library of its own; "
            "beside the GEOS that QGIS uses it would end QGIS."
        )
        return [
            Problem("shapely", sentence.format(folder=package.folder), _rebuild_shapely(remove_first=True))
        ]
    if package.is_older_than(MINIMUM_SHAPELY):
        sentence = tr("shapely in {folder} is version {version}, and version 2 or later is needed.")
        remedy = _rebuild_shapely() if linux else _from_installer("python3-shapely")
        return [Problem("shapely", sentence.format(folder=package.folder, version=package.version), remedy)]
    return []


def _pyproj_problems(package: _Package | None, linux: bool) -> list[Problem]:
    if package is None:
        return [_missing("pyproj", linux)]
    if linux and (_is_wheel_with_libraries(package, "pyproj") or (package.folder / "proj_dir").is_dir()):
        sentence = tr(
            "pyproj in {folder} is a wheel with a PROJ library of its own; "
            "beside the PROJ that QGIS uses it would end QGIS."
        )
        remedy = tr(
            "Close QGIS, run `python3 -m pip uninstall --break-system-packages pyproj`, and install "
            "the system's own package: `sudo apt install python3-pyproj`."
        )
        return [Problem("pyproj", sentence.format(folder=package.folder), remedy)]
    return []


def _is_wheel_with_libraries(package: _Package, name: str) -> bool:
    """Return whether shared libraries came beside the package or in it, as in wheels made for any Linux."""
    places = (
        package.site / f"{name}.libs",
        package.site / f"{name.capitalize()}.libs",
        package.folder / ".libs",
    )
    return any(place.is_dir() for place in places)


def _loaded_problems(geos_of_qgis: str, geos_of_shapely: Callable[[], str], linux: bool) -> list[Problem]:
    try:
        geos = geos_of_shapely()
    except (ImportError, OSError, ValueError) as error:
        sentence = tr("shapely cannot be loaded: {error}").format(error=error)
        return [
            Problem("shapely", sentence, _rebuild_shapely() if linux else _from_installer("python3-shapely"))
        ]
    of_qgis = geos_of_qgis.split("-")[0]
    if linux and geos != of_qgis:
        sentence = tr("shapely uses GEOS {geos}, and QGIS uses GEOS {of_qgis}: the two do not fit together.")
        return [
            Problem(
                "shapely", sentence.format(geos=geos, of_qgis=of_qgis), _rebuild_shapely(remove_first=True)
            )
        ]
    return []


def _ask_shapely() -> str:
    import shapely

    return ".".join(str(number) for number in shapely.geos_version)


def _bundled_problems(name: str, minimum: tuple[int, ...], package: _Package | None) -> list[Problem]:
    remedy = tr(
        "Install the plugin from its release archive, which brings {name} along, or run "
        "`python3 -m pip install --user {name}`."
    ).format(name=name)
    if package is None:
        return [Problem(name, tr("{name} is not installed.").format(name=name), remedy)]
    if package.is_older_than(minimum):
        sentence = tr(
            "{name} in {folder} is version {version}, and version {minimum} or later is needed."
        ).format(
            name=name,
            folder=package.folder,
            version=package.version,
            minimum=".".join(str(number) for number in minimum),
        )
        return [Problem(name, sentence, remedy)]
    return []


def _missing(name: str, linux: bool) -> Problem:
    if not linux:
        remedy = _from_installer(f"python3-{name}")
    elif name == "shapely":
        remedy = _rebuild_shapely()
    else:
        remedy = tr("Install the system's own package: `sudo apt install {package}`.").format(
            package=f"python3-{name}"
        )
    return Problem(name, tr("{name} is not installed.").format(name=name), remedy)


def _rebuild_shapely(*, remove_first: bool = False) -> str:
    remove = tr("Close QGIS and run `python3 -m pip uninstall --break-system-packages shapely`.")
    build = tr(
        "Where the system's package is version 2 or later, run `sudo apt install python3-shapely`. "
        "On Debian 12 run `sudo apt install build-essential python3-dev python3-pip pkg-config libgeos-dev`, "
        "and then `python3 -m pip install --user --break-system-packages --no-binary shapely "
        "'shapely>=2,<3' 'numpy<2'`."
    )
    return f"{remove} {build}" if remove_first else build


def _from_installer(package: str) -> str:
    return tr("Install `{package}` with the installer that QGIS came from (on Windows, OSGeo4W).").format(
        package=package
    )
