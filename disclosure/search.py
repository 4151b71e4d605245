"""Search over what is public.

The interface is what pages rely on; the way of finding may be replaced. Today it is a substring scan over
``Item.search_text``: every word of the query must occur, which finds Chinese words of one and two characters and is
the same on SQLite and PostgreSQL.
"""

from .models import Category, Item, ItemQuerySet


def search(query: str, *, category: Category | None = None) -> ItemQuerySet:
    """Public items that hold every word of ``query``, newest first; none for an empty query.

    Args:
        category: only items of this category or below it.
    """
    found = Item.objects.public().matching(query).newest()
    return found.in_category(category) if category else found
