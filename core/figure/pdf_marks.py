"""Marks written as letters in one piece of text, of which PDFium tells only some.

It takes letters that nearly cover one another for one made bold. The piece is
drawn by itself: every mark has an upright bar, and bars that run into one another
are wider than one.
"""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SCALE = 20.0  # pixels of a point
_WIDEST = 8000  # pixels of a piece of text that is drawn
_HIGHEST = 30.0  # points of a mark
_SAME_PLACE = 0.05  # points
_BARS = (0.05, 0.3)  # of a mark's height, from its top, where it has nothing but the bar
_INK = 0.02
_WIDER = 1.03  # widths of a bar from which a run of ink is two

Extent = tuple[float, float]


def hidden_marks(
    raw: Any, document: Any, page: Any, piece: Any, known: list[Extent], height: float
) -> list[float]:
    """Return how far right of the first mark of a piece of text stand those that are not known.

    Parameters
    ----------
    raw : module
        `pypdfium2.raw`.
    document, page, piece
        Handles; the piece holds upright marks of one kind only, written level.
    known : list of (left, right)
        Of the marks that PDFium tells, in points of the page.
    height : float
        Of a mark, in points of the page; the piece may stand in a form drawn larger or smaller.
    """
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(piece, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    if height <= 0 or top <= bottom:
        return []
    size = height / (top - bottom)
    first = min(known)
    width, reach = first[1] - first[0], (right - left) * size
    is_single = len(known) == 1 and reach <= width + _SAME_PLACE * size
    if is_single or not width / 2 <= reach or top - bottom > _HIGHEST:
        return []
    scale = min(_SCALE, _WIDEST / (right - left))
    ink = _drawn(raw, document, page, piece, scale)
    if ink is None:
        return []
    places = _bars(ink, (reach - width) / size * scale) / scale * size
    places -= places.min() if places.size else 0.0
    told = np.array([one[0] - first[0] for one in known])
    off = np.abs(places[:, None] - told[None, :]).min(axis=1)
    return [float(place) for place in places[off > _SAME_PLACE * size / 2]]


def _drawn(
    raw: Any, document: Any, page: Any, piece: Any, scale: float
) -> NDArray[np.float64] | None:
    """How much of each pixel a piece of text covers."""
    bitmap = raw.FPDFTextObj_GetRenderedBitmap(document, page, piece, scale)
    if not bitmap:
        return None
    try:
        width, height = raw.FPDFBitmap_GetWidth(bitmap), raw.FPDFBitmap_GetHeight(bitmap)
        stride = raw.FPDFBitmap_GetStride(bitmap)
        if raw.FPDFBitmap_GetFormat(bitmap) != raw.FPDFBitmap_BGRA:
            return None
        kind = ctypes.POINTER(ctypes.c_ubyte * (stride * height))
        pixels = ctypes.cast(raw.FPDFBitmap_GetBuffer(bitmap), kind).contents
        rows = np.frombuffer(pixels, np.uint8).reshape(height, stride // 4, 4)
        return rows[:, :width, 3] / 255.0
    finally:
        raw.FPDFBitmap_Destroy(bitmap)


def _bars(ink: NDArray[np.float64], apart: float) -> NDArray[np.float64]:
    """Middles of the upright bars, in pixels; bars that overlap count where they begin and end.

    ``apart`` is how far the last stands from the first.
    """
    rows = np.flatnonzero(ink.any(axis=1))
    if not rows.size:
        return np.empty(0)
    top, height = rows[0], rows[-1] - rows[0] + 1
    band = ink[top + int(_BARS[0] * height) : top + max(int(_BARS[1] * height), 1)].mean(axis=0)
    inked = np.concatenate([[0], band > _INK, [0]]).astype(int)
    starts, ends = np.flatnonzero(np.diff(inked) == 1), np.flatnonzero(np.diff(inked) == -1)
    full = band.max()
    edges = [
        (start + 1 - band[start] / full, end - 1 + band[end - 1] / full)
        for start, end in zip(starts, ends, strict=True)
    ]
    bar = min((end - start for start, end in edges), default=0.0)
    bar -= apart if len(edges) == 1 else 0.0  # then they run into one
    middles: list[float] = []
    for start, end in edges:
        is_one = end - start <= _WIDER * bar
        middles += [(start + end) / 2] if is_one else [start + bar / 2, end - bar / 2]
    return np.array(middles)
