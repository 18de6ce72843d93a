"""The tables of results: skill with its interval, outcomes in groups, reviews as counts."""

from __future__ import annotations

from directory.domain.messages import N_
from directory.domain.outcomes import SMALL_CELL
from directory.exports.open_data.dictionary import (
    Column,
    Table,
    given_day,
    given_number,
    given_text,
    given_whole,
    text,
    whole,
)
from directory.exports.open_data.people_tables import TO_PRACTITIONERS, practitioner_column

GRADES = (5, 4, 3, 2, 1)


def _grade_columns() -> tuple[Column, ...]:
    return (
        given_whole("report_count", f"Verified reports in the group; at least {SMALL_CELL}."),
        *(given_whole(f"grade_{grade}", f"Of them, with grade {grade}.") for grade in GRADES),
    )


SKILL = Table(
    "skill_estimates",
    N_("Skill estimates"),
    N_(
        "Of 100 patients with an average case, how many would be much improved without lasting "
        "harm: the estimate that orders searches, with its interval. An estimate without its "
        "interval misleads."
    ),
    (
        practitioner_column(),
        text("concern", "Key of concerns; missing: all concerns together."),
        given_number("points", "The estimate, 0 to 100."),
        given_number("lo90", "Lower end of the 90% interval."),
        given_number("hi90", "Upper end of the 90% interval."),
        given_whole("verified_outcome_count", "Verified outcomes with this concern, or with any."),
        given_number("effective_outcomes", "The same, weighed by proof, age and integrity."),
        given_whole("model", "Number of the fitted model."),
        given_day("fitted_on", "Day whose evidence the model was fitted on."),
    ),
    ("practitioner", "concern"),
    TO_PRACTITIONERS | {"concern": "concerns"},
)

PRACTITIONER_OUTCOMES = Table(
    "practitioner_outcomes",
    N_("Results by practitioner"),
    N_(
        "Grades of verified reports on one practitioner, in the groups that the profile shows: "
        "small ones are left out, and so is what would give them away."
    ),
    (
        practitioner_column(),
        given_text(
            "grouping",
            "What the reports are grouped by; groups of one grouping do not overlap.",
            choices=("all", "concern", "severity", "skin_type", "half_year", "invitation"),
        ),
        given_text(
            "group",
            "all; a key of concerns; a severity 1–4; a Fitzpatrick type 1–6; a half-year such as "
            "2026-1; yes or no for invited by a visit code; not_told.",
        ),
        *_grade_columns(),
    ),
    ("practitioner", "grouping", "group"),
    TO_PRACTITIONERS,
)

OUTCOMES = Table(
    "outcomes",
    N_("Results by concern and severity"),
    N_(
        "Grades of the verified reports on all who practise, as reported and not adjusted for who "
        "treated whom. Small groups are left out, and so is what would give them away."
    ),
    (
        given_text("concern", "Key of concerns."),
        whole("severity", "1 mild to 4 severe; missing: not told."),
        *_grade_columns(),
    ),
    ("concern", "severity"),
    {"concern": "concerns"},
)

TREATMENT_OUTCOMES = Table(
    "treatment_outcomes",
    N_("Results by concern, treatment and severity"),
    N_("The same reports, also by what was done; nothing of a group that is left out above."),
    (
        given_text("concern", "Key of concerns."),
        text("treatment", "Key of treatments; missing: not told."),
        whole("severity", "1 mild to 4 severe; missing: not told."),
        *_grade_columns(),
    ),
    ("concern", "treatment", "severity"),
    {"concern": "concerns", "treatment": "treatments"},
)

REVIEW_COUNTS = Table(
    "review_counts",
    N_("Reviews by level"),
    N_("How many published reviews there are of each practitioner; not what they say."),
    (
        practitioner_column(),
        given_text("source", "Site that they come from.", code_list="review_source"),
        given_text(
            "verification_level", "How far they are proven.", code_list="verification_level"
        ),
        given_whole("review_count", "How many there are."),
    ),
    ("practitioner", "source", "verification_level"),
    TO_PRACTITIONERS,
)

RESULT_TABLES = (SKILL, PRACTITIONER_OUTCOMES, OUTCOMES, TREATMENT_OUTCOMES, REVIEW_COUNTS)
