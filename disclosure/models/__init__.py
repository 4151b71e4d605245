from .category import Category, CategoryQuerySet
from .item import Attachment, Item, ItemQuerySet
from .review import Review

__all__ = ["Attachment", "Category", "CategoryQuerySet", "Item", "ItemQuerySet", "Review"]
