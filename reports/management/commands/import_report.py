"""`manage.py import_report FILE --year Y [--commit]`: a published report, what was read and what does not agree."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from reports.checks import Finding
from reports.findings import findings_of
from reports.publishing import store_draft
from reports.reading import UnreadableReport
from reports.reading_files import read_file
from reports.shapes import ReadReport


class Command(BaseCommand):
    help = "读入已发布的年度报告（.txt .html .docx .xlsx），列出读到的内容、推断之处和不符之处；加 --commit 才保存"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--year", type=int, required=True, metavar="年度")
        parser.add_argument("--commit", action="store_true", help="存为草稿；已发布的年度只补入正文")

    def handle(self, *args: Any, file: Path, year: int, commit: bool, **options: Any) -> None:
        try:
            read = read_file(file, year)
        except UnreadableReport as error:
            raise CommandError(str(error)) from error
        self.show(read)
        findings = findings_of(read)
        self.stdout.write(f"不符之处 {len(findings)} 处：" if findings else "没有发现不符之处。")
        for finding in findings:
            self.stdout.write(f"  {line(finding)}")
        if not commit:
            self.stdout.write("只是查看，没有保存；要保存请加 --commit。")
            return
        try:
            report = store_draft(read, source=f"由文件 {file.name} 导入")
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        kept = "已补入正文" if report.is_published else "已存为草稿"
        self.stdout.write(f"{year}年度报告{kept}。")

    def show(self, read: ReadReport) -> None:
        self.stdout.write(f"标题：{read.title}")
        self.stdout.write(f"机关：{read.agency_name or '没有读到'}")
        self.stdout.write(f"落款：{read.signed_as_written or '没有'}")
        for section in read.sections:
            self.stdout.write(
                f"  第{section.number}部分 {section.title or '（引言）'}：{len(section.body)} 字"
            )
        for number, name in ((2, "表二"), (3, "表三"), (4, "表四")):
            cells = [value for key, value in read.cells.items() if key.startswith(f"t{number}.")]
            blank = sum(value is None for value in cells)
            self.stdout.write(
                f"  {name}：{len(cells)} 格，其中空白 {blank} 格" if cells else f"  {name}：没有"
            )
        for row in read.stated.values():
            self.stdout.write(f"  正文数字 {row.label}：{row.value} {row.unit}")
        for sentence in read.inferred:
            self.stdout.write(f"推断：{sentence}")


def line(finding: Finding) -> str:
    return f"{finding.rule} [{finding.severity.label}] {finding.sentence}"
