import pytest

from applications.law.diversion import DIVERSIONS, diversions_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025年度外贸促进专项资金分配结果", []),
        ("我要举报某商场虚假宣传，请查处", [("举报", ("举报", "查处"))]),
        ("反映问题并投诉某公司不退货", [("信访", ("反映问题",)), ("投诉", ("投诉", "退货"))]),
        ("请问外贸备案如何办理", [("咨询", ("请问", "如何办理"))]),
        ("2020年聊城统计年鉴", [("公开出版物", ("年鉴",))]),
    ],
)
def test_article_39_words_that_look_like_another_matter(text, found):
    assert [(row.label, words) for row, words in diversions_in(text)] == found


def test_article_39_every_suggestion_names_its_article():
    assert [row.label for row in DIVERSIONS if not row.article.startswith("条例第三十九条")] == []
