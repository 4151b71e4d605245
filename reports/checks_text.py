"""What the checks see in the words of a report: numbers (``checks_numbers``), dates, names, phones, laws. Pure."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from difflib import SequenceMatcher

from liaocheng_gk.workdays import WorkCalendar

from . import checks_numbers
from .rules import Finding
from .shapes import ReadReport

# 条例49: departments publish by 31 January; until the revision of 2019 everybody had until 31 March.
DEADLINE, DEADLINE_BEFORE_2019 = (1, 31), (3, 31)


def look(
    report: ReadReport, calendar: WorkCalendar, name_in_force: str, phones: Collection[str]
) -> list[Finding]:
    """Everything that shows in the words of one report."""
    return [
        *checks_numbers.look(report),
        *_years(report),
        *_signature(report, calendar),
        *_names(report, name_in_force),
        *_phones(report, phones),
        *_laws(report),
    ]


def copied(report: ReadReport, earlier: ReadReport) -> list[Finding]:
    """What stands in the report only because it stood in the one before."""
    return [*_same_problems(report, earlier), *_same_sessions(report, earlier)]


# --- dates and names ---


# Where a report says which year it is about: its title, its period, its opening words.
YEARS = (
    ("标题", re.compile(r"(20\d\d)年")),
    ("正文统计期限", re.compile(r"统计(?:期限|数据时间)自(20\d\d)年")),
    ("正文", re.compile(r"(?:将我单位|社会公布)(20\d\d)年度")),
)


def _years(report: ReadReport) -> Iterator[Finding]:
    for place, pattern in YEARS:
        words = report.title if place == "标题" else report.text
        for year in sorted({int(year) for year in pattern.findall(words)} - {report.year}):
            yield Finding(
                "TXT-YR", place, f"{year}年度", f"{report.year}年度", f"{place}自称报告{year}年度的情况。"
            )


def _signature(report: ReadReport, calendar: WorkCalendar) -> Iterator[Finding]:
    ends = re.search(r"截止(\d{1,2})月(\d{1,2})日", report.text)
    if ends and (int(ends[1]), int(ends[2])) != (12, 31):
        yield Finding(
            "TXT-YR",
            "正文统计截止日",
            f"{ends[1]}月{ends[2]}日",
            "12月31日",
            f"统计截止于{ends[1]}月{ends[2]}日，不是全年。",
        )
    if report.signed_on is None:
        yield Finding("TXT-YR", "落款", "没有落款日期", f"{report.year + 1}年1月", "报告没有落款日期。")
        return
    day, written = report.signed_on, report.signed_as_written
    limit = DEADLINE if report.year >= 2019 else DEADLINE_BEFORE_2019
    first, last = date(report.year + 1, 1, 1), date(report.year + 1, *limit)
    if day < first:
        yield Finding("TXT-YR", "落款", written, f"{report.year + 1}年", f"落款{written}早于统计年度结束。")
    elif day > last:
        until = f"{last.year}年{last.month}月{last.day}日"
        yield Finding(
            "TXT-YR", "落款", written, f"{until}前", f"落款{written}晚于法定的{until}（条例第四十九条）。"
        )
    elif calendar.is_official(day) and not calendar.is_workday(day):
        yield Finding(
            "TXT-YR",
            "落款",
            written,
            calendar.reason(day),
            f"落款{written}不是工作日（{calendar.reason(day)}）。",
        )


# Words of other departments that do not belong into this bureau's report.
FOREIGN = re.compile(r"全[市县]([\u4e00-\u9fff]{2,6})系统")


def _names(report: ReadReport, name_in_force: str) -> Iterator[Finding]:
    if report.agency_name and report.agency_name != name_in_force:
        yield Finding(
            "TXT-ORG", "机关名称", report.agency_name, name_in_force,
            f"报告使用“{report.agency_name}”，{report.year}年底使用的名称是“{name_in_force}”。",
        )  # fmt: skip
    for other in dict.fromkeys(FOREIGN.findall(report.text)):
        if other not in name_in_force and "商务" not in other:
            count = report.text.count(f"{other}系统")
            yield Finding(
                "TXT-ORG",
                "正文",
                f"{other}系统",
                name_in_force,
                f"正文 {count} 次写到“{other}系统”，疑为照抄其他部门的文字。",
            )


# --- telephones, laws ---

PHONE = re.compile(r"(?<!\d)0\d{2,3}\s?[-—－–]{1,2}\s?\d{7,8}(?!\d)")
WRONG_LAW = re.compile(r"《[^《》]{0,12}政府信息公开工作条例》")


def _phones(report: ReadReport, phones: Collection[str]) -> Iterator[Finding]:
    ours = {re.sub(r"\D", "", phone) for phone in phones if phone}
    written = dict.fromkeys(PHONE.findall(report.text)) if ours else {}
    for phone in written:
        if re.sub(r"\D", "", phone) not in ours:
            known = "、".join(phone for phone in dict.fromkeys(phones) if phone)
            yield Finding(
                "TXT-TEL", "正文", phone, known, f"正文写的号码 {phone} 不是本机关的号码（{known}）。"
            )


def _laws(report: ReadReport) -> Iterator[Finding]:
    for name in dict.fromkeys(WRONG_LAW.findall(report.text)):
        right = name.replace("公开工作条例", "公开条例")
        yield Finding("TXT-LAW", "正文", name, right, f"正文写作{name}，法规的名称是{right}。")


# --- copied from the year before ---

REMEDIES = re.compile(r"今后[,，]|下一步|下步工作|针对(?:存在的)?问题|在?以后的工作中")
SESSION = re.compile(r"市[一二三四五六七八九十]+届(?:人大|政协)[一二三四五六七八九十]+次会议")
SIMILAR, SHORTEST = 0.9, 20  # shorter passages are alike by chance


def _same_problems(report: ReadReport, earlier: ReadReport) -> Iterator[Finding]:
    here, there = _problems(report), _problems(earlier)
    if min(len(here), len(there)) < SHORTEST:
        return
    alike = SequenceMatcher(None, here, there, autojunk=False)
    if alike.real_quick_ratio() >= SIMILAR and alike.quick_ratio() >= SIMILAR and alike.ratio() >= SIMILAR:
        yield Finding(
            "TXT-SAME", "正文“存在的问题”", f"{report.year}年", f"{earlier.year}年",
            f"“存在的问题”一段与{earlier.year}年的报告有 {alike.ratio():.0%} 相同，疑为照抄。",
        )  # fmt: skip


def _problems(report: ReadReport) -> str:
    """The words about problems, without what is to be done about them, years and blanks."""
    body = next((section.body for section in report.sections if "问题" in section.title), "")
    return re.sub(r"20\d\d年|\s", "", REMEDIES.split(body, maxsplit=1)[0])


def _same_sessions(report: ReadReport, earlier: ReadReport) -> Iterator[Finding]:
    """Both assemblies sit once a year: the same session in two reports is wrong in one of them."""
    before = set(SESSION.findall(earlier.text))
    for session in dict.fromkeys(SESSION.findall(report.text)):
        if session in before:
            yield Finding(
                "TXT-SESS", f"正文“{session}”", f"{report.year}年", f"{earlier.year}年",
                f"正文说到“{session}”，{earlier.year}年的报告说的是同一次会议；会议每年一次，其中一年有误。",
            )  # fmt: skip
