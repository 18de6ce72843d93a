"""The tables of a profile: everybody in one group, small groups named and never shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from directory.domain.outcomes import SMALL_CELL
from directory.services.outcome_statistics import VerifiedReport
from directory.services.outcome_tables import OutcomeTable, make_outcome_statistics
from tests.fixtures.demo_world import read_shipped_vocabulary

VOCABULARY = read_shipped_vocabulary()
REPORT = VerifiedReport(
    practitioner_id=1,
    reported_on=date(2026, 3, 1),
    is_invited=True,
    concern_key="acne_scars",
    treatment_key="fractional_co2",
    gais=4,
    severity=2,
    skin_type=3,
    work_downtime_days=5,
    redness_downtime_days=9,
    adverse_event="none",
)
reports = st.lists(
    st.builds(
        replace,
        st.just(REPORT),
        is_invited=st.booleans(),
        concern_key=st.sampled_from(["acne_scars", "melasma"]),
        treatment_key=st.sampled_from(["fractional_co2", "pulsed_dye", None]),
        gais=st.integers(1, 5),
        severity=st.sampled_from([1, 2, None]),
        skin_type=st.sampled_from([2, 5, None]),
        work_downtime_days=st.none() | st.integers(0, 20),
        reported_on=st.dates(date(2025, 1, 1), date(2026, 6, 30)),
    ),
    min_size=SMALL_CELL,
    max_size=80,
)


def labels(table: OutcomeTable) -> dict[str, int]:
    return {group.label: group.grades.total for group in table.groups}


def test_a_treatment_that_too_few_told_of_is_named_and_takes_another_with_it() -> None:
    many = [REPORT] * 30
    others = [replace(REPORT, treatment_key="pulsed_dye")] * 12
    few = [replace(REPORT, treatment_key="picosecond")] * 4
    table = make_outcome_statistics(many + others + few, VOCABULARY).downtime_by_treatment
    assert [(one.label, one.work and one.work.total) for one in table.treatments] == [
        ("Fractional CO2", 30)
    ]
    assert table.hidden == ("Picosecond", "Pulsed dye (585 to 595 nm)")


def test_the_invited_are_not_shown_where_that_gives_a_few_others_away() -> None:
    few = [replace(REPORT, is_invited=False)] * 3
    outcomes = make_outcome_statistics([REPORT] * 20 + few, VOCABULARY)
    assert outcomes.by_invitation.groups == ()
    assert len(outcomes.by_invitation.hidden) == 2
    shown = make_outcome_statistics([REPORT] * 20, VOCABULARY).by_invitation
    assert labels(shown) == {"Invited by a visit code": 20}


def test_what_was_not_told_is_a_group_of_its_own() -> None:
    silent = [replace(REPORT, severity=None, skin_type=None)] * 11
    outcomes = make_outcome_statistics([REPORT] * 20 + silent, VOCABULARY)
    assert labels(outcomes.by_severity) == {"Moderate": 20, "Not told": 11}
    assert labels(outcomes.by_skin_type)["Not told"] == 11


def test_half_years_follow_each_other() -> None:
    later = [replace(REPORT, reported_on=date(2026, 9, 1))] * 15
    outcomes = make_outcome_statistics(later + [REPORT] * 12, VOCABULARY)
    assert list(labels(outcomes.by_half_year)) == ["Jan–Jun 2026", "Jul–Dec 2026"]
    assert outcomes.since == REPORT.reported_on


@given(reports)
def test_no_table_shows_or_gives_away_a_small_group(listed: list[VerifiedReport]) -> None:
    outcomes = make_outcome_statistics(listed, VOCABULARY)
    for table in (
        outcomes.by_concern,
        outcomes.by_severity,
        outcomes.by_skin_type,
        outcomes.by_half_year,
        outcomes.by_invitation,
    ):
        counts = labels(table)
        hidden_count = len(listed) - sum(counts.values())
        assert all(count >= SMALL_CELL for count in counts.values())
        assert not counts or hidden_count == 0 or hidden_count >= SMALL_CELL
        assert bool(table.hidden) or hidden_count == 0
