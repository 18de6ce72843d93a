"""Completes a place's name while it is being typed. What a finished text means: see `places`."""

from __future__ import annotations

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from directory.domain.place_names import fold_place_name
from directory.models.place import PlaceNameRow, PlaceRegionRow, PlaceRow
from directory.services.place_rows import ONLY_WITH_REGION
from directory.services.places import list_place_candidates

COMPLETIONS = 6
LEAST_LETTERS_TO_COMPLETE = 2
LEAST_LETTERS_TO_CORRECT = 5
LOOKED_AT = 60


def list_place_completions(session: Session, text: str) -> list[str]:
    """Labels of places whose names begin like the text, best known first: "Denver, CO".

    What follows a comma narrows by the beginning of a state or country. ZIP codes have to be
    whole. Where nothing begins like it, places spelt like it are given.
    """
    name, _, region = text.partition(",")
    beginning = fold_place_name(name)
    if len(beginning) < LEAST_LETTERS_TO_COMPLETE:
        return []
    labels = _list_labels(session, beginning, fold_place_name(region))
    if not labels and len(beginning) >= LEAST_LETTERS_TO_CORRECT:
        labels = [place.label for place in list_place_candidates(session, text, COMPLETIONS)]
    return labels


def finish_place_name(session: Session, beginning: str, smallest: int) -> str | None:
    """The label of the best known place whose name begins so, of so many inhabitants or more; none
    of those spelt like it.
    """
    return next(iter(_list_labels(session, fold_place_name(beginning), "", smallest)), None)


_BEGINNING = (
    select(PlaceRow.name, PlaceRegionRow.short_name, PlaceRegionRow.country, PlaceRegionRow.words)
    .join(PlaceNameRow, PlaceNameRow.place_id == PlaceRow.id)
    .join(PlaceRegionRow, PlaceRegionRow.id == PlaceRow.region_id)
    .where(
        PlaceNameRow.start == bindparam("start"),
        PlaceNameRow.folded.startswith(bindparam("beginning", type_=String), autoescape=False),
        PlaceNameRow.prominence > ONLY_WITH_REGION,
        PlaceRow.population >= bindparam("smallest"),
    )
    .order_by(PlaceNameRow.prominence.desc(), PlaceRow.id)
    .limit(LOOKED_AT)
)


def _list_labels(session: Session, beginning: str, region: str, smallest: int = 0) -> list[str]:
    # Folded names are letters, digits and spaces: nothing in them has a meaning to LIKE.
    asked = {"start": beginning[:2], "beginning": beginning, "smallest": smallest}
    rows = session.execute(_BEGINNING, asked)
    labels = {
        f"{row.name}, {row.short_name or row.country}": None
        for row in rows
        if not region or any(word.startswith(region) for word in row.words)
    }
    return list(labels)[:COMPLETIONS]
