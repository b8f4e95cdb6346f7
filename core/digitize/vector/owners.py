"""To which curve of a vector figure each mark belongs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...figure.drawing import MARK_SYMBOLS, Colour
from .curves import VectorCurve

_NEAR = 0.6  # points between a mark's middle and its curve
_NEAR_LETTER = 4.0  # the same for a mark written as a letter
_CLEAR = 0.25  # by so much the better of two curves must fit
_BEYOND = 3.0  # points by which the last mark may stand beyond its curve: the gap of a dash
_LIFT = 14.0  # points by which all marks of a kind may stand off their curve
_SAME_LIFT = 0.8  # share of a kind that must stand off by one distance
_FEWEST_OF_SIGN, _SIGNS_ON = 3, 0.6  # marks of an unknown sign, and their share on curves
MARK_LETTERS = MARK_SYMBOLS | frozenset("+|×xX")


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape that may be a censor mark: its middle, in points, and its kind.

    ``shape`` is the number of its corners, width and height, or for a letter
    minus its code.
    """

    x: float
    y: float
    colour: Colour
    shape: tuple[int, ...]


Owned = tuple[Mark, int]


def owned_marks(marks: list[Mark], curves: list[VectorCurve]) -> list[Owned]:
    """Return the marks that belong to curves, each with the place of its curve.

    A letter that is no mark by itself counts where most of its kind stand on curves.

    Parameters
    ----------
    marks : list of Mark
        In the order of the file.
    curves : list of VectorCurve
    """
    owned: list[Owned] = []
    for kind in _kinds(marks):
        on_curve, lifted = _placed(kind, curves), _lifted(kind, curves)
        if _is_unknown(kind[0]) and len(on_curve) < max(_FEWEST_OF_SIGN, _SIGNS_ON * len(kind)):
            continue
        is_lifted = len(lifted) > 1.05 * len(on_curve)
        owned += lifted if is_lifted or len(on_curve) < 0.5 * len(kind) else on_curve
    return owned


def _is_unknown(mark: Mark) -> bool:
    """Whether a mark is written as a letter that is none by itself."""
    return mark.shape[0] < 0 and chr(-mark.shape[0]) not in MARK_LETTERS


def _kinds(marks: list[Mark]) -> list[list[Mark]]:
    kinds: dict[tuple[int, ...], list[Mark]] = {}
    for mark in marks:
        kinds.setdefault(mark.shape, []).append(mark)
    return [kind for kind in kinds.values() if len(kind) >= 1]


def _placed(kind: list[Mark], curves: list[VectorCurve]) -> list[Owned]:
    """Marks of one kind that stand on a curve, with the curve, in the order of the file.

    Where a mark may belong to two curves the marks drawn before and after it
    tell: programs draw the marks of one curve after another, left to right.
    """
    reach = [(mark, costs) for mark in kind if (costs := _costs(mark, curves))]
    sure = [_cheapest(costs) if _is_sure(costs) else None for _, costs in reach]
    placed: list[Owned] = []
    for index, (mark, costs) in enumerate(reach):
        owner = sure[index]
        if owner is None:
            told = _told(index, [mark.x for mark, _ in reach], sure)
            known = [one for one in told if one in costs]
            owner = known[0] if len(known) == 1 else _cheapest(costs)
        placed.append((mark, owner))
    return placed


def _told(index: int, places: list[float], sure: list[int | None]) -> set[int]:
    """The curves of the nearest sure marks before and after one whose run it goes on."""
    told: set[int] = set()
    for direction, rest in ((1, range(index - 1, -1, -1)), (-1, range(index + 1, len(sure)))):
        for other in rest:
            owner = sure[other]
            if owner is not None:
                if direction * (places[index] - places[other]) > 0:
                    told.add(owner)
                break
    return told


def _cheapest(costs: dict[int, float]) -> int:
    return min(costs, key=lambda owner: costs[owner])


def _is_sure(costs: dict[int, float]) -> bool:
    """Whether one curve fits clearly better than every other."""
    ordered = sorted(costs.values())
    return len(ordered) == 1 or ordered[1] - ordered[0] > _CLEAR


def _costs(mark: Mark, curves: list[VectorCurve]) -> dict[int, float]:
    """The curves whose line passes through the middle of a mark, and how badly each fits.

    The middle of a letter is not where its program drew it, so its colour counts more.
    """
    is_letter = mark.shape[0] < 0 and not _is_unknown(mark)
    reach, other_colour = (_NEAR_LETTER, _NEAR_LETTER) if is_letter else (_NEAR, _NEAR / 2)
    costs: dict[int, float] = {}
    for index, curve in enumerate(curves):
        gap = _distance(mark.x, mark.y, curve.points)
        if gap <= reach:
            costs[index] = gap + (0.0 if mark.colour == curve.colour else other_colour)
    return costs


def _lifted(kind: list[Mark], curves: list[VectorCurve]) -> list[Owned]:
    """Marks that all stand off their curves by one distance, as some programs draw them."""
    if len(kind) < 5:
        return []
    gaps = np.array([[_signed_gap(mark, curve) for curve in curves] for mark in kind])
    near = np.abs(gaps) <= _LIFT
    if not near.any():
        return []
    values, counts = np.unique(np.round(gaps[near], 1), return_counts=True)
    lift = float(values[np.argmax(counts)])
    foreign = np.array([[mark.colour != curve.colour for curve in curves] for mark in kind])
    off = np.where(near, np.abs(gaps - lift), np.inf) + np.where(foreign, _NEAR / 2, 0.0)
    owners = off.argmin(axis=1)
    fits = off.min(axis=1) <= 1.5 * _NEAR
    if fits.mean() < _SAME_LIFT:
        return []
    return [(mark, int(owner)) for mark, owner, fit in zip(kind, owners, fits, strict=True) if fit]


def _signed_gap(mark: Mark, curve: VectorCurve) -> float:
    """Height of a mark's middle over the curve there, in points; infinite beyond its ends."""
    xs, ys = curve.points[:, 0], curve.points[:, 1]
    if not xs[0] - 0.5 <= mark.x <= xs[-1] + 0.5:
        return np.inf
    after = max(int(np.searchsorted(xs, mark.x + 1e-6, side="right")) - 1, 0)
    return float(ys[after] - mark.y)


def _distance(x: float, y: float, points: NDArray[np.float64]) -> float:
    """Vertical distance from a place to a staircase at that place, infinite beyond its ends."""
    xs, ys = points[:, 0], points[:, 1]
    if x < xs[0] - 0.5 or x > xs[-1] + _BEYOND:
        return np.inf
    before = max(int(np.searchsorted(xs, x + 0.05, side="right")) - 1, 0)
    first = int(np.searchsorted(xs, x - 0.05, side="left"))
    levels = ys[max(first - 1, 0) : before + 1]
    if levels.min() <= y <= levels.max():
        return 0.0
    return float(np.abs(levels - y).min())
