"""Which shapes stand on the lines of a plot, learned from those that stand alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from ...arrays import BoolArray, IntArray
from ..box import Mask
from ..ink import line_width
from ..page import Map

_SMALLEST, _LARGEST = 4, 30  # pixels
_OPENING = 4
_MARGIN = 3
_CORNER, _LEAST_WIDE = 2, 0.7
_INKED = 0.5
_LEAST_THIN, _THICKER, _THICKEST = 0.3, 1.3, 9.0
_LEAST_ASPECT = 0.8
_ALIKE_PX = 1
_FEWEST = 3
_ALIKE = 0.11
_ONE_SHAPE, _MORE_AROUND = 0.2, 1.25
_LEAST_LEVEL, _FEW_LEVEL = 0.25, 2
_MOST_KINDS = 6
_SAME_FILL = 0.35
_STUB, _STUB_SPREAD, _LEVEL_PX = 2, 0.8, 0.8
_MOST_LINE, _OFF_MIDDLE = 0.6, 0.25  # of a shape's height
_BEYOND_LINE = 1.5
_ROUNDING = 0.1
_STROKE, _STROKES = 0.6, 0.3
_SMALLEST_FULL, _LEAST_FULL = 6, 2.0  # pixels, and of the line
_SMALLEST_HOLE, _FEWEST_HOLES, _LEAST_FILLED, _MANY = 3, 4, 0.45, 8
_OUTLINE, _BLANK, _LEAST_OUTLINE = 0.35, 0.25, 8
_HALF_PX = 0.6
_HIDES, _SHOWS, _FULL, _DEEP, _HOLLOW_CORE = 0.45, 0.55, 0.65, 0.7, 0.3


@dataclass(frozen=True, eq=False)
class Piece:
    """A piece of ink wider and higher than lines are: one shape, or several that touch.

    Attributes
    ----------
    x0, y0, x1, y1 : int
        Its box, one past the last.
    mask : ndarray of bool, shape (y1 - y0, x1 - x0)
        Its pixels, holes filled.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    mask: Mask

    @property
    def size(self) -> tuple[int, int]:
        """Return height and width."""
        return self.y1 - self.y0, self.x1 - self.x0

    @property
    def window(self) -> tuple[slice, slice]:
        """Return the rows and columns of its box."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)


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


def pieces_of(ink: Map) -> tuple[list[Piece], float]:
    """Return the pieces of ink thicker than lines, holes filled, and the thickness of lines."""
    import cv2

    filled = _without_holes(ink > _INKED)
    thick = _opened(filled, _OPENING, 1) & _opened(filled, 1, _OPENING)
    thin = np.where(thick > 0, np.float32(0), ink)
    is_left = (thin > _INKED).any(axis=0).mean() > _LEAST_THIN
    line = line_width(thin if is_left else ink)
    side = round(_THICKER * min(line, _THICKEST)) + 2
    if side > _OPENING:
        thick = _opened(filled, side, 1) & _opened(filled, 1, side)
    block = max(round(min(line, _THICKEST)) + 1, 2)
    _, names, stats, _ = cv2.connectedComponentsWithStats(
        _opened(thick, block, block), connectivity=8
    )
    pieces = []
    for name in range(1, len(stats)):
        x0, y0, w, h = (int(v) for v in stats[name, :4])
        if min(w, h) >= max(_SMALLEST, line + _BEYOND_LINE):
            mask = names[y0 : y0 + h, x0 : x0 + w] == name
            pieces.append(Piece(x0, y0, x0 + w, y0 + h, np.asarray(mask)))
    return pieces, line


def rings_of(ink: Map, line: float, pieces: Sequence[Piece]) -> list[Piece]:
    """Return the shapes whose whole inside is one hole, of the sizes that most holes have.

    In a crowd those on top show whole, though none stands alone. Those that do are among
    ``pieces`` already.
    """
    import cv2

    blank = np.pad(ink <= _INKED, 1, constant_values=True).astype(np.uint8)
    _, names, stats, _ = cv2.connectedComponentsWithStats(blank, connectivity=4)
    stats[names[0, 0]] = 0
    size = stats[:, [cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH]]
    fits = (size.max(axis=1) <= _LARGEST) & (size.min(axis=1) >= _LEAST_ASPECT * size.max(axis=1))
    fits &= size.min(axis=1) >= max(_SMALLEST_HOLE, line)
    fits &= stats[:, cv2.CC_STAT_AREA] >= _LEAST_FILLED * size.prod(axis=1)
    found: list[Piece] = []
    near = (np.abs(size[:, None] - size[None]).max(axis=2) == 0) & fits & fits[:, None]
    for name in np.flatnonzero(fits & (near.sum(axis=1) >= _FEWEST_HOLES)).tolist():
        x0, y0, w, h = (int(v) for v in stats[name, :4])
        hole = names[y0 : y0 + h, x0 : x0 + w] == name
        ring = _ringed(ink, x0 - 1, y0 - 1, np.asarray(hole))
        if not any(_is_in(ring, piece) for piece in pieces):
            found.append(ring)
    return found


def _is_in(ring: Piece, piece: Piece) -> bool:
    """Return whether a ring is about the whole of a piece."""
    starts = max(abs(ring.x0 - piece.x0), abs(ring.y0 - piece.y0))
    return max(starts, abs(ring.x1 - piece.x1), abs(ring.y1 - piece.y1)) <= _MARGIN


def _ringed(ink: Map, x0: int, y0: int, hole: Mask) -> Piece:
    """Return a hole with the outline around it, as thick as it is on its thinnest side."""
    import cv2

    high, wide = hole.shape
    sides = []
    for outwards in (
        ink[max(y0 - _MARGIN, 0) : y0, x0 + wide // 2][::-1],
        ink[y0 + high : y0 + high + _MARGIN, x0 + wide // 2],
        ink[y0 + high // 2, max(x0 - _MARGIN, 0) : x0][::-1],
        ink[y0 + high // 2, x0 + wide : x0 + wide + _MARGIN],
    ):
        blank = outwards <= _INKED
        sides.append(int(np.argmax(blank)) if blank.any() else _MARGIN)
    edge = max(min(sides), 1)
    box = (x0 - edge, y0 - edge, x0 + wide + edge, y0 + high + edge)
    grown = np.pad(hole, edge).astype(np.uint8)
    mask = cv2.dilate(grown, np.ones((3, 3), np.uint8), iterations=edge) > 0
    return Piece(*box, np.asarray(mask))


def _opened(mask: NDArray[np.uint8], high: int, wide: int) -> NDArray[np.uint8]:
    """Return what is at least so high and wide; anchors at both ends keep it in place."""
    import cv2

    block = np.ones((high, wide), np.uint8)
    inner = cv2.erode(mask, block, anchor=(0, 0), borderValue=0)
    return np.asarray(cv2.dilate(inner, block, anchor=(wide - 1, high - 1)))


def _without_holes(inked: Mask) -> NDArray[np.uint8]:
    """Return the ink with the small holes in it; what is blank up to the edge is none."""
    import cv2

    blank = np.pad(~inked, 1, constant_values=True).astype(np.uint8)
    _, names, stats, _ = cv2.connectedComponentsWithStats(blank, connectivity=4)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= _LARGEST) & (stats[:, cv2.CC_STAT_HEIGHT] <= _LARGEST)
    small[[0, names[0, 0]]] = False
    return np.asarray((inked | small[names[1:-1, 1:-1]]).astype(np.uint8))


def kinds_of(ink: Map, pieces: Sequence[Piece], line: float, words: Mask, keys: Mask) -> list[Kind]:
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
    """
    size = np.array([piece.size for piece in pieces]).reshape(-1, 2)
    left = size.max(axis=1) <= _LARGEST
    left &= ~np.array([bool(words[piece.window].any()) for piece in pieces])
    left &= size.min(axis=1) >= _LEAST_ASPECT * size.max(axis=1)
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
        kind = kind_of(ink, pieces, group[alike], line) if enough else None
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
    if one.fill != other.fill or np.ptp(shapes, axis=0).max() > _MARGIN:
        return False
    size = shapes.min(axis=0) - 2 * (_MARGIN - 1)
    pictures = []
    for kind, spare in zip((one, other), (shapes - size) // 2, strict=True):
        cut = tuple(slice(n, n + m) for n, m in zip(spare.tolist(), size.tolist(), strict=True))
        pictures.append(cv2.blur(kind.picture[cut], (3, 3)))
    apart = float(np.abs(pictures[0] - pictures[1]).sum())
    return apart < _ONE_SHAPE * min(float(picture.sum()) for picture in pictures)


def _cut(ink: Map, piece: Piece, like: tuple[int, int]) -> Map:
    """Return the ink around a piece, in a window of the same size for all."""
    high, wide = like[0] + 2 * _MARGIN, like[1] + 2 * _MARGIN
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


def kind_of(ink: Map, pieces: Sequence[Piece], members: IntArray, usual: float) -> Kind | None:
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
    return bool(min(high, wide) >= _LEAST_WIDE * max(high, wide) and area.mean() > _LEAST_FILLED)


def _shown_by(
    ink: Map, own: Sequence[Piece], size: tuple[int, int], usual: float, *, lost: int = 0
) -> Kind | None:
    """Return the shape that pieces of about one size, which have lost so much a side, show."""
    like = size[0] + 2 * lost, size[1] + 2 * lost
    # On a line of another ink they hide nothing, and are looked for along it.
    cuts = np.stack([_cut(ink, piece, like) for piece in own])
    told = _anchor(cuts)
    beside = cuts[:, :, [0, 1, -2, -1]].sum(axis=1).mean()
    if told is None and not lost and len(own) >= _MANY and beside > _HALF_PX:
        told = like[0] / 2 + _MARGIN, usual
    if told is None:
        return None
    anchor, line = told[0], min(told[1], _THICKER * usual)
    off_middle = abs(anchor - like[0] / 2 - _MARGIN)
    mean = cuts.mean(axis=0)
    if line > _MOST_LINE * like[0] or off_middle > _OFF_MIDDLE * like[0] or _sticks_out(mean):
        return None
    inside = _inside(mean, anchor, line)
    off = np.abs(np.arange(mean.shape[0]) + 0.5 - anchor) - line / 2
    fill = _fill(mean, inside, off < _ROUNDING)
    least = max(_SMALLEST_FULL, _LEAST_FULL * line + _BEYOND_LINE)
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
    middle = slice(_MARGIN + 1, mean.shape[1] - _MARGIN - 1)
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
    return np.asarray(_without_holes(inked) > 0)


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
