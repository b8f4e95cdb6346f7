"""Which shape the censor marks have: the one that clumps of ink beside the line are made of.

A clump that one mark of a shape explains wholly speaks for that shape: a stroke
explains part of a circle, but no circle wholly, and a circle explains no stroke.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray, IntArray
from .mark_fit import Found, Strip, explained, learned, peel, spread_gain
from .mark_templates import Template
from .path import Path

# How common each shape is in print, as a factor on what speaks for it.
_COMMON = {
    "tick": 1.0,
    "tick up": 1.0,
    "tick down": 0.95,
    "plus": 1.0,
    "lifted": 0.95,
    "lowered": 0.9,
    "cross": 0.9,
    "circle": 0.9,
    "disc": 0.85,
}
_RARE = 0.8
_CLUMP_INK = 0.8
_CLUMP_GAP = 2
_LEAST_CLUMPS = 8
_LEAST_ENERGY = 2.0
_WHOLE = 0.55  # share of a clump above which a single mark begins to explain it
_FEW = 2.0
_MOST_INKED = 0.9
_SPREAD_LEAST = 5.0
_SHORTLIST, _PER_NAME, _NEAR_BEST = 6, 2, 0.7
_PER_MARK = 0.6
_ALIKE = 0.4
_MANY = 5.0
_WEAK_GAIN = 2.2  # of a mark on average, below which specks explain as much
_CLEAR = 4.0
_AS_GOOD = 0.95


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for each shape of a bank along one curve.

    Attributes
    ----------
    strip : Strip
    shape : tuple of int
        Height and width of the region.
    width : float
        Thickness of the curve, pixels.
    wholly : ndarray, shape (n_templates,)
        Clumps that one mark explains, each counted by how wholly (0 to 1).
    inked : float
        Share of the curve's columns with ink beside the line.
    """

    strip: Strip
    shape: tuple[int, int]
    width: float
    wholly: FloatArray
    inked: float


def weigh(
    strip: Strip, path: Path, shape: tuple[int, int], width: float, bank: Sequence[Template]
) -> Evidence:
    """Return what speaks for each shape of a bank.

    Parameters
    ----------
    strip : Strip
    path : Path
    shape : tuple of int
        Height and width of the region.
    width : float
        Thickness of the curve, pixels.
    bank : sequence of Template
    """
    columns = _inked_columns(strip)
    inked = columns.size / max(path.length, 1)
    clumps = _clumps(columns, strip.reach, path, width)
    which: list[IntArray] = []
    clump: list[IntArray] = []
    energy: list[float] = []
    for first, stop in clumps:
        places = np.flatnonzero((strip.column >= first - 1) & (strip.column <= stop))
        own = _energy(strip, places, first - 1, stop + 1)
        if own >= _LEAST_ENERGY:
            which.append(places)
            clump.append(np.full(places.size, len(energy)))
            energy.append(own)
    if not energy:
        return Evidence(strip, shape, width, np.zeros(len(bank)), inked)
    best = np.zeros((len(energy), len(bank)), dtype=np.float32)
    np.maximum.at(best, np.concatenate(clump), explained(strip, bank, np.concatenate(which)))
    share = best / np.array(energy)[:, None]
    share = np.minimum(share, 2 - share)  # beyond 1 it takes ink of another clump
    wholly = np.maximum((share - _WHOLE) / (1 - _WHOLE), 0).sum(axis=0)
    return Evidence(strip, shape, width, np.asarray(wholly, dtype=float), inked)


def _inked_columns(strip: Strip) -> IntArray:
    middle = strip.reach
    mass = (strip.ink[:, :, middle] * strip.seen[:, :, middle]).sum(axis=1)
    return np.asarray(np.unique(strip.column[mass > _CLUMP_INK]), dtype=np.intp)


def _clumps(columns: IntArray, reach: int, path: Path, width: float) -> list[tuple[int, int]]:
    """Return runs of inked columns, first and one past last; those at drops only if few others."""
    if columns.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(columns) > _CLUMP_GAP)
    first = columns[np.concatenate([[0], breaks + 1])]
    stop = columns[np.concatenate([breaks, [columns.size - 1]])] + 1
    fits = stop - first <= 2 * reach - 3
    drops = path.columns[path.leave > path.enter]
    near = np.searchsorted(drops, stop + width / 2 + 1, side="right")
    clear = near == np.searchsorted(drops, first - width / 2 - 2)
    keep = fits & clear if (fits & clear).sum() >= _LEAST_CLUMPS else fits
    return list(zip(first[keep].tolist(), stop[keep].tolist(), strict=True))


def _energy(strip: Strip, places: IntArray, first: int, stop: int) -> float:
    """Return the squared ink around the middle of a clump, in its columns and two beside them."""
    columns = strip.column[places]
    middle = places[int(np.argmin(np.abs(columns - (first + stop - 1) / 2)))]
    at = strip.column[middle] + np.arange(2 * strip.reach + 1) - strip.reach
    inside = (at >= first - 2) & (at < stop + 2)
    return float((strip.seen[middle] * strip.ink[middle] ** 2)[:, inside].sum())


def find_shape(
    everyone: Sequence[Evidence | None], bank: Sequence[Template], inks: Sequence[int]
) -> list[Found | None]:
    """Return the marks along each curve, in the shape that all share where they may be alike.

    Parameters
    ----------
    everyone : sequence of Evidence or None
        None for a curve nothing sticks out of.
    bank : sequence of Template
    inks : sequence of int
        Curves with the same number have their marks in the same ink.
    """
    # Ink all along is the edge of a line that is thicker than it was taken for.
    everyone = [None if one is None or one.inked > _MOST_INKED else one for one in everyone]
    score = _score([one for one in everyone if one is not None], bank)
    if score.max(initial=0) <= 0:
        return [None] * len(everyone)
    offers = {
        k: _peeled(everyone, [bank[k]] * len(everyone), inks) for k in _shortlist(score, bank)
    }
    shared = max(
        offers,
        key=lambda k: (
            _common(bank[k])
            * np.sqrt(score[k])
            * sum(found.gain - _PER_MARK * found.x.size for found in offers[k] if found)
        ),
    )
    shapes = [_own_shape(one, bank, shared) for one in everyone]
    found = offers[shared]
    if any(shape is not bank[shared] for shape in shapes):
        found = _peeled(everyone, shapes, inks)
    found = _refined(everyone, found, inks)
    marks = [one for one in found if one is not None and one.x.size]
    n_marks, gain = sum(one.x.size for one in marks), sum(one.gain for one in marks)
    if score.max() < _CLEAR and gain < _WEAK_GAIN * n_marks:
        return [None] * len(everyone)
    return found


def _common(template: Template) -> float:
    return _COMMON.get(template.name, _RARE)


def _score(everyone: Sequence[Evidence], bank: Sequence[Template]) -> FloatArray:
    common = np.array([_common(template) for template in bank])
    score = np.zeros(len(bank))
    for one in everyone:
        score += one.wholly * (1 + common) / 2
    if score.max(initial=0) < _FEW:
        for one in everyone:
            strip = one.strip
            gain = spread_gain(explained(strip, bank, np.arange(strip.column.size)), bank)
            gain = gain * common**2
            if gain.max() > _SPREAD_LEAST:
                score += _FEW * gain / gain.max()
    return score


def _shortlist(score: FloatArray, bank: Sequence[Template]) -> list[int]:
    chosen: list[int] = []
    for k in np.argsort(-score, kind="stable").tolist():
        if score[k] < _NEAR_BEST * score.max() or len(chosen) == _SHORTLIST:
            break
        if sum(bank[other].name == bank[k].name for other in chosen) < _PER_NAME:
            chosen.append(k)
    return chosen


def _peeled(
    everyone: Sequence[Evidence | None], shapes: Sequence[Template], inks: Sequence[int]
) -> list[Found | None]:
    """Return the marks along each curve, those in one ink peeled together."""
    found: list[Found | None] = [None] * len(everyone)
    for ink in sorted(set(inks)):
        own = [(i, one) for i, one in enumerate(everyone) if one is not None and inks[i] == ink]
        if own:
            strips = [one.strip for _, one in own]
            peeled = peel(strips, own[0][1].shape, [shapes[i] for i, _ in own])
            for (i, _), marks in zip(own, peeled, strict=True):
                found[i] = marks
    return found


def _own_shape(one: Evidence | None, bank: Sequence[Template], shared: int) -> Template:
    """Return the shape all share, or that of a curve whose marks are clearly others."""
    if one is None:
        return bank[shared]
    best = int(np.argmax(one.wholly))
    alike = one.wholly[best] < _MANY or one.wholly[shared] >= _ALIKE * one.wholly[best]
    return bank[shared if alike else best]


def _refined(
    everyone: Sequence[Evidence | None], found: Sequence[Found | None], inks: Sequence[int]
) -> list[Found | None]:
    """Peel again with the shapes as the marks themselves show them, where that is no worse."""
    pairs = list(zip(everyone, found, strict=True))
    shapes = [
        (learned(one.strip, marks, one.width) or marks.template) if one and marks else None
        for one, marks in pairs
    ]
    known = [shape for shape in shapes if shape is not None]
    if not known:
        return list(found)
    again = _peeled(everyone, [shape or known[0] for shape in shapes], inks)
    return [
        new if new and old and new.gain > _AS_GOOD * old.gain else old
        for new, old in zip(again, found, strict=True)
    ]
