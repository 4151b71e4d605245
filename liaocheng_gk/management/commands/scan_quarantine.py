"""`manage.py scan_quarantine`: run every ten minutes by a timer; looks at what came while the scanner was silent."""

from typing import Any

from django.core.management.base import BaseCommand

from liaocheng_gk.quarantine import scan_quarantine


class Command(BaseCommand):
    help = "检查病毒扫描程序没有应答时收下的文件：通过的放行，有病毒的删除内容；由定时器每十分钟运行"

    def handle(self, *args: Any, **options: Any) -> None:
        looked = scan_quarantine()
        self.stdout.write(
            f"通过 {looked.clean} 个，有病毒 {looked.infected} 个，仍在等待 {looked.waiting} 个。"
        )
        if looked.waiting:
            self.stderr.write("病毒扫描程序没有应答，请检查 clamd 和 GK_CLAMD；等待检查的文件谁都打不开。")
