"""How text becomes words that can be compared: case, accents, scripts, apostrophes and plurals.

Documents and searches are folded by the same functions, so that what is written in either way is
found in the other. No query language: every character that is not a letter or digit separates.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii

LONGEST_TEXT = 2_000
MOST_WORDS = 32
LONGEST_WORD = 40

_WORD = re.compile(r"[a-z0-9]+")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_APOSTROPHES = str.maketrans("", "", "'`")
_MOST_NAME_WORDS = 6

_TITLES_TEXT = "dr doctor doctors mr mrs ms miss prof professor"
_STOP_WORDS_TEXT = """
    a an and are around at best by can find for from good i in is me my near nearby of on or please
    some someone that the to treat treats treated treating treatment treatments who whom with
"""
TITLES = frozenset(_TITLES_TEXT.split())
STOP_WORDS = TITLES.union(_STOP_WORDS_TEXT.split())


def words(text: str) -> list[str]:
    """The folded words of a text, in order and with repetitions."""
    return _words_of(_plain(text))


def word_lines(text: str) -> list[list[str]]:
    """The folded words of each line of a text, in order and with repetitions."""
    return [_words_of(line) for line in _plain(text).split("\n")]


def _plain(text: str) -> str:
    plain = _FOREIGN.sub(_transliterate, unicodedata.normalize("NFKC", text))
    return plain.lower().translate(_APOSTROPHES)


def _words_of(plain: str) -> list[str]:
    found: list[str] = _WORD.findall(plain)
    if any(len(word) > LONGEST_WORD for word in found):
        return [word[:LONGEST_WORD] for word in found]
    return found


def _transliterate(foreign: re.Match[str]) -> str:
    return anyascii(foreign.group())


@lru_cache(maxsize=1 << 15)  # common words come by the million while an index is made
def stem(word: str) -> str:
    """The word without a simple English plural ending."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]


def query_words(text: str) -> list[str]:
    """The distinct words of a search, in order, at most MOST_WORDS, titles and stop words left out.

    A single letter is kept, because it may be the initial of a name.
    """
    distinct = dict.fromkeys(words(text[:LONGEST_TEXT]))
    return [word for word in distinct if word not in STOP_WORDS][:MOST_WORDS]


def phrase_words(text: str) -> tuple[str, ...]:
    """The words of a phrase, as they have to stand together; titles are read as nothing."""
    return tuple(without_titles(words(text[:LONGEST_TEXT]))[:MOST_WORDS])


def without_titles(folded: Iterable[str]) -> list[str]:
    """The words that are no titles such as "Dr"."""
    return [word for word in folded if word not in TITLES]


def query_name(text: str) -> str:
    """The name a search may consist of, in the form of `name_keys`."""
    return _name_key(without_titles(words(text[:LONGEST_TEXT])))


def name_words(name: str) -> list[str]:
    """The words under which a name is found."""
    return list(dict.fromkeys(word for spelling in name_spellings(name) for word in spelling))


def name_keys(name: str) -> set[str]:
    """Every way of asking for exactly this name, whatever the order of its words.

    A given name may be shortened to its initial and a middle initial left out, as long as one word
    of a name of several is written out.
    """
    return {key for spelling in name_spellings(name) for key in _keys_of(spelling)}


def name_order(name: str) -> str:
    """The text by which names are put in order: the last word, then the others."""
    folded = words(name)
    return " ".join(folded[-1:] + folded[:-1])


def name_spellings(name: str) -> list[list[str]]:
    """The words of a name in order, an apostrophe taken both as nothing and as a gap."""
    spaced = re.sub(r"['’‘ʼ`´]", " ", name)
    spellings = [words(name)] if spaced == name else [words(name), words(spaced)]
    return list(map(without_titles, spellings))


def _keys_of(spelling: list[str]) -> Iterable[str]:
    if len(spelling) == 1 or len(spelling) > _MOST_NAME_WORDS:
        return [_name_key(spelling)]
    forms = [(word, word[0]) if len(word) > 1 else (word, "") for word in spelling]
    return (
        _name_key(filter(None, chosen))
        for chosen in itertools.product(*forms)
        if any(len(word) > 1 for word in chosen) and sum(map(bool, chosen)) > 1
    )


def _name_key(name: Iterable[str]) -> str:
    return " ".join(sorted(name))
