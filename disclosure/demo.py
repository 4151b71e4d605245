"""A clearly marked demonstration catalogue, 2019 to 2026, published through the door. Never loaded in production."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from .law.lifetime import LinkKind
from .law.publication import Validity
from .law.review import Step, steps_for
from .models import Attachment, Category, Item
from .publication import link, publish, retire, withdraw
from .reviewing import pass_step
from .wording import review_weight

MARK = "演示数据"
NOTE = "<p>（本条为演示数据，不是聊城市商务局的正式公开信息。）</p>"
V = Validity

# slug of the category, title, document number, day it was formed, validity, day it ended, attachments (kinds)
# fmt: off
ROWS: tuple[tuple[str, str, str, date, Validity, date | None, tuple[str, ...]], ...] = (
    ("main-functions", "聊城市商务局主要职能", "", date(2023, 2, 6), V.NOT_APPLICABLE, None, ()),
    ("main-functions", "聊城市商务和投资促进局主要职能", "", date(2019, 3, 18), V.NOT_APPLICABLE, None, ()),
    ("leaders", "聊城市商务局领导分工", "", date(2026, 3, 9), V.NOT_APPLICABLE, None, ()),
    ("internal-units", "聊城市商务局内设机构及其职责", "", date(2023, 2, 8), V.NOT_APPLICABLE, None, ("docx",)),
    ("normative-documents", "关于规范汽车流通行业管理工作的通知", "聊商发〔2019〕12号", date(2019, 5, 20), V.REPEALED, date(2023, 6, 30), ("pdf",)),
    ("normative-documents", "聊城市家政服务信用管理实施办法（试行）", "聊商发〔2021〕5号", date(2021, 4, 12), V.LAPSED, date(2024, 5, 11), ("pdf",)),
    ("normative-documents", "聊城市再生资源回收管理实施细则", "聊商发〔2023〕8号", date(2023, 6, 1), V.IN_FORCE, None, ("pdf", "docx")),
    ("normative-documents", "聊城市单用途商业预付卡备案管理办法", "聊商发〔2025〕3号", date(2025, 3, 17), V.AMENDED, None, ()),
    ("normative-documents", "聊城市报废机动车回收拆解企业监督管理办法", "聊商发〔2026〕6号", date(2026, 10, 12), V.PENDING, None, ("docx",)),
    ("policy-files", "关于印发《聊城市促进跨境电子商务高质量发展若干措施》的通知", "聊商字〔2022〕31号", date(2022, 8, 15), V.IN_FORCE, None, ("pdf",)),
    ("policy-files", "聊城市商务局等七部门关于进一步推进一刻钟便民生活圈建设、改善社区商业网点布局、支持老字号和小店发展、促进居民就近便利消费的实施意见", "聊商字〔2024〕18号", date(2024, 4, 22), V.IN_FORCE, None, ()),
    ("policy-files", "关于做好2025年汽车以旧换新补贴工作的通知", "聊商字〔2025〕9号", date(2025, 2, 10), V.IN_FORCE, None, ("txt",)),
    ("policy-files", "关于支持外贸企业开拓国际市场的若干政策", "聊商字〔2020〕14号", date(2020, 3, 26), V.LAPSED, date(2022, 12, 31), ()),
    ("interpretations", "一图读懂跨境电子商务高质量发展若干措施", "", date(2022, 8, 17), V.NOT_APPLICABLE, None, ("pdf",)),
    ("interpretations", "《聊城市再生资源回收管理实施细则》解读", "", date(2023, 6, 2), V.NOT_APPLICABLE, None, ()),
    ("interpretations", "2025年汽车以旧换新补贴怎么领：热点问答", "", date(2025, 2, 12), V.NOT_APPLICABLE, None, ()),
    ("plans", "聊城市“十四五”商务发展规划", "", date(2021, 12, 3), V.IN_FORCE, None, ("pdf",)),
    ("plans", "聊城市商务局2026年工作要点", "", date(2026, 2, 25), V.NOT_APPLICABLE, None, ()),
    ("deployments", "市政府工作报告商务领域重点任务2025年第三季度进展", "", date(2025, 10, 14), V.NOT_APPLICABLE, None, ()),
    ("deployments", "消费品以旧换新行动执行情况", "", date(2024, 12, 18), V.NOT_APPLICABLE, None, ("csv",)),
    ("services", "对外劳务合作经营资格核准办事指南", "", date(2023, 9, 5), V.IN_FORCE, None, ("docx",)),
    ("services", "对外贸易经营者备案有关事项说明", "", date(2019, 9, 23), V.REPEALED, date(2022, 12, 30), ()),
    ("enforcement", "聊城市商务局行政执法事项目录", "", date(2024, 1, 22), V.NOT_APPLICABLE, None, ("pdf",)),
    ("enforcement", "聊城市商务局2025年度“双随机、一公开”抽查计划", "", date(2025, 3, 3), V.NOT_APPLICABLE, None, ()),
    ("circulation", "2026年“江北水城”消费季活动安排", "", date(2026, 4, 20), V.NOT_APPLICABLE, None, ()),
    ("circulation", "第三批聊城老字号认定名单公示", "", date(2024, 9, 9), V.NOT_APPLICABLE, None, ("docx",)),
    ("market-monitoring", "生活必需品市场供应应急预案", "聊商办〔2020〕7号", date(2020, 2, 6), V.REPEALED, date(2023, 11, 1), ()),
    ("market-monitoring", "2026年春节期间生活必需品市场运行情况", "", date(2026, 2, 24), V.NOT_APPLICABLE, None, ()),
    ("foreign-trade", "2025年全市外贸进出口情况", "", date(2026, 1, 23), V.NOT_APPLICABLE, None, ("csv",)),
    ("foreign-trade", "2019年全市货物进出口主要数据", "", date(2020, 1, 20), V.NOT_APPLICABLE, None, ()),
    ("investment", "全市经济开发区综合考核评价办法解读会召开", "", date(2022, 5, 30), V.NOT_APPLICABLE, None, ()),
    ("safety", "商贸领域汛期安全生产检查情况通报", "", date(2026, 7, 8), V.NOT_APPLICABLE, None, ()),
    ("budgets", "聊城市商务局2026年部门预算", "", date(2026, 2, 9), V.NOT_APPLICABLE, None, ("pdf",)),
    ("budgets", "聊城市商务和投资促进局2021年部门决算", "", date(2022, 8, 24), V.NOT_APPLICABLE, None, ("pdf",)),
    ("three-expenses", "聊城市商务局2024年“三公”经费决算", "", date(2025, 8, 22), V.NOT_APPLICABLE, None, ()),
    ("special-funds", "2025年外经贸发展专项资金拟支持项目公示", "", date(2025, 11, 6), V.NOT_APPLICABLE, None, ("csv",)),
    ("procurement", "聊城市商务局2026年11月政府采购意向", "", date(2026, 10, 30), V.NOT_APPLICABLE, None, ()),
    ("meetings", "聊城市商务局第5次局长办公会会议解读", "", date(2026, 5, 18), V.NOT_APPLICABLE, None, ()),
    ("proposals", "对市政协第十四届五次会议第14050087号提案的答复", "聊商提〔2026〕4号", date(2026, 6, 15), V.NOT_APPLICABLE, None, ()),
    ("proposals", "2022年人大代表建议和政协提案办理情况", "", date(2022, 12, 9), V.NOT_APPLICABLE, None, ()),
    ("personnel", "聊城市商务局所属事业单位招聘拟聘用人员公示（含生僻字姓名：王䶮、李犇、张堃𠅤）", "", date(2024, 7, 16), V.NOT_APPLICABLE, None, ()),
    ("open-month", "2026年政府开放月活动预告", "", date(2026, 5, 6), V.NOT_APPLICABLE, None, ()),
    ("organisation", "聊城市商务局政务公开工作领导小组", "", date(2023, 3, 14), V.NOT_APPLICABLE, None, ()),
    ("annual-reports", "聊城市商务局2025年工作总结和2026年工作打算", "", date(2026, 1, 12), V.NOT_APPLICABLE, None, ("docx",)),
)
# fmt: on
RETIRED = "2019年全市货物进出口主要数据"
INTERPRETATIONS = {
    "一图读懂跨境电子商务高质量发展若干措施": "关于印发《聊城市促进跨境电子商务高质量发展若干措施》的通知",
    "《聊城市再生资源回收管理实施细则》解读": "聊城市再生资源回收管理实施细则",
    "2025年汽车以旧换新补贴怎么领：热点问答": "关于做好2025年汽车以旧换新补贴工作的通知",
}
WITHDRAWN = "第三批聊城老字号认定名单公示"
DEPARTMENTS = ("办公室", "市场秩序科", "对外贸易科", "流通业发展科", "财务科", "投资促进科")


def load(staff: Mapping[Step, User]) -> int:
    """Publish the demonstration items through the door; nothing if the catalogue holds items already.

    Args:
        staff: who does which step of the review.

    Returns:
        How many items were made; one stays a draft, one half way through its review, one scheduled, one is withdrawn.
    """
    if Item.objects.exists():
        return 0
    categories = {row.slug: row for row in Category.objects.all()}
    # In the order of publication, so that the serials of a year run with its days.
    for place, (slug, title, number, formed_on, validity, ended_on, kinds) in enumerate(
        sorted(ROWS, key=lambda row: row[3])
    ):
        item = Item.objects.create(
            category=categories[slug],
            title=title,
            document_number=number,
            formed_on=formed_on,
            validity=validity.value,
            repealed_on=ended_on,
            department=DEPARTMENTS[place % len(DEPARTMENTS)],
            source=MARK,
            keywords=f"{categories[slug].title}，{MARK}",
            summary=f"{title}（{MARK}）" if place % 3 == 0 else "",
            body=_body(title, categories[slug].title),
        )
        for kind in kinds:
            Attachment(item=item, file=_file(kind, title)).save()
        at = _moment(formed_on, place)
        pass_all(item, staff, at - timedelta(hours=20))
        publish(item, by=staff[Step.PUBLISH], at=at)
        if title == WITHDRAWN:
            withdraw(
                item,
                by=staff[Step.PUBLISH],
                at=_moment(formed_on + timedelta(days=40), 1),
                reason="公示期满（演示数据）。",
            )
    retire(Item.objects.get(title=RETIRED), by=staff[Step.PUBLISH], at=_moment(date(2022, 6, 1), 1))
    _links(staff[Step.PUBLISH])
    _under_review(categories, staff)
    return len(ROWS) + 3


def _links(by: User) -> None:
    items = {item.title: item for item in Item.objects.all()}
    for interpretation, policy in INTERPRETATIONS.items():
        at = items[interpretation].published_at
        link(items[interpretation], LinkKind.INTERPRETS, items[policy], by=by, at=at)


def pass_all(item: Item, staff: Mapping[Step, User], at: datetime, until: Step = Step.PUBLISH) -> None:
    """Everything of the review before ``until``, an hour for each step."""
    for place, step in enumerate(steps_for(review_weight(item))):
        if step is until:
            return
        pass_step(step, item, by=staff[step], at=at + timedelta(hours=place), note=MARK)


def _under_review(categories: Mapping[str, Category], staff: Mapping[Step, User]) -> None:
    """A text that nobody has looked at yet, one half way, and one that waits for its day."""
    Item.objects.create(
        category=categories["policy-files"],
        title="关于做好2027年商务领域重点工作的通知（草稿，演示数据）",
        formed_on=date(2026, 11, 20),
        source=MARK,
        body=NOTE,
    )
    coming = Item.objects.create(
        category=categories["market-monitoring"],
        title="2027年元旦春节期间生活必需品市场供应安排（待定时公开，演示数据）",
        formed_on=date(2026, 11, 18),
        department="市场秩序科",
        source=MARK,
        body=NOTE,
    )
    at = _moment(date(2026, 11, 19), 0)
    pass_all(coming, staff, at - timedelta(hours=20))
    publish(coming, by=staff[Step.PUBLISH], at=at, opens_at=_moment(date(2026, 12, 31), 0))
    waiting = Item.objects.create(
        category=categories["foreign-trade"],
        title="2026年前三季度全市外贸进出口情况（审核中，演示数据）",
        formed_on=date(2026, 11, 9),
        department="对外贸易科",
        source=MARK,
        body=NOTE,
    )
    pass_all(waiting, staff, _moment(date(2026, 11, 10), 0), until=Step.SECRECY)


def _moment(formed_on: date, place: int) -> datetime:
    day = formed_on + timedelta(days=1 + place % 3)
    return datetime.combine(day, time(9 + place % 8, (place * 7) % 60), timezone.get_default_timezone())


def _body(title: str, column: str) -> str:
    return (
        f"{NOTE}<h2>一、总体要求</h2><p>本页说明“{title}”一类的信息在网站上怎样呈现，归入“{column}”。"
        "正文可以分段、加<strong>重点</strong>、列清单和表格。</p>"
        "<h2>二、主要内容</h2><ol><li><p>信息形成或者变更之日起二十个工作日内公开。</p></li>"
        "<li><p>发布前经过保密审查，先审查、后发布。</p></li></ol>"
        "<table><tbody><tr><th><p>事项</p></th><th><p>责任科室</p></th><th><p>完成时限</p></th></tr>"
        "<tr><td><p>消费促进</p></td><td><p>流通业发展科</p></td><td><p>全年</p></td></tr>"
        "<tr><td><p>外贸稳增长</p></td><td><p>对外贸易科</p></td><td><p>每季度末</p></td></tr></tbody></table>"
        "<p>如有疑问，请与本机关政府信息公开工作机构联系。</p>"
    )


def _file(kind: str, title: str) -> ContentFile:
    name = f"{title[:40]}（演示附件）.{kind}"
    makers = {"txt": _text, "csv": _csv, "pdf": _pdf, "docx": _docx}
    return ContentFile(makers[kind](title), name=name)


def _text(title: str) -> bytes:
    return f"{title}\r\n{MARK}\r\n".encode("utf-8-sig")


def _csv(title: str) -> bytes:
    return f"项目,数值,说明\r\n{title},0,{MARK}\r\n".encode("utf-8-sig")


def _pdf(title: str) -> bytes:
    """The smallest PDF that opens; the built-in font has no Chinese, so the text is plain ASCII."""
    stream = b"BT /F1 20 Tf 72 720 Td (Demonstration attachment) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(data))
    )


def _docx(title: str) -> bytes:
    """The three parts a word processor needs, and no more."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
        '.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    )
    document = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"<w:p><w:r><w:t>{title}（{MARK}）</w:t></w:r></w:p></w:body></w:document>"
    )
    parts = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
    return stream.getvalue()
