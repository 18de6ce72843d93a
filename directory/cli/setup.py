"""The `setup` command: everything a site needs before it can be served, step by step.

Each step looks whether it is needed, does its work and is committed by itself; a setup that was
killed is completed by the next one. What the steps do lies in the services.
"""

from __future__ import annotations

import fcntl
import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from directory.cli.mail_links import status_links_of
from directory.config import PROJECT_FOLDER, Settings
from directory.database import db
from directory.domain.errors import DomainError, InvalidValueError, NotFoundError
from directory.domain.load_report import LoadReport
from directory.schema import find_newest_revision, is_schema_newer, upgrade_schema
from directory.services.demo import has_demo, seed_demo
from directory.services.demo.evidence import store_evidence
from directory.services.demo.imports import store_imports
from directory.services.documents import list_searchable_versions
from directory.services.gazetteer import load_gazetteer
from directory.services.import_runs import list_unfinished_imports
from directory.services.indexing import (
    DRAIN_BATCH,
    compare_index,
    count_outbox,
    drain_outbox,
    is_index_usable,
    mend_differences,
    note_changes,
    rebuild_index,
)
from directory.services.integrity_assessing import assess_all
from directory.services.seeding import load_when_changed
from directory.services.skill import fit_and_score, get_skill_model, read_model
from directory.services.vocabulary import get_vocabulary, load_vocabulary
from directory.sources.vocabulary_files import read_vocabulary
from search_index import SearchIndex, SearchIndexError

SEED_DATA = PROJECT_FOLDER / "seed_data"
UP_TO_DATE = "up to date"


@dataclass(frozen=True, slots=True)
class Site:
    """What the steps work on."""

    session: Session
    index: SearchIndex
    settings: Settings
    now: datetime

    @property
    def revision(self) -> str:
        """The revision of the tables."""
        return find_newest_revision()

    def note_everybody(self) -> None:
        """Have everybody indexed anew, in the transaction of the change that asks for it."""
        note_changes(self.session, list_searchable_versions(self.session), self.now)


@click.command()
@with_appcontext
def setup() -> None:
    """Prepare the site: tables, vocabulary, places, demo, skill, index. Safe to run again.

    A host that starts with the version before, while others have a newer one, changes nothing of
    what that one prepared.
    """
    settings: Settings = current_app.config["SETTINGS"]
    site = Site(
        db.session,
        current_app.extensions["search_index"],
        settings,
        current_app.config["CLOCK"](),
    )
    click.echo(f"Preparing {settings.data_folder}")
    with only_one_setup(settings.data_folder / "setup.lock"):
        for name, step in choose_steps():
            run_step(name, step, site)


def choose_steps() -> Sequence[tuple[str, Callable[[Site], str]]]:
    """All steps; beside tables of a newer version only what every version looks after itself."""
    try:
        is_newer = is_schema_newer()
    except OperationalError:
        return STEPS  # the first of them says what is wrong with the database
    if not is_newer:
        return STEPS
    click.echo("  The tables are of a newer version; what it has prepared is left as it is.")
    return STEPS_OF_EACH_VERSION


@contextmanager
def only_one_setup(lock_file: Path) -> Iterator[None]:
    """Wait until no other process prepares this folder; a killed one holds nothing."""
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            click.echo("Another start is preparing this folder; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_step(name: str, step: Callable[[Site], str], site: Site) -> None:
    """Run and commit one step, saying what it did and how long it took."""
    click.echo(f"  {name:<16}", nl=False)
    started_at = time.monotonic()
    try:
        result = step(site)
        site.session.commit()
    except (DomainError, SearchIndexError) as error:
        raise click.ClickException(f"{name}: {error}") from error
    except OperationalError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise click.ClickException(f"{name}: the database does not answer: {reason}") from error
    click.echo(f"{result} ({time.monotonic() - started_at:.1f} s)")


def migrate(_site: Site) -> str:
    """Bring the tables to the newest revision, from none or from any older one."""
    return "brought to the newest revision" if upgrade_schema() else UP_TO_DATE


def load_vocabulary_files(site: Site) -> str:
    """Load concerns, treatments, device names, professions, credentials and languages."""
    folder = SEED_DATA / "vocabulary"
    return _load(site, folder, lambda: load_vocabulary(site.session, read_vocabulary(folder)))


def load_gazetteer_files(site: Site) -> str:
    """Load the places that people search near."""
    folder = SEED_DATA / "gazetteer"
    return _load(site, folder, lambda: load_gazetteer(site.session, folder, site.now))


def _load(site: Site, folder: Path, load: Callable[[], LoadReport]) -> str:
    report = load_when_changed(site.session, folder, site.revision, load, site.now)
    if report is None:
        return UP_TO_DATE
    if report.has_changes:
        site.note_everybody()
    counts = {
        "created": report.created_count,
        "updated": report.updated_count,
        "removed": report.removed_count,
        "unchanged": report.unchanged_count,
    }
    return ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)


def seed_demo_people(site: Site) -> str:
    """Fill an empty demonstration with fictional people, fitting the model to them at once."""
    if not site.settings.is_demo:
        return "none wanted (DEMO=0)"
    if has_demo(site.session):
        return UP_TO_DATE
    vocabulary = get_vocabulary(site.session)
    today = site.now.date()
    links = status_links_of(site.settings)
    gc.disable()  # all of it is kept until the end: looking through it for garbage took a tenth
    try:
        report = seed_demo(site.session, today, vocabulary, links=links)
        store_evidence(site.session, site.settings.upload_folder, vocabulary, today, links)
        store_imports(site.session, today)
        assess_all(site.session, site.now, commit=site.session.flush)
        fit_and_score(site.session, site.now.date(), site.now)
    finally:
        gc.enable()
    site.note_everybody()
    return f"{report}; integrity assessed, skill model fitted"


def fit_skill(site: Site) -> str:
    """Fit the skill model where it never was, or where an older version of the site stored it in
    another form; later fits are a command of their own."""
    try:
        read_model(get_skill_model(site.session))
    except (NotFoundError, InvalidValueError):
        model = fit_and_score(site.session, site.now.date(), site.now)
        site.note_everybody()
        return f"{model.practitioner_count:,} practitioners, {model.outcome_count:,} outcomes"
    return UP_TO_DATE


def index_practitioners(site: Site) -> str:
    """Bring a few waiting or missed changes into the index; make it anew where more is amiss."""
    today = site.now.date()
    waiting_count = count_outbox(site.session)
    if is_index_usable(site.index) and waiting_count <= DRAIN_BATCH:
        changed_count = drain_outbox(site.session, site.index, today)
        missed = compare_index(site.session, site.index)
        if missed.count <= DRAIN_BATCH:
            mend_differences(site.session, site.index, missed, today)
            changed_count += missed.count
            return f"{changed_count:,} practitioners renewed" if changed_count else UP_TO_DATE
    return f"{rebuild_index(site.session, site.index, today):,} practitioners"


def look_for_unfinished_imports(site: Site) -> str:
    """Say which imports were cut off or stopped, and what to do about them."""
    unfinished = list_unfinished_imports(site.session, site.now)
    if not unfinished:
        return "none is unfinished"
    listed = "; ".join(
        f"import {run.id} ({run.source}, {run.file_name}) stopped after line {run.counts['line']:,}"
        for run in unfinished
    )
    return (
        f"{listed}. Import the same file again to complete it, or take back what it did: "
        "flask --app wsgi registry undo RUN"
    )


STEPS_OF_EACH_VERSION: tuple[tuple[str, Callable[[Site], str]], ...] = (
    ("Imports", look_for_unfinished_imports),
    ("Search index", index_practitioners),
)

STEPS: tuple[tuple[str, Callable[[Site], str]], ...] = (
    ("Tables", migrate),
    ("Vocabulary", load_vocabulary_files),
    ("Places", load_gazetteer_files),
    ("Demonstration", seed_demo_people),
    ("Skill model", fit_skill),
    *STEPS_OF_EACH_VERSION,
)
