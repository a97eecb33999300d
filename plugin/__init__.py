"""Mine Restoration: survey, zoning and treatment planning of mine sites, as a QGIS plugin."""
