import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.folding import without_controls
from disclosure.spreadsheet import guard, unguard


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_guard_neutralises_what_would_run(sign):
    assert guard(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"


def test_guard_leaves_ordinary_text():
    assert guard("聊商发〔2026〕1号") == "聊商发〔2026〕1号"


@given(st.text(st.sampled_from("'=+-@\t\rab商"), max_size=8))
def test_unguard_gives_back_what_guard_took(text):
    assert unguard(guard(text)) == without_controls(text)
