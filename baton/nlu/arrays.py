"""Names for the types of arrays."""

from __future__ import annotations

from typing import Any, Union

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]  # of any precision
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.integer[Any]]
AnyArray = Union[FloatArray, IntArray]
