"""The office's own phone numbers, which it publishes itself and the release gate therefore lets pass."""

from .models import Agency, PublicPhone


def published_phones() -> list[str]:
    own = Agency.objects.values_list("phone", "fax", "complaint_phone", "complaint_fax")
    numbers = [number for row in own for number in row if number]
    return numbers + list(PublicPhone.objects.values_list("number", flat=True))
