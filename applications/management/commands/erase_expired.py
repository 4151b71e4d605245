"""`manage.py erase_expired [--dry-run]`: run daily by a timer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.erasure import erase_drafts, erase_pending, erase_scans, expired_scans
from applications.models import Draft


class Command(BaseCommand):
    help = "删除办结满期限的身份证明扫描件，以及上传后没有提交的文件、满期限的申请草稿；由定时器每天运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只报告，不删除")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        today, now = timezone.localdate(), timezone.now()
        if dry_run:
            scans, drafts = expired_scans(today).count(), Draft.objects.expired(now).count()
            self.stdout.write(f"将删除身份证明扫描件 {scans} 个，申请草稿 {drafts} 份。")
            return
        self.stdout.write(
            f"已删除身份证明扫描件 {erase_scans(today)} 个，未提交的文件 {erase_pending(now)} 个，"
            f"申请草稿 {erase_drafts(now)} 份。"
        )
