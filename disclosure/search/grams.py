"""What the search index is keyed by: single signs, pairs of neighbouring signs, and the values one can filter by.

A key is an integer below 2**45: the kind, then two code points or the value. A word of one or two signs is answered
by one key; a longer word by all its pairs together, after which its hits are read once more to see the pairs in a row.
"""

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from operator import add

TEXT, TITLE, CATEGORY, YEAR, VALIDITY, DEPARTMENT, PLACE = range(7)
_KIND_BITS, _SIGN_BITS = 42, 21
EXACT_LENGTH = 2  # signs; a longer word is read once more


def grams_of(text: str) -> set[str]:
    """Every sign and every pair of neighbouring signs of ``text``."""
    return {*text, *map(add, text, islice(text, 1, None))}


def is_searchable(gram: str) -> bool:
    """No word of a query holds a space, so no pair with one is ever asked for."""
    return not any(sign.isspace() for sign in gram)


def key_of(kind: int, gram: str) -> int:
    """The key of one sign or a pair."""
    second = ord(gram[1]) if len(gram) > 1 else 0
    return kind << _KIND_BITS | ord(gram[0]) << _SIGN_BITS | second


def keys_of_word(kind: int, word: str) -> list[int]:
    """The keys that a text holding ``word`` certainly has."""
    if len(word) == 1:
        return [key_of(kind, word)]
    return list(dict.fromkeys(key_of(kind, word[at : at + 2]) for at in range(len(word) - 1)))


def key_of_number(kind: int, number: int) -> int:
    return kind << _KIND_BITS | number


def key_of_name(kind: int, name: str) -> int:
    """The key of a value that is a word, such as a department."""
    return kind << _KIND_BITS | int.from_bytes(sha256(name.encode()).digest()[:5])


def long_words(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > EXACT_LENGTH]
