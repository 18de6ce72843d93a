"""How well a reply's wording is warned of, on the labelled replies of the tests.

    python -m benchmarks.replies

Prints the Markdown table of docs/replies.md.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from directory.domain.replies import REPLY_RULES, lint_reply

LABELLED = Path(__file__).parents[1] / "tests" / "domain" / "replies.toml"


@dataclass(frozen=True, slots=True)
class LabelledReply:
    """A reply, the rules it breaks, and whether the rules were written without a look at it."""

    text: str
    language: str
    rules: frozenset[str]
    is_held_out: bool


def read_labelled_replies() -> list[LabelledReply]:
    """All labelled replies."""
    groups = tomllib.loads(LABELLED.read_text(encoding="utf-8"))["group"]
    return [
        LabelledReply(
            text, group["language"], frozenset(group["rules"]), group.get("held_out", False)
        )
        for group in groups
        for text in group["texts"]
    ]


@dataclass(frozen=True, slots=True)
class Measured:
    """How many replies that break a rule are warned of, of it or at all, and how many are not."""

    harmful: int
    warned: int
    harmless: int
    false_alarms: int
    by_rule: Counter[tuple[str, str]]

    @property
    def recall(self) -> float:
        """Share of the replies that break a rule that are warned of for any reason."""
        return self.warned / self.harmful

    @property
    def false_alarm_share(self) -> float:
        """Share of the harmless replies that are warned of."""
        return self.false_alarms / self.harmless


def measure(replies: Sequence[LabelledReply]) -> Measured:
    """Lint these replies and compare with their labels."""
    by_rule: Counter[tuple[str, str]] = Counter()
    warned = false_alarms = 0
    for reply in replies:
        found = {warning.rule.key for warning in lint_reply(reply.text)}
        by_rule.update((key, "right" if key in found else "missed") for key in reply.rules)
        by_rule.update((key, "wrong") for key in found - reply.rules)
        warned += bool(found and reply.rules)
        false_alarms += bool(found and not reply.rules)
    harmful = sum(bool(reply.rules) for reply in replies)
    return Measured(harmful, warned, len(replies) - harmful, false_alarms, by_rule)


def main() -> None:
    """Prints the table."""
    replies = read_labelled_replies()
    parts = {
        "shaped the rules": [one for one in replies if not one.is_held_out],
        "written last": [one for one in replies if one.is_held_out],
        "of these in English": [one for one in replies if one.is_held_out and one.language == "en"],
        "of these in Spanish": [one for one in replies if one.is_held_out and one.language == "es"],
    }
    measured = [measure(part) for part in parts.values()]
    print("| | " + " | ".join(parts) + " |\n|---|" + "---:|" * len(parts))
    _print_row("replies", [str(len(part)) for part in parts.values()])
    _print_row(
        "break a rule, and are warned of",
        [f"{one.warned} of {one.harmful} ({one.recall:.0%})" for one in measured],
    )
    _print_row(
        "are harmless, and are warned of",
        [f"{one.false_alarms} of {one.harmless} ({one.false_alarm_share:.0%})" for one in measured],
    )
    for rule in REPLY_RULES:
        cells = []
        for one in measured:
            right, missed = one.by_rule[rule.key, "right"], one.by_rule[rule.key, "missed"]
            cells.append(f"{right} of {right + missed}, {one.by_rule[rule.key, 'wrong']} wrongly")
        _print_row(f"`{rule.key}` named", cells)


def _print_row(name: str, cells: Sequence[str]) -> None:
    print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
