import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.folding import fold, terms_of
from disclosure.models import Item
from disclosure.search import search
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, published, withdrawn

pytestmark = pytest.mark.django_db

TITLES = (
    "关于做好外贸外资工作的通知",
    "外贸企业名单",
    "2025年ＧＤＰ统计 100%完成",
    "家政服务_信用管理办法",
    "Cross-Border E-commerce 跨境电商",
    "人事信息：王䶮、𠅤同志任职",
)


def found(query: str) -> list[str]:
    return sorted(search(query).values_list("title", flat=True))


def brute_force(query: str) -> list[str]:
    """The oracle: every folded word is a substring of the folded title, number, body or file name."""
    terms = terms_of(query)
    rows = Item.objects.public() if terms else []
    return sorted(row.title for row in rows if all(term in row.search_text for term in terms))


@pytest.fixture
def catalogue(bureau):
    category = CategoryFactory()
    return [
        published(category=category, title=title, body=f"<p>正文{place}，普惠金融</p>")
        for place, title in enumerate(TITLES)
    ]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("外贸", (0, 1)),
        ("贸", (0, 1)),
        ("外贸 通知", (0,)),
        ("外贸　通知", (0,)),
        ("gdp", (2,)),
        ("%", (2,)),
        ("_", (3,)),
        ("100%", (2,)),
        ("CROSS-border", (4,)),
        ("䶮", (5,)),
        ("𠅤", (5,)),
        ("普惠", (0, 1, 2, 3, 4, 5)),
        ("火星", ()),
        ("", ()),
        ("   ", ()),
        ("'; DROP TABLE", ()),
        ("\x00", ()),
    ],
)
def test_search_finds_words_of_any_length(catalogue, query, places):
    assert found(query) == sorted(TITLES[place] for place in places)


def test_search_finds_a_word_split_by_bold_type(bureau):
    published(title="甲", body="<p>政<strong>府采</strong>购</p><p>前段尾</p><p>后段头</p>")
    assert found("政府采购") == ["甲"]
    assert found("段尾后段") == []


def test_search_finds_attachment_names_and_numbers(bureau):
    item = published(title="乙", document_number="聊商发〔2026〕7号")
    attach(item, "消费券清单.pdf")
    assert found("消费券") == ["乙"]
    assert found("聊商发〔2026〕7号") == ["乙"]
    assert found(item.index_number) == ["乙"]


def test_search_forgets_a_removed_attachment(bureau):
    item = published(title="丙")
    attach(item, "旧名单.pdf").delete()
    assert found("旧名单") == []


def test_s4_search_and_its_count_know_nothing_of_drafts_and_withdrawn(bureau, client):
    ItemFactory(title="独角兽草稿")
    withdrawn(title="独角兽撤下")
    assert found("独角兽") == []
    page = client.get("/search/", {"q": "独角兽"}).content.decode()
    assert "共 0 条" in page
    assert "独角兽草稿" not in page
    assert "独角兽撤下" not in page


def test_s9_search_forgets_a_text_that_was_corrected(bureau):
    item = published(title="丁", body="<p>误写的旧内容</p>")
    item.body = "<p>新内容</p>"
    item.save()
    assert found("误写") == []


def test_search_in_a_category_includes_those_below(bureau):
    top = CategoryFactory()
    low = CategoryFactory(parent=top)
    published(title="外贸上", category=top)
    published(title="外贸下", category=low)
    published(title="外贸外")
    assert sorted(search("外贸", category=top).values_list("title", flat=True)) == ["外贸上", "外贸下"]


ALPHABET = "商务外贸通知政府 %_\\'\"AaＡａ①ﬁİ"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(ALPHABET, min_size=1, max_size=30), min_size=1, max_size=6),
    query=st.text(ALPHABET, max_size=8),
)
def test_search_equals_a_substring_scan(bureau, texts, query):
    Item.objects.all().delete()
    category = CategoryFactory()
    for place, text in enumerate(texts):
        published(category=category, title=f"{place}号{text}")
    assert found(query) == brute_force(query)
    for term in terms_of(query):
        assert term == fold(term)
