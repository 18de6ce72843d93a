"""Reviews that a partner's program sends: imported as a file of the registrar's would be.

The import is one transaction of its caller, has a report, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from directory.domain.api_keys import SameTimeError
from directory.domain.audit import Subject
from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.models import ApiKey, ImportRun
from directory.services.api_keys import KeyUse
from directory.services.audit import record
from directory.services.import_desk import SUBJECT
from directory.services.import_runs import start_import
from directory.services.registry_import import import_registry
from directory.services.review_intake import ReviewIntake
from directory.sources.review_records import ReviewEntry, ReviewRecord

SOURCE = "csv"
MOST_REVIEWS = 500
KEY_OPTION = "api_key"


def import_partner_reviews(
    session: Session, use: KeyUse, sent: Iterable[ReviewEntry], clock: Callable[[], datetime]
) -> ImportRun:
    """Import what was sent, all at once, and give the run with its report.

    Raises InvalidValueError for too many reviews or those of another site, SameTimeError while a
    table of reviews is being imported otherwise.
    """
    entries = list(sent)
    _check(use.key, entries)
    try:
        run = start_import(
            session, SOURCE, f"API: {use.key.name}", {KEY_OPTION: use.key.id}, clock()
        )
    except DomainError as error:
        raise SameTimeError(
            "Another table of reviews is being imported. Send this again in a minute."
        ) from error
    run.account_id = use.owner.id
    intake = ReviewIntake(session, clock(), practitioner_id=None, is_complete=False)
    for _ in import_registry(session, entries, intake, run, clock=clock):
        pass
    record(
        session,
        use.owner.id,
        "sent",
        Subject(SUBJECT, run.id),
        before={},
        after={KEY_OPTION: use.key.id, "read": run.counts["read"]},
        now=clock(),
    )
    return run


def get_partner_import(session: Session, use: KeyUse, run_id: int) -> ImportRun:
    """An import that this key asked for. Raises NotFoundError, also for anybody else's."""
    run = session.get(ImportRun, run_id)
    if run is None or run.options.get(KEY_OPTION) != use.key.id:
        raise NotFoundError("This key has sent no such import.")
    return run


def _check(key: ApiKey, entries: list[ReviewEntry]) -> None:
    if len(entries) > MOST_REVIEWS:
        raise InvalidValueError(
            f"At most {MOST_REVIEWS} reviews are taken at once; these are {len(entries)}."
        )
    for entry in entries:
        if isinstance(entry, ReviewRecord) and entry.site != key.site:
            raise InvalidValueError(
                f"Line {entry.line}: this key imports reviews of {key.site}, not of {entry.site}.",
                "site",
            )
