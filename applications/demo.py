"""A small, clearly marked demonstration set: one case in every stage the office meets. Never loaded in production."""

import io
from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .casework import perform, submit
from .deed import Deed
from .law.receipt import Channel
from .law.transitions import Act
from .models import Application
from .uploads import CheckedFile

PEOPLE = (
    ("演示甲", "natural", "2025年度外经贸发展专项资金分配结果"),
    ("演示乙", "natural", "2024年汽车以旧换新补贴发放企业名单"),
    ("演示贸易有限公司", "company", "关于促进跨境电商发展的政策文件及其解读"),
    ("演示丙", "natural", "市商务局2025年会议纪要中关于步行街改造的内容"),
    ("演示律师事务所", "law_firm", "2023年成品油零售经营批准情况"),
    ("演示丁", "natural", "对某商场促销活动的投诉处理情况"),
    ("演示商业研究院", "research", "2016年至2025年社会消费品零售总额分县数据"),
    ("演示戊", "natural", "对外劳务合作经营资格核准目录"),
)


def load(clerk: User, head: User, calendar: WorkCalendar, today: date) -> int:
    """File and handle the demonstration cases through the door; nothing if there are cases already.

    Returns the number of cases filed.
    """
    if Application.objects.exists():
        return 0
    desk = _Desk(clerk, head, calendar, today)
    for place, (name, kind, description) in enumerate(PEOPLE):
        submitted = calendar.nth_workday(calendar.workdays_until(today) - (32 - 4 * place))
        case = _file(place, name, kind, description, submitted)
        desk.handle(place, case, submitted)
    return len(PEOPLE)


def _file(place: int, name: str, kind: str, description: str, on: date) -> Application:
    organisation = kind != "natural"
    fields: dict[str, Any] = {
        "applicant_kind": kind,
        "name": name,
        "identity_kind": "credit_code" if organisation else "passport",
        "identity_number": f"DEMO{place:06d}",
        "contact_name": "演示联系人" if organisation else "",
        "phone": "0635-0000000",
        "email": "",  # past acts of the demonstration send no mail
        "address": "（演示地址）",
        "description": f"{description}（演示数据）",
        "carrier": "electronic",
        "delivery": "online",
    }
    at = datetime.combine(on, time(9, 30), tzinfo=timezone.get_current_timezone())
    return submit(
        fields, [_scan()], submission_key=uuid5(NAMESPACE_URL, f"demo:{place}"), at=at, channel=Channel.WEB
    )


class _Desk:
    """Does the acts of the demonstration, each on its day."""

    def __init__(self, clerk: User, head: User, calendar: WorkCalendar, today: date) -> None:
        self.clerk, self.head, self.calendar, self.today = clerk, head, calendar, today

    def do(self, act: Act, case: Application, on: date, *, by: User | None = None, **fields: Any) -> None:
        deed = Deed(on=min(on, self.today), **fields)
        perform(act, case, deed, by=by or self.clerk, calendar=self.calendar, today=self.today)

    def after(self, day: date, workdays: int) -> date:
        return add_workdays(day, workdays, self.calendar)

    def handle(self, place: int, case: Application, submitted: date) -> None:
        received = self.after(submitted, 1)
        if place < 7:
            self.do(Act.CONFIRM_RECEIPT, case, received, note="电话确认（演示）")
        match place:
            case 0:
                self.do(
                    Act.REPLY,
                    case,
                    self.after(received, 12),
                    outcome="GRANT",
                    note="随本告知书提供所申请的分配结果一份。",
                    files=[("分配结果（演示）.txt", ContentFile("演示附件".encode(), name="demo.txt"))],
                )
            case 1:
                self.do(
                    Act.REQUEST_EXTENSION,
                    case,
                    self.after(received, 14),
                    note="需要汇总各县（市、区）名单，请求延期10个工作日",
                )
                self.do(
                    Act.EXTEND,
                    case,
                    self.after(received, 15),
                    by=self.head,
                    workdays=10,
                    note="需要汇总各县（市、区）名单",
                )
            case 2:
                self.do(
                    Act.REPLY,
                    case,
                    self.after(received, 5),
                    outcome="GRANT_PUBLIC",
                    note="该文件已在本网站“政策法规”栏目公开，可以检索标题后查阅、下载。",
                )
            case 3:
                day = self.after(received, 9)
                note = "所申请的会议纪要记录的是行政决策过程中的讨论意见，属于讨论记录。"
                self.do(Act.PROPOSE_REPLY, case, day, outcome="DENY_PROCESS", note=note)
                self.do(Act.APPROVE_REPLY, case, day, by=self.head)
                self.do(Act.REPLY, case, self.after(day, 1))
            case 4:
                self.do(
                    Act.CONSULT_THIRD_PARTY,
                    case,
                    self.after(received, 4),
                    party="演示石油销售有限公司",
                    party_received_on=self.after(received, 5),
                    note="企业申请材料中可能涉及商业秘密的部分。",
                )
            case 5:
                self.do(
                    Act.ASK_CLARIFICATION,
                    case,
                    self.after(received, 3),
                    until=self.after(received, 18),
                    note="请写明商场名称和投诉的大致时间。",
                )


def _scan() -> CheckedFile:
    """A picture that says it is no real document."""
    picture = Image.new("RGB", (640, 400), "#f4f4f4")
    ImageDraw.Draw(picture).text((40, 180), "DEMO - NOT A REAL IDENTITY DOCUMENT", fill="#444444")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return CheckedFile(ContentFile(out.getvalue()), "image/jpeg", ".jpg")
