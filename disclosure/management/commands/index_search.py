"""`manage.py index_search [--rebuild]`: take what changed into the search index."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from disclosure.search.indexing import rebuild, take_in_changes


class Command(BaseCommand):
    help = "把新发布、修改、撤下的信息并入检索索引；可以随时运行，不影响检索结果，只影响快慢"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="全部重建，并重新清点各分类的条数")

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        if rebuild:
            self.stdout.write(f"已重建检索索引，公开信息 {_rebuild()} 条。")
        else:
            self.stdout.write(f"已并入 {take_in_changes()} 处变动。")


_rebuild = rebuild
