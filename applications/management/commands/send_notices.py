"""`manage.py send_notices`: run hourly by a timer; sends what the mail server refused before."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.notices import send_owed


class Command(BaseCommand):
    help = "补发没有发出的申请人通知邮件（七天以内的，每封只发一次）；由定时器每小时运行"

    def handle(self, *args: Any, **options: Any) -> None:
        sent, waiting = send_owed(timezone.now())
        self.stdout.write(f"已发送通知 {sent} 封，尚未发出 {waiting} 封。")
        if waiting:
            self.stderr.write("邮件服务器拒绝了部分邮件，请检查邮件设置；下次运行会再试。")
