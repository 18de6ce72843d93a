"""Reading the public folder of a simulated world."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from directory.domain.skill import Evidence, Experience, SourceRating, VerifiedOutcome
from directory.sources.ranking_world import RankingWorldError, read_ranking_world

PRACTITIONERS = """\
practitioner_id,years_provenance,years_claimed,years_registry,verified_cases_per_year,n_devices
P1,registry,17.5,18.3,140,3
P2,none,,,,9
"""
REVIEW: dict[str, Any] = {
    "practitioner_id": "P1",
    "source": "own",
    "reviewer_id": "V1",
    "date": "2025-11-01",
    "verification_level": 3,
    "rating": 5,
    "gais": 4,
    "concern": "acne",
    "severity": 3,
    "fitzpatrick": 4,
    "adverse_event": "minor",
    "text": "Two\u2028lines",
}
STARS = {**REVIEW, "source": "maps", "verification_level": 1, "rating": 2, "gais": None}


@pytest.fixture
def public(tmp_path: Path) -> Path:
    (tmp_path / "meta.json").write_text(
        json.dumps({"as_of": "2026-11-01", "concern_share": {"acne": 0.7, "tattoo": 0.3}})
    )
    (tmp_path / "practitioners.csv").write_text(PRACTITIONERS)
    (tmp_path / "external_ratings.csv").write_text(
        "practitioner_id,source,mean_rating,n_ratings\nP2,agg_b,82.5,14\n"
    )
    write_reviews(tmp_path, REVIEW, STARS)
    return tmp_path


def write_reviews(public: Path, *reviews: dict[str, Any]) -> None:
    lines = [json.dumps(review, ensure_ascii=False) for review in reviews]
    (public / "reviews.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_world_is_read_as_evidence(public: Path) -> None:
    world = read_ranking_world(public)
    assert world.concern_shares == {"acne": 0.7, "tattoo": 0.3}
    result = VerifiedOutcome("acne", 4, 3, 4, "transient", 3, 365 / 365.25)
    rating = SourceRating("maps", 2.0, age_years=365 / 365.25)
    assert world.practitioners == {
        "P1": Evidence(Experience(18.3, 17.5), 140.0, (result,), (rating,)),
        "P2": Evidence(Experience(), None, (), (SourceRating("agg_b", 82.5, 14),)),
    }


def test_the_course_of_healing_is_read_where_a_world_tells_it(public: Path) -> None:
    write_reviews(public, {**REVIEW, "downtime_days": 9, "sessions": 3}, REVIEW)
    told, silent = read_ranking_world(public).practitioners["P1"].outcomes
    assert (told.healing_days, told.sessions) == (9, 3)
    assert (silent.healing_days, silent.sessions) == (None, None)


def test_an_account_that_rates_many_practitioners_counts_for_less(public: Path) -> None:
    header = PRACTITIONERS.splitlines()[0]
    rows = [f"P{number},none,,,,0" for number in range(1, 9)]
    (public / "practitioners.csv").write_text("\n".join([header, *rows]))
    ring = [{**STARS, "reviewer_id": "R", "practitioner_id": f"P{n}"} for n in range(1, 5)]
    write_reviews(public, REVIEW, *ring, *ring)
    practitioners = read_ranking_world(public).practitioners
    assert practitioners["P1"].outcomes[0].integrity == 1
    assert [one.integrity for one in practitioners["P4"].ratings] == [0.25, 0.25]


def test_a_proven_review_without_a_grade_is_no_evidence(public: Path) -> None:
    write_reviews(public, {**REVIEW, "gais": None})
    assert read_ranking_world(public).practitioners["P1"].outcomes == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"gais": 9}, "gais must be one of"),
        ({"practitioner_id": "P7"}, "'P7' is not in practitioners.csv"),
        ({"date": "last week"}, "last week"),
        ({"adverse_event": "dire"}, "'dire'"),
    ],
)
def test_a_bad_review_is_named_by_file_and_line(
    public: Path, change: dict[str, Any], reason: str
) -> None:
    write_reviews(public, STARS, {**REVIEW, **change})
    with pytest.raises(RankingWorldError, match=r"reviews.ndjson, line 2: .*" + reason):
        read_ranking_world(public)


def test_a_broken_line_is_named(public: Path) -> None:
    (public / "reviews.ndjson").write_text(json.dumps(STARS) + "\n{broken\n")
    with pytest.raises(RankingWorldError, match=r"reviews.ndjson, line 2"):
        read_ranking_world(public)


def test_a_number_that_is_none_is_named_with_its_line(public: Path) -> None:
    (public / "practitioners.csv").write_text(PRACTITIONERS.replace("17.5", "many"))
    with pytest.raises(RankingWorldError, match=r"practitioners.csv, line 2: .*many"):
        read_ranking_world(public)


def test_a_column_that_is_missing_is_named(public: Path) -> None:
    (public / "practitioners.csv").write_text(PRACTITIONERS.replace("years_registry", "years"))
    with pytest.raises(RankingWorldError, match=r"line 2: 'years_registry' is missing"):
        read_ranking_world(public)


def test_a_folder_without_a_world_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RankingWorldError, match="give the public folder of a world"):
        read_ranking_world(tmp_path)
