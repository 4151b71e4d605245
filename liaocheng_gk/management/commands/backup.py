"""`manage.py backup [--keys FOLDER] [--keep N]`: nightly by a timer; the portal goes on serving."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from liaocheng_gk.backup import PREFIX, UNFINISHED, Broken, back_up, copy_keys


class Command(BaseCommand):
    help = "备份数据库、公开附件和（加密的）非公开文件；密钥另存到别处；不必停止服务"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, default=settings.GK_BACKUP_ROOT, metavar="目录", help="默认 GK_BACKUP_ROOT"
        )
        parser.add_argument("--keys", type=Path, metavar="目录", help="另存一份密钥文件，不得在备份目录之内")
        parser.add_argument("--keep", type=int, default=30, metavar="份数", help="只保留最近几份，默认 30")

    def handle(self, *args: Any, to: Path | None, keys: Path | None, keep: int, **options: Any) -> None:
        if to is None:
            raise CommandError("没有设置 GK_BACKUP_ROOT，请用 --to 指定备份目录。")
        if keep < 1:
            raise CommandError("--keep 至少为 1。")
        now = timezone.localtime()
        try:
            folder = back_up(to, now)
            if keys is not None:
                self.stdout.write(f"密钥已另存：{copy_keys(keys, to, now)}")
        except (Broken, DatabaseError, OSError) as error:
            raise CommandError(f"备份没有完成：{error}") from error
        for old in self._old(to, keep):
            shutil.rmtree(old)
        self.stdout.write(str(folder))

    def _old(self, root: Path, keep: int) -> list[Path]:
        """Backups beyond ``keep``, and what runs that were cut off left behind."""
        folders = sorted(path for path in root.glob(f"{PREFIX}*") if path.is_dir())
        whole = [path for path in folders if path.suffix != UNFINISHED]
        return whole[:-keep] + [path for path in folders if path.suffix == UNFINISHED]
