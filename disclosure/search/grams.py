"""What the search index is keyed by: signs, pairs and triples of neighbouring signs, and the values one can filter by.

A key is an integer: the kind, then the code points or the value. A word of one to three signs is answered by one key;
a longer word by as many as cover it, after which its hits are read once more to see them in a row.
"""

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from operator import add

TEXT, CATEGORY, YEAR, VALIDITY, DEPARTMENT, PLACE = range(6)
_KIND_BITS, _SIGN_BITS = 42, 21
_TRIPLE = 1 << 60  # triples have a range of their own
_BASIC = 1 << 16  # code points below it; a triple with a rarer sign has no key, its pairs have


def grams_of(text: str) -> set[str]:
    """Every sign of ``text``, every pair and every three neighbouring signs."""
    pairs = list(map(add, text, islice(text, 1, None)))
    return {*text, *pairs, *map(add, pairs, islice(text, 2, None))}


def is_searchable(gram: str) -> bool:
    """No word of a query holds a space, so nothing with one is ever asked for."""
    return not any(sign.isspace() for sign in gram) and len(gram) <= _longest(gram)


def key_of(gram: str) -> int:
    """The key of one to three signs."""
    if len(gram) == 3:
        first, second, third = map(ord, gram)
        return _TRIPLE | first << 32 | second << 16 | third
    second = ord(gram[1]) if len(gram) > 1 else 0
    return TEXT << _KIND_BITS | ord(gram[0]) << _SIGN_BITS | second


def keys_of_word(word: str) -> list[int]:
    """Keys that a text holding ``word`` certainly has; together they cover all its signs."""
    width = min(len(word), _longest(word))
    starts = [*range(0, len(word) - width, width), len(word) - width]
    return list(dict.fromkeys(key_of(word[at : at + width]) for at in starts))


def long_words(words: Iterable[str]) -> list[str]:
    """The words that their keys alone do not prove."""
    return [word for word in words if len(word) > _longest(word)]


def _longest(gram: str) -> int:
    """How many signs may make one key."""
    return 3 if max(map(ord, gram)) < _BASIC else 2


def key_of_number(kind: int, number: int) -> int:
    return kind << _KIND_BITS | number


def key_of_name(kind: int, name: str) -> int:
    """The key of a value that is a word, such as a department."""
    return kind << _KIND_BITS | int.from_bytes(sha256(name.encode()).digest()[:5])
