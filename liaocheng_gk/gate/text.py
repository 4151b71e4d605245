"""Personal numbers in a text, however they are written: full width, spaced, broken over lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from liaocheng_gk.personal_numbers import is_bank_card, is_mobile, is_own_bank_card, is_resident_number

from .findings import Finding

# One character for one, so that places stay where they are; what has no width is taken for a space.
_WIDE = {ord("０") + step: ord("0") + step for step in range(10)} | {
    ord("Ｘ"): "X", ord("ｘ"): "X", ord("x"): "X", ord("×"): "X", ord("Х"): "X",
    **dict.fromkeys(map(ord, "－–—‐‑‒−"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\u200a\u202f\u200b\u200c\u200d\u2060\ufeff\u00ad"), " "),
    ord("\r"): "\n", ord("\v"): "\n", ord("\f"): "\n",
}  # fmt: skip
_ALNUM = "0-9A-Za-z"
# Groups of digits that one number may consist of: separated by little, with no letter or point beside them.
_GROUPS = re.compile(rf"(?<![{_ALNUM}])(?<!\d\.)\d+(?:[ \t\n\-]{{1,3}}\d+)*(?:[ \-]?X)?(?![{_ALNUM}])")
_GROUP = re.compile(r"\d+X?|X")
_MONEY = re.compile(r"\s*(?:\.\d|[万亿]?(?:元|美元|人民币|％|%))")
_MONEY_BEFORE = re.compile(r"[¥￥$＄.]\s*$")
_CARD_WORDS = re.compile(r"卡号|银行卡|账号|帐号|账户|帐户|开户")
# The forms in which people write a number in pieces.
_SPACED_ID = {
    (6, 8, 4),
    (6, 4, 4, 4),
    (6, 4, 2, 2, 4),
    (4, 4, 4, 4, 2),
    (3, 3, 4, 4, 4),
    (3, 3, 8, 4),
    (6, 12),
    (14, 4),
}
_SPACED_CARD = {
    (4, 4, 4, 4),
    (4, 4, 4, 4, 3),
    (4, 4, 4, 4, 2),
    (4, 4, 4, 4, 1),
    (6, 10),
    (6, 13),
    (4, 12),
    (4, 15),
}
_SPACED_MOBILE = {(3, 4, 4), (3, 8)}
_NEIGHBOUR = re.compile(r"\d[ \t\-]{1,3}$")
_LABEL = re.compile(r"手机|电话|联系方式|卡号|账号|帐号|账户|帐户")
_LONGEST = 24


@dataclass(frozen=True)
class _Number:
    rule: str
    start: int
    end: int
    digits: str


def inspect_text(text: str, *, allowed: Iterable[str] = (), place: str = "") -> list[Finding]:
    """Every personal number of ``text``; ``place`` is said before the paragraph.

    Args:
        allowed: numbers that may stand there, in any notation: the office's own phones, the reader's own.
    """
    numbers = _numbers(text, allowed)
    found, line, at = [], 1, 0
    for number in numbers:
        line, at = line + text.count("\n", at, number.start), number.start
        where = f"{place}，第 {line} 段" if place else f"第 {line} 段"
        found.append(Finding(number.rule, where, _excerpt(text, number)))
    return found


def inspect_places(parts: Iterable[tuple[str, str]], *, allowed: Iterable[str] = ()) -> list[Finding]:
    """The same over texts that each have a place of their own; a number broken over two of them is found as well."""
    parts = list(parts)
    starts, length = [], 0
    for _, text in parts:
        starts.append(length)
        length += len(text) + 1
    whole = "\n".join(text for _, text in parts)
    found, index = [], 0
    for number in _numbers(whole, allowed):
        while index + 1 < len(parts) and starts[index + 1] <= number.start:
            index += 1
        found.append(Finding(number.rule, parts[index][0], _excerpt(whole, number)))
    return found


def masked(digits: str) -> str:
    """Enough to find the number again, too little to know it."""
    shown = 3 if len(digits) <= 11 else 4
    tail = 2 if len(digits) <= 11 else 3
    return digits[:shown] + "*" * (len(digits) - shown - tail) + digits[-tail:]


def _numbers(text: str, allowed: Iterable[str]) -> list[_Number]:
    own = {re.sub(r"[^0-9X]", "", number.upper()) for number in allowed} - {""}
    plain = text.translate(_WIDE)
    return [number for match in _GROUPS.finditer(plain) for number in _in_groups(plain, match, own)]


def _in_groups(plain: str, match: re.Match[str], own: set[str]) -> Iterator[_Number]:
    groups = [(m.start() + match.start(), m.group()) for m in _GROUP.finditer(match.group())]
    first = 0
    while first < len(groups):
        for last in range(min(len(groups), first + _LONGEST), first, -1):
            number = _number(plain, groups[first:last], own)
            if number is not None:
                yield number
                first = last
                break
        else:
            first += 1


def _number(plain: str, groups: Sequence[tuple[int, str]], own: set[str]) -> _Number | None:
    digits = "".join(group for _, group in groups)
    if not 11 <= len(digits) <= 19 or "X" in digits[:-1]:
        return None
    start, end = groups[0][0], groups[-1][0] + len(groups[-1][1])
    shape = tuple(len(group) for _, group in groups)
    broken = "\n" in plain[start:end] or "\t" in plain[start:end]
    context = plain[max(0, start - 30) : start]
    alone = not _NEIGHBOUR.search(context) or bool(_LABEL.search(context))
    rule = _rule(digits, shape, broken=broken, alone=alone, context=context)
    if rule is None or digits in own or (rule == "MOBILE" and digits.removeprefix("86") in own):
        return None
    if rule == "MOBILE" and _is_money(plain, start, end):
        return None
    return _Number(rule, start, end, digits)


def _rule(digits: str, shape: tuple[int, ...], *, broken: bool, alone: bool, context: str) -> str | None:
    """``alone``: no other figure stands before it, as in a row of a table, or a word says what it is."""
    whole, singles = len(shape) == 1, set(shape) == {1}
    in_two = len(shape) == 2  # torn once, by the end of a line
    if is_resident_number(digits) and (
        whole or (len(digits) == 18 and (singles or in_two or (shape in _SPACED_ID)))
    ):
        return "ID"
    if whole and is_bank_card(digits):
        return "CARD"
    if is_own_bank_card(digits) and (singles or (alone and (shape in _SPACED_CARD or (in_two and broken)))):
        return "CARD"
    if not broken and shape in _SPACED_CARD and is_bank_card(digits) and _CARD_WORDS.search(context):
        return "CARD"
    if is_mobile(digits) and (whole or (alone and not broken and (singles or shape in _SPACED_MOBILE))):
        return "MOBILE"
    if digits.startswith("86") and whole and is_mobile(digits.removeprefix("86")):
        return "MOBILE"
    return None


def _is_money(plain: str, start: int, end: int) -> bool:
    return bool(_MONEY.match(plain, end) or _MONEY_BEFORE.search(plain, max(0, start - 4), start))


def _excerpt(text: str, number: _Number) -> str:
    before = re.sub(r"\d", "*", text[max(0, number.start - 10) : number.start]).split("\n")[-1].strip()
    return before + masked(number.digits)
