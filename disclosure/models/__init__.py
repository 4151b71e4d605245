from .category import Category, CategoryQuerySet
from .item import Attachment, Item, ItemQuerySet
from .reminder import ItemReminder
from .review import Review
from .search_index import CatalogueState, CategoryCount, ItemChange, SearchEntry, SearchPage, SearchSegment
from .stop import GateStop
from .version import Version

__all__ = [
    "Attachment",
    "CatalogueState",
    "Category",
    "CategoryCount",
    "CategoryQuerySet",
    "GateStop",
    "Item",
    "ItemChange",
    "ItemQuerySet",
    "ItemReminder",
    "Review",
    "SearchEntry",
    "SearchPage",
    "SearchSegment",
    "Version",
]
