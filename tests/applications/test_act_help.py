"""Beside the day of every act stands what that day means in law."""

from datetime import date

import pytest

from applications.forms.act_help import DAY_HELP
from applications.law.transitions import TRANSITIONS, Act, Clock
from tests.factories.applications import make_application


def test_every_act_says_which_day_counts():
    assert set(DAY_HELP) == set(Act)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (Act.CONFIRM_RECEIPT, "第三十一条"),
        (Act.ASK_CLARIFICATION, "7 个工作日内一次性告知"),
        (Act.RECEIVE_CLARIFICATION, "以前的天数不累加"),
        (Act.CONSULT_THIRD_PARTY, "不等于同意（条例第三十二条）"),
        (Act.CONSULT_JOINT_MAKER, "视为同意公开（条例第三十四条）"),
        (Act.EXTEND, "批准的人不能是提出延期的人"),
        (Act.LAPSE_FEE, "20 个工作日"),
        (Act.REPLY, "交邮之日"),
    ],
)
def test_the_subtle_points_are_told(act, words):
    assert words in DAY_HELP[act]


def test_acts_that_stop_the_clock_say_so():
    stopping = {row.act for row in TRANSITIONS if row.clock in (Clock.STOP, Clock.HOLD)}
    assert [act for act in stopping if "停止" not in DAY_HELP[act] and "停计" not in DAY_HELP[act]] == []


def test_the_form_shows_it_beside_the_day(client, bureau, clerk):
    received = make_application(date(2026, 3, 4))
    client.force_login(clerk)
    page = client.get(f"/admin/applications/application/{received.pk}/act/confirm_receipt/").content.decode()
    assert DAY_HELP[Act.CONFIRM_RECEIPT] in page
    assert "日期：</label>" in page
