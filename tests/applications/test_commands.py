"""`deadline` and `fee`: the last line is the answer, above it the reasons, and faults are told in words."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def lines(*args: str) -> list[str]:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def events(tmp_path: Path):
    def write(content: object) -> str:
        path = tmp_path / "events.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("start", "kind", "due"),
    [
        ("2022-09-30", "reply", "2022-11-02"),
        ("2026-02-13", "reply", "2026-03-19"),
        ("2026-10-09", "reply", "2026-11-05"),
        ("2026-12-03", "reply", "2026-12-31"),
        ("2024-04-26", "clarification", "2024-05-09"),
        ("2025-04-18", "publish", "2025-05-20"),
        ("2024-05-09", "third_party", "2024-05-29"),
        ("2026-02-13", "fee", "2026-03-19"),
        ("2026-12-10", "reply", "2027-01-08 provisional"),
    ],
)
def test_deadline_prints_the_date_on_the_last_line(bureau, start, kind, due):
    assert lines("deadline", start, "--kind", kind)[-1] == due


def test_deadline_explains_every_day(bureau):
    explained = lines("deadline", "2026-02-13", "--explain")
    first, last = date(2026, 2, 13), date(2026, 3, 19)
    assert len(explained) == (last - first).days + 2
    assert explained[0].startswith("2026-02-13 星期五  不计")
    assert explained[1] == "2026-02-14 星期六  第  1 日  春节调休上班  国办发明电〔2025〕7号"
    assert explained[2] == "2026-02-15 星期日  不计      春节放假  国办发明电〔2025〕7号"
    assert explained[-2].startswith("2026-03-19 星期四  第 20 日  工作日")


def test_deadline_from_events_stops_and_restarts(bureau, events):
    path = events(
        [
            {"act": "confirm_receipt", "on": "2024-04-26"},
            {"act": "ask_clarification", "on": "2024-05-09"},
            {"act": "receive_clarification", "on": "2024-05-13"},
        ]
    )
    assert lines("deadline", "2024-04-26", "--events", path)[-1] == "2024-06-11"


def test_deadline_from_events_holds_while_a_third_party_is_asked(bureau, events):
    path = events(
        [
            {
                "act": "consult_third_party",
                "on": "2024-09-06",
                "party": "某公司",
                "party_received_on": "2024-09-09",
            },
            {"act": "receive_opinion", "on": "2024-09-30", "party": "某公司"},
        ]
    )
    assert lines("deadline", "2024-09-03", "--events", path, "--today", "2024-10-09")[-1] == "2024-10-29"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{broken", "不是有效的 JSON"),
        ({"act": "reply"}, "应是一个列表"),
        ([{"act": "fly", "on": "2024-01-02"}], "不认识"),
        ([{"act": "reply"}], "第 1 项应写明"),
        ([{"act": "reply", "on": "2024-13-01"}], "日期应写作"),
        ([{"act": "extend", "on": "2024-01-03", "workdays": "many"}], "应为整数"),
        ([{"act": "receive_clarification", "on": "2024-01-03"}], "“办理中”的申请不能“收到补正”"),
        ([{"act": "extend", "on": "2024-01-03", "workdays": 21}], "最长为20个工作日"),
        ([{"act": "ask_clarification", "on": "2024-01-03"}], "没有到期日"),
    ],
)
def test_deadline_tells_what_is_wrong_with_the_events(bureau, events, content, message):
    with pytest.raises(CommandError, match=message):
        call_command("deadline", "2024-01-02", "--events", events(content))


@pytest.mark.parametrize(("start", "message"), [("13.2.2026", "日期应写作"), ("2199-01-01", "超出日历范围")])
def test_deadline_refuses_a_day_it_cannot_know(bureau, start, message):
    with pytest.raises(CommandError, match=message):
        call_command("deadline", start)


def test_deadline_of_a_missing_file_says_so(bureau):
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("deadline", "2024-01-02", "--events", "no-such-file.json")


@pytest.mark.parametrize(
    ("args", "answer"),
    [
        (("--pieces", "45"), "5500"),
        (("--pages", "68"), "380"),
        (("--pages", "30"), "0"),
        (("--pages", "0"), "0"),
    ],
)
def test_fee_prints_the_sum_on_the_last_line(args, answer):
    assert lines("fee", *args)[-1] == answer


def test_fee_shows_the_slices():
    assert lines("fee", "--pages", "150")[:-1] == [
        "第 1–30 页：每页 0 元，计 0 元",
        "第 31–100 页：每页 10 元，计 700 元",
        "第 101–150 页：每页 20 元，计 1000 元",
    ]


def test_fee_refuses_a_negative_number():
    with pytest.raises(CommandError, match="不能为负数"):
        call_command("fee", "--pages", "-1")
