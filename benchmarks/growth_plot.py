"""Draws how times grow with a directory: a line for each kind of work, both axes logarithmic.

A line at 45 degrees grows with the directory, a flat one does not.
"""

import math
from collections.abc import Iterator, Mapping
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 760, 420, 64, 52, 24, 200
_COLOURS = (
    *("#0b5563", "#b3541e", "#5b3f8c", "#2f6b2f", "#8c2f4b", "#6b6b2f", "#2f4b8c", "#444444"),
    *("#1f8a70", "#a0522d", "#7a4fa3", "#b03060", "#555500"),
)

Times = Mapping[str, Mapping[int, float]]
"""By kind of work and size of the directory the milliseconds of the processor."""


def draw_growth(times: Times, title: str, counted: str) -> str:
    """The plot as SVG; `counted` says what the sizes are numbers of."""
    return "\n".join(_lines(times, title, counted)) + "\n"


def _lines(times: Times, title: str, counted: str) -> Iterator[str]:
    counts = sorted({count for of_kind in times.values() for count in of_kind})
    values = [value for of_kind in times.values() for value in of_kind.values()]
    across = (math.log10(counts[0]), max(math.log10(counts[-1]), math.log10(counts[0]) + 0.1))
    up = (math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))))

    def x(count: int) -> float:
        share = (math.log10(count) - across[0]) / (across[1] - across[0])
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(milliseconds: float) -> float:
        share = (math.log10(milliseconds) - up[0]) / (up[1] - up[0])
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP), 1)

    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13">'
    )
    yield f"<title>{escape(title)}</title>"
    yield f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
    for power in range(up[0], up[1] + 1):
        level = y(10.0**power)
        yield f'<path d="M{_LEFT} {level}H{_WIDTH - _RIGHT}" stroke="#d5d5d5"/>'
        yield f'<text x="{_LEFT - 8}" y="{level + 4}" text-anchor="end">{_say(10.0**power)}</text>'
    for count in counts:
        place = x(count)
        yield f'<path d="M{place} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#ececec"/>'
        label = f'<text x="{place}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">'
        yield f"{label}{count:,}</text>"
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(counted)}</text>'
    labels_from = -math.inf
    for (kind, of_kind), colour in sorted(
        zip(times.items(), _COLOURS, strict=False), key=lambda pair: y(max(pair[0][1].values()))
    ):
        points = " ".join(f"{x(count)},{y(of_kind[count])}" for count in sorted(of_kind))
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
        labels_from = max(y(of_kind[max(of_kind)]), labels_from + 16)
        place = f'x="{_WIDTH - _RIGHT + 10}" y="{labels_from + 4}"'
        yield f'<text {place} fill="{colour}">{escape(kind)}</text>'
    yield "</svg>"


def _say(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"
