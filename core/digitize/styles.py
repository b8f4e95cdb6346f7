"""Line styles: solid, dashed, dotted, dash-dot, told by the runs of ink along a path."""

import numpy as np

from ..arrays import FloatArray
from .legend import run_lengths
from .scene import Scene
from .tracing import Traced

_FULL = 0.5


def line_style(traced: Traced, scene: Scene) -> str:
    """Return the name of a curve's line style."""
    runs, gaps = path_runs(traced, scene)
    if traced.solid or gaps.size < 4 or runs.size == 0:
        return "solid"
    if np.median(gaps) < 1.5:
        return "solid"
    long, short = np.quantile(runs, 0.8), np.quantile(runs, 0.2)
    if long > 2.5 * short and short < 2.5 * traced.width + 1:
        share = float(np.mean(runs < (long + short) / 2))
        if 0.3 < share < 0.7:
            return "dash-dot"
    return "dotted" if np.median(runs) <= 2.6 * traced.width + 0.5 else "dashed"


def path_runs(traced: Traced, scene: Scene) -> tuple[FloatArray, FloatArray]:
    """Return the lengths of inked runs and gaps along the flats of a path, hidden parts cut out."""
    path = traced.path
    rows = np.clip(path.leave, 0, scene.shape[0] - 1)
    half = int(np.ceil(traced.width / 2))
    band = [
        traced.ink[np.clip(rows + k, 0, scene.shape[0] - 1), path.columns]
        for k in range(-half, half + 1)
    ]
    inked = np.max(band, axis=0) > _FULL
    return run_lengths(inked)
