"""Metres on the ellipsoid: projections, buffers, distances, areas, clusters, map sheets, coordinate traps."""
