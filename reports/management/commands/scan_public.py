"""`manage.py scan_public`: run nightly by a timer; the release gate over all that is public; exit 1 while anything stands."""

import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from disclosure.inspection import inspect_site
from disclosure.scanning import scan_items
from liaocheng_gk.models import Heartbeat
from reports.scanning import scan_reports


class Command(BaseCommand):
    help = "检查已经公开的全部内容有无不宜公开的信息；有未放行的发现时以 1 退出；由定时器每夜运行"

    def handle(self, *args: Any, **options: Any) -> None:
        standing = released = 0
        for sighting in chain(scan_items(), scan_reports()):
            self.stdout.write(str(sighting))
            standing += not sighting.released
            released += sighting.released
        self.stdout.write(
            f"公开内容检查：发现 {standing + released} 处，其中 {released} 处已经第二人放行，{standing} 处须处理。"
        )
        for fault in inspect_site(timezone.localdate()):
            self.stdout.write(f"网站巡检：{fault}")
        Heartbeat.beat("scan_public", timezone.now())
        if standing:
            sys.exit(1)
