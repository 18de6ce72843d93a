"""How well integrity signals find what they are for: bought reviews, copied texts, hoarded codes.

    python -m benchmarks.integrity [--seeds 3]

Prints the Markdown tables of docs/integrity.md. The worlds are the demonstration's and others drawn
by the same rules from other seeds; truth is known because they are fictional.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.integrity_worlds import HONEST, AssessedReview, assess_world
from directory.domain.integrity import SIGNAL_POWERS, RiskBand, SignalKind
from directory.domain.integrity.clumps import code_clump
from directory.domain.integrity.texts import ALIKE_HERE, ALIKE_THERE, similarity, word_pairs

TEXTS = Path(__file__).with_name("near_duplicates.toml")
FIRST_SEED = 1
BLOCKS = 2000
CODES_PER_BLOCK = 10
MEDIAN_DAYS = 30.0
ISSUED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="worlds beside the demonstration")
    seeds = parser.parse_args().seeds
    print("\n### The demonstration\n")
    _print_world(assess_world(None))
    print(f"\n### {seeds} other worlds\n")
    _print_world(
        [one for seed in range(FIRST_SEED, FIRST_SEED + seeds) for one in assess_world(seed)]
    )
    print("\n### Copied texts\n")
    _print_texts(tomllib.loads(TEXTS.read_text(encoding="utf-8"))["review"])
    print("\n### Blocks of visit codes\n")
    _print_blocks(np.random.default_rng(FIRST_SEED))


def _print_world(reviews: Sequence[AssessedReview]) -> None:
    kinds = [HONEST, *sorted({one.kind for one in reviews} - {HONEST})]
    groups = {kind: [one for one in reviews if one.kind == kind] for kind in kinds}
    print("| | " + " | ".join(kinds) + " |\n|---|" + "---:|" * len(kinds))
    _print_row("reviews", [f"{len(group):,}" for group in groups.values()])
    for kind in SignalKind:
        shares = [_share(group, _noticed(kind)) for group in groups.values()]
        _print_row(SIGNAL_POWERS[kind].name, [f"{share:.1%}" for share in shares])
    for band in (RiskBand.MEDIUM, RiskBand.HIGH):
        shares = [_share(group, _at_least(band)) for group in groups.values()]
        _print_row(
            f"risk {band} or more" if band is RiskBand.MEDIUM else f"risk {band}",
            [f"**{share:.1%}**" for share in shares],
        )
    weights = [np.mean([one.assessment.weight for one in group]) for group in groups.values()]
    _print_row("mean weight left", [f"{weight:.2f}" for weight in weights])
    print()
    print("| noticed | precision | recall of naive | recall of smart |\n|---|---:|---:|---:|")
    bought = [one for one in reviews if one.kind != HONEST]
    conditions: dict[str, Callable[[AssessedReview], bool]] = {
        **{SIGNAL_POWERS[kind].name: _noticed(kind) for kind in SignalKind},
        "risk medium or high": _at_least(RiskBand.MEDIUM),
        "risk high": _at_least(RiskBand.HIGH),
    }
    for name, condition in conditions.items():
        found = [one for one in reviews if condition(one)]
        if found:
            precision = _share(found, lambda one: one.kind != HONEST)
            recalls = [
                _share([one for one in bought if one.kind.startswith(effort)], condition)
                for effort in ("naive", "smart")
            ]
            _print_row(name, [f"{number:.1%}" for number in (precision, *recalls)])


def _noticed(kind: SignalKind) -> Callable[[AssessedReview], bool]:
    return lambda one: any(signal.kind == kind for signal in one.assessment.signals)


def _at_least(band: RiskBand) -> Callable[[AssessedReview], bool]:
    bands = list(RiskBand)
    return lambda one: bands.index(one.assessment.band) >= bands.index(band)


def _share(reviews: Sequence[AssessedReview], condition: Callable[[AssessedReview], bool]) -> float:
    return sum(map(condition, reviews)) / max(len(reviews), 1)


def _print_row(name: str, cells: Iterable[str]) -> None:
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def _print_texts(reviews: Sequence[dict[str, str]]) -> None:
    """Shares of pairs that are noticed as copies, about the same practitioner and about another."""
    originals = [review["text"] for review in reviews]
    pairs = {
        "template with other names": [(one, _rename(one)) for one in originals],
        "sentences in another order": [(one, _reorder(one)) for one in originals],
        "one sentence left out": [(one, _shorten(one)) for one in originals],
        "words replaced by a thesaurus": [(one["text"], one["synonyms"]) for one in reviews],
        "told in other sentences": [(one["text"], one["paraphrase"]) for one in reviews],
        "translated into Spanish": [(one["text"], one["spanish"]) for one in reviews],
        "nothing to do with each other": list(combinations(originals, 2)),
    }
    print("| second text | pairs | median likeness | noticed here | noticed elsewhere |")
    print("|---|---:|---:|---:|---:|")
    for name, two_texts in pairs.items():
        scores = np.array(
            [similarity(word_pairs(one), word_pairs(other)) for one, other in two_texts]
        )
        here, there = ((scores > least).mean() for least in (ALIKE_HERE[0], ALIKE_THERE[0]))
        _print_row(
            name, [str(len(scores)), f"{np.median(scores):.2f}", f"{here:.0%}", f"{there:.0%}"]
        )


def _rename(text: str) -> str:
    return text.replace("Alder", "Quist").replace("Birch", "Okafor")


def _reorder(text: str) -> str:
    first, *others = text.rstrip(".!").split(". ")
    return ". ".join([*others, first]) + "."


def _shorten(text: str) -> str:
    return ". ".join(text.split(". ")[1:])


def _print_blocks(rng: np.random.Generator) -> None:
    """Mean share of a block's codes that are noticed, and how often any is."""
    drawn: dict[str, Callable[[], np.ndarray]] = {
        "patients on their own": lambda: rng.lognormal(np.log(MEDIAN_DAYS), 1.0, CODES_PER_BLOCK),
        "patients reminded on one day, half of them": lambda: np.concatenate(
            [
                rng.lognormal(np.log(MEDIAN_DAYS), 1.0, CODES_PER_BLOCK // 2),
                60 + rng.exponential(0.6, CODES_PER_BLOCK - CODES_PER_BLOCK // 2),
            ]
        ),
        "hoarded, used in one evening": lambda: (
            3 + np.cumsum(rng.exponential(0.01, CODES_PER_BLOCK))
        ),
        "hoarded, one a day": lambda: (
            3 + np.arange(CODES_PER_BLOCK) + rng.normal(0, 0.1, CODES_PER_BLOCK)
        ),
        "hoarded, at random within two months": lambda: rng.uniform(1, 60, CODES_PER_BLOCK),
    }
    print("| block of ten | codes noticed | mean strength |\n|---|---:|---:|")
    for name, draw in drawn.items():
        strengths = []
        for _ in range(BLOCKS):
            times = [ISSUED_AT + timedelta(days=float(days)) for days in sorted(draw())]
            signals = [code_clump(time, times) for time in times]
            strengths.extend(one.strength if one else 0.0 for one in signals)
        noticed = np.array(strengths)
        _print_row(name, [f"{(noticed > 0).mean():.1%}", f"{noticed.mean():.2f}"])


if __name__ == "__main__":
    main()
