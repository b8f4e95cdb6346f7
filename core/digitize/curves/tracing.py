"""Which curves the plot holds: one path per coloured class, several in black and grey."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ..axes.box import Mask
from ..page import Map
from .choosing import chosen, without_twins
from .ink import covered_by
from .path import BROKEN, COLOUR, SOLID, Costs, Path, track
from .scene import Layer, Scene
from .widths import common_widths, joined_dots, mark_pieces, width_along

_LEAST_REWARD = 0.08
_LEAST_OWN = 0.40
_LEAST_SEEN = 0.12
_LEAST_DOTS = 0.3
_DOTTED_REWARD, _DOTTED_OWN, _DOTTED_HIDDEN = 0.15, 0.65, 0.5
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
_SAME_LAB = 25.0
_SAME_LINE = 0.9
_FAR_MORE, _AS_DENSE = 1.5, 0.9
_THICKER = 1.5
_AS_LONG, _AS_STRONG = 0.7, 0.6
_GUIDE_INK = 0.35


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


def trace_curves(
    scene: Scene,
    *,
    n_expected: int | None,
    key_widths: tuple[float, ...] = (),
    only: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Traced]:
    """Return the curves of the plot, best first.

    Parameters
    ----------
    scene : Scene
    n_expected : int or None
        How many arms legend and risk table name; never a limit for clear paths.
    key_widths : tuple of float
        Line thickness of the legend samples.
    only : int, optional
        Follow the ink of this layer alone.
    """
    if only is not None:
        return _in_one_colour(scene, scene.layers[only], key_widths, n_expected, should_stop)
    coloured = _coloured(scene, key_widths, n_expected, should_stop)
    if should_stop():
        return []
    # A grey line that carries marks of its own is a curve whatever the legend says.
    is_marked = any(
        la.symbols is not None and la.symbols.x.size and not la.ink.is_coloured
        for la in scene.layers
    )
    is_enough = len(coloured) >= max(n_expected or 2, 2) and not is_marked
    if is_enough and n_expected is not None:
        return chosen(coloured, scene, n_expected)
    grey = _achromatic(scene, coloured, key_widths, should_stop)
    if is_enough:
        # Nothing tells how many curves there are: a black one beside coloured ones must be plain.
        grey = [one for one in grey if one.solid and _is_like(one, coloured)]
    found = chosen(coloured + grey, scene, n_expected)
    if len(found) < (n_expected or 2):
        n_missing = (n_expected or 2) - len(found)
        dotted = _dotted(scene, found, n_missing, key_widths, should_stop)
        found = chosen(found + dotted, scene, n_expected)
    if coloured and len(found) < (n_expected or 0):
        found = _more_of_one_colour(scene, found, key_widths, n_expected, should_stop)
    return found


def _is_like(one: Traced, others: list[Traced]) -> bool:
    """Return whether a path is as unbroken, long and strong as the weakest of others is."""
    length = min(other.path.length for other in others)
    reward = min(other.reward for other in others)
    is_long = one.path.length > _AS_LONG * length and one.reward > _AS_STRONG * reward
    return is_long and one.path.own > _SOLID_SEEN


def _in_one_colour(
    scene: Scene,
    layer: Layer,
    key_widths: tuple[float, ...],
    n_expected: int | None,
    should_stop: Callable[[], bool],
) -> list[Traced]:
    alike = [la for la in scene.layers if la.ink.is_coloured is layer.ink.is_coloured]
    widths = common_widths([la.map for la in alike], key_widths)
    width = next(w for la, w in zip(alike, widths, strict=True) if la is layer)
    several = _in_layer(scene, layer, [], (), should_stop, width=width)
    return chosen([one for one in several if _is_worth(one.path, scene)], scene, n_expected)


def track_layer(
    scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float, costs: Costs
) -> Path | None:
    """Return the best path through this ink of one layer."""
    return track(ink, covered, scene.masked, width=width, costs=costs, start=scene.start)


def _coloured(
    scene: Scene,
    key_widths: tuple[float, ...],
    n_expected: int | None,
    should_stop: Callable[[], bool],
) -> list[Traced]:
    layers = [layer for layer in scene.layers if layer.ink.is_coloured]
    widths = common_widths([layer.map for layer in layers], key_widths)
    traced = []
    for layer, width in zip(layers, widths, strict=True):
        if should_stop():
            return []
        covered = covered_by(scene.others(layer), layer.map)
        path = track_layer(scene, layer, layer.map, covered, width, COLOUR)
        if path is not None and not _is_solid(path):
            path = _as_broken(path, track_layer(scene, layer, layer.map, covered, width, BROKEN))
        if path is not None and _is_worth(path, scene):
            traced.append(Traced(path, layer, layer.map, width, _is_solid(path)))
    kept = without_twins(traced, scene)
    below = [one for one in traced if one not in kept and _is_below(one, kept)]
    return kept + below[: max((n_expected or 0) - len(kept), 0)]


def _as_broken(path: Path, broken: Path | None) -> Path:
    """Return a path with what it collects where gaps are cheap, if it is the same line so.

    Otherwise a broken line of one colour would count for little beside a solid one of another.
    Where dear gaps cut much of the line short, it is followed with cheap ones.
    """
    if broken is None or broken.length < path.length:
        return path
    cut_short = broken.length > _LONGER * path.length or broken.reward > _FAR_MORE * path.reward
    if cut_short and broken.own > _AS_DENSE * path.own:
        return broken
    first = max(path.first, broken.first)
    n = min(path.first + path.length, broken.first + broken.length) - first
    one, other = (p.leave[first - p.first : first - p.first + n] for p in (path, broken))
    same = np.abs(one - other) <= 1
    return replace(path, reward=broken.reward) if same.mean() > _SAME_LINE else path


def _is_below(one: Traced, kept: list[Traced]) -> bool:
    """Return whether a path of a colour of its own lies below others but for a clear stretch."""
    apart = [float(np.linalg.norm(one.layer.ink.lab - other.layer.ink.lab)) for other in kept]
    return one.path.own + one.path.hidden > _SURELY_BELOW and min(apart) > _SAME_LAB


def _is_worth(path: Path, scene: Scene) -> bool:
    below_others = path.own > _LEAST_SEEN and path.own + path.hidden > _SURELY_BELOW
    in_sight = max(1 - path.hidden, 0.01)
    dotted = path.own > _LEAST_DOTS and path.own > _LEAST_OWN * in_sight
    seen = path.own > _LEAST_OWN or below_others or dotted
    return seen and path.reward > _LEAST_REWARD * scene.shape[1] * 0.8


def _is_solid(path: Path) -> bool:
    return path.own + path.hidden >= _SOLID_SEEN


def _achromatic(
    scene: Scene,
    coloured: list[Traced],
    key_widths: tuple[float, ...],
    should_stop: Callable[[], bool],
) -> list[Traced]:
    """Return the black and grey curves: solid ones first, then broken ones in what is left."""
    traced: list[Traced] = []
    bands = [one.path.band(scene.shape, one.width / 2 + 0.6) for one in coloured]
    for layer in sorted(
        (layer for layer in scene.layers if not layer.ink.is_coloured),
        key=lambda layer: layer.ink.lab[0],
    ):
        traced += _in_layer(scene, layer, bands, key_widths, should_stop)
        bands += [one.path.band(scene.shape, one.width / 2 + 0.6) for one in traced[-3:]]
    return traced


def _in_layer(
    scene: Scene,
    layer: Layer,
    bands: list[Mask],
    key_widths: tuple[float, ...],
    should_stop: Callable[[], bool],
    *,
    width: float | None = None,
) -> list[Traced]:
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
            unbroken = solid and _is_solid(path)
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


def _dotted(
    scene: Scene,
    found: list[Traced],
    n_missing: int,
    key_widths: tuple[float, ...],
    should_stop: Callable[[], bool],
) -> list[Traced]:
    """Return lines of dots too far apart for cheap gaps: followed with the dots joined."""
    bands = [one.path.band(scene.shape, one.width / 2 + 1.6) for one in found]
    more: list[Traced] = []
    for layer in scene.layers:
        if layer.ink.is_coloured or len(more) >= n_missing or should_stop():
            continue
        width = common_widths([layer.map], key_widths)[0]
        covered = covered_by(scene.others(layer), layer.map)
        ink = layer.map.copy()
        for band in bands:
            covered = covered | band
            ink[band] = 0
        joined = joined_dots(ink, width)
        path = track_layer(scene, layer, joined, covered, width, COLOUR)
        if path is None or path.reward < _DOTTED_REWARD * scene.shape[1]:
            continue
        if path.own > _DOTTED_OWN * (1 - path.hidden) and path.hidden < _DOTTED_HIDDEN:
            more.append(Traced(path, layer, ink, width, False))
    return more


def _at_its_width(
    path: Path, scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float
) -> tuple[Path, float]:
    """Return a solid path and its thickness, tracked anew where its line is much thicker."""
    own = width_along(path, ink)
    if own < _THICKER * width:
        return path, width
    again = track_layer(scene, layer, ink, covered, own, SOLID)
    if again is None or not _is_solid(again) or again.length < 0.95 * path.length:
        return path, width
    return again, own


def _more_of_one_colour(
    scene: Scene,
    found: list[Traced],
    key_widths: tuple[float, ...],
    n_expected: int | None,
    should_stop: Callable[[], bool],
) -> list[Traced]:
    """Look for further curves in the colours that have one: arms told apart by line style."""
    best = found
    for one in found:
        if not one.layer.ink.is_coloured or len(best) >= (n_expected or 0):
            continue
        rest = [other for other in best if other is not one]
        bands = [other.path.band(scene.shape, other.width / 2 + 0.6) for other in rest]
        several = _in_layer(scene, one.layer, bands, key_widths, should_stop)
        several = [s for s in several if _is_worth(s.path, scene) or s is several[0]]
        more = chosen(rest + several, scene, n_expected)
        if len(more) > len(best):
            best = more
    return best


def _next_path(
    scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float, *, solid: bool
) -> Path | None:
    loose = track_layer(scene, layer, ink, covered, width, BROKEN)
    if loose is None or loose.reward < _STOP_REWARD * scene.shape[1]:
        return None
    if not solid:
        return loose if loose.own > 0.25 else None
    path = track_layer(scene, layer, ink, covered, width, SOLID)
    if path is None or not _is_solid(path) or path.length < _SOLID_LENGTH * loose.length:
        return None
    if path.hidden > _SOLID_HIDDEN and path.reward < _SOLID_REWARD * loose.reward:
        return None
    if path.reward < _LEAST_REWARD * scene.shape[1]:
        return None
    flawless = path.own + path.hidden >= _FLAWLESS
    if flawless and loose.length < _CUT_SHORT * path.length:
        return path
    whole = _with_broken_tail(path, scene, layer, ink, covered, width)
    if flawless:
        return whole if whole.own > _CLEAR_TAIL else path
    if whole is path and _goes_on(path, loose):
        return None
    return whole


def _goes_on(path: Path, loose: Path) -> bool:
    """Return whether a line with gaps goes on beyond the end of a nearly solid one."""
    begun = path.first == loose.first or loose.length > path.length
    return begun and loose.length > _LONGER * path.length and loose.reward > _MORE * path.reward


def _with_broken_tail(
    path: Path, scene: Scene, layer: Layer, ink: Map, covered: Mask, width: float
) -> Path:
    """Return a nearly solid path with the broken line that goes on from its end.

    Some renderers begin the dashes anew at every corner: a steep staircase looks
    solid, its flat end does not.
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
    if jump + _blank_fall(tail, ink) > _TAIL_FALL * width + 4:
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
