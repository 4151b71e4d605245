"""`manage.py audit_verify [--anchor FILE]`: run daily by a timer; the last line is the head of the log."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from liaocheng_gk.audit import anchor_line, read_heads, verify


class Command(BaseCommand):
    help = "核对审计日志：改动、缺少、调换的条目和被截去的末尾；无误时把最后一条记入锚点文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor", type=Path, default=Path(settings.GK_AUDIT_ANCHOR), help="锚点文件，最好在别的机器上"
        )

    def handle(self, *args: Any, anchor: Path, **options: Any) -> None:
        try:
            heads = read_heads(anchor.read_text(encoding="utf-8")) if anchor.exists() else []
        except (OSError, ValueError) as error:
            raise CommandError(f"锚点文件 {anchor} 无法读取，没有核对：{error}") from error
        head, faults = verify(heads)
        if faults:
            raise CommandError("审计日志不完整：\n" + "\n".join(faults))
        if head.seq and head not in heads:
            anchor.parent.mkdir(parents=True, exist_ok=True)
            with anchor.open("a", encoding="utf-8") as file:
                file.write(anchor_line(head, timezone.localtime()))
        self.stdout.write(f"审计日志 {head.seq} 条，核对无误。")
        self.stdout.write(str(head))
