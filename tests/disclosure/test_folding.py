from hypothesis import given
from hypothesis import strategies as st

from disclosure.folding import MAX_TERMS, fold, highlight, snippet, terms_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXT)
def test_fold_twice_is_fold_once(text):
    assert fold(fold(text)) == fold(text)


def test_fold_takes_width_and_case_away():
    assert fold("ＡＢＣ　１２３〔2026〕") == "abc 123〔2026〕"


def test_terms_are_split_on_full_width_space_and_named_once():
    assert terms_of(" 汽车　补贴 汽车 ") == ["汽车", "补贴"]
    assert len(terms_of(" ".join(str(number) for number in range(50)))) == MAX_TERMS


def test_terms_of_control_characters_are_none():
    assert terms_of("\x00 \x07") == []


def test_highlight_marks_overlapping_terms_once():
    assert highlight("信息公开", ["信息", "息公"]) == "<mark>信息公</mark>开"


def test_highlight_marks_the_original_spelling():
    assert highlight("ＧＢ/T 标准", ["gb/t"]) == "<mark>ＧＢ/T</mark> 标准"
    assert highlight("第①条与㈱", ["(株)"]) == "第①条与<mark>㈱</mark>"


@given(TEXT, st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_highlight_escapes_everything_but_its_own_marks(text, terms):
    html = highlight(text, [fold(term) for term in terms if fold(term)])
    left = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in left
    assert ">" not in left


def test_snippet_starts_shortly_before_the_first_hit():
    text = "前" * 300 + "殡葬管理" + "后" * 300
    shown = snippet(text, ["殡葬"])
    assert shown.startswith("…")
    assert "<mark>殡葬</mark>管理" in shown
    assert shown.endswith("…")


def test_snippet_without_a_hit_is_the_beginning():
    assert snippet("<b>短文", ["没有"]) == "&lt;b&gt;短文"
