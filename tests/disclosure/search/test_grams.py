from hypothesis import given
from hypothesis import strategies as st

from disclosure.folding import fold
from disclosure.search.grams import (
    TEXT,
    TITLE,
    grams_of,
    is_searchable,
    key_of,
    key_of_triple,
    keys_of_word,
    long_words,
    pair_keys,
    triples_of,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(before=WORDS, word=WORDS, behind=WORDS)
def test_a_text_has_the_keys_of_every_word_in_it(before, word, behind):
    text = fold(before + word + behind)
    keys = {key_of(TEXT, gram) for gram in grams_of(text) if is_searchable(gram)}
    pairs = set(keys)
    keys |= {key_of_triple(triple) for triple in triples_of(text) if is_searchable(triple)}
    for word in text.split():
        assert set(keys_of_word(word)) <= keys
        assert set(pair_keys(TEXT, word)) <= pairs
        assert 0 not in keys_of_word(word)


@given(one=st.text(min_size=1, max_size=2), other=st.text(min_size=1, max_size=2))
def test_no_two_grams_share_a_key(one, other):
    assert (key_of(TEXT, one) == key_of(TEXT, other)) == (one.rstrip("\x00") == other.rstrip("\x00"))
    assert key_of(TEXT, one) != key_of(TITLE, other)
    assert key_of(TITLE, one) < 2**63


@given(one=st.text(min_size=3, max_size=3), other=st.text(min_size=3, max_size=3))
def test_triples_have_keys_of_their_own(one, other):
    if key := key_of_triple(one):
        assert (key == key_of_triple(other)) == (one == other)
        assert key < 2**63
        assert key > key_of(TITLE, other[:2])


def test_a_word_is_read_once_more_where_its_keys_prove_too_little():
    assert long_words(["商", "商务", "商务局", "商务局长", "王𠅤明"]) == ["商务局长", "王𠅤明"]
