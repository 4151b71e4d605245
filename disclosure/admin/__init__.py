from .category import CategoryAdmin
from .item import ItemAdmin

__all__ = ["CategoryAdmin", "ItemAdmin"]
