from disclosure.search import readings
from disclosure.search.readings import reading_of


def test_a_reading_is_remembered_for_its_segment_and_words_alone(monkeypatch):
    monkeypatch.setattr(readings, "MOST", 2)
    reading_of(1, ("甲",)).known = 5
    assert reading_of(1, ("甲",)).known == 5
    assert reading_of(2, ("甲",)).known == 0
    assert reading_of(1, ("甲", "乙")).known == 0  # and the first is forgotten: two are kept
    assert reading_of(1, ("甲",)).known == 0
