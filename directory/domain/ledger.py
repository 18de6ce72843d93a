"""The moderation ledger: what entries say, how one is written as bytes, how each seals the last.

An entry is JSON with sorted keys and no spaces, in UTF-8; its hash is the SHA-256 of these bytes,
and they contain the hash of the entry before. Whoever changes, removes or moves an entry breaks
every link after it, and anybody can see that without the site's help.

No personal data: facts are numbers and codes from a closed list of names, so that no sentence, name
or address can get in, and nothing has to be taken out when a person is erased.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from directory.domain.claims import REASON_WORDS as CLAIM_REASONS
from directory.domain.claims import ClaimActor
from directory.domain.errors import InvalidValueError
from directory.domain.messages import N_, Message
from directory.domain.replies.states import REPLY_REJECTION_REASONS
from directory.domain.reviews import REJECTION_REASONS, Act, Actor, ReviewState

FIRST_PREVIOUS_HASH = "0" * 64
"""What the first entry has in place of the hash of the one before."""

INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"

Fact = int | str

KIND_WORDS: Mapping[str, str] = {
    "review.published": N_("A report was published"),
    "review.rejected": N_("A report was not published"),
    "review.removed": N_("A published report was removed"),
    "review.withdrawn": N_("A published report was taken back by its author"),
    "review.erased": N_("A published report was erased by its author"),
    "review.raise_level": N_("A published report was given a higher verification level"),
    "review.correct": N_("A published report was corrected by its author"),
    "review.correct_words": N_("The words of a published report were corrected by its author"),
    "review.answer_follow_up": N_("A published report was added to by its author"),
    "reply.published": N_("A practitioner’s reply was published"),
    "reply.rejected": N_("A practitioner’s reply was not published"),
    "reply.withdrawn": N_("A published reply was taken back by the practitioner"),
    "claim.approved": N_("A claim to a profile was approved"),
    "claim.declined": N_("A claim to a profile was declined"),
    "claim.ended": N_("Somebody keeps a profile no more"),
    "profile.merge": N_("Two profiles of one person were merged"),
    "profile.split": N_("Two profiles that were merged were split again"),
    "profile.state": N_("A profile’s state was changed"),
    "log.proven": N_("A treatment log was proven by sample"),
    "log.refused": N_("A treatment log was not proven"),
    "log.withdrawn": N_("A proven treatment log was withdrawn by the practitioner"),
    "log.lapsed": N_("A proven treatment log counts no more"),
    "codes.issued": N_("Visit codes were issued"),
    "codes.revoked": N_("Visit codes that nobody had used were revoked"),
    "import.started": N_("An import of a source began"),
    "import.applied": N_("An import of a source was brought in whole"),
    "import.stopped": N_("An import of a source stopped before its end"),
    "import.undone": N_("An import of a source was taken back"),
}
"""Every kind of entry there is, in the words of the public page."""

FACT_WORDS: Mapping[str, Callable[[Fact], Message]] = {
    "review": lambda value: N_("report %(value)s", value=str(value)),
    "reply": lambda value: N_("reply %(value)s", value=str(value)),
    "claim": lambda value: N_("claim %(value)s", value=str(value)),
    "profile": lambda value: N_("the other profile: %(value)s", value=str(value)),
    "state": lambda value: N_("state: %(value)s", value=value),
    "log": lambda value: N_("treatment log %(value)s", value=str(value)),
    "drawn": lambda value: N_("%(value)s drawn", value=value),
    "proven": lambda value: N_("%(value)s proven", value=value),
    "codes": lambda value: N_("%(value)s codes", value=value),
    "block": lambda value: N_("block %(value)s", value=str(value)),
    "import": lambda value: N_("import %(value)s", value=str(value)),
    "source": lambda value: N_("source: %(value)s", value=value),
    "read": lambda value: N_("rows read: %(value)s", value=value),
    "created": lambda value: N_("new: %(value)s", value=value),
    "updated": lambda value: N_("changed: %(value)s", value=value),
    "bad": lambda value: N_("bad rows: %(value)s", value=value),
    "reverted": lambda value: N_("changes taken back: %(value)s", value=value),
    "kept": lambda value: N_("kept because of what came later: %(value)s", value=value),
    "level": lambda value: N_("verification level %(value)s", value=value),
    "actor": lambda value: N_("by %(value)s", value=value),
    "reason": lambda value: N_("reason: %(value)s", value=value),
}
"""Every fact that an entry may state, in words around its value, in the order of the page.

What has a number for a name is named by its digits alone, as in an address.
"""

ACTOR_WORDS: Mapping[str, str] = {
    Actor.AUTHOR: N_("its author"),
    Actor.SCREENING: N_("the automatic checks, which it passed"),
    Actor.MODERATOR: N_("a moderator"),
    Actor.CALENDAR: N_("a result that became final"),
    ClaimActor.REGISTRAR: N_("a registrar"),
    ClaimActor.DECISION: N_("the decision on another claim"),
    ClaimActor.CLAIMANT: N_("whoever kept it"),
}

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")

_KEPT_ACTS = frozenset({Act.RAISE_LEVEL, Act.CORRECT, Act.CORRECT_WORDS, Act.ANSWER_FOLLOW_UP})
"""Acts that change what the public sees of a report that stays published."""

_PUBLIC_KINDS = frozenset(
    {f"review.{ReviewState.PUBLISHED}", *(f"review.{act}" for act in _KEPT_ACTS)}
)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One sealed entry. `practitioner` is the number of whom it concerns; None: nobody."""

    number: int
    at: datetime
    kind: str
    practitioner: int | None
    facts: Mapping[str, Fact]
    previous: str
    hash: str


def seal(
    *,
    number: int,
    at: datetime,
    kind: str,
    practitioner: int | None,
    facts: Mapping[str, Fact],
    previous: str,
) -> LedgerEntry:
    """Make the entry that follows on `previous`. Raises InvalidValueError for what is no fact."""
    if kind not in KIND_WORDS:
        raise InvalidValueError(
            N_("The ledger has no entries of the kind %(kind)s.", kind=repr(kind)), "kind"
        )
    for name, value in facts.items():
        _check_fact(name, value)
    entry = LedgerEntry(number, at, kind, practitioner, facts, previous, hash="")
    return replace(entry, hash=compute_hash(entry))


def compute_hash(entry: LedgerEntry) -> str:
    """The hash that an entry ought to have: SHA-256 of its JSON, in hexadecimal."""
    return hashlib.sha256(_encode(_content(entry)).encode()).hexdigest()


def as_json(entry: LedgerEntry) -> str:
    """The line of an entry in the public export: what was hashed, and the hash beside it."""
    return _encode({**_content(entry), "hash": entry.hash})


def find_kind(act: Act, before: ReviewState, after: ReviewState) -> str | None:
    """The kind of entry that an act on a report makes; None where the public sees no difference.

    A report that is not published is a decision as well, though nothing changes.
    """
    if after != before:
        is_decision = ReviewState.PUBLISHED in {before, after} or after == ReviewState.REJECTED
        return f"review.{after}" if is_decision else None
    is_seen = after == ReviewState.PUBLISHED and act in _KEPT_ACTS
    return f"review.{act}" if is_seen else None


def is_public_after(kind: str) -> bool:
    """Whether a report is public after an entry of this kind."""
    return kind in _PUBLIC_KINDS


def describe_facts(entry: LedgerEntry) -> list[Message]:
    """The facts of an entry in words, in a fixed order."""
    return [
        words(_value_words(entry.facts[name]))
        for name, words in FACT_WORDS.items()
        if name in entry.facts
    ]


def _value_words(value: Fact) -> Fact:
    if isinstance(value, int):
        return value  # counts get the separators of each language, what names something gets none
    code = str(value)
    words = ChainMap(
        dict(ACTOR_WORDS),
        dict(REJECTION_REASONS),
        dict(REPLY_REJECTION_REASONS),
        dict(CLAIM_REASONS),
    )
    return words.get(code) or code.replace("_", " ")


def _check_fact(name: str, value: Fact) -> None:
    if name not in FACT_WORDS:
        raise InvalidValueError(
            N_("The ledger states no fact called %(name)s.", name=repr(name)), "facts"
        )
    is_number = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if not is_number and not (isinstance(value, str) and _CODE.fullmatch(value)):
        raise InvalidValueError(
            N_("The fact %(name)s is neither a number nor a code.", name=repr(name)), "facts"
        )


def _content(entry: LedgerEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).strftime(INSTANT_FORMAT),
        "kind": entry.kind,
        "practitioner": entry.practitioner,
        "facts": dict(entry.facts),
        "previous": entry.previous,
    }


def _encode(content: Mapping[str, object]) -> str:
    return _ENCODER.encode(content)
