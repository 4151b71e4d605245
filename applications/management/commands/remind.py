"""`manage.py remind`: run daily by a timer; see docs/operations.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.reminders import remind
from disclosure.duty_mail import remind_of_duty
from liaocheng_gk.calendars import load_calendar


class Command(BaseCommand):
    help = "发送期限提醒（提前 5、3、1 个工作日和逾期当时，各一次），并更新期限的存量副本；由定时器每天运行"

    def handle(self, *args: Any, **options: Any) -> None:
        calendar, today = load_calendar(), timezone.localdate()
        items, untold = remind_of_duty(calendar, today)
        for item in untold:
            self.stderr.write(f"“{item}”：下一环节的人都没有填写电子邮箱，没有人可以提醒公开期限。")
        sent, nobody = remind(calendar, now=timezone.now(), today=today)
        for case in nobody:
            self.stderr.write(f"{case.number}：承办人和有办理权限的人都没有填写电子邮箱，没有人可以提醒。")
        self.stdout.write(f"已发送提醒 {sent} 封，公开期限提醒 {items} 封。")
