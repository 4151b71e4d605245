"""The checks of words and of table two: each slip is found, and what reads much like one is not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.checks import check_report
from reports.shapes import Section, Stated
from tests.reports.conftest import name_on
from tests.reports.test_checks import CALENDAR, found, good

PROBLEMS = "主动公开的内容还不够全面，培训安排得少，各科室进展不一，长效办法有待完善。"


def with_text(body: str, year: int = 2023, *, number: int = 1, title: str = "总体情况"):
    return replace(good(year), sections=(Section(number, title, body),))


@pytest.mark.parametrize(
    ("body", "left", "right"),
    [
        ("公开政府信息总数130条（含政策文件90条，政策解读39条）。", "130", "90+39=129"),
        ("办理人大代表建议19件，其中主办9件、协办7件、分办2件，政协提案16件。", "19", "9+7+2=18"),
        ("办理政协提案16件,主办15件、协办2件。", "16", "15+2=17"),
    ],
)
def test_txt_n_parts_that_do_not_add_up_are_found(body, left, right):
    assert [(row[0], row[2], row[3]) for row in found(with_text(body))] == [("TXT-N", left, right)]


@pytest.mark.parametrize(
    "body",
    [
        "公开政府信息总数130条（含政策文件90条，政策解读40条）。",
        "公开政府信息总数130条，其中政策文件10条。",
        "办理人大代表建议8件，其中主办4件、协办4件、办理政协提案15件。",
        "受理承办单17件，其中归属我局承办9件，办结率100%。",
    ],
)
def test_txt_n_lists_that_add_up_or_are_not_complete_are_no_finding(body):
    assert found(with_text(body)) == []


@pytest.mark.parametrize(
    ("closed", "carried_out", "rate", "rows"),
    [(8, 0, "100%", 0), (6, 2, "75%", 0), (6, 2, "为75.0％", 0), (6, 2, "100%", 1), (2, 6, "达到25.1%", 1)],
)
def test_txt_n_the_reply_rate_is_that_of_the_table(closed, carried_out, rate, rows):
    figures = {"r01": 5, "r02": 3, "r03": closed, "r24": closed, "r25": carried_out}
    zeros = {key: Decimal(0) for key in good(2023).cells}
    cells = zeros | {
        f"t3.{row}.{column}": Decimal(n) for row, n in figures.items() for column in ("c1", "c7")
    }
    report = replace(with_text(f"申请答复率{rate}，建议办结率100%。"), cells=cells)
    assert [row[:2] for row in found(report)] == [("TXT-N", "正文答复率")] * rows


def test_txt_n_the_channels_add_up_to_what_was_received():
    report = with_text("从申请途径上看4件为网络申请，2件为信函申请。")
    received = report.cells["t3.r01.c7"] + report.cells["t3.r02.c7"]
    report = replace(report, stated={"received": Stated("received", "申请", int(received), "件")})
    assert [(row[0], row[3]) for row in found(report)] == [("TXT-N", "4+2=6")]


@pytest.mark.parametrize("words", ["行政处罚等权力运行结果信息", "行政许可决定信息", "行政强制结果信息"])
def test_txt_n_results_that_were_published_without_one_decision_in_the_table_are_found(words):
    report = with_text(f"全年主动公开{words}，并及时更新。")
    assert [(row[0], row[2]) for row in found(report)] == [("TXT-N", words)]
    row = {"行政处罚": "penalties", "行政许可": "permits", "行政强制": "coercion"}[words[:4]]
    assert found(replace(report, cells=report.cells | {f"t2.{row}.decisions": Decimal(3)})) == []


@pytest.mark.parametrize(
    "body", ["公开行政处罚的依据、条件和程序。", "健全行政许可决定信息归集制度。", "公开行政检查结果信息。"]
)
def test_txt_n_words_about_decisions_that_claim_no_result_are_no_finding(body):
    assert found(with_text(body)) == []


def test_txt_n_one_number_under_two_names_is_found():
    report = with_text("在政府网站主动发布信息1086条。\n局官方网站发布内容1086条。")
    assert [row[:4] for row in found(report)] == [
        ("TXT-N", "正文“1086条”", "政府网站主动发布信息", "局官方网站发布内容")
    ]


@pytest.mark.parametrize(
    "body",
    [
        "政府网站主动发布信息142条。局官方网站发布内容1086条。",
        "政府网站发布信息142条。三月底以前，政府网站发布信息142条。",
        "政府网站发布信息30条，微信公众号发布信息30条。",
    ],
)
def test_txt_n_two_measures_and_a_repetition_are_no_finding(body):
    assert found(with_text(body)) == []


@pytest.mark.parametrize(("published", "rules"), [(17, ["TXT-N"]), (35, [])])
def test_txt_n_items_about_proposals_are_held_against_the_proposals_for_information(published, rules):
    stated = {
        "proposals": Stated("proposals", "建议", 19, "件"),
        "motions": Stated("motions", "提案", 16, "件"),
    }
    report = replace(with_text(f"公开建议提案办理{published}条。"), stated=stated)
    assert [row[0] for row in found(report)] == rules
    findings = check_report(report, name_in_force=name_on(2023), calendar=CALENDAR)
    assert [row.severity.value for row in findings] == ["info"] * len(rules)


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ("标题", {"title": "聊城市商务局2022年政府信息公开工作年度报告"}),
        ("正文统计期限", {"body": "统计期限自2022年1月1日起，至2023年12月31日止。"}),
        ("正文", {"body": "现向社会公布2022年度政府信息公开工作报告。"}),
    ],
)
def test_txt_yr_another_year_in_title_period_or_opening_is_found(place, changed):
    report = with_text(changed.get("body", "统计期限自2023年1月1日起。"))
    report = replace(report, title=changed.get("title", "聊城市商务局2023年政府信息公开工作年度报告"))
    assert found(report) == [("TXT-YR", place, "2022年度", "2023年度")]


@pytest.mark.parametrize("phone", ["0635-2119288", "0635—2119288", "0531-2119228"])
def test_txt_tel_a_number_that_is_not_the_bureaus_is_found(phone):
    assert [(row[0], row[2]) for row in found(with_text(f"联系电话：{phone}。"))] == [("TXT-TEL", phone)]


def test_txt_tel_the_bureaus_numbers_in_any_dash_and_long_figures_are_no_finding():
    body = "电话0635—2119228，传真0635-2119268，文号2019-60，金额20231234567元，网站标识码3715000045。"
    assert found(with_text(body)) == []


@pytest.mark.parametrize("name", ["《政府信息公开工作条例》", "《中华人民共和国政府信息公开工作条例》"])
def test_txt_law_the_wrong_title_is_found(name):
    assert [(row[0], row[2]) for row in found(with_text(f"依据{name}。"))] == [("TXT-LAW", name)]


@pytest.mark.parametrize(
    "name", ["《政府信息公开条例》", "《中华人民共和国政府信息公开条例》", "《政府信息公开工作要点》"]
)
def test_txt_law_right_titles_are_no_finding(name):
    assert found(with_text(f"依据{name}。")) == []


def problems(year: int, body: str):
    carried = {f"t3.r02.c{n}": good(year - 1).cells[f"t3.r25.c{n}"] for n in range(1, 8)}
    report = with_text(body, year, number=5, title="存在的主要问题及改进情况")
    changed = {key: value - report.cells[key] for key, value in carried.items()}
    cells = dict(report.cells) | carried
    for key, more in changed.items():
        cells[key.replace("r02", "r01")] -= more
    return replace(report, cells=cells)


def test_txt_same_the_problems_of_last_year_are_found_even_if_the_remedies_are_new():
    earlier = problems(2022, f"2022年，{PROBLEMS}今后，我局将加强培训。")
    later = problems(2023, f"2023年，{PROBLEMS.replace('还', '仍')}\n下一步，我局将充实内容，明确责任。")
    assert [(row[0], row[2], row[3]) for row in found(later, earlier)] == [("TXT-SAME", "2023年", "2022年")]


def test_txt_same_other_problems_and_short_passages_are_no_finding():
    earlier = problems(2022, PROBLEMS)
    assert found(problems(2023, "解读的形式单一，企业和群众不容易看懂，宣传还不够广泛。"), earlier) == []
    assert found(problems(2023, "没有问题。"), problems(2022, "没有问题。")) == []


def test_txt_sess_the_same_session_in_two_reports_is_found():
    earlier = problems(2022, "办理市十八届人大一次会议建议19件。")
    later = problems(2023, "办理市十八届人大一次会议建议8件。")
    assert [row[0] for row in found(later, earlier)] == ["TXT-SESS"]
    assert found(problems(2023, "办理市十八届人大二次会议建议8件。"), earlier) == []


def test_t2_sem_decisions_that_repeat_the_number_of_items_are_found():
    def permits(**figures: int):
        report = good(2020)
        return replace(
            report,
            cells=report.cells | {f"t2.permits.{key}": Decimal(value) for key, value in figures.items()},
        )

    assert [row[0] for row in found(permits(before=26, change=6, decisions=32))] == ["T2-SEM"]
    assert found(permits(before=26, change=6, decisions=31)) == []
    assert found(permits(before=4, change=-4, decisions=0)) == []


def test_x_t2c_the_bridge_between_the_two_forms_is_for_information():
    earlier, later = good(2020), problems(2021, "没有问题。")
    earlier = replace(earlier, cells=earlier.cells | {"t2.normative.public": Decimal(9)})
    later = replace(
        later, cells=later.cells | {"t2.normative.valid": Decimal(8), "t2.normative.made": Decimal(1)}
    )
    assert found(later, earlier) == [("X-T2c", "表二“行政规范性文件”现行有效件数", "7", "9")]
    again = replace(earlier, cells=earlier.cells | {"t2.normative.public": Decimal(7)})
    assert found(later, again) == []
