"""Which public items may be what somebody describes: compared by pairs of Chinese signs, so no list of words is needed."""

import re
from collections.abc import Collection, Iterable
from functools import reduce
from math import sqrt
from operator import add

from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Cast, Length

from .folding import fold
from .models import Item

LIMIT = 5
MAX_TOKENS = 40  # of the description; the beginning says what is wanted
MAX_CANDIDATES = 60
SHARE = 0.5  # of the shorter side's tokens that must be found in the other

# Words that stand in every application and every second title; they say nothing about what is wanted.
STOP_WORDS = (
    "关于", "情况", "信息", "政府", "公开", "年度", "申请", "获取", "提供", "相关", "有关", "文件", "资料", "材料",
    "内容", "通知", "公告", "公示", "印发", "以及", "希望", "需要", "查询", "了解", "的", "等", "请",
)  # fmt: skip
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z0-9]+")
_YEAR = re.compile(r"(\d{4})年")
_NUMBER = re.compile(r"[〔\[(【]\s*(\d{4})\s*[〕\])】]\s*(\d{1,5})\s*号")


def tokens(text: str, ignored: Collection[str] = ()) -> list[str]:
    """Pairs of neighbouring signs, Latin words and numbers of ``text``, in order, each once.

    Args:
        ignored: further words without meaning here, such as the bureau's own name.
    """
    text = _YEAR.sub(r" \1 ", fold(text))
    for word in sorted({*STOP_WORDS, *map(fold, ignored)} - {""}, key=len, reverse=True):
        text = text.replace(word, " ")
    return list(dict.fromkeys(token for run in _RUN.findall(text) for token in _of_run(run)))


def _of_run(run: str) -> Iterable[str]:
    if run.isascii():
        return (run,)
    return (run[place : place + 2] for place in range(len(run) - 1))


def score(wanted: Collection[str], offered: Collection[str]) -> float:
    """How near two sets of tokens are, from 0 (unrelated) to 1 (the same). Numbers alone relate nothing."""
    shared = set(wanted) & set(offered)
    words = [token for token in shared if not token.isdecimal()]
    least = min(sum(not token.isdecimal() for token in side) for side in (wanted, offered))
    if len(words) < max(min(2, least), least * SHARE, 1):
        return 0.0
    return len(shared) / sqrt(len(wanted) * len(offered))


def similar_items(text: str, *, ignored: Collection[str] = (), limit: int = LIMIT) -> list[Item]:
    """The public items that match ``text`` best, at most ``limit``; one query, however long the text is."""
    wanted, folded = tokens(text, ignored), fold(text)
    numbers = [f"〔{year}〕{serial}号" for year, serial in _NUMBER.findall(folded)]
    ranked = []
    for item in _candidates(wanted[:MAX_TOKENS], numbers[:LIMIT]):
        named = bool(item.document_number) and _plain(item.document_number) in _plain(folded)
        near = score(wanted, tokens(item.title, ignored))
        if named or near:
            ranked.append((named, near, fold(item.title) in folded, item.published_at, item.pk, item))
    return [row[-1] for row in sorted(ranked, reverse=True, key=lambda row: row[:-1])[:limit]]


def _plain(number: str) -> str:
    """A document number without the differences of its brackets."""
    return _NUMBER.sub(r"〔\1〕\2号", fold(number))


def _candidates(wanted: Collection[str], numbers: Collection[str]) -> Iterable[Item]:
    """The few items worth comparing: the database counts the tokens in each title and keeps the densest."""
    found = [
        Q(title__contains=token) if not token.isascii() else Q(title__icontains=token) for token in wanted
    ]
    found += [Q(document_number__endswith=number) for number in numbers]
    if not found:
        return ()
    hits = reduce(add, (Case(When(condition, then=Value(1)), default=Value(0)) for condition in found))
    density = Cast(F("hits") * F("hits"), FloatField()) / Length("title")
    rows = Item.objects.public().light().alias(hits=hits).filter(hits__gt=0)
    return rows.order_by(density.desc(), "-published_at", "-pk")[:MAX_CANDIDATES]
