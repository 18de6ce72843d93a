"""From a measured number to a strength between 0 and 1."""

from __future__ import annotations


def ramp(value: float, none: float, full: float) -> float:
    """0 up to `none`, 1 from `full` on, straight in between; `full` may be the smaller one."""
    return min(max((value - none) / (full - none), 0.0), 1.0)
