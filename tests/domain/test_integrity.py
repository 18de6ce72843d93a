"""Integrity signals: what each notices, what it lets pass, and what they leave of a weight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.config import PROJECT_FOLDER
from directory.domain.integrity import (
    SIGNAL_POWERS,
    ReviewFacts,
    RiskBand,
    Signal,
    SignalKind,
    account_integrity,
    assess,
    assess_facts,
)
from directory.domain.integrity.accounts import (
    SharedAddress,
    mailbox_of,
    many_practitioners,
    shared_address,
    small_domain_of,
)
from directory.domain.integrity.bursts import burst
from directory.domain.integrity.clumps import code_clump
from directory.domain.integrity.disagreement import ExtremeCounts, disagreement
from directory.domain.integrity.insiders import insider_language
from directory.domain.wording import fold_phrase, split_words

DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
signals = st.builds(Signal, st.sampled_from(SignalKind), st.floats(0, 1), st.text())


def strength_of(signal: Signal | None) -> float:
    return signal.strength if signal else 0.0


def insider_strength(text: str) -> float:
    return strength_of(insider_language(fold_phrase(text)))


def disagreement_strength(
    text: str = "",
    star_share: float | None = 1.0,
    grade_share: float | None = None,
    counts: ExtremeCounts | None = None,
) -> float:
    words = [word.folded for word in split_words(text)]
    return strength_of(disagreement(star_share, words, grade_share, counts))


@given(st.lists(signals, max_size=7))
def test_a_review_keeps_some_weight_and_every_signal_its_reason(noticed: list[Signal]) -> None:
    assessment = assess(tuple(noticed))
    assert 0.0 <= assessment.risk <= 1.0
    assert 0.0 < assessment.weight <= 1.0
    assert len(assessment.reasons) == sum(one.strength > 0 for one in noticed)


@given(st.lists(signals, max_size=6), signals)
def test_one_more_signal_never_makes_a_review_more_credible(
    noticed: list[Signal], more: Signal
) -> None:
    before, after = assess(tuple(noticed)), assess((*noticed, more))
    assert after.risk >= before.risk - 1e-12
    assert after.weight <= before.weight + 1e-12


def test_what_was_not_noticed_leaves_a_review_as_it_is() -> None:
    assessment = assess_facts(ReviewFacts("My scars are shallower now.", DAY))
    assert assessment == assess(())
    assert (assessment.band, assessment.weight, assessment.reasons) == (RiskBand.LOW, 1.0, ())


def test_every_kind_of_signal_has_its_power() -> None:
    assert set(SIGNAL_POWERS) == set(SignalKind)


def test_the_documentation_says_what_each_signal_takes() -> None:
    lines = (PROJECT_FOLDER / "docs" / "integrity.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    documented = {row[1]: row[3] for row in rows if len(row) == 5}
    assert {
        power.name.lower(): f"{power.discount:.0%}" if power.discount else "nothing"
        for power in SIGNAL_POWERS.values()
    }.items() <= documented.items()


def test_what_a_review_says_of_its_result_takes_no_weight() -> None:
    """A weight that goes by the grade could make a better grade hurt."""
    assert SIGNAL_POWERS[SignalKind.DISAGREEMENT].discount == 0.0


@pytest.mark.parametrize(("rated", "weight"), [(1, 1.0), (2, 1.0), (4, 0.25), (20, 0.01)])
def test_an_account_counts_for_less_the_more_practitioners_it_has_rated(
    rated: int, weight: float
) -> None:
    assert account_integrity(rated) == pytest.approx(weight)
    assert strength_of(many_practitioners(rated)) == pytest.approx(1 - weight)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ana@example.org", "ana@example.org"),
        ("Ana+second@Example.org", "ana@example.org"),
        ("a.n.a+1@gmail.com", "ana@gmail.com"),
        ("ana@googlemail.com", "ana@gmail.com"),
        ("a.na@example.org", "a.na@example.org"),
    ],
)
def test_addresses_of_one_mailbox_are_recognised(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


def test_where_everybody_has_an_address_the_domain_says_nothing() -> None:
    assert small_domain_of("ana@gmail.com") == ""
    assert small_domain_of("ana@Laserpraxis.example") == "laserpraxis.example"


@pytest.mark.parametrize(
    ("shared", "is_noticed"),
    [
        (SharedAddress(), False),
        (SharedAddress(alias_count=1), True),
        (SharedAddress(is_of_practice=True), True),
        (SharedAddress(domain_author_count=2), False),
        (SharedAddress(domain_author_count=3), True),
    ],
)
def test_shared_addresses(shared: SharedAddress, is_noticed: bool) -> None:
    assert (shared_address(shared) is not None) == is_noticed


def test_seven_reviews_in_a_week_are_a_burst_where_one_a_month_is_usual() -> None:
    usual = [DAY - timedelta(days=30 * month) for month in range(20, 0, -1)]
    week = [DAY + timedelta(days=n) for n in range(7)]
    signal = burst(week[3], usual + week)
    assert strength_of(signal) == 1.0
    assert burst(usual[5], usual + week) is None


def test_seven_reviews_in_a_week_are_no_burst_where_that_is_usual() -> None:
    days = [DAY + timedelta(days=n) for n in range(200)]
    assert burst(days[100], days) is None


def test_the_first_reviews_of_a_new_profile_are_no_burst() -> None:
    days = [DAY + timedelta(days=n) for n in (0, 9, 17, 30)]
    assert burst(days[0], days) is None


@given(st.lists(st.dates(date(2024, 1, 1), DAY), min_size=1, max_size=60))
def test_every_burst_has_a_strength_and_three_reviews_are_never_one(days: list[date]) -> None:
    days = sorted(days)
    assert 0.0 <= strength_of(burst(days[0], days)) <= 1.0
    assert burst(days[0], days[:3]) is None


def test_codes_used_by_patients_on_their_own_are_no_clump() -> None:
    hours = (3, 9, 40, 44, 130, 300, 341, 760)
    times = [NOON + timedelta(hours=hour) for hour in hours]
    assert all(code_clump(time, times) is None for time in times)


def test_codes_used_one_after_the_other_are_a_clump() -> None:
    times = [NOON + timedelta(minutes=9 * n) for n in range(8)]
    assert strength_of(code_clump(times[4], times)) == 1.0


def test_only_the_codes_of_the_clump_are_noticed() -> None:
    alone = NOON - timedelta(days=20)
    times = [alone, *(NOON + timedelta(minutes=5 * n) for n in range(5))]
    assert code_clump(alone, times) is None
    assert strength_of(code_clump(times[3], times)) > 0.5


def test_a_code_a_day_is_too_even() -> None:
    times = [NOON + timedelta(days=n, minutes=37 * (n % 3)) for n in range(9)]
    signal = code_clump(times[2], times)
    assert strength_of(signal) == 1.0
    assert signal
    assert "even intervals" in signal.reason


@pytest.mark.parametrize(
    "text",
    [
        "Our clinic offers the best care.",
        "Book your appointment today, we offer a free consultation!",
        "State of the art technology and five stars from us all.",
        "Total scam, there are much better clinics in town.",
        "Reserve su cita en nuestra clínica, le esperamos.",
    ],
)
def test_the_words_of_insiders_are_noticed(text: str) -> None:
    assert insider_strength(text) > 0


@pytest.mark.parametrize(
    "text",
    [
        "Our daughter had her birthmark treated here and the staff was kind.",
        "I booked an appointment and was seen the same week. I am very happy.",
        "The best decision of my life. Amazing doctor, wonderful results!",
        "Mi piel está mucho mejor y el trato fue excelente.",
        "Worst weeks of my life, my face was burned.",
    ],
)
def test_the_words_of_patients_are_not(text: str) -> None:
    assert insider_strength(text) == 0


def test_a_text_that_complains_under_the_best_rating_disagrees() -> None:
    complaint = "Terrible pain, my skin was burned and they were rude."
    assert disagreement_strength(complaint, star_share=1.0) > 0
    assert disagreement_strength(complaint, star_share=0.0) == 0


def test_a_negation_turns_a_word_around() -> None:
    assert disagreement_strength("Not happy and I do not recommend it.", star_share=0.0) == 0


def test_a_result_far_from_the_stars_disagrees() -> None:
    assert disagreement_strength(star_share=1.0, grade_share=0.0) == 1.0
    assert disagreement_strength(star_share=1.0, grade_share=0.75) == 0


def test_praise_that_nothing_proven_accounts_for_disagrees() -> None:
    bought = ExtremeCounts(unproven=20, unproven_extreme=18, proven=30, proven_extreme=4)
    honest = ExtremeCounts(unproven=20, unproven_extreme=12, proven=30, proven_extreme=15)
    few = ExtremeCounts(unproven=20, unproven_extreme=18, proven=4, proven_extreme=0)
    assert disagreement_strength(counts=bought) > 0.5
    assert disagreement_strength(counts=honest) == 0
    assert disagreement_strength(counts=few) == 0


def test_without_stars_nothing_disagrees() -> None:
    assert disagreement_strength("Terrible, I was burned and hurt.", star_share=None) == 0
