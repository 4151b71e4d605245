"""Numbers without gaps: taken inside the transaction that uses them, so a rolled-back act gives its number back."""

from .models import Serial


def locked_serial(series: str, year: int) -> Serial:
    """The counter of ``series`` in ``year``, locked until the caller's transaction ends."""
    Serial.objects.get_or_create(series=series, year=year)
    return Serial.objects.select_for_update().get(series=series, year=year)


def next_serial(series: str, year: int) -> int:
    """Take the next number of ``series`` in ``year``, from 1."""
    return locked_serial(series, year).take()
