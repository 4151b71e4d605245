"""What the checks see in the numbers of the words: against the tables, against one another, against the kept figures. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from .forms import form_for
from .rules import Finding
from .shapes import ReadReport


def look(report: ReadReport) -> list[Finding]:
    return [
        *_numbers_in_text(report),
        *_kept_beside(report),
        *_reply_rate(report),
        *_parts_of_numbers(report),
        *_results_without_decisions(report),
        *_one_number_two_names(report),
        *_published_and_handled(report),
    ]


def _numbers_in_text(report: ReadReport) -> Iterator[Finding]:
    stated = {key: row.value for key, row in report.stated.items() if row.value is not None}
    table = {
        "received": (
            "表三第一项、第二项之和",
            _both(report.cells.get("t3.r01.c7"), report.cells.get("t3.r02.c7")),
        ),
        "granted": ("表三（一）予以公开", report.cells.get("t3.r03.c7")),
    }
    for key, (name, figure) in table.items():
        if key in stated and figure is not None and stated[key] != figure:
            said = f"正文“{report.stated[key].label}”"
            yield Finding(
                "TXT-N", said, str(stated[key]), str(figure), f"{said} {stated[key]}，{name} {figure}。"
            )
    parts = [stated.get(key) for key in ("visits", "calls", "online")]
    if "consultations" in stated and None not in parts:
        total = sum(part for part in parts if part is not None)
        if total != stated["consultations"]:
            written = "+".join(str(part) for part in parts)
            yield Finding(
                "TXT-N", "正文咨询人次", str(stated["consultations"]), f"{written}={total}",
                f"正文说咨询 {stated['consultations']} 人次，现场、电话、网上分别为 {written}，合计 {total}。",
            )  # fmt: skip
    none = re.search(r"无[^。，,]{0,14}依申请公开情况", report.text)
    if stated.get("received") and none:
        yield Finding(
            "TXT-N", "正文依申请公开", f"{stated['received']}件", none[0],
            f"正文一处说收到申请 {stated['received']} 件，另一处说“{none[0]}”。",
        )  # fmt: skip


def _kept_beside(report: ReadReport) -> Iterator[Finding]:
    """The figures printed above the report must be those of its words."""
    for key, row in report.kept.items():
        said = report.stated[key].value if key in report.stated else None
        if row.value is not None and said is not None and row.value != said:
            place = f"文字数据“{row.label}”"
            yield Finding(
                "TXT-N", place, str(row.value), str(said), f"{place}为 {row.value}，正文写的是 {said}。"
            )


def _both(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


REPLY_RATE = re.compile(r"答复率[^\d。；;]{0,4}(\d+(?:\.\d+)?)\s*[%％]")


def _reply_rate(report: ReadReport) -> Iterator[Finding]:
    """The share of the year's applications that were closed, to as many places as the words have."""
    said = REPLY_RATE.search(report.text)
    new, carried, closed = (report.cells.get(f"t3.{row}.c7") for row in ("r01", "r02", "r24"))
    if said is None or new is None or carried is None or closed is None or not new + carried:
        return
    stated = Decimal(said[1])
    rate = (100 * closed / (new + carried)).quantize(stated)
    if rate != stated:
        yield Finding(
            "TXT-N", "正文答复率", f"{stated}%", f"{closed}/{new + carried}={rate}%",
            f"正文说答复率 {stated}%，表三办结 {closed} 件、收到和结转共 {new + carried} 件，为 {rate}%。",
        )  # fmt: skip


# A whole and the list of its parts, only where the words leave no doubt that the list is complete.
PARTS = (
    (re.compile(r"(?P<whole>总数(\d+)条)[（(]含(?P<parts>[^（）()。]*)[）)]"), r"(\d+)条"),
    (re.compile(r"(?P<whole>(?:建议|提案)(\d+)件)[,，](?:其中)?(?P<parts>(?:(?:主办|协办|分办)\d+件[、,，]?)+)"), r"(\d+)件"),
)  # fmt: skip
CHANNELS = re.compile(r"从申请途径上?看[,，:：]?([^。；;]*)")


def _parts_of_numbers(report: ReadReport) -> Iterator[Finding]:
    for pattern, part in PARTS:
        for found in pattern.finditer(report.text):
            yield from _sum_of(found["whole"], int(found[2]), re.findall(part, found["parts"]))
    received, channels = report.stated.get("received"), CHANNELS.search(report.text)
    parts = re.findall(r"(\d+)件", channels[1]) if channels else []
    if received and received.value is not None and parts:
        yield from _sum_of(f"收到{received.value}件", received.value, parts)


def _sum_of(whole: str, stated: int, parts: list[str]) -> Iterator[Finding]:
    total = sum(int(part) for part in parts)
    if total != stated:
        written = "+".join(parts)
        yield Finding(
            "TXT-N", f"正文“{whole}”", str(stated), f"{written}={total}",
            f"正文说“{whole}”，所列各项为 {written}，合计 {total}。",
        )  # fmt: skip


# --- words beside the tables, and measures that are called by two names ---

DECISIONS = {"行政许可": "permits", "行政处罚": "penalties", "行政强制": "coercion"}
RESULT_INFORMATION = re.compile(rf"({'|'.join(DECISIONS)})(?:等[\u4e00-\u9fff]{{0,6}})?(?:结果|决定)信息")


def _results_without_decisions(report: ReadReport) -> Iterator[Finding]:
    """The words say that results of decisions were published, the table that there was not one decision."""
    form = form_for(report.year)
    for sentence in re.split(r"[。；;\n]", report.text) if form else ():
        for found in RESULT_INFORMATION.finditer(sentence) if "公开" in sentence else ():
            key = f"t2.{DECISIONS[found[1]]}.decisions"
            if report.cells.get(key) == 0:
                place = form.places[key]
                yield Finding(
                    "TXT-N", f"正文“{found[1]}”", found[0], f"{place} 0",
                    f"正文说公开了“{found[0]}”，{place}却是 0。",
                )  # fmt: skip


ON_A_SITE = re.compile(
    r"((?:局官方|局|官方|政府|门户)?网站(?:主动)?(?:公开|发布)(?:政府)?(?:信息|内容))(?:总数)?(\d+)条"
)


def _one_number_two_names(report: ReadReport) -> Iterator[Finding]:
    """The same figure is said to count one thing here and another there; only one can be right."""
    names: dict[str, list[str]] = {}
    for name, number in ON_A_SITE.findall(report.text):
        if name not in names.setdefault(number, []):
            names[number].append(name)
    for number, called in names.items():
        if len(called) > 1:
            yield Finding(
                "TXT-N", f"正文“{number}条”", called[0], "、".join(called[1:]),
                f"正文把同一个数字{number}条分别称为“{'”“'.join(called)}”，统计的内容应当用同一名称。",
            )  # fmt: skip


PROPOSALS = re.compile(r"建议提案(?:办理)?(?:结果)?(?:公开)?(\d+)条")


def _published_and_handled(report: ReadReport) -> Iterator[Finding]:
    """For information: items published about proposals and motions are not the proposals and motions handled."""
    handled = [report.stated[key].value for key in ("proposals", "motions") if key in report.stated]
    published = PROPOSALS.search(report.text)
    if published and len(handled) == 2 and None not in handled and int(published[1]) != sum(handled):
        yield Finding(
            "TXT-N", "正文建议提案", f"公开{published[1]}条", f"办理{handled[0]}+{handled[1]}={sum(handled)}件",
            f"正文说公开建议提案办理信息{published[1]}条，办理的建议、提案为{sum(handled)}件，口径不同，请核对是否都已公开。",
            note_only=True,
        )  # fmt: skip
