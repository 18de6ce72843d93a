"""Treatment logs as comma-separated files; what the rows may say is the domain's business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from directory.domain.errors import InvalidValueError
from directory.domain.treatment_log_rows import BadRow
from directory.domain.treatment_logs import TreatmentLogError
from directory.sources.csv_rows import CsvRows, Row


@dataclass(frozen=True, slots=True)
class LogFile:
    """The header, the rows with their lines, and the lines that are no rows."""

    header: Sequence[str]
    rows: Sequence[Row]
    broken: Sequence[BadRow]


def read_log_file(stream: IO[bytes]) -> LogFile:
    """Read an uploaded log. Raises TreatmentLogError for what is no such file."""
    try:
        lines = CsvRows(stream)
        rows: list[Row] = []
        broken: list[BadRow] = []
        for row in lines:
            if isinstance(row, Row):
                rows.append(row)
            else:
                broken.append(BadRow(row.line, row.problem.sentence))
    except InvalidValueError as error:
        raise TreatmentLogError(error.message, "log") from error
    return LogFile(lines.header, rows, broken)
