"""Results by concern and severity: counted from the rows, small cells hidden together."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.domain.outcomes import SMALL_CELL
from directory.models import PractitionerStatus, ReviewState
from directory.services.severity_odds import SeverityOdds, count_grades, make_severity_table
from tests.factories import load_the_vocabulary, make_practitioner, make_review


def shown(odds: SeverityOdds) -> dict[str, int]:
    return {group.label: group.grades.total for group in odds.groups}


def test_grades_are_counted_by_concern_and_severity(session: Session) -> None:
    vocabulary = load_the_vocabulary(session)
    person, gone = make_practitioner(session), make_practitioner(session)
    gone.status = PractitionerStatus.RETIRED
    for _ in range(10):
        make_review(session, person, gais=5, severity=1)
        make_review(session, person, gais=2, severity=3)
        make_review(session, person, gais=3, severity=None)
        make_review(session, person, gais=5, severity=1, level=1)
        make_review(session, gone, gais=1, severity=1)
    make_review(session, person, gais=1, severity=1).state = ReviewState.REMOVED
    session.flush()
    table = make_severity_table(count_grades(session), vocabulary)
    odds = table.find_concern("acne_scars")
    assert odds is not None
    assert odds.everybody.total == table.together.everybody.total == 30
    assert shown(odds) == shown(table.together) == {"Mild": 10, "Marked": 10, "Not told": 10}
    mild = odds.find_group("Mild")
    assert mild is not None
    assert mild.grades.much_improved_share == 1
    assert odds.hidden == ("Moderate", "Severe")
    assert table.find_concern("melasma") is None


def test_a_small_cell_is_hidden_with_another_one(session: Session) -> None:
    vocabulary = load_the_vocabulary(session)
    person = make_practitioner(session)
    for _ in range(3):
        make_review(session, person, severity=1)
    for _ in range(20):
        make_review(session, person, severity=2)
        make_review(session, person, severity=3)
        make_review(session, person, severity=1, concern_key="melasma")
        make_review(session, person, severity=2, concern_key="melasma")
        make_review(session, person, severity=3, concern_key="melasma")
    table = make_severity_table(count_grades(session), vocabulary)
    for odds in (*table.concerns, table.together):
        counts = shown(odds)
        hidden_count = odds.everybody.total - sum(counts.values())
        assert all(count >= SMALL_CELL for count in counts.values())
        assert hidden_count == 0 or hidden_count >= SMALL_CELL
    scars, melasma = table.find_concern("acne_scars"), table.find_concern("melasma")
    assert scars is not None
    assert melasma is not None
    assert "Mild" not in shown(scars)
    assert "Mild" not in shown(melasma), "it would follow from all concerns together"


def test_without_reports_there_is_nothing_to_show(session: Session) -> None:
    table = make_severity_table(count_grades(session), load_the_vocabulary(session))
    assert table.together.everybody.is_small
    assert table.concerns == ()
    assert table.since is None
