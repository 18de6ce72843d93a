"""Treatment logs: reading without patients, drawing the sample, weighing what it shows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.treatment_log_rows import COLUMN_WORDS, LogOperator, LogReader, ReadLog
from directory.domain.treatment_logs import (
    LARGEST_SAMPLE,
    PROVEN_SHARE_NEEDED,
    SMALLEST_SAMPLE,
    LogState,
    TreatmentLogError,
    check_extent,
    count_months,
    count_sample,
    draw_sample,
    weigh_sample,
)
from tests.fixtures.demo_world import read_shipped_vocabulary

TODAY = date(2026, 11, 27)
HEADER = list(COLUMN_WORDS)
ROW = ["1", "2026-03-14", "Pulsed dye laser", "Rosacea", "self"]


def read(*rows: list[str], header: list[str] = HEADER) -> ReadLog:
    """Read these rows, the first of which stands on line 2."""
    return LogReader(read_shipped_vocabulary(), TODAY).read(header, list(enumerate(rows, start=2)))


def with_cell(column: str, cell: str) -> list[str]:
    """The row with another cell."""
    return [cell if name == column else value for name, value in zip(HEADER, ROW, strict=True)]


def test_names_and_keys_are_read_and_only_the_month_is_kept() -> None:
    vocabulary = read_shipped_vocabulary()
    treatment, concern = vocabulary.treatments[0], vocabulary.concerns[0]
    by_name = ["1", "2026-03-14", treatment.name.upper(), concern.name, "Self"]
    by_key = ["2", "2026-04", treatment.key, concern.key, "staff"]
    entries = read(by_name, by_key).entries
    assert [entry.month for entry in entries] == [date(2026, 3, 1), date(2026, 4, 1)]
    assert {entry.treatment_key for entry in entries} == {treatment.key}
    assert [entry.operator for entry in entries] == [LogOperator.SELF, LogOperator.STAFF]


def test_no_name_of_the_vocabulary_looks_like_a_person() -> None:
    vocabulary = read_shipped_vocabulary()
    names = [
        name
        for entries in (vocabulary.treatments, vocabulary.concerns, vocabulary.device_names)
        for each in entries
        for name in (each.key, each.name, *each.words)
    ]
    rows = [with_cell("treatment", name) for name in names if not name.isdigit()]
    log = read(*rows)
    assert len(log.entries) + len(log.bad_rows) == len(rows)


@pytest.mark.parametrize(
    ("column", "cell", "kind"),
    [
        ("number", "Jane Doe", "a name"),
        ("number", "JD-17", "a name"),
        ("treatment", "Doe, Jane", "a name"),
        ("treatment", "Mrs. Doe", "a name"),
        ("concern", "José Núñez", "a name"),
        ("operator", "Dr. Smith", "a name"),
        ("concern", "melasma 04/05/1961", "a date of birth"),
        ("day", "1961-04-05", "a date of birth"),
        ("number", "5551234567", "a telephone or chart number"),
        ("operator", "(555) 123-4567", "a telephone or chart number"),
        ("treatment", "jane@example.org", "an e-mail address"),
    ],
)
def test_what_tells_who_a_patient_is_refuses_all_and_is_not_repeated(
    column: str, cell: str, kind: str
) -> None:
    with pytest.raises(TreatmentLogError) as error:
        read(ROW, with_cell(column, cell))
    assert f"line 3 ({column}): {kind}" in error.value.message
    assert cell not in error.value.message


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("number", "", "up to six digits"),
        ("day", "03/14/2026", "written as"),
        ("day", "2026-02-30", "written as"),
        ("day", "2026-12", "written as"),
        ("treatment", "Magic", "treatment is none"),
        ("concern", "Sadness", "concern is none"),
        ("operator", "nurse", "neither self nor staff"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_rest_is_read(
    column: str, cell: str, problem: str
) -> None:
    vocabulary = read_shipped_vocabulary()
    good = ["9", "2026-05", vocabulary.treatments[0].key, vocabulary.concerns[0].key, "self"]
    bad = [cell if name == column else value for name, value in zip(HEADER, good, strict=True)]
    bad = bad if column == "number" else ["8", *bad[1:]]
    log = read(good, bad)
    assert [entry.number for entry in log.entries] == ["9"]
    assert log.bad_rows[0].line == 3
    assert problem in log.bad_rows[0].problem


def test_a_number_counts_once() -> None:
    vocabulary = read_shipped_vocabulary()
    row = ["9", "2026-05", vocabulary.treatments[0].key, vocabulary.concerns[0].key, "self"]
    assert read(row, row).bad_rows[0].problem == "The number came earlier in the file."


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (HEADER[1:], "missing: number"),
        ([*HEADER, "patient"], "other columns might tell who a patient is"),
    ],
)
def test_a_log_has_its_columns_and_no_others(header: list[str], words: str) -> None:
    with pytest.raises(TreatmentLogError, match=words):
        read(header=header)


@given(st.sets(st.integers(1, 999_999).map(str), max_size=900), st.text("0123abcdef", min_size=4))
def test_a_sample_can_be_drawn_again_and_has_its_size(numbers: set[str], seed: str) -> None:
    sample = draw_sample(numbers, seed)
    assert sample <= numbers
    assert sample == draw_sample(sorted(numbers), seed)
    assert len(sample) == count_sample(len(numbers))
    assert min(len(numbers), SMALLEST_SAMPLE) <= len(sample) <= LARGEST_SAMPLE


@given(st.integers(0, 40), st.integers(0, 40), st.integers(20, 5000), st.integers(3, 120))
def test_cases_a_year_never_exceed_the_log_and_need_most_of_the_sample(
    proven: int, failed: int, own_count: int, months: int
) -> None:
    finding = weigh_sample(["shows_it"] * proven + ["unreadable"] * failed, own_count, months)
    drawn = proven + failed
    is_enough = drawn > 0 and proven / drawn >= PROVEN_SHARE_NEEDED
    assert (finding.state == LogState.PROVEN) is is_enough
    if finding.cases_per_year is not None:
        assert finding.cases_per_year <= own_count * 12 / months + 1e-9


def test_a_short_log_tells_no_number_a_year() -> None:
    assert count_months([date(2025, 11, 1), date(2026, 2, 1)]) == 4
    with pytest.raises(TreatmentLogError, match="19 treatments"):
        check_extent(19, 12)
    with pytest.raises(TreatmentLogError, match="covers 2 months"):
        check_extent(20, 2)
    check_extent(20, 3)
