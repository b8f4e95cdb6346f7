"""Further curves in an ink that has one: strata by line style, adjusted beside crude curves."""

from collections.abc import Callable, Sequence

import numpy as np

from ..axes.box import Mask
from ..page import Map
from .choosing import chosen, reach_of_marks
from .following import Traced, in_layer, is_worth, track_layer
from .ink import covered_by, line_width
from .path import BROKEN, COLOUR, Path
from .scene import Layer, Scene
from .widths import joined_dots, mark_pieces

_INKED = 0.5
_SPARE, _DASH = 0.15, 21  # share of the columns; columns over which dashes count as one line
_BOTH_SIDES = 0.4
_AS_STRONG, _AS_LONG = 0.12, 0.5
_APART, _CLOSE, _EXPLAINED = 0.6, 0.2, 0.6
_MOST = 2


def more_of_one_colour(
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
        several = in_layer(scene, one.layer, bands, key_widths, should_stop)
        several = [s for s in several if is_worth(s.path, scene) or s is several[0]]
        more = chosen(rest + several, scene, n_expected)
        if len(more) > len(best):
            best = more
    return best


def uncounted(
    scene: Scene, found: Sequence[Traced], should_stop: Callable[[], bool]
) -> list[Traced]:
    """Return lines in the inks of curves that neither legend nor risk table counts.

    A legend of colours alone says nothing of a broken line beside each solid one. What lies
    at a curve are its marks; what lies on both sides of it are its confidence limits.
    """
    more: list[Traced] = []
    layers = list({id(one.layer): one.layer for one in found}.values())
    for layer in layers:
        for _ in range(_MOST):
            one = None if should_stop() else _one_more(scene, layer, [*found, *more], _APART)
            if one is None:
                break
            more.append(one)
    paired = {id(one.layer) for one in more}
    if not paired:
        return []
    # Where one colour has a broken line too, that of another may lie close to its solid one.
    for layer in layers:
        if id(layer) not in paired and not should_stop():
            one = _one_more(scene, layer, [*found, *more], _CLOSE)
            more += [one] if one is not None else []
    return more


def _one_more(scene: Scene, layer: Layer, found: Sequence[Traced], apart: float) -> Traced | None:
    own = [one for one in found if one.layer is layer]
    ink, near, covered = _left_over(scene, layer, found)
    spare = (ink > _INKED) & ~near
    if _share_of_columns(spare) < _SPARE or any(_is_enclosed(one, spare) for one in own):
        return None
    width = min(*(one.width for one in own), line_width(np.where(near, np.float32(0), ink)))
    for ways, costs in ((ink, BROKEN), (joined_dots(ink, width), COLOUR)):
        path = track_layer(scene, layer, ways, covered, width, costs)
        if path is None or not is_worth(path, scene):
            continue
        if _is_line(path, own, spare, width, apart):
            return Traced(path, layer, ink, width, solid=False)
    return None


def _is_line(path: Path, own: Sequence[Traced], spare: Mask, width: float, least: float) -> bool:
    """Return whether a path is long, explains most of the spare ink, and rarely runs elsewhere."""
    if path.reward < _AS_STRONG * min(one.reward for one in own):
        return False
    if path.length < _AS_LONG * min(one.path.length for one in own):
        return False
    along = spare & path.band(spare.shape, width / 2 + 1.5)
    apart = _share_of_columns(along) * spare.shape[1] / path.length
    return bool(along.sum() > _EXPLAINED * spare.sum() and apart > least * (1 - path.hidden))


def _left_over(scene: Scene, layer: Layer, found: Sequence[Traced]) -> tuple[Map, Mask, Mask]:
    """Return the ink no curve explains, where marks of curves may lie, and what is covered."""
    ink = layer.map.copy()
    covered = covered_by(scene.others(layer), layer.map)
    near = np.zeros(scene.shape, dtype=bool)
    for one in found:
        band = one.path.band(scene.shape, one.width / 2 + 0.6)
        covered = covered | band
        if one.layer is layer:
            ink[band] = 0
            ink[mark_pieces(ink, band, one.path, one.width)] = 0
            near |= one.path.band(scene.shape, reach_of_marks(one.width))
    return ink, near, covered


def _share_of_columns(mask: Mask) -> float:
    seen = np.convolve(mask.any(axis=0), np.ones(_DASH), "same") > 0
    return float(np.mean(seen))


def _is_enclosed(one: Traced, spare: Mask) -> bool:
    """Return whether ink is left over above and below a curve at once."""
    rows = np.arange(spare.shape[0])[:, None]
    cut = spare[:, one.path.first : one.path.first + one.path.length]
    sides = (cut & (rows < one.path.enter), cut & (rows > one.path.leave))
    seen = [np.convolve(side.any(axis=0), np.ones(_DASH), "same") > 0 for side in sides]
    return one.path.length >= _DASH and float(np.mean(seen[0] & seen[1])) > _BOTH_SIDES
