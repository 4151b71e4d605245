"""Where files lie that no address leads to: identity scans, letters, evidence. Never under MEDIA."""

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    return storages["private"]
