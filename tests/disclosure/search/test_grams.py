from hypothesis import given
from hypothesis import strategies as st

from disclosure.folding import fold
from disclosure.search.grams import (
    CATEGORY,
    grams_of,
    is_searchable,
    key_of,
    key_of_number,
    keys_of_word,
    long_words,
)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8)


@given(before=WORDS, word=WORDS, behind=WORDS)
def test_a_text_has_the_keys_of_every_word_in_it(before, word, behind):
    text = fold(before + word + behind)
    keys = {key_of(gram) for gram in grams_of(text) if is_searchable(gram)}
    for word in text.split():
        assert set(keys_of_word(word)) <= keys


def test_the_keys_of_a_word_cover_all_its_signs():
    assert keys_of_word("商") == [key_of("商")]
    assert keys_of_word("商务局") == [key_of("商务局")]
    assert keys_of_word("市商务局长") == [key_of("市商务"), key_of("务局长")]
    assert keys_of_word("聊城市商务局") == [key_of("聊城市"), key_of("商务局")]
    assert keys_of_word("王𠅤明") == [key_of("王𠅤"), key_of("𠅤明")]
    assert keys_of_word("哈哈哈哈") == [key_of("哈哈哈")]


GRAMS = st.text(min_size=1, max_size=3).filter(is_searchable)


@given(one=GRAMS, other=GRAMS)
def test_no_two_grams_share_a_key(one, other):
    assert (key_of(one) == key_of(other)) == (one == other or {one, other} <= {one[:1], f"{one[:1]}\x00"})
    assert 0 <= key_of(one) < 2**63
    assert key_of(one) != key_of_number(CATEGORY, 2**42 - 1)


def test_a_word_is_read_once_more_where_its_keys_prove_too_little():
    assert long_words(["商", "商务", "商务局", "商务局长", "王𠅤明"]) == ["商务局长", "王𠅤明"]
