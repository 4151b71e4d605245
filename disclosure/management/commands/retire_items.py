"""`manage.py retire_items`: run daily by a timer; see docs/operations.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from disclosure.models import Item
from disclosure.publication import retire
from liaocheng_gk.models import Agency, Heartbeat

HEARTBEAT = "retire_items"


class Command(BaseCommand):
    help = "把网上留存期满的信息转到公共查阅点（指南二（一）2）；由定时器每天运行"

    def handle(self, *args: Any, **options: Any) -> None:
        now, years = timezone.now(), Agency.objects.current().online_retention_years
        due = list(Item.objects.past_retention(timezone.localdate(), years).only("pk"))
        for item in due:
            retire(item, by=None, at=now)
        Heartbeat.beat(HEARTBEAT, now)
        self.stdout.write(f"已转到公共查阅点 {len(due)} 条。")
