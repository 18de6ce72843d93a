"""What the transparency pages tell of counted reports: their fate, the shares published, durations.

Counting is `services.transparency_counts`. A group of reports that is not public is told by grade
only from SMALL_CELL on: that somebody was disappointed must not lead to who it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS, SMALL_CELL, GradeDistribution
from directory.domain.reviews import ReviewState

FATE_WORDS: Mapping[ReviewState, str] = {
    ReviewState.PUBLISHED: N_("Published"),
    ReviewState.REJECTED: N_("Not published"),
    ReviewState.REMOVED: N_("Removed after publication"),
    ReviewState.WITHDRAWN: N_("Taken back by the author"),
    ReviewState.ERASED: N_("Erased by the author"),
    ReviewState.QUEUED: N_("Waiting for a moderator"),
    ReviewState.SUBMITTED: N_("Waiting for the author to confirm"),
}
"""What becomes of reports sent to this site, in the order of the page."""


class SiteDecision(StrEnum):
    """What this site, not the author, has decided on a report, and who had asked for it."""

    PUBLISHED = "published"
    NOT_PUBLISHED = "not_published"
    REMOVED_FOR_PRACTICE = "removed_for_practice"
    REMOVED_FOR_OTHERS = "removed_for_others"


DECISION_WORDS: Mapping[SiteDecision, str] = {
    SiteDecision.PUBLISHED: N_("Published"),
    SiteDecision.NOT_PUBLISHED: N_("Not published: the checks had asked for a look"),
    SiteDecision.REMOVED_FOR_PRACTICE: N_("Removed: the practice had flagged it"),
    SiteDecision.REMOVED_FOR_OTHERS: N_("Removed: somebody else had flagged it"),
}


class Answer(StrEnum):
    """What became of a flag or an appeal."""

    UPHELD = "upheld"
    REFUSED = "refused"
    OVERTAKEN = "overtaken"
    WAITING = "waiting"


ANSWER_WORDS: Mapping[Answer, str] = {
    Answer.UPHELD: N_("Upheld"),
    Answer.REFUSED: N_("Refused"),
    Answer.OVERTAKEN: N_("Overtaken"),
    Answer.WAITING: N_("Waiting"),
}

LEVEL_MEANINGS: Mapping[int, str] = {
    3: N_("Proven, and reported when the result was final"),
    2: N_("A visit code from the practice was used up, or a moderator saw a receipt"),
    1: N_("The author’s e-mail address was confirmed, nothing else"),
    0: N_("Nothing was checked"),
}
"""How each verification level is reached, highest first."""

GradeCounts = Mapping[tuple[SiteDecision, int], int]
"""How many reports gave each grade, by what was decided on them."""


@dataclass(frozen=True, slots=True)
class GradeGroup:
    """The grades of the reports that met one decision."""

    label: str
    grades: GradeDistribution


@dataclass(frozen=True, slots=True)
class PublishedShare:
    """Of the reports with one grade on which this site has decided, how many are public."""

    words: str
    decided_count: int
    published_count: int

    @property
    def is_small(self) -> bool:
        """Whether there are too few to be told."""
        return self.decided_count < SMALL_CELL

    @property
    def share(self) -> float:
        """The share that is public, 0 to 1."""
        return self.published_count / self.decided_count


def group_by_decision(counts: GradeCounts) -> tuple[list[GradeGroup], list[str]]:
    """The grades by decision, and the names of decisions that too few reports met to be told."""
    groups: list[GradeGroup] = []
    hidden: list[str] = []
    for decision, words in DECISION_WORDS.items():
        by_grade = tuple((grade, counts.get((decision, grade), 0)) for grade in GRADE_WORDS)
        grades = GradeDistribution(by_grade, sum(count for _grade, count in by_grade))
        if not grades.is_small:
            groups.append(GradeGroup(words, grades))
        elif grades.total:
            hidden.append(words)
    return groups, hidden


def count_decisions(counts: GradeCounts) -> Mapping[SiteDecision, int]:
    """How many reports met each decision, whatever their grade."""
    return {
        decision: sum(count for (met, _grade), count in counts.items() if met == decision)
        for decision in SiteDecision
    }


def list_published_shares(counts: GradeCounts) -> list[PublishedShare]:
    """For each grade, best first, how many of the reports decided on are public."""
    return [
        PublishedShare(
            words,
            sum(counts.get((decision, grade), 0) for decision in SiteDecision),
            counts.get((SiteDecision.PUBLISHED, grade), 0),
        )
        for grade, words in GRADE_WORDS.items()
    ]
