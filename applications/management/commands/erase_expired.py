"""`manage.py erase_expired [--dry-run]`: run daily by a timer."""

from argparse import ArgumentParser
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.erasure import (
    erase_drafts,
    erase_pending,
    erase_people,
    erase_scans,
    expired_cases,
    expired_entries,
    expired_scans,
)
from applications.models import Draft
from liaocheng_gk.orphans import sweep


class Command(BaseCommand):
    help = "删除满期限的身份证明扫描件、没有提交的文件和草稿，清除满期限案件的个人信息；由定时器每天运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只报告，不删除")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        today, now = timezone.localdate(), timezone.now()
        if dry_run:
            scans, drafts = expired_scans(today).count(), Draft.objects.expired(now).count()
            people = expired_cases(today).count() + expired_entries(today).count()
            self.stdout.write(
                f"将删除身份证明扫描件 {scans} 个，申请草稿 {drafts} 份；将清除个人信息 {people} 件。"
            )
            return
        self.stdout.write(
            f"已删除身份证明扫描件 {erase_scans(today)} 个，未提交的文件 {erase_pending(now)} 个，"
            f"申请草稿 {erase_drafts(now)} 份；已清除个人信息 {erase_people(today)} 件。"
        )
        if left := sweep(now):
            self.stdout.write(f"另删除中断的提交留下的文件 {left} 个。")
        call_command("clearsessions")
        AxesProxyHandler.reset_logs(age_days=settings.GK_LOGIN_LOG_DAYS)
