"""`manage.py seed_load --items N --applications M [--seed S]`: data for load tests, the same for the same seed."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.seeding import load_applications
from disclosure.seeding import load_items
from liaocheng_gk.calendars import load_calendar


class Command(BaseCommand):
    help = "生成压力测试数据；同一 --seed 得到同样的数据；只在演示环境可用"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--items", type=int, default=0, metavar="N", help="信息条目数")
        parser.add_argument("--applications", type=int, default=0, metavar="M", help="申请件数")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, items: int, applications: int, seed: int, **options: Any) -> None:
        if not settings.GK_DEMO:
            raise CommandError("这不是演示环境（GK_DEMO 未开启），没有生成任何数据。")
        if items < 0 or applications < 0:
            raise CommandError("数量不能为负数。")
        today = timezone.localdate()
        made = load_items(items, seed=seed, today=today) if items else 0
        filed = (
            load_applications(applications, seed=seed, calendar=load_calendar(), today=today)
            if applications
            else 0
        )
        self.stdout.write(f"已生成信息 {made} 条、申请 {filed} 件。")
