from .category import Category, CategoryQuerySet
from .item import Attachment, Item, ItemQuerySet

__all__ = ["Attachment", "Category", "CategoryQuerySet", "Item", "ItemQuerySet"]
