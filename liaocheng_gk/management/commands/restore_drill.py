"""`manage.py restore_drill [FOLDER]`: weekly by a timer; a backup that was never restored is a hope."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from sqlite3 import DatabaseError as SQLiteError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from liaocheng_gk.backup import Broken, drill, latest
from liaocheng_gk.drills import DRILL
from liaocheng_gk.models import Heartbeat


class Command(BaseCommand):
    help = "恢复演练：把最近一份备份恢复到临时的地方，核对行数和文件后删去；后台显示最近一次成功的时间"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", metavar="备份目录", help="默认最近的一份")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        if folder is None and settings.GK_BACKUP_ROOT is None:
            raise CommandError("没有设置 GK_BACKUP_ROOT，请写明备份目录。")
        try:
            with tempfile.TemporaryDirectory(prefix="gk-drill-") as scratch:
                manifest = drill(folder or latest(Path(settings.GK_BACKUP_ROOT)), Path(scratch))
        except (Broken, DatabaseError, SQLiteError, OSError) as error:
            raise CommandError(f"恢复演练没有通过：{error}") from error
        Heartbeat.beat(DRILL, timezone.now())
        self.stdout.write(f"恢复演练通过：{manifest['made_at']} 的备份与清单一致。")
