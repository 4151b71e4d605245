"""Numbers that belong to a person: resident numbers, bank cards, mobile phones. Digits in, yes or no out."""

import re
from calendar import monthrange

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
# First two digits: a province (GB/T 2260), or 9 for foreigners who live here.
_PROVINCES = frozenset(
    {
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    }
    | {*range(91, 97)}
)
# Beginnings of cards issued in China: UnionPay 62, old debit cards, and the international brands with 16 digits only.
_OWN_CARD = re.compile(r"62\d{14,17}|9558[08]\d{11,14}|95599\d{14}|601382\d{13}|601428\d{11}")
_FOREIGN_CARD = re.compile(r"4\d{15}|5[1-5]\d{14}|35[2-8]\d{13}")
_MOBILE = re.compile(r"1[3-9]\d{9}")


def has_check_character(text: str) -> bool:
    """Whether ``text`` is 18 characters with the right check character (GB 11643)."""
    body, check = text[:17], text[17:].upper()
    if len(text) != 18 or not (body.isascii() and body.isdigit()):
        return False
    return (
        _CHECK[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11] == check
    )


def is_resident_number(text: str) -> bool:
    """An 18-character number with division, day of birth and check character, or an old one of 15 digits."""
    if len(text) == 18:
        year, rest = text[6:10], text[10:14]
        return (
            has_check_character(text)
            and year[:2] in ("19", "20")
            and _is_division(text)
            and _is_day(year, rest)
        )
    return len(text) == 15 and text.isdigit() and _is_division(text) and _is_day(f"19{text[6:8]}", text[8:12])


def is_bank_card(digits: str) -> bool:
    """The right beginning and length, and Luhn's check digit."""
    return bool(_OWN_CARD.fullmatch(digits) or _FOREIGN_CARD.fullmatch(digits)) and _luhn(digits)


def is_own_bank_card(digits: str) -> bool:
    """The same for cards that only China issues: their beginning is rare enough to trust a number in pieces."""
    return bool(_OWN_CARD.fullmatch(digits)) and _luhn(digits)


def is_mobile(digits: str) -> bool:
    return bool(_MOBILE.fullmatch(digits))


def _luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 2 and (sum(doubled) + sum(map(int, digits[::-2]))) % 10 == 0


def _is_division(text: str) -> bool:
    return int(text[:2]) in _PROVINCES and text[2:4] != "00"


def _is_day(year: str, month_day: str) -> bool:
    month, day = int(month_day[:2]), int(month_day[2:])
    return 1 <= month <= 12 and 1 <= day <= monthrange(int(year), month)[1]
