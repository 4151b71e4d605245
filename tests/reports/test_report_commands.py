"""`import_report`, `check_report`, `rules`: what they print, what they store, how they exit."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applications.law.outcomes import OUTCOME_ROWS
from applications.law.transitions import TRANSITIONS
from reports.findings import judged_findings
from reports.models import FindingVerdict, Report
from reports.reading_files import read_file
from tests.reports.conftest import OURS


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("year", range(2016, 2024))
def test_the_fixtures_hold_the_figures_that_the_text_holds(published, source, year):
    stored, read = Report.objects.get(year=year), read_file(source, year)
    assert stored.figures == read.cells
    assert {row.key: row.value for row in stored.metrics.all()} == {
        key: row.value for key, row in read.stated.items()
    }
    assert (stored.agency_name, stored.signed_as_written) == (read.agency_name, read.signed_as_written)
    assert stored.digest == stored.compute_digest()


def test_import_shows_what_was_read_and_every_finding_and_saves_nothing(bureau):
    out = run("import_report", str(OURS), "--year", "2020")
    assert "表三：161 格，其中空白 151 格" in out
    assert "推断：表三“一、本年新收政府信息公开申请数量”只有两个相同的数字" in out
    assert "T3-SUM [错误] 表三“自然人”列" in out
    assert "TXT-YR [提醒] 落款2020年1月25日早于统计年度结束。" in out
    assert "没有保存" in out
    assert Report.objects.count() == 0


def test_import_with_commit_stores_a_draft_and_replaces_it(bureau):
    for _ in range(2):
        assert "已存为草稿" in run("import_report", str(OURS), "--year", "2023", "--commit")
    report = Report.objects.get()
    assert (report.year, report.status, report.sections.count()) == (2023, "draft", 7)


def test_import_adds_the_text_to_a_published_report_and_never_changes_its_figures(published, tmp_path):
    before = Report.objects.get(year=2023)
    assert "已补入正文" in run("import_report", str(OURS), "--year", "2023", "--commit")
    after = Report.objects.get(year=2023)
    assert (after.cells, after.digest, after.sections.count()) == (before.cells, before.digest, 7)
    changed = tmp_path / "changed.txt"
    text = OURS.read_text(encoding="utf-8").replace(
        "一、本年新收政府信息公开申请数量 | 5 | 5 |", "一、本年新收政府信息公开申请数量 | 6 | 6 |"
    )
    changed.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="数字与已发布的不同"):
        run("import_report", str(changed), "--year", "2020", "--commit")
    assert Report.objects.get(year=2020).sections.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "message"), [("a.txt", b"hello", "没有找到"), ("a.docx", b"x", "已损坏")]
)
def test_import_of_an_unreadable_file_exits_with_1_and_says_why(bureau, tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message) as error:
        run("import_report", str(path), "--year", "2023")
    assert error.value.returncode == 1


def test_check_exits_with_1_until_every_finding_is_explained(published, clerk_of_reports, capsys):
    with pytest.raises(SystemExit) as stop:
        run("check_report", "2019")
    assert stop.value.code == 1
    report = Report.objects.get(year=2019)
    for row in judged_findings(report):
        FindingVerdict.objects.create(
            report=report, rule=row.finding.rule, place=row.finding.place, left=row.finding.left,
            right=row.finding.right, verdict="erratum", note="原表如此", by=clerk_of_reports, on="2026-01-05",
        )  # fmt: skip
    out = run("check_report", "2019")
    assert "其中 0 处尚未说明" in out
    assert "原文有误，数字不动：原表如此" in out


def test_a_verdict_lapses_when_the_finding_says_something_else(published, clerk_of_reports):
    report = Report.objects.get(year=2019)
    FindingVerdict.objects.create(
        report=report, rule="T3-INT", place="表三", left="150 格空白", right="0 或者数字", verdict="explained",
        note="旧", by=clerk_of_reports, on="2026-01-05",
    )  # fmt: skip
    (row,) = [row for row in judged_findings(report) if row.finding.rule == "T3-INT"]
    assert (row.verdict, row.stands) == (None, True)


def test_check_of_a_year_without_report_says_so(bureau):
    with pytest.raises(CommandError, match="没有2030年度的报告"):
        run("check_report", "2030")


@pytest.mark.parametrize("table", ["transitions", "outcomes", "letters", "fees", "checks"])
def test_rules_print_the_same_table_twice(table):
    rows = json.loads(run("rules", table, "--json"))
    lines = run("rules", table).strip().splitlines()
    assert len(lines) == len(rows) + 2
    assert lines[2].split(" | ")[0].removeprefix("| ") == str(next(iter(rows[0].values())))


def test_rules_hold_every_row_of_the_law():
    assert len(json.loads(run("rules", "transitions", "--json"))) == len(TRANSITIONS)
    outcomes = json.loads(run("rules", "outcomes", "--json"))
    assert [row["代码"] for row in outcomes] == [outcome.code for outcome in OUTCOME_ROWS]
    assert {"表三行（2021年格式）", "条例", "告知书", "救济"} <= set(outcomes[0])


def test_docs_rules_is_what_the_command_prints():
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    for table in ("transitions", "outcomes", "letters", "fees", "checks"):
        assert run("rules", table).strip() in page


def test_a_second_import_keeps_the_summary_and_the_verdicts_of_the_draft(bureau, staff):
    run("import_report", str(OURS), "--year", "2020", "--commit")
    report = Report.objects.get()
    report.summary = "本局的简短说明"
    report.save()
    finding = judged_findings(report)[0].finding
    FindingVerdict.objects.create(
        report=report,
        rule=finding.rule,
        place=finding.place,
        left=finding.left,
        right=finding.right,
        verdict="explained",
        note="原表如此",
        by=staff("li"),
        on=date(2026, 11, 24),
    )
    run("import_report", str(OURS), "--year", "2020", "--commit")
    again = Report.objects.get()
    assert (again.pk, again.summary) == (report.pk, "本局的简短说明")
    assert judged_findings(again)[0].verdict.note == "原表如此"


def test_the_diagram_has_an_arrow_for_every_row_of_the_procedure():
    drawn = run("rules", "transitions", "--diagram").splitlines()
    arrows = dict(line.strip().split(": ", 1) for line in drawn if ": " in line)
    for row in TRANSITIONS:
        acts = arrows[f"{row.source.value} --> {row.target.value}"].split("<br>")
        assert acts.count(f"{row.act.label}（{row.article}）") == 1
    assert sum(len(acts.split("<br>")) for acts in arrows.values()) == len(TRANSITIONS)


def test_only_the_procedure_has_a_diagram():
    with pytest.raises(CommandError, match="transitions"):
        run("rules", "fees", "--diagram")
