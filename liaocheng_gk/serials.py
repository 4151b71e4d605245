"""Numbers without gaps: taken inside the transaction that uses them, so a rolled-back act gives its number back."""

from .models import Serial


def next_serial(series: str, year: int) -> int:
    """Take the next number of ``series`` in ``year``, from 1; the row stays locked until the caller commits.

    Raises:
        TransactionManagementError: called outside a transaction, where a gap could arise (from select_for_update).
    """
    Serial.objects.get_or_create(series=series, year=year)
    serial = Serial.objects.select_for_update().get(series=series, year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return serial.last
