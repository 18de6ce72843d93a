"""Starts a web worker again and again, asked for pages by several at once: `make cold-starts`.

What a worker makes when it is first asked (an opened index, a description, a parser) is made by
threads that all ask in its first instant. The application is loaded once and forked, as gunicorn
does it; in each fork threads behind a barrier ask at once, most often for one and the same page,
and take turns far more often than they would by themselves. An answer of 500 or more is a fault,
and so are none, and a page that comes out otherwise than in a worker that has been asked before.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import os
import pickle
import random
import re
import sys
import tempfile
import threading
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.database import db
from directory.models import Account
from scripts.demo_app import (
    DATABASES,
    come_from_afar,
    list_links,
    make_app,
    open_database,
    sign_in,
)

FORKS = 1000
THREADS = 4
PAGES_EACH = 2
SAME_PAGE_SHARE = 0.6
SECONDS_BETWEEN_TURNS = 1e-5
PATIENCE_SECONDS = 60.0
LINKS_EACH_ROUTE = 3
FIRST_SEARCHES = (
    *("/search?q=acne+scars+denver", "/search?q=melazma", "/search?concern=rosacea&near=Chicago"),
    *("/es/search?q=manchas", "/suggest?q=ac", "/api/v1/search?q=acne", "/api/v1/suggestions?q=ac"),
)
STRANGER = "a stranger"
TOKEN = re.compile(rb'value="[\w.-]{20,}"')

Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Question:
    """A page, and who asks for it."""

    who: str
    path: str


@dataclass(frozen=True, slots=True)
class Known:
    """What one worker found out for all later ones: pages by who may see them, cookies, and what
    pages of strangers look like that are the same each time."""

    pages: Mapping[str, Sequence[str]]
    cookies: Mapping[str, str]
    looks: Mapping[str, str]


def find_out(app: Flask) -> Known:
    """Ask, as everybody, for all that can be asked for, and look what the answers link to."""
    with app.app_context():
        people = db.session.execute(select(Account.role, Account.id).order_by(Account.id)).all()
    clients = {STRANGER: app.test_client()}
    for role, account_id in people:
        if role not in clients:
            clients[role] = sign_in(app, account_id, device="cold start")
    name = app.config["SESSION_COOKIE_NAME"]
    cookies = {who: client.get_cookie(name) for who, client in clients.items()}
    pages = {who: list_pages(app, client) for who, client in clients.items()}
    return Known(
        pages,
        {who: f"{name}={cookie.value}" if cookie else "" for who, cookie in cookies.items()},
        find_looks(app.test_client(), pages[STRANGER]),
    )


def find_looks(client: FlaskClient, paths: Sequence[str]) -> dict[str, str]:
    """What pages look like that are the same each time they are asked for."""
    looks = {}
    for number, path in enumerate(paths):
        seen = set()
        for _ in range(2):
            with client.get(path, environ_base=come_from_afar(number)) as answer:
                seen.add(look_of(answer.get_data()))
        if len(seen) == 1:
            looks[path] = seen.pop()
    return looks


def look_of(page: bytes) -> str:
    """A short name for what a page shows; tokens of its forms, which differ, are left out."""
    return hashlib.sha256(TOKEN.sub(b"", page)).hexdigest()


def list_pages(app: Flask, client: FlaskClient) -> list[str]:
    """The pages that somebody may see, of each route a few."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    asked = [rule.rule for rule in rules if not rule.arguments]
    seen: list[str] = []
    linked: defaultdict[str, set[str]] = defaultdict(set)
    for path in (*asked, *FIRST_SEARCHES):
        with client.get(path) as answer:
            if answer.status_code >= 400:
                continue
            seen.append(path)
            links = (
                list_links(answer.get_data(as_text=True)) if answer.mimetype == "text/html" else []
            )
        for link in links:
            with app.test_request_context(link) as context:
                rule = context.request.url_rule
            if rule and rule.endpoint != "static":
                linked[rule.rule].add(link)
    few = (sorted(links)[:LINKS_EACH_ROUTE] for links in linked.values())
    return sorted({*seen, *(link for links in few for link in links)})


def choose_questions(chosen: random.Random, known: Known) -> list[list[Question]]:
    """What each thread asks, one after the other; all of them often begin with the same."""

    def choose() -> Question:
        who = chosen.choice(sorted(known.pages))
        return Question(who, chosen.choice(known.pages[who]))

    of_each = [[choose() for _ in range(PAGES_EACH)] for _ in range(THREADS)]
    if chosen.random() < SAME_PAGE_SHARE:
        same = choose()
        of_each = [[same, *later] for _, *later in of_each]
    return of_each


def ask_at_once(app: Flask, known: Known, number: int) -> list[str]:
    """Ask with all threads of a new process; returns the faults."""
    faulthandler.dump_traceback_later(PATIENCE_SECONDS, exit=True)
    sys.setswitchinterval(SECONDS_BETWEEN_TURNS)
    barrier = threading.Barrier(THREADS)
    faults: list[str] = []

    def ask(questions: Sequence[Question]) -> None:
        client = app.test_client(use_cookies=False)
        barrier.wait()
        for question in questions:
            headers = {"Cookie": known.cookies[question.who]}
            base = come_from_afar(number)
            try:
                with client.get(question.path, headers=headers, environ_base=base) as answer:
                    look = look_of(answer.get_data())
            except Exception as error:  # whatever it is, it is a fault
                faults.append(f"{question}: {error!r:.300}")
            else:
                if answer.status_code >= 500:
                    faults.append(f"{question}: {answer.status}")
                elif question.who == STRANGER and known.looks.get(question.path, look) != look:
                    faults.append(f"{question}: came out otherwise than usual")

    questions = choose_questions(random.Random(number), known)
    threads = [threading.Thread(target=ask, args=(one,)) for one in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def do_in_a_fork(work: Callable[[], Work]) -> Work | None:
    """What a fork of this process makes of it; nothing where the fork ends before."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(readable)
            with os.fdopen(writable, "wb") as pipe:
                pipe.write(pickle.dumps(work()))
        except BaseException:  # nothing may go on beside the process that was forked
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        made = pipe.read()
    os.waitpid(pid, 0)
    return pickle.loads(made) if made else None  # noqa: S301  # our own fork wrote it


def main() -> int:
    """Prints every fault with the number of the fork that showed it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forks", type=int, default=FORKS)
    parser.add_argument("--first", type=int, default=1, help="number, and seed, of the first fork")
    parser.add_argument("--database", choices=DATABASES, default=DATABASES[0])
    arguments = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder, open_database(arguments.database) as url:
        app = make_app(folder, url)
        began_at = app.config["CLOCK"]()
        app.config["CLOCK"] = lambda: began_at  # some pages tell the time
        known = do_in_a_fork(partial(find_out, app))
        if known is None:
            return 1
        for number in range(arguments.first, arguments.first + arguments.forks):
            found = do_in_a_fork(partial(ask_at_once, app, known, number))
            for fault in ["it ended, or did not answer"] if found is None else found:
                print(f"fork {number}: {fault}", flush=True)
                faults += 1
    print(
        f"{arguments.forks:,} forks on {arguments.database}, {THREADS} threads with {PAGES_EACH} "
        f"pages each, of {sum(map(len, known.pages.values())):,} pages of {len(known.pages)} "
        f"people, {len(known.looks)} of them compared: {faults} faults"
    )
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
