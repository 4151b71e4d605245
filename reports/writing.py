"""A first draft of a year's report: six chapters as plain sentences with the year's real counts, ready to edit.

What the books do not know is marked 【请补充：…】 and left to a person; no sentence is made up.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, F

from applications.law.outcomes import Group
from applications.law.receipt import Channel
from applications.models import Application, Feedback
from disclosure.law.publication import Status
from disclosure.models import Category, Item
from liaocheng_gk.models import Agency
from liaocheng_gk.workdays import WorkCalendar

from .books import ledger_of
from .catalogue import KEY, documents_of
from .checks_ledger import Ledger
from .forms import Form, form_for
from .forms.form import RESULT_COLUMNS, RESULT_GROUPS
from .models import Report, ReportSection
from .publishing import store_draft
from .shapes import ReadReport, Section, Stated
from .stated import STATED
from .trends import GROUP_OF_ROW, reply_times

SOURCE = "表三、表四按本系统的申请台账计数，表二按信息目录计数；文字由经办人起草。"


@dataclass(frozen=True)
class Book:
    """All that the sentences say of one year, gathered once.

    ``published``: items first published in the year by the top class of the catalogue; ``channels``: new applications
    by the way they came; ``documents``: normative documents made, repealed and in force at the year's end.
    """

    year: int
    form: Form
    ledger: Ledger
    published: dict[str, int]
    withdrawn: int
    channels: dict[Channel, int]
    late: int
    median: Decimal | None
    complaints: int
    documents: dict[str, int]

    def three(self, row: str) -> int:
        return int(self.ledger.counts[f"t3.{row}.c7"])

    def four(self, column: str) -> int:
        return sum(int(self.ledger.counts[f"t4.{group.key}.{column}"]) for group in RESULT_GROUPS)

    @property
    def groups(self) -> dict[Group, int]:
        sums = dict.fromkeys(Group, 0)
        for row in self.form.table_three:
            if row.key in GROUP_OF_ROW:
                sums[GROUP_OF_ROW[row.key]] += self.three(row.key)
        return sums


def prefill(year: int, calendar: WorkCalendar) -> dict[int, str]:
    """The six chapters of ``year``, by number. The number of queries does not grow with the number of cases.

    Raises:
        ValidationError: no form was prescribed for that year.
    """
    return _chapters(_book(year, calendar))


def last_chapters(year: int) -> dict[int, ReportSection]:
    """The chapters of the report of the year before, by number; empty where there is none."""
    return {row.number: row for row in ReportSection.objects.filter(report__year=year - 1)}


@transaction.atomic
def start_draft(year: int, by: User, *, calendar: WorkCalendar) -> Report:
    """A draft of ``year`` with its chapters and all its figures as the books have them.

    Raises:
        PermissionDenied: ``by`` may not add reports.
        ValidationError: a report of the year exists, or no form was prescribed for it.
    """
    if not by.has_perm("reports.add_report"):
        raise PermissionDenied("没有起草年度报告的权限。")
    if Report.objects.filter(year=year).exists():
        raise ValidationError(f"{year}年度报告已经存在，没有另行起草，也没有改动它；请直接打开修改。")
    book = _book(year, calendar)
    name = Agency.objects.current().name_on(date(year, 12, 31))
    texts = _chapters(book)
    read = ReadReport(
        year=year,
        title=f"{name}{year}年政府信息公开工作年度报告",
        sections=tuple(
            Section(number, title, texts[number]) for number, title in enumerate(book.form.sections, start=1)
        ),
        cells=_figures(book),
        stated=_stated(book),
        agency_name=name,
    )
    return store_draft(read, source=SOURCE, by=by)


# --- gathering ---


def _book(year: int, calendar: WorkCalendar) -> Book:
    form, ledger = form_for(year), ledger_of(year)
    if form is None or ledger is None:
        raise ValidationError(f"{year}年没有统一的报告格式，不能自动起草；请用“导入”录入原有报告。")
    received = Application.objects.filter(received_on__year=year)
    channels = received.values_list("channel").annotate(cases=Count("pk")).order_by("-cases", "channel")
    return Book(
        year=year,
        form=form,
        ledger=ledger,
        published=_published(year),
        withdrawn=Item.objects.filter(withdrawn_at__year=year, status=Status.WITHDRAWN.value).count(),
        channels={Channel(name): cases for name, cases in channels},
        late=Application.objects.filter(reported_on__year=year, reported_on__gt=F("due_on")).count(),
        median=reply_times(calendar, last_year=year, first_year=year).get(year),
        complaints=Feedback.objects.filter(
            kind=Feedback.Kind.COMPLAINT.value, submitted_at__year=year
        ).count(),
        documents={"made": 0, "repealed": 0, "valid": 0} | documents_of(year),
    )


def _published(year: int) -> dict[str, int]:
    """Items first published in the year, by the top class of the catalogue and in its order; empty classes left out."""
    counts = dict(
        Item.objects.filter(published_at__year=year)
        .exclude(status__in=(Status.DRAFT.value, Status.SCHEDULED.value))
        .values_list("category")
        .annotate(items=Count("pk"))
        .order_by()
    )
    sums: dict[str, int] = {}
    for category in Category.objects.tree():
        top = category
        while top.parent:
            top = top.parent
        sums[top.title] = sums.get(top.title, 0) + counts.get(category.pk, 0)
    return {title: number for title, number in sums.items() if number}


def _figures(book: Book) -> dict[str, Decimal | None]:
    """Table two is zero wherever the catalogue gives nothing; three and four are counted."""
    two = dict.fromkeys(book.form.keys_of_two, Decimal(0))
    known = {f"{KEY}{name}": Decimal(number) for name, number in book.documents.items()}
    return two | {key: value for key, value in known.items() if key in two} | dict(book.ledger.counts)


def _stated(book: Book) -> dict[str, Stated]:
    """The figures that our sentences state, as the reader would find them in the text."""
    said = {
        "published": sum(book.published.values()),
        "received": book.three("r01") + book.three("r02"),
        "granted": book.groups[Group.GRANTED],
    }
    return {
        key: Stated(key, label, said[key], unit)
        for key, label, unit, _ in STATED
        if said.get(key) is not None
    }


# --- sentences ---


def _chapters(book: Book) -> dict[int, str]:
    made = (_overall, _active, _requests, _disputes, _problems, _other)
    return {number: "\n".join(write(book)) for number, write in enumerate(made, start=1)}


def _overall(book: Book) -> list[str]:
    year = book.year
    lines = [
        "本报告依照《中华人民共和国政府信息公开条例》第五十条编制，"
        f"统计期限自{year}年1月1日起，至{year}年12月31日止。",
        f"（一）主动公开。全年在本网站主动公开政府信息{sum(book.published.values())}条"
        + _listed(book.published, "条", "，其中")
        + "。"
        + (f"到期或者不宜继续公开而撤下的{book.withdrawn}条。" if book.withdrawn else ""),
        "（二）依申请公开。" + _intake(book) + _handling(book),
        "（三）政府信息管理。【请补充：保密审查、发布登记、规范性文件清理等工作。】",
        "（四）平台建设。【请补充：网站和政务新媒体的建设、维护情况。】",
        f"（五）监督保障。全年收到关于政府信息公开的投诉举报{book.complaints}件。【请补充：培训、考核、责任追究情况。】",
    ]
    return lines


def _intake(book: Book) -> str:
    new, carried = book.three("r01"), book.three("r02")
    if not new + carried:
        return "全年没有收到政府信息公开申请，也没有上年结转的申请。"
    said = f"全年收到和处理政府信息公开申请{new + carried}件，其中本年新收{new}件、上年结转{carried}件。"
    if book.channels:
        said += (
            "新收的申请按渠道分"
            + _listed({channel.label: cases for channel, cases in book.channels.items()}, "件", "：")
            + "。"
        )
    return said


def _handling(book: Book) -> str:
    closed, open_still = book.three("r24"), book.three("r25")
    if not closed:
        return f"结转下年度继续办理{open_still}件。" if open_still else ""
    said = f"办结{closed}件，结转下年度继续办理{open_still}件。"
    if book.median is not None:
        said += f"从收到申请到答复，用时的中位数为{book.median}个工作日。"
    return said + (f"其中超过法定期限答复{book.late}件。" if book.late else "均在法定期限内答复。")


def _active(book: Book) -> list[str]:
    made, repealed, valid = (book.documents[name] for name in ("made", "repealed", "valid"))
    return [
        f"全年制发行政规范性文件{made}件，废止或者失效{repealed}件，年底现行有效{valid}件。"
        "行政许可、行政处罚、行政强制和行政事业性收费的数量见下表。【请核对：下表中目录没有记载的各项先填 0。】"
    ]


def _requests(book: Book) -> list[str]:
    closed = book.three("r24")
    if not closed:
        return [f"全年没有办结的申请，结转下年度继续办理{book.three('r25')}件。具体数字见下表。"]
    results = {_plain(group): number for group, number in book.groups.items() if number}
    return [
        f"全年办结申请{closed}件：{_listed(results, '件', '')}；结转下年度继续办理{book.three('r25')}件。具体数字见下表。"
    ]


def _disputes(book: Book) -> list[str]:
    if not book.four("total"):
        return ["全年没有因政府信息公开引起的行政复议和行政诉讼。"]
    groups = {
        group.label: int(book.ledger.counts[f"t4.{group.key}.total"])
        for group in RESULT_GROUPS
        if book.ledger.counts[f"t4.{group.key}.total"]
    }
    results = {column.label: book.four(column.key) for column in RESULT_COLUMNS[:-1] if book.four(column.key)}
    return [
        f"因政府信息公开引起的行政复议、行政诉讼共{book.four('total')}件：{_listed(groups, '件', '')}。"
        f"按结果分{_listed(results, '件', '：')}。"
    ]


def _problems(book: Book) -> list[str]:
    """Only what the figures show to be a problem; the rest a person writes."""
    lines = []
    if book.late:
        lines.append(f"有{book.late}件申请超过法定期限答复。【请补充：原因和改进措施。】")
    if book.four("corrected"):
        lines.append(
            f"有{book.four('corrected')}件行政复议或者行政诉讼的结果为纠正。【请补充：原因和改进措施。】"
        )
    return [*lines, "【请补充：存在的主要问题，上年所列问题的改进情况，下一步的措施。】"]


def _other(book: Book) -> list[str]:
    fees = book.ledger.fees_yuan
    charged = f"全年收取信息处理费{fees}元。" if fees else "全年未收取信息处理费。"
    return [charged, "【请补充：建议提案办理结果的公开情况，以及其他需要报告的事项。】"]


def _plain(group: Group) -> str:
    return group.label.partition("）")[2]


def _listed(counts: dict[str, int], unit: str, opening: str) -> str:
    return opening + "、".join(f"{name}{number}{unit}" for name, number in counts.items()) if counts else ""
