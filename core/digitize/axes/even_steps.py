"""Which label of an axis is mistyped: the one whose correction makes all of them even steps."""

import numpy as np

from ...arrays import FloatArray

# Steps that axes are labelled in, largest first, and how far from one a click may be.
USUAL_STEPS = tuple(
    sorted((n * 10.0**k for n in (1, 2, 2.5, 3, 4, 5, 6, 12) for k in range(-3, 4)), reverse=True)
)
EVEN_SLACK_PX = 2.0
# No axis has more labels than this; values on a finer grid than that say nothing.
MOST_LABELS = 12


def evened(
    labels: FloatArray, pixel: FloatArray, row: int, *, highest: float = np.inf
) -> tuple[float, float]:
    """Return the step that all labels share once one takes what the others say, and that label.

    The step is the largest of `USUAL_STEPS` of which every label is a multiple; 0
    where there is none, it is too fine to tell anything, or the label stays as it is.

    Parameters
    ----------
    labels, pixel : ndarray, shape (n_ticks,)
        Labels of one axis and their places along it.
    row : int
        The label in question.
    highest : float
        No label of this axis can say more.
    """
    others = np.arange(labels.size) != row
    if np.ptp(labels[others]) == 0 or np.ptp(pixel[others]) == 0:
        return 0.0, 0.0
    slope, offset = np.polyfit(labels[others], pixel[others], 1)
    implied = float((pixel[row] - offset) / slope)
    slack = EVEN_SLACK_PX / abs(slope)
    finest = float(np.ptp(labels)) / MOST_LABELS
    for step in (step for step in USUAL_STEPS if step >= finest):
        value = step * round(implied / step)
        shares = labels[others] / step
        is_even = bool(np.all(np.abs(shares - np.round(shares)) < 1e-6))
        is_near = abs(implied - value) <= slack < abs(value - labels[row])
        if is_even and is_near and 0 <= value <= highest:
            return step, value
    return 0.0, 0.0
