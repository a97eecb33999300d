"""The only place where types of QGIS meet ours. It imports nothing, so that the start-up check runs before
shapely is loaded.
"""
