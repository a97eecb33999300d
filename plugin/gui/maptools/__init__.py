"""Tools that draw on the map canvas."""
