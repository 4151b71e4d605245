"""How the tables note an article of the law, and how everybody reads it."""

import re

_ARTICLE = re.compile(r"(?<![\d¶〔第])(\d+)(?![\d号年〕条])")
_PARAGRAPH = re.compile(r"¶(\d+)")
_ITEM = re.compile(r"\(([一二三四五六七八九十]+)\)")


def cited(short: str) -> str:
    """An article in words for everybody: ``条例33¶2`` is ``条例第33条第2款``, ``条例36(五)`` ``条例第36条第五项``."""
    return _ITEM.sub(r"第\1项", _PARAGRAPH.sub(r"第\1款", _ARTICLE.sub(r"第\1条", short)))
