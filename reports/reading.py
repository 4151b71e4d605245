"""A published report as text -> its chapters, figures and signature. Pure; says in words whatever it had to infer.

The text may hold the guide and the reports of several years; row labels may be missing, cells blank, tables absent.
A blank is never taken for zero.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .forms import Form, form_for
from .reading_tables import read_tables
from .shapes import NUMERALS, ReadReport, Section
from .stated import stated_in

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}


class UnreadableReport(ValueError):
    """Nothing that could be the report of this year; the message says what was looked for."""


def read_text(text: str, year: int, *, told: Iterable[str] = ()) -> ReadReport:
    """Read the report of ``year`` out of ``text``; ``told`` is what had to be inferred to get at the text.

    Raises:
        UnreadableReport: no part of the text is a report of that year.
    """
    part, doubts = _part_of(text, year)
    inferred = [*told, *doubts]
    form = form_for(year)
    lines = [line.strip() for line in part.splitlines() if line.strip() and line.strip() != "|"]
    lines, signature = _cut_signature(lines)
    title, lines = _cut_title(lines, year)
    sections = _sections(lines, form, inferred)
    cells = read_tables(sections, form, inferred) if form else {}
    sections = tuple(
        Section(section.number, section.title, _without_tables(section.body)) for section in sections
    )
    agency = signature.name or _agency(part)
    narrative = "\n".join(f"{section.title}\n{section.body}" for section in sections)
    return ReadReport(
        year=year,
        title=title or f"{agency}{year}年政府信息公开工作年度报告",
        sections=sections,
        cells=cells,
        stated=stated_in(narrative),
        agency_name=agency,
        signed_on=signature.day,
        signed_as_written=signature.written,
        inferred=tuple(inferred),
    )


# --- which part of the text ---

_BREAK = re.compile(r"字号[:：]\s*大\s*中\s*小")
_FURNITURE = re.compile(
    r"扫码使用手机浏览本页内容|^更正：第\d+版，.*?$|^网站主办单位[:：].*?$|^邮箱[:：].*?邮编.*?$|^联系方式[:：].*?$",
    re.M,
)
_PERIOD = re.compile(r"统计(?:期限|数据时间)自(20\d\d)年1月1日")
_TITLE_YEAR = re.compile(r"(20\d\d)年度?[^\n。，,]{0,24}?信息公开(?:工作)?(?:年度)?报告")
_COVERS = re.compile(r"(?:将我单位|社会公布)(20\d\d)年度")


def _part_of(text: str, year: int) -> tuple[str, list[str]]:
    parts = [_FURNITURE.sub("", part).strip() for part in _BREAK.split(normalised(text))]
    named = [(year_of(part), part) for part in parts if part]
    for found, part in named:
        if found == year:
            return part, _doubts(part, year)
    years = "、".join(str(found) for found, _ in named if found)
    raise UnreadableReport(
        f"文件中没有找到{year}年的年度报告"
        + (f"，只有{years}年的。" if years else "：既没有统计期限，也没有标题。")
    )


def normalised(text: str) -> str:
    """Line ends and blanks of one kind; the punctuation stays as published."""
    return text.replace("\r\n", "\n").replace("\u3000", " ").replace("\xa0", " ")


def year_of(part: str) -> int | None:
    """The year a report is about: its statistical period, else its title, else the year it opens with."""
    for pattern, span in ((_PERIOD, len(part)), (_TITLE_YEAR, 200)):
        found = pattern.search(part[:span])
        if found:
            return int(found[1])
    opening = re.match(r"(?:一、总体情况\s*)?(20\d\d)年[，,。]", part)
    return int(opening[1]) if opening else None


def _doubts(part: str, year: int) -> list[str]:
    others = {int(found) for found in _COVERS.findall(part)} - {year}
    return [
        f"正文自称报告{other}年度的情况，与{year}年的标题和内容不符，按{year}年读入。"
        for other in sorted(others)
    ]


# --- signature and title ---


@dataclass(frozen=True)
class _Signature:
    name: str = ""
    day: date | None = None
    written: str = ""


_DAY = re.compile(
    r"(20\d\d)年(\d{1,2})月(\d{1,2})日|([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)


def _cut_signature(lines: list[str]) -> tuple[list[str], _Signature]:
    """The last line if it is nothing but a date, and the bureau's name above it."""
    if not lines or not _DAY.fullmatch(lines[-1]):
        return lines, _Signature()
    written, lines = lines[-1], lines[:-1]
    name = ""
    if lines and re.fullmatch(r"\S{2,24}局", lines[-1]) and "|" not in lines[-1]:
        name, lines = lines[-1], lines[:-1]
    return lines, _Signature(name, day_of(written), written)


def day_of(text: str) -> date | None:
    """A date in Arabic or Chinese figures; None if it is no date of the calendar."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    try:
        if found[1]:
            return date(*(int(found[place]) for place in (1, 2, 3)))
        return date(int("".join(str(DIGITS[char]) for char in found[4])), _small(found[5]), _small(found[6]))
    except (KeyError, ValueError):  # KeyError: 十十月, 三四月
        return None


def _small(text: str) -> int:
    """1 to 31 in Chinese figures."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return DIGITS[text]
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def _cut_title(lines: list[str], year: int) -> tuple[str, list[str]]:
    """Short lines on top that end in 报告; a name on a line of its own belongs to them."""
    for count in (1, 2):
        head = "".join(lines[:count])
        if len(head) < 50 and head.endswith("报告") and str(year) in head:
            return head, lines[count:]
    return "", lines


_NAME = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,3}市[\u4e00-\u9fff]{2,10}?局")


def _agency(part: str) -> str:
    """The bureau's name as the text writes it most often, where a name can begin."""
    names = Counter(name for name in _NAME.findall(part) if not set("了据我本该年") & set(name))
    return names.most_common(1)[0][0] if names else ""


# --- chapters ---

_HEADING = re.compile(rf"^([{NUMERALS}])、\s*(.*)$")
_INLINE = re.compile(rf"(?:(?<=\s)|^)([{NUMERALS}])、([^\s。|]{{4,24}})\s+")


def _sections(lines: list[str], form: Form | None, inferred: list[str]) -> tuple[Section, ...]:
    if form is None:
        lines = [piece for line in lines for piece in _split_inline(line)]
        lines = _supply_heading(lines, inferred)
    made: list[tuple[int, str, list[str]]] = [(0, "", [])]
    rest = iter(lines)
    for line in rest:
        found = None if "|" in line or len(line) >= 40 else _HEADING.match(line)
        number = NUMERALS.index(found[1]) + 1 if found else 0
        if found and (number == made[-1][0] + 1 or _is_later_chapter(number, found[2], made[-1][0], form)):
            made.append((number, found[2] or next(rest, ""), []))
        else:
            made[-1][2].append(line)
    lost = {*range(1, made[-1][0])} - {number for number, _, _ in made}
    inferred += [f"没有第{NUMERALS[number - 1]}部分，后面的部分按各自的标题读入。" for number in sorted(lost)]
    return tuple(Section(number, title, "\n".join(body)) for number, title, body in made if number or body)


def _is_later_chapter(number: int, title: str, last: int, form: Form | None) -> bool:
    """A chapter out of turn counts only under the very title that the form prescribes."""
    return (
        form is not None
        and last < number <= len(form.sections)
        and title.strip() == form.sections[number - 1]
    )


def _split_inline(line: str) -> list[str]:
    """A report that lost its line breaks: ``… 一、高度重视，组织有力 2017年，…`` becomes lines again."""
    return [piece.strip() for piece in _INLINE.sub(r"\n\1、\2\n", line).split("\n") if piece.strip()]


def _supply_heading(lines: list[str], inferred: list[str]) -> list[str]:
    """A heading that lost its number: a short line of its own, without a full stop, where one number is missing."""
    seen = [NUMERALS.index(found[1]) + 1 for line in lines if (found := _HEADING.match(line))]
    missing = [number for number in range(1, max(seen, default=0)) if number not in seen]
    for number in missing:
        for place, line in enumerate(lines):
            if 4 <= len(line) <= 20 and not re.search(r"[。：:；;\d]|^" + f"[{NUMERALS}]、", line):
                lines = [*lines[:place], f"{NUMERALS[number - 1]}、{line}", *lines[place + 1 :]]
                inferred.append(f"第{NUMERALS[number - 1]}部分没有序号，按独立成行的标题“{line}”补出。")
                break
    return lines


def _without_tables(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if "|" not in line)
