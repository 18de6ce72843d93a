"""The published rule's formulas by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index import ranking_rule

widths = st.floats(0, 60)


@given(st.floats(-100, 100), widths, widths, st.floats(0, 40))
def test_the_chance_to_be_better_is_fair_and_grows_with_the_difference(
    difference: float, width: float, other_width: float, more: float
) -> None:
    chance = ranking_rule.probability_better(difference, width, other_width)
    turned = ranking_rule.probability_better(-difference, other_width, width)
    greater = ranking_rule.probability_better(difference + more, width, other_width)
    assert 0 <= chance <= greater + 1e-9
    assert chance + turned == pytest.approx(1)
    is_toss = ranking_rule.is_coin_toss(difference, width, other_width)
    assert is_toss == (max(chance, turned) < ranking_rule.TIE_PROBABILITY)
