"""Runs `qgis_process` on the arguments in ARGS, the plugin in a scratch profile; prints nothing itself."""

from __future__ import annotations

import os
import shlex
import sysconfig
from pathlib import Path

from profile_folder import make_profile

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / "build" / "profiles" / "process"


def main() -> None:
    """Become `qgis_process`. ARGS is split at blanks outside quotes; `|` and `;` are plain characters."""
    language = "zh-Hans" if os.environ.get("LANG", "").startswith("zh") else "en"
    make_profile(CONFIGURATION / "profiles" / "default", plugin=ROOT, language=language)
    runtime = CONFIGURATION / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = dict(os.environ)
    environment["QGIS_CUSTOM_CONFIG_PATH"] = str(CONFIGURATION)
    environment.setdefault("XDG_RUNTIME_DIR", str(runtime))
    search = [sysconfig.get_path("purelib"), *filter(None, [environment.get("PYTHONPATH")])]
    environment["PYTHONPATH"] = os.pathsep.join(search)
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    os.execvpe("qgis_process", ["qgis_process", *shlex.split(environment.get("ARGS", ""))], environment)


main()
