from .category import CategoryAdmin
from .gate import GateStopAdmin
from .item import ItemAdmin

__all__ = ["CategoryAdmin", "GateStopAdmin", "ItemAdmin"]
