"""A county that does not exist, made from a seed: terrain, lines, places, mines, problems and photos."""
