"""Before asking: what is described is looked for among what is public, and only there."""

import pytest

from disclosure.matching import LIMIT, score, similar_items, tokens
from tests.factories.disclosure import CategoryFactory, ItemFactory, published, withdrawn

SUBSIDY = "关于2025年度外贸促进专项资金分配结果的公示"


@pytest.fixture
def titles(bureau):
    """Titles found for a description."""

    def find(text: str, **options) -> list[str]:
        return [item.title for item in similar_items(text, **options)]

    return find


def test_tokens_leave_out_words_that_say_nothing():
    assert tokens("关于申请公开2025年度政府信息的情况") == ["2025"]
    assert tokens("聊城市商务局预算", ["聊城市商务局"]) == ["预算"]
    assert tokens("ＲＣＥＰ 与外贸") == ["rcep", "与外", "外贸"]


def test_score_is_1_for_the_same_and_0_for_what_shares_numbers_only():
    same = tokens(SUBSIDY)
    assert score(same, same) == 1.0
    assert score(["2025", "预算"], ["2025", "外贸"]) == 0.0
    assert score([], same) == score(same, []) == 0.0


def test_one_shared_pair_relates_long_texts_no_more():
    assert score(tokens("外贸企业名录"), tokens("外贸促进专项资金分配")) == 0.0


def test_an_exact_title_is_first(titles):
    published(title="关于2024年度外贸促进专项资金分配结果的公示")
    published(title=SUBSIDY)
    published(title="2025年度外贸促进专项资金申报指南")
    found = titles(f"请提供{SUBSIDY}，谢谢。")
    assert found[:2] == [SUBSIDY, "关于2024年度外贸促进专项资金分配结果的公示"]


def test_an_exact_title_is_first_among_many_like_it(titles):
    category = CategoryFactory()
    for year in range(2006, 2026):
        published(title=f"{year}年外贸专项资金分配结果", category=category)
    found = titles("2011年外贸专项资金分配结果")
    assert (found[0], len(found)) == ("2011年外贸专项资金分配结果", LIMIT)


def test_a_document_number_is_first_however_its_brackets_are_typed(titles):
    published(title="关于促进消费的若干措施", document_number="聊商发〔2025〕7号")
    published(title="关于文件清理结果的公告")
    assert titles("聊商发[2025]7号文件清理结果")[0] == "关于促进消费的若干措施"


def test_another_offices_number_with_the_same_figures_is_not_offered(titles):
    published(title="关于促进消费的若干措施", document_number="聊商发〔2025〕7号")
    assert titles("聊政发〔2025〕7号") == []


@pytest.mark.parametrize("word", ["预算", "外贸"])
def test_a_word_of_two_signs_is_enough(titles, word):
    published(title=f"聊城市商务局2025年部门{word}")
    published(title="关于机构职能的说明")
    assert titles(f"关于{word}的情况") == [f"聊城市商务局2025年部门{word}"]


@pytest.mark.parametrize(
    "text",
    ["小区物业费收取标准", "2025年", "政府信息公开情况", "", "　\n", "%%__", "a" * 4000, "聊城市商务局"],
)
def test_unrelated_text_yields_nothing(titles, text):
    published(title=SUBSIDY)
    published(title="聊城市商务局2025年部门预算")
    assert titles(text, ignored=["聊城市商务局"]) == []


def test_drafts_and_withdrawn_items_never_show(titles):
    category = CategoryFactory()
    ItemFactory(title=SUBSIDY, category=category)
    withdrawn(title=SUBSIDY, category=category)
    assert titles(SUBSIDY) == []


def test_a_long_text_takes_one_query(bureau, django_assert_num_queries):
    published(title=SUBSIDY)
    text = "请公开" + SUBSIDY + "以及评审专家打分表和企业申报书、财政部门的批复，历次会议形成的记录" * 60
    with django_assert_num_queries(1):
        found = similar_items(text)
    assert [item.title for item in found] == [SUBSIDY]
