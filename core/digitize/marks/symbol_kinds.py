"""Which shapes stand on the lines of a plot, learned from those that stand alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ...arrays import BoolArray, IntArray
from ..axes.box import Mask
from ..page import Map
from .symbol_pieces import (
    BEYOND_LINE,
    LARGEST,
    LEAST_ASPECT,
    LEAST_FILLED,
    MARGIN,
    THICKER,
    Piece,
    without_holes,
)

_CORNER, _LEAST_WIDE = 2, 0.7
_ALIKE_PX = 1
_FEWEST = 3
_ALIKE = 0.11
_ONE_SHAPE, _MORE_AROUND = 0.2, 1.25
_LEAST_LEVEL, _FEW_LEVEL = 0.25, 2
_MOST_KINDS = 6
_SAME_FILL = 0.35
_STUB, _STUB_SPREAD, _LEVEL_PX = 2, 0.8, 0.8
_MOST_LINE, _OFF_MIDDLE = 0.6, 0.25  # of a shape's height
_ROUNDING = 0.1
_STROKE, _STROKES = 0.6, 0.3
_SMALLEST_FULL, _LEAST_FULL = 6, 2.0  # pixels, and of the line
_MANY = 8
_OUTLINE, _BLANK, _LEAST_OUTLINE = 0.35, 0.25, 8
_HALF_PX = 0.6
_HIDES, _SHOWS, _FULL, _DEEP, _HOLLOW_CORE = 0.45, 0.55, 0.65, 0.7, 0.3


@dataclass(frozen=True, eq=False)
class Kind:
    """One shape.

    Attributes
    ----------
    fill : str
        "white", "hollow" (the line shows inside) or "full".
    picture : ndarray of float32, shape (height, width)
        Its ink, without the line.
    inside : ndarray of bool, same shape
        What it covers, its inside included.
    blank : ndarray of float32, same shape
        1 where it shows no ink.
    anchor : float
        Rows from the top of the picture to the middle of the line.
    line : float
        Thickness of the line, pixels.
    own, stray : float
        Mean ink on its outline, and where it is blank, as those that stand alone show.
    members : ndarray of int
        The pieces that are this shape, standing alone.
    """

    fill: str
    picture: Map
    inside: Mask
    blank: Map
    anchor: float
    line: float
    own: float
    stray: float
    members: IntArray = field(repr=False)

    def corner(self, x: float, y: float) -> tuple[int, int]:
        """Return top and left of the picture where the shape stands at (x, y)."""
        return round(y - self.anchor), round(x - self.picture.shape[1] / 2)


def kinds_of(
    ink: Map, pieces: Sequence[Piece], line: float, words: Mask, keys: Mask, everything: Map
) -> list[Kind]:
    """Return the shapes that several pieces show, standing alone on a line.

    Parameters
    ----------
    ink : ndarray, shape (height, width)
        Ink of the shapes and of the lines they stand on.
    pieces : sequence of Piece
    line : float
        Thickness of the lines, pixels.
    words, keys : ndarray of bool, shape (height, width)
        Text, whose letters are no shapes, and legend samples, which need fewer like them.
    everything : ndarray, same shape
        All inks together: shapes may stand on lines of another.
    """
    size = np.array([piece.size for piece in pieces]).reshape(-1, 2)
    left = size.max(axis=1) <= LARGEST
    left &= ~np.array([bool(words[piece.window].any()) for piece in pieces])
    left &= size.min(axis=1) >= LEAST_ASPECT * size.max(axis=1)
    weight = 1 + np.array([int(keys[piece.window].any()) for piece in pieces])
    kinds: list[Kind] = []
    while weight[left].sum() >= _FEWEST and len(kinds) < _MOST_KINDS:
        near = np.abs(size[:, None] - size[None]).max(axis=2) <= _ALIKE_PX
        near &= left & left[:, None]
        best = int(np.argmax(near @ weight))
        group = np.flatnonzero(near[best])
        if weight[group].sum() < _FEWEST:
            break
        alike = _most_alike(ink, [pieces[k] for k in group.tolist()], pieces[best])
        enough = weight[group[alike]].sum() >= _FEWEST
        kind = kind_of((ink, everything), pieces, group[alike], line) if enough else None
        if kind is not None:
            kinds = _with_kind(kinds, kind)
        left[group[alike]] = False
        left[best] = False
    return kinds


def _with_kind(kinds: list[Kind], kind: Kind) -> list[Kind]:
    """Return kinds with one more, but for pictures that show what stands around another too."""
    area = kind.inside.sum()
    for place, other in enumerate(kinds):
        if _is_like(kind, other) and area > _MORE_AROUND * other.inside.sum():
            return kinds
        if _is_like(kind, other) and other.inside.sum() > _MORE_AROUND * area:
            return [*kinds[:place], kind, *kinds[place + 1 :]]
    return [*kinds, kind]


def _is_like(one: Kind, other: Kind) -> bool:
    """Return whether two kinds are one shape, of which one shows more of what stands beside it."""
    import cv2

    shapes = np.array([one.picture.shape, other.picture.shape])
    if one.fill != other.fill or np.ptp(shapes, axis=0).max() > MARGIN:
        return False
    size = shapes.min(axis=0) - 2 * (MARGIN - 1)
    pictures = []
    for kind, spare in zip((one, other), (shapes - size) // 2, strict=True):
        cut = tuple(slice(n, n + m) for n, m in zip(spare.tolist(), size.tolist(), strict=True))
        pictures.append(cv2.blur(kind.picture[cut], (3, 3)))
    apart = float(np.abs(pictures[0] - pictures[1]).sum())
    return apart < _ONE_SHAPE * min(float(picture.sum()) for picture in pictures)


def _cut(ink: Map, piece: Piece, like: tuple[int, int]) -> Map:
    """Return the ink around a piece, in a window of the same size for all."""
    high, wide = like[0] + 2 * MARGIN, like[1] + 2 * MARGIN
    top = (piece.y0 + piece.y1 - high) // 2
    left = (piece.x0 + piece.x1 - wide) // 2
    rows = np.clip(np.arange(top, top + high), 0, ink.shape[0] - 1)
    columns = np.clip(np.arange(left, left + wide), 0, ink.shape[1] - 1)
    return np.asarray(ink[np.ix_(rows, columns)])


def _most_alike(ink: Map, group: Sequence[Piece], like: Piece) -> BoolArray:
    """Return which pieces look like the one most others look like."""
    import cv2

    outlines, middles = [], []
    for piece in group:
        canvas = np.zeros((like.size[0] + 4, like.size[1] + 4), np.float32)
        high, wide = piece.size
        top, left = (canvas.shape[0] - high) // 2, (canvas.shape[1] - wide) // 2
        canvas[top : top + high, left : left + wide] = piece.mask
        outlines.append(cv2.blur(canvas, (3, 3)))
        third = slice(high // 3, high - high // 3), slice(wide // 3, wide - wide // 3)
        middles.append(float(ink[piece.window][third].mean()))
    stack = np.stack(outlines)
    apart = np.abs(stack[:, None] - stack[None]).sum(axis=(2, 3)) / float(like.mask.sum())
    gap = np.abs(np.subtract.outer(middles, middles))
    near = (apart < _ALIKE) & (gap < _SAME_FILL)
    return np.asarray(near[int(np.argmax(near.sum(axis=1)))])


def kind_of(
    ink: tuple[Map, Map], pieces: Sequence[Piece], members: IntArray, usual: float
) -> Kind | None:
    """Return the shape these pieces have in common, None if it stands on no line."""
    own = [pieces[k] for k in members.tolist()]
    sizes = np.array([piece.size for piece in own])
    like = (int(np.median(sizes[:, 0])), int(np.median(sizes[:, 1])))
    kind = _shown_by(ink, own, like, usual)
    if kind is None:  # pieces have lost their corners: much of a triangle
        kind = _shown_by(ink, own, like, usual, lost=_CORNER)
        if kind is None or kind.fill == "hollow" or not _is_compact(kind.inside):
            return None
    return replace(kind, members=members)


def _is_compact(inside: Mask) -> bool:
    """Return whether a shape is about as high as wide, and no crossing of strokes."""
    area = inside[np.ix_(inside.any(axis=1), inside.any(axis=0))]
    high, wide = area.shape
    return bool(min(high, wide) >= _LEAST_WIDE * max(high, wide) and area.mean() > LEAST_FILLED)


def _shown_by(
    ink: tuple[Map, Map], own: Sequence[Piece], size: tuple[int, int], usual: float, *,
    lost: int = 0,
) -> Kind | None:  # fmt: skip
    """Return the shape that pieces of about one size, which have lost so much a side, show."""
    like = size[0] + 2 * lost, size[1] + 2 * lost
    cuts = np.stack([_cut(ink[0], piece, like) for piece in own])
    told = _anchor(cuts)
    if told is None:
        told = _on_other_line(np.stack([_cut(ink[1], piece, like) for piece in own]))
    beside = cuts[:, :, [0, 1, -2, -1]].sum(axis=1).mean()
    if told is None and not lost and len(own) >= _MANY and beside > _HALF_PX:
        told = like[0] / 2 + MARGIN, usual
    if told is None:
        return None
    anchor, line = told[0], min(told[1], THICKER * usual)
    off_middle = abs(anchor - like[0] / 2 - MARGIN)
    mean = cuts.mean(axis=0)
    if line > _MOST_LINE * like[0] or off_middle > _OFF_MIDDLE * like[0] or _sticks_out(mean):
        return None
    inside = _inside(mean, anchor, line)
    off = np.abs(np.arange(mean.shape[0]) + 0.5 - anchor) - line / 2
    fill = _fill(mean, inside, off < _ROUNDING)
    least = max(_SMALLEST_FULL, _LEAST_FULL * line + BEYOND_LINE)
    if fill is None or (fill == "full" and min(size) < least):
        return None
    picture = np.where(inside, mean, 0).astype(np.float32)
    if fill == "hollow":
        picture[off < _HALF_PX] = 0
    blank = (inside & (mean < _BLANK) & (fill != "full")).astype(np.float32)
    if (picture > _OUTLINE).sum() < _LEAST_OUTLINE:
        return None
    shown = float((mean * picture).sum() / picture.sum())
    stray = float((mean * blank).sum() / max(float(blank.sum()), 1.0))
    return Kind(fill, picture, inside, blank, anchor, line, shown, stray, np.empty(0, np.intp))


def _on_other_line(cuts: Map) -> tuple[float, float] | None:
    """Return the line of another ink that white shapes stand on; others hide nothing of it."""
    told = _anchor(cuts)
    if told is None:
        return None
    mean = cuts.mean(axis=0)
    off = np.abs(np.arange(mean.shape[0]) + 0.5 - told[0]) - told[1] / 2
    return told if _fill(mean, _inside(mean, *told), off < _ROUNDING) == "white" else None


def _anchor(cuts: Map) -> tuple[float, float] | None:
    """Return the row of the line that shapes stand on, and its thickness.

    Some stand at drops, where the line comes from above or leaves below: it lies where
    it meets most of them, of a few that it does not meet alike in their middle.
    """
    high, wide = cuts.shape[1:]
    rows = np.arange(high) + 0.5
    stub = np.concatenate([cuts[:, :, :_STUB], cuts[:, :, wide - _STUB :]]).mean(axis=2)
    total = stub.sum(axis=1)
    middle = (stub @ rows) / np.maximum(total, 1e-6)
    off = (rows - middle[:, None]) ** 2
    spread = np.sqrt((stub * off).sum(axis=1) / np.maximum(total, 1e-6))
    clear = (total > 0.5) & (spread < total / 3.4 + _STUB_SPREAD)
    if not clear.any():
        return None
    near = np.abs(middle[clear][:, None] - middle[clear]) < _LEVEL_PX
    best = near[int(np.argmax(near.sum(axis=1)))]
    if best.sum() < max(_FEWEST, _LEAST_LEVEL * len(stub)):
        best = np.abs(middle[clear] - high / 2) < _LEVEL_PX
        if best.sum() < _FEW_LEVEL:
            return None
    return float(np.median(middle[clear][best])), float(np.median(total[clear][best]))


def _sticks_out(mean: Map) -> bool:
    """Return whether strokes go on above or below: it is where ticks cross a line, no shape."""
    middle = slice(MARGIN + 1, mean.shape[1] - MARGIN - 1)
    beyond = mean[[0, 1, -2, -1], middle]
    return bool(beyond.max(initial=0) > _STROKE or beyond.mean() > _STROKES)


def _inside(mean: Map, anchor: float, line: float) -> Mask:
    """Return what a shape covers: its ink and the blank it encloses, not the line beside it."""
    inked = mean > 0.4
    row = np.arange(mean.shape[0]) + 0.5
    beside = np.abs(row - anchor) < line / 2 + 1
    off = inked.copy()
    off[beside] = False
    columns = np.flatnonzero(off.any(axis=0))
    if columns.size:
        inked[beside, : max(int(columns[0]) - 1, 0)] = False
        inked[beside, int(columns[-1]) + 2 :] = False
    return np.asarray(without_holes(inked) > 0)


def _fill(mean: Map, inside: Mask, on_line: BoolArray) -> str | None:
    """Return whether a shape is white inside, hollow or full."""
    import cv2

    depth = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_C, 3)[1:-1, 1:-1]
    rows = np.broadcast_to(on_line[:, None], inside.shape)
    core = rows & (depth == np.max(depth[rows], initial=0)) & inside
    if core.any() and mean[core].mean() < _HOLLOW_CORE:
        return "white"  # however thick the line is that ends at it
    deep = [side & (depth >= _DEEP * np.max(depth[side], initial=0)) for side in (~rows, rows)]
    off, on = (side & inside for side in deep)
    beside = float(np.median(mean[off if off.any() else on]))
    if beside > _FULL:
        return "full"
    if beside > _HIDES or not on.any():
        return None
    along = max(float(mean[row][on[row]].mean()) for row in np.flatnonzero(on.any(axis=1)))
    return "hollow" if along > _SHOWS else "white"
