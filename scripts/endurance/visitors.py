"""People and programs that ask a site under trial, and what they were answered."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import Protocol
from urllib.parse import quote

from scripts.endurance.acts import Act, Field, object_to_a_review, send_a_review

PATIENCE_SECONDS = 20.0
WORDS = ("pitted scars", "brown patches", "melasma near Denver", "rosacea near Chicago", "akne", "")
PAGES = ("/", "/search", "/suggest", "/api/v1/search", "/concerns/melasma", "/healing")
PROFILE = "/practitioners/"
ASKS_WORDS = {"/search", "/suggest", "/api/v1/search"}
ACTING = 0.2
MOST_TRIES = 5
CUT_OFF = "cut off"
HERE = "127.0.0.1"


class Door(Protocol):
    """The way visitors reach a site."""

    def connect(self, address: str) -> tuple[HTTPConnection, Mapping[str, str]]:
        """A connection for a visitor from an address, and headers that go with each request."""
        ...


class OwnDoor:
    """The port of a site on this machine, which believes where visitors say they come from."""

    def __init__(self, port: int) -> None:
        self._port = port

    def connect(self, address: str) -> tuple[HTTPConnection, Mapping[str, str]]:
        """Come from the address in words."""
        connection = HTTPConnection(HERE, self._port, timeout=PATIENCE_SECONDS)
        return connection, {"X-Forwarded-For": address}


class Visitors:
    """People who ask the site, each from an address of their own.

    An act that is cut off or answered with a fault is sent again, as people do.
    """

    def __init__(
        self, door: Door, count: int, field: Field, *, seconds_between: float = 0.0
    ) -> None:
        self.phase = "before"
        self.answers: defaultdict[str, Counter[int | str]] = defaultdict(Counter)
        self.unexplained: Counter[str] = Counter()
        self.acknowledged: defaultdict[str, list[str]] = defaultdict(list)
        self.acknowledged_at: list[float] = []
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.longest: defaultdict[str, float] = defaultdict(float)
        self._door = door
        self._field = field
        self._seconds_between = seconds_between
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(count)]

    def start(self) -> None:
        """Let all of them begin."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Let all of them finish what they do."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def count_answers(self) -> int:
        """How many requests were answered in all."""
        return sum(
            count
            for answers in self.answers.values()
            for status, count in answers.items()
            if status != CUT_OFF
        )

    def _visit(self, number: int) -> None:
        chosen = random.Random(number)
        for turn in range(sys.maxsize):
            if self._is_over.wait(self._seconds_between):
                return
            if chosen.random() >= ACTING:
                self._read(chosen)
                continue
            make_act = chosen.choice((object_to_a_review, send_a_review))
            self._do(chosen, make_act(self._field, chosen, f"{number}-{turn}"))

    def _read(self, chosen: random.Random) -> None:
        page = chosen.choice((*PAGES, PROFILE))
        query = f"?q={quote(chosen.choice(WORDS))}" if page in ASKS_WORDS else ""
        path = page + chosen.choice(self._field.slugs) if page == PROFILE else page + query
        if self._ask(chosen, "GET", path, page) == CUT_OFF:
            self._is_over.wait(0.2)

    def _do(self, chosen: random.Random, act: Act) -> None:
        for _ in range(MOST_TRIES):
            status = self._ask(chosen, "POST", act.path, act.kind, act)
            if status == act.done:
                self.acknowledged[act.kind].append(act.name)
                self.acknowledged_at.append(time.monotonic())
                return
            is_refused = isinstance(status, int) and status != 409 and status < 500
            if is_refused or self._is_over.wait(0.5):
                return

    def _ask(
        self, chosen: random.Random, method: str, path: str, kind: str, act: Act | None = None
    ) -> int | str:
        phase = f"{self.phase}, {'acts' if act else 'reads'}"
        connection, headers = self._door.connect(make_address(chosen))
        headers = {**headers, "User-Agent": "Firefox", **(act.headers if act else {})}
        began = time.monotonic()
        try:
            with closing(connection):
                connection.request(method, path, act.body.encode() if act else None, headers)
                answer = connection.getresponse()
                page = answer.read()
        except (OSError, HTTPException):
            self.answers[phase][CUT_OFF] += 1
            return CUT_OFF
        finally:
            self.longest[phase] = max(self.longest[phase], time.monotonic() - began)
        self.seconds[kind].append(time.monotonic() - began)
        self.answers[phase][answer.status] += 1
        if answer.status >= 500 and not (answer.status == 503 and answer.getheader("Retry-After")):
            self.unexplained[f"{answer.status} {method} {kind}: {page[:60]!r}"] += 1
        return answer.status


def make_address(chosen: random.Random) -> str:
    """Where somebody comes from."""
    return f"10.98.{chosen.randint(1, 250)}.{chosen.randint(1, 250)}"
