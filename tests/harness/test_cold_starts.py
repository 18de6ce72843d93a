"""What `make cold-starts` asks in the first instant of a worker, and what it calls a fault."""

from __future__ import annotations

import os
import random
import secrets
import threading
from functools import partial
from itertools import count

import pytest
from flask import Flask

from scripts import cold_starts
from scripts.cold_starts import (
    PAGES_EACH,
    SAME_PAGE_SHARE,
    STRANGER,
    THREADS,
    Known,
    ask_at_once,
    choose_questions,
    do_in_a_fork,
    find_looks,
    look_of,
)

KNOWN = Known(
    {STRANGER: ["/a", "/b"], "admin": ["/c", "/d", "/e"]}, {STRANGER: "", "admin": ""}, {}
)


def test_every_thread_asks_and_most_often_all_begin_with_the_same_page() -> None:
    many = [choose_questions(random.Random(number), KNOWN) for number in range(300)]
    for questions in many:
        assert [len(of_one) for of_one in questions] == [PAGES_EACH] * THREADS
        assert all(one.path in KNOWN.pages[one.who] for of_one in questions for one in of_one)
    same = [questions for questions in many if len({first for first, *_ in questions}) == 1]
    assert len(same) > 300 * SAME_PAGE_SHARE * 0.8


def test_a_fork_asks_the_same_again_when_its_number_is_given() -> None:
    assert choose_questions(random.Random(7), KNOWN) == choose_questions(random.Random(7), KNOWN)


def test_what_a_fork_made_is_given_back_and_nothing_where_it_ended() -> None:
    assert do_in_a_fork(lambda: ["made", str(os.getpid())]) != ["made", str(os.getpid())]
    assert do_in_a_fork(partial(os._exit, 1)) is None
    assert do_in_a_fork(partial(int, "no number")) is None


def make_site(faulty: bool = False, silent: bool = False) -> Flask:
    """A site of one page."""
    site = Flask("site")

    @site.get("/page")
    def page() -> tuple[str, int]:
        if silent:
            threading.Event().wait()
        return "page", 500 if faulty else 404

    return site


def test_an_answer_of_500_is_a_fault_and_one_below_is_none() -> None:
    known = Known({STRANGER: ["/page"]}, {STRANGER: ""}, {})
    assert do_in_a_fork(partial(ask_at_once, make_site(), known, 1)) == []
    faults = do_in_a_fork(partial(ask_at_once, make_site(faulty=True), known, 1))
    assert faults is not None
    assert len(faults) == THREADS * PAGES_EACH


def test_a_page_that_comes_out_otherwise_is_a_fault_and_another_token_is_none() -> None:
    site = Flask("site")
    asked = count(1)

    @site.get("/counted")
    def counted() -> str:
        return f"asked {next(asked)} times"

    @site.get("/form")
    def form() -> str:
        return f'<input name="token" value="{secrets.token_urlsafe(32)}">'

    paths = ["/counted", "/form"]
    looks = find_looks(site.test_client(), paths)
    assert set(looks) == {"/form"}
    for path, look, fault_count in (
        ("/form", looks["/form"], 0),
        ("/counted", look_of(b"asked 1 times"), THREADS * PAGES_EACH),
    ):
        known = Known({STRANGER: [path]}, {STRANGER: ""}, {path: look})
        faults = do_in_a_fork(partial(ask_at_once, site, known, 1))
        assert faults is not None
        assert len(faults) == fault_count


def test_a_worker_that_does_not_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cold_starts, "PATIENCE_SECONDS", 0.1)
    known = Known({STRANGER: ["/page"]}, {STRANGER: ""}, {})
    assert do_in_a_fork(partial(ask_at_once, make_site(silent=True), known, 1)) is None
