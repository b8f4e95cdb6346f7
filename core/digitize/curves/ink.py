"""Soft ink maps: how much of each pixel is covered by each pure colour, 0 to 1."""

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ...arrays import FloatArray, IntArray
from ..axes.box import Mask, PlotBox
from ..page import Map, Page, lab_of, largest, length, strongest
from .colours import InkClass, is_shade, strength_of
from .tints import bins_of, lab_on

_SPREAD = 14.0
_SPREAD_SHARE = 0.14
_DARKER = 1.08
_INKED = 0.35
_MODE_SHARE = 0.35
_TINT_SIGMA = 1.5  # pixels of the figure
_TINT_APART = 0.8
_CROWD_SIGMA = 0.7  # pixels of the figure
_PALE = 25.0
_IN_BAND, _LET_THROUGH = 12.0, 0.7
_FULL, _THICK_SHARE = 0.85, 0.8
_DARKER_BY, _CLEARLY_PALE = 0.3, 0.4  # as a share of the dark ink


def ink_maps(page: Page, box: PlotBox, background: Map, classes: Sequence[InkClass]) -> list[Map]:
    """Return one map a class, shape (height, width), 0 no ink to 1 pure.

    A pixel's share is its projection on the way from the background to the pure
    colour, times how near it lies to that way, shared out over the classes.
    """
    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(np.float32)
    difference = rgb - background
    size = length(difference)
    inked = np.flatnonzero(size > 0)  # drawn figures are mostly blank, which costs nothing
    shape, size = size.shape, size.ravel()[inked]
    difference, under = (np.take(one.reshape(-1, 3), inked, 0) for one in (difference, background))
    paper = box.background.astype(np.float32)
    banded = np.flatnonzero(largest(under - paper) > _IN_BAND)
    shares, members = [], []
    for ink in classes:
        share, member = _one(difference, size, ink.rgb.astype(np.float32) - under)
        _see_below(share, member, banded, difference, size, ink.rgb.astype(np.float32) - paper)
        shares.append(share)
        members.append(member)
    if not shares:
        return []
    _part_shades(classes, box, shares, members, inked, shape, page.zoom)
    total = np.maximum(reduce(np.add, members), 1.0)
    best = strongest(members)
    maps = []
    for share, member in zip(shares, members, strict=True):
        weight = member / total * np.where(member >= 0.999 * best, 1.0, member / (best + 1e-6))
        whole = np.zeros(shape, dtype=np.float32)
        whole.ravel()[inked] = share * weight
        maps.append(whole)
    return maps


def _see_below(
    share: Map, member: Map, banded: IntArray, difference: Map, size: Map, ray: Map
) -> None:
    """Take ink for a line below a band one sees through, where it looks more like that.

    The band then lets through a part of what the line differs from the page.
    """
    if banded.size == 0:
        return
    below, fits = _one(difference[banded], size[banded], _LET_THROUGH * ray)
    better = below * fits > share[banded] * member[banded]
    share[banded[better]], member[banded[better]] = below[better], fits[better]


def _part_shades(
    classes: Sequence[InkClass],
    box: PlotBox,
    shares: Sequence[Map],
    members: list[Map],
    inked: IntArray,
    shape: tuple[int, ...],
    zoom: float,
) -> None:
    """Give ink that may be a pale line or the edge of a dark one to the pale, far from dark ink.

    Only where dark lines are thick: the two rows of a thin one may both be pale.
    """
    import cv2

    reach = np.ones((2 * round(zoom) + 1,) * 2, np.uint8)
    for k, dark in enumerate(classes):
        for j, pale in enumerate(classes):
            if j == k or not is_shade(pale, dark, box):
                continue
            level = strength_of(pale, dark, box)
            full = np.zeros(shape, dtype=np.uint8)
            full.ravel()[inked] = (shares[k] > min(level + _DARKER_BY, _FULL)) & (members[k] > 0.5)
            lines = np.where(box.frame, np.uint8(0), full)
            thick = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
            if level > _CLEARLY_PALE and thick.sum() < _THICK_SHARE * lines.sum():
                continue
            near = cv2.dilate(full, reach).ravel()[inked] > 0
            members[k] = np.where(near | (members[j] < _FULL), members[k], np.float32(0))


def maps_of(
    page: Page,
    box: PlotBox,
    background: Map,
    classes: list[InkClass],
    hidden: Mask,
    *,
    blurred: bool,
    own: int | None = None,
) -> tuple[list[InkClass], list[Map], int | None]:
    """Return the classes worth following with their maps, and where class ``own`` now stands.

    Where blur has washed the colours out, greys are no class of their own.
    """
    if any(ink.is_coloured and ink.likely is not None for ink in classes):
        return classes, crowd_maps(page, box, background, classes), own
    pale = [ink for ink in classes if ink.is_coloured]
    washed = blurred and len(pale) >= 2 and min(ink.chroma for ink in pale) < _PALE
    if not washed or (own is not None and not classes[own].is_coloured):
        return classes, ink_maps(page, box, background, classes), own
    maps = washed_maps(page, box, background, pale)
    for one in maps:
        one[hidden] = 0
    if own is not None:
        own = next(k for k, ink in enumerate(pale) if ink is classes[own])
    return pale, maps, own


def crowd_maps(page: Page, box: PlotBox, background: Map, classes: Sequence[InkClass]) -> list[Map]:
    """Return one map a class where blurred colours are told apart by their crowds of tints.

    As in `washed_maps`, the darkness tells how much ink there is and the tint around whose.
    """
    import cv2

    rgb = page.rgb[box.y0 : box.y1, box.x0 : box.x1].astype(np.float32)
    size = length(rgb - background)
    tint = lab_on(rgb, box.background)[:, :, 1:] * size[:, :, None]
    sigma = _CROWD_SIGMA * page.zoom
    weight = cv2.GaussianBlur(size, (0, 0), sigma) + np.float32(1)
    at = bins_of(cv2.GaussianBlur(tint, (0, 0), sigma) / weight[:, :, None])
    maps = []
    for ink in classes:
        pure = np.maximum(length(ink.rgb.astype(np.float32) - background), np.float32(1))
        amount = np.clip(size / pure, 0, 1)
        maps.append(
            np.asarray(amount if ink.likely is None else amount * ink.likely[at], np.float32)
        )
    return maps


def washed_maps(
    page: Page, box: PlotBox, background: Map, classes: Sequence[InkClass]
) -> list[Map]:
    """Return one map a class where blur has washed the colours out.

    How much ink there is tells the darkness, which is sharp; whose it is tells the
    colour around, which is not. Ink of no clear colour counts for every class.
    """
    import cv2

    region = (slice(box.y0, box.y1), slice(box.x0, box.x1))
    rgb = page.rgb[region].astype(np.float32)
    size = length(rgb - background)
    tint = lab_of(rgb)[:, :, 1:] * size[:, :, None]
    sigma = _TINT_SIGMA * page.zoom
    weight = cv2.GaussianBlur(size, (0, 0), sigma) + 1.0
    around = cv2.GaussianBlur(tint, (0, 0), sigma) / weight[:, :, None]
    nearness = [
        (around @ ink.lab[1:].astype(np.float32)) / max(ink.chroma, 1.0) ** 2 for ink in classes
    ]
    best = np.max(nearness, axis=0)
    maps = []
    for ink, near in zip(classes, nearness, strict=True):
        pure = max(float(np.linalg.norm(ink.rgb - box.background)), 1.0)
        member = np.clip(1.25 - (best - near) / _TINT_APART, 0, 1)
        maps.append(np.asarray(np.clip(size / pure, 0, 1) * member, dtype=np.float32))
    return maps


def _one(difference: Map, size: Map, ray: Map) -> tuple[Map, Map]:
    reach = np.maximum(length(ray), np.float32(1))
    along = difference[..., 0] * ray[..., 0]
    along += difference[..., 1] * ray[..., 1]
    along += difference[..., 2] * ray[..., 2]
    along /= reach
    off = np.maximum(size * size - along * along, 0)
    beyond = np.maximum(along - _DARKER * reach, 0)
    spread = _SPREAD + _SPREAD_SHARE * size
    member = np.exp(-0.5 * (off + beyond * beyond) / (spread * spread))
    return np.clip(along / reach, 0, 1), member


def line_width(ink: Map) -> float:
    """Return the thickness of the line drawn in this ink, in pixels.

    The lowest strong mode of the ink in vertical runs: runs across drops and
    marks are longer, never shorter.
    """
    sums = _run_sums(ink)
    if sums.size == 0:
        return 1.0
    counts, edges = np.histogram(sums, bins=np.arange(0.25, 12.3, 0.25))
    smooth = np.convolve(counts, [0.25, 0.5, 1.0, 0.5, 0.25], mode="same")
    strong = np.flatnonzero(smooth >= _MODE_SHARE * smooth.max())
    if strong.size == 0 or smooth.max() == 0:
        return 1.0
    first = strong[0]
    while first + 1 < smooth.size and smooth[first + 1] > smooth[first]:
        first += 1
    near = np.abs(sums - (edges[first] + 0.125)) < 0.6
    return float(max(np.median(sums[near]) if near.any() else edges[first], 0.7))


def _run_sums(ink: Map) -> FloatArray:
    """Return the ink in each vertical run that reaches at least half strength."""
    padded = np.vstack(
        [np.zeros((1, ink.shape[1])), np.where(ink > 0.08, ink, 0), [[0.0] * ink.shape[1]]]
    )
    flat = padded.T.ravel()
    inked = flat > 0
    starts = np.flatnonzero(inked[1:] & ~inked[:-1]) + 1
    if starts.size == 0:
        return np.empty(0)
    totals = np.add.reduceat(flat, starts)
    strongest = np.maximum.reduceat(flat, starts)
    return np.asarray(totals[strongest > 0.5])


def covered_by(others: Sequence[Map], own: Map) -> Mask:
    """Return the pixels where other ink lies and may hide this one."""
    if not others:
        return np.zeros(own.shape, dtype=bool)
    most = strongest(others)
    return np.asarray((most > _INKED) & (own < most))
