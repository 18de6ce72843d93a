"""The command line: the same services as the pages, for whoever runs the site."""

from __future__ import annotations

from flask import Flask

from directory.cli.accounts import account_commands
from directory.cli.api_keys import api_key_commands
from directory.cli.backup import backup_commands
from directory.cli.database import database_commands
from directory.cli.demo import demo_commands
from directory.cli.doctor import doctor
from directory.cli.gazetteer import gazetteer_commands
from directory.cli.guide import guide_commands
from directory.cli.index import index_commands
from directory.cli.integrity import integrity_commands
from directory.cli.ledger import ledger_commands
from directory.cli.open_data import open_data_commands
from directory.cli.registry import registry_commands
from directory.cli.reviews import review_commands
from directory.cli.setup import setup
from directory.cli.skill import skill
from directory.cli.vocabulary import vocabulary_commands
from directory.cli.worker import worker


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (
        setup,
        vocabulary_commands,
        gazetteer_commands,
        demo_commands,
        registry_commands,
        review_commands,
        guide_commands,
        skill,
        integrity_commands,
        index_commands,
        account_commands,
        api_key_commands,
        ledger_commands,
        worker,
        doctor,
        backup_commands,
        open_data_commands,
        database_commands,
    ):
        app.cli.add_command(command)
