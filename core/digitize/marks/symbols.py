"""Marks that are shapes: one small figure again and again on a line, before lines are traced.

A shape filled with white hides the line it sits on, and a crowd of shapes draws edges that
run beside the line. So they are found first, and the line is drawn through their middles.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...arrays import BoolArray, FloatArray, IntArray
from ..axes.box import Mask
from ..curves.colours import InkClass
from ..page import Map
from .symbol_hosts import hosts_of
from .symbol_kinds import Kind, kinds_of
from .symbol_peel import peel_pieces
from .symbol_pieces import Piece, pieces_of, rings_of, without_holes

_FEWEST = 4
_FAINT, _INKED, _NEARLY_FULL = 0.2, 0.5, 0.8
_SAME_LAB = 25.0
_NEXT = 7
_NONE = np.empty(0, dtype=np.intp)
_FRINGE = 1  # pixels around a shape that its smoothed edge may cover
_NEAR_PX = 4
_LEVEL_PX = 1.0
_MOST_STRAY = 0.5
_LEAST_COVERED = 0.65


@dataclass(frozen=True, eq=False)
class Symbols:
    """The shapes on the lines of one ink.

    Attributes
    ----------
    kinds : tuple of Kind
    which : ndarray of int, shape (n,)
        The kind of each shape.
    x, y : ndarray, shape (n,)
        Pixels of the region: its middle along the line, and the line's row there.
    sure : ndarray, shape (n,)
        Share of the shape that shows, 0 to 1.
    erased : ndarray of bool, shape (height, width)
        Where shapes lay.
    bare : ndarray of float32, same shape
        The ink without shapes, a line through the middle of each.
    filled : ndarray of bool, same shape
        The ink as it was, holes in it filled.
    """

    kinds: tuple[Kind, ...]
    which: IntArray
    x: FloatArray
    y: FloatArray
    sure: FloatArray
    erased: Mask
    bare: Map
    filled: Mask

    def flipped(self) -> "Symbols":
        """Return the shapes upside down."""
        height = self.bare.shape[0]
        return Symbols(
            self.kinds,
            self.which,
            self.x,
            height - self.y,
            self.sure,
            np.ascontiguousarray(self.erased[::-1]),
            np.ascontiguousarray(self.bare[::-1]),
            np.ascontiguousarray(self.filled[::-1]),
        )


def find_symbols(
    classes: Sequence[InkClass], maps: Sequence[Map], frame: Mask, words: Mask, keys: Mask
) -> list[Symbols | None]:
    """Return for each ink the shapes that its lines carry; None where there are none.

    Parameters
    ----------
    classes : sequence of InkClass
    maps : sequence of ndarray, shape (height, width)
        Soft ink of each class, 0 to 1.
    frame, words, keys : ndarray of bool, same shape
        Axis lines, text, and the samples of the legend, which show shapes too.
    """
    found: list[Symbols | None] = [None] * len(maps)
    if not maps:
        return found
    seen = [np.where(frame, np.float32(0), one) for one in maps]
    groups = _alike(classes)
    inks = [_sum([seen[k] for k in group]) for group in groups]
    everything = _sum(seen)
    strong = [_full(ink) for ink in inks]
    told = [_kinds(ink, words & ~keys, keys, everything) for ink in strong]
    everyone = [kind for _, kinds in told for kind in kinds]
    for g, (ink, full, (pieces, own)) in enumerate(zip(inks, strong, told, strict=True)):
        kinds = own + [replace(k, members=_NONE) for k in everyone if not _is_known(k, own)]
        one = _shapes(full, pieces, kinds, words | keys)
        # Shapes in which a line of another ink shows hide nothing: they are looked for along it.
        if one is None or _are_on(one, everything - ink, ink):
            continue
        if not own and not _are_shapes(one, full):
            continue
        # Strokes that touch make full squares here and there, and much else.
        is_full = all(kind.fill == "full" for kind in kinds)
        if is_full and _covered(one, pieces, words | keys) < _LEAST_COVERED:
            continue
        hosts = hosts_of(one.x, one.y, [kinds[k] for k in one.which.tolist()], inks, g)
        # Of another line only white shapes hide anything: what is full shows along it too.
        if (hosts != g).any() and any(kinds[k].fill != "white" for k in one.which.tolist()):
            continue
        for host in {g, *hosts.tolist()}:
            _lay(found, groups[host], maps, _on_one(one, inks[host], hosts == host))
    return found


def _are_shapes(shapes: Symbols, ink: Map) -> bool:
    """Return whether shapes are blank inside, which crowds of crosses are not.

    Crowds of any shapes look full inside: of full ones some must stand alone.
    """
    strays = []
    for k, x, y in zip(shapes.which.tolist(), shapes.x.tolist(), shapes.y.tolist(), strict=True):
        kind = shapes.kinds[k]
        (top, left), (high, wide) = kind.corner(x, y), kind.blank.shape
        seen = ink[max(top, 0) : top + high, max(left, 0) : left + wide]
        if seen.shape == kind.blank.shape and kind.blank.any():
            strays.append(float((seen * kind.blank).sum() / kind.blank.sum()) - kind.stray)
    if strays:
        return float(np.median(strays)) < _MOST_STRAY
    wide = np.array([kind.inside.shape[1] for kind in shapes.kinds])[shapes.which]
    gap = np.abs(shapes.x[:, None] - shapes.x) + np.abs(shapes.y[:, None] - shapes.y)
    np.fill_diagonal(gap, np.inf)
    return bool(np.count_nonzero(gap.min(axis=1) > wide) >= _FEWEST)


def _covered(shapes: Symbols, pieces: Sequence[Piece], words: Mask) -> float:
    """Return the share of what sticks out of the lines that lies in shapes."""
    cover = np.zeros(words.shape, np.uint8)
    for k, x, y in zip(shapes.which.tolist(), shapes.x.tolist(), shapes.y.tolist(), strict=True):
        _put(cover, shapes.kinds[k].inside, *shapes.kinds[k].corner(x, y))
    own = [piece for piece in pieces if not words[piece.window].any()]
    inside = sum(int((piece.mask & (cover[piece.window] > 0)).sum()) for piece in own)
    return inside / max(sum(int(piece.mask.sum()) for piece in own), 1)


def _on_one(shapes: Symbols, ink: Map, on: BoolArray) -> Symbols:
    """Return one ink without the shapes, and the line through those that stand on it."""
    own = replace(shapes, x=shapes.x[on], y=shapes.y[on], which=shapes.which[on])
    bare = _with_line(np.where(shapes.erased, np.float32(0), ink), own, ink)
    return replace(shapes, bare=bare) if on.any() else _without_shapes(shapes, bare)


def _without_shapes(shapes: Symbols, bare: Map) -> Symbols:
    none = np.empty(0)
    return Symbols((), _NONE, none, none, none, shapes.erased, bare, shapes.filled)


def _lay(
    found: list[Symbols | None], group: Sequence[int], maps: Sequence[Map], shapes: Symbols
) -> None:
    """Give shapes to the shades of one ink, which make one line."""
    main = max(group, key=lambda k: float(maps[k].sum()))
    for k in group:
        before = found[k]
        if before is None or not before.x.size:
            found[k] = shapes if k == main else replace(shapes, bare=np.zeros_like(shapes.bare))


def _are_on(shapes: Symbols, other: Map, own: Map) -> bool:
    """Return whether a line of other ink rather than of their own shows inside most shapes."""
    n_other = 0
    for x, y in zip(shapes.x.tolist(), shapes.y.tolist(), strict=True):
        rows = slice(max(int(y) - 1, 0), int(y) + 2)
        columns = slice(max(int(x) - 1, 0), int(x) + 2)
        n_other += bool(other[rows, columns].sum() > max(own[rows, columns].sum(), 1.0))
    return 2 * n_other > shapes.x.size


def _sum(maps: Sequence[Map]) -> Map:
    return np.asarray(np.minimum(np.sum(maps, axis=0), 1), dtype=np.float32)


def _full(ink: Map) -> Map:
    """Return ink that is full where lines are: blurred ones, and what stands on them, are pale."""
    crest = ink[1:-1]
    crest = crest[(crest > _FAINT) & (crest >= ink[:-2]) & (crest > ink[2:])]
    level, strong = np.quantile(crest, [0.5, 0.75]) if crest.size else (1.0, 1.0)
    if strong > _NEARLY_FULL:
        return ink
    return np.asarray(np.minimum(ink / np.float32(level), 1), dtype=np.float32)


def _alike(classes: Sequence[InkClass]) -> list[list[int]]:
    """Return groups of inks hard to tell apart: shades of one line, smoothed or not."""
    groups: list[list[int]] = []
    for k, ink in enumerate(classes):
        near = [
            group
            for group in groups
            if classes[group[0]].is_coloured is ink.is_coloured
            and np.linalg.norm(classes[group[0]].lab - ink.lab) < _SAME_LAB
        ]
        if near:
            near[0].append(k)
        else:
            groups.append([k])
    return groups


def _kinds(ink: Map, words: Mask, keys: Mask, everything: Map) -> tuple[list[Piece], list[Kind]]:
    pieces, line = pieces_of(ink)
    shown = [*pieces, *rings_of(ink, line, pieces)]
    if len(shown) < _FEWEST:
        return pieces, []
    kinds = kinds_of(ink, shown, line, words, keys, everything)
    n = len(pieces)
    return pieces, [replace(kind, members=kind.members[kind.members < n]) for kind in kinds]


def _is_known(kind: Kind, others: Sequence[Kind]) -> bool:
    """Return whether a shape as large and filled in the same way is among others."""
    return any(
        kind is other
        or (
            kind.fill == other.fill
            and np.abs(np.subtract(kind.inside.shape, other.inside.shape)).max() <= 1
        )
        for other in others
    )


def _shapes(
    ink: Map, pieces: Sequence[Piece], kinds: Sequence[Kind], words: Mask
) -> Symbols | None:
    if not kinds or not pieces:
        return None
    which, x, y, sure = peel_pieces(ink, pieces, kinds)
    row = np.clip(y.astype(int), 0, ink.shape[0] - 1)
    clear = ~words[row, np.clip(x.astype(int), 0, ink.shape[1] - 1)]
    which, x, y, sure = which[clear], x[clear], y[clear], sure[clear]
    if which.size < _FEWEST:
        return None
    erased = _erased(pieces, kinds, which, x, y, ink.shape)
    filled = without_holes(ink > _INKED) > 0
    return Symbols(tuple(kinds), which, x, y, sure, erased, ink, filled)


def _erased(
    pieces: Sequence[Piece],
    kinds: Sequence[Kind],
    which: IntArray,
    x: FloatArray,
    y: FloatArray,
    shape: tuple[int, int],
) -> Mask:
    """Return what the shapes cover, and what of the pieces of ink they are in lies near."""
    import cv2

    mask = np.zeros(shape, np.uint8)
    for k, column, row in zip(which.tolist(), x.tolist(), y.tolist(), strict=True):
        top, left = kinds[k].corner(column, row)
        _put(mask, kinds[k].inside, top, left)
    wide, close = (np.ones((2 * n + 1, 2 * n + 1), np.uint8) for n in (_NEAR_PX, _FRINGE))
    near = cv2.dilate(mask, wide) > 0
    for piece in pieces:
        mask[piece.window][piece.mask & near[piece.window]] = 1
    return np.asarray(cv2.dilate(mask, close) > 0)


def _put(mask: NDArray[np.uint8], inside: Mask, top: int, left: int) -> None:
    high, wide = inside.shape
    rows = slice(max(top, 0), max(min(top + high, mask.shape[0]), 0))
    columns = slice(max(left, 0), max(min(left + wide, mask.shape[1]), 0))
    part = inside[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    mask[rows, columns][part] = 1


def _with_line(ink: Map, shapes: Symbols, before: Map) -> Map:
    """Draw the line through each shape, up to halfway to the next one at another level.

    In hollow ones it shows: there it is left as it was.
    """
    x, y = shapes.x, shapes.y
    order = np.lexsort((y, x))
    for i, k in enumerate(order.tolist()):
        kind = shapes.kinds[int(shapes.which[k])]
        if kind.fill == "hollow":
            _restore(ink, before, kind, x[k], y[k])
            continue
        reach = kind.inside.shape[1] / 2 + _FRINGE
        low, high = x[k] - reach, x[k] + reach
        for other in (*order[max(i - _NEXT, 0) : i].tolist(), *order[i + 1 : i + _NEXT].tolist()):
            apart = abs(y[other] - y[k])
            if not _LEVEL_PX < apart < 2 * kind.inside.shape[0]:
                continue
            middle = (x[other] + x[k]) / 2
            if x[other] < x[k]:
                low = max(low, middle)
            elif x[other] > x[k]:
                high = min(high, middle)
        _bar(ink, (low, high), float(y[k]), kind.line)
    return ink


def _restore(ink: Map, before: Map, kind: Kind, x: float, y: float) -> None:
    reach = kind.inside.shape[1] / 2 + _FRINGE
    columns = slice(max(int(x - reach), 0), int(np.ceil(x + reach)))
    half = kind.line / 2 + _FRINGE
    rows = slice(max(int(y - half), 0), int(np.ceil(y + half)))
    ink[rows, columns] = before[rows, columns]


def _bar(ink: Map, columns: tuple[float, float], row: float, width: float) -> None:
    first, stop = max(int(np.floor(columns[0])), 0), min(int(np.ceil(columns[1])), ink.shape[1])
    for at in range(int(np.floor(row - width / 2)), int(np.ceil(row + width / 2)) + 1):
        share = min(row + width / 2, at + 1.0) - max(row - width / 2, float(at))
        if share > 0 and 0 <= at < ink.shape[0] and stop > first:
            np.maximum(ink[at, first:stop], np.float32(share), out=ink[at, first:stop])
