"""The fictional directory: repeatable, plausible, and with a hidden skill worth finding."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from directory.domain.experience import years_between
from directory.models import Credential, CredentialKind, EvidenceLevel, Practitioner
from directory.services.demo.generation import GeneratedDirectory, generate_directory
from directory.services.demo.reports import Report
from tests.fixtures.demo_world import (
    generate_shipped_directory,
    read_shipped_vocabulary,
    read_small_world,
)

FICTIONAL_PHONES = {
    "US": r"\(\d{3}\) 555-01\d\d",
    "CA": r"\(\d{3}\) 555-01\d\d",
    "GB": r"020 7946 0\d{3}",
    "AU": r"\(02\) 5550 0\d{3}",
    "DE": r"030 23125 \d{3}",
    "IE": r"020 910 0\d{3}",
}


@pytest.fixture
def generated(today: date) -> GeneratedDirectory:
    return generate_shipped_directory(today)


def describe(generated: GeneratedDirectory) -> list[Any]:
    """Everything that would be stored, as plain values."""
    return [
        [_columns(p) + [_columns(part) for part in _parts(p)] for p in generated.practitioners],
        [_columns(listing) if listing else None for listing in generated.listings],
        generated.reports,
        generated.texts,
    ]


def _columns(row: Any) -> list[Any]:
    return [getattr(row, column.key) for column in row.__table__.columns]


def _parts(practitioner: Practitioner) -> list[Any]:
    return [
        *practitioner.locations,
        *practitioner.credentials,
        *practitioner.concerns,
        *practitioner.treatments,
    ]


def _correlation(first: Any, second: Any) -> float:
    return float(spearmanr(first, second).statistic)


# ------------------------------------------------------------------ repeatable


def test_the_same_seed_gives_the_same_directory(today: date) -> None:
    vocabulary = read_shipped_vocabulary()
    first = generate_directory(read_small_world(), vocabulary, today)
    second = generate_directory(read_small_world(), vocabulary, today)
    assert describe(first) == describe(second)


def test_another_seed_gives_other_people_and_other_reviews(today: date) -> None:
    vocabulary = read_shipped_vocabulary()
    first = generate_directory(read_small_world(seed=1), vocabulary, today)
    second = generate_directory(read_small_world(seed=2), vocabulary, today)
    assert {p.slug for p in first.practitioners} != {p.slug for p in second.practitioners}
    assert first.texts != second.texts


# ------------------------------------------------------------------ people


def test_there_are_500_people_in_30_cities_and_15000_reviews(
    generated: GeneratedDirectory,
) -> None:
    locations = [p.locations[0] for p in generated.practitioners]
    assert len(generated.practitioners) == 500
    assert len(generated.reports) == len(generated.texts) == 15_000
    assert len({place.city for place in locations if place.country == "US"}) == 25
    assert len({place.city for place in locations if place.country != "US"}) == 5


def test_nobody_carries_a_number_or_name_that_could_be_a_registered_persons(
    generated: GeneratedDirectory,
) -> None:
    assert all(p.npi is None and p.is_fictional for p in generated.practitioners)
    assert len({p.slug for p in generated.practitioners}) == 500
    for credential in _all_credentials(generated):
        assert credential.issuer.endswith("(demo)")
        assert credential.number.startswith("DEMO-") or not credential.number


def test_telephone_numbers_come_from_the_ranges_kept_for_fiction(
    generated: GeneratedDirectory,
) -> None:
    for practitioner in generated.practitioners:
        for place in practitioner.locations:
            assert re.fullmatch(FICTIONAL_PHONES[place.country], place.phone), place.phone


def test_every_key_is_in_the_vocabulary(generated: GeneratedDirectory) -> None:
    vocabulary = read_shipped_vocabulary()
    for practitioner in generated.practitioners:
        vocabulary.get_profession(practitioner.profession_key)
        for concern in practitioner.concerns:
            vocabulary.get_concern(concern.concern_key)
        for treatment in practitioner.treatments:
            vocabulary.get_treatment(treatment.treatment_key)
        for language in practitioner.languages:
            vocabulary.get_language(language)
        for code in practitioner.credential_codes:
            vocabulary.get_credential(code)


def test_every_concern_is_offered_by_somebody(generated: GeneratedDirectory) -> None:
    offered = {row.concern_key for person in generated.practitioners for row in person.concerns}
    assert offered == {concern.key for concern in read_shipped_vocabulary().concerns}


def test_who_is_only_in_a_registry_has_no_claim_no_words_and_no_reviews(
    generated: GeneratedDirectory,
) -> None:
    reviewed = {report.practitioner for report in generated.reports}
    unclaimed = [n for n, listing in enumerate(generated.listings) if listing is None]
    assert len(unclaimed) == 40
    for number in unclaimed:
        practitioner = generated.practitioners[number]
        assert number not in reviewed
        assert not (practitioner.biography or practitioner.concerns or practitioner.languages)
        assert practitioner.practising_since_claimed is None
        assert {c.evidence_level for c in practitioner.credentials} == {EvidenceLevel.REGISTRY}


def test_who_must_be_supervised_names_a_physician(generated: GeneratedDirectory) -> None:
    supervised = {"registered_nurse", "nurse_practitioner", "aesthetician", "laser_technician"}
    for practitioner in generated.practitioners:
        if practitioner.biography and practitioner.profession_key in supervised:
            assert practitioner.supervising_physician.startswith("Dr. ")
        if practitioner.profession_key == "dermatologist":
            assert not practitioner.supervising_physician


def test_biographies_are_whole_sentences_that_differ(generated: GeneratedDirectory) -> None:
    texts = [p.biography for p in generated.practitioners if p.biography]
    assert len(set(texts)) == len(texts) == 460
    for text in texts:
        assert not re.search(r"[\[\]{}|]|\ba [aeiou]", text), text
        assert text.endswith((".", "!"))


# ------------------------------------------------------------------ credentials and years


def _all_credentials(generated: GeneratedDirectory) -> list[Credential]:
    return [credential for p in generated.practitioners for credential in p.credentials]


def test_credentials_agree_with_one_another_and_with_the_day(
    generated: GeneratedDirectory, today: date
) -> None:
    for practitioner in generated.practitioners:
        full = [
            c.issued_on
            for c in practitioner.credentials
            if c.kind == CredentialKind.LICENCE and not c.is_temporary
        ]
        assert full
        for credential in practitioner.credentials:
            assert credential.issued_on and credential.issued_on <= today
            is_over = credential.expires_on is not None and credential.expires_on < today
            assert (credential.status == "expired") == is_over
            assert (credential.verified_on is None) == (
                credential.evidence_level == EvidenceLevel.CLAIMED
            )
            if credential.is_temporary:
                assert credential.issued_on < min(full)
            if practitioner.graduated_in:
                assert credential.issued_on.year >= practitioner.graduated_in


def test_evidence_is_mixed_as_in_life(generated: GeneratedDirectory) -> None:
    licences = [c for c in _all_credentials(generated) if c.kind == CredentialKind.LICENCE]
    levels = Counter(c.evidence_level for c in licences)
    assert all(levels[level] > 50 for level in ("registry", "document", "claimed"))
    assert any(c.is_temporary for c in licences)
    assert any(c.status == "expired" and not c.is_temporary for c in licences)


def test_licences_hardly_ever_promise_more_years_than_there_were(
    generated: GeneratedDirectory, today: date
) -> None:
    for number, practitioner in enumerate(generated.practitioners):
        licensed_on = min(
            c.issued_on
            for c in practitioner.credentials
            if c.issued_on and c.kind == CredentialKind.LICENCE and not c.is_temporary
        )
        true_years = generated.hidden_hands.years[number]
        assert true_years - 0.1 <= years_between(licensed_on, today) <= true_years + 1.6


def test_some_claim_years_they_never_practised(generated: GeneratedDirectory, today: date) -> None:
    surplus = [
        today.year - p.practising_since_claimed - generated.hidden_hands.years[number]
        for number, p in enumerate(generated.practitioners)
        if p.practising_since_claimed is not None
    ]
    assert 0.15 < np.mean(np.array(surplus) > 1.5) < 0.45
    assert min(surplus) > -1


# ------------------------------------------------------------------ reviews


def test_only_the_own_site_knows_levels_above_0_and_only_proof_is_invited(
    generated: GeneratedDirectory,
) -> None:
    for report in generated.reports:
        assert report.level == 0 or report.source.key == "own"
        assert report.level >= 2 or not report.is_invited
        assert report.source.rating_min <= report.rating <= report.source.rating_max


def test_nothing_is_reported_before_it_was_done_or_after_today(
    generated: GeneratedDirectory, today: date
) -> None:
    for report in generated.reports:
        assert report.last_session_on < report.reported_on < today
        if report.source.key == "own":
            listed_on = generated.practitioners[report.practitioner].listed_on
            assert report.reported_on >= listed_on


def test_a_final_result_waits_until_the_concern_has_matured(
    generated: GeneratedDirectory,
) -> None:
    finals = [report for report in generated.reports if report.level == 3]
    assert len(finals) > 2000
    for report in finals:
        weeks = (report.reported_on - report.last_session_on).days / 7
        assert weeks >= report.concern.maturation_weeks


def test_reviews_are_of_concerns_and_treatments_that_the_practitioner_offers(
    generated: GeneratedDirectory,
) -> None:
    offered_concerns = [{c.concern_key for c in p.concerns} for p in generated.practitioners]
    offered_treatments = [{t.treatment_key for t in p.treatments} for p in generated.practitioners]
    for report in generated.reports:
        assert report.concern.key in offered_concerns[report.practitioner]
        if report.treatment:
            assert report.treatment.key in offered_treatments[report.practitioner]
            assert report.treatment.treats[report.concern.key] != "avoid"


def test_skin_type_is_told_by_about_seven_in_ten(generated: GeneratedDirectory) -> None:
    told = [report.skin_type is not None for report in generated.reports]
    assert 0.65 < np.mean(told) < 0.75


def test_downtime_follows_the_treatment(generated: GeneratedDirectory) -> None:
    work_days = defaultdict(list)
    for report in generated.reports:
        assert 0 <= report.work_days <= report.redness_days
        if report.treatment:
            work_days[report.treatment.key].append(report.work_days)
    medians = {key: float(np.median(days)) for key, days in work_days.items()}
    assert medians["ablative_co2"] > medians["fractional_co2"] > medians["ipl"]
    assert medians["diode_hair_removal"] <= 1


def test_texts_are_filled_in_and_agree_with_the_report(generated: GeneratedDirectory) -> None:
    for report, text in zip(generated.reports, generated.texts, strict=True):
        assert not re.search(r"[\[\]{}|]", text), text
        if report.session_count > 1:
            assert "one session of" not in text.lower()
    written = [text for text in generated.texts if text]
    assert 0.9 < len(written) / len(generated.texts) < 0.97
    assert len(set(written)) / len(written) > 0.95


def test_no_text_speaks_of_prices(generated: GeneratedDirectory) -> None:
    money = re.compile(r"\b(?:prices?|cheap\w*|cost|dollars?|money|discount\w*)\b|[$€£]", re.I)
    assert not [text for text in generated.texts if money.search(text)]


def test_some_reviews_are_in_spanish(generated: GeneratedDirectory) -> None:
    spanish = [
        text for text in generated.texts if re.search(r"\b(?:sesiones|resultado|piel)\b", text)
    ]
    assert 50 < len(spanish) < 600


# ------------------------------------------------------------------ the hidden truth


def _success_shares(
    generated: GeneratedDirectory, least_count: int
) -> tuple[list[int], list[float]]:
    """Practitioners with enough proven reports, and the share much improved without harm."""
    proven: dict[int, list[bool]] = defaultdict(list)
    for report in generated.reports:
        if report.level >= 2:
            proven[report.practitioner].append(_is_success(report))
    numbers = [number for number, results in proven.items() if len(results) >= least_count]
    return numbers, [float(np.mean(proven[number])) for number in numbers]


def _is_success(report: Report) -> bool:
    return report.gais >= 4 and report.adverse_event != "significant"


def test_hidden_skill_shows_in_proven_results(generated: GeneratedDirectory) -> None:
    numbers, shares = _success_shares(generated, least_count=30)
    assert len(numbers) > 60
    assert _correlation(shares, generated.hidden_success[numbers]) > 0.55


def test_true_years_help_but_are_not_everything(generated: GeneratedDirectory) -> None:
    assert 0.15 < _correlation(generated.hidden_hands.years, generated.hidden_success) < 0.6


def test_harder_cases_go_to_better_hands(generated: GeneratedDirectory) -> None:
    severities = defaultdict(list)
    for report in generated.reports:
        severities[report.practitioner].append(report.severity)
    numbers = [number for number, found in severities.items() if len(found) >= 20]
    means = [np.mean(severities[number]) for number in numbers]
    assert _correlation(means, generated.hidden_success[numbers]) > 0.4


def test_marketing_says_nothing_of_skill_but_drives_what_is_advertised(
    generated: GeneratedDirectory,
) -> None:
    claimed = [n for n, listing in enumerate(generated.listings) if listing is not None]
    listings = [listing for listing in generated.listings if listing is not None]
    success = generated.hidden_success[claimed]
    marketing = generated.hidden_hands.marketing[claimed]
    assert abs(_correlation(marketing, success)) < 0.12
    for advertised in (
        [len(listing.equipment) for listing in listings],
        [listing.discount_percent or 0 for listing in listings],
        [listing.photo_count for listing in listings],
        [listing.is_paid for listing in listings],
    ):
        assert _correlation(advertised, marketing) > 0.25
        assert abs(_correlation(advertised, success)) < 0.12


def test_there_are_naive_campaigns_and_accounts_that_write_too_much(
    generated: GeneratedDirectory,
) -> None:
    bought = [report for report in generated.reports if report.wording]
    assert 150 < len(bought) < 800
    assert {report.gais for report in bought} == {1, 5}
    busiest_author, written = Counter(r.reviewer_key for r in bought).most_common(1)[0]
    targets = {r.practitioner for r in bought if r.reviewer_key == busiest_author}
    assert written >= 8 and len(targets) >= 4


def test_no_stored_number_of_a_practitioner_is_the_hidden_skill(
    generated: GeneratedDirectory,
) -> None:
    """Position and number columns may follow years and volume, never the skill itself."""
    active = [n for n, p in enumerate(generated.practitioners) if p.biography]
    talent = generated.hidden_hands.ability[active]
    for column in Practitioner.__table__.columns:
        values = [getattr(generated.practitioners[n], column.key) for n in active]
        if column.key in {"id", "version"} or not all(
            isinstance(value, int | float) for value in values
        ):
            continue
        assert abs(_correlation(values, talent)) < 0.5, column.key
    assert abs(_correlation(active, talent)) < 0.12
