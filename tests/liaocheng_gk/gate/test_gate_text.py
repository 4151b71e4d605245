import random
from pathlib import Path

import pytest

from liaocheng_gk.gate import inspect_text
from liaocheng_gk.gate.text import inspect_places, masked
from tests.factories.documents import bank_card, mobile, resident_number

HOUSE = Path(__file__).parents[3]
ID, CARD, PHONE = resident_number(), bank_card(), mobile()
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def rules(text: str, **given) -> list[str]:
    return [finding.rule for finding in inspect_text(text, **given)]


def grouped(number: str, *lengths: int, by: str = " ") -> str:
    pieces, at = [], 0
    for length in lengths:
        pieces.append(number[at : at + length])
        at += length
    return by.join(pieces)


@pytest.mark.parametrize(
    "written",
    [
        ID,
        f"张三{ID}。",
        f"身份证号:{ID},电话",
        ID.translate(WIDE),
        grouped(ID, 6, 8, 4),
        grouped(ID, 6, 8, 4, by="-"),
        grouped(ID, 6, 4, 2, 2, 4),
        grouped(ID, 14, 4, by="\n"),
        grouped(ID, 9, 9, by="\r\n"),
        " ".join(ID),
        "　".join(ID),
        "\u200b".join(ID),
        resident_number("11010519491231002").replace("X", "x"),
        resident_number("11010519491231002").replace("X", "Ｘ"),
        resident_number("11010519491231002")[:17] + " X",
        "371502900101123",
    ],
)
def test_s15_a_resident_number_is_found_however_it_is_written(written):
    assert rules(f"名单 {written} 聊城") == ["ID"]


@pytest.mark.parametrize(
    "harmless",
    [
        ID[:17] + ("0" if ID[17] != "0" else "1"),  # wrong check character
        resident_number("37150219901301123"),  # month 13
        resident_number("37150219900230123"),  # 30 February
        resident_number("99150219900101123"),  # no such province
        resident_number("37150217900101123"),  # another century
        ID + "1",
        "A" + ID,
        ID[:6] + "********" + ID[14:],
        "371502901301123",
        "113715000046313412",  # the bureau's own credit code
        "113715000046313412/2026-00001",
        "91371500MA3C0D2X5K",
    ],
)
def test_what_only_looks_like_a_resident_number_passes(harmless):
    assert rules(f"编号 {harmless} 聊城") == []


@pytest.mark.parametrize(
    "written",
    [
        CARD,
        bank_card("621700251000123456"),
        bank_card("436742123456789"),
        bank_card("955880123456789012"),
        grouped(CARD, 4, 4, 4, 4),
        grouped(CARD, 4, 4, 4, 4, by="-"),
        CARD.translate(WIDE),
        f"卡号：{grouped(bank_card('436742123456789'), 4, 4, 4, 4)}",
        grouped(CARD, 8, 8, by="\n"),
    ],
)
def test_s15_a_bank_card_is_found(written):
    assert rules(f"开户行 {written}。") == ["CARD"]


@pytest.mark.parametrize(
    "harmless",
    [
        CARD[:-1] + str((int(CARD[-1]) + 1) % 10),
        bank_card("123456789012345"),
        bank_card("62170025100"),
        "6222222222222222",
        f"出口额 {grouped(bank_card('436742123456789'), 4, 4, 4, 4)} 亿元",
        f"2019 {grouped(CARD, 4, 4, 4, 4)}",
    ],
)
def test_what_only_looks_like_a_bank_card_passes(harmless):
    assert rules(harmless) == []


@pytest.mark.parametrize(
    "written",
    [PHONE, f"电话{PHONE}", f"+86 {PHONE}", f"86{PHONE}", grouped(PHONE, 3, 4, 4), grouped(PHONE, 3, 4, 4, by="-"),
     PHONE.translate(WIDE), f"{PHONE}@163.com", f"1,{PHONE},女"],
)  # fmt: skip
def test_a_mobile_number_is_found(written):
    assert rules(written) == ["MOBILE"]


@pytest.mark.parametrize(
    "harmless",
    ["0635-2119228", "12306", "12345678901", f"{PHONE}元", f"￥{PHONE}.00", f"{PHONE}.50", f"0.{PHONE}", f"a{PHONE}", f"{PHONE}1",
     "12 138 0063 5111 99", "第14050087号", "3715000010", "2026-03-02 13:00:00", "13800\n635111"],
)  # fmt: skip
def test_landlines_figures_and_sums_are_no_mobile_numbers(harmless):
    assert rules(harmless) == []


def test_the_offices_own_published_numbers_are_allowed_in_any_notation():
    assert rules(f"值班电话 {grouped(PHONE, 3, 4, 4)}", allowed=[grouped(PHONE, 3, 4, 4, by="-")]) == []
    assert rules(f"值班电话 {mobile('139')}", allowed=[PHONE]) == ["MOBILE"]


def test_an_excerpt_never_holds_a_whole_number():
    found = inspect_text(f"李某 {PHONE} 证件{ID}，卡{CARD}")
    assert [finding.rule for finding in found] == ["MOBILE", "ID", "CARD"]
    for finding, number in zip(found, (PHONE, ID, CARD), strict=True):
        assert number not in str(finding)
        assert PHONE not in str(finding)
        assert str(finding).count("*") >= 6
        assert number[:3] in finding.excerpt


@pytest.mark.parametrize("number", [PHONE, ID, CARD])
def test_at_least_six_digits_are_masked(number):
    assert masked(number).count("*") >= 6
    assert len(masked(number)) == len(number)


def test_a_finding_names_the_paragraph():
    assert inspect_text(f"甲\n乙\n{ID}\n{PHONE}", place="正文")[1].place == "正文，第 4 段"


def test_a_number_broken_over_two_places_is_found_at_the_first():
    found = inspect_places([("第 1 页", f"名单 {ID[:10]}"), ("第 2 页", f"{ID[10:]} 完")])
    assert [(finding.rule, finding.place) for finding in found] == [("ID", "第 1 页")]


def test_no_false_alarm_in_the_published_reports_and_the_fixtures():
    """Every figure of the bureau's eight reports, its addresses, numbers, calendars and index numbers."""
    texts = [
        *(HOUSE / "tests/reports/data").glob("*.txt"),
        *(HOUSE / "fixtures").glob("*.json"),
        *(HOUSE / "docs").glob("*.md"),
    ]
    assert len(texts) > 15
    assert [
        (path.name, str(one)) for path in texts for one in inspect_text(path.read_text(encoding="utf-8"))
    ] == []


def test_random_tables_of_figures_raise_no_alarm_of_a_card_or_a_resident_number():
    draw = random.Random(7)
    found = []
    for _ in range(40):
        rows = (
            "\t".join(str(draw.randint(0, 10 ** draw.randint(1, 9))) for _ in range(12)) for _ in range(200)
        )
        found += [finding for finding in inspect_text("\n".join(rows)) if finding.rule != "MOBILE"]
    assert found == []


def test_a_million_digits_take_no_time_to_speak_of():
    assert inspect_text("1" * 1_000_000) == []
    assert inspect_text("12 " * 100_000) == []
