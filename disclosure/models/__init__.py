from .attachment import Attachment
from .attachment_text import AttachmentText
from .bulk import BulkFile, BulkImport, BulkRow, BulkStage, RowState
from .category import Category, CategoryQuerySet
from .former_file import FormerFile
from .item import Item, ItemQuerySet, StaleItem
from .link import Link
from .reminder import ItemReminder
from .review import Review
from .search_index import CatalogueState, CategoryCount, ItemChange, SearchEntry, SearchPage, SearchSegment
from .stop import GateStop
from .version import Version

__all__ = [
    "Attachment",
    "AttachmentText",
    "BulkFile",
    "BulkImport",
    "BulkRow",
    "BulkStage",
    "CatalogueState",
    "Category",
    "CategoryCount",
    "CategoryQuerySet",
    "FormerFile",
    "GateStop",
    "Item",
    "ItemChange",
    "ItemQuerySet",
    "ItemReminder",
    "Link",
    "Review",
    "RowState",
    "SearchEntry",
    "SearchPage",
    "SearchSegment",
    "StaleItem",
    "Version",
]
