"""Which of the traced paths are the curves of the figure: no echoes, guides or pale edges."""

from typing import TYPE_CHECKING

import numpy as np

from .scene import Layer, Scene

if TYPE_CHECKING:
    from .following import Traced

_LEAST_OWN = 0.40
_KEEP_SHARE = 0.20
_SURE_OWN = 0.80
_SAME_PATH = 0.55
_ECHO_REACH = 1.5
_SAME_LAB = 25.0
_SURELY_SAME = 0.85
_OWN_COLOUR, _OWN_SHARE, _OWN_LENGTH, _OWN_INK = 30.0, 0.6, 0.5, 0.5
_RESIDUE_HIDDEN, _RESIDUE_SURELY = 0.3, 0.6
_RESIDUE_NEAR = 0.9
_MARK_REACH, _MARK_PX = 2.0, 4.0
_PALE_SHARE, _OWN_TINT = 0.5, 0.25
_GUIDE_FALL, _GUIDE_LEVEL, _GUIDE_INK, _GUIDE_REST = 0.05, 0.4, 0.35, 0.15


def without_twins(traced: list["Traced"], scene: Scene) -> list["Traced"]:
    """Drop the weaker of two paths along one line: a colour split in two by blur."""
    kept: list[Traced] = []
    for one in sorted(traced, key=lambda item: -item.reward):
        if not any(_is_twin(one, other, blurred=scene.blurred) for other in kept):
            kept.append(one)
    return kept


def _share_together(weak: "Traced", strong: "Traced", reach: float = _ECHO_REACH) -> float:
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


def _is_twin(weak: "Traced", strong: "Traced", *, blurred: bool) -> bool:
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


def chosen(traced: list["Traced"], scene: Scene, n_expected: int | None) -> list["Traced"]:
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
        if beyond and (one in pale or _is_echo(one, kept, _SAME_PATH, one.width + 2)):
            continue
        if not (clear or (wanted and (strong or one.reward > 0.04 * scene.shape[1]))):
            continue
        if _is_guide(one, scene):
            continue
        echo = not one.layer.ink.is_coloured and _is_echo(one, kept, _SURELY_SAME)
        (echoes if echo or _is_residue(one, kept, scene) else kept).append(one)
    return kept + echoes[: max((n_expected or 0) - len(kept), 0)]


def _has_own_colour(one: "Traced", kept: list["Traced"], scene: Scene) -> bool:
    """Return whether a path is a long line that holds most of the ink of a colour like no other."""
    ink = one.layer.ink
    if scene.blurred or not ink.is_coloured or not kept or one.path.own < _LEAST_OWN:
        return False
    if min(float(np.linalg.norm(ink.lab - k.layer.ink.lab)) for k in kept) < _OWN_COLOUR:
        return False
    longest = max(k.path.length for k in kept)
    if one.path.length < _OWN_LENGTH * longest or _is_echo(one, kept, _SAME_PATH):
        return False
    band = one.path.band(scene.shape, one.width / 2 + 1.5)
    inked = one.layer.map > _OWN_INK
    return float((inked & band).sum()) > _OWN_SHARE * float(inked.sum())


def _is_echo(one: "Traced", kept: list["Traced"], share: float, reach: float = _ECHO_REACH) -> bool:
    """Return whether a path runs along a stronger one: the edge of a line, seen as a paler ink."""
    return any(_share_together(one, other, reach) > share for other in kept)


def _is_residue(one: "Traced", kept: list["Traced"], scene: Scene) -> bool:
    """Return whether a mostly hidden path follows what marks left beside a line of its ink."""
    if one.path.hidden < _RESIDUE_HIDDEN:
        return False
    alike = [other for other in kept if other.layer.ink is one.layer.ink]
    if alike and one.path.hidden > _RESIDUE_SURELY:
        return True
    reach = reach_of_marks(one.width)
    return any(_share_together(one, other, reach) > _RESIDUE_NEAR for other in alike)


def reach_of_marks(width: float) -> float:
    """Return how many pixels off a line of this thickness its marks may leave ink."""
    return _MARK_REACH * width + _MARK_PX


def _pale(traced: list["Traced"], scene: Scene, n_expected: int | None) -> list["Traced"]:
    """Return the paths far paler than as many others as are expected: edges of bands.

    Such an edge is a mixture of the page and the others' colours; a pale colour of its own
    is a curve.
    """
    if n_expected is None or len(traced) <= n_expected:
        return []
    strength = [float(np.linalg.norm(one.layer.ink.rgb - scene.paper)) for one in traced]
    usual = float(np.median(sorted(strength)[-n_expected:]))
    full = [one for one, s in zip(traced, strength, strict=True) if s >= _PALE_SHARE * usual]
    pale = [one for one, s in zip(traced, strength, strict=True) if s < _PALE_SHARE * usual]
    return [one for one in pale if _is_mixed(one, full, scene)]


def _is_mixed(one: "Traced", others: list["Traced"], scene: Scene) -> bool:
    """Return whether a colour is a mixture of the page and those of others."""
    from scipy.optimize import nnls

    ray = scene.paper - one.layer.ink.rgb
    rays = np.array([scene.paper - other.layer.ink.rgb for other in others])
    _, off = nnls(rays.T, ray)
    return bool(off < _OWN_TINT * np.linalg.norm(ray))


def _is_guide(one: "Traced", scene: Scene) -> bool:
    """Return whether a path's own ink lies on one level: a guide line at the median."""
    path = one.path
    level = int(np.argmax(np.bincount(path.leave)))
    on_level = np.abs(path.leave - level) <= 1
    if level - scene.start[1] < _GUIDE_FALL * scene.shape[0] or on_level.mean() < _GUIDE_LEVEL:
        return False
    inked = one.ink[np.clip(path.leave, 0, scene.shape[0] - 1), path.columns] > _GUIDE_INK
    return float(inked[~on_level].sum()) < _GUIDE_REST * float(inked.sum())
