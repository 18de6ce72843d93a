"""The vocabulary as a whole: entries that fit together, and how they are looked up.

What an entry is stands in `vocabulary_entries`; which entries there are is data, in
`seed_data/vocabulary/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from directory.domain.errors import NotFoundError
from directory.domain.vocabulary_entries import (
    Concern,
    CredentialKind,
    DeviceName,
    Entry,
    Language,
    Profession,
    Suitability,
    Treatment,
    check_that,
)
from directory.domain.wording import singular, split_words

EntryT = TypeVar("EntryT", bound=Entry)


@dataclass(frozen=True)
class Vocabulary:
    """All entries, in the files' order. Raises InvalidValueError when entries contradict."""

    concerns: tuple[Concern, ...]
    treatments: tuple[Treatment, ...]
    device_names: tuple[DeviceName, ...]
    professions: tuple[Profession, ...]
    credentials: tuple[CredentialKind, ...]
    languages: tuple[Language, ...]
    _by_key: dict[str, dict[str, Entry]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {kind: _index_by_key(kind, entries) for kind, entries in self.list_kinds()}
        object.__setattr__(self, "_by_key", by_key)
        for treatment in self.treatments:
            for key in treatment.treats:
                _check_reference(by_key, f"treatments.{treatment.key}", "concerns", key)
        for device_name in self.device_names:
            for key in device_name.treatment_keys:
                _check_reference(by_key, f"device_names.{device_name.key}", "treatments", key)
        _check_that_no_phrase_means_two_things(self)

    def list_kinds(self) -> list[tuple[str, tuple[Entry, ...]]]:
        """(file name without ending, entries) of each kind, in a fixed order."""
        return [
            ("concerns", self.concerns),
            ("treatments", self.treatments),
            ("device_names", self.device_names),
            ("professions", self.professions),
            ("credentials", self.credentials),
            ("languages", self.languages),
        ]

    def find_concern(self, key: str) -> Concern | None:
        return self._find("concerns", key, Concern)

    def get_concern(self, key: str) -> Concern:
        return _found(self.find_concern(key), "concern", key)

    def find_treatment(self, key: str) -> Treatment | None:
        return self._find("treatments", key, Treatment)

    def get_treatment(self, key: str) -> Treatment:
        return _found(self.find_treatment(key), "treatment", key)

    def find_device_name(self, key: str) -> DeviceName | None:
        return self._find("device_names", key, DeviceName)

    def get_device_name(self, key: str) -> DeviceName:
        return _found(self.find_device_name(key), "device name", key)

    def find_profession(self, key: str) -> Profession | None:
        return self._find("professions", key, Profession)

    def get_profession(self, key: str) -> Profession:
        return _found(self.find_profession(key), "profession", key)

    def find_credential(self, key: str) -> CredentialKind | None:
        return self._find("credentials", key, CredentialKind)

    def get_credential(self, key: str) -> CredentialKind:
        return _found(self.find_credential(key), "credential", key)

    def find_language(self, key: str) -> Language | None:
        return self._find("languages", key, Language)

    def get_language(self, key: str) -> Language:
        return _found(self.find_language(key), "language", key)

    def find_profession_by_taxonomy(self, code: str) -> Profession | None:
        """The profession of a NUCC taxonomy code: the exact code first, then its prefix."""
        for profession in self.professions:
            if code in profession.taxonomy_codes:
                return profession
        for profession in self.professions:
            if code.startswith(profession.taxonomy_prefixes):
                return profession
        return None

    def reference_mix(self) -> dict[str, float]:
        """Share of each concern among reference patients; the shares sum to 1."""
        total = sum(concern.reference_weight for concern in self.concerns)
        return {concern.key: concern.reference_weight / total for concern in self.concerns}

    def list_treatments_for(self, concern_key: str) -> list[tuple[Treatment, Suitability]]:
        """Treatments that say something about the concern, best suited first."""
        order = list(Suitability)
        graded = [
            (treatment, treatment.treats[concern_key])
            for treatment in self.treatments
            if concern_key in treatment.treats
        ]
        return sorted(graded, key=lambda pair: order.index(pair[1]))

    def list_concern_keys_of_device(self, device_key: str) -> tuple[str, ...]:
        """Concerns that the device's treatments are the first choice for; else those they help."""
        treatments = [
            self.get_treatment(key) for key in self.get_device_name(device_key).treatment_keys
        ]
        for suitability in (Suitability.FIRST_CHOICE, Suitability.HELPS):
            keys = dict.fromkeys(
                key for treatment in treatments for key in treatment.list_concern_keys(suitability)
            )
            if keys:
                return tuple(keys)
        return ()

    def _find(self, kind: str, key: str, entry_class: type[EntryT]) -> EntryT | None:
        entry = self._by_key[kind].get(key)
        return entry if isinstance(entry, entry_class) else None


def phrase_key(text: str) -> tuple[str, ...]:
    """What two phrases share when they are the same but for case, accents and plural."""
    return tuple(singular(word.folded) for word in split_words(text))


def iterate_phrases(entry: Entry) -> Iterator[str]:
    """The entry's name and words, as they are written in the files."""
    yield entry.name
    yield from entry.words


def _index_by_key(kind: str, entries: Iterable[Entry]) -> dict[str, Entry]:
    index: dict[str, Entry] = {}
    for entry in entries:
        check_that(entry.key not in index, f"{kind}.{entry.key}", "the key is used twice")
        index[entry.key] = entry
    return index


def _check_that_no_phrase_means_two_things(vocabulary: Vocabulary) -> None:
    meaning: dict[tuple[str, ...], str] = {}
    for kind, entries in vocabulary.list_kinds():
        if kind == "credentials":
            continue  # letters after a name are read by their own rules, never in a search
        for entry in entries:
            where = f"{kind}.{entry.key}"
            for phrase in iterate_phrases(entry):
                key = phrase_key(phrase)
                check_that(bool(key), where, f"{phrase!r} holds no word")
                first = meaning.setdefault(key, where)
                check_that(
                    first == where, where, f"{phrase!r} already means {first}; keep it in one"
                )


def _check_reference(
    by_key: Mapping[str, Mapping[str, Entry]], where: str, kind: str, key: str
) -> None:
    check_that(key in by_key[kind], where, f"{key!r} is not in {kind}")


def _found(entry: EntryT | None, noun: str, key: str) -> EntryT:
    if entry is None:
        raise NotFoundError(f"There is no {noun} {key!r} in the vocabulary.")
    return entry
