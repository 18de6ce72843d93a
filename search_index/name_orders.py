"""The order by name, as a few numbers of which the first that differs decides."""

import numpy as np
from numpy.typing import NDArray

from search_index import folding

NAME_ORDER_LEVELS = 3
NAME_ORDER_BYTES = 8 * NAME_ORDER_LEVELS
"""Names are ordered by so many bytes, which are their letters: folded text is ASCII."""


def name_order(name: str) -> bytes:
    """The bytes by which a name is ordered, filled up with zeros."""
    return folding.name_order(name).encode()[:NAME_ORDER_BYTES].ljust(NAME_ORDER_BYTES, b"\0")


def name_order_levels(orders: bytes) -> NDArray[np.uint64]:
    """Of N names, their bytes one behind the other, the numbers they are ordered by (3 × N)."""
    levels = np.frombuffer(orders, ">u8").reshape(-1, NAME_ORDER_LEVELS)
    return np.ascontiguousarray(levels.T.astype(np.uint64))
