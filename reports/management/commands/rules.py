"""`manage.py rules transitions|outcomes|letters|fees|checks|review [--json|--diagram]`: a declarative table, as it stands in the code."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications.law.fees import PER_PAGE, PER_PIECE
from applications.law.letters import LETTERS
from applications.law.outcomes import OUTCOME_ROWS
from applications.law.transitions import TRANSITIONS, Stage
from disclosure.law.review import CHAIN
from reports.checks import CHECKS

Row = dict[str, Any]


def transitions() -> list[Row]:
    return [
        {
            "阶段": row.source.label,
            "事项": row.act.label,
            "之后阶段": row.target.label,
            "依据": row.article,
            "对期限的影响": row.clock.label,
            "权限": row.permission.label,
            "只能一次": "是" if row.once else "",
        }
        for row in TRANSITIONS
    ]


def outcomes() -> list[Row]:
    return [
        {
            "代码": row.code,
            "办理结果": row.label,
            "表三行（2019年格式）": row.report_rows[0],
            "表三行（2021年格式）": row.report_rows[1],
            "条例": "、".join(row.articles),
            "告知书": row.letter,
            "救济": row.remedy.value,
        }
        for row in OUTCOME_ROWS
    ]


def letters() -> list[Row]:
    return [
        {
            "代码": row.code,
            "名称": row.title,
            "编号类别字": row.series,
            "依据": row.article,
            "必须载明": "、".join(row.required_fields),
        }
        for row in LETTERS
    ]


def fees() -> list[Row]:
    return [
        {
            "标准": name,
            "自": part.first,
            "至": part.last or "",
            "每单位（元）": part.yuan,
            "每满": part.step or "",
            "递增（元）": part.rise or "",
        }
        for name, tariff in (("按件", PER_PIECE), ("按量（页）", PER_PAGE))
        for part in tariff
    ]


def checks() -> list[Row]:
    return [{"规则": row.rule, "级别": row.severity.label, "内容": row.title} for row in CHECKS]


def review() -> list[Row]:
    return [
        {
            "环节": rule.step.label,
            "岗位": rule.who,
            "何时需要": "重要信息、敏感信息、制发的文件" if rule.weighty else "每条",
            "不能与谁同一人": "、".join(step.label for step in rule.apart),
            "依据": rule.basis,
        }
        for rule in CHAIN
    ]


TABLES = {table.__name__: table for table in (transitions, outcomes, letters, fees, checks, review)}


class Command(BaseCommand):
    help = "打印规则表：流程、办理结果、告知书、收费、核对规则、发布审核"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", choices=TABLES)
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--json", action="store_true", help="以 JSON 输出")
        shape.add_argument("--diagram", action="store_true", help="办理流程图（Mermaid），只用于 transitions")

    def handle(self, *args: Any, table: str, **options: Any) -> None:
        if options["diagram"]:
            if table != "transitions":
                raise CommandError("只有 transitions 可以画成流程图。")
            self.stdout.write(diagram())
            return
        rows = TABLES[table]()
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(markdown(rows))


def markdown(rows: list[Row]) -> str:
    """A Markdown table, as docs/rules.md shows it."""
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads), *([str(row[head]) for head in heads] for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def diagram() -> str:
    """The table of transitions as a Mermaid state diagram; acts that lead from one stage to the same share a line."""
    arrows: dict[tuple[Stage, Stage], list[str]] = {}
    for row in TRANSITIONS:
        arrows.setdefault((row.source, row.target), []).append(f"{row.act.label}（{row.article}）")
    names = [f'    state "{stage.label}" as {stage.value}' for stage in Stage]
    lines = [
        f"    {source.value} --> {target.value}: {'<br>'.join(acts)}"
        for (source, target), acts in arrows.items()
    ]
    ends = [f"    [*] --> {Stage.SUBMITTED.value}", f"    {Stage.CLOSED.value} --> [*]"]
    return "\n".join(["```mermaid", "stateDiagram-v2", *names, ends[0], *lines, ends[1], "```"])
