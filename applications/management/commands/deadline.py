"""`manage.py deadline 2026-02-13 [--kind reply] [--events FILE.json] [--explain]`"""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from applications.law.clock import LIMITS, Event, Step, explain, reply_deadline, steps
from applications.law.transitions import Act, NotAllowed
from disclosure.law.publication import PUBLISH_WORKDAYS
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.workdays import add_workdays

KINDS = {
    "reply": LIMITS["reply"].workdays,
    "clarification": LIMITS["clarification"].workdays,
    "publish": PUBLISH_WORKDAYS,
    "third_party": LIMITS["third_party"].workdays,
    "fee": LIMITS["fee"].workdays,
}


def iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"日期应写作 2026-02-13，现为“{text}”。") from error


def read_events(path: Path) -> list[Event]:
    """Events of a case from a JSON list: ``[{"act": "confirm_receipt", "on": "2026-02-13"}, …]``.

    Further keys: ``workdays``, ``until``, ``party``, ``party_received_on``.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"读不到文件 {path}：{error.strerror}。") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} 不是有效的 JSON 文件：{error}。") from error
    if not isinstance(rows, list):
        raise CommandError("事项文件应是一个列表，每项写明 act 和 on。")
    return [_event(row, place) for place, row in enumerate(rows, start=1)]


def _event(row: Any, place: int) -> Event:
    known = {"act", "on", "workdays", "until", "party", "party_received_on"}
    if not isinstance(row, dict) or not {"act", "on"} <= set(row) <= known:
        raise CommandError(
            f"第 {place} 项应写明 act 和 on，可以另有 {'、'.join(sorted(known - {'act', 'on'}))}。"
        )
    try:
        act = Act(row["act"])
    except ValueError as error:
        acts = "、".join(act.value for act in Act)
        raise CommandError(f"第 {place} 项的事项“{row['act']}”不认识，应为 {acts} 之一。") from error
    workdays = row.get("workdays", 0)
    if not isinstance(workdays, int):
        raise CommandError(f"第 {place} 项的 workdays 应为整数。")
    return Event(
        act,
        iso_date(str(row["on"])),
        workdays=workdays,
        until=iso_date(str(row["until"])) if row.get("until") else None,
        party=str(row.get("party", "")),
        party_received_on=iso_date(str(row["party_received_on"])) if row.get("party_received_on") else None,
    )


class Command(BaseCommand):
    help = "计算法定期限的最后一日（条例第二十六条、第三十条、第三十二条、第三十三条）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", metavar="日期", help="起算之日，不计入期限，如 2026-02-13")
        parser.add_argument("--kind", choices=KINDS, default="reply", help="期限种类，默认为答复")
        parser.add_argument("--events", metavar="文件", help="JSON 文件：收到申请之后发生的事项")
        parser.add_argument("--explain", action="store_true", help="列出每一天是否计入以及原因")
        parser.add_argument("--today", metavar="日期", help="以这一天为今天，默认为实际日期")

    def handle(
        self, *args: Any, start: str, kind: str, events: str | None, explain: bool, **options: Any
    ) -> None:
        calendar = load_calendar()
        today = iso_date(options["today"]) if options["today"] else timezone.localdate()
        try:
            if events is None:
                due_on, rows = self.plain(iso_date(start), kind, calendar)
                provisional = not calendar.is_official(due_on)
            else:
                if kind != "reply":
                    raise CommandError("--events 只用于答复期限（--kind reply）。")
                due_on, provisional, rows = self.of_case(iso_date(start), Path(events), calendar, today)
        except NotAllowed as error:
            raise CommandError(str(error)) from error
        except ValueError as error:
            raise CommandError(f"{error}。") from error
        if explain:
            for step in rows:
                self.stdout.write(line(step))
        self.stdout.write(due_on.isoformat() + (" provisional" if provisional else ""))

    def plain(self, start: date, kind: str, calendar) -> tuple[date, list[Step]]:
        due_on = add_workdays(start, KINDS[kind], calendar)
        return due_on, explain(start, due_on, calendar)

    def of_case(self, start: date, path: Path, calendar, today: date) -> tuple[date, bool, list[Step]]:
        happened = read_events(path)
        if not happened or happened[0].act is not Act.CONFIRM_RECEIPT:
            happened.insert(0, Event(Act.CONFIRM_RECEIPT, start))
        deadline = reply_deadline(happened, calendar, today)
        if deadline.due_on is None:
            raise CommandError(f"期限{deadline.state.label}，现在没有到期日。")
        return deadline.due_on, deadline.provisional, steps(deadline, calendar)


def line(step: Step) -> str:
    """``2026-02-14 星期六  第 1 日  春节调休上班  国办发明电〔2025〕7号``"""
    weekday = "一二三四五六日"[step.day.weekday()]
    counted = f"第{step.number:>3} 日" if step.number else "不计    "
    return f"{step.day.isoformat()} 星期{weekday}  {counted}  {step.reason}  {step.notice}".rstrip()
