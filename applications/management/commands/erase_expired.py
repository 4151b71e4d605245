"""`manage.py erase_expired [--dry-run]`: run daily by a timer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.erasure import erase_pending, erase_scans, expired_scans


class Command(BaseCommand):
    help = "删除办结满期限的身份证明扫描件，以及上传后没有提交的文件；由定时器每天运行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只报告，不删除")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        today = timezone.localdate()
        if dry_run:
            self.stdout.write(f"将删除身份证明扫描件 {expired_scans(today).count()} 个。")
            return
        self.stdout.write(
            f"已删除身份证明扫描件 {erase_scans(today)} 个，未提交的文件 {erase_pending(timezone.now())} 个。"
        )
