"""The array types of the skill model's functions, and the one sum that they all need."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]


def sums_by(index: IntArray, values: FloatArray, length: int) -> FloatArray:
    """Sum of the values at each index 0 … length − 1, as floats even when there are none."""
    return np.bincount(index, values, minlength=length).astype(np.float64)
