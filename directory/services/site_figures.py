"""Every kind of figures of the whole site that pages show: what the worker counts."""

from __future__ import annotations

from typing import Any

from directory.services.healing import DAYS
from directory.services.home import HOME_COUNTS, LANDSCAPE
from directory.services.kept_figures import Figures
from directory.services.overview import OVERVIEW_COUNTS
from directory.services.severity_odds import GRADES_BY_SEVERITY
from directory.services.source_overview import SOURCE_COUNTS
from directory.services.transparency_tally import SITE_TALLY

SITE_FIGURES: tuple[Figures[Any], ...] = (
    HOME_COUNTS,
    LANDSCAPE,
    SITE_TALLY,
    GRADES_BY_SEVERITY,
    DAYS,
    SOURCE_COUNTS,
    OVERVIEW_COUNTS,
)
