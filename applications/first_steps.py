"""What an office needs before it opens its portal: read from the data each time, nothing is ticked off by hand."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db.models import Q
from django.urls import reverse

from disclosure.models import Category
from liaocheng_gk.authenticator import Authenticator
from liaocheng_gk.checks import calendar_warning, guide_warning
from liaocheng_gk.keyring import is_published
from liaocheng_gk.models import Agency
from liaocheng_gk.roles import ROLES
from liaocheng_gk.staff import name_of

from .reminders import is_silent

# Without these nobody could receive, answer, approve, review or publish (条例4, 17, 33).
NEEDED = ("登记岗", "承办岗", "审批岗", "发布岗", "科室信息员", "科室负责人", "分管领导", "保密审查岗")


@dataclass(frozen=True)
class FirstStep:
    """``missing``: what is still to do, in a sentence; empty when nothing is. ``url``: where it is done, if on a page."""

    title: str
    why: str
    missing: str
    url: str = ""


def first_steps(today: date, now: datetime) -> list[FirstStep]:
    return [
        _bureau(today),
        _categories(),
        _second_factors(),
        _people(),
        _calendar(today),  # behind the people: it takes two of them
        _keys(),
        _timer(now),
    ]


def _bureau(today: date) -> FirstStep:
    agency = Agency.objects.prefetch_related("names", "office_hours").first()
    url = reverse("admin:liaocheng_gk_agency_add")
    if agency is None:
        missing = "还没有本机关的资料。可以直接填写，也可以请负责服务器的人员载入随附的资料（manage.py load_bureau）再修改。"
    else:
        url = reverse("admin:liaocheng_gk_agency_change", args=[agency.pk])
        gaps = [
            words
            for words, there in (("机关名称", agency.names.all()), ("办公时间", agency.office_hours.all()))
            if not there
        ]
        missing = f"请补充：{'、'.join(gaps)}。" if gaps else guide_warning(today)
    return FirstStep(
        "本机关资料", "名称、地址、电话、办公时间用于指南、告知书和页脚（条例第十二条）。", missing, url
    )


def _calendar(today: date) -> FirstStep:
    return FirstStep(
        "工作日历",
        "全部期限按工作日计算；日历由一人录入，另一人复核。",
        calendar_warning(today),
        reverse("admin:liaocheng_gk_calendaryear_changelist"),
    )


def _categories() -> FirstStep:
    return FirstStep(
        "目录分类",
        "法定主动公开内容按分类展示（条例第十九条至第二十一条）。",
        ""
        if Category.objects.exists()
        else "还没有分类。可以直接增加，也可以请负责服务器的人员载入随附的分类（manage.py load_bureau）再修改。",
        reverse("admin:disclosure_category_changelist"),
    )


def _people() -> FirstStep:
    held = set(Group.objects.filter(user__is_active=True, user__is_staff=True).values_list("name", flat=True))
    duties = {role.name: role.duty for role in ROLES}
    empty = [f"{name}（{duties[name]}）" for name in NEEDED if name not in held]
    return FirstStep(
        "人员与岗位",
        "每人一个账号，按岗位给权限；提出的人和批准的人不能是同一人。",
        f"还没有人担任：{'；'.join(empty)}。" if empty else "",
        reverse("admin:auth_user_changelist"),
    )


def _second_factors() -> FirstStep:
    safe = Authenticator.objects.filter(confirmed=True).values("user")
    bare = User.objects.filter(Q(is_superuser=True) & Q(is_active=True)).exclude(pk__in=safe)
    names = "、".join(map(name_of, bare))
    return FirstStep(
        "系统管理员的手机验证器",
        "系统管理员的账号什么都能改，只有密码不够。",
        f"还没有绑定手机验证器：{names}。由本人登录后点右上角“手机验证器”绑定。" if names else "",
        reverse("second_factor"),
    )


def _keys() -> FirstStep:
    return FirstStep(
        "密钥",
        "身份证明和申请人信息用数据库以外的密钥加密。",
        "正在使用随程序公布的演示密钥，只能用于演示。请负责服务器的人员按运行维护手册“保险库密钥”一节，生成本机关自己的密钥。"
        if is_published(settings.GK_VAULT_KEYS)
        else "",
    )


def _timer(now: datetime) -> FirstStep:
    return FirstStep(
        "定时任务",
        "每天刷新期限、提醒到期、清除过期材料。",
        "定时任务还没有运行，或者超过 26 小时没有运行。请负责服务器的人员按运行维护手册设置。"
        if is_silent(now)
        else "",
    )
