"""Messages are English text that can be made anew in another language."""

from __future__ import annotations

import pickle
from datetime import date

from directory.domain.messages import N_, NN_, Message, listed


def test_a_message_is_its_english_sentence() -> None:
    message = N_("%(count)s reports until %(day)s", count=1204, day=date(2026, 11, 2))
    assert message == "1,204 reports until November 2, 2026"
    assert message.source == "%(count)s reports until %(day)s"
    assert N_("100% of them") == "100% of them"


def test_a_number_chooses_between_two_forms() -> None:
    forms = [NN_("%(count)s review", "%(count)s reviews", number) for number in (0, 1, 2)]
    assert forms == ["0 reviews", "1 review", "2 reviews"]


def test_small_letters_are_remembered_not_only_applied() -> None:
    message = N_("Very much improved").lower()
    assert message == "very much improved"
    assert isinstance(message, Message)
    assert message.source == "Very much improved"


def test_checkers_of_forms_can_fill_in_their_values() -> None:
    message = N_("%(value)s is none of them") % {"value": "x", "unused": 1}
    assert message == "x is none of them"
    assert isinstance(message, Message)


def test_words_one_after_another_stay_messages() -> None:
    words = listed([N_("Melasma"), "severe"])
    assert words == "Melasma, severe"
    assert isinstance(words, Message)


def test_a_message_survives_being_stored() -> None:
    message = NN_("%(count)s review", "%(count)s reviews", 2).lower()
    again = pickle.loads(pickle.dumps(message))  # noqa: S301  # we wrote it
    assert (again, again.source, again.plural) == (message, message.source, message.plural)
