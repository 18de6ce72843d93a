"""Pages about concerns, generated from the vocabulary: what helps, how long it takes, the risks."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.domain.messages import N_
from directory.domain.outcomes import GRADE_WORDS
from directory.domain.vocabulary_entries import ConcernGroup, Suitability
from directory.services.search_request import SearchRequest
from directory.web import counted_figures, site
from directory.web.guide import text_renderer

blueprint = Blueprint("concerns", __name__, url_prefix="/concerns")

GROUP_WORDS: dict[ConcernGroup, str] = {
    ConcernGroup.PIGMENT: N_("Spots and uneven colour"),
    ConcernGroup.SCARS: N_("Scars"),
    ConcernGroup.LINES: N_("Lines and wrinkles"),
    ConcernGroup.VESSELS: N_("Redness and vessels"),
    ConcernGroup.TEXTURE: N_("Texture and firmness"),
    ConcernGroup.OTHER: N_("Hair, tattoos and more"),
}

SUITABILITY_WORDS: dict[Suitability, str] = {
    Suitability.FIRST_CHOICE: N_("First choice"),
    Suitability.HELPS: N_("Helps"),
    Suitability.SOMETIMES: N_("Sometimes"),
    Suitability.AVOID: N_("Better avoided"),
}


@blueprint.get("")
def index() -> str:
    """All concerns in their groups."""
    listed = site.vocabulary().concerns
    groups = [
        (words, [concern for concern in listed if concern.group is group])
        for group, words in GROUP_WORDS.items()
    ]
    return render_template("concerns/index.html", groups=groups)


@blueprint.get("/<key>")
def concern(key: str) -> str:
    """One concern: what it is, what helps and how well, and how severity changed the results."""
    vocabulary = site.vocabulary()
    shown = vocabulary.get_concern(key)
    folder = site.guide_folder()
    note = folder.guide.concern_notes.get(key)
    severity = counted_figures.severity_table()
    return render_template(
        "concerns/concern.html",
        concern=shown,
        group=GROUP_WORDS[shown.group],
        treatments=[
            (treatment, SUITABILITY_WORDS[suitability])
            for treatment, suitability in vocabulary.list_treatments_for(key)
        ],
        search=SearchRequest(concern=key),
        note=note,
        guide=folder,
        html_of=text_renderer(note) if note else None,
        odds=severity.find_concern(key),
        since=severity.since,
        grade_words=GRADE_WORDS,
    )
