"""A drawing made visible: strokes and words as pixels, without a browser or Qt."""

import numpy as np
from numpy.typing import NDArray

from .drawing import Drawing, Stroke, Word

_OVERSAMPLE = 2
_LARGEST = 50e6  # pixels, with oversampling
_LONGEST = 30_000  # pixels a side
_LARGEST_WORD = 4000  # pixels


def render_drawing(drawing: Drawing, dots_per_inch: float) -> NDArray[np.uint8]:
    """Return the drawing on white, shape (height, width, 3), sRGB.

    Filled shapes, lines with their dashes, and words in a plain font at their
    places: enough to see the figure and to read outlined glyphs, no more.

    Parameters
    ----------
    drawing : Drawing
    dots_per_inch : float
    """
    from PIL import Image, ImageDraw

    scale = dots_per_inch / 72 * _OVERSAMPLE
    scale = min(scale, (_LARGEST / max(drawing.width * drawing.height, 1.0)) ** 0.5)
    scale = min(scale, _LONGEST / max(drawing.width, drawing.height))
    size = (max(round(drawing.width * scale), 1), max(round(drawing.height * scale), 1))
    canvas = Image.new("RGB", size, (255, 255, 255))
    pen = ImageDraw.Draw(canvas)
    groups: dict[int, list[Stroke]] = {}
    for stroke in drawing.strokes:
        groups.setdefault(stroke.group, []).append(stroke)
    for group in groups.values():
        _fill(canvas, group, scale)
        for stroke in group:
            if stroke.colour is not None:
                _stroke(pen, stroke, scale)
    for word in drawing.words:
        _write(canvas, word, scale)
    small = canvas.resize(
        (max(size[0] // _OVERSAMPLE, 1), max(size[1] // _OVERSAMPLE, 1)), Image.Resampling.BOX
    )
    return np.asarray(small, dtype=np.uint8)


def _fill(canvas, group: list[Stroke], scale: float) -> None:  # type: ignore[no-untyped-def]
    """Fill the shapes of one path; a shape inside another is a hole (even-odd)."""
    from PIL import Image, ImageChops, ImageDraw

    filled = [stroke for stroke in group if stroke.fill is not None and len(stroke.points) > 2]
    if not filled or filled[0].fill is None:
        return
    corners = np.concatenate([stroke.points for stroke in filled]) * scale
    left, top = (int(v) - 1 for v in corners.min(axis=0))
    right, bottom = (int(v) + 2 for v in corners.max(axis=0))
    left, top = max(left, 0), max(top, 0)
    right, bottom = min(right, canvas.width), min(bottom, canvas.height)
    if right <= left or bottom <= top:
        return
    mask = Image.new("1", (right - left, bottom - top), 0)
    for stroke in filled:
        part = Image.new("1", mask.size, 0)
        shape = [(float(x) - left, float(y) - top) for x, y in stroke.points * scale]
        ImageDraw.Draw(part).polygon(shape, fill=1)
        mask = ImageChops.logical_xor(mask, part)
    canvas.paste(filled[0].fill, (left, top), mask)


def _stroke(pen, stroke: Stroke, scale: float) -> None:  # type: ignore[no-untyped-def]
    width = max(round(min(stroke.width * scale, _LONGEST)), 1)
    pieces = [stroke.points] if not stroke.dash else _dashes(stroke)
    for points in pieces:
        line = [(float(x), float(y)) for x, y in points * scale]
        pen.line(line, fill=stroke.colour, width=width)


def _dashes(stroke: Stroke) -> list[NDArray[np.float64]]:
    """Cut a line into the pieces its dash pattern leaves."""
    pattern = np.array(stroke.dash if len(stroke.dash) % 2 == 0 else stroke.dash * 2)
    steps = np.hypot(*np.diff(stroke.points, axis=0).T)
    place = np.append(0.0, np.cumsum(steps))
    total, period = place[-1], pattern.sum()
    if period <= 0 or total / period > 20_000:
        return [stroke.points]
    starts = (np.arange(np.ceil(total / period))[:, None] * period) + np.append(
        0.0, np.cumsum(pattern)[:-1]
    )
    pieces = []
    for begin, length in zip(
        starts[:, ::2].ravel(), np.resize(pattern[::2], starts.size), strict=False
    ):
        end = min(begin + length, total)
        if begin >= total or end <= begin:
            continue
        inner = place[(place > begin) & (place < end)]
        at = np.concatenate([[begin], inner, [end]])
        pieces.append(np.column_stack([np.interp(at, place, stroke.points[:, k]) for k in (0, 1)]))
    return pieces


def _write(canvas, word: Word, scale: float) -> None:  # type: ignore[no-untyped-def]
    """Write a word in its box, upright or running upwards."""
    from PIL import Image, ImageDraw, ImageFont

    left, top, right, bottom = (value * scale for value in word.box)
    upwards = abs(word.angle - 90) < 45
    across, height = (bottom - top, right - left) if upwards else (right - left, bottom - top)
    size = (round(across + 2 * height), round(2 * height) + 1)
    if min(size) < 1 or max(size) > _LARGEST_WORD:
        return
    font = ImageFont.load_default(max(1.35 * height, 4.0))
    ink = Image.new("L", size, 0)
    ImageDraw.Draw(ink).text(
        (size[0] / 2, 1.4 * height), word.text, fill=255, font=font, anchor="ms"
    )
    if upwards:
        ink = ink.rotate(90, expand=True)
        place = (round(right - 1.4 * height), round((top + bottom) / 2 - ink.height / 2))
    else:
        place = (round((left + right) / 2 - ink.width / 2), round(bottom - 1.4 * height))
    canvas.paste(word.colour, place, ink)
