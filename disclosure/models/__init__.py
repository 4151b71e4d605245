from .category import Category, CategoryQuerySet
from .item import Attachment, Item, ItemQuerySet
from .reminder import ItemReminder
from .review import Review
from .version import Version

__all__ = [
    "Attachment",
    "Category",
    "CategoryQuerySet",
    "Item",
    "ItemQuerySet",
    "ItemReminder",
    "Review",
    "Version",
]
