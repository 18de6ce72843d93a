"""The guide: articles with figures from the site's own data, and the sources they rest on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request
from markupsafe import Markup

from directory.domain.guide import Figure, GuideArticle, number_citations
from directory.domain.outcomes import GRADE_WORDS
from directory.web import counted_figures, site
from directory.web.guide_figures import draw_depths, draw_example_intervals
from directory.web.markdown import article_of

blueprint = Blueprint("guide", __name__, url_prefix="/guide")


@blueprint.get("")
def index() -> str:
    """All articles, the healing calendar and the checklist."""
    folder = site.guide_folder()
    return render_template("guide/index.html", articles=folder.guide.articles, guide=folder)


@blueprint.get("/<key>")
def article(key: str) -> str:
    """One article with its figures and sources."""
    folder = site.guide_folder()
    shown = folder.guide.get_article(key)
    drawn: dict[Figure, Callable[[], object]] = {
        Figure.SKIN: lambda: folder.healing.families,
        Figure.DEPTHS: lambda: draw_depths(folder.healing, site.vocabulary()),
        Figure.SEVERITY: counted_figures.severity_table,
        Figure.COMPARISON: lambda: shown.comparison,
        Figure.HEALING: lambda: folder.healing.families,
        Figure.INTERVAL: draw_example_intervals,
        Figure.QUESTIONS: lambda: folder.checklist.list_topics(()),
    }
    return render_template(
        "guide/article.html",
        article=shown,
        articles=folder.guide.articles,
        guide=folder,
        figures={figure: drawn[figure]() for figure in shown.figures},
        grade_words=GRADE_WORDS,
        html_of=text_renderer(shown),
        vocabulary=site.vocabulary(),
    )


def text_renderer(shown: GuideArticle) -> Callable[[str], Markup]:
    """What turns pieces of this article into HTML, with its citations numbered."""
    return lambda text: article_of(number_citations(text, shown), request.script_root)
