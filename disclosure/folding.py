"""One way to compare Chinese text, the same on every database: folded in Python, matched as plain substrings."""

import re
import unicodedata

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MAX_QUERY_LENGTH = 100  # characters; what is longer is cut
MAX_TERMS = 8
SNIPPET_LENGTH = 110  # characters
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def fold(text: str) -> str:
    """``text`` without the differences a reader does not mean: width, case, invisible control characters."""
    wide = unicodedata.normalize("NFKC", text)
    folded = wide.lower()
    if folded != wide:
        folded = unicodedata.normalize("NFKC", folded)
    if folded.replace("\n", " ").isprintable():  # as good as every text is
        return folded
    return "".join(sign for sign in folded if sign.isprintable() or sign.isspace())


def without_controls(text: str) -> str:
    """``text`` without the control characters that XML and spreadsheets refuse; line ends and tabs stay."""
    return _CONTROLS.sub("", text)


def terms_of(query: str) -> list[str]:
    """The words of a query, folded, each once; all of them must be found."""
    words = fold(query[:MAX_QUERY_LENGTH]).split()
    return list(dict.fromkeys(words))[:MAX_TERMS]


def highlight(text: str, terms: list[str]) -> SafeString:
    """``text`` as safe HTML with every occurrence of a term inside ``<mark>``."""
    pieces, end = [], 0
    for start, stop in _spans(text, terms):
        pieces.append(format_html("{}<mark>{}</mark>", text[end:start], text[start:stop]))
        end = stop
    pieces.append(format_html("{}", text[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def holds_any(text: str, terms: list[str]) -> bool:
    folded = fold(text)
    return any(term in folded for term in terms)


def snippet(text: str, terms: list[str]) -> SafeString:
    """The surroundings of the first hit in ``text`` (its beginning if there is none), highlighted."""
    text = " ".join(text.split())
    spans = _spans(text, terms)
    start = max(0, spans[0][0] - SNIPPET_LENGTH // 4) if spans else 0
    stop = start + SNIPPET_LENGTH
    cut = highlight(text[start:stop], terms)
    return format_html("{}{}{}", "…" if start else "", cut, "…" if stop < len(text) else "")


def _spans(text: str, terms: list[str]) -> list[tuple[int, int]]:
    """Merged (start, stop) positions in ``text`` itself, although the terms are matched in the folded text."""
    folded, origin = _folded_with_origin(text)
    found = []
    for term in terms:
        at = folded.find(term)
        while at >= 0:
            found.append((origin[at], origin[at + len(term) - 1] + 1))
            at = folded.find(term, at + len(term))
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _folded_with_origin(text: str) -> tuple[str, range | list[int]]:
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    signs = [(sign, place) for place, original in enumerate(text) for sign in fold(original)]
    return "".join(sign for sign, _ in signs), [place for _, place in signs]
