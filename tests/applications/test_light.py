from datetime import date

import pytest

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from applications.light import Light, light_of, light_on
from tests.factories.applications import make_application

DUE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2026, 3, 25), Light("fine", "还有 4 个工作日")),
        (date(2026, 3, 26), Light("soon", "还有 3 个工作日")),
        (date(2026, 3, 31), Light("soon", "今日到期")),
        (date(2026, 4, 1), Light("over", "已逾期 1 个工作日")),
    ],
)
def test_article_33_light_of_a_running_limit(calendar, today, light):
    assert light_on(DUE, today, calendar) == light


def test_light_follows_the_case_through_every_state_of_the_clock(bureau, clerk, calendar):
    case = make_application(date(2026, 3, 2))
    today = date(2026, 3, 25)
    found = [light_of(case.deadline(calendar, today))]
    for act, deed in (
        (Act.CONFIRM_RECEIPT, Deed(date(2026, 3, 3))),
        (Act.CONSULT_THIRD_PARTY, Deed(date(2026, 3, 4), party="某公司", note="价格")),
        (Act.RECEIVE_OPINION, Deed(date(2026, 3, 5), party="某公司")),
        (Act.ASK_CLARIFICATION, Deed(date(2026, 3, 6), until=date(2026, 3, 20), note="年度")),
        (Act.WITHDRAW, Deed(date(2026, 3, 9), note="来电")),
    ):
        case = perform(act, case, deed, by=clerk, calendar=calendar, today=today)
        found.append(light_of(case.deadline(calendar, today)))
    assert found == [
        Light("still", "尚未起算：待确认收到"),
        Light("fine", "还有 4 个工作日"),
        Light("fine", "停计中，还有 19 个工作日"),
        Light("fine", "还有 5 个工作日"),
        Light("still", "期限停止：待申请人"),
        Light("still", "已办结"),
    ]


def test_article_33_a_case_closed_after_its_limit_says_so(bureau, confirmed, clerk, calendar):
    case = confirmed(date(2026, 3, 3))
    deed = Deed(date(2026, 4, 1), note="来电")
    case = perform(Act.WITHDRAW, case, deed, by=clerk, calendar=calendar, today=date(2026, 4, 2))
    assert light_of(case.deadline(calendar, date(2026, 4, 2))) == Light("over", "逾期办结")
