"""Which NUCC taxonomy codes a registry import takes in; which ones there are is vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from directory.domain.vocabulary_entries import Profession


@dataclass(frozen=True, slots=True)
class TaxonomyScope:
    """The taxonomy codes of the professions that are taken in: whole codes, and how codes begin."""

    codes: frozenset[str]
    prefixes: tuple[str, ...]

    def __contains__(self, code: str) -> bool:
        return code in self.codes or code.startswith(self.prefixes)


def select_taxonomies(
    professions: Iterable[Profession], *, with_optional: bool = False
) -> TaxonomyScope:
    """The codes of all professions, or of those that need no option to be imported."""
    selected = [
        profession
        for profession in professions
        if with_optional or not profession.is_imported_by_option
    ]
    return TaxonomyScope(
        codes=frozenset(code for each in selected for code in each.taxonomy_codes),
        prefixes=tuple(prefix for each in selected for prefix in each.taxonomy_prefixes),
    )
