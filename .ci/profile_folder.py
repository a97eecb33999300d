"""Makes a scratch QGIS profile in which one plugin is installed and enabled."""

from __future__ import annotations

import argparse
import configparser
import zipfile
from pathlib import Path

NAME = "mine_restoration"


def make_profile(folder: Path, *, plugin: Path, language: str) -> Path:
    """Return `folder`, a QGIS profile in which `plugin` is enabled; other settings made there are kept.

    `plugin` is a source tree, which is linked, or a release archive, which is unpacked. `language` names a
    locale.
    """
    plugins = folder / "python" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    target = plugins / NAME
    if plugin.suffix == ".zip":
        with zipfile.ZipFile(plugin) as archive:
            archive.extractall(plugins)
    elif not target.is_symlink() or target.resolve() != plugin.resolve():
        target.unlink(missing_ok=True)
        target.symlink_to(plugin.resolve(), target_is_directory=True)
    _write_settings(folder / "QGIS" / "QGIS3.ini", language)
    _write_settings(folder / "QGIS" / "QGIS4.ini", language)
    return folder


def _write_settings(file: Path, language: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    settings = configparser.RawConfigParser(strict=False)
    settings.optionxform = str  # type: ignore[assignment,method-assign]  # Qt's keys have capitals
    settings.read(file, encoding="utf-8")
    for section, key, value in (
        ("PythonPlugins", NAME, "true"),
        ("PythonPlugins", "processing", "true"),
        ("locale", "overrideFlag", "true"),
        ("locale", "userLocale", language),
        ("qgis", "checkVersion", "false"),
        ("qgis", "showTips", "false"),
        ("qgis", "enableMacros", "Never"),
        ("plugins", "automatically-check-for-updates", "false"),
    ):
        if not settings.has_section(section):
            settings.add_section(section)
        settings.set(section, key, value)
    with file.open("w", encoding="utf-8") as stream:
        settings.write(stream, space_around_delimiters=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("profiles", type=Path, help="the folder that holds profiles")
    parser.add_argument("--name", required=True)
    parser.add_argument("--plugin", type=Path, required=True, help="a source tree, or a release archive")
    parser.add_argument("--language", default="zh-Hans")
    options = parser.parse_args()
    make_profile(options.profiles / options.name, plugin=options.plugin, language=options.language)
