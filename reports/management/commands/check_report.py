"""`manage.py check_report Y`: arithmetic, across years, text against tables; exit 1 while anything stands unexplained."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.findings import judged_findings
from reports.models import Report, Verdict


class Command(BaseCommand):
    help = "核对一个年度的报告；有未说明的不符之处时以 1 退出"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int, metavar="年度")

    def handle(self, *args: Any, year: int, **options: Any) -> None:
        report = Report.objects.filter(year=year).first()
        if report is None:
            raise CommandError(f"没有{year}年度的报告，请先用 import_report 导入。")
        judged = judged_findings(report)
        for row in judged:
            said = f"（{Verdict(row.verdict.verdict).label}：{row.verdict.note}）" if row.verdict else ""
            self.stdout.write(f"{row.finding.rule} [{row.severity.label}] {row.finding.sentence}{said}")
        standing = sum(row.stands for row in judged)
        self.stdout.write(f"{year}年度报告：不符 {len(judged)} 处，其中 {standing} 处尚未说明。")
        if standing:
            sys.exit(1)
