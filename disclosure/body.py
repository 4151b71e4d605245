"""The text of an item: which HTML is allowed (one rule for saving and showing) and what it says without tags."""

import html
import re
from urllib.parse import unquote

import nh3
from django.utils.safestring import SafeString, mark_safe

# What the editor offers; nothing else survives. Titles of sections begin at h2: the page's h1 is the item's title.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Underline": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
}

_CLEANER = nh3.Cleaner(
    tags={
        *(
            "p",
            "br",
            "hr",
            "h2",
            "h3",
            "h4",
            "strong",
            "b",
            "em",
            "i",
            "u",
            "ul",
            "ol",
            "li",
            "blockquote",
            "a",
        ),
        *("table", "thead", "tbody", "tr", "th", "td", "caption", "sub", "sup"),
    },
    attributes={
        "a": {"href", "title"},
        "th": {"colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
        "ol": {"start"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)
TABLE_START = '<div class="table-scroll" tabindex="0" role="region" aria-label="表格"><table class="table table-bordered">'
_NO_TAGS = nh3.Cleaner(tags=set())
_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|td|th|tr|caption|blockquote|table)>|<(?:br|hr)[^>]*>", re.IGNORECASE
)
_CELL = re.compile(r"(<t[hd][^>]*>)<p>((?:(?!</?p>).)*)</p>(</t[hd]>)")
_EMPTY = re.compile(r"(?:<p>(?:\s|&nbsp;|<br>)*</p>\s*)*")


def clean(body: str) -> str:
    """``body`` with the allowed HTML only; an empty paragraph counts as nothing."""
    cleaned = _CLEANER.clean(body.replace("\x00", ""))
    return "" if _EMPTY.fullmatch(cleaned) else cleaned


def rendered(body: str) -> SafeString:
    """``body`` for a page: cleaned once more, so a text that reached the database by another way does no harm.

    Tables get their frame here, and scroll by themselves on a phone.
    """
    cleaned = _CELL.sub(r"\1\2\3", clean(body))
    framed = cleaned.replace("<table>", TABLE_START).replace("</table>", "</table></div>")
    return mark_safe(framed)  # noqa: S308 - cleaned above; what is added holds no text of others


def plain(body: str) -> str:
    """What ``body`` says: words split by inline tags stay whole, blocks stand on lines of their own."""
    return words_of(clean(body))


def words_of(cleaned: str) -> str:
    """``plain`` of a body that has just been cleaned."""
    text = html.unescape(_NO_TAGS.clean(_BLOCK_END.sub("\n", cleaned)))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def hidden_words(body: str) -> list[str]:
    """Addresses and titles of links: part of ``body`` that its page does not show."""
    if "=" not in body:  # no attribute, and most texts have none
        return []
    found = re.findall(r'\s(?:href|title)="([^"]*)"', clean(body))
    return [unquote(html.unescape(words)) for words in found]
