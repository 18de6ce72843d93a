"""Statuses and discipline: an accusation is not guilt, and what is not understood is not shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.domain.licences import (
    LICENCE_STATUS_WORDS,
    PUBLIC_GRADES,
    LicenceStatus,
    NoticeGrade,
    grade_discipline,
)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("", None),
        ("No", None),
        ("N", None),
        ("NONE", None),
        ("Yes", NoticeGrade.NOTED),
        ("Y", NoticeGrade.NOTED),
        ("Accusation filed", NoticeGrade.OPEN),
        ("Statement of Charges", NoticeGrade.OPEN),
        ("ACCUSATION WITHDRAWN", NoticeGrade.NOT_UPHELD),
        ("Petition to revoke probation dismissed", NoticeGrade.NOT_UPHELD),
        ("Complaint closed without action", NoticeGrade.NOT_UPHELD),
        ("UNENCUMBERED(see history)", NoticeGrade.NOT_UPHELD),
        ("Accusation; pending", NoticeGrade.OPEN),
        ("Public reprimand", NoticeGrade.DECIDED),
        ("License revoked, stayed, 5 years probation", NoticeGrade.DECIDED),
        ("Final Order", NoticeGrade.DECIDED),
        ("XQZ-17", NoticeGrade.OPEN),
    ],
)
def test_how_far_a_matter_has_gone(text: str, grade: NoticeGrade | None) -> None:
    assert grade_discipline(text) is grade


@given(st.sampled_from(["withdrawn", "dismissed", "not upheld"]), st.text(max_size=40))
def test_what_came_to_nothing_is_never_shown(outcome: str, allegation: str) -> None:
    grade = grade_discipline(f"{allegation} {outcome}")
    assert grade is NoticeGrade.NOT_UPHELD
    assert grade not in PUBLIC_GRADES


def test_an_open_accusation_is_not_shown() -> None:
    assert NoticeGrade.OPEN not in PUBLIC_GRADES


@pytest.mark.parametrize("status", list(LicenceStatus))
def test_every_status_has_words(status: LicenceStatus) -> None:
    assert LICENCE_STATUS_WORDS[status]
