"""The difference of two texts, for whoever decides on a change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from directory.domain.text_differences import Change, Run, list_differences

TEXTS = st.lists(st.sampled_from(["scars", "I", "treat", " ", "\n", "acne"])).map("".join)


@given(TEXTS, TEXTS)
def test_the_runs_give_both_texts_back(before: str, after: str) -> None:
    runs = list_differences(before, after)
    assert "".join(run.text for run in runs if run.change is not Change.ADDED) == before
    assert "".join(run.text for run in runs if run.change is not Change.REMOVED) == after


def test_a_changed_word_stands_between_what_stayed() -> None:
    assert list_differences("I treat scars.", "I treat acne.") == (
        Run(Change.SAME, "I treat "),
        Run(Change.REMOVED, "scars."),
        Run(Change.ADDED, "acne."),
    )
