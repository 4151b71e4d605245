"""What a reader may have meant by a document number typed without its brackets: 聊商务发2021 5 -> 聊商务发〔2021〕5号."""

import re

from .folding import fold
from .search import Order, search

_LIMIT = 3
_NUMBER = re.compile(
    r"(?P<word>[\u3400-\u9fff]{0,12})\s*[〔\[(【{<《]?\s*(?P<year>(?:19|20)\d\d)\s*[〕\])】}>》]?[\s\-年第字]*"
    r"(?P<serial>\d{1,5})(?!\d)\s*号?"
)


def meant(query: str) -> list[str]:
    """Document numbers of public items that ``query`` may mean, the likeliest first; none if it is written right."""
    found = _NUMBER.search(fold(query))
    if not found or re.fullmatch(r"\d+", fold(query).strip()):
        return []
    ending = f"〔{found['year']}〕{int(found['serial'])}号"
    if ending in query:
        return []
    numbers = {
        item.document_number
        for item in search(ending, order=Order.RELEVANCE, size=20).items()
        if item.document_number.endswith(ending)
    }
    word = found["word"]
    named = sorted(number for number in numbers if word and number.startswith(word))
    alike = sorted(number for number in numbers if word and set(word) & set(number) and number not in named)
    return (named or alike or ([] if word else sorted(numbers)))[:_LIMIT]
