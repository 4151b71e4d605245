"""Search over what is public: ``finding`` answers, ``indexing`` keeps the index; the rest is how it is built."""

from .filters import Filters, Order, departments, years
from .finding import COUNT_LIMIT, Found, Rank, search

__all__ = ["COUNT_LIMIT", "Filters", "Found", "Order", "Rank", "departments", "search", "years"]
