"""`manage.py fee --pieces N` / `--pages N`: the 信息处理费, slice by slice, the sum in yuan on the last line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.law.fees import PER_PAGE, PER_PIECE, charges, fee


class Command(BaseCommand):
    help = "计算信息处理费（国办函〔2020〕109号）：按件或者按量，二者择一"

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group(required=True)
        group.add_argument("--pieces", type=int, metavar="件数", help="同一申请人一个自然月内的件数")
        group.add_argument("--pages", type=int, metavar="页数", help="一件申请提供的 A4 及以下幅面单面页数")

    def handle(self, *args: Any, pieces: int | None, pages: int | None, **options: Any) -> None:
        count, tariff, unit = (pieces, PER_PIECE, "件") if pieces is not None else (pages, PER_PAGE, "页")
        try:
            lines = charges(count, tariff)
        except ValueError as error:
            raise CommandError(f"{error}。") from error
        for charge in lines:
            self.stdout.write(
                f"第 {charge.first}–{charge.last} {unit}：每{unit} {charge.yuan} 元，计 {charge.total} 元"
            )
        self.stdout.write(str(fee(count, tariff)))
