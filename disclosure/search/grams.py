"""What the search index is keyed by: signs, pairs and triples of neighbouring signs, and the values one can filter by.

A key is an integer: the kind, then two code points or the value; triples have a range of their own. A word of one to
three signs is answered by one key; a longer word by all its triples together, after which its hits are read once more
to see the triples in a row.
"""

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from operator import add

TEXT, TITLE, CATEGORY, YEAR, VALIDITY, DEPARTMENT, PLACE = range(7)
_KIND_BITS, _SIGN_BITS = 42, 21
_TRIPLE = 1 << 60
_BASIC = 1 << 16  # code points below it; a triple with a rarer sign has no key, its pairs have


def grams_of(text: str) -> set[str]:
    """Every sign and every pair of neighbouring signs of ``text``."""
    return {*text, *map(add, text, islice(text, 1, None))}


def triples_of(text: str) -> set[str]:
    """Every three neighbouring signs of ``text``."""
    pairs = map(add, text, islice(text, 1, None))
    return set(map(add, pairs, islice(text, 2, None)))


def is_searchable(gram: str) -> bool:
    """No word of a query holds a space, so no pair with one is ever asked for."""
    return not any(sign.isspace() for sign in gram)


def key_of(kind: int, gram: str) -> int:
    """The key of one sign or a pair."""
    second = ord(gram[1]) if len(gram) > 1 else 0
    return kind << _KIND_BITS | ord(gram[0]) << _SIGN_BITS | second


def key_of_triple(triple: str) -> int:
    """The key of three signs in a text; 0 if one of them is beyond the basic plane."""
    first, second, third = map(ord, triple)
    return _TRIPLE | first << 32 | second << 16 | third if max(first, second, third) < _BASIC else 0


def keys_of_word(word: str) -> list[int]:
    """The keys that a text holding ``word`` certainly has."""
    triples = [key_of_triple(word[at : at + 3]) for at in range(len(word) - 2)]
    if triples and all(triples):
        return list(dict.fromkeys(triples))
    return [*pair_keys(TEXT, word), *dict.fromkeys(key for key in triples if key)]


def pair_keys(kind: int, word: str) -> list[int]:
    """The keys of its pairs, or of its only sign."""
    if len(word) == 1:
        return [key_of(kind, word)]
    return list(dict.fromkeys(key_of(kind, word[at : at + 2]) for at in range(len(word) - 1)))


def key_of_number(kind: int, number: int) -> int:
    return kind << _KIND_BITS | number


def key_of_name(kind: int, name: str) -> int:
    """The key of a value that is a word, such as a department."""
    return kind << _KIND_BITS | int.from_bytes(sha256(name.encode()).digest()[:5])


def long_words(words: Iterable[str]) -> list[str]:
    """The words that their keys alone do not prove."""
    return [word for word in words if len(word) > 3 or (len(word) == 3 and not key_of_triple(word))]
