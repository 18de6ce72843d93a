"""Whether a text praises or complains, by counting words: enough to see it contradict its stars."""

from __future__ import annotations

from collections.abc import Sequence

_PRAISE = """
    amazing awesome beautiful best better brilliant caring clear cleared confident delighted easy
    excellent expert fantastic flawless friendly gentle glad grateful great happy helpful honest
    improved incredible kind knowledgeable love loved lovely patient perfect perfectly pleased
    professional recommend satisfied smooth smoother superb terrific thorough thrilled trust
    wonderful worth
    amable contenta contento encanta encantada encantado excelente fantastica fantastico feliz
    increible maravillosa maravilloso mejor mejorado mejoro perfecta perfecto recomendable
    recomiendo satisfecha satisfecho
"""
_COMPLAINT = """
    awful avoid awfully blistered blisters botched burn burned burns burnt careless damage damaged
    disappointed disappointing disappointment disaster disgusting dismissive dreadful filthy fraud
    horrible horrific hurt ignored infected infection joke nightmare pain painful pushy refund
    regret ruined rude rushed scam scarred terrible unprofessional unhappy upset useless waste
    wasted worse worst
    arruino decepcion decepcionada decepcionado desastre estafa fatal horrible infeccion mala malo
    pesima pesimo peor quemadura quemaduras quemo terrible
"""
_NEGATIONS = """
    barely cannot cant didnt doesnt dont hardly havent isnt never no not nothing wasnt without wont
    jamas nada ni nunca sin
"""
PRAISE = frozenset(_PRAISE.split())
COMPLAINT = frozenset(_COMPLAINT.split())
NEGATIONS = frozenset(_NEGATIONS.split())
NEGATION_REACH = 3
"""A negation turns what follows within so many words: "did not do a great job"."""

FEWEST_TONED_WORDS = 2


def tone(folded_words: Sequence[str]) -> float | None:
    """From −1, only complaint, to 1, only praise; None where too few words tell."""
    praise = complaint = 0
    for place, word in enumerate(folded_words):
        is_praise = word in PRAISE
        if not is_praise and word not in COMPLAINT:
            continue
        before = folded_words[max(place - NEGATION_REACH, 0) : place]
        if not NEGATIONS.isdisjoint(before):
            is_praise = not is_praise
        praise += is_praise
        complaint += not is_praise
    toned = praise + complaint
    return (praise - complaint) / toned if toned >= FEWEST_TONED_WORDS else None
