"""What is looked at to know whether a site is well: each with a state and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CheckState(StrEnum):
    """How a check ended: all well, worth a look, or broken."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at. `sentence` says what was found, `advice` what to do about it.

    Neither holds a secret: they are shown to whoever watches the site.
    """

    name: str
    state: CheckState
    sentence: str
    advice: str = ""


def ok(name: str, sentence: str) -> Check:
    """All is well."""
    return Check(name, CheckState.OK, sentence)


def warn(name: str, sentence: str, advice: str) -> Check:
    """The site works, but something wants looking after."""
    return Check(name, CheckState.WARN, sentence, advice)


def fail(name: str, sentence: str, advice: str) -> Check:
    """The site does not work as it should until something is done."""
    return Check(name, CheckState.FAIL, sentence, advice)
