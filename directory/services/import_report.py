"""The report of an import: counts, why rows were left out, and the broken rows with their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from directory.models import ImportRun
from directory.sources.records import RowError, SkipReason

# So many broken rows are reported one by one; a file with more is not what it should be.
REPORTED_ROW_ERROR_COUNT = 1_000
_LONGEST_REPORTED_VALUE = 80

COUNTED_SUBJECT_COUNT = 1_000
REPORTED_SUBJECT_COUNT = 50
"""Of the subjects linked to nobody, those with the most reviews are kept with the run."""


@dataclass(slots=True)
class ImportReport:
    """What became of the rows read so far; `line` is that of the last one.

    `unlinked` counts the reviews of subjects that nobody here is, by site, key and name.
    Every broken row is told to `tell_row_error` as it is met, however many there are.
    """

    line: int = 0
    read_count: int = 0
    created_count: int = 0
    updated_count: int = 0
    unchanged_count: int = 0
    row_error_count: int = 0
    skipped: Counter[SkipReason] = field(default_factory=Counter)
    row_errors: list[RowError] = field(default_factory=list)
    unlinked: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tell_row_error: Callable[[RowError], None] = field(default=lambda error: None, compare=False)

    @property
    def kept_count(self) -> int:
        """Rows whose people are in the directory now, or would be after a rehearsal."""
        return self.created_count + self.updated_count + self.unchanged_count

    @property
    def counts(self) -> dict[str, int]:
        """All counts by name; read is the sum of kept, skipped and bad."""
        return {
            "read": self.read_count,
            "kept": self.kept_count,
            "created": self.created_count,
            "updated": self.updated_count,
            "unchanged": self.unchanged_count,
            "skipped": self.skipped.total(),
            "bad": self.row_error_count,
        }

    def note_row_error(self, error: RowError) -> None:
        """Count a broken row, and keep it for the report while there is room."""
        self.row_error_count += 1
        self.tell_row_error(error)
        if len(self.row_errors) < REPORTED_ROW_ERROR_COUNT:
            shown = error.value[:_LONGEST_REPORTED_VALUE]
            self.row_errors.append(error._replace(value=shown))

    def store(self, run: ImportRun) -> None:
        """Write the state of the report into the run's row."""
        run.counts = {**self.counts, "line": self.line}
        run.skipped = {reason.value: count for reason, count in self.skipped.items()}
        run.row_errors = [error._asdict() for error in self.row_errors]
        run.unlinked = [
            [*subject, count]
            for subject, count in self.unlinked.most_common(REPORTED_SUBJECT_COUNT)
        ]

    def note_unlinked(self, site: str, key: str, name: str) -> None:
        """Count a review of a subject that nobody here is, as long as there are not too many."""
        subject = (site, key, name)
        if subject in self.unlinked or len(self.unlinked) < COUNTED_SUBJECT_COUNT:
            self.unlinked[subject] += 1
