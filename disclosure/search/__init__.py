"""Search over what is public: ``finding`` answers, ``indexing`` keeps the index; the rest is how it is built."""

from .filters import Choices, Filters, Order, choices
from .finding import COUNT_LIMIT, Found, Rank, search

__all__ = ["COUNT_LIMIT", "Choices", "Filters", "Found", "Order", "Rank", "choices", "search"]
