"""The form of an appeal, on the page of a report and on that of a flag."""

from __future__ import annotations

from wtforms import Form, TextAreaField

from directory.domain.appeals import LONGEST_APPEAL_TEXT
from directory.domain.messages import N_


class AppealForm(Form):
    """Why a decision is wrong."""

    text = TextAreaField(
        N_("Why is the decision wrong?"),
        description=N_("Another moderator reads it, who took no part in the decision."),
        render_kw={"rows": 6, "maxlength": LONGEST_APPEAL_TEXT},
    )
