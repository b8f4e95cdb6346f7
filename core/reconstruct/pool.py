"""Heights that never rise: the least-squares fit by pooling adjacent violators."""

import numpy as np

from ..arrays import FloatArray
from .jit import compiled


def falling(values: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the least-squares never-increasing fit and the size of each pool.

    Parameters
    ----------
    values, weights : ndarray, shape (n,)
        ``weights`` are inverse variances.

    References
    ----------
    .. [1] Barlow RE, Bartholomew DJ, Bremner JM, Brunk HD. Statistical Inference
       under Order Restrictions. Wiley; 1972 (pool adjacent violators).
    """
    means, sizes = _pooled(
        np.ascontiguousarray(values, dtype=float), np.ascontiguousarray(weights, dtype=float)
    )
    return np.repeat(means, sizes), np.repeat(sizes.astype(float), sizes)


@compiled
def _pooled(values, weights):  # type: ignore[no-untyped-def]
    """Return the mean and the size of each pool, in order."""
    mean = np.empty(values.size)
    mass = np.empty(values.size)
    size = np.empty(values.size, np.int64)
    n = 0
    for i in range(values.size):
        mean[n], mass[n], size[n] = values[i], weights[i], 1
        while n > 0 and mean[n - 1] < mean[n]:
            total = mass[n - 1] + mass[n]
            mean[n - 1] = (mean[n] * mass[n] + mean[n - 1] * mass[n - 1]) / total
            mass[n - 1] = total
            size[n - 1] += size[n]
            n -= 1
        n += 1
    return mean[:n], size[:n]
