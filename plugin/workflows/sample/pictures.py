"""Small pictures for the sample county, drawn and encoded here: hills under a sky, marked as synthetic."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 320, 240
_MARK = "SYNTHETIC"
_GLYPHS = {
    "S": (0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110),
    "Y": (0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100),
    "N": (0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001),
    "T": (0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100),
    "H": (0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001),
    "E": (0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111),
    "I": (0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110),
    "C": (0b01111, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b01111),
}


def hillside(rng: np.random.Generator) -> bytes:
    """Return a PNG of 320 × 240 pixels: three ridges, a scar on the nearest, and the word SYNTHETIC."""
    image = np.empty((HEIGHT, WIDTH, 3), dtype=np.uint8)
    fade = np.linspace(0, 1, HEIGHT)[:, None]
    image[:] = (
        (np.array([150, 190, 225]) + fade[..., None] * np.array([70, 45, 15])).clip(0, 255).astype(np.uint8)
    )
    x = np.arange(WIDTH)
    rows = np.arange(HEIGHT)[:, None]
    for depth, colour in enumerate(((150, 160, 150), (128, 132, 96), (150, 122, 78))):
        ridge = (
            90
            + 42 * depth
            + sum(
                (26 / wave) * np.sin(2 * np.pi * wave * x / WIDTH + rng.uniform(0, 6.3))
                for wave in (1, 2, 3, 5)
            )
        )
        image[rows > ridge] = colour
    centre, size = rng.uniform(90, 230), rng.uniform(25, 60)
    scar = ((x - centre) / size) ** 2 + ((rows - 200) / (size * 0.55)) ** 2 < 1
    image[scar] = (186, 164, 132)
    _write_mark(image)
    return _png(image, "Synthetic picture of the sample county; it shows no real place.")


def _write_mark(image: npt.NDArray[np.uint8], *, scale: int = 2) -> None:
    for place, letter in enumerate(_MARK):
        for row, bits in enumerate(_GLYPHS[letter]):
            for column in range(5):
                if bits >> (4 - column) & 1:
                    top, left = 8 + row * scale, 8 + (place * 6 + column) * scale
                    image[top : top + scale, left : left + scale] = (60, 60, 60)


def _png(image: npt.NDArray[np.uint8], comment: str) -> bytes:
    """Return the picture as PNG (ISO/IEC 15948): 8-bit RGB, unfiltered rows, one text chunk."""
    height, width, _ = image.shape
    rows = np.zeros((height, 1 + width * 3), dtype=np.uint8)
    rows[:, 1:] = image.reshape(height, width * 3)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    text = b"Comment\x00" + comment.encode("latin-1")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data)
        for name, data in (
            (b"IHDR", header),
            (b"tEXt", text),
            (b"IDAT", zlib.compress(rows.tobytes(), 9)),
            (b"IEND", b""),
        )
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
