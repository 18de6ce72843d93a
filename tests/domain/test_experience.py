"""Years of experience: what proves them, what does not, and where the evidence contradicts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.experience import DatedCredential, gather_experience

TODAY = date(2026, 11, 23)


def credential(
    issued_on: date | None,
    *,
    kind: str = "licence",
    is_temporary: bool = False,
    evidence_level: str = "registry",
) -> DatedCredential:
    return DatedCredential(
        kind, "Physician licence", "State board", issued_on, is_temporary, evidence_level
    )


def test_the_floor_is_the_earliest_full_licence() -> None:
    experience = gather_experience(
        [credential(date(2016, 11, 23)), credential(date(2006, 11, 23))], None, None, TODAY
    )
    assert experience.floor_years == pytest.approx(20, abs=0.01)
    assert experience.basis is not None
    assert experience.basis.issued_on == date(2006, 11, 23)


@pytest.mark.parametrize(
    "proves_nothing",
    [
        credential(date(2000, 1, 2), is_temporary=True),
        credential(date(1900, 1, 1)),
        credential(date(2030, 5, 1)),
        credential(None),
        credential(date(2000, 1, 2), evidence_level="claimed"),
        credential(date(2000, 1, 2), kind="course"),
        credential(date(2000, 1, 2), kind="degree"),
    ],
    ids=["temporary", "placeholder", "future", "undated", "claimed", "course", "degree"],
)
def test_what_proves_nothing_gives_no_floor(proves_nothing: DatedCredential) -> None:
    experience = gather_experience([proves_nothing], None, None, TODAY)
    assert experience.floor_years is None
    assert experience.evidenced_years is None
    assert experience.basis is None


def test_nothing_known_is_nothing_claimed() -> None:
    experience = gather_experience([], None, None, TODAY)
    assert (experience.floor_years, experience.ceiling_years, experience.claimed_years) == (
        None,
        None,
        None,
    )


def test_a_licence_older_than_the_graduation_is_a_conflict_and_counts_no_further() -> None:
    experience = gather_experience([credential(date(1996, 11, 23))], 2016, None, TODAY)
    assert experience.has_conflict
    assert experience.evidenced_years == 10


def test_self_declared_years_stay_apart_from_the_evidenced_ones() -> None:
    experience = gather_experience([], None, 2001, TODAY)
    assert experience.claimed_years == 25
    assert experience.evidenced_years is None


@given(
    st.lists(
        st.builds(
            credential,
            st.none() | st.dates(date(1890, 1, 1), date(2040, 1, 1)),
            kind=st.sampled_from(["licence", "board_certification", "degree", "course"]),
            is_temporary=st.booleans(),
            evidence_level=st.sampled_from(["claimed", "document", "registry", "treatment_log"]),
        ),
        max_size=6,
    ),
    st.none() | st.integers(1950, 2026),
)
def test_evidenced_years_never_exceed_the_floor_or_the_ceiling(
    credentials: list[DatedCredential], graduated_in: int | None
) -> None:
    experience = gather_experience(credentials, graduated_in, None, TODAY)
    years = experience.evidenced_years
    if years is None:
        assert experience.floor_years is None
        return
    assert years >= 0
    assert years <= experience.floor_years  # type: ignore[operator]
    assert experience.ceiling_years is None or years <= experience.ceiling_years


@given(st.permutations([credential(date(y, 3, 4)) for y in (1999, 2004, 2011)]))
def test_the_order_of_credentials_does_not_matter(credentials: list[DatedCredential]) -> None:
    experience = gather_experience(credentials, None, None, TODAY)
    assert experience.basis is not None
    assert experience.basis.issued_on == date(1999, 3, 4)
