"""What is done in the background, as tasks in a fixed order.

A task yields after every step whose writes belong together; whoever runs it commits there. A worker
may be killed between any two steps: what was begun is done again, and what was done is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from directory.domain.errors import DomainError
from directory.services.account_sessions import delete_ended_sessions
from directory.services.accounts import delete_unopened_accounts
from directory.services.api_answers import delete_old_answers
from directory.services.case_leases import delete_ended_leases
from directory.services.claim_calendar import (
    DOCUMENT_FOLDER,
    delete_claim_documents,
    lapse_claims,
    remind_holders,
)
from directory.services.credential_decisions import delete_credential_documents, remind_of_expiry
from directory.services.decisions import carry_out_next
from directory.services.disputes import DISPUTE_FOLDER, delete_dispute_documents
from directory.services.fact_checks import draw_sample
from directory.services.follow_ups import FollowUpLinks, queue_due_follow_up
from directory.services.import_desk import ImportDesk, ImportFolders, work_on_imports
from directory.services.indexing import (
    drain_outbox,
    is_index_usable,
    rebuild_index,
    repair_index,
)
from directory.services.integrity_assessing import assess_waiting
from directory.services.keeper_links import KeeperLinks
from directory.services.kept_figures import renew_figures
from directory.services.mail import claim_due_mail, note_failure, note_sent
from directory.services.mail_delivery import DeliveryError, Mailer
from directory.services.moderation_records import forget_old_flags
from directory.services.one_time_links import delete_ended_links
from directory.services.own_credentials import CREDENTIAL_FOLDER
from directory.services.photos import PHOTO_FOLDER, delete_photos
from directory.services.receipts import delete_due_receipts
from directory.services.retention import (
    delete_old_audit,
    delete_old_page_counts,
    forget_old_mail,
)
from directory.services.review_drafts import delete_stale_drafts
from directory.services.site_figures import SITE_FIGURES
from directory.services.status_links import StatusLinks
from directory.services.throttling import delete_old_attempts
from directory.services.treatment_log_calendar import (
    delete_log_documents,
    lapse_logs,
    remind_of_lapse,
)
from directory.services.treatment_logs import LOG_FOLDER
from directory.services.verification_levels import refresh_levels
from search_index import IndexBusyError, SearchIndex, SearchIndexError


@dataclass(frozen=True, slots=True)
class Site:
    """What the tasks work on, beside the database."""

    index: SearchIndex
    mailer: Mailer
    upload_folder: Path
    import_folder: Path
    clock: Callable[[], datetime]
    follow_up_links: FollowUpLinks
    status_links: StatusLinks
    keeper_links: KeeperLinks
    import_desk: ImportDesk = field(default_factory=ImportDesk)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done again and again, `every` so often."""

    name: str
    every: timedelta
    run: Callable[[Session, Site], Iterator[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was done, or could not be: `trouble` says why, and its writes are not to stay."""

    task: Task
    trouble: str = ""


def run_once(session: Session, site: Site, tasks: Sequence[Task] | None = None) -> Iterator[Step]:
    """Do all that is due, step by step; one task's trouble does not keep the next ones waiting."""
    for task in TASKS if tasks is None else tasks:
        try:
            for _ in task.run(session, site):
                yield Step(task)
        except (DomainError, SearchIndexError, OSError) as error:
            yield Step(task, str(error))


def renew_index(session: Session, site: Site) -> Iterator[None]:
    """Bring noted changes into the search index, and make anew one that cannot be read.

    An index that another process is rebuilding is left for later.
    """
    today = site.clock().date()
    try:
        if not is_index_usable(site.index):
            rebuild_index(session, site.index, today)
            yield
        while drain_outbox(session, site.index, today):
            yield
    except IndexBusyError:
        return


def mend_index(session: Session, site: Site) -> Iterator[None]:
    """Bring in what only the database knows: while hosts are upgraded, workers of two versions may
    each look after an index of their own. One that cannot be read is made anew elsewhere.
    """
    if not is_index_usable(site.index):
        return
    try:
        if repair_index(session, site.index, site.clock().date()).has_changes:
            yield
    except IndexBusyError:
        return


def ask_again(session: Session, site: Site) -> Iterator[None]:
    """Queue the follow-ups that are due, one with each step."""
    while queue_due_follow_up(session, site.follow_up_links, site.clock()):
        yield


def send_mail(session: Session, site: Site) -> Iterator[None]:
    """Send what is due: claim a message, hand it over, note that it was sent."""
    while mail := claim_due_mail(session, site.clock()):
        yield
        try:
            kept_text = site.mailer.deliver(mail)
        except DeliveryError as error:
            note_failure(session, mail, str(error), site.clock(), is_permanent=error.is_permanent)
        else:
            note_sent(session, mail, site.clock(), kept_text)
        yield


def carry_out_decisions(session: Session, site: Site) -> Iterator[None]:
    """Carry out the decisions of moderators whose window has ended, one with each step."""
    while carry_out_next(session, site.status_links, site.clock()):
        yield


def delete_receipts(session: Session, site: Site) -> Iterator[None]:
    """Delete the files of receipts, and the documents of disputes, whose time has come."""
    if delete_due_receipts(session, site.upload_folder, site.clock()):
        yield
    if delete_dispute_documents(session, site.upload_folder / DISPUTE_FOLDER, site.clock()):
        yield


def look_after_claims(session: Session, site: Site) -> Iterator[None]:
    """Remind whoever keeps a profile, let claims lapse, delete documents of decided ones."""
    now = site.clock()
    is_anything_done = [
        remind_holders(session, site.keeper_links.claim, now),
        lapse_claims(session, now),
        delete_claim_documents(session, site.upload_folder / DOCUMENT_FOLDER, now),
    ]
    if any(is_anything_done):
        yield


def look_after_credentials(session: Session, site: Site) -> Iterator[None]:
    """Remind of credentials that expire soon, delete documents decided on long enough ago."""
    now = site.clock()
    folder = site.upload_folder / CREDENTIAL_FOLDER
    is_anything_done = [
        remind_of_expiry(session, site.keeper_links.credentials, now),
        delete_credential_documents(session, folder, now),
    ]
    if any(is_anything_done):
        yield


def look_after_treatment_logs(session: Session, site: Site) -> Iterator[None]:
    """Remind of treatment logs that lapse soon, let them lapse, delete documents in time."""
    now = site.clock()
    is_anything_done = [
        remind_of_lapse(session, site.keeper_links.treatment_log, now),
        lapse_logs(session, now),
        delete_log_documents(session, site.upload_folder / LOG_FOLDER, now),
    ]
    if any(is_anything_done):
        yield


def delete_unused_photos(session: Session, site: Site) -> Iterator[None]:
    """Delete the files of photos that were declined, replaced or removed."""
    if delete_photos(session, site.upload_folder / PHOTO_FOLDER, site.clock()):
        yield


def draw_facts(session: Session, site: Site) -> Iterator[None]:
    """Draw the facts that registrars check this month."""
    if draw_sample(session, site.clock().date()):
        yield


def lift_levels(session: Session, site: Site) -> Iterator[None]:
    """Lift reports whose result has become final, some with each step."""
    while refresh_levels(session, site.clock()):
        yield


def assess_reviews(session: Session, site: Site) -> Iterator[None]:
    """Assess a batch of the reviews that arrived, or to which related ones did; not all at once.

    After an import there are many, and mail must not wait for them.
    """
    if assess_waiting(session, site.clock()):
        yield


def count_site(session: Session, site: Site) -> Iterator[None]:
    """Count what pages tell of the whole site, one kind of figures with each step."""
    for figures in SITE_FIGURES:
        if renew_figures(session, figures, site.clock()):
            yield


def import_files(session: Session, site: Site) -> Iterator[None]:
    """Do some batches of an import that a registrar asked for, or of taking one back."""
    folders = ImportFolders(site.upload_folder, site.import_folder)
    yield from work_on_imports(session, site.import_desk, folders, site.clock)


def delete_what_ended(session: Session, site: Site) -> Iterator[None]:
    """Delete or forget what has had its time and no task of its own; see `services.retention`."""
    now = site.clock()
    delete_ended_sessions(session, now)
    delete_ended_links(session, now)
    delete_ended_leases(session, now)
    forget_old_flags(session, now)
    delete_old_attempts(session, now)
    delete_old_answers(session, now)
    delete_stale_drafts(session, now)
    delete_unopened_accounts(session, now)
    forget_old_mail(session, now)
    delete_old_audit(session, now)
    delete_old_page_counts(session, now)
    yield


TASKS = (
    Task("search index", timedelta(seconds=0.5), renew_index),
    Task("index and database", timedelta(hours=1), mend_index),
    Task("decisions", timedelta(seconds=5), carry_out_decisions),
    Task("follow-ups", timedelta(minutes=10), ask_again),
    Task("mail", timedelta(seconds=1), send_mail),
    Task("receipts", timedelta(minutes=10), delete_receipts),
    Task("claims", timedelta(hours=1), look_after_claims),
    Task("photos", timedelta(hours=1), delete_unused_photos),
    Task("facts to check", timedelta(hours=6), draw_facts),
    Task("credentials", timedelta(hours=1), look_after_credentials),
    Task("treatment logs", timedelta(hours=1), look_after_treatment_logs),
    Task("levels of reports", timedelta(hours=1), lift_levels),
    Task("integrity of reviews", timedelta(seconds=1), assess_reviews),
    Task("imports", timedelta(seconds=1), import_files),
    Task("figures of the site", timedelta(minutes=1), count_site),
    Task("what has ended", timedelta(hours=1), delete_what_ended),
)
