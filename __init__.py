"""Mine Restoration (矿山地质环境调查与治理): a QGIS plugin. This module only answers QGIS."""


def classFactory(iface):  # type: ignore[no-untyped-def]
    """Return the plugin object for `iface`; in `qgis_process`, which has no window, `iface` is None."""
    from .plugin.app import MineRestorationPlugin

    return MineRestorationPlugin(iface)
