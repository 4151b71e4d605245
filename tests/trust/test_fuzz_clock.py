"""The clock's file of events, in any state: a date, or one sentence in Chinese (条例33)."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from applications.law.transitions import Act

ANSWER = re.compile(r"\d{4}-\d\d-\d\d( provisional)?\n?")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
slow = settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
days = st.one_of(
    st.dates().map(str),
    st.integers(0, 60).map(lambda n: f"2026-0{3 + n // 28}-{n % 28 + 1:02d}"),
    st.sampled_from(["2026-02-30", "9999-12-31", "0001-01-01", "2060-12-31", "", "\x00", "20260302"]),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just(10**40)
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
)  # fmt: skip
acts = st.sampled_from([act.value for act in Act])
events = st.fixed_dictionaries(
    {"act": acts, "on": days},
    optional={
        "workdays": st.one_of(st.integers(-3, 30), anything),
        "until": st.one_of(days, anything),
        "party": st.one_of(st.sampled_from(["甲公司", "申请人", ""]), anything),
        "party_received_on": st.one_of(days, anything),
    },
)
files = st.one_of(
    st.binary(max_size=80),
    anything.map(lambda value: json.dumps(value).encode()),
    st.lists(st.one_of(events, anything), max_size=4).map(lambda rows: json.dumps(rows).encode()),
    st.lists(events, min_size=1, max_size=5).map(
        lambda rows: json.dumps(sorted(rows, key=lambda row: row["on"])).encode()
    ),
)


def told(path: Path, *args: str) -> str:
    """The answer or the refusal, whichever came."""
    out = StringIO()
    try:
        call_command("deadline", "2026-03-02", "--events", str(path), *args, stdout=out)
    except CommandError as error:
        return str(error)
    assert ANSWER.fullmatch(out.getvalue()), out.getvalue()
    return ""


def is_sentence(words: str) -> bool:
    return words == "" or (bool(CHINESE.search(words)) and words.endswith("。"))


@slow
@given(files, st.sampled_from(["2026-03-25", "2000-01-01", "9999-12-31", "2060-12-31"]))
@example(b"[" * 100_000, "2026-03-25")
@example(b'{"a":' * 100_000, "2026-03-25")
@example(b"9" * 5000, "2026-03-25")
@example(b"\xef\xbb\xbf[]", "2026-03-25")
@example(b'[{"act": "consult_organ", "on": "9999-12-31"}]', "2026-03-25")
def test_any_file_of_events_gives_a_day_or_a_sentence(bureau, tmp_path, content, today):
    path = tmp_path / "events.json"
    path.write_bytes(content)
    words = told(path, "--today", today)
    assert is_sentence(words), words


@slow
@given(st.lists(st.tuples(acts, st.integers(0, 40), st.integers(0, 30)), max_size=6), st.integers(0, 60))
def test_any_order_of_acts_gives_a_day_or_a_sentence(bureau, tmp_path, taken, today):
    """Well-formed events near each other, so that the procedure itself is gone through."""
    rows = [
        {
            "act": act,
            "on": f"2026-{3 + day // 28:02d}-{day % 28 + 1:02d}",
            "workdays": workdays,
            "until": "2026-06-30",
            "party": "甲公司",
        }
        for act, day, workdays in sorted(taken, key=lambda row: row[1])
    ]
    path = tmp_path / "events.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    words = told(path, "--today", f"2026-{3 + today // 28:02d}-{today % 28 + 1:02d}")
    assert is_sentence(words), words


@pytest.mark.parametrize("start", ["9999-12-31", "0001-01-01", "2060-12-31", "x", "\x00", "2026-13-01"])
def test_no_first_day_breaks_the_clock(bureau, start):
    with pytest.raises(CommandError) as refused:
        call_command("deadline", start, stdout=StringIO())
    assert is_sentence(str(refused.value))


def test_a_folder_in_place_of_the_file_is_told(bureau, tmp_path):
    assert "读不到文件" in told(tmp_path)
