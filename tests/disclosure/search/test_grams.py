from hypothesis import given
from hypothesis import strategies as st

from disclosure.folding import fold
from disclosure.search.grams import TEXT, TITLE, grams_of, is_searchable, key_of, keys_of_word

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(before=WORDS, word=WORDS, behind=WORDS)
def test_a_text_has_the_keys_of_every_word_in_it(before, word, behind):
    text = fold(before + word + behind)
    keys = {key_of(TEXT, gram) for gram in grams_of(text) if is_searchable(gram)}
    for word in text.split():
        assert set(keys_of_word(TEXT, word)) <= keys


@given(one=st.text(min_size=1, max_size=2), other=st.text(min_size=1, max_size=2))
def test_no_two_grams_share_a_key(one, other):
    assert (key_of(TEXT, one) == key_of(TEXT, other)) == (one.rstrip("\x00") == other.rstrip("\x00"))
    assert key_of(TEXT, one) != key_of(TITLE, other)
    assert key_of(TITLE, one) < 2**63
