"""Array types and the one way to make an array that nobody can change."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
ByteArray = NDArray[np.uint8]


def read_only(values: ArrayLike, dtype: Any = float) -> NDArray[Any]:
    """Return a read-only one-dimensional copy of these values."""
    array = np.array(values, dtype=dtype)
    if array.ndim != 1:
        raise ValueError("expected a one-dimensional sequence")
    array.setflags(write=False)
    return array
