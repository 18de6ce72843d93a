"""Skill by concern where few have any of their own: kept for these, made whole when asked for."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search_index.documents import OVERALL

Matrix = NDArray[np.float32]  # points, lower and upper end of the 90% interval, by row

_MATRICES_REMEMBERED = 4


class OwnSkill(Mapping[str, Matrix]):
    """Of each concern the matrix of all rows; those without skill of their own have the overall.

    `own` has of each concern which rows have skill of their own, ascending, and their numbers.
    """

    def __init__(
        self, overall: Matrix, own: Mapping[str, tuple[NDArray[np.int32], Matrix]]
    ) -> None:
        self._overall = overall
        self._own = own
        self._remembered = lru_cache(maxsize=_MATRICES_REMEMBERED)(self._whole)

    def __getitem__(self, concern: str) -> Matrix:
        return self._overall if concern == OVERALL else self._remembered(concern)

    def __iter__(self) -> Iterator[str]:
        yield OVERALL
        yield from self._own

    def __len__(self) -> int:
        return 1 + len(self._own)

    def _whole(self, concern: str) -> Matrix:
        rows, numbers = self._own[concern]
        matrix = self._overall.copy()
        matrix[:, rows] = numbers
        return matrix
