"""Which curves the plot holds: one path per coloured class, several in black and grey."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .choosing import chosen, without_twins
from .following import Traced, in_layer, is_solid, is_worth, track_layer
from .ink import covered_by
from .path import BROKEN, COLOUR, Path
from .same_ink import more_of_one_colour, uncounted
from .scene import Layer, Scene
from .widths import common_widths, joined_dots

_DOTTED_REWARD, _DOTTED_OWN, _DOTTED_HIDDEN = 0.15, 0.65, 0.5
_SURELY_BELOW = 0.95
_SOLID_SEEN = 0.90
_SAME_LAB = 25.0
_SAME_LINE = 0.9
_LONGER = 1.2
_FAR_MORE, _AS_DENSE = 1.5, 0.9
_STRONG = 0.4
_AS_LONG, _AS_STRONG = 0.7, 0.6


def trace_curves(
    scene: Scene,
    *,
    n_expected: int | None,
    key_widths: tuple[float, ...] = (),
    only: int | None = None,
    counted: bool = False,
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
    counted : bool
        A person or a risk table tells the number: no lines beyond those of colours and legend.
    """
    if only is not None:
        return _in_one_colour(scene, scene.layers[only], key_widths, n_expected, should_stop)
    coloured = _coloured(scene, key_widths, n_expected, should_stop)
    if should_stop():
        return []
    found = _with_grey(scene, coloured, n_expected, key_widths, should_stop)
    if not coloured or scene.blurred or (counted and len(found) >= (n_expected or 0)):
        return found
    return found + uncounted(scene, found, should_stop)


def _with_grey(
    scene: Scene,
    coloured: list[Traced],
    n_expected: int | None,
    key_widths: tuple[float, ...],
    should_stop: Callable[[], bool],
) -> list[Traced]:
    """Return the curves among coloured paths, and the black and grey ones that are missing."""
    # A grey line that carries marks of its own is a curve whatever the legend says.
    is_marked = any(
        la.symbols is not None and la.symbols.x.size and not la.ink.is_coloured
        for la in scene.layers
    )
    best = max((one.reward for one in coloured), default=0.0)
    n_strong = sum(one.reward > _STRONG * best for one in coloured)
    is_enough = n_strong >= max(n_expected or 2, 2) and not is_marked
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
        found = more_of_one_colour(scene, found, key_widths, n_expected, should_stop)
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
    several = in_layer(scene, layer, [], (), should_stop, width=width)
    return chosen([one for one in several if is_worth(one.path, scene)], scene, n_expected)


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
        if path is not None and not is_solid(path):
            path = _as_broken(path, track_layer(scene, layer, layer.map, covered, width, BROKEN))
        if path is not None and is_worth(path, scene):
            traced.append(Traced(path, layer, layer.map, width, is_solid(path)))
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
        traced += in_layer(scene, layer, bands, key_widths, should_stop)
        bands += [one.path.band(scene.shape, one.width / 2 + 0.6) for one in traced[-3:]]
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
