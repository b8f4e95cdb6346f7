"""Line samples: the horizontal stretch of a line in a strip of pixels beside a name."""

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray

_INK = 40.0
_GAP = 2.2  # text heights between sample and name
_SHORTEST = 0.7
_LONGEST = 7.0
REACH = _GAP + _LONGEST + 1.5  # text heights from a name in which its sample lies
_STEM = 0.3  # wide at most; of a letter that sticks out of its box
_IN_BOX, _LETTER_WIDE, _LETTER_HIGH = 0.2, 0.6, 0.3  # text heights
_OFF_MIDDLE = 1.0
_LONG_RUN, _LONG_GAP = 0.8, 0.5
_LEAST_RUN, _LEAST_FILL, _FEWEST_DOTS = 0.12, 0.3, 5


def without_letter(apart: NDArray[np.float64], text: float) -> NDArray[np.float64]:
    """Blank the pieces of the first letter in a strip that starts inside the box of the name."""
    import cv2

    inked = (apart > _INK).astype(np.uint8)
    _, names, stats, _ = cv2.connectedComponentsWithStats(inked, connectivity=8)
    is_letter = stats[:, cv2.CC_STAT_LEFT] <= _IN_BOX * text
    is_letter &= stats[:, cv2.CC_STAT_WIDTH] <= _LETTER_WIDE * text
    is_letter &= stats[:, cv2.CC_STAT_HEIGHT] >= max(_LETTER_HIGH * text, 4)
    is_letter[0] = False
    return np.where(is_letter[names], 0.0, apart)


def is_edge(apart: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the thin columns inked from top to bottom that stand alone: edges of a box."""
    full = np.asarray((apart > _INK).mean(axis=0) > 0.95)
    some = np.asarray((apart > _INK).any(axis=0))
    edge = np.zeros(full.shape, dtype=bool)
    starts, stops = _runs(some)
    for start, stop in zip(starts, stops, strict=True):
        if stop - start <= 5 and full[start:stop].any():
            edge[start:stop] = True
    return edge


def _runs(inked: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inked, [False]]).astype(int)))
    return edges[::2], edges[1::2]


def find_sample(
    apart: NDArray[np.float64], cut: NDArray[np.float64], text: float
) -> tuple[int, int, int, FloatArray, FloatArray, FloatArray] | None:
    """Return the row and extent of a horizontal sample in a strip that starts at the name.

    The row with the most ink (dashes bridged) wins; ink of another colour than the
    longest run is not part of the sample.
    """
    best: tuple[float, int, int, int, FloatArray] | None = None
    for row in range(len(apart)):
        rgb = _run_colour(apart[row], cut[row], text)
        if rgb is None:
            continue
        inked = near_colour(apart[row], cut[row], rgb)
        extent = extent_of(inked, text)
        if extent is None or not _may_be_sample(inked, *extent, text):
            continue
        start, stop = extent
        score = apart[row, start:stop][inked[start:stop]].sum()
        score *= 1 - _OFF_MIDDLE * abs(row - len(apart) / 2) / len(apart)
        if best is None or score > best[0]:
            best = (score, row, start, stop, rgb)
    if best is None:
        return None
    _, row, start, stop, rgb = best
    inked = near_colour(apart[row], cut[row], rgb)
    runs, gaps = run_lengths(inked[start:stop])
    return row, start, stop, runs, gaps, rgb


def _may_be_sample(inked: NDArray[np.bool_], start: int, stop: int, text: float) -> bool:
    """Return whether a stretch of a row has the length and the dashes of a sample."""
    length = stop - start
    if not _SHORTEST * text <= length <= _LONGEST * text:
        return False
    runs, gaps = run_lengths(inked[start:stop])
    sparse = runs.max() < _LEAST_RUN * text or runs.sum() < _LEAST_FILL * length
    if sparse and not _are_even(runs, gaps):
        return False
    return not inked[stop + 1 : stop + max(int(0.5 * text), 2)].any()


def _are_even(runs: FloatArray, gaps: FloatArray) -> bool:
    """Return whether these are the dots of a line: many, of one length, at one distance."""
    if runs.size < _FEWEST_DOTS:
        return False
    return bool(np.ptp(runs[1:-1]) <= 1 and np.ptp(gaps) <= 1)


def _run_colour(
    apart: NDArray[np.float64], cut: NDArray[np.float64], text: float
) -> FloatArray | None:
    """Return the colour of the longest inked run near the start of a row."""
    starts, stops = _runs(apart > _INK)
    near = starts < (_GAP + 1.5) * text
    if not near.any():
        return None
    longest = int(np.argmax((stops - starts)[near]))
    run = slice(starts[near][longest], stops[near][longest])
    strong = apart[run] >= 0.8 * np.quantile(apart[run], 0.9)
    return np.asarray(np.median(cut[run][strong], axis=0))


def near_colour(
    apart: NDArray[np.float64], cut: NDArray[np.float64], rgb: FloatArray
) -> NDArray[np.bool_]:
    """Return the inked columns of a row that look like this colour, pure or mixed with page."""
    ink = apart > _INK
    paper = np.median(cut[~ink], axis=0) if (~ink).any() else np.full(3, 255.0)
    ray, vector = rgb - paper, cut - paper
    length = max(float(np.linalg.norm(ray)), 1.0)
    along = vector @ ray / length
    off = np.sqrt(np.maximum((vector**2).sum(axis=1) - along**2, 0))
    return np.asarray(ink & (off < np.maximum(40, 0.35 * length)) & (along < 1.35 * length + 20))


def extent_of(inked: NDArray[np.bool_], text: float) -> tuple[int, int] | None:
    """Return where the sample starts and stops; the stem of a first letter is none."""
    where = np.flatnonzero(inked)
    where = where[where >= 0.1 * text]
    if where.size == 0 or where[0] > _GAP * text:
        return None
    breaks = np.flatnonzero(np.diff(where) > max(0.75 * text, 3))
    starts = where[np.append(0, breaks + 1)]
    stops = where[np.append(breaks, where.size - 1)] + 1
    if stops[0] - starts[0] > _LONG_RUN * text:
        stops[0] = _end_of_long_run(where, int(starts[0]), int(stops[0]), text)
    if starts.size > 1 and stops[0] - starts[0] < _STEM * text and starts[1] <= _GAP * text:
        starts, stops = starts[1:], stops[1:]
    return int(starts[0]), int(stops[0])


def _end_of_long_run(where: NDArray[np.intp], start: int, stop: int, text: float) -> int:
    """Return where a sample stops that begins with a long run: gaps of long dashes are short."""
    inside = where[(where >= start) & (where < stop)]
    breaks = np.flatnonzero(np.diff(inside) > 1)
    first = int(inside[breaks[0]]) + 1 if breaks.size else stop
    gap = int(inside[breaks[0] + 1]) - first if breaks.size else 0
    return first if first - start > _LONG_RUN * text and gap > _LONG_GAP * text else stop


def run_lengths(inked: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Return the lengths of inked runs and of the gaps between them."""
    starts, stops = _runs(inked)
    return (stops - starts).astype(float), (starts[1:] - stops[:-1]).astype(float)


def thickness_of(apart: NDArray[np.float64], row: int) -> float:
    """Return the thickness: the low quartile over inked columns (marks make it larger)."""
    peak = np.maximum(np.quantile(apart, 0.97), 1)
    columns = np.flatnonzero(apart[row] > 0.5 * peak)
    if columns.size == 0:
        return 1.0
    sizes = []
    for column in columns:
        low = high = row
        while low > 0 and apart[low - 1, column] > 0.3 * peak:
            low -= 1
        while high < len(apart) - 1 and apart[high + 1, column] > 0.3 * peak:
            high += 1
        sizes.append(float((apart[low : high + 1, column] / peak).clip(0, 1).sum()))
    return float(np.quantile(sizes, 0.25))
