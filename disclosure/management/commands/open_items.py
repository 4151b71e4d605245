"""`manage.py open_items`: run every few minutes by a timer; see docs/operations.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from disclosure.models import Item
from disclosure.publication import open_scheduled
from liaocheng_gk.models import Heartbeat

HEARTBEAT = "open_items"


class Command(BaseCommand):
    help = "公开到了时间的定时信息；由定时器每五分钟运行"

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        due = list(Item.objects.due_to_open(now).order_by("published_at", "pk"))
        for item in due:
            open_scheduled(item)
        Heartbeat.beat(HEARTBEAT, now)
        self.stdout.write(f"已公开 {len(due)} 条。")
