"""The guide holds every clause, from data: each fact is changed first, so that a fact written into a page fails."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django.core.management import call_command

from disclosure.guide import SECTIONS, name_history
from disclosure.law.exemptions import EXEMPTIONS
from disclosure.law.instruments import INSTRUMENTS
from disclosure.law.replies import REPLIES
from disclosure.models import Category
from liaocheng_gk.models import Agency, AgencyName, Channel, OfficeHours

CHANGED = {
    "address": "湖滨市新街88号",
    "postcode": "654321",
    "phone": "0999-1111111",
    "fax": "0999-2222222",
    "email": "gk@example.gov.cn",
    "complaint_phone": "0999-3333333",
    "complaint_fax": "0999-4444444",
    "office": "湖滨市商务局政务公开科",
    "receiving_room": "一楼3号窗口",
    "envelope_mark": "公开申请字样",
    "review_body": "湖滨市人民政府",
    "court": "湖滨区人民法院",
    "online_retention_years": 7,
    "organisation_code": "91370000ABCDEFGH1J",
    "city_application_page": "https://www.example.gov.cn/apply-here/",
    "guide_reviewed_on": date(2026, 2, 3),
}


# fmt: off
CLAUSES = (
    # 一 classification, and how the catalogue is arranged
    "机构职能", "政策法规", "业务工作", "财政资金信息", "年度工作报告", "领导分工", "规范性文件",
    "流通产业结构调整", "应急保供", "服务贸易", "经济开发区的协调", "投资促进的评价和考核", "“三公”经费",
    "政府信息公开目录", "索引号、名称、内容概述和生成日期", "“91370000ABCDEFGH1J/",
    # where the guide itself is found, and that it is renewed
    "本指南每年更新一次", "最近核对：2026年2月3日", "到便民服务台（北门内）领取", "湖滨商务网",
    # 二（一） active disclosure: scope, forms, limit, retention with exceptions
    "都由本机关主动公开，查阅、下载不收费", "政府公报、新闻发布会", "报纸、广播、电视", "公告栏、电子屏幕",
    "形成或者变更之日起20个工作日内公开", "对期限另有规定的",
    "法律法规和规范性文件和行政许可类信息在网上长期保留", "在网上保留7年", "档案馆阅览室（南楼二层）查阅",
    # 二（二） on application: who, channels
    "湖滨市商务局政务公开科负责受理", "不必说明理由和用途",
    "受理点：湖滨市新街88号，一楼3号窗口", "上午7:45至12:00，下午14:30至18:15",
    "10月1日至次年4月30日的工作日：上午8:30至12:00，下午14:00至17:30",
    "654321，湖滨市新街88号，湖滨市商务局政务公开科（收）", "信封左下角注明“公开申请字样”字样",
    "gk@example.gov.cn", "通过市政府依申请公开网页", "填写在线申请表", "咨询电话0999-1111111，传真0999-2222222",
    # what the form needs, identity by channel, receipt, fees
    "姓名或者单位名称、身份证明、联系方式", "名称、文号，或者便于查找的其他特征", "希望得到的形式",
    "出示有效身份证件", "附有效身份证件复印件", "扫描件或照片", "口头提出，由工作人员代为填写",
    "挂号信、特快专递：行政机关签收之日", "双方确认之日", "不收费", "国办函〔2020〕109号",
    "第11至30件：每件100元", "第31至100页：每页10元", "第201页起：每页40元", "在20个工作日内缴费",
    # 二（二）（三） limits and answers
    "能够当场答复的，当场答复", "自收到申请之日起20个工作日", "最多再加20个工作日", "负责人同意，并书面告诉您",
    "7个工作日内，一次说清需要补充什么", "15个工作日内提出", "重新计算",
    "征求第三方和其他机关意见所用的时间，不计算在答复期限内",
    "可以请您说明理由", "延迟答复的合理期限", "《条例》第三十七条", "《条例》第三十八条",
    "《山东省政府信息公开办法》（以下简称《办法》）第二十六条", "向有关单位咨询、按其他程序办理", "信访、投诉、举报",
    # 三 what is not disclosed
    "应当不予公开（《条例》第十四条）", "应当不予公开（《条例》第十五条）", "可以不予公开（《条例》第十六条第一款）",
    "可以不予公开（《条例》第十六条第二款）", "第三方同意公开的，或者不公开会对公共利益造成重大影响的，予以公开",
    "法律、法规、规章要求公开的，从其规定", "第十八条",
    # 四 the office · 五 supervision and remedies
    "机构名称湖滨市商务局政务公开科", "申请更正", "提供证据材料", "投诉电话0999-3333333", "投诉传真0999-4444444",
    "上一级行政机关或者政府信息公开工作主管部门", "监察机关",
    "60日内，向湖滨市人民政府申请", "6个月内，向湖滨区人民法院起诉", "应当先申请行政复议", "15日内向湖滨区人民法院起诉",
)
# fmt: on


class Words(HTMLParser):
    """The words of <main>, without white space, so that a line break in a template changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.words = False, ""

    def handle_starttag(self, tag, attrs):
        self.inside |= tag == "main"

    def handle_endtag(self, tag):
        self.inside &= tag != "main"

    def handle_data(self, data):
        if self.inside:
            self.words += "".join(data.split())


def words_of(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return reader.words


@pytest.fixture
def guide(client, bureau):
    """The guide's words after every fact of the bureau was changed, and its source."""
    call_command("loaddata", "categories", verbosity=0)
    Agency.objects.update(**CHANGED)
    AgencyName.objects.create(agency=bureau, name="湖滨市商务局", since=date(2026, 1, 1))
    OfficeHours.objects.filter(from_month=5).update(morning_from="07:45", afternoon_to="18:15")
    Channel.objects.filter(kind="reading_point").update(name="档案馆阅览室", place="南楼二层")
    Channel.objects.filter(kind="pickup").update(name="便民服务台", place="北门内")
    Channel.objects.filter(kind="website", position=1).update(
        name="湖滨商务网", url="https://sw.example.gov.cn/"
    )
    answer = client.get("/guide/")
    assert answer.status_code == 200
    return words_of(answer.text), answer.text


def test_guide_holds_every_clause(guide):
    assert [clause for clause in CLAUSES if clause not in guide[0]] == []


def test_guide_has_no_fact_of_its_own(guide):
    """After the change nothing of the bureau's first facts may be left."""
    former = ("卫育路", "252000", "2119228", "2119268", "2119269", "lcsswjbgs", "205房间", "聊城市人民政府")
    assert [fact for fact in former if fact in guide[0]] == []


def test_guide_shows_every_row_of_the_law(guide):
    rows = [row.label for row in EXEMPTIONS] + [row.when for row in REPLIES] + [row.answer for row in REPLIES]
    assert [text for text in rows if text not in guide[0]] == []
    assert len(REPLIES) == 7


def test_guide_contents_lead_to_its_sections(guide):
    _, source = guide
    links = re.findall(r'<a href="#([\w-]+)">', source[source.index('id="contents"') :])
    headings = re.findall(r'<h2 id="([\w-]+)">', source)
    assert links == [anchor for anchor, _ in SECTIONS]
    assert [anchor for anchor in headings if anchor in links] == links
    assert source.count("<h1") == 1


def test_guide_leads_to_the_form_and_the_online_application(guide):
    _, source = guide
    for address in (
        "/apply/",
        "/apply/form.docx",
        "/apply/status/",
        "/correction/",
        "/feedback/",
        "/catalogue/",
    ):
        assert f'href="{address}"' in source
    assert 'href="https://www.example.gov.cn/apply-here/"' in source


def test_guide_without_a_city_page_leaves_it_out(client, bureau):
    Agency.objects.update(city_application_page="", complaint_fax="", court="")
    words = words_of(client.get("/guide/").text)
    assert "市政府网站。" not in words
    assert "投诉传真" not in words
    assert "6个月内，向人民法院起诉" in words


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-11-24 10:00 +0800", "现在办公，12:00午间休息，14:00恢复办公"),
        ("2026-10-03 10:00 +0800", "现在休息（国庆节放假），10月8日（周四）8:30开始办公"),
    ],
)
def test_guide_says_whether_the_office_is_open(client, bureau, time_machine, moment, text):
    time_machine.move_to(moment)
    assert f"聊城市商务局办公室：{text}" in words_of(client.get("/guide/").text)


def test_guide_lists_the_names_over_time(client, bureau):
    words = words_of(client.get("/guide/").text)
    assert "聊城市商务局：2018年12月31日以前" in words
    assert "聊城市商务和投资促进局：2019年1月1日至2022年12月31日" in words
    assert "聊城市商务局：2023年1月1日起" in words


def test_bureau_of_one_name_has_no_history(client, bureau):
    bureau.names.exclude(since=date(2023, 1, 1)).delete()
    assert name_history(Agency.objects.current()) == [("聊城市商务局", None, None)]
    assert "名称有过变更" not in words_of(client.get("/guide/").text)


def test_guide_follows_the_setting_for_the_receipt_of_online_applications(client, bureau, settings):
    settings.GK_WEB_RECEIPT_RULE = "submit"
    words = words_of(client.get("/guide/").text)
    assert "平常信函：双方确认之日" in words
    assert re.search(r"本网站在线提交[^：]*：提交之日", words)


def test_guide_takes_the_same_queries_however_many_categories(client, bureau, django_assert_max_num_queries):
    call_command("loaddata", "categories", verbosity=0)
    assert Category.objects.count() > 20
    with django_assert_max_num_queries(9):
        client.get("/guide/")


def test_rules_page_lists_every_instrument_with_number_and_purpose(client, bureau):
    words = words_of(client.get("/rules/").text)
    shown = [text for row in INSTRUMENTS for text in (row.title, row.number, row.about)]
    assert [text for text in shown if text not in words] == []
    for number in (
        "国务院令第711号",
        "国办函〔2020〕109号",
        "国办公开办函〔2021〕30号",
        "国办公开办函〔2019〕61号",
    ):
        assert number in words


def test_exemption_codes_are_unique_and_only_article_16_leaves_a_choice():
    assert len({row.code for row in EXEMPTIONS}) == len(EXEMPTIONS) == 12
    assert {row.article for row in EXEMPTIONS if row.force == "may"} == {"第十六条第一款", "第十六条第二款"}
    assert {row.article for row in EXEMPTIONS if row.force == "must"} == {"第十四条", "第十五条"}
