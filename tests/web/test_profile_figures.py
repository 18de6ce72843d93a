"""The figures of a profile, worked out a second time from the raw rows by queries of their own."""

from __future__ import annotations

import random
import re
import statistics
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.domain.reviews import ReviewState
from directory.models import AdverseEvent, Practitioner
from directory.services.skill import fit_and_score
from tests.factories import load_the_vocabulary, make_practitioner, make_review
from tests.web.conftest import text_of

SMALL = 10
VERIFIED = """
FROM review JOIN outcome ON outcome.review_id = review.id
WHERE review.practitioner_id = :id AND review.state = 'published'
AND review.verification_level IN (2, 3)
"""
SEVERITY_NAMES = {1: "Mild", 2: "Moderate", 3: "Marked", 4: "Severe", None: "Not told"}
CONCERN_NAMES = {"acne_scars": "Acne scars", "melasma": "Melasma", "rosacea": "Rosacea"}
TREATMENTS = {
    "Fractional CO2": "fractional_co2",
    "Pulsed dye (585 to 595 nm)": "pulsed_dye",
    "Not told": None,
}


@pytest.fixture
def practitioner(session: Session, now: datetime) -> Practitioner:
    """Somebody with many different reports, some of which must not count, beside somebody else."""
    load_the_vocabulary(session)
    someone = make_practitioner(session, slug="counted")
    other = make_practitioner(session)
    draw = random.Random(3)
    for number in range(160):
        review = make_review(
            session,
            other if number % 9 == 0 else someone,
            gais=draw.choice([5, 5, 4, 4, 4, 3, 2, 1]),
            level=draw.choice([3, 3, 2, 2, 1, 0]),
            reported_on=date(2024, 2, 1) + timedelta(days=draw.randrange(1000)),
            concern_key=draw.choice(["acne_scars"] * 9 + ["melasma"] * 6 + ["rosacea"]),
            treatment_key=draw.choice(["fractional_co2", "fractional_co2", "pulsed_dye", None]),
            severity=draw.choice([1, 2, 2, 2, 3, 3, None]),
            fitzpatrick=draw.choice([None, 1, 2, 2, 3, 3, 3, 4, 4, 6]),
            work_downtime_days=draw.choice([None, *range(12)]),
            redness_downtime_days=draw.choice([None, *range(3, 30)]),
            adverse_event=draw.choice([*[AdverseEvent.NONE] * 9, *list(AdverseEvent)]),
        )
        review.is_invited = draw.random() < 0.6
        if number % 13 == 0:
            review.state = ReviewState.WITHDRAWN
    fit_and_score(session, now.date(), now)
    session.commit()
    return someone


def rows_of(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of the table with this caption: what stands in the cells by the row's name."""
    table = page[page.index(f">{caption}</caption>") :]
    table = table[: table.index("</table>")]
    return {
        text_of(name): [text_of(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)]
        for name, cells in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.S)
    }


def counts_by(
    session: Session, practitioner: Practitioner, what: str
) -> dict[object, Counter[int]]:
    """How often each grade was given, by an SQL expression."""
    counts: dict[object, Counter[int]] = {}
    for key, grade, count in session.execute(
        text(f"SELECT {what}, outcome.gais, count(*) {VERIFIED} GROUP BY 1, 2"),
        {"id": practitioner.id},
    ):
        counts.setdefault(key, Counter())[grade] += count
    return counts


def check_groups(rows: dict[str, list[str]], expected: dict[str, Counter[int]]) -> None:
    """Every row shows the counts of its group, and what is not shown is enough together."""
    assert rows
    for name, cells in rows.items():
        counts = expected[name]
        assert [int(cell) for cell in cells[:6]] == [
            *(counts[grade] for grade in (5, 4, 3, 2, 1)),
            counts.total(),
        ]
        share = 100 * (counts[5] + counts[4]) / counts.total()
        assert cells[6].startswith(f"{int(share + 0.5)} (")
        assert counts.total() >= SMALL
    hidden = [counts.total() for name, counts in expected.items() if name not in rows]
    assert sum(hidden) == 0 or sum(hidden) >= SMALL
    assert sum(count >= SMALL for count in hidden) <= 1


def open_profile(client: FlaskClient, **parameters: str) -> str:
    response = client.get("/practitioners/counted", query_string=parameters)
    assert response.status_code == 200
    return response.text


def test_the_grades_are_those_of_the_rows(
    client: FlaskClient, session: Session, practitioner: Practitioner
) -> None:
    page = open_profile(client)
    by_concern = counts_by(session, practitioner, "outcome.concern_key")
    rows = rows_of(page, "Grades reported, by concern")
    everybody = rows.pop("All concerns")
    total = sum(by_concern.values(), Counter[int]())
    assert [int(cell) for cell in everybody[:5]] == [total[grade] for grade in (5, 4, 3, 2, 1)]
    assert int(everybody[5]) == total.total() > 80
    check_groups(rows, {CONCERN_NAMES[str(key)]: one for key, one in by_concern.items()})

    by_severity = counts_by(session, practitioner, "outcome.severity")
    check_groups(
        rows_of(page, "Grades reported, by severity"),
        {SEVERITY_NAMES[key]: one for key, one in by_severity.items()},  # type: ignore[index]
    )
    check_groups(
        {
            name.partition(":")[0]: row
            for name, row in rows_of(page, "Grades reported, by skin type").items()
        },
        {
            {1: "I", 2: "II", 3: "III", 4: "IV", 6: "VI", None: "Not told"}[key]: one  # type: ignore[index]
            for key, one in counts_by(session, practitioner, "outcome.fitzpatrick").items()
        },
    )
    by_invitation = counts_by(session, practitioner, "CAST(review.is_invited AS INTEGER)")
    check_groups(
        rows_of(page, "Grades reported, invited and not"),
        {
            "Invited by a visit code": by_invitation[1],
            "On the patient’s own initiative": by_invitation[0],
        },
    )


def test_change_over_time_is_that_of_the_rows(
    client: FlaskClient, session: Session, practitioner: Practitioner
) -> None:
    page = open_profile(client)
    days = counts_by(session, practitioner, "CAST(review.reported_on AS VARCHAR(10))")
    halves: dict[str, Counter[int]] = {}
    for day, counts in days.items():
        year, month = str(day)[:4], int(str(day)[5:7])
        name = f"{'Jan–Jun' if month < 7 else 'Jul–Dec'} {year}"
        halves.setdefault(name, Counter()).update(counts)
    check_groups(rows_of(page, "Grades reported, by half-year"), halves)
    first = date.fromisoformat(min(str(day) for day in days))
    assert f"verified outcomes since {first:%B %Y}" in text_of(page)


def test_downtime_is_that_of_the_rows(
    client: FlaskClient, session: Session, practitioner: Practitioner
) -> None:
    page = open_profile(client)
    rows = session.execute(
        text(
            "SELECT outcome.treatment_key, outcome.work_downtime_days,"
            f" outcome.redness_downtime_days {VERIFIED}"
        ),
        {"id": practitioner.id},
    ).all()
    work = [days for _, days, _ in rows if days is not None]
    assert f"Half of {len(work)} patients since" in text_of(page)
    assert f"were back at work within {statistics.median(work):g} days" in text_of(page)
    shown = rows_of(page, "Downtime by treatment")
    assert set(shown) == set(TREATMENTS)
    for name, key in TREATMENTS.items():
        for cell, column in zip(shown[name], (1, 2), strict=True):
            days = [row[column] for row in rows if row[0] == key and row[column] is not None]
            deciles = statistics.quantiles(days, n=10, method="inclusive")
            assert cell == (
                f"{statistics.median(days):g} days 8 in 10: {int(deciles[0] + 0.5)}–"
                f"{int(deciles[8] + 0.5)} days, {len(days)} patients"
            )


def test_side_effects_are_those_of_the_rows(
    client: FlaskClient, session: Session, practitioner: Practitioner
) -> None:
    counted = session.execute(
        text(f"SELECT outcome.adverse_event, count(*) {VERIFIED} GROUP BY 1"),
        {"id": practitioner.id},
    )
    events = dict(list(counted))
    total = sum(events.values())
    rows = rows_of(open_profile(client), "Side effects reported")
    assert rows["Something that passed"][0] == f"{events['transient']} of {total}"
    assert rows["Lasting or treated harm"][0] == f"{events['significant']} of {total}"


def test_people_like_me_are_those_of_the_rows(
    client: FlaskClient, session: Session, practitioner: Practitioner
) -> None:
    page = open_profile(client, concern="acne_scars", severity="2", skin="6")
    [(name, cells)] = rows_of(page, "Grades reported by people like me").items()
    assert name == "Acne scars, moderate"
    counts: Counter[int] = Counter()
    for grade, count in session.execute(
        text(
            f"SELECT outcome.gais, count(*) {VERIFIED} AND outcome.severity = 2"
            " AND outcome.concern_key = 'acne_scars' GROUP BY 1"
        ),
        {"id": practitioner.id},
    ):
        counts[grade] = count
    assert [int(cell) for cell in cells[:6]] == [
        *(counts[grade] for grade in (5, 4, 3, 2, 1)),
        counts.total(),
    ]
    assert "You asked for “Acne scars, moderate, skin type VI”" in text_of(page)


def test_a_consent_withdrawn_takes_the_skin_type_out(
    client: FlaskClient, session: Session, practitioner: Practitioner
) -> None:
    assert "III" in str(rows_of(open_profile(client), "Grades reported, by skin type"))
    session.execute(text("UPDATE outcome SET fitzpatrick = NULL"))
    session.commit()
    rows = rows_of(open_profile(client), "Grades reported, by skin type")
    assert list(rows) == ["Not told"]
