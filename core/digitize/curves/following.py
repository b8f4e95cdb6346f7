"""Following lines through the ink of one layer: solid ones first, then broken ones."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..axes.box import Mask
from ..page import Map
from .ink import covered_by
from .path import BROKEN, SOLID, Costs, Path, track
from .scene import Layer, Scene
from .widths import common_widths, joined_dots, mark_pieces, width_along

_LEAST_REWARD = 0.08
_LEAST_OWN = 0.40
_LEAST_SEEN = 0.12
_LEAST_DOTS = 0.3
_SURELY_BELOW = 0.95
_SOLID_SEEN = 0.90
_SOLID_LENGTH = 0.20
_SOLID_HIDDEN = 0.2
_SOLID_REWARD = 0.7
_CUT_SHORT, _CLEAR_TAIL = 1.05, 0.8
_LONGER, _MORE = 1.2, 1.3
_FLAWLESS, _TAIL_FALL = 0.985, 3.0
_STOP_REWARD = 0.03
_MOST_CURVES = 8
_THICKER = 1.5
_GUIDE_INK = 0.35
_BLANK_DOTS = 0.2


@dataclass(frozen=True, eq=False)
class Traced:
    """A path with the ink it follows.

    Attributes
    ----------
    path : Path
    layer : Layer
    ink : ndarray, shape (height, width)
        The ink this path may claim.
    width : float
        Thickness of the line, pixels.
    solid : bool
        Followed with dear gaps.
    """

    path: Path
    layer: Layer
    ink: Map
    width: float
    solid: bool

    @property
    def reward(self) -> float:
        """Return what the path collected."""
        return self.path.reward


def track_layer(
    scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float, costs: Costs
) -> Path | None:
    """Return the best path through this ink of one layer."""
    return track(ink, covered, scene.masked, width=width, costs=costs, start=scene.start)


def is_solid(path: Path) -> bool:
    """Return whether a path shows ink, or something over it, nearly everywhere."""
    return path.own + path.hidden >= _SOLID_SEEN


def is_worth(path: Path, scene: Scene) -> bool:
    """Return whether a path is seen along enough of its course to be a curve."""
    below_others = path.own > _LEAST_SEEN and path.own + path.hidden > _SURELY_BELOW
    in_sight = max(1 - path.hidden, 0.01)
    dotted = path.own > _LEAST_DOTS and path.own > _LEAST_OWN * in_sight
    seen = path.own > _LEAST_OWN or below_others or dotted
    return seen and path.reward > _LEAST_REWARD * scene.shape[1] * 0.8


def in_layer(
    scene: Scene,
    layer: Layer,
    bands: list[Mask],
    key_widths: tuple[float, ...],
    should_stop: Callable[[], bool],
    *,
    width: float | None = None,
) -> list[Traced]:
    """Return the lines of one layer, each taken out of the ink before the next is followed.

    ``bands`` are pixels where curves of other layers lie.
    """
    width = width or common_widths([layer.map], key_widths)[0]
    covered = covered_by(scene.others(layer), layer.map)
    for band in bands:
        covered = covered | band
    ink = layer.map.copy()
    traced: list[Traced] = []
    for solid in (True, False):
        while len(traced) < _MOST_CURVES and not should_stop():
            path = _next_path(scene, layer, ink, covered, width, solid=solid)
            if path is None:
                break
            unbroken = solid and is_solid(path)
            own = width
            if unbroken:
                path, own = _at_its_width(path, scene, layer, ink, covered, width)
            traced.append(Traced(path, layer, ink.copy(), own, unbroken))
            band = path.band(scene.shape, own / 2 + 0.6)
            covered = covered | band
            ink[band] = 0
            pieces = mark_pieces(ink, band, path, own)
            covered = covered | pieces
            ink[pieces] = 0
    return traced


def _at_its_width(
    path: Path, scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float
) -> tuple[Path, float]:
    """Return a solid path and its thickness, tracked anew where its line is much thicker."""
    own = width_along(path, ink)
    if own < _THICKER * width:
        return path, width
    again = track_layer(scene, layer, ink, covered, own, SOLID)
    if again is None or not is_solid(again) or again.length < 0.95 * path.length:
        return path, width
    return again, own


def _next_path(
    scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float, *, solid: bool
) -> Path | None:
    loose = track_layer(scene, layer, ink, covered, width, BROKEN)
    if loose is None or loose.reward < _STOP_REWARD * scene.shape[1]:
        return None
    if not solid:
        return _to_its_last_dot(loose, scene, ink, covered, width) if loose.own > 0.25 else None
    path = track_layer(scene, layer, ink, covered, width, SOLID)
    if path is None or not is_solid(path) or path.length < _SOLID_LENGTH * loose.length:
        return None
    if path.hidden > _SOLID_HIDDEN and path.reward < _SOLID_REWARD * loose.reward:
        return None
    if path.reward < _LEAST_REWARD * scene.shape[1]:
        return None
    flawless = path.own + path.hidden >= _FLAWLESS
    if flawless and loose.length < _CUT_SHORT * path.length:
        return path
    whole = _with_broken_tail(path, scene, ink, covered, width)
    if flawless:
        return whole if whole.own > _CLEAR_TAIL else path
    if whole is path and _goes_on(path, loose):
        return None
    return whole


def _goes_on(path: Path, loose: Path) -> bool:
    """Return whether a line with gaps goes on beyond the end of a nearly solid one."""
    begun = path.first == loose.first or loose.length > path.length
    return begun and loose.length > _LONGER * path.length and loose.reward > _MORE * path.reward


def _to_its_last_dot(path: Path, scene: Scene, ink: Map, covered: Mask, width: float) -> Path:
    """Return a broken path with what goes on from its end once dots are joined.

    Where a dotted line falls steeply, its gaps cost more than its few dots are worth.
    """
    beyond = ink[:, path.first + path.length :]
    if np.count_nonzero((beyond > _GUIDE_INK).any(axis=0)) < _STOP_REWARD * scene.shape[1]:
        return path
    return _with_broken_tail(path, scene, joined_dots(ink, width), covered, width, _BLANK_DOTS)


def _with_broken_tail(
    path: Path, scene: Scene, ink: Map, covered: Mask, width: float, blank: float = 0.0
) -> Path:
    """Return a path with the broken line that goes on from its end.

    Some renderers begin the dashes anew at every corner: a steep staircase looks
    solid, its flat end does not. ``blank`` is the share of the tail's fall that may show no ink.
    """
    end = path.first + path.length - 1
    tail = track(
        ink,
        covered,
        scene.masked,
        width=width,
        costs=BROKEN,
        start=(end + 0.5, path.leave[-1] + 0.5),
    )
    if tail is None or tail.own < _LEAST_OWN or tail.reward < _STOP_REWARD * scene.shape[1]:
        return path
    kept = tail.first - path.first
    if not 0 < kept <= path.length:
        return path
    jump = abs(int(tail.enter[0]) - int(path.leave[kept - 1]))
    fall = float(tail.leave[-1] - tail.enter[0])
    if jump + _blank_fall(tail, ink) > _TAIL_FALL * width + 4 + blank * fall:
        return path
    enter = np.concatenate([path.enter[:kept], tail.enter])
    leave = np.concatenate([path.leave[:kept], tail.leave])
    leave[kept - 1] = max(tail.enter[0], enter[kept - 1])
    enter = np.maximum.accumulate(np.maximum(enter, np.append(enter[0], leave[:-1])))
    leave = np.maximum(leave, enter)
    share = kept / leave.size
    return Path(
        path.first,
        enter,
        leave,
        path.reward + tail.reward,
        share * path.own + (1 - share) * tail.own,
        share * path.hidden + (1 - share) * tail.hidden,
    )


def _blank_fall(path: Path, ink: Map) -> int:
    """Return the pixels without ink that a path falls through."""
    pairs = zip(path.columns, path.enter, path.leave, strict=True)
    blank = [int((ink[top:base, column] < _GUIDE_INK).sum()) for column, top, base in pairs]
    return sum(blank)
