"""`manage.py erase_uploads`: run daily by a timer; see docs/operations.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from disclosure.bulk.expiry import erase_expired


class Command(BaseCommand):
    help = "删除逾期没有确认的批量导入：上传的文件和核对的行；由定时器每天运行"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"已删除没有确认的批量导入 {erase_expired(timezone.localdate())} 份。")
