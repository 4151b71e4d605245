"""`manage.py load_demo`: demonstration logins, items and applications, all plainly marked as such."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import applications.demo
import disclosure.demo
from disclosure.law.review import Step
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.roles import sync_roles

# Who does which step of the review in the demonstration.
REVIEWERS = {
    Step.DRAFT: "keshi",
    Step.FIRST: "chushen",
    Step.DEPUTY: "fenguan",
    Step.TEXT: "wenzi",
    Step.DISCIPLINE: "renshi",
    Step.SECRECY: "baomi",
    Step.SIGN: "lingdao",
    Step.PUBLISH: "fabu",
}
PASSWORD = "demo-2026-only"  # noqa: S105 -- printed on purpose; production refuses this command
LOGINS = {
    "dengji": ("登记员", ("登记岗",)),
    "chengban": ("承办人", ("承办岗",)),
    "lingdao": ("负责人", ("审批岗",)),
    "fabu": ("发布员", ("发布岗",)),
    "keshi": ("科室信息员", ("科室信息员",)),
    "chushen": ("科室负责人", ("科室负责人",)),
    "fenguan": ("分管领导", ("分管领导",)),
    "wenzi": ("文字审核员", ("文字审核岗",)),
    "renshi": ("人事纪检审核员", ("人事纪检岗",)),
    "baomi": ("保密审查员", ("保密审查岗",)),
    "jiandu": ("监督员", ("监督岗",)),
}
ADMIN = "admin"


class Command(BaseCommand):
    help = "载入演示数据并列出演示账号；已有的不动；只在演示环境可用"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.GK_DEMO:
            raise CommandError("这不是演示环境（GK_DEMO 未开启），没有载入任何演示数据。")
        sync_roles()
        users = {name: self._user(name, *entry) for name, entry in LOGINS.items()}
        self._user(ADMIN, "系统管理员", (), is_superuser=True)
        today = timezone.localdate()
        items = disclosure.demo.load({step: users[name] for step, name in REVIEWERS.items()})
        cases = applications.demo.load(users["chengban"], users["lingdao"], load_calendar(), today)
        if items or cases:
            self.stdout.write(f"已载入演示信息 {items} 条、演示申请 {cases} 件。")
        self.stdout.write("演示账号（密码均为 " + PASSWORD + "）：")
        for name, (title, _) in {**LOGINS, ADMIN: ("系统管理员", ())}.items():
            self.stdout.write(f"  {name:<10}{title}")

    def _user(self, username: str, title: str, groups: tuple[str, ...], **flags: bool) -> User:
        user, made = User.objects.get_or_create(
            username=username, defaults={"first_name": title, "is_staff": True, **flags}
        )
        if made:
            user.set_password(PASSWORD)
            user.save()
            user.groups.set(Group.objects.filter(name__in=groups))
        return user
