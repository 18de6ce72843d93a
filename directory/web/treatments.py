"""Pages about treatments, by mechanism and never by brand, generated from the vocabulary."""

from __future__ import annotations

from flask import Blueprint, render_template

from directory.domain.messages import N_
from directory.domain.vocabulary_entries import DepthClass, Suitability
from directory.services.search_request import SearchRequest
from directory.web import site
from directory.web.concerns import SUITABILITY_WORDS

blueprint = Blueprint("treatments", __name__, url_prefix="/treatments")

DEPTH_WORDS: dict[DepthClass, str] = {
    DepthClass.EPIDERMIS: N_("The outermost layer (epidermis)"),
    DepthClass.UPPER_DERMIS: N_("Just below the surface (upper dermis)"),
    DepthClass.MID_DERMIS: N_("The middle of the skin (mid dermis)"),
    DepthClass.DEEP_DERMIS: N_("Deep in the skin (deep dermis)"),
}


@blueprint.get("")
def index() -> str:
    """All treatments, shallowest first."""
    listed = site.vocabulary().treatments
    groups = [
        (words, [treatment for treatment in listed if treatment.depth_class is depth])
        for depth, words in DEPTH_WORDS.items()
    ]
    return render_template("treatments/index.html", groups=groups)


@blueprint.get("/<key>")
def treatment(key: str) -> str:
    """One treatment: how it works, what it treats and how well, for which skin, at what risk."""
    vocabulary = site.vocabulary()
    shown = vocabulary.get_treatment(key)
    answered = [
        (SUITABILITY_WORDS[suitability], vocabulary.get_concern(concern_key))
        for suitability in Suitability
        for concern_key in shown.list_concern_keys(suitability)
    ]
    return render_template(
        "treatments/treatment.html",
        treatment=shown,
        depth=DEPTH_WORDS[shown.depth_class],
        concerns=answered,
        device_names=[
            device.name for device in vocabulary.device_names if key in device.treatment_keys
        ],
        search=SearchRequest(treatment=key),
    )
