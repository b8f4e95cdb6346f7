"""Traced points near which the figure shows no line at all: clicks that went astray."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...model.document import PixelPoint

# A channel varies at least this much where a line is in reach: more than JPEG ringing and
# the edge of a tint, less than any line that was printed to be seen.
LEAST_CONTRAST: Final = 60
# How far a click may miss its line: of the larger side of the figure, and in pixels.
REACH_SHARE: Final = 0.006
LEAST_REACH_PX: Final = 4.0


def points_off_ink(pixels: NDArray[np.uint8], points: Sequence[PixelPoint]) -> tuple[int, ...]:
    """Return the points in whose reach nothing is drawn.

    Paper and the inside of a tinted band are alike in every channel; a line, a mark or
    text is not. What is drawn need not be the curve: a point beside a letter passes.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
    points : sequence of PixelPoint
        In figure pixels.

    Returns
    -------
    tuple of int
        Indices of ``points``, ascending; those outside the figure are among them.
    """
    reach = max(LEAST_REACH_PX, REACH_SHARE * max(pixels.shape[:2]))
    return tuple(index for index, point in enumerate(points) if not _has_line(pixels, point, reach))


def _has_line(pixels: NDArray[np.uint8], at: PixelPoint, reach: float) -> bool:
    left, top = max(int(at.x - reach), 0), max(int(at.y - reach), 0)
    right, bottom = max(int(at.x + reach) + 1, 0), max(int(at.y + reach) + 1, 0)
    near = pixels[top:bottom, left:right]
    if not near.size:
        return False
    channels = near.reshape(-1, near.shape[-1])
    contrast = channels.max(axis=0).astype(int) - channels.min(axis=0)
    return bool(contrast.max() >= LEAST_CONTRAST)
