"""The terrain of the sample county: fractal hills cut by the valleys that their own water finds."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...geometry.arrays import whole_numbers
from .frame import Floats

Ints = npt.NDArray[np.int64]

CELL_M = 180.0
ROWS, COLUMNS = 220, 248
_NEIGHBOURS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))
# Valleys by the size of what drains through them: cells upstream, depth in metres, half-width in cells.
_VALLEYS = ((12, 26.0, 0.8), (60, 34.0, 1.3), (400, 48.0, 2.0), (2500, 60.0, 3.2), (9000, 60.0, 4.5))
MIN_HEIGHT_M, RELIEF_M = 780.0, 820.0


@dataclass(frozen=True)
class Terrain:
    """Heights on a square grid of ``CELL_M``, first row in the north, and the way of the water over it."""

    heights_m: Floats
    receiver: Ints
    """Flat index of the cell into which each cell drains; its own index at the edge."""
    upstream: Floats
    """How many cells drain through each cell."""

    def centre(self, row: float, column: float) -> tuple[float, float]:
        """Return the centre of a cell in metres of the frame."""
        return ((column - (COLUMNS - 1) / 2) * CELL_M, ((ROWS - 1) / 2 - row) * CELL_M)

    def cell(self, x: float, y: float) -> tuple[int, int]:
        """Return row and column of the cell that holds a point, clamped to the grid."""
        row = round((ROWS - 1) / 2 - y / CELL_M)
        column = round(x / CELL_M + (COLUMNS - 1) / 2)
        return min(max(row, 0), ROWS - 1), min(max(column, 0), COLUMNS - 1)

    def height_at(self, points: Floats) -> Floats:
        """Return the height in metres at points (n, 2), interpolated between the four cells around each."""
        return bilinear(
            self.heights_m, (ROWS - 1) / 2 - points[:, 1] / CELL_M, points[:, 0] / CELL_M + (COLUMNS - 1) / 2
        )

    def slope(self) -> Floats:
        """Return rise over run of each cell."""
        north, east = np.gradient(self.heights_m, CELL_M)
        return np.asarray(np.hypot(north, east))

    def heights_of(self, x: Floats, y: Floats) -> Floats:
        """Return the heights at the grid of the given easting and northing axes, in metres."""
        columns, rows = np.meshgrid(x / CELL_M + (COLUMNS - 1) / 2, (ROWS - 1) / 2 - y / CELL_M)
        return bilinear(self.heights_m, rows.ravel(), columns.ravel()).reshape(rows.shape)


def make_terrain(rng: np.random.Generator) -> Terrain:
    """Return terrain whose hills, valleys and drainage follow from the generator alone."""
    heights = fractal(rng, (ROWS, COLUMNS), roughness=1.8)
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    # The land falls to the west, and from both sides to a middle valley.
    heights += 2.6 * columns / COLUMNS + 2.4 * np.abs(rows / ROWS - 0.45)
    heights = _scaled(heights, MIN_HEIGHT_M + 120, RELIEF_M - 120)
    filled, receiver, order = drain(heights)
    carved = _carve(filled, upstream_cells(receiver, order))
    filled, receiver, order = drain(carved)
    upstream = upstream_cells(receiver, order)
    return Terrain(_with_valley_floors(filled, upstream), receiver, upstream)


def fractal(rng: np.random.Generator, shape: tuple[int, int], *, roughness: float) -> Floats:
    """Return noise with zero mean and unit deviation whose amplitude falls as frequency to the power of
    -roughness."""
    spectrum = np.fft.rfft2(rng.standard_normal(shape))
    frequency = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None, :])
    frequency[0, 0] = 1.0
    spectrum *= frequency**-roughness
    spectrum[0, 0] = 0.0
    noise = np.fft.irfft2(spectrum, s=shape)
    return _same_everywhere(noise / noise.std())


def drain(heights: Floats) -> tuple[Floats, Ints, Ints]:
    """Return heights over which all water reaches the edge, each cell's receiver, and the cells from the
    outlets upwards.

    Depressions are breached, not filled (Lindsay 2016): a priority flood on the raw heights links every cell
    to the one it was reached from, then each receiver is cut down to below what drains into it, as a river
    cuts its gorge.
    """
    # A margin of cells that count as seen spares the question where the grid ends; plain lists are fast at
    # cells.
    width = COLUMNS + 2
    raw: list[float] = np.pad(heights, 1).ravel().tolist()
    seen: list[bool] = np.pad(np.zeros(heights.shape, dtype=bool), 1, constant_values=True).ravel().tolist()
    below: list[int] = list(range(len(raw)))
    moves = [down * width + right for down, right in _NEIGHBOURS]
    queue = [(raw[cell], cell) for cell in (_padded(index) for index in _edge_cells())]
    for _, cell in queue:
        seen[cell] = True
    heapq.heapify(queue)
    order = []
    while queue:
        _, cell = heapq.heappop(queue)
        order.append(cell)
        for move in moves:
            other = cell + move
            if not seen[other]:
                seen[other] = True
                below[other] = cell
                heapq.heappush(queue, (raw[other], other))
    for cell in reversed(order):
        if below[cell] != cell:
            raw[below[cell]] = min(raw[below[cell]], raw[cell] - 0.05)
    inner = (slice(1, ROWS + 1), slice(1, COLUMNS + 1))
    breached = np.array(raw).reshape(ROWS + 2, width)[inner]
    receiver = _unpadded(np.array(below).reshape(ROWS + 2, width)[inner].ravel())
    return breached, receiver, _unpadded(np.array(order))


def upstream_cells(receiver: Ints, order: Ints) -> Floats:
    """Return how many cells drain through each cell, itself included."""
    counts = [1.0] * receiver.size
    below = whole_numbers(receiver)
    for index in whole_numbers(order[::-1]):
        if below[index] != index:
            counts[below[index]] += counts[index]
    return np.array(counts).reshape(ROWS, COLUMNS)


def blur(field: Floats, sigma_cells: float) -> Floats:
    """Return the field smoothed by a Gaussian of the given width."""
    frequency = np.fft.fftfreq(field.shape[0])[:, None] ** 2 + np.fft.rfftfreq(field.shape[1])[None, :] ** 2
    kernel = np.exp(-2 * (np.pi * sigma_cells) ** 2 * frequency)
    return _same_everywhere(np.fft.irfft2(np.fft.rfft2(field) * kernel, s=field.shape))


def bilinear(field: Floats, rows: Floats, columns: Floats) -> Floats:
    """Return the field at fractional rows and columns, clamped to its edge."""
    rows, columns = np.clip(rows, 0, field.shape[0] - 1.001), np.clip(columns, 0, field.shape[1] - 1.001)
    top, left = rows.astype(np.int64), columns.astype(np.int64)
    down, right = rows - top, columns - left
    above = field[top, left] * (1 - right) + field[top, left + 1] * right
    below = field[top + 1, left] * (1 - right) + field[top + 1, left + 1] * right
    return np.asarray(above * (1 - down) + below * down)


def _carve(heights: Floats, upstream: Floats) -> Floats:
    carved = heights.copy()
    for cells, depth_m, width in _VALLEYS:
        valley = blur((upstream >= cells).astype(np.float64), width)
        carved -= depth_m * np.clip(valley / (0.45 / width), 0, 1)
    return carved


def _with_valley_floors(heights: Floats, upstream: Floats) -> Floats:
    """Return heights whose gorges are widened: beside a stream the ground is hardly higher than its bed."""
    floor = heights.copy()
    for cells, rise_m in ((60, 14.0), (400, 5.0), (2500, 9.0)):
        bed = np.pad(np.where(upstream >= cells, floor, np.inf), 1, constant_values=np.inf)
        beside = [bed[1 + d : 1 + d + ROWS, 1 + r : 1 + r + COLUMNS] for d, r in _NEIGHBOURS]
        floor = np.minimum(floor, np.min(beside, axis=0) + rise_m)
    return floor


def _same_everywhere(field: Floats) -> Floats:
    """Return the field without its last digits: the transforms of two numpys differ there, and a county would
    follow from each."""
    return np.asarray(np.round(field, 6) + 0.0, dtype=np.float64)


def _scaled(field: Floats, low: float, span: float) -> Floats:
    return np.asarray(low + span * (field - field.min()) / (field.max() - field.min()))


def _padded(index: int) -> int:
    row, column = divmod(index, COLUMNS)
    return (row + 1) * (COLUMNS + 2) + column + 1


def _unpadded(cells: Ints) -> Ints:
    rows, columns = np.divmod(cells, COLUMNS + 2)
    return np.asarray((rows - 1) * COLUMNS + columns - 1, dtype=np.int64)


def _edge_cells() -> list[int]:
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    edge = (rows == 0) | (rows == ROWS - 1) | (columns == 0) | (columns == COLUMNS - 1)
    return [int(index) for index in np.flatnonzero(edge.ravel())]
