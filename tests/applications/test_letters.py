"""Every letter of the list, as it goes out: what it must state (law.md 8.2), its number, and who gets it.

Days: submitted 2 March 2026, received on the 3rd, so the reply is due on the 31st.
"""

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from docx import Document

from applications.casework import perform
from applications.correction_letter import Finding, issue
from applications.deed import Deed
from applications.law.corrections import Correction
from applications.law.letter_texts import NOTE_COVERS, TEXTS
from applications.law.letters import EXTRA_LETTERS, LETTERS, LETTERS_BY_CODE, LETTERS_OF_ACT, Recipient
from applications.law.outcomes import OUTCOMES
from applications.law.receipt import Channel
from applications.law.transitions import Act, NotAllowed
from applications.letter_facts import FIELDS, attachment_lines, context_for
from applications.letters import issue_extra, preview
from applications.models import Application, CorrectionReply, Feedback, Letter
from tests.factories.applications import make_application, reply
from tests.factories.documents import docx, pdf, words

SUBMITTED, CONFIRMED, REPLIED, TODAY = (
    date(2026, 3, 2),
    date(2026, 3, 3),
    date(2026, 3, 20),
    date(2026, 3, 25),
)
DESCRIPTION = "2025年度外贸促进专项资金分配结果"
BODY = "聊城市人民政府"
EITHER = ("自收到之日起60日内", BODY, "申请行政复议", "自收到之日起6个月内", "人民法院提起行政诉讼")
REVIEW_FIRST = (
    "自收到之日起60日内",
    BODY,
    "第二十三条",
    "应当先申请行政复议",
    "自收到行政复议决定书之日起15日内",
)
# Every decision names the applicant, the day and number, the request, the bureau and the day.
OPENING = (
    "张三丰：",
    "2026年3月3日收到您提出的政府信息公开申请",
    DESCRIPTION,
    "聊城市商务局",
    "2026年3月20日",
)
NOTE = "此处为经办人所写的事实。"


def text_of(content: bytes) -> str:
    """All that can be read in a .docx: paragraphs and the cells of its tables."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def issued(letter: Letter) -> str:
    with letter.file.open("rb") as file:
        return text_of(file.read())


@pytest.fixture
def do(clerk, head, calendar) -> Callable:
    """Do an act as the one who may: ``do(case, Act.CONSULT_ORGAN, date(...), party="…")``."""

    def act_on(case: Application, act: Act, on: date, **fields: Any) -> Application:
        by = head if act in (Act.EXTEND, Act.DEFER) else clerk
        return perform(act, case, Deed(on, **fields), by=by, calendar=calendar, today=max(on, TODAY))

    return act_on


@pytest.fixture
def received(bureau, do) -> Application:
    return do(make_application(SUBMITTED), Act.CONFIRM_RECEIPT, CONFIRMED)


@pytest.fixture
def answered(received, clerk, head, calendar) -> Callable:
    """The text of the letter that an outcome sends."""

    def answer(outcome: str, case: Application = received, on: date = REPLIED, **fields: Any) -> str:
        fields = {"note": NOTE, **fields}
        case = reply(case, outcome, on, clerk=clerk, head=head, calendar=calendar, today=TODAY, **fields)
        return issued(case.letters.last())

    return answer


def lacking(text: str, *facts: str) -> list[str]:
    return [fact for fact in facts if fact not in text]


# --- procedural letters ---


@pytest.mark.parametrize(
    ("channel", "rule"),
    [
        (Channel.IN_PERSON, "第三十一条第（一）项，当面提交申请的，以提交之日为收到申请之日"),
        (Channel.MAIL_SIGNED, "第三十一条第（二）项，以邮寄方式提交申请的，以本机关签收之日为收到申请之日"),
        (
            Channel.MAIL_PLAIN,
            "第三十一条第（二）项，以平常信函提交申请的，以本机关与申请人确认之日为收到申请之日",
        ),
        (Channel.WEB, "第三十一条第（三）项，通过互联网、传真等渠道提交申请的，以双方确认之日为收到申请之日"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_l02_article_31_names_the_day_of_receipt_its_rule_and_the_limit(bureau, do, channel, rule):
    case = make_application(SUBMITTED, channel=channel, signed_on=CONFIRMED)
    text = issued(do(case, Act.CONFIRM_RECEIPT, CONFIRMED).letters.get())
    day, due = ("2", "30") if channel is Channel.IN_PERSON else ("3", "31")
    assert lacking(
        text, case.number, f"收到申请之日为2026年3月{day}日", rule, "第三十三条", "20个工作日", f"2026年3月{due}日前答复",
        channel.label, "0635-2119228", "聊商公开收〔2026〕1号",
    ) == []  # fmt: skip
    assert ("查询码" in text) == (channel is Channel.WEB)


def test_l02_says_so_where_the_office_counts_from_submission(bureau, do, settings):
    settings.GK_WEB_RECEIPT_RULE = "submit"
    text = issued(do(make_application(SUBMITTED), Act.CONFIRM_RECEIPT, CONFIRMED).letters.get())
    assert lacking(text, "收到申请之日为2026年3月2日", "本机关以提交之日为收到申请之日") == []


def test_l03_article_30_says_what_to_supply_how_until_when_and_what_silence_means(received, do):
    until = date(2026, 3, 30)
    case = do(
        received, Act.ASK_CLARIFICATION, date(2026, 3, 9), note="没有写明年度。\n请补充年度。", until=until
    )
    assert lacking(
        issued(case.letters.last()), DESCRIPTION, "第三十条", "一次性告知", "没有写明年度。", "请补充年度。", "2026年3月30日前",
        "由本机关工作人员指导", "0635-2119228", "自收到补正材料之日起重新计算", "视为放弃申请", "聊商公开补〔2026〕1号",
    ) == []  # fmt: skip


def test_l04_article_35_states_the_numbers_and_asks_for_reasons(received, do):
    case = do(
        received, Act.ASK_REASONS, date(2026, 3, 9), note="一月至三月共申请42件。", until=date(2026, 3, 30)
    )
    assert lacking(
        issued(case.letters.last()), "一月至三月共申请42件。", "第三十五条", "2026年3月30日前书面说明申请的理由", "不予处理",
        "聊商公开理〔2026〕1号",
    ) == []  # fmt: skip


def test_l05_article_33_2_gives_reason_new_limit_and_the_heads_consent(received, do):
    do(received, Act.REQUEST_EXTENSION, date(2026, 3, 19), note="需要检索历年档案")
    case = do(received, Act.EXTEND, date(2026, 3, 20), workdays=20, note="需要检索历年档案。")
    assert lacking(
        issued(case.letters.last()), "因需要检索历年档案，本机关", "第三十三条第二款", "经政府信息公开工作机构负责人同意",
        "延长20个工作日", "答复期限为2026年4月29日", "聊商公开延〔2026〕1号",
    ) == []  # fmt: skip


def test_l06_article_35_names_the_later_day(received, do):
    do(received, Act.ASK_REASONS, date(2026, 3, 9), note="42件", until=date(2026, 3, 30))
    do(received, Act.RECEIVE_REASONS, date(2026, 3, 16), note="用于研究")
    case = do(received, Act.DEFER, date(2026, 3, 17), note="数量较多", until=date(2026, 6, 30))
    assert (
        lacking(
            issued(case.letters.last()),
            "本机关认为合理",
            "因数量较多，",
            "第三十五条",
            "2026年6月30日前答复",
            "聊商公开迟〔2026〕1号",
        )
        == []
    )


CONSULTATIONS = {
    Act.CONSULT_THIRD_PARTY: (
        "L07",
        ("第十五条、第三十二条", "自收到本函之日起15个工作日内", "同意或者不同意公开", "说明理由", "逾期未提出意见的，由本机关", "聊商公开征〔2026〕1号"),
        "权益可能受到影响的第三方",
    ),
    Act.CONSULT_JOINT_MAKER: (
        "L10",
        ("第三十四条", "15个工作日内", "逾期未提出意见的，视为同意公开", "聊商公开共〔2026〕1号"),
        "共同制作该信息的行政机关",
    ),
    Act.CONSULT_ORGAN: (
        "L11",
        ("15个工作日内书面回复", "第三十三条第三款", "不计算在本机关的答复期限内", "聊商公开协〔2026〕1号"),
        "其他有关机关",
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", CONSULTATIONS)
def test_articles_32_to_34_the_party_is_asked_and_the_applicant_told_without_its_name(received, do, act):
    code, facts, asked = CONSULTATIONS[act]
    case = do(received, act, date(2026, 3, 9), party="神秘公司", note="合同价格可能涉及商业秘密。")
    to_party, to_applicant = issued(case.letters.get(code=code)), issued(case.letters.get(code="L08"))
    assert lacking(to_party, "神秘公司：", "合同价格可能涉及商业秘密。", case.number, *facts) == []
    assert "张三丰" not in to_party
    assert lacking(
        to_applicant, "张三丰：", f"于2026年3月9日就所涉信息书面征求{asked}的意见", "第三十三条第三款",
        "不计算在答复期限内", "聊商公开征告〔2026〕1号",
    ) == []  # fmt: skip
    assert "神秘公司" not in to_applicant
    assert "商业秘密" not in to_applicant


@pytest.mark.parametrize(
    ("act", "choices"),
    [
        (Act.CONSULT_THIRD_PARTY, ("□ 同意公开。", "□ 不同意公开。", "不同意公开的理由：", "签名（盖章）：", "年　　月　　日")),
        (Act.CONSULT_JOINT_MAKER, ("□ 同意公开。", "□ 不同意公开，理由和依据：", "单位印章", "年　　月　　日")),
    ],
)  # fmt: skip
def test_l07_and_l10_come_with_a_slip_for_the_answer(received, do, act, choices):
    case = do(received, act, date(2026, 3, 9), party="某方", note="合同")
    letter = case.letters.exclude(code="L08").last()
    assert (
        lacking(
            issued(letter), "意见回执", letter.number, *choices, "聊城市卫育路6号", "252000", "0635-2119268"
        )
        == []
    )


def test_l11_names_the_day_wanted_where_one_is_given(received, do):
    case = do(
        received, Act.CONSULT_ORGAN, date(2026, 3, 9), party="市财政局", note="x", until=date(2026, 3, 18)
    )
    assert "请于2026年3月18日前书面回复" in issued(case.letters.get(code="L11"))


def test_l26_article_42_and_109_hao_show_the_calculation_and_what_follows(received, do):
    case = do(received, Act.NOTIFY_FEE, date(2026, 3, 5), scale="pages", count=150, note="请到205房间缴纳。")
    assert lacking(
        issued(case.letters.last()), "第四十二条", "国办函〔2020〕109号", "按量计收", "共150页", "第31至100页，每页10元，计700元",
        "第101至150页，每页20元，计1000元", "合计1700元", "缴纳办法：请到205房间缴纳。", "自收到本通知次日起20个工作日内",
        "自缴清费用的次日起重新计算", "视为放弃申请", "聊商公开费〔2026〕1号",
    ) == []  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((), "L02"),
        (((Act.ASK_CLARIFICATION, {"until": date(2026, 3, 30)}),), "L03"),
        (((Act.ASK_REASONS, {"until": date(2026, 3, 30)}),), "L04"),
        (((Act.REQUEST_EXTENSION, {}), (Act.EXTEND, {"workdays": 5})), "L05"),
        (((Act.CONSULT_THIRD_PARTY, {"party": "某方"}),), "L07"),
        (((Act.CONSULT_THIRD_PARTY, {"party": "某方"}),), "L08"),
        (((Act.CONSULT_JOINT_MAKER, {"party": "某方"}),), "L10"),
        (((Act.CONSULT_ORGAN, {"party": "某方"}),), "L11"),
        (((Act.NOTIFY_FEE, {"scale": "pieces", "count": 12}),), "L26"),
    ],
)
def test_review_132_hao_3_procedural_letters_name_no_remedy(received, do, steps, code):
    for act, fields in steps:
        do(received, act, date(2026, 3, 9), note="缘由", **fields)
    text = issued(received.letters.get(code=code))
    assert "行政复议" not in text
    assert "诉讼" not in text


# --- decisions ---

DECISIONS = {
    "GRANT_PUBLIC": ("L12", ("第三十六条第（一）项", "方式、途径")),
    "GRANT": ("L13", ("第三十六条第（二）项", "获取该政府信息的方式、途径和时间如下")),
    "UNABLE_NONE": ("L16", ("第三十六条第（四）项", "进行了检索", "该政府信息不存在")),
    "UNABLE_NOTOURS": ("L17", ("第十条", "第三十六条第（五）项", "负责公开的行政机关的名称和联系方式")),
    "NOPROC_REPEAT": ("L18", ("第三十六条第（六）项", "此前已就相同的政府信息提出申请", "不予重复处理")),
    "DENY_QUERY": ("L19", ("第三十六条第（七）项", "特别规定")),
    "UNABLE_CREATE": ("L20", ("第三十八条", "加工、分析", "可供参考的现有信息")),
    "NOPROC_PETITION": ("L22", ("第三十九条第一款", "信访、投诉、举报", "下列渠道")),
    "NOPROC_PUBLICATION": ("L23", ("第三十九条第二款", "公开出版物", "获取的途径")),
    "NOPROC_CONFIRM": ("L25", ("第二条", "确认或者重新出具", "不予处理")),
    "OTHER_NOTINFO": ("L29", ("第二条", "不属于政府信息")),
}
REFUSALS = {
    "DENY_SECRET": ("第十四条", "国家秘密"),
    "DENY_LAW": ("第十四条", "法律、行政法规禁止公开"),
    "DENY_SAFETY": ("第十四条", "国家安全、公共安全、经济安全或者社会稳定"),
    "DENY_THIRD": ("第十五条、第三十二条", "第三方合法权益", "公共利益"),
    "DENY_INTERNAL": ("第十六条第一款", "人事管理、后勤管理、内部工作流程"),
    "DENY_PROCESS": ("第十六条第二款", "讨论记录、过程稿、磋商信函、请示报告"),
    "DENY_CASE": ("第十六条第二款", "行政执法案卷"),
}


@pytest.mark.parametrize("outcome", DECISIONS)
def test_article_36_each_answer_states_facts_articles_and_either_remedy(received, answered, outcome):
    code, facts = DECISIONS[outcome]
    text = answered(outcome)
    assert received.letters.last().code == code
    assert lacking(text, *OPENING, received.number, NOTE, *facts, *EITHER, "聊商公开告〔2026〕1号") == []
    assert "应当先申请行政复议" not in text


@pytest.mark.parametrize("outcome", REFUSALS)
def test_articles_14_to_16_each_refusal_names_its_ground_and_that_review_comes_first(
    received, answered, outcome
):
    text = answered(outcome)
    assert received.letters.last().code == "L15"
    assert (
        lacking(
            text, *OPENING, NOTE, "第三十六条第（三）项", "决定不予公开", *REFUSALS[outcome], *REVIEW_FIRST
        )
        == []
    )
    assert "6个月" not in text


@pytest.mark.parametrize("outcome", REFUSALS)
def test_review_law_23_a_refusal_before_2024_keeps_the_wording_of_its_time(bureau, do, answered, outcome):
    case = do(make_application(date(2023, 3, 1)), Act.CONFIRM_RECEIPT, date(2023, 3, 2))
    text = answered(outcome, case, date(2023, 3, 20))
    assert lacking(text, *EITHER) == []
    assert "应当先申请行政复议" not in text


def test_article_16_2_a_refusal_names_the_very_kind_of_process_information(answered):
    text = answered("DENY_PROCESS", grounds=("16-2-record",))
    assert "过程性信息（讨论记录）" in text
    assert "磋商信函" not in text


def test_article_32_a_refusal_for_a_third_party_tells_that_it_was_asked_but_not_who(received, do, answered):
    do(received, Act.CONSULT_THIRD_PARTY, date(2026, 3, 9), party="神秘公司", note="x")
    do(received, Act.RECEIVE_OPINION, date(2026, 3, 16), party="神秘公司", note="不同意")
    text = answered("DENY_THIRD")
    assert "本机关于2026年3月9日书面征求第三方意见，第三方于2026年3月16日提出意见。" in text
    assert "神秘公司" not in text


def test_article_37_partial_disclosure_names_what_is_given_and_what_is_not(answered):
    text = answered(
        "PARTIAL",
        withheld="第三条价格条款",
        grounds=("15",),
        files=[("合同节选.pdf", ContentFile(pdf(words("x")), name="a.pdf"))],
    )
    assert (
        lacking(
            text,
            *OPENING,
            "第三十七条",
            "附件：合同节选",
            "不予公开的部分：第三条价格条款",
            "第十五条",
            NOTE,
            *REVIEW_FIRST,
        )
        == []
    )


def test_article_37_a_part_withheld_on_no_ground_of_14_to_16_leaves_both_ways_open():
    assert OUTCOMES["PARTIAL"].remedy.value == "either"


def test_article_36_2_and_40_what_is_given_is_listed_and_the_way_told(answered):
    files = [
        (name, ContentFile(content, name="a.pdf"))
        for name, content in (("分配结果.pdf", pdf(words("x"))), ("说明.docx", docx("甲")))
    ]
    text = answered("GRANT", files=files)
    assert lacking(text, "附件：1.分配结果", "　　　2.说明", "所附文件2份", "电子文件", "在本网站下载") == []
    assert ".pdf" not in text


def test_l21_article_30_names_the_day_of_the_first_request(received, do, answered):
    do(received, Act.ASK_CLARIFICATION, date(2026, 3, 9), note="x", until=date(2026, 3, 30))
    do(received, Act.RECEIVE_CLARIFICATION, date(2026, 3, 16), note="还是不清楚")
    text = answered("UNABLE_UNCLEAR")
    assert lacking(text, "2026年3月9日告知您补正", "仍不明确", "第三十条", NOTE, *EITHER) == []


def test_l24_article_35_states_counts_and_why_the_reasons_do_not_hold(received, do, answered):
    do(received, Act.ASK_REASONS, date(2026, 3, 9), note="42件", until=date(2026, 3, 30))
    do(received, Act.RECEIVE_REASONS, date(2026, 3, 16), note="没有理由")
    text = answered("NOPROC_EXCESS")
    assert lacking(text, *OPENING, "理由不合理", "第三十五条", NOTE, "不予处理", *EITHER) == []


def test_l27_article_30_tells_when_a_supplement_was_asked_and_not_given(received, do):
    do(received, Act.ASK_CLARIFICATION, date(2026, 3, 9), note="x", until=date(2026, 3, 13))
    case = do(received, Act.ABANDON, date(2026, 3, 16))
    assert lacking(
        issued(case.letters.last()), "2026年3月9日告知您补正", "补正期限至2026年3月13日", "逾期未补正", "第三十条", "终止办理",
        *EITHER, "聊商公开终〔2026〕1号",
    ) == []  # fmt: skip


def test_l27_109_hao_tells_when_a_fee_was_asked_and_not_paid(received, do, time_machine):
    do(
        received,
        Act.NOTIFY_FEE,
        date(2026, 3, 5),
        scale="pages",
        count=150,
        note="x",
        party_received_on=date(2026, 3, 5),
    )
    case = do(received, Act.LAPSE_FEE, date(2026, 4, 20))
    assert lacking(
        issued(case.letters.last()), "2026年3月5日通知您缴纳信息处理费1700元", "20个工作日", "逾期未缴纳",
        "国办函〔2020〕109号", "第四十二条", *EITHER,
    ) == []  # fmt: skip


def test_l27_a_withdrawal_is_confirmed_without_remedy(received, do):
    text = issued(do(received, Act.WITHDRAW, date(2026, 3, 10)).letters.last())
    assert lacking(text, "您于2026年3月10日自愿撤回该申请", "终止办理") == []
    assert "行政复议" not in text


def test_l27_a_merged_application_is_told_so_without_remedy(answered):
    text = answered("OTHER_MERGED")
    assert lacking(text, "并入该件一并办理", "终止办理", NOTE) == []
    assert "行政复议" not in text


def test_an_organisation_is_spoken_to_as_one(bureau, do):
    case = make_application(
        SUBMITTED, applicant_kind="company", name="某公司", identity_kind="credit_code", contact_name="李"
    )
    text = issued(do(case, Act.CONFIRM_RECEIPT, CONFIRMED).letters.get())
    assert "贵单位于2026年3月2日" in text
    assert "您" not in text


# --- letters that accompany no act ---


def test_l01_articles_29_and_45_hold_all_that_was_given(received, staff):
    clerk = staff("intake", "applications.receive_application")
    received.handler, received.email, received.address = clerk, "z@example.com", "某路1号"
    received.save()
    letter = issue_extra(received, "L01", Deed(TODAY), clerk, today=TODAY)
    assert lacking(
        issued(letter), received.number, "自然人", "张三丰", "护照　E12345678", "0635-8888888", "z@example.com", "某路1号",
        DESCRIPTION, "电子文件", "在本网站下载", "本网站在线提交", "2026年3月2日9时30分", "2026年3月3日", "2026年3月31日", "intake",
    ) == []  # fmt: skip
    assert (letter.number, letter.event, letter.issued_by) == ("", None, clerk)


@pytest.fixture
def objected(received, do) -> Application:
    do(received, Act.CONSULT_THIRD_PARTY, date(2026, 3, 9), party="某公司", note="合同")
    return do(received, Act.RECEIVE_OPINION, date(2026, 3, 16), party="某公司", note="不同意")


def test_l09_article_32_tells_the_third_party_what_is_disclosed_and_why(objected, head):
    note = "公开的信息内容：合同金额。\n公开的理由：涉及公共安全。"
    letter = issue_extra(objected, "L09", Deed(TODAY, party="某公司", note=note), head, today=TODAY)
    text = issued(letter)
    assert lacking(
        text, "某公司：", "2026年3月9日", "贵方于2026年3月16日提出意见", "第三十二条", "合同金额", "涉及公共安全", *EITHER,
        "如不服本决定", "聊商公开决〔2026〕1号",
    ) == []  # fmt: skip
    assert "张三丰" not in text


def test_l09_is_for_the_head_and_for_a_party_that_was_asked(objected, clerk, head):
    deed = Deed(TODAY, party="某公司", note="x")
    with pytest.raises(PermissionDenied, match="审批"):
        issue_extra(objected, "L09", deed, clerk, today=TODAY)
    with pytest.raises(NotAllowed, match="第三十二条"):
        issue_extra(objected, "L09", Deed(TODAY, party="别的公司", note="x"), head, today=TODAY)
    with pytest.raises(NotAllowed, match="内容和理由"):
        issue_extra(objected, "L09", Deed(TODAY, party="某公司"), head, today=TODAY)
    assert Letter.objects.filter(code="L09").count() == 0


def test_l30_article_45_fills_in_what_the_register_of_service_knows(received, do, clerk):
    case = do(received, Act.REPLY, REPLIED, outcome="GRANT", note="x")
    case = do(case, Act.SERVE, date(2026, 3, 24), way="registered", proof="XA12345678901")
    letter = issue_extra(case, "L30", Deed(TODAY), clerk, today=TODAY, served=case.letters.get(code="L13"))
    assert lacking(
        issued(letter), "送达回证", "张三丰", "政府信息予以公开告知书", "聊商公开告〔2026〕1号", "挂号信、特快专递",
        "2026年3月24日", "XA12345678901", "受送达人签名或者盖章", "送达人签名",
    ) == []  # fmt: skip


def test_l30_serves_a_letter_of_the_same_case_only(received, clerk, do):
    other = do(make_application(SUBMITTED), Act.CONFIRM_RECEIPT, CONFIRMED)
    for served in (None, other.letters.get()):
        with pytest.raises(NotAllowed, match="本件"):
            issue_extra(received, "L30", Deed(TODAY), clerk, today=TODAY, served=served)


def test_a_letter_of_an_act_is_not_issued_apart_and_none_on_an_impossible_day(received, clerk):
    with pytest.raises(NotAllowed, match="不能另行制发"):
        issue_extra(received, "L15", Deed(TODAY), clerk, today=TODAY)
    for day in (date(2026, 3, 1), date(2026, 3, 26)):
        with pytest.raises(NotAllowed, match="请核对"):
            issue_extra(received, "L01", Deed(day), clerk, today=TODAY)


def test_extra_letters_do_not_stand_in_the_way_of_serving_the_reply(received, do, clerk):
    case = do(received, Act.REPLY, REPLIED, outcome="GRANT", note="x")
    issue_extra(case, "L30", Deed(TODAY), clerk, today=TODAY, served=case.letters.get(code="L13"))
    do(case, Act.SERVE, TODAY, way="in_person")
    assert case.letters.get(code="L13").services.count() == 1


# --- corrections of one's own record ---

CORRECTIONS = {
    Correction.CORRECTED: "已予以更正",
    Correction.DECLINED: "不予更正",
    Correction.FORWARDED: "转送市人社局处理",
    Correction.REFERRED: "请向市人社局提出",
}


@pytest.fixture
def request_to_correct(bureau) -> Feedback:
    return Feedback.objects.create(
        number="GZ2026-0003", kind=Feedback.Kind.CORRECTION, name="张三丰", phone="0635-8888888",
        content="姓名写错", page="对外劳务名册", submitted_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
        submission_key=uuid4(),
    )  # fmt: skip


def found(result=Correction.CORRECTED, on=TODAY, **changes) -> Finding:
    return Finding(
        on, result, **{"evidence": "身份证复印件", "note": "情况说明。", "party": "市人社局"} | changes
    )


@pytest.mark.parametrize("result", Correction)
def test_l28_article_41_states_evidence_result_and_remedy(request_to_correct, bureau, clerk, result):
    reply = issue(request_to_correct, found(result), by=clerk, agency=bureau, today=TODAY)
    content = reply.file.read()
    reply.file.close()
    assert lacking(
        text_of(content), "张三丰：", "GZ2026-0003", "2026年3月2日", "对外劳务名册：姓名写错", "身份证复印件", "第四十一条",
        "情况说明。", CORRECTIONS[result], *EITHER, "聊商公开更〔2026〕1号",
    ) == []  # fmt: skip
    assert reply.sha256 == hashlib.sha256(content).hexdigest()
    request_to_correct.refresh_from_db()
    assert (request_to_correct.state, request_to_correct.answered_on) == ("answered", TODAY)


@pytest.mark.parametrize(
    ("finding", "fault"),
    [
        (found(Correction.FORWARDED, party=""), "有权更正的行政机关"),
        (found(on=date(2026, 3, 1)), "早于提交之日"),
        (found(on=TODAY + timedelta(days=1)), "还没有到"),
    ],
)
def test_l28_names_the_organ_it_forwards_to_and_a_day_that_can_be(
    request_to_correct, bureau, clerk, finding, fault
):
    with pytest.raises(NotAllowed, match=fault):
        issue(request_to_correct, finding, by=clerk, agency=bureau, today=TODAY)
    assert CorrectionReply.objects.count() == 0


def test_l28_goes_out_once_for_corrections_only_and_never_changes(request_to_correct, bureau, clerk):
    reply = issue(request_to_correct, found(), by=clerk, agency=bureau, today=TODAY)
    with pytest.raises(NotAllowed, match="已经制发过"):
        issue(request_to_correct, found(), by=clerk, agency=bureau, today=TODAY)
    for change in (reply.save, reply.delete):
        with pytest.raises(ValidationError):
            change()
    complaint = Feedback.objects.create(
        number="TS2026-0001", kind=Feedback.Kind.COMPLAINT, content="x", submitted_at=request_to_correct.submitted_at,
        submission_key=uuid4(),
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="更正"):
        issue(complaint, found(), by=clerk, agency=bureau, today=TODAY)


# --- the list as a whole ---


def test_every_letter_goes_out_with_an_act_an_outcome_or_apart():
    with_acts = {code for codes in LETTERS_OF_ACT.values() for code in codes}
    with_outcomes = {outcome.letter for outcome in OUTCOMES.values()}
    assert with_acts | with_outcomes | set(EXTRA_LETTERS) | {"L28"} == set(LETTERS_BY_CODE)


def test_every_letter_with_a_text_says_what_the_officer_must_add():
    with_note = {
        code for code, lines in TEXTS.items() if any("{note}" in line or "{reason}" in line for line in lines)
    }
    assert with_note - NOTE_COVERS.keys() == {"L27"}


def test_the_page_of_an_act_says_what_the_officer_must_write(client, received, clerk):
    client.force_login(clerk)
    page = f"/admin/applications/application/{received.pk}/act/"
    assert (
        "应当写明：哪些内容不明确，需要补充什么。" in client.get(f"{page}ask_clarification/").content.decode()
    )
    html = client.get(f"{page}propose_reply/").content.decode()
    assert "<li>政府信息不存在告知书：检索的系统和档案，检索词，检索的科室，检索的日期</li>" in html
    assert "<li>政府信息不予公开告知书：" in html
    assert "应当写明" in client.get(f"{page}reply/").content.decode()
    assert "应当写明" not in client.get(f"{page}withdraw/").content.decode()


def test_only_decisions_bear_a_remedy_and_only_the_party_and_the_file_are_hidden():
    assert {kind.code for kind in LETTERS if kind.to is not Recipient.APPLICANT} == {
        "L01", "L07", "L09", "L10", "L11", "L30",
    }  # fmt: skip
    assert {kind.code for kind in LETTERS if not kind.decision} == {
        "L01", "L02", "L03", "L04", "L05", "L06", "L07", "L08", "L10", "L11", "L26", "L30",
    }  # fmt: skip


def test_the_context_fills_every_placeholder_and_no_other(received, bureau):
    context = context_for(LETTERS_BY_CODE["L02"], received, Deed(TODAY), agency=bureau, number="x")
    assert context.keys() == FIELDS.keys()


def test_preview_shows_the_days_that_will_be_and_changes_nothing(received, do, bureau):
    do(received, Act.REQUEST_EXTENSION, date(2026, 3, 19), note="x")
    kind, content = preview(
        Act.EXTEND, received, Deed(date(2026, 3, 20), workdays=20, note="检索"), outcome="", agency=bureau
    )
    received.refresh_from_db()
    assert "答复期限为2026年4月29日" in text_of(content)
    assert (kind.code, received.due_on, received.letters.count()) == ("L05", date(2026, 3, 31), 1)


def test_preview_of_the_receipt_counts_from_the_day_of_the_channel(bureau):
    case = make_application(SUBMITTED, channel=Channel.MAIL_SIGNED)
    with pytest.raises(NotAllowed, match="签收日期"):
        preview(Act.CONFIRM_RECEIPT, case, Deed(CONFIRMED), outcome="", agency=bureau)
    case.signed_on = CONFIRMED
    _, content = preview(Act.CONFIRM_RECEIPT, case, Deed(date(2026, 3, 5)), outcome="", agency=bureau)
    assert lacking(text_of(content), "收到申请之日为2026年3月3日", "2026年3月31日前答复") == []


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        ([], []),
        (["结果.pdf"], ["附件：结果"]),
        (["甲.pdf", "乙.v2.xlsx"], ["附件：1.甲", "　　　2.乙.v2"]),
    ],
)
def test_gbt_9704_attachments_are_numbered_only_where_there_are_several(names, lines):
    assert attachment_lines(names) == lines
