"""Which curves the plot holds: one path per coloured class, several in black and grey."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .box import Mask
from .ink import covered_by, line_width
from .page import Map
from .path import BROKEN, COLOUR, SOLID, Costs, Path, track
from .scene import Layer, Scene

_LEAST_REWARD = 0.08
_LEAST_OWN = 0.40
_LEAST_SEEN = 0.12
_SURELY_BELOW = 0.95
_KEEP_SHARE = 0.20
_SURE_OWN = 0.80
_SOLID_SEEN = 0.90
_SOLID_LENGTH = 0.20
_SOLID_HIDDEN = 0.2
_SOLID_REWARD = 0.7
_LONGER, _MORE = 1.2, 1.3
_FLAWLESS, _TAIL_FALL = 0.985, 3.0
_STOP_REWARD = 0.03
_MOST_CURVES = 8
_SAME_PATH = 0.55
_SAME_LAB = 25.0
_SURELY_SAME = 0.85
_SAME_LINE = 0.9
_OWN_COLOUR, _OWN_SHARE, _OWN_LENGTH, _OWN_INK = 30.0, 0.6, 0.5, 0.5
_RESIDUE_HIDDEN, _RESIDUE_SURELY = 0.3, 0.6
_RESIDUE_NEAR = 0.9
_MARK_REACH, _MARK_PX = 2.0, 4.0
_PALE_SHARE = 0.5
_GUIDE_FALL, _GUIDE_LEVEL, _GUIDE_INK, _GUIDE_REST = 0.05, 0.4, 0.35, 0.15


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
    n_missing = (n_expected or 2) - len(coloured)
    if len(coloured) >= 2 and n_missing <= 0:
        return _chosen(coloured, scene, n_expected)
    grey = _achromatic(scene, coloured, key_widths, should_stop)
    found = _chosen(coloured + grey, scene, n_expected)
    if coloured and len(found) < (n_expected or 0):
        found = _more_of_one_colour(scene, found, key_widths, n_expected, should_stop)
    return found


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
    return _chosen([one for one in several if _is_worth(one.path, scene)], scene, n_expected)


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
    kept = _without_twins(traced, scene)
    below = [one for one in traced if one not in kept and _is_below(one, kept)]
    return kept + below[: max((n_expected or 0) - len(kept), 0)]


def _as_broken(path: Path, broken: Path | None) -> Path:
    """Return a path with what it collects where gaps are cheap, if it is the same line so.

    Otherwise a broken line of one colour would count for little beside a solid one of another.
    """
    if broken is None or broken.first != path.first or broken.length < path.length:
        return path
    same = np.abs(broken.leave[: path.length] - path.leave) <= 1
    return replace(path, reward=broken.reward) if same.mean() > _SAME_LINE else path


def _is_below(one: Traced, kept: list[Traced]) -> bool:
    """Return whether a path of a colour of its own lies below others but for a clear stretch."""
    apart = [float(np.linalg.norm(one.layer.ink.lab - other.layer.ink.lab)) for other in kept]
    return one.path.own + one.path.hidden > _SURELY_BELOW and min(apart) > _SAME_LAB


def common_widths(maps: list[Map], key_widths: tuple[float, ...]) -> list[float]:
    """Return a thickness for each map: the larger of two, the median of more; keys if thinner."""
    if not maps:
        return []
    widths = [line_width(ink) for ink in maps]
    shared = max(widths) if len(widths) == 2 else float(np.median(widths))
    key = float(np.median(key_widths)) if key_widths else np.inf
    if key < 0.75 * shared and key >= 1:
        shared = key
    return [shared if 0.4 < width / shared < 1.7 else width for width in widths]


def _is_worth(path: Path, scene: Scene) -> bool:
    below_others = path.own > _LEAST_SEEN and path.own + path.hidden > _SURELY_BELOW
    seen = path.own > _LEAST_OWN or below_others
    return seen and path.reward > _LEAST_REWARD * scene.shape[1] * 0.8


def _is_solid(path: Path) -> bool:
    return path.own + path.hidden >= _SOLID_SEEN


def _without_twins(traced: list[Traced], scene: Scene) -> list[Traced]:
    """Drop the weaker of two paths along one line: a colour split in two by blur."""
    kept: list[Traced] = []
    for one in sorted(traced, key=lambda item: -item.reward):
        if not any(_is_twin(one, other, blurred=scene.blurred) for other in kept):
            kept.append(one)
    return kept


def _share_together(weak: Traced, strong: Traced, reach: float = 1.5) -> float:
    """Return the share of the columns both have in which they lie within ``reach`` or a line."""
    low, high = (
        max(weak.path.first, strong.path.first),
        min(weak.path.first + weak.path.length, strong.path.first + strong.path.length),
    )
    if high - low < 0.3 * weak.path.length:
        return 0.0
    a = weak.path.leave[low - weak.path.first : high - weak.path.first]
    b = strong.path.leave[low - strong.path.first : high - strong.path.first]
    return float(np.mean(np.abs(a - b) <= max(reach, weak.width)))


def _is_twin(weak: Traced, strong: Traced, *, blurred: bool) -> bool:
    together = _share_together(weak, strong)
    alike = _hue_gap(weak.layer, strong.layer) < 30
    if not blurred:
        apart = float(np.linalg.norm(weak.layer.ink.lab - strong.layer.ink.lab))
        alike = alike and apart < _SAME_LAB
    return together > _SAME_PATH and (alike or weak.path.own < 0.3)


def _hue_gap(one: Layer, other: Layer) -> float:
    a, b = one.ink.lab[1:], other.ink.lab[1:]
    turn = np.degrees(np.arctan2(a[1], a[0]) - np.arctan2(b[1], b[0]))
    return float(abs((turn + 180) % 360 - 180))


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
            traced.append(Traced(path, layer, ink.copy(), width, unbroken))
            band = path.band(scene.shape, width / 2 + 0.6)
            covered = covered | band
            ink[band] = 0
    return traced


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
        if not one.layer.ink.is_coloured:
            continue
        rest = [other for other in found if other is not one]
        bands = [other.path.band(scene.shape, other.width / 2 + 0.6) for other in rest]
        several = _in_layer(scene, one.layer, bands, key_widths, should_stop)
        several = [s for s in several if _is_worth(s.path, scene) or s is several[0]]
        chosen = _chosen(rest + several, scene, n_expected)
        if len(chosen) > len(best):
            best = chosen
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
    if path.own + path.hidden >= _FLAWLESS:
        return path
    whole = _with_broken_tail(path, scene, layer, ink, covered, width)
    if whole is path and _goes_on(path, loose):
        return None
    return whole


def _goes_on(path: Path, loose: Path) -> bool:
    """Return whether a line with gaps goes on beyond the end of a nearly solid one: it is broken."""
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


def _chosen(traced: list[Traced], scene: Scene, n_expected: int | None) -> list[Traced]:
    """Keep as many as expected, and every clear path beyond."""
    if not traced:
        return []
    pale = _pale(traced, scene, n_expected)
    ranked = sorted(traced, key=lambda one: (one in pale, -one.reward))
    best = ranked[0].reward
    kept: list[Traced] = []
    echoes: list[Traced] = []
    for rank, one in enumerate(ranked):
        clear = one.path.own > _SURE_OWN and one.reward > 0.45 * best
        clear |= _has_own_colour(one, kept, scene)
        wanted = n_expected is None or rank < n_expected + len(echoes)
        strong = one.reward > _KEEP_SHARE * best and one.path.own > _LEAST_OWN
        beyond = n_expected is not None and len(kept) >= n_expected
        if beyond and (one in pale or _is_echo(one, kept, _SURELY_SAME)):
            continue
        if not (clear or (wanted and (strong or one.reward > 0.04 * scene.shape[1]))):
            continue
        if _is_guide(one, scene):
            continue
        echo = not one.layer.ink.is_coloured and _is_echo(one, kept, _SURELY_SAME)
        (echoes if echo or _is_residue(one, kept, scene) else kept).append(one)
    return kept + echoes[: max((n_expected or 0) - len(kept), 0)]


def _has_own_colour(one: Traced, kept: list[Traced], scene: Scene) -> bool:
    """Return whether a path is a long line that holds most of the ink of a colour like no other."""
    ink = one.layer.ink
    if scene.blurred or not ink.is_coloured or not kept or one.path.own < _LEAST_OWN:
        return False
    if min(float(np.linalg.norm(ink.lab - k.layer.ink.lab)) for k in kept) < _OWN_COLOUR:
        return False
    longest = max(k.path.length for k in kept)
    if one.path.length < _OWN_LENGTH * longest:
        return False
    band = one.path.band(scene.shape, one.width / 2 + 1.5)
    inked = one.layer.map > _OWN_INK
    return float((inked & band).sum()) > _OWN_SHARE * float(inked.sum())


def _is_echo(one: Traced, kept: list[Traced], share: float) -> bool:
    """Return whether a path runs along a stronger one: the edge of a line, seen as a paler ink."""
    return any(_share_together(one, other) > share for other in kept)


def _is_residue(one: Traced, kept: list[Traced], scene: Scene) -> bool:
    """Return whether a mostly hidden path follows what marks left beside a line of its ink."""
    if one.path.hidden < _RESIDUE_HIDDEN:
        return False
    alike = [other for other in kept if other.layer.ink is one.layer.ink]
    if alike and one.path.hidden > _RESIDUE_SURELY:
        return True
    reach = _MARK_REACH * one.width + _MARK_PX
    return any(_share_together(one, other, reach) > _RESIDUE_NEAR for other in alike)


def _pale(traced: list[Traced], scene: Scene, n_expected: int | None) -> list[Traced]:
    """Return the paths far paler than as many others as are expected: edges of bands."""
    if n_expected is None or len(traced) <= n_expected:
        return []
    strength = [float(np.linalg.norm(one.layer.ink.rgb - scene.paper)) for one in traced]
    usual = float(np.median(sorted(strength)[-n_expected:]))
    return [one for one, s in zip(traced, strength, strict=True) if s < _PALE_SHARE * usual]


def _is_guide(one: Traced, scene: Scene) -> bool:
    """Return whether a path's own ink lies on one level: a guide line at the median."""
    path = one.path
    level = int(np.argmax(np.bincount(path.leave)))
    on_level = np.abs(path.leave - level) <= 1
    if level - scene.start[1] < _GUIDE_FALL * scene.shape[0] or on_level.mean() < _GUIDE_LEVEL:
        return False
    inked = one.ink[np.clip(path.leave, 0, scene.shape[0] - 1), path.columns] > _GUIDE_INK
    return float(inked[~on_level].sum()) < _GUIDE_REST * float(inked.sum())
