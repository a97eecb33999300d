"""Prints "yes" where this interpreter's shapely is 2.x and no wheel with its own GEOS; does not import it."""

import importlib.metadata
import importlib.util
from pathlib import Path


def is_usable() -> bool:
    """Return whether `import shapely` gives a version 2 that uses the system's GEOS."""
    found = importlib.util.find_spec("shapely")
    if found is None or not found.origin:
        return False
    site = Path(found.origin).parent.parent
    versions = [d.version for d in importlib.metadata.distributions(name="shapely", path=[str(site)])]
    bundled = (site / "shapely.libs").exists() or (site / "Shapely.libs").exists()
    return bool(versions) and versions[0].split(".")[0] == "2" and not bundled


print("yes" if is_usable() else "no")
