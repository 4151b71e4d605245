"""`manage.py import_calendar FILE --year Y`: a year's holiday notice, with the open cases it moves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.calendar_change import (
    Move,
    UnreadableNotice,
    calendar_with,
    confirm_year,
    enter,
    moves,
    read_notice,
)
from liaocheng_gk.models import CalendarYear


class Command(BaseCommand):
    help = "导入一年的放假安排：先列出会变动的在办申请，加 --commit 才录入，再由另一人用 --confirm 复核"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="文件", help="JSON 或者 CSV（2027-01-01,放假,元旦）")
        parser.add_argument("--year", type=int, required=True, metavar="年份")
        parser.add_argument("--notice", default="", metavar="文号", help="如 国办发明电〔2026〕7号")
        parser.add_argument("--commit", action="store_true", help="录入（暂定，待复核）")
        parser.add_argument("--confirm", action="store_true", help="复核已录入的年份，成为正式日历")
        parser.add_argument("--by", metavar="用户名", help="录入人或者复核人；两者不能是同一人")

    def handle(self, *args: Any, file: str | None, year: int, **options: Any) -> None:
        today = timezone.localdate()
        if options["confirm"]:
            self.confirm(year, self.user(options["by"]))
            return
        if file is None:
            raise CommandError("请写明通知文件；只复核已录入的年份请加 --confirm。")
        try:
            notice = read_notice(Path(file).read_text(encoding="utf-8"), year, options["notice"])
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不到文件 {file}：{error}。") from error
        except UnreadableNotice as error:
            raise CommandError(f"{file}：{error}") from error
        found = moves(calendar_with(notice, official=True), today)
        self.stdout.write(f"{notice.number}：{year}年共 {len(notice.days)} 天。复核后在办申请的变动：")
        self.show(found)
        if not options["commit"]:
            self.stdout.write("以上只是预览，没有改动任何数据；确认录入请加 --commit --by 用户名。")
            return
        enter(notice, by=self.user(options["by"]), today=today)
        self.stdout.write(f"已录入{year}年日历，现为暂定；请另一位同事用 --confirm 复核。")

    def confirm(self, year: int, by: User) -> None:
        row = CalendarYear.objects.filter(year=year).first()
        if row is None:
            raise CommandError(f"{year}年日历还没有录入。")
        try:
            found = confirm_year(row, by=by, today=timezone.localdate())
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        self.show(found)
        self.stdout.write(f"{year}年日历已复核为正式日历。")

    def show(self, found: list[Move]) -> None:
        for move in found:
            before, after = (
                f"{day or '无'}{'（暂定）' if provisional else ''}"
                for day, provisional in (
                    (move.before, move.before_provisional),
                    (move.after, move.after_provisional),
                )
            )
            self.stdout.write(f"  {move.application.number}  {before} → {after}")
        if not found:
            self.stdout.write("  没有在办申请的期限变动。")

    def user(self, username: str | None) -> User:
        user = User.objects.filter(username=username or "").first()
        if user is None:
            raise CommandError("请用 --by 写明后台用户名，录入和复核须为两个人。")
        return user
