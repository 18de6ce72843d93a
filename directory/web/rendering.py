"""What templates can call: formats, chart geometry, addresses of searches and of static files."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask, current_app
from flask.templating import Environment
from jinja2 import StrictUndefined

from directory.domain.opening_hours import list_open_days
from directory.domain.outcomes import ADVERSE_EVENTS_SHOWN_FROM, SMALL_CELL
from directory.web import (
    charts,
    formats,
    markdown,
    queue_notes,
    search_urls,
    shared_styles,
    static_files,
    structured_data,
    suggestions,
)
from directory.web.sessions import current_account
from directory.web.wrong_fields import wrong_fields

FILTERS = (
    formats.comma_and,
    formats.day_date,
    formats.days,
    formats.duration,
    formats.evidenced_years,
    formats.instant,
    formats.month_date,
    formats.rounded_parts,
    formats.signed,
    formats.skin_types,
    formats.weekday_date,
    formats.whole,
    formats.four_digits,
    markdown.words_of,
)
GLOBALS = (
    charts.grade_segments,
    charts.histogram_bars,
    charts.hundred_dots,
    charts.interval_plot,
    charts.plot_x,
    charts.share_intervals,
    charts.spread_plot,
    list_open_days,
    queue_notes.queue_note,
    formats.count_of,
    formats.distance,
    formats.file_size,
    formats.number,
    formats.span,
    search_urls.canonical_search_url,
    search_urls.kept_parameters,
    search_urls.search_url,
    search_urls.unset_value,
    shared_styles.shared_styles_url,
    static_files.static_path,
    static_files.static_url,
    structured_data.profile_data,
    structured_data.site_data,
    structured_data.trail_data,
    suggestions.with_suggestions,
    wrong_fields,
)


class Templates(Environment):
    """Templates that share their globals as they are.

    Jinja gives each template a chain of two mappings, of which the first is empty here; looking
    through it at every import took a fortieth of a page's time.
    """

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give what a template knows without being told."""
        return super().make_globals(own) if own else self.globals


def register(app: Flask) -> None:
    """Set the template environment up; an unknown name in a template is an error, not a gap."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
    app.jinja_env.globals.update({function.__name__: function for function in GLOBALS})
    app.jinja_env.globals.update(
        SHARE_IMAGE=structured_data.SHARE_IMAGE,
        SITE_NAME=structured_data.SITE_NAME,
        PARAMETERS=search_urls.PARAMETERS,
        MOST_PLACE=search_urls.MOST_PLACE,
        MOST_TEXT=search_urls.MOST_TEXT,
        ADVERSE_EVENTS_SHOWN_FROM=ADVERSE_EVENTS_SHOWN_FROM,
        AXIS_TICKS=charts.AXIS_TICKS,
        SMALL_CELL=SMALL_CELL,
    )
    static_files.register(app)
    app.context_processor(_site_wide)


def _site_wide() -> dict[str, object]:
    return {
        "is_demo": current_app.config["SETTINGS"].is_demo,
        "site_url": current_app.config["SETTINGS"].site_url,
        "shows_outbox": current_app.config["SETTINGS"].shows_outbox,
        "is_signed_in": current_account() is not None,
    }
