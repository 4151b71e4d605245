"""Segments of a few items, so that a handful of items already fills several."""

import pytest

from disclosure.search import contents, indexing


@pytest.fixture
def small_segments(monkeypatch):
    monkeypatch.setattr(indexing, "CAPACITY", 3)
    monkeypatch.setattr(contents, "RUN", 2)
