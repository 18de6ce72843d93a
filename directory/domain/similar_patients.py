"""Whose reports answer "how did it go for people like me": the closest group large enough to show.

Groups lie within each other: everybody, a concern, its severity, skin types that burn alike, one
skin type. All the groups of a practitioner are decided together, so that no small group follows
from comparing answers with each other or with the tables of the profile.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from directory.domain.outcomes import SMALL_CELL
from directory.domain.small_cells import list_shown_cells

SKIN_TYPE_GROUPS: tuple[range, ...] = (range(1, 4), range(4, 7))
"""Lighter and darker types: what is known of the risks of lasers changes between III and IV."""

Group = tuple[Hashable, ...]


class Closeness(IntEnum):
    """How closely a group resembles the one who asks, the widest first."""

    EVERYBODY = 0
    CONCERN = 1
    SEVERITY = 2
    SKIN_TYPE_GROUP = 3
    SKIN_TYPE = 4


@dataclass(frozen=True, slots=True)
class PatientCase:
    """A concern, how severe (1–4), on which Fitzpatrick type (1–6); None where it is not told."""

    concern_key: str
    severity: int | None
    skin_type: int | None

    @property
    def closeness(self) -> Closeness:
        """The closest group that can be named: a skin type counts only with a severity."""
        if self.severity is None:
            return Closeness.CONCERN
        return Closeness.SEVERITY if self.skin_type is None else Closeness.SKIN_TYPE


def find_closeness(asked: PatientCase, cases: Sequence[PatientCase]) -> Closeness | None:
    """How close the closest group is that may be shown; None where not even everybody may be."""
    if len(cases) < SMALL_CELL:
        return None
    shown = list_shown_groups(cases)
    return max(
        closeness
        for closeness in Closeness
        if closeness <= asked.closeness and group_of(asked, closeness) in shown
    )


def group_of(case: PatientCase, closeness: Closeness) -> Group:
    """The group of this closeness that a case belongs to; a closer one starts with the wider."""
    skin = None if case.skin_type is None else find_skin_type_group(case.skin_type)
    return (case.concern_key, case.severity, skin, case.skin_type)[:closeness]


def find_skin_type_group(skin_type: int) -> range:
    """The types that burn and tan much like this one."""
    return next(group for group in SKIN_TYPE_GROUPS if skin_type in group)


def list_shown_groups(cases: Sequence[PatientCase]) -> set[Group]:
    """Every group that may be shown of these cases, if they are enough for any.

    The sums that a reader knows are those of the wider group (a row) and of the profile's own
    tables by severity and by skin type (a column). Inside a hidden group nothing is shown.
    """
    shown: set[Group] = {()}
    for closeness in list(Closeness)[1:]:
        counts = Counter(group_of(case, closeness) for case in cases)
        rows: dict[Group, list[Group]] = defaultdict(list)
        columns: dict[Hashable, list[Group]] = defaultdict(list)
        for group in counts:
            rows[group[:-1]].append(group)
            columns[group[-1]].append(group)
        hidden = {group for group in counts if group[:-1] not in shown}
        hidden |= _list_groups_of_hidden_columns(columns, counts)
        shown |= set(list_shown_cells(counts, [*rows.values(), *columns.values()], hidden))
    return shown


def _list_groups_of_hidden_columns(
    columns: dict[Hashable, list[Group]], counts: Counter[Group]
) -> set[Group]:
    """The groups whose severity or skin type the profile's table does not show, either."""
    sums = {key: sum(counts[group] for group in groups) for key, groups in columns.items()}
    shown = list_shown_cells(sums)
    return {group for key, groups in columns.items() if key not in shown for group in groups}
