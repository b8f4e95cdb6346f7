"""Which shape the censor marks have: the one that clumps of ink beside the line are made of.

A clump that one mark of a shape explains wholly speaks for that shape: a stroke
explains part of a circle, but no circle wholly, and a circle explains no stroke.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import FloatArray, IntArray
from ..curves.path import Path
from .extents import Clump, clumps_of, extents_of
from .fit import Found, explained, learned, peel, spread_gain
from .strip import Beside, Strip, cut_strip
from .templates import Template, bank

# How common each shape is in print, as a factor on what speaks for it.
_COMMON = {
    "tick": 1.0,
    "tick up": 1.0,
    "tick down": 0.95,
    "plus": 1.0,
    "lifted": 0.95,
    "lowered": 0.9,
    "slash": 0.95,
    "cross": 0.9,
    "circle": 0.9,
    "disc": 0.85,
}
_RARE = 0.8
_CLUMP_INK = 0.8
_MARGIN = 4  # pixels beyond the marks, in which longer lines show
_MOST_CLUMPS = 30
_WEIGHTS = (0.3, 3.0)
_LEAST_ENERGY = 2.0
_WHOLE = 0.55  # share of a clump above which a single mark begins to explain it
_FEW = 2.0
_MOST_INKED = 0.95
_SPREAD_LEAST = 5.0
_SHORTLIST, _PER_NAME, _NEAR_BEST = 4, 1, 0.7
_PER_SHAPE = 1.2
_ONE, _ALIKE, _BETTER = 1.0, 0.7, 1.2
_MUCH_INK = 100.0
_FEW_MARKS, _SURE_GAIN, _SURE_SHARE = 3, 25.0, 0.6
_LEAST_SHARE, _PER_WHOLE = 0.40, 0.6
_AS_GOOD = 0.95


@dataclass(frozen=True, eq=False)
class Around:
    """One curve with the ink beside it.

    Attributes
    ----------
    beside : Beside
    path : Path
    width : float
        Thickness of the curve, pixels.
    clumps : list of Clump
    """

    beside: Beside
    path: Path
    width: float
    clumps: list[Clump]

    @property
    def shape(self) -> tuple[int, int]:
        """Return height and width of the region."""
        height, width = self.beside.seen.shape
        return height, width


@dataclass(frozen=True, eq=False)
class Evidence:
    """What speaks for each shape of a bank along one curve.

    Attributes
    ----------
    around : Around
    strip : Strip
        Cut-outs along the curve.
    wholly : ndarray, shape (n_templates,)
        Clumps that one mark explains, each counted by how wholly (0 to 1).
    """

    around: Around
    strip: Strip
    wholly: FloatArray


@dataclass(frozen=True, eq=False)
class Seen:
    """The marks of one curve with what they were seen in."""

    width: float
    strip: Strip
    found: Found


def around(beside: Beside, path: Path, width: float, reach: int) -> Around | None:
    """Return a curve with its clumps; None where ink runs all along it.

    Ink all along is the edge of a line that is thicker than it was taken for.
    """
    middle = beside.reach
    mass = beside.ink[:, middle - reach : middle + reach + 1].sum(axis=1)
    if np.unique(beside.column[mass > _CLUMP_INK]).size > _MOST_INKED * path.length:
        return None
    return Around(beside, path, width, clumps_of(beside, path, width, 2 * reach - 3))


def find_shape(
    everyone: Sequence[Around | None], inks: Sequence[int], reach: int
) -> list[Seen | None]:
    """Return the marks along each curve, in the shape that all share where they may be alike.

    Parameters
    ----------
    everyone : sequence of Around or None
        None for a curve nothing sticks out of.
    inks : sequence of int
        Curves with the same number have their marks in the same ink.
    reach : int
        How far marks may go from the line, pixels.
    """
    extents = extents_of([(one.clumps, one.width) for one in everyone if one is not None])
    reach = min(reach, int(np.ceil(max((*extents.up, *extents.down), default=0))) + _MARGIN)
    width = max((one.width for one in everyone if one is not None), default=0.0)
    shapes = bank(extents, reach, width)
    if not shapes:
        return [None] * len(everyone)
    weighed = [None if one is None else _weigh(one, reach, shapes) for one in everyone]
    most = max((one.wholly.max() for one in weighed if one is not None), default=0)
    if most < _FEW and extents.stroke != extents.usual_stroke:
        shapes = bank(replace(extents, stroke=extents.usual_stroke), reach, width)
        weighed = [None if one is None else _weigh(one, reach, shapes) for one in everyone]
    found = _best(weighed, shapes, inks)
    return [
        Seen(one.around.width, one.strip, marks) if one and marks else None
        for one, marks in zip(weighed, found, strict=True)
    ]


def _best(
    weighed: Sequence[Evidence | None], shapes: Sequence[Template], inks: Sequence[int]
) -> list[Found | None]:
    score = _score([one for one in weighed if one is not None], shapes)
    if score.max(initial=0) <= 0:
        return [None] * len(weighed)
    offers = {
        k: _peeled(weighed, [shapes[k]] * len(weighed), inks) for k in _shortlist(score, shapes)
    }
    shared = max(
        offers,
        key=lambda k: (
            _common(shapes[k])
            * np.sqrt(score[k])
            * sum(found.gain - _PER_SHAPE * found.x.size for found in offers[k] if found)
        ),
    )
    own = [shapes[shared]] * len(weighed)
    # Where no clump told the shape, that of all was already weighed along all of each line.
    if max(one.wholly.max() for one in weighed if one is not None) >= _FEW:
        pairs = zip(weighed, offers[shared], strict=True)
        own = [_own_shape(one, shapes, shared, marks) for one, marks in pairs]
    found = offers[shared]
    if any(shape is not shapes[shared] for shape in own):
        found = _peeled(weighed, own, inks)
    found = _refined(weighed, found, inks)
    return found if _are_marks(found, weighed, float(score.max())) else [None] * len(weighed)


def _are_marks(
    found: Sequence[Found | None], weighed: Sequence[Evidence | None], score: float
) -> bool:
    """Return whether what was found explains the ink beside the lines, and is not specks of it.

    Corners, blurred edges and bits of other lines make clumps too, but no shape
    explains most of them.
    """
    n_marks = sum(one.x.size for one in found if one is not None)
    gain = sum(one.gain for one in found if one is not None)
    known = [one for one in weighed if one is not None]
    ink = sum(_ink_beside(one.strip) for one in known)
    n_clumps = sum(len(one.around.clumps) for one in known)
    explained_share = gain / max(ink, 1.0)
    if n_marks < _FEW_MARKS:
        return gain >= _SURE_GAIN and explained_share >= _SURE_SHARE
    whole_share = max(score - _FEW, 0) / max(n_clumps, 1)
    return explained_share + _PER_WHOLE * min(whole_share, 1.0) >= _LEAST_SHARE


def _ink_beside(strip: Strip) -> float:
    return float((strip.ink[:, :, strip.reach] ** 2).sum())


def _weigh(one: Around, reach: int, shapes: Sequence[Template]) -> Evidence | None:
    strip = cut_strip(one.beside, reach)
    if strip is None:
        return None
    which: list[IntArray] = []
    clump: list[IntArray] = []
    energy: list[float] = []
    for own in one.clumps[:: max(-(-len(one.clumps) // _MOST_CLUMPS), 1)]:
        middle = (own.first + own.stop - 1) / 2
        low, high = np.searchsorted(strip.column, [middle - 1.6, middle + 1.6]).tolist()
        places = np.arange(low, high)
        ink = _energy(strip, places, own.first, own.stop) if places.size else 0.0
        if ink >= _LEAST_ENERGY:
            which.append(places)
            clump.append(np.full(places.size, len(energy)))
            energy.append(ink)
    if not energy:
        return Evidence(one, strip, np.zeros(len(shapes)))
    best = np.zeros((len(energy), len(shapes)), dtype=np.float32)
    np.maximum.at(best, np.concatenate(clump), explained(strip, shapes, np.concatenate(which)))
    share = best / np.array(energy)[:, None]
    share = np.minimum(share, 2 - share)  # beyond 1 it takes ink of another clump
    # Half a mark is a clump of its own where the line hides its middle: it counts half.
    weight = np.clip(np.array(energy) / np.median(energy), *_WEIGHTS)
    wholly = weight @ np.maximum((share - _WHOLE) / (1 - _WHOLE), 0)
    return Evidence(one, strip, np.asarray(wholly, dtype=float))


def _energy(strip: Strip, places: IntArray, first: int, stop: int) -> float:
    """Return the squared ink around the middle of a clump, in its columns and one beside them."""
    columns = strip.column[places]
    middle = places[int(np.argmin(np.abs(columns - (first + stop - 1) / 2)))]
    at = strip.column[middle] + np.arange(2 * strip.reach + 1) - strip.reach
    inside = (at >= first - 1) & (at < stop + 1)
    return float((strip.ink[middle] ** 2)[:, inside].sum())


def _common(template: Template) -> float:
    return _COMMON.get(template.name, _RARE)


def _score(everyone: Sequence[Evidence], shapes: Sequence[Template]) -> FloatArray:
    common = np.array([_common(template) for template in shapes])
    score = np.zeros(len(shapes))
    for one in everyone:
        score += one.wholly * (1 + common) / 2
    if score.max(initial=0) < _FEW:
        for one in everyone:
            gain = spread_gain(one.strip, shapes) * common**2
            if gain.max() > _SPREAD_LEAST:
                score += _FEW * gain / gain.max()
    return score


def _shortlist(score: FloatArray, shapes: Sequence[Template]) -> list[int]:
    chosen: list[int] = []
    for k in np.argsort(-score, kind="stable").tolist():
        if score[k] < _NEAR_BEST * score.max() or len(chosen) == _SHORTLIST:
            break
        if sum(shapes[other].name == shapes[k].name for other in chosen) < _PER_NAME:
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
            peeled = peel(strips, own[0][1].around.shape, [shapes[i] for i, _ in own])
            for (i, _), marks in zip(own, peeled, strict=True):
                found[i] = marks
    return found


def _own_shape(
    one: Evidence | None, shapes: Sequence[Template], shared: int, marks: Found | None
) -> Template:
    """Return the shape all share, or that of a curve whose marks are clearly others."""
    rival = None if one is None else _rival(one, shapes, shared, marks)
    if one is None or rival is None:
        return shapes[shared]
    alone = peel([one.strip], one.around.shape, [shapes[rival]])[0]
    is_better = _worth(alone) > _BETTER * (0.0 if marks is None else _worth(marks))
    return shapes[rival if is_better else shared]


def _rival(
    one: Evidence, shapes: Sequence[Template], shared: int, marks: Found | None
) -> int | None:
    """Return the shape that one curve's marks may have if not the shared one."""
    best = int(np.argmax(one.wholly))
    if one.wholly[best] >= _ONE:
        return best if one.wholly[shared] < _ALIKE * one.wholly[best] else None
    ink = _ink_beside(one.strip)
    if ink < _MUCH_INK or (marks is not None and marks.gain > _LEAST_SHARE * ink):
        return None
    # Where all marks touch none of them speaks for itself.
    gain = spread_gain(one.strip, shapes) * np.array([_common(shape) ** 2 for shape in shapes])
    return int(np.argmax(gain))


def _worth(found: Found) -> float:
    return _common(found.template) * (found.gain - _PER_SHAPE * found.x.size)


def _refined(
    everyone: Sequence[Evidence | None], found: Sequence[Found | None], inks: Sequence[int]
) -> list[Found | None]:
    """Peel again with the shapes as the marks themselves show them, where that is no worse."""
    pairs = list(zip(everyone, found, strict=True))
    shapes = [
        (learned(one.strip, marks, one.around.width) or marks.template) if one and marks else None
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
