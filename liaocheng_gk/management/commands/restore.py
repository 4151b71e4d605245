"""`manage.py restore FOLDER`: into an empty place only."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from liaocheng_gk.backup import Broken, restore


class Command(BaseCommand):
    help = "把一份备份恢复到空的数据库和空的文件目录，逐表核对行数、逐个核对文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="备份目录")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = restore(folder)
        except (Broken, DatabaseError, OSError) as error:
            raise CommandError(f"没有恢复：{error}") from error
        rows = manifest["database"]["rows"]
        self.stdout.write(
            f"已恢复 {manifest['made_at']} 的备份：{len(rows)} 张表 {sum(rows.values())} 行，"
            f"{len(manifest['files'])} 个文件，全部核对一致。"
        )
