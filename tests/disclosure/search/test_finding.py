from datetime import date, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure.corrections import revise_files
from disclosure.folding import fold, terms_of
from disclosure.law.publication import Validity
from disclosure.models import Item, ItemChange, Version
from disclosure.publication import publish, withdraw
from disclosure.search import COUNT_LIMIT, Filters, Order, Rank, choices, finding, search
from disclosure.search.indexing import rebuild, take_in_changes
from tests.factories.disclosure import (
    CategoryFactory,
    ItemFactory,
    attach,
    moment,
    office,
    public_row,
    published,
    reviewed,
    withdrawn,
)

pytestmark = pytest.mark.django_db
CHINA = timezone.get_default_timezone()
EARLY = date(2024, 12, 2)

TITLES = (
    "关于做好外贸外资工作的通知",
    "外贸企业名单",
    "2025年ＧＤＰ统计 100%完成",
    "家政服务_信用管理办法",
    "Cross-Border E-commerce 跨境电商",
    "人事信息：王䶮、𠅤同志任职",
)


def found(query: str) -> list[str]:
    """The titles found: the same from the log, with the log taken into the index, and read back from the last page."""
    titles = sorted(item.title for item in search(query, size=50).items())
    take_in_changes()
    found = search(query, size=50)
    assert found.count == len(titles)
    assert sorted(item.title for item in found.items()) == titles
    return titles


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
    revise_files(item, removed=[attach(item, "旧名单.pdf")], by=office())
    assert found("旧名单") == ["丙"]
    publish(reviewed(item), by=office(), at=moment(12))
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
    for _ in range(2):
        in_top = search("外贸", filters=Filters(category=top)).items()
        assert sorted(item.title for item in in_top) == ["外贸上", "外贸下"]
        take_in_changes()


def titles(**question) -> list[str]:
    return [item.title for item in search(**question).items()]


def test_hits_in_the_title_come_first_and_the_newest_before_the_older(bureau):
    published(title="甲", body="<p>外贸政策</p>", at=moment(4))
    published(title="外贸政策乙", at=moment(3))
    published(title="外贸丙", body="<p>政策</p>", at=moment(5))
    published(title="政策外贸丁", at=moment(2))
    for _ in range(2):
        assert titles(query="外贸 政策", order=Order.RELEVANCE) == [
            "外贸政策乙",
            "政策外贸丁",
            "外贸丙",
            "甲",
        ]
        assert titles(query="外贸政策", order=Order.RELEVANCE) == ["外贸政策乙", "甲"]
        assert titles(query="外贸 政策", order=Order.DATE) == ["外贸丙", "甲", "外贸政策乙", "政策外贸丁"]
        take_in_changes()


def test_filters_narrow_what_is_found_and_need_no_words(bureau):
    category = CategoryFactory()
    published(title="甲外贸", category=category, department="外贸科", validity="in_force")
    published(
        title="乙外贸",
        department="外贸科",
        formed_on=date(2024, 12, 1),
        at=datetime(2024, 12, 31, 23, 59, tzinfo=CHINA),
    )
    published(
        title="丙",
        department="外贸科",
        formed_on=EARLY,
        validity="lapsed",
        repealed_on=EARLY,
        at=datetime(2025, 1, 1, tzinfo=CHINA),
    )
    ItemFactory(title="丁外贸", department="外贸科", category=category)
    for _ in range(2):
        assert titles(query="外贸", filters=Filters(department="外贸科")) == ["甲外贸", "乙外贸"]
        assert titles(query="", filters=Filters(department="外贸科")) == ["甲外贸", "丙", "乙外贸"]
        assert titles(query="", filters=Filters(category=category)) == ["甲外贸"]
        assert titles(query="", filters=Filters(validity=Validity.LAPSED)) == ["丙"]
        assert titles(query="", filters=Filters(year=2024)) == ["乙外贸"]
        assert titles(query="", filters=Filters(year=2025)) == ["丙"]
        assert titles(query="外贸", filters=Filters(year=2025)) == []
        assert choices().years == [2026, 2025, 2024]
        assert choices().departments == ["外贸科"]
        take_in_changes()


def test_the_count_is_exact_to_its_limit_and_then_says_more(bureau, client, monkeypatch):
    monkeypatch.setattr(finding, "COUNT_LIMIT", 5)
    for number in range(6):
        public_row(title=f"进出口统计{number}")
    for query in ("统计", "进出口统计"):
        assert search(query).count == 6
        assert search(query).capped
        assert search(f"{query}5").count == 1
    take_in_changes()
    for query in ("统计", "进出口统计"):
        assert search(query).count == 6
    Version.objects.filter(item__title="进出口统计0").delete()
    Item.objects.get(title="进出口统计0").delete()
    for _ in range(2):
        assert (search("进出口统计").count, search("进出口统计").capped) == (5, False)
        take_in_changes()


def test_s4_what_is_taken_down_is_not_found_from_that_moment_on(bureau):
    item = published(title="独角兽名录", department="独角科")
    take_in_changes()
    assert search("独角兽").count == 1
    withdraw(item, by=office(), at=moment(20), reason="公示期满")
    for _ in range(2):
        assert search("独角兽") == search("没有的词")
        assert search("", filters=Filters(department="独角科")).count == 0
        take_in_changes()
    assert choices().departments == []


def test_a_change_that_is_rolled_back_was_never_found(bureau):
    item = published(title="原来的标题")
    take_in_changes()
    with transaction.atomic():
        item.title = "悄悄改的"
        item.save()
        assert search("悄悄改的").count == 1
        transaction.set_rollback(True)
    assert search("悄悄改的").count == 0
    assert search("原来的标题").count == 1


@pytest.mark.parametrize("text", ["", "1", "1-2", "x-1-2", "1-2-3-4", "1--2-3", "1-2-" + "9" * 30, "1-²-3"])
def test_a_rank_that_no_page_wrote_is_none(text):
    assert Rank.parse(text) is None


def test_a_rank_survives_its_way_through_an_address():
    rank = Rank(True, (1_773_100_800_000_000, 42))
    assert Rank.parse(str(rank)) == rank


ALPHABET = "商务外贸通知政府 %_\\'\"AaＡａ①ﬁİ𠅤0９"
TEXTS = st.lists(st.text(ALPHABET, min_size=1, max_size=14), min_size=1, max_size=9)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=TEXTS,
    query=st.text(ALPHABET, min_size=1, max_size=6),
    indexed=st.integers(0, 9),
    changes=st.lists(
        st.tuples(st.integers(0, 8), st.sampled_from(["edit", "withdraw", "delete"])), max_size=3
    ),
    order=st.sampled_from(Order),
)
def test_search_equals_a_substring_scan(bureau, small_segments, texts, query, indexed, changes, order):
    """Recall and precision are 1: log, index, or half of each; whatever was edited or withdrawn in between."""
    Version.objects.all().delete()
    Item.objects.all().delete()
    category = CategoryFactory()
    for place, text in enumerate(texts):
        public_row(
            index_number=f"113715000046313412/2026-{place:05d}",
            category=category,
            title=f"{place}号{text}",
            body=f"<p>{text[::-1]}</p>",
            at=moment(3 + place % 3),
        )
        if place == indexed:
            take_in_changes()
    for place, change in changes:
        for item in Item.objects.public().filter(title__startswith=f"{place}号"):
            if change == "edit":
                item.body = "<p>商务通知９</p>"
                item.save()
            elif change == "withdraw":
                item.status, item.withdrawn_at, item.withdrawn_reason = "withdrawn", moment(20), "公示期满"
                item.save()
            else:
                item.versions.all().delete()
                item.delete()
    assert_equals_oracle(query, order)
    take_in_changes()
    assert_equals_oracle(query, order)
    assert not ItemChange.objects.exists()
    rebuild()
    assert_equals_oracle(query, order)


def assert_equals_oracle(query: str, order: Order) -> None:
    words = terms_of(query)
    assert words == [fold(word) for word in words]
    rows = [row for row in Item.objects.public() if words and all(word in row.search_text for word in words)]
    in_title = {
        row.pk: order is Order.RELEVANCE and all(word in fold(row.title) for word in words) for row in rows
    }
    rows.sort(key=lambda row: (in_title[row.pk], row.published_at, row.pk), reverse=True)
    expected = [row.pk for row in rows]
    forwards = walk(query, order)
    assert [pk for page in forwards for pk in page] == expected
    assert walk(query, order, backwards=True) == forwards


def walk(query: str, order: Order, *, backwards: bool = False) -> list[list[int]]:
    """The items of every page of two, by following the links; backwards from the last page."""
    page = search(query, order=order, size=2)
    pages = [page]
    while page.has_older:
        page = search(query, order=order, size=2, after=page.ranks[-1])
        pages.append(page)
    if backwards:
        pages = [page]
        while page.has_newer:
            page = search(query, order=order, size=2, before=page.ranks[0])
            pages.insert(0, page)
    count = search(query, order=order).count
    assert {page.count for page in pages} == {count}
    assert sum(len(page.ranks) for page in pages) == count
    assert count <= COUNT_LIMIT
    return [[rank.place[1] for rank in page.ranks] for page in pages]
